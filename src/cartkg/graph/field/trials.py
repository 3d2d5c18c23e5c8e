"""Each trial in scope with the facts that figures and analyses count by; "" and empty sets where the record does not say."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from cartkg.graph.field.days import days
from cartkg.graph.field.diseases import OTHER, main_diseases
from cartkg.graph.store import GraphStore
from cartkg.model import namespaces

NOT_STATED = "not stated"
SPONSOR = """?t cartkg:leadSponsor ?organisation . ?organisation rdfs:label ?own .
  OPTIONAL { ?organisation cartkg:registeredAs/rdfs:label ?registered } BIND(COALESCE(?registered, ?own) AS ?value)"""
ONE = (
    ("title", "?t dcterms:title ?value"),
    ("start", '?t cartkg:hasDate ?s . ?s cartkg:dateKind "start" ; cartkg:dateValue ?value'),
    ("sponsor", SPONSOR),
    ("sponsor_class", "?t cartkg:sponsorClass ?value"),
    ("population", "?t cartkg:population ?value"),
    ("modality", "?t cartkg:hasProduct/cartkg:modality ?value"),
    ("cell_source", "?t cartkg:hasProduct/cartkg:cellSource ?value"),
    ("completeness", "?t cartkg:eligibilityText ?value"),
)
SEVERAL = (
    ("phases", "?t cartkg:phase ?value"),
    ("conditions", "?t cartkg:hasCondition/cartkg:condition ?value"),
    ("targets", "?t cartkg:hasProduct/cartkg:target ?antigen . ?antigen rdfs:label ?value"),
    ("countries", "?t cartkg:hasSite/cartkg:inCountry ?value"),
)
IN_SCOPE = {"field": "cartkg:inScope true ;", "all": ""}
TRIALS = "SELECT DISTINCT ?id { ?t a cartkg:Trial ; %s dcterms:identifier ?id } ORDER BY ?id"
VALUES = "SELECT DISTINCT ?id ?value { ?t a cartkg:Trial ; %s dcterms:identifier ?id . %s } ORDER BY ?id ?value"


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
    """The trials in scope, by identifier, and the day of their records (see cartkg.graph.field.days)."""

    trials: tuple[FieldTrial, ...]
    days: tuple[str, ...]

    def lacking(self, fact: Callable[[FieldTrial], object]) -> int:
        """How many trials do not state a fact."""
        return sum(not fact(trial) for trial in self.trials)


def read(store: GraphStore, scope: str = "field") -> Field:
    """The field of a graph, without the trials that a scope rule refused; with them where `scope` is "all"."""
    grouped, (_, rows) = main_diseases(store), store.table(TRIALS % IN_SCOPE[scope])
    one = {name: _values(store, pattern, scope) for name, pattern in ONE}
    several = {name: _values(store, pattern, scope) for name, pattern in SEVERAL}
    trials = tuple(_trial(row[0], one, several, grouped) for row in rows)
    return Field(trials, days(store, scope))


def _trial(
    identifier: str,
    one: Mapping[str, Mapping[str, tuple[str, ...]]],
    several: Mapping[str, Mapping[str, tuple[str, ...]]],
    grouped: Mapping[str, tuple[str, ...]],
) -> FieldTrial:
    first = {name: next(iter(values.get(identifier, ())), "") for name, values in one.items()}
    many = {name: values.get(identifier, ()) for name, values in several.items()}
    # The names of the two tables are those of the fields, words in the one and several words in the other; a keyword
    # argument from a mapping has one type for all, which the checker cannot match with them.
    return FieldTrial(identifier, **first, **many, diseases=_diseases(many["conditions"], grouped))  # type: ignore[arg-type]


def _diseases(conditions: Iterable[str], grouped: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted({name for condition in conditions for name in grouped.get(condition, (OTHER,))}))


def _values(store: GraphStore, pattern: str, scope: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for identifier, value in store.table(VALUES % (IN_SCOPE[scope], pattern))[1]:
        found[identifier].append(value)
    return {identifier: tuple(values) for identifier, values in found.items()}


def combination(trial: FieldTrial) -> str:
    """The antigens of a trial's product as one word ("BCMA+CD19"); NOT_STATED where they are not known."""
    return "+".join(trial.targets) or NOT_STATED


def country(curie: str) -> str:
    """The ISO 3166-1 numeric code of a country's CURIE."""
    return namespaces.expand(curie).rsplit("/", 1)[-1]
