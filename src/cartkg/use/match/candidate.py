"""The person who might enter: what is told, what is told to be absent, and which lists are closed.

Three kinds of knowledge: told (it stands in a list or among `states`), known to be absent (it stands in `absent`, or its list
is closed there), and not told, from which nothing follows.
"""

from dataclasses import dataclass, field
from datetime import date

from cartkg.use.match.days import Days
from cartkg.use.match.truth import Truth

CLOSING = {
    "other conditions": "conditions",
    "other therapies": "therapies",
    "other procedures": "procedures",
    "other vaccinations": "vaccinations",
    "other trials": "trials",
    "other allergies": "allergies",
    "other plans": "plans",
}


@dataclass(frozen=True, slots=True)
class Biopsy:
    """A kidney biopsy: `grade` is its class as the letter says it (III+V)."""

    day: Days
    grade: str
    active: Truth = None


@dataclass(frozen=True, slots=True)
class Condition:
    """A disease or event. `facts` holds what else is told of it, by the names of the YAML form."""

    name: str
    since: Days | None = None
    status: str = ""  # active, remission, resolved
    last: Days | None = None
    criteria: tuple[str, ...] = ()
    criteria_not_met: tuple[str, ...] = ()
    biopsies: tuple[Biopsy, ...] = ()
    course: str = ""
    facts: dict[str, object] = field(default_factory=dict, hash=False)

    def flag(self, *names: str) -> Truth:
        """What is told under one of these names: true if one is true, false if one is false and none true."""
        values = [self.facts[name] for name in names if isinstance(self.facts.get(name), bool)]
        return None if not values else any(values)

    def __str__(self) -> str:
        parts = [
            self.name,
            *(f"by {one}" for one in self.criteria[:1]),
            f"since {self.since}" if self.since else "",
            self.status,
        ]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Event:
    """Something given or done: a therapy, a procedure or a vaccination. `end` is its last day, None where it is not told."""

    kind: str  # therapy, procedure, vaccination
    name: str
    start: Days | None = None
    end: Days | None = None
    ongoing: bool = False
    planned: bool = False
    response: str = ""  # failed, intolerant, responded
    route: str = ""
    dose: tuple[float, str] | None = None
    cumulative_dose: tuple[float, str] | None = None
    half_life_days: float | None = None
    facts: dict[str, object] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        dose = f"{self.dose[0]:g} {self.dose[1]}" if self.dose else ""
        when = "ongoing" if self.ongoing else f"until {self.end}" if self.end else "when is not told"
        start = f"from {self.start}" if self.start and self.start != self.end else ""
        return ", ".join(part for part in (self.name, dose, self.route, start, when, self.response) if part)


@dataclass(frozen=True, slots=True)
class Measurement:
    """A measured value; `uln` is the upper limit of normal in the same unit, `condition` words such as "on oxygen"."""

    name: str
    value: float
    unit: str
    day: Days | None = None
    uln: float | None = None
    condition: str = ""

    def __str__(self) -> str:
        limit = f" (upper limit of normal {self.uln:g})" if self.uln else ""
        when = f" on {self.day}" if self.day else ""
        unit = "" if self.unit.startswith("{") else f" {self.unit.replace('{1.73_m2}', '1.73 m²')}"
        return f"{self.name} {self.value:g}{unit}{limit}{when}{', ' + self.condition if self.condition else ''}"


@dataclass(frozen=True, slots=True)
class Test:
    """A test that is positive or negative."""

    __test__ = False  # no class of pytest's

    name: str
    positive: bool
    day: Days | None = None

    def __str__(self) -> str:
        return f"{self.name} {'positive' if self.positive else 'negative'}"


@dataclass(frozen=True, slots=True)
class Pregnancy:
    """What is told of pregnancy; `tests` are named serum or urine."""

    possible: Truth = None  # childbearing potential
    lactating: Truth = None
    pregnant: Truth = None
    tests: tuple[Test, ...] = ()


@dataclass(frozen=True, slots=True)
class Allergy:
    """An allergy to something named."""

    name: str
    serious: Truth = None


@dataclass(frozen=True, slots=True)
class Participation:
    """Another study that the person is or was in."""

    interventional: Truth
    end: Days | None = None
    ongoing: bool = False
    drug_received: Truth = None

    def __str__(self) -> str:
        what = {True: "interventional", False: "observational", None: ""}[self.interventional]
        return f"{what} study, {'ongoing' if self.ongoing else f'until {self.end}'}".strip()


@dataclass(frozen=True, slots=True)
class Candidate:
    """The person, with every day as told. `reference` stands for every anchor of a trial."""

    id: str
    reference: date
    birth: date | None = None
    age_years: float | None = None
    sex: str = ""
    conditions: tuple[Condition, ...] = ()
    events: tuple[Event, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    tests: tuple[Test, ...] = ()
    pregnancy: Pregnancy = Pregnancy()
    allergies: tuple[Allergy, ...] = ()
    trials: tuple[Participation, ...] = ()
    plans: tuple[str, ...] = ()
    diet: tuple[tuple[str, Days], ...] = ()
    alterations: tuple[str, ...] = ()
    genetics_complete: bool = False
    states: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    closed: frozenset[str] = frozenset()  # of CLOSING's values
    notes: tuple[str, ...] = ()  # what a reader of another format could not use
