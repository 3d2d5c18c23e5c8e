"""What the data are made from: public vocabularies with their terms of use, and the records with the day of their retrieval.

Titles, homes and licences of the vocabularies are those of the file NOTICE.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rdflib import Literal, URIRef

from cartkg.graph.description.words import DATASET, DCAT, FOAF, LICENCES, VOID, english, named
from cartkg.graph.store import GraphStore
from cartkg.graph.triples.node import DCTERMS, Triple, date, facts, node
from cartkg.model.namespaces import PREFIXES

CC_BY = "https://creativecommons.org/licenses/by/4.0/"
CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"

PUBLIC = "public, of the United States' National Library of Medicine or CDC"

RECORDS = """
SELECT ?licence ?site ?host (COUNT(?record) AS ?records) (MIN(?day) AS ?first) (MAX(?day) AS ?last)
WHERE {
  ?record a cartkg:Record .
  OPTIONAL { ?record cartkg:retrieved ?day }
  OPTIONAL { ?record dcterms:license ?licence }
  OPTIONAL { ?record cartkg:site ?named }
  OPTIONAL { ?record cartkg:origin ?origin BIND(REPLACE(?origin, "^[a-z]+ ", "") AS ?found) }
  BIND(COALESCE(?named, ?found) AS ?site)
  OPTIONAL { ?record cartkg:address ?address BIND(REPLACE(STR(?address), "^https?://(www[.])?([^/]+).*$", "$2") AS ?host) }
}
GROUP BY ?licence ?site ?host ORDER BY DESC(?records) ?site ?host ?licence"""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A data set of others whose terms the graph uses: its prefix, title, home, and licence, else its terms in words."""

    prefix: str
    title: str
    home: str
    licence: str
    terms: str = ""

    @property
    def iri(self) -> URIRef:
        return named(f"vocabulary-{self.prefix}")


VOCABULARIES = (
    Vocabulary("MONDO", "Mondo Disease Ontology", "https://mondo.monarchinitiative.org/", CC_BY),
    Vocabulary("CHEBI", "ChEBI, Chemical Entities of Biological Interest", "https://www.ebi.ac.uk/chebi/", CC_BY),
    Vocabulary("NCIT", "NCI Thesaurus", "https://ncithesaurus.nci.nih.gov/", CC_BY),
    Vocabulary("HP", "Human Phenotype Ontology", "https://hpo.jax.org/", "https://hpo.jax.org/license"),
    Vocabulary("HGNC", "HUGO Gene Nomenclature Committee: gene symbols", "https://www.genenames.org/", CC0),
    Vocabulary("ROR", "Research Organization Registry", "https://ror.org/", CC0),
    Vocabulary("LOINC", "LOINC", "https://loinc.org/", "https://loinc.org/license/"),
    Vocabulary("MESH", "Medical Subject Headings", "https://www.nlm.nih.gov/mesh/", "", PUBLIC),
    Vocabulary("RxNorm", "RxNorm", "https://www.nlm.nih.gov/research/umls/rxnorm/", "", PUBLIC),
    Vocabulary("CVX", "CVX vaccine codes", "https://www2.cdc.gov/vaccines/iis/iisstandards/vaccines.asp", "", PUBLIC),
    Vocabulary(
        "ISO3166", "ISO 3166 country codes", "https://www.iso.org/iso-3166-country-codes.html", "", "codes, by way of pycountry"
    ),
    Vocabulary("OBI", "Ontology for Biomedical Investigations", "http://obi-ontology.org/", CC_BY),
)


@dataclass(frozen=True, slots=True)
class RecordSource:
    """The records of one site, of one host that their addresses lead to, and under one licence ("" where not stated): how many,
    and the days of their retrieval. A record may have been read elsewhere than where its address leads."""

    site: str
    host: str
    licence: str
    records: int
    first: str
    last: str

    @property
    def title(self) -> str:
        read = f"Trial records read at {self.site}" if self.site else "Trial records"
        return f"{read} that refer to {self.host}" if self.host else f"{read} without an address"

    @property
    def told(self) -> str:
        """The source in a sentence."""
        days = f", retrieved from {self.first} to {self.last}" if self.first else ", day of retrieval not stated"
        return f"{self.records:,} records{days}. Licence of the records: {self.licence or 'not stated'}."


def record_sources(store: GraphStore) -> tuple[RecordSource, ...]:
    """Where the records of the graph come from, the largest source first."""
    return tuple(
        RecordSource(row["site"], row["host"], row["licence"], int(row["records"]), row["first"], row["last"])
        for row in store.select(RECORDS)
    )


def used_vocabularies(prefixes: Iterable[str]) -> tuple[Vocabulary, ...]:
    """The vocabularies of these prefixes, as far as they are known here."""
    used = set(prefixes)
    return tuple(one for one in VOCABULARIES if one.prefix in used)


def vocabulary_triples(used: Iterable[Vocabulary]) -> Iterator[Triple]:
    """Vocabularies as data sets that ours draws on."""
    for one in used:
        yield DATASET, DCTERMS.source, one.iri
        yield from node(
            one.iri, VOID.Dataset,
            (DCTERMS.title, english(one.title)), (FOAF.homepage, URIRef(one.home)),
            (VOID.uriSpace, Literal(PREFIXES[one.prefix])), (DCTERMS.license, URIRef(one.licence) if one.licence else None),
            (DCTERMS.rights, english(one.terms) if one.terms else None),
        )  # fmt: skip


def record_source_triples(sources: Iterable[RecordSource]) -> Iterator[Triple]:
    """The records by site and licence, as data sets that ours was made from."""
    for number, one in enumerate(sources, 1):
        source = named(f"records-{number}")
        yield DATASET, DCTERMS.source, source
        yield from node(
            source, DCAT.Dataset,
            (DCTERMS.title, english(one.title)), (DCTERMS.description, english(one.told)),
            (DCTERMS.license, licence(one.licence)),
        )  # fmt: skip
        yield from period_triples(source, one.first, one.last)


def licence(words: str) -> URIRef | Literal | None:
    """The IRI of a licence given by its SPDX name ("MIT") or by an address; None where none is stated."""
    if words.startswith("http"):
        return URIRef(words)
    return LICENCES[words] if words and " " not in words else Literal(words) if words else None


def period_triples(subject: URIRef, first: str, last: str) -> Iterator[Triple]:
    """The days from the first to the last retrieval."""
    if not first:
        return
    period = URIRef(f"{subject}-retrieved")
    yield subject, DCTERMS.temporal, period
    yield from node(period, DCTERMS.PeriodOfTime)
    yield from facts(period, (DCAT.startDate, date(first)), (DCAT.endDate, date(last)))
