"""What reviewed tables say of terms: recommended washouts, and the topics on which every trial has a verdict."""

from collections.abc import Iterator, Mapping

from rdflib import URIRef

from cartkg.graph.triples.node import CARTKG, DCTERMS, LABEL, Triple, curie, facts, node
from cartkg.model import windows
from cartkg.model.namespaces import BASE

TOPIC = {"therapy": CARTKG.TherapyTopic, "condition": CARTKG.ConditionTopic}


def recommendation_triples(row: Mapping[str, str]) -> Iterator[Triple]:
    """A published recommendation of how long before an event a therapy is to be stopped, with its source."""
    subject = URIRef(f"{BASE}recommendation/{row['source'].replace(' ', '-')}/{row['id'].replace(':', '-')}")
    yield from node(
        subject, CARTKG.WashoutRecommendation,
        (LABEL, f"{row['label']}: {row['window']} before {row['anchor']}"), (CARTKG.recommendedFor, curie(row["id"])),
        (CARTKG.recommendedWindow, row["window"]), (CARTKG.recommendedDays, windows.days(row["window"])),
        (CARTKG.recommendedAnchor, row["anchor"]), (CARTKG.note, row["note"]), (DCTERMS.bibliographicCitation, row["source"]),
        (DCTERMS.source, URIRef(row["address"])),
    )  # fmt: skip


def topic_triples(row: Mapping[str, str]) -> Iterator[Triple]:
    """A therapy or condition on which each trial gets a verdict: excludes, in part, does not exclude, not stated."""
    subject = URIRef(f"{BASE}topic/{row['id'].replace(':', '-')}")
    yield from node(subject, TOPIC[row["kind"]], (LABEL, row["label"]))
    yield from facts(subject, (CARTKG.topicTerm, curie(row["id"])))


def category_triples(row: Mapping[str, str]) -> Iterator[Triple]:
    """The categories of items that could name a term, or anything narrower, without being read."""
    if subject := curie(row["id"]):
        yield from facts(subject, (CARTKG.decidedIn, tuple(row["categories"].split("|"))))


def manifestation_triples(row: Mapping[str, str]) -> Iterator[Triple]:
    """A disease that is a manifestation of another, which the class tree does not say: lupus nephritis of lupus."""
    if subject := curie(row["id"]):
        yield from facts(subject, (CARTKG.manifestationOf, curie(row["of"])))


def specialty_triples(row: Mapping[str, str]) -> Iterator[Triple]:
    """The specialties that mostly treat a disease; `covers` says whether what is narrower is meant too."""
    if subject := curie(row["id"]):
        link = CARTKG.treatedBy if row["covers"] == "with narrower terms" else CARTKG.itselfTreatedBy
        yield from facts(subject, (link, tuple(row["specialties"].split("|"))))
