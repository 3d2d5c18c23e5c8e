"""Every trial of a graph as a row, with what it is filtered, sorted and found by."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from cartkg.graph import queries
from cartkg.graph.store import GraphStore, Row
from cartkg.model.resources import folder


@dataclass(frozen=True, slots=True)
class NamedTerm:
    """A term by its CURIE ("" where words were grounded to none), with its label."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class TrialRow:
    """A trial as lists show it. Empty strings, None and empty tuples where the record does not say."""

    id: str
    title: str = ""
    status: str = ""
    phases: tuple[str, ...] = ()
    enrollment: int | None = None
    start: str = ""
    completion: str = ""
    sponsor: str = ""
    sponsor_class: str = ""
    modality: str = ""
    cell_source: str = ""
    min_age: float | None = None  # years
    max_age: float | None = None  # years
    population: str = ""
    completeness: str = ""
    conditions: tuple[NamedTerm, ...] = ()
    targets: tuple[NamedTerm, ...] = ()
    countries: tuple[NamedTerm, ...] = ()  # by the register's names; a name that it does not know has no CURIE
    registered_sponsor: str = ""  # by the register's name, the record's own where the register has none
    diseases: frozenset[str] = frozenset()  # CURIEs of the conditions and of all that is above them
    in_scope: bool | None = None
    scope_rule: str = ""
    words: str = ""  # what a search looks through, casefolded

    def holds(self, query: str) -> bool:
        """Whether every word of `query` is in what the record says of the trial."""
        return all(word in self.words for word in query.casefold().split())


@dataclass(frozen=True)
class Catalogue:
    """The trials, by identifier, and the answer of the question `trials` that they were made of."""

    trials: tuple[TrialRow, ...]
    columns: Row
    rows: Mapping[str, tuple[Row, ...]]

    @cached_property
    def by_id(self) -> Mapping[str, TrialRow]:
        return {trial.id: trial for trial in self.trials}

    @property
    def in_scope(self) -> tuple[TrialRow, ...]:
        """The trials that belong to the field; where nothing was decided on scope, all of them."""
        return tuple(trial for trial in self.trials if trial.in_scope is not False)

    def table(self, trials: Iterable[TrialRow]) -> list[Row]:
        """The rows of the question `trials` for these trials, in their order."""
        return [row for trial in trials for row in self.rows[trial.id]]

    @classmethod
    def of(cls, store: GraphStore) -> "Catalogue":
        """The catalogue of a graph."""
        query = queries.read(folder("queries/questions") / "trials.rq")
        rows: dict[str, list[Row]] = defaultdict(list)
        for row in queries.rows(query, {}, store):
            rows[row[0]].append(row)
        parts = _Parts(store)
        trials = tuple(_trial(dict(zip(query.columns, of[0], strict=True)), parts) for of in rows.values())
        return cls(trials, query.columns, {name: tuple(of) for name, of in rows.items()})


class _Parts:
    """What hangs on trials in several pieces, by the trial's identifier."""

    def __init__(self, store: GraphStore) -> None:
        self.conditions = _grouped(store, "trial-conditions")
        self.targets = _grouped(store, "trial-targets")
        self.countries = _grouped(store, "trial-countries")
        self.sponsors = _grouped(store, "trial-sponsors")
        self.products = _grouped(store, "trial-products")
        self.scopes = _grouped(store, "trial-scopes")
        self.above: dict[str, set[str]] = defaultdict(set)
        for condition, above in store.table(queries.text("view/studied-conditions-above"))[1]:
            self.above[condition].add(above)


def _grouped(store: GraphStore, name: str) -> Mapping[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for identifier, *values in store.table(queries.text(f"view/{name}"))[1]:
        found[identifier].append(tuple(values))
    return found


def _trial(of: Mapping[str, str], parts: _Parts) -> TrialRow:
    identifier = of["trial"]
    conditions = _conditions(parts.conditions.get(identifier, []))
    targets = tuple(NamedTerm(*row) for row in parts.targets.get(identifier, []))
    in_scope, rule = next(iter(parts.scopes.get(identifier, [])), ("", ""))
    return TrialRow(
        identifier, of["title"], of["status"], tuple(filter(None, of["phase"].split("|"))),
        int(of["enrollment"]) if of["enrollment"] else None, of["start"], of["completion"], of["sponsor"],
        of["sponsor_class"], of["modality"], of["cell_source"], _years(of["min_age_years"]), _years(of["max_age_years"]),
        of["population"], of["eligibility_text"] or "none", conditions, targets,
        tuple(NamedTerm(*row) for row in parts.countries.get(identifier, [])),
        next((name for (name,) in parts.sponsors.get(identifier, [])), ""),
        frozenset().union(*(parts.above[condition.id] for condition in conditions if condition.id)),
        None if in_scope == "" else in_scope == "true", rule, _words(of, conditions, targets, parts),
    )  # fmt: skip


def _conditions(rows: Iterable[Row]) -> tuple[NamedTerm, ...]:
    """Each term once; words without a term only where nothing was grounded, since most of these name no disease."""
    terms = {term: NamedTerm(term, label) for _, term, label in rows if term}
    return tuple(terms.values()) or tuple(NamedTerm("", words) for words, _, _ in rows)


def _words(of: Mapping[str, str], conditions: Iterable[NamedTerm], targets: Iterable[NamedTerm], parts: _Parts) -> str:
    identifier = of["trial"]
    said = [identifier, of["registry_id"], of["title"], of["sponsor"], of["modality"], of["cell_source"]]
    said += [term.label for term in (*conditions, *targets)]
    said += [words for words, _, _ in parts.conditions.get(identifier, [])]
    said += [row[-1] for found in (parts.products, parts.countries) for row in found.get(identifier, [])]
    return " | ".join(said).casefold()


def _years(text: str) -> float | None:
    return float(text) if text else None
