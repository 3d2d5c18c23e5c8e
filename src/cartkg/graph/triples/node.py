"""Small words for emitting triples: a node with its type and values, where empty values emit nothing."""

import re
from collections.abc import Iterator
from decimal import Decimal

from rdflib import Literal, Namespace, URIRef
from rdflib.namespace import XSD

from cartkg.model import namespaces

Value = str | int | float | bool | Decimal | URIRef | Literal | None
Triple = tuple[URIRef, URIRef, URIRef | Literal]

CARTKG = Namespace(namespaces.ONTOLOGY)
RDF_TYPE = URIRef("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
LABEL = URIRef("http://www.w3.org/2000/01/rdf-schema#label")
SEE_ALSO = URIRef("http://www.w3.org/2000/01/rdf-schema#seeAlso")
SUBCLASS = URIRef("http://www.w3.org/2000/01/rdf-schema#subClassOf")
DCTERMS = Namespace(namespaces.PREFIXES["dcterms"])
PROV = Namespace(namespaces.PREFIXES["prov"])
SKOS = Namespace(namespaces.PREFIXES["skos"])

DATES = ((r"[0-9]{4}-[0-9]{2}-[0-9]{2}", XSD.date), (r"[0-9]{4}-[0-9]{2}", XSD.gYearMonth), (r"[0-9]{4}", XSD.gYear))


def term(value: Value) -> URIRef | Literal | None:
    """The RDF term of a value: strings plain, numbers as integer or decimal; None for what is empty."""
    if value is None or value == "":
        return None
    if isinstance(value, URIRef | Literal):
        return value
    if isinstance(value, bool):
        return Literal(str(value).lower(), datatype=XSD.boolean, normalize=False)
    if isinstance(value, int):
        return Literal(str(value), datatype=XSD.integer, normalize=False)
    if isinstance(value, float | Decimal):
        return Literal(plain(value), datatype=XSD.decimal, normalize=False)
    return Literal(value)


def plain(value: float | Decimal) -> str:
    """A number without exponent and without trailing zeros: 1E+9 is 1000000000, 0.50 is 0.5."""
    text = format(Decimal(str(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def date(value: str) -> Literal | None:
    """An ISO 8601 date as exact as it was given (day, month or year); other words stay words."""
    for pattern, datatype in DATES:
        if re.fullmatch(pattern, value):
            return Literal(value, datatype=datatype, normalize=False)
    return Literal(value) if value else None


def curie(identifier: str) -> URIRef | None:
    """The IRI of a term's CURIE; None for the empty one. Raises VocabularyError for an unknown prefix."""
    return URIRef(namespaces.expand(identifier)) if identifier else None


def node(subject: URIRef, kind: URIRef, *pairs: tuple[URIRef, Value | tuple[Value, ...]]) -> Iterator[Triple]:
    """`subject` with its type and its values; a tuple gives one triple for each member."""
    yield subject, RDF_TYPE, kind
    yield from facts(subject, *pairs)


def facts(subject: URIRef, *pairs: tuple[URIRef, Value | tuple[Value, ...]]) -> Iterator[Triple]:
    """`subject` with its values."""
    for predicate, values in pairs:
        for value in values if isinstance(values, tuple) and not isinstance(values, str) else (values,):
            found = term(value)
            if found is not None:
                yield subject, predicate, found
