"""Which trials speak of a term and how: study it, aim at it, exclude, require, permit or limit it, also through others."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from cartkg.graph.view import View
from cartkg.graph.view.statements import Said
from cartkg.use.comparison import bearing

HOW = ("named", "class", "wider", "member", "narrower")  # the order in which uses are told


@dataclass(frozen=True, slots=True)
class Use:
    """A statement that bears on a term: how (see `comparison.bearing`), and through which term where it is not itself named."""

    said: Said
    how: str
    via: str = ""

    @property
    def trial(self) -> str:
        return self.said.trial


@dataclass(frozen=True, slots=True)
class Studied:
    """A trial that studies a condition or aims at an antigen: the term itself, or one that is narrower (`via`)."""

    trial: str
    via: str = ""


def stated(view: View, term: str) -> tuple[Use, ...]:
    """The statements that bear on a term, those that name it first."""
    found = [use for said in view.statements.values() for use in _of_trial(view, term, said)]
    return tuple(sorted(found, key=lambda use: (HOW.index(use.how), use.said.trial, use.said.position, use.said.words)))


def _of_trial(view: View, term: str, said: tuple[Said, ...]) -> Iterator[Use]:
    for one in said:
        how = _how(view, term, one, said) if one.term else ""
        if how:
            yield Use(one, how, "" if how == "named" else one.term)


def _how(view: View, term: str, one: Said, said: tuple[Said, ...]) -> str:
    if one.kind == "therapy":
        return bearing.on_therapy(view.terms, term, one, said)
    if one.kind == "diagnosis":
        return bearing.on_condition(view.terms, term, one)
    return "named" if one.term == term else ""


def studied(view: View, term: str) -> tuple[Studied, ...]:
    """The trials that study a condition or aim at an antigen, those that name it first; a trial once."""
    below, found = view.terms.below(term), {}
    for table in (view.conditions, view.targets):
        for trial, pairs in table.items():
            named = {curie for curie, _ in pairs} & below
            if named:
                found[trial] = Studied(trial, "" if term in named else min(named))
    return tuple(sorted(found.values(), key=lambda one: (one.via != "", one.trial)))


def counts(view: View) -> Mapping[str, int]:
    """How many trials speak of each term or of anything narrower: study it, aim at it, or state something of it."""
    trials: dict[str, set[str]] = defaultdict(set)
    for trial, term in _spoken(view):
        for above in view.terms.above(term):
            trials[above].add(trial)
    return {term: len(found) for term, found in trials.items()}


def _spoken(view: View) -> Iterator[tuple[str, str]]:
    for table in (view.conditions, view.targets):
        yield from ((trial, curie) for trial, pairs in table.items() for curie, _ in pairs if curie)
    yield from ((one.trial, one.term) for said in view.statements.values() for one in said if one.term and not one.doubt)


def trials(uses: Iterable[Use | Studied]) -> int:
    """How many trials there are among uses."""
    return len({use.trial for use in uses})
