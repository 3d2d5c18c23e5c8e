"""Counts of a graph as VoID asks for them, each by one query over the union of the named graphs."""

from collections.abc import Iterable
from dataclasses import dataclass

from cartkg.graph.store import GraphStore
from cartkg.model.namespaces import BASE

TOTALS = """
SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects)
  (COUNT(DISTINCT ?p) AS ?properties)
WHERE { SELECT DISTINCT ?s ?p ?o WHERE { ?s ?p ?o } }"""
ENTITIES = f"""
SELECT (COUNT(*) AS ?entities)
WHERE {{ {{ SELECT DISTINCT ?s WHERE {{ ?s ?p ?o }} }} FILTER(STRSTARTS(STR(?s), "{BASE}")) }}"""
CLASSES = "SELECT ?class (COUNT(DISTINCT ?s) AS ?entities) WHERE { ?s a ?class } GROUP BY ?class ORDER BY ?class"
PROPERTIES = """
SELECT ?property (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects)
WHERE { SELECT DISTINCT ?s ?property ?o WHERE { ?s ?property ?o } } GROUP BY ?property ORDER BY ?property"""
USES = """
SELECT ?class ?property (COUNT(*) AS ?triples)
WHERE { SELECT DISTINCT ?class ?s ?property ?o WHERE { ?s a ?class ; ?property ?o } }
GROUP BY ?class ?property ORDER BY ?class ?property"""
GRAPHS = "SELECT ?graph (COUNT(*) AS ?triples) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph ORDER BY ?graph"
DAYS = "SELECT (MIN(?day) AS ?first) (MAX(?day) AS ?last) WHERE { ?record cartkg:retrieved ?day }"


@dataclass(frozen=True, slots=True)
class ClassUse:
    """A class with how many things are of it, how many triples tell of them, and by which properties."""

    iri: str
    entities: int
    triples: int
    properties: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class PropertyUse:
    """A property with its triples, distinct subjects and distinct objects."""

    iri: str
    triples: int
    subjects: int
    objects: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts of distinct triples and things; `graphs` names each graph with its triples; days are ISO 8601, "" if unknown."""

    triples: int
    subjects: int
    objects: int
    entities: int
    properties: tuple[PropertyUse, ...]
    classes: tuple[ClassUse, ...]
    graphs: tuple[tuple[str, int], ...]
    first_day: str
    last_day: str


def measured(store: GraphStore) -> Statistics:
    """The counts of a graph."""
    totals, entities, days = _one(store, TOTALS), _one(store, ENTITIES), _one(store, DAYS)
    return Statistics(
        int(totals["triples"]),
        int(totals["subjects"]),
        int(totals["objects"]),
        int(entities["entities"]),
        tuple(_property_use(row) for row in store.select(PROPERTIES)),
        tuple(_class_uses(store)),
        tuple((row["graph"], int(row["triples"])) for row in store.select(GRAPHS)),
        days.get("first", ""),
        days.get("last", ""),
    )


def _one(store: GraphStore, query: str) -> dict[str, str]:
    return next(store.select(query), {})


def _property_use(row: dict[str, str]) -> PropertyUse:
    return PropertyUse(row["property"], int(row["triples"]), int(row["subjects"]), int(row["objects"]))


def _class_uses(store: GraphStore) -> Iterable[ClassUse]:
    uses: dict[str, list[tuple[str, int]]] = {}
    for row in store.select(USES):
        uses.setdefault(row["class"], []).append((row["property"], int(row["triples"])))
    for row in store.select(CLASSES):
        used = tuple(uses[row["class"]])
        yield ClassUse(row["class"], int(row["entities"]), sum(triples for _, triples in used), used)
