"""Where a statement comes from: statement, criterion, the words, the record with its day and address, the rule, the reader.

All of it stands in the graph; this puts it in one place.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cartkg.graph.store import GraphStore
from cartkg.model.errors import QuestionError
from cartkg.model.namespaces import BASE

FACTS = """SELECT ?statement ?says ?words ?rule ?doubt ?start ?end ?criterion ?item ?text ?trial ?title ?record ?file ?kind ?day
?address ?sha256 ?licence ?software ?reviewer ?reviewed ?reason {
  { ?criterion cartkg:states|cartkg:mayState ?statement } ?trial cartkg:hasCriterion ?criterion ; rdfs:label ?title .
  VALUES ?asked { <%s> } FILTER(?asked IN (?statement, ?criterion))
  ?statement rdfs:label ?says . ?criterion rdfs:label ?item .
  OPTIONAL { ?statement cartkg:words ?words } OPTIONAL { ?statement cartkg:rule ?rule }
  OPTIONAL { ?statement cartkg:inDoubt ?doubt }
  OPTIONAL { ?statement cartkg:spanStart ?start ; cartkg:spanEnd ?end } OPTIONAL { ?criterion cartkg:text ?text }
  OPTIONAL { ?criterion cartkg:reviewer ?reviewer } OPTIONAL { ?criterion cartkg:reviewedOn ?reviewed }
  OPTIONAL { ?criterion cartkg:reviewReason ?reason } OPTIONAL { ?statement prov:wasAttributedTo ?software }
  ?statement prov:wasDerivedFrom ?record .
  OPTIONAL { ?record cartkg:fileName ?file } OPTIONAL { ?record cartkg:recordKind ?kind }
  OPTIONAL { ?record cartkg:retrieved ?day } OPTIONAL { ?record cartkg:address ?address }
  OPTIONAL { ?record cartkg:sha256 ?sha256 } OPTIONAL { ?record dcterms:license ?licence }
} ORDER BY ?statement ?record"""
OUTSIDE = set('<>"{}|\\^`')


@dataclass(frozen=True, slots=True)
class Step:
    """One step from a statement back to its record: what it is, and what the graph says."""

    name: str
    value: str


def why(store: GraphStore, iri: str) -> tuple[tuple[Step, ...], ...]:
    """The way back of a statement, or of every statement of a criterion, each as steps.

    `iri` may leave out the common beginning. Raises QuestionError where the graph holds no such statement or criterion.
    """
    whole = iri if iri.startswith("http") else BASE + iri.lstrip("/")
    if set(whole) & OUTSIDE or any(sign <= " " for sign in whole):
        raise QuestionError(iri, "is no IRI", "copy it from an answer or a page")
    rows = list(store.select(FACTS % whole))
    if not rows:
        raise QuestionError(iri, "no such statement or criterion in the graph", "copy its IRI from a trial's page")
    return tuple(tuple(_steps(row)) for row in rows)


def _steps(row: dict[str, str]) -> Iterator[Step]:
    span = f" (characters {row['start']} to {row['end']} of the eligibility text)" if row["start"] else ""
    doubt = ", in doubt: shown, never counted" if row["doubt"] == "true" else ""
    signed = " ".join(filter(None, (row["reviewer"], row["reviewed"][:10], row["reason"])))
    told = (
        ("statement", row["says"] + doubt),
        ("criterion", row["item"]),
        ("words", f"{row['words'] or 'not stated'}{span}"),
        ("text", row["text"]),
        ("trial", f"{row['trial'].removeprefix(BASE)}  {row['title']}"),
        ("record", " ".join(filter(None, (row["file"], row["kind"] and f"({row['kind']})")))),
        ("sha256", row["sha256"]),
        ("day", row["day"][:10] or "not stated"),
        ("address", row["address"] or "not stated"),
        ("licence", row["licence"]),
        ("rule", row["rule"]),
        ("reader", f"reviewed by {signed}" if signed else row["software"].rpartition("/")[2]),
        ("statement's IRI", row["statement"]),
    )
    yield from (Step(name, value) for name, value in told if value)
