"""The vocabularies in which data sets are described, and how our own parts of a description are named."""

from rdflib import Literal, Namespace, URIRef

from cartkg.model.namespaces import BASE, PREFIXES

VOID = Namespace(PREFIXES["void"])
DCAT = Namespace(PREFIXES["dcat"])
SH = Namespace(PREFIXES["sh"])
SCHEMA = Namespace(PREFIXES["schema"])
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
SPDX = Namespace("http://spdx.org/rdf/terms#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = Namespace("http://www.w3.org/ns/formats/")  # names of serialisations, for sd:resultFormat and void:feature
LICENCES = Namespace("https://spdx.org/licenses/")

# The names that the W3C gives to serialisations (www.w3.org/ns/formats), by media type.
FORMAT_OF = {
    "application/sparql-results+json": FORMATS.SPARQL_Results_JSON,
    "application/sparql-results+xml": FORMATS.SPARQL_Results_XML,
    "text/csv": FORMATS.SPARQL_Results_CSV,
    "text/tab-separated-values": FORMATS.SPARQL_Results_TSV,
    "text/turtle": FORMATS.Turtle,
    "application/n-triples": FORMATS["N-Triples"],
    "application/ld+json": FORMATS["JSON-LD"],
    "application/rdf+xml": FORMATS.RDF_XML,
    "application/n-quads": FORMATS["N-Quads"],
    "application/trig": FORMATS.TriG,
}
RDF_FORMATS = tuple(FORMAT_OF.values())[4:]

MORE_PREFIXES = {"foaf": str(FOAF), "spdx": str(SPDX), "sd": str(SD), "formats": str(FORMATS)}

DOCUMENT = URIRef(BASE + "void")
DATASET = URIRef(BASE + "void#dataset")


def named(name: str) -> URIRef:
    """A part of the description: a fragment of its document, so that it leads to where it is told."""
    return URIRef(f"{DOCUMENT}#{name}")


def english(words: str) -> Literal:
    """Words of ours, tagged as English."""
    return Literal(words, lang="en")
