"""Reading a full release of an ontology that the user points at: OBO, OWL (RDF/XML), OBO-graph JSON, or a table.

All four give the same thing: for each identifier its label, whether it is obsolete and by what it is replaced, its exact
synonyms and its named parents. Large files are read as a stream where the format allows it.
"""

import csv
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

from cartkg.model.errors import VocabularyError
from cartkg.model.namespaces import OBO
from cartkg.vocabulary.tables import several

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
RDFS = "{http://www.w3.org/2000/01/rdf-schema#}"
OWL = "{http://www.w3.org/2002/07/owl#}"
OIO = "{http://www.geneontology.org/formats/oboInOwl#}"
REPLACED = "IAO_0100001"
DAY = re.compile(r"\d{4}-\d\d-\d\d")
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True, slots=True)
class ReleaseEntry:
    """One term of a release."""

    id: str
    label: str = ""
    obsolete: bool = False
    replaced_by: str = ""
    synonyms: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Release:
    """A release: where it was read from, its version as the file says, its terms by identifier."""

    path: Path
    version: str
    entries: Mapping[str, ReleaseEntry]
    prefixes: frozenset[str]  # those that make up at least a hundredth of it: what it is a release of

    @property
    def date(self) -> str:
        """The day in the release's version or file name (ISO 8601), or empty."""
        found = DAY.search(self.version) or DAY.search(self.path.name)
        return found[0] if found else ""


def _prefixes(entries: Mapping[str, ReleaseEntry]) -> frozenset[str]:
    counts = Counter(identifier.partition(":")[0] for identifier in entries)
    return frozenset(prefix for prefix, count in counts.items() if count * 100 >= len(entries))


def read_release(path: Path) -> Release:
    """The release in a file (also gzipped). Raises VocabularyError where it is missing or none of the four formats."""
    if not path.is_file():
        raise VocabularyError(path, "no such file", "point at a full release: .obo, .owl (RDF/XML), .json or .tsv")
    beginning = _open(path).read(4096).decode("utf-8", "replace").lstrip("\ufeff \r\n\t")
    for fits, reader in ((_is_obo, _obo), (_is_xml, _owl), (_is_json, _graphs), (_is_table, _table)):
        if fits(beginning):
            with _open(path) as file:
                return _release(path, reader(file))
    raise VocabularyError(path, "neither OBO, nor RDF/XML, nor OBO-graph JSON, nor a table", "save it in one of these")


def _release(path: Path, found: Iterator[ReleaseEntry | str]) -> Release:
    version, entries = "", {}
    try:
        for one in found:
            if isinstance(one, str):
                version = version or one
            else:
                entries[one.id] = one
    except (ElementTree.ParseError, ValueError, KeyError) as error:
        raise VocabularyError(path, f"the file breaks off or is malformed: {error}", "fetch it again") from error
    if not entries:
        raise VocabularyError(path, "no term in it", "point at a full release")
    return Release(path, version, entries, _prefixes(entries))


def _open(path: Path) -> IO[bytes]:
    return gzip.open(path) if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]


def _is_obo(text: str) -> bool:
    return text.startswith("format-version:") or "[Term]" in text


def _is_xml(text: str) -> bool:
    return text.startswith("<") and "<rdf:RDF" in text


def _is_json(text: str) -> bool:
    return text.startswith("{")


def _is_table(text: str) -> bool:
    return text.startswith("id\tlabel")


def curie_of(address: str) -> str:
    """The CURIE of an OBO IRI ("http://purl.obolibrary.org/obo/MONDO_0000001"), or the address itself."""
    prefix, underscore, local = address.removeprefix(OBO).partition("_")
    return f"{prefix}:{local}" if address.startswith(OBO) and underscore else address


def _obo(file: IO[bytes]) -> Iterator[ReleaseEntry | str]:
    stanza: dict[str, list[str]] | None = None
    for raw in file:
        line = raw.decode("utf-8").rstrip("\r\n")
        if line.startswith("["):
            yield from _obo_entry(stanza)
            stanza = {} if line == "[Term]" else None
        elif line.startswith("data-version:"):
            yield line.partition(":")[2].strip()
        elif stanza is not None and ": " in line:
            key, _, value = line.partition(": ")
            stanza.setdefault(key, []).append(value)
    yield from _obo_entry(stanza)


def _obo_entry(stanza: dict[str, list[str]] | None) -> Iterator[ReleaseEntry]:
    if not stanza or "id" not in stanza:
        return
    exact = [QUOTED.match(value) for value in stanza.get("synonym", ()) if " EXACT" in value]
    yield ReleaseEntry(
        stanza["id"][0].split(" ")[0],
        stanza.get("name", [""])[0],
        stanza.get("is_obsolete", [""])[0] == "true",
        stanza.get("replaced_by", [""])[0].split(" ")[0],
        tuple(match[1].replace('\\"', '"') for match in exact if match),
        tuple(value.split(" ")[0] for value in stanza.get("is_a", ())),
    )


def _owl(file: IO[bytes]) -> Iterator[ReleaseEntry | str]:
    depth = 0
    for event, element in ElementTree.iterparse(file, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if event == "start" or depth != 1:
            continue
        if element.tag == f"{OWL}Ontology":
            version = element.find(f"{OWL}versionIRI")
            yield version.get(f"{RDF}resource", "") if version is not None else ""
        elif element.tag == f"{OWL}Class" and element.get(f"{RDF}about"):
            yield _owl_entry(element)
        element.clear()


def _owl_entry(element: ElementTree.Element) -> ReleaseEntry:
    def text(tag: str) -> str:
        found = element.find(tag)
        return "" if found is None else found.get(f"{RDF}resource") or found.text or ""

    above = (one.get(f"{RDF}resource", "") for one in element.findall(f"{RDFS}subClassOf"))
    return ReleaseEntry(
        curie_of(element.get(f"{RDF}about", "")),
        text(f"{RDFS}label"),
        text(f"{OWL}deprecated") == "true",
        curie_of(text(f"{{{OBO}}}{REPLACED}")),
        tuple(one.text or "" for one in element.findall(f"{OIO}hasExactSynonym")),
        tuple(curie_of(address) for address in above if address),
    )


def _graphs(file: IO[bytes]) -> Iterator[ReleaseEntry | str]:
    for graph in json.load(file)["graphs"]:
        yield graph.get("meta", {}).get("version", "")
        above: dict[str, list[str]] = {}
        for edge in graph.get("edges", ()):
            if edge["pred"] in ("is_a", "subClassOf"):
                above.setdefault(edge["sub"], []).append(curie_of(edge["obj"]))
        for node in graph.get("nodes", ()):
            if node.get("type", "CLASS") == "CLASS":
                yield _node_entry(node, above.get(node["id"], []))


def _node_entry(node: dict[str, object], above: list[str]) -> ReleaseEntry:
    meta = node.get("meta")
    facts = meta if isinstance(meta, dict) else {}
    replaced = (p["val"] for p in facts.get("basicPropertyValues", ()) if p["pred"].endswith(REPLACED))
    exact = (s["val"] for s in facts.get("synonyms", ()) if s["pred"] == "hasExactSynonym")
    return ReleaseEntry(
        curie_of(str(node["id"])), str(node.get("lbl", "")), bool(facts.get("deprecated")),
        curie_of(next(replaced, "")), tuple(exact), tuple(above),
    )  # fmt: skip


def _table(file: IO[bytes]) -> Iterator[ReleaseEntry | str]:
    csv.field_size_limit(10**8)
    lines = (line.decode("utf-8") for line in file)
    for row in csv.DictReader(lines, delimiter="\t"):
        yield ReleaseEntry(
            row["id"], row["label"], row.get("deprecated") == "true", row.get("replaced_by") or "",
            several(row.get("exact_synonyms") or ""), several(row.get("parents") or ""),
        )  # fmt: skip
