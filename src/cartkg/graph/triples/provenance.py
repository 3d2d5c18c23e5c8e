"""Where facts come from: records, readings, derivations and the program, in PROV-O's words."""

from collections.abc import Iterator

from rdflib import URIRef

from cartkg.graph import iri
from cartkg.graph.triples.node import CARTKG, DCTERMS, LABEL, PROV, Triple, date, node
from cartkg.model import Source


def record_triples(source: Source, trial_id: str) -> Iterator[Triple]:
    """One record: the file's name, its kind, its sha256, and the day and address of retrieval where known."""
    yield from node(
        URIRef(iri.record(source, trial_id)), CARTKG.Record,
        (LABEL, f"{trial_id} in {source.name}"), (CARTKG.fileName, source.name), (CARTKG.recordKind, source.kind),
        (CARTKG.sha256, source.sha256), (CARTKG.retrieved, date(source.retrieved.isoformat()) if source.retrieved else None),
        (DCTERMS.license, source.licence), (CARTKG.address, source.url),
        (CARTKG.pageSite, source.site), (CARTKG.site, source.site), (CARTKG.origin, source.origin),
    )  # fmt: skip


def reading_triples(record: str, version: str) -> Iterator[Triple]:
    """What the program read out of a record's words, as a thing apart from the record."""
    yield from node(
        URIRef(iri.reading(record)), CARTKG.Reading,
        (LABEL, "reading of " + record.rsplit("/", 1)[-1]),
        (PROV.wasDerivedFrom, URIRef(record)), (PROV.wasAttributedTo, URIRef(iri.software(version))),
    )  # fmt: skip


def derivation_triples(rule: str, summary: str, version: str) -> Iterator[Triple]:
    """What one derivation added, as a thing with its rule and version."""
    yield from node(
        URIRef(iri.derived(rule)), CARTKG.Derivation,
        (LABEL, rule), (CARTKG.rule, rule), (CARTKG.note, summary), (PROV.wasAttributedTo, URIRef(iri.software(version))),
    )  # fmt: skip


def software_triples(version: str) -> Iterator[Triple]:
    """This program at this version."""
    yield from node(URIRef(iri.software(version)), CARTKG.Software, (LABEL, f"cartkg {version}"), (CARTKG.version, version))
