"""What the eligibility texts of a graph say, statement by statement, as plain values: read from a store, without any prose.

`Said` has the facts of the answer tables `therapies`, `thresholds` and `diagnoses` and of the age bounds in one form, so that
statements of several trials can be laid side by side.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from cartkg.graph.queries import text
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
    label: str = ""  # of the term; "" where there is none
    node: str = ""  # the statement's own identifier

    @property
    def name(self) -> str:
        """The term's label, or the statement's own words where there is no term."""
        return self.label or self.words

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


def read(store: GraphStore, label: Callable[[str], str]) -> tuple[Said, ...]:
    """Every statement of a graph, in the order of the trials' lists; `label` names a term by its CURIE."""
    facts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in store.select(text("view/statement-facts")):
        facts[row["statement"]][_local(row["link"])].append(row["value"])
    said = (_said(row, facts[row["statement"]], label) for row in store.select(text("view/statement-places")))
    return tuple(sorted(said, key=lambda one: (one.trial, one.position, one.kind, one.words, one.comparator, one.value)))


def _local(iri: str) -> str:
    return iri.rpartition("/")[2].rpartition("#")[2]


def _said(place: Mapping[str, str], facts: Mapping[str, list[str]], label: Callable[[str], str]) -> Said:
    def one(*links: str) -> str:
        return next((value for link in links for value in facts.get(link, ())), "")

    kind = KINDS[_local(place["type"])]
    iri, days = one("agent", "measure", "condition"), one("windowDays")
    term = compact(iri) if iri else ""
    return Said(
        place["trial"], place["section"], place["number"], int(place["position"]), kind, one("stance"),
        term, one("words") or ("age" if kind == "age" else ""), one("minCount"), one("window"),
        int(days) if days else None, one("anchor"), one("cohort"), one("isException") == "true",
        tuple(sorted(compact(left) for left in facts.get("apartFrom", ()))), one("comparator"), one("valueText", "value"),
        _unit(one("unit"), kind), one("repaired") == "true", one("lasting"), one("time"), one("provided"), one("doubt"),
        label(term) if term else "", compact(place["statement"]),
    )  # fmt: skip


def _unit(unit: str, kind: str) -> str:
    """Ages carry their unit in words; elsewhere it is a UCUM code."""
    return {"years": "a", "months": "mo", "weeks": "wk", "days": "d", "hours": "h"}.get(unit, unit) if kind == "age" else unit
