"""Links from our things into the data sets of others, counted by property and data set (VoID, section 5)."""

from collections import Counter
from collections.abc import Iterator

from rdflib import URIRef

from cartkg.graph.description.sources import VOCABULARIES
from cartkg.graph.description.words import DATASET, VOID, english, named
from cartkg.graph.store import GraphStore
from cartkg.graph.triples.node import DCTERMS, Triple, node
from cartkg.model.namespaces import BASE, compact

LINKS = f"""
SELECT ?property ?object (COUNT(DISTINCT ?s) AS ?links)
WHERE {{
  {{ SELECT DISTINCT ?property ?object WHERE {{
    ?any ?property ?object FILTER(isIRI(?object) && !STRSTARTS(STR(?object), "{BASE}"))
  }} }}
  ?s ?property ?object FILTER(STRSTARTS(STR(?s), "{BASE}"))
}}
GROUP BY ?property ?object"""

Links = Counter[tuple[str, str]]  # (the property's IRI, the prefix of what it leads to): how many triples


def links(store: GraphStore) -> Links:
    """How many triples lead from our things to terms of each vocabulary, by property."""
    known = {one.prefix for one in VOCABULARIES}
    found: Links = Counter()
    for row in store.select(LINKS):
        prefix = compact(row["object"]).partition(":")[0]
        if prefix in known:
            found[row["property"], prefix] += int(row["links"])
    return found


def linkset_triples(found: Links) -> Iterator[Triple]:
    """Each set of links as a void:Linkset with its size."""
    targets = {one.prefix: one for one in VOCABULARIES}
    for (link, prefix), size in sorted(found.items()):
        name = compact(link).replace(":", "-")
        linkset = named(f"links-{name}-{prefix}")
        yield DATASET, VOID.subset, linkset
        yield from node(
            linkset, VOID.Linkset,
            (DCTERMS.title, english(f"Links by {compact(link)} to {targets[prefix].title}")),
            (VOID.subjectsTarget, DATASET), (VOID.objectsTarget, targets[prefix].iri),
            (VOID.linkPredicate, URIRef(link)), (VOID.triples, size),
        )  # fmt: skip
