"""A term's own facts: names, identifiers and mappings with links out, definition, where it stands in the tree."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote

from cartkg.graph.store import GraphStore
from cartkg.graph.view.hierarchy import Entry, Hierarchy
from cartkg.model import namespaces
from cartkg.model.resources import folder
from cartkg.vocabulary import Terminology

OLS = "https://www.ebi.ac.uk/ols4/ontologies/{}/classes/{}"
IN_OLS = {
    "MONDO": "mondo",
    "CHEBI": "chebi",
    "NCIT": "ncit",
    "HP": "hp",
    "OBI": "obi",
    "CTO": "cto",
    "IAO": "iao",
    "DOID": "doid",
    "PR": "pr",
}
FACTS = """SELECT ?link ?value WHERE {
  VALUES ?link { <http://purl.obolibrary.org/obo/IAO_0000115> skos:example rdfs:comment rdfs:domain rdfs:range rdf:type
    cartkg:symbol cartkg:modality cartkg:cellSource cartkg:target cartkg:countryCode dcterms:source }
  <%s> ?link ?value FILTER(isIRI(?value) || isLiteral(?value)) }"""
RECOMMENDED = """SELECT ?window ?anchor ?citation ?source WHERE {
  ?one cartkg:recommendedFor <%s> ; cartkg:recommendedWindow ?window .
  OPTIONAL { ?one cartkg:recommendedAnchor ?anchor } OPTIONAL { ?one dcterms:bibliographicCitation ?citation }
  OPTIONAL { ?one dcterms:source ?source } }"""


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation to a term elsewhere: the predicate in words, its CURIE and label, its address there."""

    relation: str
    curie: str
    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A published recommendation of how long before an event a therapy is to be stopped."""

    window: str
    anchor: str
    citation: str
    address: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands at the top of a term's page. `facts` are further facts of the graph by property; `chains` lead to the term
    from the top, broadest first."""

    entry: Entry
    iri: str
    facts: Mapping[str, tuple[str, ...]]
    chains: tuple[tuple[str, ...], ...]
    mappings: tuple[Relation, ...]
    source: str
    note: str
    recommended: tuple[Recommendation, ...]


def sheet(store: GraphStore, terms: Hierarchy, curie: str) -> Sheet:
    """The sheet of a term of the graph."""
    iri, shipped = namespaces.expand(curie), Terminology.shipped()
    facts: dict[str, list[str]] = {}
    for row in store.select(FACTS % iri):
        facts.setdefault(namespaces.compact(row["link"]), []).append(namespaces.compact(row["value"]))
    term = shipped.terms.get(curie)
    recommended = (
        Recommendation(r["window"], r["anchor"], r["citation"], r["source"]) for r in store.select(RECOMMENDED % iri)
    )
    return Sheet(
        terms[curie], iri, {link: tuple(sorted(set(values))) for link, values in facts.items()}, tuple(chains(terms, curie)),
        tuple(_mappings(curie)), term.source if term else "", term.extra.get("note", "") if term else "", tuple(recommended),
    )  # fmt: skip


def chains(terms: Hierarchy, curie: str, most: int = 6) -> list[tuple[str, ...]]:
    """The ways from the top to a term, itself left out, broadest first; the shortest `most` of them."""
    found: list[tuple[str, ...]] = []
    open_: list[tuple[str, ...]] = [(curie,)]
    while open_ and len(found) < 4 * most:
        path = open_.pop(0)
        broader = [one for one in terms[path[0]].broader if one not in path] if path[0] in terms else []
        if not broader and len(path) > 1:
            found.append(path[:-1])
        open_.extend((one, *path) for one in broader)
    return sorted(found, key=lambda path: (len(path), path))[:most]


def outside(curie: str) -> str:
    """Where a term of a public vocabulary is described: OLS for ontologies of OBO, else its own address; "" for our own."""
    prefix = curie.partition(":")[0]
    if prefix not in namespaces.PREFIXES or prefix in ("cartkg", "cartkgv"):
        return ""
    iri = namespaces.expand(curie)
    return OLS.format(IN_OLS[prefix], quote(quote(iri, safe=""), safe="")) if prefix in IN_OLS else iri


def _mappings(curie: str) -> Iterator[Relation]:
    """The same term in other registers (the vocabulary's cross-references), the nearest terms of other ontologies (SSSOM)."""
    shipped = Terminology.shipped()
    for other in shipped[curie].xrefs if curie in shipped else ():
        yield Relation("cross-reference", other, "", outside(other))
    for row in _sssom().get(curie, ()):
        relation = row["predicate_id"].removeprefix("skos:").replace("Match", " match")
        yield Relation(relation, row["object_id"], row.get("object_label", ""), outside(row["object_id"]))


@cache
def _sssom() -> Mapping[str, tuple[Mapping[str, str], ...]]:
    """The shipped mapping sets by subject."""
    found: dict[str, list[Mapping[str, str]]] = {}
    for table in sorted(folder("ontology").glob("mappings/*.sssom.tsv")):
        lines = (line for line in table.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
        for row in csv.DictReader(lines, delimiter="\t"):
            found.setdefault(row["subject_id"], []).append(row)
    return {subject: tuple(rows) for subject, rows in found.items()}
