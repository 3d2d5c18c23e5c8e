"""The trials of a built graph as the match needs them: age fields, completeness, criteria with their statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cartkg.graph.store import GraphStore
from cartkg.model import (
    Age,
    AgeBound,
    Criterion,
    Diagnosis,
    Named,
    Review,
    Section,
    Span,
    Stance,
    Statement,
    Therapy,
    Threshold,
    namespaces,
)
from cartkg.use.match.item import Item

# Asked for apart and joined here: a node has at most half of these, and engines take long over a dozen OPTIONALs.
OF_TRIALS = """SELECT ?node ?link ?value WHERE {
  VALUES ?link { dcterms:identifier rdfs:label cartkg:eligibilityText cartkg:sex cartkg:status
    cartkg:minAgeYears cartkg:maxAgeYears
    cartkg:agesFrom cartkg:condition cartkg:inScope cartkg:hasCriterion }
  ?node a cartkg:Trial ; ?link ?value }"""
OF_CONDITIONS = "SELECT ?node ?value WHERE { ?node a cartkg:Trial ; cartkg:hasCondition/cartkg:condition ?value }"
OF_CRITERIA = """SELECT ?node ?link ?value WHERE {
  VALUES ?link { cartkg:section cartkg:number cartkg:position cartkg:leadingCategory cartkg:category cartkg:cohort cartkg:text
    cartkg:spanStart cartkg:spanEnd cartkg:reviewer cartkg:states
    cartkg:mayState }
  ?trial cartkg:hasCriterion ?node . ?node ?link ?value }"""
OF_STATEMENTS = """SELECT ?node ?link ?value WHERE {
  VALUES ?link { rdf:type cartkg:stance cartkg:agent cartkg:measure cartkg:condition cartkg:words cartkg:minCount cartkg:window
    cartkg:anchor cartkg:cohort cartkg:isException cartkg:comparator cartkg:valueText cartkg:value cartkg:unit cartkg:spanStart
    cartkg:spanEnd cartkg:inDoubt cartkg:apartFrom cartkg:lasting cartkg:time cartkg:provided cartkg:doubt }
  ?criterion cartkg:states|cartkg:mayState ?node . ?node ?link ?value }"""


@dataclass(frozen=True)
class MatchTrial:
    """A trial that a person is matched with. `own`: the terms of the diseases that it is about."""

    id: str
    title: str
    completeness: str  # complete, partial, none
    criteria: tuple[Criterion, ...] = ()
    min_age: float | None = None
    max_age: float | None = None
    ages_from_field: bool = False
    sex: str = ""
    status: str = ""
    own: frozenset[str] = frozenset()
    in_scope: bool = True

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The criteria with what is found in their words; made once for all persons."""
        return tuple(Item(one, self.own, self._washouts_beside(one)) for one in self.criteria)

    @cached_property
    def parents(self) -> tuple[tuple[Criterion, tuple[Criterion, ...]], ...]:
        """Each criterion that has items under it with all of these, the deepest first."""
        below = ((one, tuple(other for other in self.criteria if _below(other, one))) for one in self.criteria)
        return tuple(sorted((pair for pair in below if pair[1]), key=lambda pair: -len(pair[0].number)))

    def _washouts_beside(self, criterion: Criterion) -> tuple[Therapy, ...]:
        beside = (one for one in self.criteria if one is not criterion and one.section is criterion.section)
        return tuple(t for one in beside for t in one.therapies if t.stance is Stance.EXCLUDES and t.window)


Values = Mapping[str, list[str]]


def read(store: GraphStore) -> tuple[MatchTrial, ...]:
    """Every trial of the graph, in the order of the identifiers."""
    trials, criteria, statements = (_nodes(store, query) for query in (OF_TRIALS, OF_CRITERIA, OF_STATEMENTS))
    return tuple(sorted((_trial(node, criteria, statements) for node in trials.values()), key=lambda one: one.id))


def _nodes(store: GraphStore, query: str) -> dict[str, Values]:
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in store.select(query):
        found[row["node"]][row["link"].rpartition("/")[2].rpartition("#")[2]].append(row["value"])
    return dict(found)


def _one(node: Values, *links: str) -> str:
    return next((value for link in links for value in node.get(link, ())), "")


def _trial(node: Values, criteria: Mapping[str, Values], statements: Mapping[str, Values]) -> MatchTrial:
    items = sorted(
        (criteria[one] for one in node.get("hasCriterion", ()) if one in criteria),
        key=lambda one: int(_one(one, "position") or 0),
    )
    read_items = tuple(_criterion(one, statements) for one in items)
    return MatchTrial(
        _one(node, "identifier"),
        _one(node, "label"),
        _one(node, "eligibilityText") or "none",
        read_items,
        _number(_one(node, "minAgeYears")),
        _number(_one(node, "maxAgeYears")),
        _one(node, "agesFrom") not in ("", "text"),
        _one(node, "sex"),
        _one(node, "status"),
        own_terms(read_items),
        _one(node, "inScope") != "false",
    )


def _below(one: Criterion, parent: Criterion) -> bool:
    return one.section is parent.section and one.number.startswith(parent.number + ".")


def own_terms(criteria: Iterable[Criterion]) -> frozenset[str]:
    """The terms of the diseases that the criteria demand: what the trial is about."""
    demanded = (one for criterion in criteria if criterion.section is Section.INCLUSION for one in criterion.diagnoses)
    return frozenset(one.condition.id for one in demanded if one.stance is Stance.REQUIRES and one.condition.id)


def _number(text: str) -> float | None:
    return float(text) if text else None


def _criterion(node: Values, statements: Mapping[str, Values]) -> Criterion:
    said = [_statement(statements[one]) for one in (*node.get("states", ()), *node.get("mayState", ())) if one in statements]
    said.sort(key=lambda one: (one.span, one.rule))
    leading = _one(node, "leadingCategory")
    others = tuple(one for one in node.get("category", ()) if one != leading)
    reviewer = _one(node, "reviewer")
    return Criterion(
        Section(_one(node, "section")),
        _one(node, "number"),
        (leading, *others) if leading else others,
        _span(node),
        _one(node, "text"),
        _one(node, "cohort"),
        tuple(one for one in said if isinstance(one, Therapy)),
        tuple(one for one in said if isinstance(one, Threshold)),
        tuple(one for one in said if isinstance(one, Diagnosis)),
        tuple(one for one in said if isinstance(one, AgeBound)),
        Review(reviewer) if reviewer else None,
    )


def _span(node: Values) -> Span:
    return Span(int(_one(node, "spanStart") or 0), int(_one(node, "spanEnd") or 0))


def _named(node: Values, link: str) -> Named:
    term = _one(node, link)
    return Named(_one(node, "words"), namespaces.compact(term) if term else "")


def _statement(node: Values) -> Statement:
    stance, span, cohort = Stance(_one(node, "stance")), _span(node), _one(node, "cohort")
    limits: dict[str, Any] = {"cohort": cohort, "provided": _one(node, "provided"), "doubt": _doubt(node)}
    window, exception = _one(node, "window"), _one(node, "isException") == "true"
    kind = next((k for k in map(_local, node["type"]) if k.endswith("Statement") and k != "Statement"), "")
    if kind == "TherapyStatement":
        least = _one(node, "minCount")
        return Therapy(
            stance,
            _named(node, "agent"),
            span,
            "",
            int(least) if least else None,
            window,
            _one(node, "anchor"),
            exception=exception,
            apart_from=tuple(Named(one, namespaces.compact(one)) for one in node.get("apartFrom", ())),
            lasting=_one(node, "lasting"),
            time=_one(node, "time"),
            **limits,
        )
    if kind == "ThresholdStatement":
        value = _one(node, "valueText", "value")
        return Threshold(
            stance, _named(node, "measure"), _one(node, "comparator"), value, _one(node, "unit"), span, "", **limits
        )
    if kind == "DiagnosisStatement":
        return Diagnosis(stance, _named(node, "condition"), span, "", window, exception=exception, **limits)
    age = Age(float(_one(node, "value")), _one(node, "unit"))
    return AgeBound(stance, _one(node, "comparator"), age, span, "", **limits)


def _doubt(node: Values) -> str:
    return _one(node, "doubt") or ("in doubt" if _one(node, "inDoubt") == "true" else "")


def _local(iri: str) -> str:
    return iri.rpartition("/")[2].rpartition("#")[2]
