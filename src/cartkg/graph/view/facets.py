"""Filters over the catalogue: several values of one facet widen a selection, several facets narrow it.

"Not stated" is a value of every facet, so that trials whose record is silent can be asked for and are never counted as "no".
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cartkg.graph.view import tokens
from cartkg.graph.view.catalogue import NamedTerm, TrialRow
from cartkg.graph.view.diseases import Branch

NOT_STATED = "not-stated"
SCOPES = ("in", "out", "all")  # trials of the field, those that a scope rule refused, both


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter: its name in addresses, its heading, the values that a trial has, and the words of these."""

    name: str
    heading: str
    values: Callable[[TrialRow], Iterable[str]]
    words: Mapping[str, str] = field(default_factory=dict)

    def meant(self, value: str) -> tuple[str, ...]:
        """The values that somebody means who writes `value`: in any case, in the facet's own words too."""
        wanted = value.casefold().replace("_", " ")
        if self.name == "population" and wanted == "under-18":
            return "pediatric-only", "admits-minors"
        for token, label in self.words.items():
            if wanted in (token.casefold().replace("_", " "), label.casefold()):
                return (token,)
        return (value,)

    def of(self, trial: TrialRow) -> frozenset[str]:
        """The trial's values; NOT_STATED alone where it has none."""
        return frozenset(value for value in self.values(trial) if value) or frozenset({NOT_STATED})


FACETS: tuple[Facet, ...] = (
    Facet("disease", "Disease", lambda trial: trial.diseases),
    Facet("target", "Target", lambda trial: (term.id for term in trial.targets)),
    Facet("modality", "Modality", lambda trial: tuple(trial.modality.split("|"))),
    Facet("source", "Cell source", lambda trial: (trial.cell_source,)),
    Facet("phase", "Phase", lambda trial: trial.phases, tokens.PHASES),
    Facet("status", "Status", lambda trial: (trial.status,), tokens.STATUSES),
    Facet("population", "Population", lambda trial: (trial.population,), tokens.POPULATIONS),
    Facet("country", "Country", lambda trial: (country.label for country in trial.countries)),
    Facet("sponsor_class", "Sponsor class", lambda trial: (trial.sponsor_class,), tokens.SPONSOR_CLASSES),
    Facet("completeness", "Eligibility text", lambda trial: (trial.completeness,), tokens.COMPLETENESS),
)


@dataclass(frozen=True, slots=True)
class Selection:
    """What was chosen: values by facet (an absent facet admits all), words to hold, and the scope."""

    values: Mapping[str, frozenset[str]] = field(default_factory=dict)
    query: str = ""
    scope: str = "in"

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> "Selection":
        """The selection that an address holds; a facet's value may stand in several pairs. What is no facet is passed over."""
        chosen: dict[str, set[str]] = {}
        query, scope = "", "in"
        for name, value in pairs:
            facet = next((facet for facet in FACETS if facet.name == name), None)
            if facet and value:
                chosen.setdefault(name, set()).update(facet.meant(value))
            elif name == "q":
                query = " ".join(value.split())
            elif name == "scope" and value in SCOPES:
                scope = value
        return cls({name: frozenset(values) for name, values in chosen.items()}, query, scope)

    def admits(self, trial: TrialRow) -> bool:
        """Whether scope and words let the trial in, facets apart."""
        in_scope = trial.in_scope is not False
        return (self.scope == "all" or in_scope == (self.scope == "in")) and trial.holds(self.query)

    def failing(self, trial: TrialRow) -> list[str]:
        """The facets whose chosen values the trial has none of."""
        return [facet.name for facet in FACETS if facet.name in self.values and not self.values[facet.name] & facet.of(trial)]


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet as a list offers it: how many trials have it under the other filters."""

    token: str
    label: str
    trials: int
    chosen: bool
    depth: int = 0  # of diseases: how far below a root of the tree


@dataclass(frozen=True, slots=True)
class Found:
    """The trials of a selection, of how many, and for every facet its values with their counts."""

    trials: tuple[TrialRow, ...]
    among: int
    facets: tuple[tuple[Facet, tuple[FacetValue, ...]], ...]


def find(trials: Sequence[TrialRow], selection: Selection, diseases: Sequence[Branch]) -> Found:
    """The trials that a selection lets in, and the facets' counts: for each facet those under all the other filters."""
    counts: dict[str, Counter[str]] = {facet.name: Counter() for facet in FACETS}
    found: list[TrialRow] = []
    for trial in trials:
        failing = selection.failing(trial) if selection.admits(trial) else None
        if failing is None:
            continue
        if not failing:
            found.append(trial)
        for facet in FACETS:
            if not failing or failing == [facet.name]:
                counts[facet.name].update(facet.of(trial))
    labels = _labels(trials)
    offered = tuple((facet, tuple(_offered(facet, counts[facet.name], selection, labels, diseases))) for facet in FACETS)
    return Found(tuple(found), len(trials), offered)


def label(facet: Facet, token: str, labels: Mapping[str, str]) -> str:
    """A value in words."""
    if token == NOT_STATED:
        return "not stated"
    return labels.get(token) or tokens.in_words(token, facet.words)


def _labels(trials: Iterable[TrialRow]) -> dict[str, str]:
    terms: Iterator[NamedTerm] = (term for trial in trials for term in (*trial.targets, *trial.conditions))
    return {term.id: term.label for term in terms if term.id}


def _offered(
    facet: Facet, counts: Counter[str], selection: Selection, labels: Mapping[str, str], diseases: Sequence[Branch]
) -> Iterator[FacetValue]:
    """Values that a trial has or that were chosen: diseases as a tree, listed tokens in their order, others by frequency."""
    chosen = selection.values.get(facet.name, frozenset())
    seen = {token for token in counts if token != NOT_STATED} | (chosen - {NOT_STATED})
    if facet.name == "disease":
        yield from _tree(seen, counts, chosen, diseases)
    else:
        order = {token: place for place, token in enumerate(facet.words)}
        for token in sorted(seen, key=lambda one: (order.get(one, len(order)), -counts[one], one)):
            yield FacetValue(token, label(facet, token, labels), counts[token], token in chosen)
    if counts[NOT_STATED] or NOT_STATED in chosen:
        yield FacetValue(NOT_STATED, "not stated", counts[NOT_STATED], NOT_STATED in chosen)


def _tree(seen: set[str], counts: Counter[str], chosen: frozenset[str], diseases: Sequence[Branch]) -> Iterator[FacetValue]:
    shown = [branch for branch in diseases if branch.id in seen]
    known = {branch.id for branch in diseases}
    yield from (FacetValue(one, one, counts[one], True) for one in sorted(chosen - known - {NOT_STATED}))
    yield from (FacetValue(of.id, of.label, counts[of.id], of.id in chosen, of.depth) for of in shown)


# --- order -----------------------------------------------------------------------------------------------------------

SORTS: Mapping[str, Callable[[TrialRow], object]] = {
    "trial": lambda trial: trial.id,
    "title": lambda trial: trial.title.casefold(),
    "disease": lambda trial: ", ".join(term.label.casefold() for term in trial.conditions),
    "target": lambda trial: "/".join(sorted(term.label for term in trial.targets)),
    "modality": lambda trial: trial.modality,
    "source": lambda trial: trial.cell_source,
    "phase": lambda trial: [list(tokens.PHASES).index(p) if p in tokens.PHASES else 9 for p in trial.phases],
    "status": lambda trial: trial.status,
    "enrollment": lambda trial: trial.enrollment,
    "start": lambda trial: trial.start,
    "age": lambda trial: trial.min_age,
    "sponsor": lambda trial: trial.sponsor.casefold(),
    "completeness": lambda trial: list(tokens.COMPLETENESS).index(trial.completeness),
}


def ordered(trials: Iterable[TrialRow], sort: str) -> list[TrialRow]:
    """The trials by a column ("start", or "-start" from the last on); those that do not state it come last either way."""
    name, backwards = sort.removeprefix("-"), sort.startswith("-")
    key = SORTS.get(name, SORTS["trial"])
    known: list[TrialRow] = []
    unknown: list[TrialRow] = []
    for trial in sorted(trials, key=lambda trial: trial.id):
        (unknown if key(trial) in ("", None, []) else known).append(trial)
    return sorted(known, key=key, reverse=backwards) + unknown  # type: ignore[arg-type]  # each key is of one orderable type
