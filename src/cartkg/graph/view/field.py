"""Each trial in scope with the facts that figures and analyses count by; "" and empty sets where the record does not say."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from cartkg.graph.view.catalogue import TrialRow
from cartkg.graph.view.main_diseases import OTHER
from cartkg.model import namespaces

NOT_STATED = "not stated"
SCOPES = ("field", "all")


@dataclass(frozen=True, slots=True)
class FieldTrial:
    """A trial of the field. `diseases` are main diseases (or OTHER); it is empty where no condition was grounded to a term."""

    id: str
    title: str = ""
    start: str = ""  # ISO 8601, to the year, the month or the day
    sponsor: str = ""
    sponsor_class: str = ""  # the registry's word: INDUSTRY, OTHER, …
    population: str = ""
    modality: str = ""
    cell_source: str = ""
    completeness: str = ""  # of the eligibility text: complete, partial, none
    phases: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()  # CURIEs
    targets: tuple[str, ...] = ()  # names of antigens (CD19, BCMA)
    countries: tuple[str, ...] = ()  # CURIEs of ISO 3166-1 numeric codes
    diseases: tuple[str, ...] = ()

    @property
    def year(self) -> str:
        """The year of the start, "" where the record states none."""
        return self.start[:4]


@dataclass(frozen=True, slots=True)
class Field:
    """The trials in scope, by identifier, and the day of their records (see graph.view.days)."""

    trials: tuple[FieldTrial, ...]
    days: tuple[str, ...]

    def lacking(self, fact: Callable[[FieldTrial], object]) -> int:
        """How many trials do not state a fact."""
        return sum(not fact(trial) for trial in self.trials)


def of(trials: Iterable[TrialRow], grouped: Mapping[str, tuple[str, ...]], days: tuple[str, ...]) -> Field:
    """These trials as rows to count by; `grouped` names the main diseases of a condition."""
    return Field(tuple(_trial(one, grouped) for one in trials), days)


def _trial(of: TrialRow, grouped: Mapping[str, tuple[str, ...]]) -> FieldTrial:
    conditions = tuple(sorted(term.id for term in of.conditions if term.id))
    return FieldTrial(
        of.id, of.title, of.start, of.registered_sponsor, of.sponsor_class, of.population, of.modality.split("|")[0],
        of.cell_source.split("|")[0], of.completeness, tuple(sorted(of.phases)), conditions,
        tuple(term.label for term in of.targets), tuple(sorted(term.id for term in of.countries if term.id)),
        tuple(sorted({name for condition in conditions for name in grouped.get(condition, (OTHER,))})),
    )  # fmt: skip


def combination(trial: FieldTrial) -> str:
    """The antigens of a trial's product as one word ("BCMA+CD19"); NOT_STATED where they are not known."""
    return "+".join(trial.targets) or NOT_STATED


def country(curie: str) -> str:
    """The ISO 3166-1 numeric code of a country's CURIE."""
    return namespaces.expand(curie).rsplit("/", 1)[-1].rpartition(":")[2]
