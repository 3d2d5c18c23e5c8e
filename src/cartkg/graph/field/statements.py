"""What the eligibility texts state, a row for each statement."""

from collections.abc import Iterable
from dataclasses import dataclass

from cartkg.graph.store import GraphStore

SCOPES = ("field", "all")
KINDS = {
    "therapy": "cartkg:TherapyStatement", "threshold": "cartkg:ThresholdStatement", "diagnosis": "cartkg:DiagnosisStatement",
    "age": "cartkg:AgeStatement",
}  # fmt: skip
ROWS = """SELECT DISTINCT ?id ?population ?section ?number ?s ?kind ?stance ?term ?label ?words ?window ?days ?anchor
  ?comparator ?value ?unit ?age ?cohort ?exception ?least ?lasting ?provided {
  ?t a cartkg:Trial ; %s dcterms:identifier ?id ; cartkg:hasCriterion ?c . ?c cartkg:section ?section ; cartkg:number ?number ;
    cartkg:states ?s . ?s a ?class ; cartkg:stance ?stance .
  VALUES (?class ?kind) { %s }
  OPTIONAL { ?t cartkg:population ?population }
  OPTIONAL { ?s cartkg:agent|cartkg:measure|cartkg:condition ?term . ?term rdfs:label ?label }
  OPTIONAL { ?s cartkg:words ?words }
  OPTIONAL { ?s cartkg:window ?window }
  OPTIONAL { ?s cartkg:windowDays ?days }
  OPTIONAL { ?s cartkg:anchor ?anchor }
  OPTIONAL { ?s cartkg:comparator ?comparator }
  OPTIONAL { ?s cartkg:valueText ?value }
  OPTIONAL { ?s cartkg:unit ?unit }
  OPTIONAL { ?s cartkg:ageYears ?age }
  OPTIONAL { ?s cartkg:cohort ?cohort }
  OPTIONAL { ?s cartkg:isException ?exception }
  OPTIONAL { ?s cartkg:minCount ?least }
  OPTIONAL { ?s cartkg:lasting ?lasting }
  OPTIONAL { ?s cartkg:provided ?provided }
} ORDER BY ?id ?section ?number ?s ?label"""


@dataclass(frozen=True, slots=True)
class Stated:
    """One statement of one trial, with its place; "" where a part is not stated."""

    trial: str
    population: str
    section: str
    number: str
    node: str  # the statement's own identifier
    kind: str  # therapy, threshold, diagnosis, age
    stance: str
    term: str  # CURIE; "" where the words were grounded to no term
    label: str
    words: str
    window: str
    days: str
    anchor: str
    comparator: str
    value: str
    unit: str
    age: str  # years
    cohort: str
    exception: str
    least: str  # k of “at least k of the following”
    lasting: str
    provided: str  # the condition that it hangs on

    @property
    def name(self) -> str:
        """The term's label, or the statement's own words where there is no term."""
        return self.label or self.words or ("age" if self.kind == "age" else "")


def read(store: GraphStore, scope: str = "field", kinds: Iterable[str] = KINDS) -> tuple[Stated, ...]:
    """Every statement of these kinds of the trials in scope ("all": of all trials), but those in doubt; one row for each."""
    classes = " ".join(f'({KINDS[kind]} "{kind}")' for kind in kinds)
    _, rows = store.table(ROWS % ("cartkg:inScope true ;" if scope == "field" else "", classes))
    found = {row[4]: Stated(row[0], row[1], row[2], row[3], *row[4:]) for row in reversed(rows)}
    return tuple(reversed(found.values()))


def texts(store: GraphStore, scope: str = "field") -> dict[str, int]:
    """How many trials show their eligibility text complete, partial or none."""
    query = "SELECT ?text (COUNT(DISTINCT ?t) AS ?n) { ?t a cartkg:Trial ; %s cartkg:eligibilityText ?text } GROUP BY ?text"
    _, rows = store.table(query % ("cartkg:inScope true ;" if scope == "field" else ""))
    counted = {text: int(number) for text, number in rows}
    return {text: counted.get(text, 0) for text in ("complete", "partial", "none")}
