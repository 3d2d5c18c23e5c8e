"""What the eligibility texts of a graph say, statement by statement, as plain values: read from a store, without any prose.

`Said` has the facts of the answer tables `therapies`, `thresholds` and `diagnoses` and of the age bounds in one form, so that
statements of several trials can be laid side by side.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from cartkg import namespaces
from cartkg.store import GraphStore
from cartkg.wording import limit_in_words, timing_in_words

KINDS = {
    "cartkg:TherapyStatement": "therapy",
    "cartkg:ThresholdStatement": "threshold",
    "cartkg:DiagnosisStatement": "diagnosis",
    "cartkg:AgeStatement": "age",
}
STATEMENTS = """SELECT DISTINCT ?statement ?trial ?section ?number ?position ?type ?stance ?term ?words ?least ?window ?days
  ?anchor ?cohort ?exception ?comparator ?value ?plain ?unit ?repaired
WHERE {
  %s
  ?t a cartkg:Trial ; dcterms:identifier ?trial ; cartkg:hasCriterion ?criterion .
  ?criterion cartkg:section ?section ; cartkg:number ?number ; cartkg:position ?position ; cartkg:states ?statement .
  VALUES ?type { cartkg:TherapyStatement cartkg:ThresholdStatement cartkg:DiagnosisStatement cartkg:AgeStatement }
  ?statement a ?type ; cartkg:stance ?stance .
  OPTIONAL { ?statement cartkg:agent|cartkg:measure|cartkg:condition ?term }
  OPTIONAL { ?statement cartkg:words ?words }
  OPTIONAL { ?statement cartkg:minCount ?least }
  OPTIONAL { ?statement cartkg:window ?window }
  OPTIONAL { ?statement cartkg:windowDays ?days }
  OPTIONAL { ?statement cartkg:anchor ?anchor }
  OPTIONAL { ?statement cartkg:cohort ?cohort }
  OPTIONAL { ?statement cartkg:isException ?exception }
  OPTIONAL { ?statement cartkg:comparator ?comparator }
  OPTIONAL { ?statement cartkg:valueText ?value }
  OPTIONAL { ?statement cartkg:value ?plain }
  OPTIONAL { ?statement cartkg:unit ?unit }
  OPTIONAL { ?statement cartkg:repaired ?repaired }
}"""
APART = "SELECT ?statement ?left { ?statement cartkg:apartFrom ?left }"


@dataclass(frozen=True, slots=True)
class Said:
    """One statement and where it stands. `term` is the CURIE of the agent, measure or condition, "" where words have none."""

    trial: str
    section: str
    number: str
    position: int  # of its item in the trial's lists, from 1
    kind: str  # therapy, threshold, diagnosis or age
    stance: str
    term: str
    words: str
    least: str = ""  # k in "at least k of the following"
    window: str = ""
    days: int | None = None
    anchor: str = ""
    cohort: str = ""
    exception: bool = False
    apart: tuple[str, ...] = ()  # terms that a class is said not to cover
    comparator: str = ""
    value: str = ""
    unit: str = ""
    repaired: bool = False

    @property
    def timing(self) -> str:
        """Window and anchor in plain words."""
        return timing_in_words(self.window, self.anchor)

    @property
    def limit(self) -> str:
        """Comparator, value and unit as a protocol writes them; "" where the statement sets none."""
        return limit_in_words(self.comparator, self.value, self.unit) if self.value else ""

    @property
    def item(self) -> tuple[str, str, str]:
        """The item that it stands in."""
        return self.trial, self.section, self.number


def read(store: GraphStore, trials: Iterable[str] | None = None) -> tuple[Said, ...]:
    """The statements of these trials (of all when none are named), in the order of their lists."""
    wanted = "" if trials is None else f"VALUES ?trial {{ {' '.join(_literal(trial) for trial in trials)} }}"
    apart: dict[str, list[str]] = defaultdict(list)
    for row in store.select(APART):
        apart[row["statement"]].append(namespaces.compact(row["left"]))
    said = (_said(row, tuple(sorted(apart[row["statement"]]))) for row in store.select(STATEMENTS % wanted))
    return tuple(sorted(said, key=lambda one: (one.trial, one.position, one.kind, one.words, one.comparator, one.value)))


def _literal(trial: str) -> str:
    return '"' + trial.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _said(row: dict[str, str], apart: tuple[str, ...]) -> Said:
    kind = KINDS[namespaces.compact(row["type"])]
    return Said(
        row["trial"], row["section"], row["number"], int(row["position"]), kind, row["stance"],
        namespaces.compact(row["term"]) if row["term"] else "", row["words"] or ("age" if kind == "age" else ""),
        row["least"], row["window"], int(row["days"]) if row["days"] else None, row["anchor"], row["cohort"],
        row["exception"] == "true", apart, row["comparator"], row["value"] or row["plain"], _unit(row["unit"], kind),
        row["repaired"] == "true",
    )  # fmt: skip


def _unit(unit: str, kind: str) -> str:
    """Ages carry their unit in words; elsewhere it is a UCUM code."""
    return {"years": "a", "months": "mo", "weeks": "wk", "days": "d", "hours": "h"}.get(unit, unit) if kind == "age" else unit
