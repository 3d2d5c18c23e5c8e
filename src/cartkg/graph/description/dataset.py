"""The data set described in VoID (W3C note, 2011) and DCAT 3: what it is, whence, on which terms, how large, and where."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rdflib import XSD, Literal, URIRef

from cartkg.graph import iri
from cartkg.graph.description import linksets, sources
from cartkg.graph.description.statistics import ClassUse, PropertyUse, Statistics, measured
from cartkg.graph.description.words import DATASET, DCAT, DOCUMENT, FOAF, LICENCES, RDF_FORMATS, SPDX, VOID, english, named
from cartkg.graph.store import GraphStore
from cartkg.graph.triples.node import DCTERMS, PROV, SKOS, Triple, date, facts, node
from cartkg.model import namespaces

LICENCE = LICENCES["Apache-2.0"]  # of the package that carries the data; the facts keep their sources' terms
RIGHTS = (
    "What the project wrote is under Apache 2.0. Facts taken over from public vocabularies and registries stay under their"
    " sources' terms, named with each source. For research, from registry data; not medical advice."
)
DESCRIPTION = (
    "What registry records say of trials that give engineered cells in autoimmune disease: the products, the conditions, and"
    " who may enter, read out of eligibility texts as statements that lead back to the item that says them. What a record does"
    " not state is absent here, and absence never means no."
)
KEYWORDS = ("clinical trials", "CAR-T", "autoimmune disease", "eligibility criteria")
VOCABULARIES = (
    namespaces.ONTOLOGY, namespaces.PREFIXES["prov"], namespaces.PREFIXES["dcterms"], namespaces.PREFIXES["skos"],
    namespaces.PREFIXES["rdfs"], namespaces.PREFIXES["owl"],
)  # fmt: skip


EXAMPLES = """
SELECT ?trial ?criterion ?statement ?agent
WHERE {
  ?trial a cartkg:Trial ; cartkg:hasCriterion ?criterion .
  ?criterion cartkg:states ?statement .
  ?statement a cartkg:TherapyStatement ; cartkg:stance "excludes" ; cartkg:agent ?agent .
} ORDER BY ?trial ?criterion ?statement ?agent LIMIT 1"""


@dataclass(frozen=True, slots=True)
class Edition:
    """Which build of the graph is described, and where it is served: `site` is the address of the pages' root, with slash."""

    digest: str  # sha256 of its N-Quads, in hexadecimal digits
    versions: Mapping[str, str]
    site: str

    @property
    def endpoint(self) -> URIRef:
        return URIRef(self.site + "sparql")


@dataclass(frozen=True, slots=True)
class Survey:
    """What has to be counted in a graph before it can be described; the same wherever it is served."""

    statistics: Statistics
    links: linksets.Links
    records: tuple[sources.RecordSource, ...]
    examples: tuple[str, ...]  # IRIs of a trial, one of its criteria, a statement in it and the agent that it names

    @property
    def vocabularies(self) -> tuple[sources.Vocabulary, ...]:
        return sources.used_vocabularies(prefix for _, prefix in self.links)


def surveyed(store: GraphStore) -> Survey:
    """The counts of a built graph."""
    examples = tuple(value for row in store.select(EXAMPLES) for value in row.values())
    return Survey(measured(store), linksets.links(store), sources.record_sources(store), examples)


def dataset_triples(survey: Survey, edition: Edition) -> Iterator[Triple]:
    """The whole description of a built graph."""
    yield from _document_triples()
    yield from _identity_triples(survey.statistics, edition)
    yield from _size_triples(survey.statistics)
    yield from facts(DATASET, (VOID.exampleResource, tuple(URIRef(one) for one in survey.examples)))
    yield from _distribution_triples(edition)
    yield from sources.vocabulary_triples(survey.vocabularies)
    yield from sources.record_source_triples(survey.records)
    yield from linksets.linkset_triples(survey.links)


def _document_triples() -> Iterator[Triple]:
    yield from node(
        DOCUMENT, VOID.DatasetDescription,
        (DCTERMS.title, english("Description of the cartkg data set")), (FOAF.primaryTopic, DATASET),
    )  # fmt: skip


def _identity_triples(statistics: Statistics, edition: Edition) -> Iterator[Triple]:
    authors = named("authors")
    version = edition.versions.get("cartkg", "")
    yield from node(authors, FOAF.Group, (FOAF.name, english("the cartkg authors")))
    yield from node(DATASET, VOID.Dataset)
    yield from node(
        DATASET, DCAT.Dataset,
        (DCTERMS.title, english("cartkg: engineered-cell trials in autoimmune disease")),
        (DCTERMS.description, english(DESCRIPTION)),
        (DCTERMS.license, LICENCE), (DCTERMS.rights, english(RIGHTS)),
        (DCTERMS.creator, authors), (DCTERMS.publisher, authors),
        (DCTERMS.identifier, f"sha256:{edition.digest}"),
        (DCAT.version, f"{version}+{edition.digest[:12]}"),
        (DCTERMS.modified, date(statistics.last_day)),
        (DCTERMS.conformsTo, URIRef(edition.versions.get("ontology", namespaces.ONTOLOGY))),
        (PROV.wasAttributedTo, URIRef(iri.software(version))),
        (DCAT.keyword, tuple(english(word) for word in KEYWORDS)),
        (FOAF.homepage, URIRef(edition.site)),
    )  # fmt: skip
    yield from sources.period_triples(DATASET, statistics.first_day, statistics.last_day)


def _size_triples(statistics: Statistics) -> Iterator[Triple]:
    yield from facts(
        DATASET,
        (VOID.triples, statistics.triples), (VOID.entities, statistics.entities),
        (VOID.distinctSubjects, statistics.subjects), (VOID.distinctObjects, statistics.objects),
        (VOID.classes, len(statistics.classes)), (VOID.properties, len(statistics.properties)),
        (VOID.uriSpace, Literal(namespaces.BASE)),
        (VOID.vocabulary, tuple(URIRef(one) for one in VOCABULARIES)),
    )  # fmt: skip
    for use in statistics.classes:
        yield from _class_triples(use)
    for one in statistics.properties:
        yield from _property_triples(DATASET, "property", one)


def _class_triples(use: ClassUse) -> Iterator[Triple]:
    part = named(f"class-{_fragment(use.iri)}")
    yield DATASET, VOID.classPartition, part
    yield from facts(
        part, (VOID["class"], URIRef(use.iri)), (VOID.entities, use.entities), (VOID.triples, use.triples),
        (VOID.properties, len(use.properties)),
    )  # fmt: skip
    for link, triples in use.properties:
        inner = URIRef(f"{part}-{_fragment(link)}")
        yield part, VOID.propertyPartition, inner
        yield from facts(inner, (VOID.property, URIRef(link)), (VOID.triples, triples))


def _property_triples(whole: URIRef, kind: str, use: PropertyUse) -> Iterator[Triple]:
    part = named(f"{kind}-{_fragment(use.iri)}")
    yield whole, VOID.propertyPartition, part
    yield from facts(
        part, (VOID.property, URIRef(use.iri)), (VOID.triples, use.triples),
        (VOID.distinctSubjects, use.subjects), (VOID.distinctObjects, use.objects),
    )  # fmt: skip


def _fragment(identifier: str) -> str:
    return iri.slug(namespaces.compact(identifier))


def _distribution_triples(edition: Edition) -> Iterator[Triple]:
    endpoint, dump, service = named("endpoint"), named("dump"), named("service")
    yield from facts(
        DATASET, (VOID.sparqlEndpoint, edition.endpoint), (VOID.dataDump, URIRef(edition.site + "download/cartkg.nq")),
        (VOID.feature, RDF_FORMATS), (DCAT.distribution, (endpoint, dump)),
        (SKOS.example, URIRef(namespaces.BASE + "examples")),
    )  # fmt: skip
    yield from node(
        endpoint, DCAT.Distribution,
        (DCTERMS.title, english("SPARQL endpoint")), (DCAT.accessURL, edition.endpoint), (DCAT.accessService, service),
        (DCTERMS.license, LICENCE),
    )  # fmt: skip
    yield from node(
        service, DCAT.DataService,
        (DCTERMS.title, english("SPARQL 1.1 endpoint, read-only")), (DCAT.endpointURL, edition.endpoint),
        (DCAT.endpointDescription, edition.endpoint), (DCAT.servesDataset, DATASET),
        (DCTERMS.conformsTo, URIRef("http://www.w3.org/TR/sparql11-protocol/")),
    )  # fmt: skip
    yield from _dump_triples(dump, edition)


def _dump_triples(dump: URIRef, edition: Edition) -> Iterator[Triple]:
    """The graph's file: sorted N-Quads, so that its sha256 is the build's."""
    address, checksum = URIRef(edition.site + "download/cartkg.nq"), named("dump-checksum")
    yield from node(
        dump, DCAT.Distribution,
        (DCTERMS.title, english("The graph as N-Quads, sorted")), (DCAT.downloadURL, address), (DCAT.accessURL, address),
        (DCAT.mediaType, URIRef("https://www.iana.org/assignments/media-types/application/n-quads")),
        (DCTERMS.license, LICENCE), (SPDX.checksum, checksum),
    )  # fmt: skip
    yield from node(
        checksum, SPDX.Checksum,
        (SPDX.algorithm, SPDX.checksumAlgorithm_sha256),
        (SPDX.checksumValue, Literal(edition.digest, datatype=XSD.hexBinary, normalize=False)),
    )  # fmt: skip
