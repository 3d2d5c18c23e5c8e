"""Words to terms for the editor: /complete offers what is being typed, /labels names what an answer holds.

Both answer from an index of names that is made once a build, so that typing asks no query.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from cartkg.graph.store import GraphStore
from cartkg.model import namespaces
from cartkg.server.live import Build
from cartkg.server.site import SECURITY, Site, place

OFFERED = 20  # completions at a time
LONGEST = 80  # characters of a question to /complete that are looked at
LABELLED = 1000  # things that one request to /labels may name
LARGEST = 200_000  # bytes of a request to /labels

NAMES = """
SELECT ?thing ?type ?name ?link WHERE {
  VALUES ?type { owl:Class owl:ObjectProperty owl:DatatypeProperty cartkg:Trial }
  VALUES ?link { rdfs:label skos:altLabel cartkg:symbol dcterms:identifier }
  ?thing a ?type ; ?link ?name .
}"""
USES = "SELECT ?thing (COUNT(*) AS ?uses) WHERE { ?user ?link ?thing . FILTER(?link != rdfs:subClassOf) } GROUP BY ?thing"
LINKS = "SELECT ?thing (COUNT(*) AS ?uses) WHERE { ?subject ?thing ?object } GROUP BY ?thing"
OURS = """
SELECT ?thing (SAMPLE(?one) AS ?label) WHERE {{
  VALUES ?thing {{ {values} }}
  ?thing ?link ?value . OPTIONAL {{ ?thing rdfs:label ?one }}
}} GROUP BY ?thing"""
OUTSIDE = re.compile(r'[<>"{}|\\^`\x00-\x20\ud800-\udfff]')  # what no IRI holds (SPARQL 1.1, section 19.8, IRIREF)
KINDS = {"Class": "class", "ObjectProperty": "property", "DatatypeProperty": "property", "Trial": "trial"}


@dataclass(frozen=True, slots=True)
class Name:
    """A thing that has a name: its IRI and CURIE, its label, its other names, how many triples use it."""

    iri: str
    curie: str
    label: str
    kind: str  # class, property or trial
    others: tuple[str, ...]
    uses: int

    def rank(self, words: str) -> tuple[int, int, int] | None:
        """How well this is meant by `words` (lower case): lower sorts first, None where it is not."""
        own, others = _fit(self.label, words), (_fit(other, words) for other in self.others)
        best = min((2 * own, *(2 * fit + 1 for fit in others)))
        return (best, -self.uses, len(self.label)) if best < 2 * NO_FIT else None


NO_FIT = 4


def _fit(name: str, words: str) -> int:
    """0: the name itself, 1: its beginning, 2: the beginning of one of its words, 3: somewhere in it."""
    lower = name.casefold()
    if words not in lower:
        return NO_FIT
    if lower == words:
        return 0
    if lower.startswith(words):
        return 1
    if re.search(rf"\b{re.escape(words)}", lower):
        return 2
    return 3


@dataclass(frozen=True, slots=True)
class Names:
    """Every name of a build."""

    all: tuple[Name, ...]
    by_iri: Mapping[str, Name]
    by_identifier: Mapping[str, Name]  # trials by the identifier that answers give

    @classmethod
    def of(cls, store: GraphStore) -> "Names":
        """The names in a graph."""
        uses = {row["thing"]: int(row["uses"]) for query in (USES, LINKS) for row in store.select(query)}
        names = tuple(_name(iri, rows, uses.get(iri, 0)) for iri, rows in _grouped(store.select(NAMES)))
        trials = {name.iri.rsplit("/", 1)[-1]: name for name in names if name.kind == "trial"}
        return cls(names, {name.iri: name for name in names}, trials)

    def complete(self, typed: str) -> list[Name]:
        """What `typed` may mean, best first: words, or a prefix with the beginning of a name or of an identifier."""
        typed = typed.strip()[:LONGEST].casefold()
        prefix, colon, local = typed.partition(":")
        if colon:
            return self._of_prefix(prefix, local)
        if len(typed) < 2:
            return []
        return _best((name, name.rank(typed)) for name in self.all)

    def _of_prefix(self, prefix: str, local: str) -> list[Name]:
        own = [name for name in self.all if name.curie.casefold().startswith(prefix + ":")]
        words = local.replace("_", " ").strip()
        return _best((name, (0, -name.uses, len(name.label)) if _is_local(name, local) else name.rank(words)) for name in own)

    def named(self, key: str) -> Name | None:
        """What an IRI, or the identifier of a trial, stands for."""
        return self.by_iri.get(key) or self.by_identifier.get(key)


def _is_local(name: Name, local: str) -> bool:
    return name.curie.partition(":")[2].casefold().startswith(local)


def _best(ranked: Iterable[tuple[Name, tuple[int, int, int] | None]]) -> list[Name]:
    found = [(rank, name.label, name.curie, name) for name, rank in ranked if rank is not None]
    return [name for *_, name in sorted(found, key=lambda entry: entry[:3])[:OFFERED]]


def _grouped(rows: Iterable[dict[str, str]]) -> Iterator[tuple[str, list[dict[str, str]]]]:
    things: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        things.setdefault(row["thing"], []).append(row)
    yield from sorted(things.items())


def _name(iri: str, rows: list[dict[str, str]], uses: int) -> Name:
    """A thing of its rows. A trial's identifier is one of its other names; so is an antigen's symbol."""
    labels = sorted(row["name"] for row in rows if row["link"].endswith("label"))
    others = sorted({row["name"] for row in rows} - set(labels[:1]))
    label = labels[0] if labels else (others[0] if others else "")
    kind = KINDS[re.split("[#/]", rows[0]["type"])[-1]]
    return Name(iri, namespaces.compact(iri), label, kind, tuple(others), uses)


def routes(site: Site) -> list[BaseRoute]:
    """The two routes."""

    def complete(request: Request) -> Response:
        found = site.live.build.kept(Names, Names.of).complete(request.query_params.get("q", ""))
        return JSONResponse({"completions": [_offer(name) for name in found]}, headers=SECURITY)

    async def labels(request: Request) -> Response:
        keys = _keys(await _bounded(request))
        if keys is None:
            problem = f"send JSON of the form {{'keys': ['IRI', …]}} with at most {LABELLED} keys"
            return JSONResponse({"problem": problem}, 400, headers=SECURITY)
        labels = await run_in_threadpool(labelled, site.live.build, keys)
        return JSONResponse({"labels": labels}, headers=SECURITY)

    return [Route("/complete", complete), Route("/labels", labels, methods=["POST"])]


def labelled(build: Build, keys: list[str]) -> dict[str, dict[str, str]]:
    """CURIE, label and page of each key that is known: from the index, or for another thing of ours from the store."""
    names = build.kept(Names, Names.of)
    known = {key: _label(name) for key in keys if (name := names.named(key))}
    rest = [key for key in keys if key not in known and key.startswith(namespaces.BASE) and not OUTSIDE.search(key)]
    values = " ".join(f"<{key}>" for key in rest)
    rows = build.store.select(OURS.format(values=values)) if rest else ()
    return known | {row["thing"]: _ours(row["thing"], row["label"]) for row in rows}


def _ours(iri: str, label: str) -> dict[str, str]:
    curie = namespaces.compact(iri)
    return {"curie": curie if curie != iri else iri.removeprefix(namespaces.BASE), "label": label, "page": place(iri)}


def _offer(name: Name) -> dict[str, object]:
    return {"iri": name.iri, "curie": name.curie, "label": name.label, "kind": name.kind, "others": list(name.others[:4])}


def _label(name: Name) -> dict[str, str]:
    return {"curie": name.curie, "label": name.label, "page": place(name.iri)}


async def _bounded(request: Request) -> bytes:
    """The request's body, read no further than it may be long."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return b""
    return bytes(body)


def _keys(body: bytes) -> list[str] | None:
    try:
        keys = json.loads(body)["keys"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    fits = isinstance(keys, list) and len(keys) <= LABELLED and all(isinstance(key, str) for key in keys)
    return keys if fits else None
