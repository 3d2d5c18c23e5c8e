"""JSON-LD 1.1: one object a trial, its parts inside it, under a context of ours; what no trial holds follows it, object by
object.

The objects are framed and compacted by PyLD, the library of the standard's authors. Expanding the file gives the triples that
went in.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from pyld import jsonld

from cartkg.graph import iri
from cartkg.model import namespaces
from cartkg.model.namespaces import BASE, ONTOLOGY
from cartkg.use.export.rdf import Quads

Object = dict[str, Any]
TRIAL = f"{BASE}trial/"
RDF_TYPE = namespaces.expand("rdf:type")
LABEL = namespaces.expand("rdfs:label")
FOLLOWING = ox.NamedNode(iri.TYPES)  # types that follow are left out: a reader of JSON looks for the one type of a thing
# Each part stands where it is spoken of; blank nodes keep their names, since other objects may speak of them.
FRAMING = {"embed": "@always", "omitGraph": True, "omitDefault": True, "pruneBlankNodeIdentifiers": False}
TOLD = {"date", "decimal", "gYear", "gYearMonth", "dateTime", "anyURI"}  # datatypes that a term tells
XSD = namespaces.PREFIXES["xsd"]


def write(quads: Quads, out: Path) -> None:
    """The union of the graphs as JSON-LD."""
    context = make_context(quads)
    lines = ",\n".join(json.dumps(one, ensure_ascii=False, sort_keys=True) for one in objects(quads, context))
    head = json.dumps(context, ensure_ascii=False, indent=1, sort_keys=True)
    out.write_text(f'{{"@context": {head},\n"@graph": [\n{lines}\n]}}\n', encoding="utf-8")


def objects(quads: Quads, context: Object) -> Iterator[Object]:
    """The trials, each with its parts and the names of its terms inside, then every other thing."""
    nodes, address, options = expanded(quads), *_by_address(context)
    groups: dict[str, list[Object]] = defaultdict(list)
    for name, node in nodes.items():
        if name.startswith(TRIAL):
            groups[TRIAL + name.removeprefix(TRIAL).split("/", 1)[0]].append(node)
    for root, parts in groups.items():
        yield _bare(jsonld.frame([*parts, *_names(parts, nodes)], {"@context": address, "@id": root}, FRAMING | options))
    rest = [node for name, node in nodes.items() if not name.startswith(TRIAL)]
    yield from _bare(jsonld.compact(rest, address, {"graph": True, **options}))["@graph"]


def _by_address(context: Object) -> tuple[str, Object]:
    """An address for a context, and the options by which PyLD finds it there: it reads the context once, not once a trial."""
    address = f"{BASE}context/{iri.digest(json.dumps(context, sort_keys=True))}"
    found = {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": address,
        "document": {"@context": context},
    }
    return address, {"documentLoader": lambda _address, _options: found}


def _names(parts: Iterable[Object], nodes: Mapping[str, Object]) -> Iterator[Object]:
    """What the parts speak of, by identifier and label alone: a reader of one trial needs no other object."""
    lists = (values for part in parts for name, values in part.items() if not name.startswith("@"))
    ends = {value["@id"] for values in lists for value in values if "@id" in value}
    for name in sorted(ends):
        if not name.startswith(TRIAL) and LABEL in nodes.get(name, {}):
            yield {"@id": name, LABEL: nodes[name][LABEL]}


def expanded(quads: Quads) -> dict[str, Object]:
    """JSON-LD's expanded form, section 9 of its API: an object for each subject, values in their lexical form."""
    nodes: dict[str, Object] = {}
    for triple in {str(quad.triple): quad.triple for quad in quads if quad.graph_name != FOLLOWING}.values():
        name = _name(triple.subject)
        node = nodes.setdefault(name, {"@id": name})
        if triple.predicate.value == RDF_TYPE:
            node.setdefault("@type", []).append(_name(triple.object))
        else:
            node.setdefault(triple.predicate.value, []).append(_value(triple.object))
    return {name: nodes[name] for name in sorted(nodes)}


def _name(term: object) -> str:
    return str(term) if isinstance(term, ox.BlankNode) else str(getattr(term, "value", term))


def _value(term: object) -> Object:
    if not isinstance(term, ox.Literal):
        return {"@id": _name(term)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    native = _native(term.value, term.datatype.value.removeprefix(XSD))
    typed = {} if term.datatype.value == f"{XSD}string" or native != term.value else {"@type": term.datatype.value}
    return {"@value": native, **typed}


def _native(words: str, datatype: str) -> str | int | bool:
    """A whole number or true/false as JSON has it, where it reads the same; a decimal would become a double."""
    if datatype == "integer" and re.fullmatch(r"0|-?[1-9][0-9]{0,14}", words):
        return int(words)
    return words == "true" if datatype == "boolean" and words in ("true", "false") else words


def _bare(made: Object) -> Object:
    return {key: value for key, value in made.items() if key != "@context"}


def make_context(quads: Quads) -> Object:
    """Our context: `id`, `type`, `label`, the ontology's words by themselves, CURIEs for the rest.

    What is always a link, or always of one datatype, is told by its term, so that values stand as plain words. Terms that need
    no telling come by `@vocab`, and prefixes that nothing uses are left out: PyLD tries each on every name.
    """
    links: set[str] = set()
    datatypes: dict[str, set[str]] = defaultdict(set)
    names: set[str] = set()
    for quad in quads:
        names.add(quad.predicate.value)
        if isinstance(quad.object, ox.Literal):
            datatypes[quad.predicate.value].add(quad.object.datatype.value)
        else:
            links.add(quad.predicate.value)
            names.add(_name(quad.object))
        names.add(_name(quad.subject))
    told = {name: kind for name in sorted(links | datatypes.keys()) if (kind := _told(name in links, datatypes[name]))}
    terms = {
        name.removeprefix(ONTOLOGY): {"@id": name, "@type": kind} for name, kind in told.items() if name.startswith(ONTOLOGY)
    }
    return {"@version": 1.1, "@vocab": ONTOLOGY, "id": "@id", "type": "@type", "label": LABEL, **_prefixes(names), **terms}


def _told(is_link: bool, datatypes: set[str]) -> str:
    """What a term tells of its values; "" where they differ, or say it themselves."""
    if is_link:
        return "" if datatypes else "@id"
    alone = next(iter(datatypes)) if len(datatypes) == 1 else ""
    return alone if alone.removeprefix(XSD) in TOLD else ""


def _prefixes(names: Iterable[str]) -> Object:
    used = {namespaces.compact(name).split(":", 1)[0] for name in names} | {"cartkg", "xsd"}
    return {prefix: {"@id": start, "@prefix": True} for prefix, start in namespaces.PREFIXES.items() if prefix in used}
