"""A person against trials: excluded, possible or not known, with the reasons, nearest first.

A trial is excluded only by a criterion that is surely violated and not in doubt. It is possible only where its text is complete
and everything that can be judged is met. All else is not known, with what would settle it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from cartkg.model import Criterion
from cartkg.use.match import limits
from cartkg.use.match.candidate import Candidate
from cartkg.use.match.criteria import Judged, Status, judge
from cartkg.use.match.facts import Facts, Vocabulary, tokens
from cartkg.use.match.item import Item
from cartkg.use.match.trials import MatchTrial
from cartkg.vocabulary import Terminology

NOTICE = "Decision support for research, not medical advice; the trial site decides."


class Verdict(StrEnum):
    """Whether the person could enter."""

    POSSIBLE = "possible"
    NOT_KNOWN = "not-known"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Match:
    """A trial and what it comes to for the person. `ask`: what would settle it, the facts that settle most trials first."""

    trial: str
    title: str
    verdict: Verdict
    criteria: tuple[Judged, ...]
    ask: tuple[str, ...] = ()
    status: str = ""

    def of(self, status: Status) -> tuple[Judged, ...]:
        """Its criteria of this status."""
        return tuple(one for one in self.criteria if one.status is status)


def match(candidate: Candidate, trials: Iterable[MatchTrial], terminology: Terminology | None = None) -> tuple[Match, ...]:
    """The person against each trial: possible ones first, then those not known with the fewest open criteria first."""
    facts = Facts.ground(candidate, _vocabulary(terminology or Terminology.shipped()))
    found = [one_trial(facts, trial) for trial in trials]
    weight = Counter(ask for one in found if one.verdict is Verdict.NOT_KNOWN for ask in set(_asks(one)))
    ranked = [replace(one, ask=tuple(sorted(dict.fromkeys(_asks(one)), key=lambda ask: -weight[ask]))) for one in found]
    return tuple(sorted(ranked, key=_nearness))


@cache
def _vocabulary(terminology: Terminology) -> Vocabulary:
    return Vocabulary(terminology)


def _asks(of: Match) -> Iterable[str]:
    return (
        (ask for one in of.criteria if one.status is Status.UNKNOWN for ask in one.asks)
        if of.verdict is Verdict.NOT_KNOWN
        else ()
    )


def _nearness(of: Match) -> tuple[object, ...]:
    order = (Verdict.POSSIBLE, Verdict.NOT_KNOWN, Verdict.EXCLUDED).index(of.verdict)
    return order, len(of.of(Status.VIOLATED)), len(of.of(Status.UNKNOWN)), of.trial


def one_trial(facts: Facts, trial: MatchTrial) -> Match:
    """One trial, criterion by criterion, with the age and sex fields of the registry before the text."""
    judged = [*_fields(facts, trial), *_criteria(facts, trial)]
    return Match(trial.id, trial.title, verdict(judged, trial), tuple(judged), status=trial.status)


def verdict(judged: Sequence[Judged], trial: MatchTrial) -> Verdict:
    """What the criteria come to. Of a trial with cohorts one that the person may enter is enough."""
    common = [one for one in judged if not one.cohort]
    named = list(dict.fromkeys(one.cohort for one in judged if one.cohort))
    cohorts = [one for one in named if not any(_part_of(other, one) for other in named)] or [""]
    each = [
        _of_cohort([*common, *(one for one in judged if one.cohort and _holds_for(one, cohort))], trial) for cohort in cohorts
    ]
    if Verdict.POSSIBLE in each:
        return Verdict.POSSIBLE
    return Verdict.EXCLUDED if all(one is Verdict.EXCLUDED for one in each) else Verdict.NOT_KNOWN


def _part_of(one: str, whole: str) -> bool:
    """Whether a cohort is a part of another: "renal transplant" of "renal/lung transplant"."""
    return one != whole and tokens(one) < tokens(whole)


def _holds_for(one: Judged, cohort: str) -> bool:
    return one.cohort == cohort or _part_of(cohort, one.cohort)


def _of_cohort(judged: Sequence[Judged], trial: MatchTrial) -> Verdict:
    statuses = {one.status for one in judged}
    if Status.VIOLATED in statuses:
        return Verdict.EXCLUDED
    items = [one for one in judged if one.section != "field"]  # without its words an item may hold more than its statements say
    complete = trial.completeness == "complete" and bool(items) and all(one.words for one in items)
    return Verdict.POSSIBLE if complete and Status.UNKNOWN not in statuses else Verdict.NOT_KNOWN


def _fields(facts: Facts, trial: MatchTrial) -> Iterable[Judged]:
    years = limits.age(facts)
    fact = f"age {years:g} years" if years is not None else "not told: age"
    exact = _exact_years(facts)
    for name, bound, sign in (("minimumAge", trial.min_age, 1), ("maximumAge", trial.max_age, -1)):
        if bound is None or not trial.ages_from_field:
            continue
        value = exact if bound != int(bound) else years
        status = Status.UNKNOWN if value is None else Status.MET if sign * value >= sign * bound else Status.VIOLATED
        yield Judged(
            "field",
            name,
            status,
            fact,
            f"{'from' if sign > 0 else 'up to'} {bound:g} years",
            asks=("age",) if value is None else (),
        )
    if trial.sex.upper() in ("MALE", "FEMALE"):
        told = facts.of.sex
        status = Status.UNKNOWN if not told else Status.MET if told == trial.sex.lower() else Status.VIOLATED
        yield Judged("field", "sex", status, told or "not told: sex", trial.sex.lower(), asks=() if told else ("sex",))


def _exact_years(facts: Facts) -> float | None:
    if facts.of.birth:
        return (facts.of.reference - facts.of.birth).days / 365.25
    return facts.of.age_years


# --- lists: any of the following --------------------------------------------------------------------------------------


def _criteria(facts: Facts, trial: MatchTrial) -> Iterable[Judged]:
    """The criteria; of a list of which one is enough, the parent carries what the list comes to."""
    judged = {_key(item.criterion): judge(item, facts, trial.own) for item in trial.items}
    chosen: dict[str, Judged] = {}
    for parent, below in trial.parents:
        if _one_is_enough(parent):
            children = [one for one in below if "." not in one.number[len(parent.number) + 1 :]]
            judged[_key(parent)] = _list(judged[_key(parent)], [judged[_key(one)] for one in children])
            chosen |= dict.fromkeys(map(_key, below), judged[_key(parent)])
        elif judged[_key(parent)].status is Status.UNKNOWN and _is_heading(parent):
            judged[_key(parent)] = replace(
                judged[_key(parent)], status=Status.MET, fact="a heading: see the items under it", asks=()
            )
    for one in trial.criteria:
        of_list = chosen.get(_key(one))
        found = judged[_key(one)]
        if of_list is not None and found.status is not Status.MET:
            yield replace(
                found, status=Status.NOT_JUDGED, fact=f"one of a list: see {of_list.section} {of_list.number}", asks=()
            )
        else:
            yield found


def _key(of: Criterion) -> str:
    return f"{of.section.value} {of.number}"


def _is_heading(of: Criterion) -> bool:
    return of.text.rstrip().endswith((":", "：")) or len(of.text.split()) <= 4


def _one_is_enough(of: Criterion) -> bool:
    item = Item(of)
    asked = item.says(
        r"(any|one)( one)? of the following|one of:|either.{0,12}of the following|diseases? or [^:]*:$|leukemia or [^:]*:$"
    )
    return of.section.value == "inclusion" and asked


def _list(parent: Judged, children: Sequence[Judged]) -> Judged:
    """A parent and the list of which one is enough."""
    statuses = [one.status for one in children]
    if parent.status is Status.VIOLATED:
        return parent
    if Status.MET in statuses:
        met = next(one for one in children if one.status is Status.MET)
        return replace(parent, status=Status.MET, fact=met.fact, asks=())
    if all(one is Status.VIOLATED for one in statuses):
        return replace(parent, status=Status.VIOLATED, fact=children[0].fact, asks=())
    asks = tuple(dict.fromkeys(ask for one in children for ask in one.asks))
    return replace(parent, status=Status.UNKNOWN, fact="not told: any of the list", asks=asks)
