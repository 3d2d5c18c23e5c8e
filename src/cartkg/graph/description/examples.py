"""The named questions as SPARQL examples, in the form that the SIB's tools read (github.com/sib-swiss/sparql-examples).

Each question is a `sh:SPARQLExecutable` with its text, its summary as `rdfs:comment`, the endpoint as `schema:target` and its
tags as `schema:keywords`; all share one list of prefixes.
"""

import re
from collections.abc import Iterable, Iterator

from rdflib import OWL, RDFS, XSD, Literal, URIRef

from cartkg.graph.description.words import SCHEMA, SH, english
from cartkg.graph.queries import Query
from cartkg.graph.triples.node import DCTERMS, LABEL, RDF_TYPE, Triple, facts, node
from cartkg.model.namespaces import BASE, PREFIXES

EXAMPLES = URIRef(BASE + "examples")
DECLARED = URIRef(f"{EXAMPLES}#prefixes")


def example_triples(questions: Iterable[Query], endpoint: URIRef) -> Iterator[Triple]:
    """Every question as an example for the endpoint, with the prefixes that they share."""
    yield from facts(EXAMPLES, (DCTERMS.title, english("The named questions of cartkg")))
    yield from _prefix_triples()
    for question in questions:
        yield from _question_triples(question, endpoint)


def _question_triples(question: Query, endpoint: URIRef) -> Iterator[Triple]:
    subject = example_iri(question.name)
    yield EXAMPLES, DCTERMS.hasPart, subject
    yield subject, RDF_TYPE, SH.SPARQLSelectExecutable
    yield from node(
        subject, SH.SPARQLExecutable,
        (LABEL, Literal(question.name)), (RDFS.comment, english(question.summary)),
        (DCTERMS.description, english(question.description) if question.description else None),
        (SH.prefixes, DECLARED), (SH.select, Literal(without_header(question.text))),
        (SCHEMA.target, endpoint), (SCHEMA.keywords, tuple(Literal(tag) for tag in question.tags)),
    )  # fmt: skip


def example_iri(name: str) -> URIRef:
    """The name of a question as an example."""
    return URIRef(f"{EXAMPLES}/{name}")


def without_header(text: str) -> str:
    """The query of a question file without the lines of its header."""
    return re.sub(r"^#\+.*\n", "", text, flags=re.MULTILINE).strip() + "\n"


def _prefix_triples() -> Iterator[Triple]:
    yield from node(DECLARED, OWL.Ontology, (OWL.imports, URIRef(str(SH).rstrip("#"))))
    for prefix, namespace in PREFIXES.items():
        declaration = URIRef(f"{EXAMPLES}#prefix-{prefix}")
        yield DECLARED, SH.declare, declaration
        yield from node(
            declaration, SH.PrefixDeclaration,
            (SH.prefix, Literal(prefix)), (SH.namespace, Literal(namespace, datatype=XSD.anyURI)),
        )  # fmt: skip
