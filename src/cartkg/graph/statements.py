"""What the eligibility texts of a graph say, statement by statement, as plain values: read from a store, without any prose.

`Said` has the facts of the answer tables `therapies`, `thresholds` and `diagnoses` and of the age bounds in one form, so that
statements of several trials can be laid side by side.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from cartkg.graph.store import GraphStore
from cartkg.model import namespaces
from cartkg.model.wording import lasting_in_words, limit_in_words, timing_in_words

compact = lru_cache(maxsize=65536)(namespaces.compact)  # the same few thousand terms stand in every row
KINDS = {
    "TherapyStatement": "therapy",
    "ThresholdStatement": "threshold",
    "DiagnosisStatement": "diagnosis",
    "AgeStatement": "age",
}
PLACES = """SELECT ?statement ?trial ?section ?number ?position ?type WHERE {
  %s
  ?t a cartkg:Trial ; dcterms:identifier ?trial ; cartkg:hasCriterion ?criterion .
  ?criterion cartkg:section ?section ; cartkg:number ?number ; cartkg:position ?position ;
    cartkg:states|cartkg:mayState ?statement .
  VALUES ?type { cartkg:TherapyStatement cartkg:ThresholdStatement cartkg:DiagnosisStatement cartkg:AgeStatement }
  ?statement a ?type }"""
# Asked for apart and joined here: a statement has at most half of these, and engines take long over a dozen OPTIONALs.
FACTS = """SELECT ?statement ?link ?value WHERE {
  %s
  VALUES ?link { cartkg:stance cartkg:agent cartkg:measure cartkg:condition cartkg:words cartkg:minCount cartkg:window
    cartkg:windowDays cartkg:anchor cartkg:cohort cartkg:isException cartkg:comparator cartkg:valueText cartkg:value cartkg:unit
    cartkg:repaired cartkg:apartFrom cartkg:lasting cartkg:time cartkg:provided cartkg:doubt }
  ?statement ?link ?value }"""
OF_TRIALS = (
    "VALUES ?trial { %s } ?t dcterms:identifier ?trial ; cartkg:hasCriterion ?criterion . "
    "?criterion cartkg:states|cartkg:mayState ?statement ."
)


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
    lasting: str = ""
    time: str = ""
    provided: str = ""
    doubt: str = ""  # why it is in doubt: such a statement is shown and is no claim

    @property
    def timing(self) -> str:
        """Window and anchor, else when the therapy counts, and how long it must have lasted, in plain words."""
        when = timing_in_words(self.window, self.anchor) or self.time
        return ", ".join(filter(None, (when, lasting_in_words(self.lasting))))

    @property
    def held(self) -> str:
        """Whom it holds for, in plain words: "for cohort A, provided: B cells have recovered"; "" where for all."""
        limits = (("for ", self.cohort), ("provided: ", self.provided))
        return ", ".join(f"{lead}{words}" for lead, words in limits if words)

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
    named = "" if trials is None else " ".join(_literal(trial) for trial in trials)
    facts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in store.select(FACTS % ("" if trials is None else OF_TRIALS % named)):
        facts[row["statement"]][_local(row["link"])].append(row["value"])
    places = store.select(PLACES % ("" if trials is None else f"VALUES ?trial {{ {named} }}"))
    said = (_said(row, facts[row["statement"]]) for row in places)
    return tuple(sorted(said, key=lambda one: (one.trial, one.position, one.kind, one.words, one.comparator, one.value)))


def _literal(trial: str) -> str:
    return '"' + trial.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _local(iri: str) -> str:
    return iri.rpartition("/")[2].rpartition("#")[2]


def _said(place: Mapping[str, str], facts: Mapping[str, list[str]]) -> Said:
    def one(*links: str) -> str:
        return next((value for link in links for value in facts.get(link, ())), "")

    kind = KINDS[_local(place["type"])]
    term, days = one("agent", "measure", "condition"), one("windowDays")
    return Said(
        place["trial"], place["section"], place["number"], int(place["position"]), kind, one("stance"),
        compact(term) if term else "", one("words") or ("age" if kind == "age" else ""), one("minCount"), one("window"),
        int(days) if days else None, one("anchor"), one("cohort"), one("isException") == "true",
        tuple(sorted(compact(left) for left in facts.get("apartFrom", ()))), one("comparator"), one("valueText", "value"),
        _unit(one("unit"), kind), one("repaired") == "true", one("lasting"), one("time"), one("provided"), one("doubt"),
    )  # fmt: skip


def _unit(unit: str, kind: str) -> str:
    """Ages carry their unit in words; elsewhere it is a UCUM code."""
    return {"years": "a", "months": "mo", "weeks": "wk", "days": "d", "hours": "h"}.get(unit, unit) if kind == "age" else unit
