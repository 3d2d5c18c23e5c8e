"""The graph as OWL 2 DL sees it: ontology, terms and individuals in one ontology without imports.

In the graph a statement hangs on a term by a plain link (`agent NCIT:C1702`), where the term is a class. OWL says the same
without making an individual of a class: the statement is of the named class "agent rituximab", which is all that has some
rituximab as its agent. So reasoning follows the class tree, Protégé shows each name once, and no type is without a name.
"""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
from rdflib import OWL, RDF, RDFS, BNode, Graph, Literal, URIRef
from rdflib.namespace import XSD
from rdflib.term import Node

from cartkg.graph import iri
from cartkg.graph.store import GraphStore
from cartkg.model.namespaces import BASE, ONTOLOGY, compact, expand
from cartkg.model.resources import folder

MERGED = URIRef(f"{BASE}export/cartkg.owl")
NAMED = f"{BASE}class/"  # where the classes "link some term" are
AXIOMS, FOLLOWING = ox.NamedNode(f"{BASE}graph/ontology"), ox.NamedNode(iri.TYPES)
DEFINITION, RIGHTS = URIRef(expand("IAO:0000115")), URIRef(expand("dcterms:rights"))
# What is only known because a text is complete, or left open because it is not: OWL's world is open, where this says nothing.
ABSENT = {URIRef(f"{ONTOLOGY}{name}") for name in ("doesNotExcludePeopleWith", "leavesOpenPeopleWith")}
DATATYPES = {XSD.string, XSD.boolean, XSD.decimal, XSD.integer, XSD.dateTime, XSD.nonNegativeInteger, XSD.anyURI, None}


def merged(store: GraphStore, following: bool = True) -> Graph:
    """Ontology, imported terms and all individuals of a built graph, in one ontology; `following` as in `individuals`."""
    graph = schema(imports=True)
    labelled = set(graph.subjects(RDFS.label))
    for triple in individuals(store, following):
        if triple[1] != RDFS.label or triple[0] not in labelled:  # a term's label is that of its own vocabulary
            graph.add(triple)
    for link, term in {(link, term) for _, link, term in _links(store)}:
        for triple in _class(graph, link, term):
            graph.add(triple)
    return graph


def schema(imports: bool) -> Graph:
    """The ontology's axioms (with those of ontology/imports when wanted), under one header and without owl:imports."""
    top = folder("ontology")
    graph = Graph()
    files = [top / "cartkg.ttl", *(sorted((top / "imports").glob("*.ttl")) if imports else ())]
    for file in files:
        for triple in _one_header(Graph().parse(file), leads=file.name == "cartkg.ttl"):
            graph.add(triple)
    return graph


def _one_header(graph: Graph, leads: bool) -> Iterator[tuple[Node, Node, Node]]:
    headers = set(graph.subjects(RDF.type, OWL.Ontology))
    for subject, predicate, value in graph:
        if subject not in headers:
            yield subject, predicate, value
        elif leads and predicate == OWL.versionIRI:
            yield MERGED, predicate, URIRef(str(value).replace("/ontology/", "/export/").replace("cartkg.ttl", "cartkg.owl"))
        elif predicate == RIGHTS or (leads and predicate != OWL.imports):
            yield MERGED, predicate, value


def individuals(store: GraphStore, following: bool = True) -> Iterator[tuple[Node, Node, Node]]:
    """Every thing of the graph with its types, labels and values, and the terms that it needs, as classes.

    Without the types that follow (`following` false), a reasoner has something to infer.
    """
    typed = {row["thing"] for row in store.select("SELECT DISTINCT ?thing { ?thing a ?kind }")}
    classes = _classes(store)
    labelled: set[URIRef] = set()
    things: dict[URIRef, str] = {}
    for quad in _told(store):
        if quad.graph_name == FOLLOWING and not following:
            continue
        subject, predicate = URIRef(str(getattr(quad.subject, "value", quad.subject))), URIRef(quad.predicate.value)
        if predicate in ABSENT or str(subject) not in typed:  # a reviewed table may speak of a term that no trial uses
            continue
        value = _value(quad.object)
        if str(subject) not in classes:
            things.setdefault(subject, "")
            if predicate == RDFS.label:
                labelled.add(subject)
            if str(predicate) in (f"{ONTOLOGY}mentionedTitle", "http://purl.org/dc/terms/identifier"):
                things[subject] = max(things[subject], str(value), key=len)
        if isinstance(value, URIRef) and str(value) in classes and predicate not in (RDF.type, RDFS.subClassOf):
            yield subject, RDF.type, named(predicate, value)
        else:
            yield subject, predicate, value
    for thing, name in things.items():
        yield thing, RDF.type, OWL.NamedIndividual
        if thing not in labelled and name:
            yield thing, RDFS.label, Literal(name)


def _value(term: object) -> URIRef | Literal:
    """A term as OWL 2 knows it: dates by day, month or year are no datatypes there, and become words."""
    if isinstance(term, ox.Literal):
        datatype = URIRef(term.datatype.value)
        known = datatype in DATATYPES and datatype != XSD.string
        return (
            Literal(term.value, lang=term.language)
            if term.language
            else Literal(term.value, datatype=datatype if known else None)
        )
    return URIRef(str(getattr(term, "value", term)))


def _told(store: GraphStore) -> Iterator[ox.Quad]:
    """What the graph says of things and terms; the ontology itself comes from its file, with its class expressions."""
    return (quad for quad in store.engine if quad.graph_name != AXIOMS)


def _classes(store: GraphStore) -> set[str]:
    return {row["term"] for row in store.select("SELECT DISTINCT ?term { ?term a owl:Class }")}


def _links(store: GraphStore) -> Iterator[tuple[URIRef, URIRef, URIRef]]:
    """The links from things to terms that become types."""
    classes = _classes(store)
    for quad in _told(store):
        link, term = URIRef(quad.predicate.value), str(getattr(quad.object, "value", ""))
        if term in classes and link not in (RDF.type, RDFS.subClassOf, *ABSENT) and isinstance(quad.object, ox.NamedNode):
            yield URIRef(str(getattr(quad.subject, "value", quad.subject))), link, URIRef(term)


def named(link: URIRef, term: URIRef) -> URIRef:
    """The class of all that is linked to some `term`: `…/class/agent/NCIT-C1702`."""
    return URIRef(f"{NAMED}{compact(link).rpartition(':')[2]}/{iri.slug(compact(term))}")


def _class(graph: Graph, link: URIRef, term: URIRef) -> Iterator[tuple[Node, Node, Node]]:
    """The axioms of such a class: what it is equal to, the class above it, and what people read."""
    found = named(link, term)
    meaning = BNode("some" + iri.digest(link, term))
    domain = graph.value(link, RDFS.domain)
    genus = graph.value(domain, RDFS.label) if isinstance(domain, URIRef) else "thing"
    words, name = graph.value(link, RDFS.label), graph.value(term, RDFS.label)
    article = "An" if str(genus)[0] in "aeiou" else "A"
    yield found, RDF.type, OWL.Class
    yield found, RDFS.label, Literal(f"{words}: {name}")
    yield found, DEFINITION, Literal(f"{article} {genus} with this link to a term: {words} {name}, or something narrower.")
    if isinstance(domain, URIRef):
        yield found, RDFS.subClassOf, domain
    yield found, OWL.equivalentClass, meaning
    yield meaning, RDF.type, OWL.Restriction
    yield meaning, OWL.onProperty, link
    yield meaning, OWL.someValuesFrom, term


def write(graph: Graph, out: Path) -> None:
    """The graph as RDF/XML, triples in a fixed order, so that the same graph gives the same bytes."""
    numbered = _numbered(graph)
    triples = sorted((_triple(triple, numbered) for triple in graph), key=str)
    prefixes = {"cartkg": ONTOLOGY, "owl": str(OWL), "rdfs": str(RDFS)}
    out.write_bytes(ox.serialize(triples, format=ox.RdfFormat.RDF_XML, prefixes=prefixes) or b"")


def _numbered(graph: Graph) -> dict[Node, str]:
    """Names for the blank nodes that depend on what they say and on what they stand in, not on the run.

    OWL's class expressions are trees: no two axioms may share a blank node, so what a node stands in is part of its name.
    """
    content = _contents(graph)
    parents = {value: (subject, predicate) for subject, predicate, value in graph if isinstance(value, BNode)}

    def place(node: Node) -> str:
        if not isinstance(node, BNode):
            return str(node)
        above, link = parents.get(node, ("", ""))
        return iri.digest(content[node], link, place(above) if isinstance(above, Node) else "")

    return {node: f"b{place(node)}" for node in content}


def _contents(graph: Graph) -> dict[Node, str]:
    """A digest of what each blank node says."""
    about: dict[Node, list[tuple[Node, Node]]] = {}
    for subject, predicate, value in graph:
        if isinstance(subject, BNode):
            about.setdefault(subject, []).append((predicate, value))
    digests: dict[Node, str] = {}

    def say(node: Node) -> str:
        if node not in digests:
            digests[node] = iri.digest(*sorted(f"{p} {say(v) if isinstance(v, BNode) else v.n3()}" for p, v in about[node]))
        return digests[node]

    for node in about:
        say(node)
    return digests


def _triple(triple: tuple[Node, Node, Node], numbered: dict[Node, str]) -> ox.Triple:
    subject, predicate, value = (_term(node, numbered) for node in triple)
    return ox.Triple(subject, predicate, value)  # type: ignore[arg-type]  # a graph holds no literal subjects


def _term(node: Node, numbered: dict[Node, str]) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    if isinstance(node, BNode):
        return ox.BlankNode(numbered[node])
    if isinstance(node, Literal):
        if node.language:
            return ox.Literal(str(node), language=node.language)
        return ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype))) if node.datatype else ox.Literal(str(node))
    return ox.NamedNode(str(node))
