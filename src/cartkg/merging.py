"""Several records of one trial become one: a leading record, what the others add, and where they disagree.

The registry's own record leads, then a reviewed one, then pages; among equals the one with the fuller eligibility text. What
the leading record leaves empty is taken from the next that states it; every fact keeps the record that stated it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from cartkg.model import Completeness, Eligibility, Source, Trial

RANKS = ("clinicaltrials.gov", "cartkg", "page")
TEXTS = (Completeness.COMPLETE, Completeness.PARTIAL, Completeness.NONE)
OF_THE_RECORD = {
    "id",
    "source",
    "eligibility",
    "fields",
    "notes",
    "mentions",
    "registry_id_basis",
    "conditions_basis",
    "generic_title",
}


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A field in which two records of one trial differ; the leading record's value rules."""

    trial: str
    field: str
    value: str
    record: str
    other_value: str
    other_record: str


@dataclass(frozen=True, slots=True)
class Merged:
    """A trial with all that its records state; `shares` are the records in order, each with only what it adds."""

    trial: Trial
    shares: tuple[Trial, ...]
    text_source: Source
    disagreements: tuple[Disagreement, ...] = ()


def merge(trials: Iterable[Trial]) -> tuple[Merged, ...]:
    """The trials of a build, one for each id, in the order of their ids."""
    groups: dict[str, list[Trial]] = defaultdict(list)
    for trial in trials:
        groups[trial.id].append(trial)
    return tuple(_merged(sorted(groups[key], key=_rank)) for key in sorted(groups))


def _rank(trial: Trial) -> tuple[int, int, str]:
    kind = next((n for n, rank in enumerate(RANKS) if trial.source.kind.startswith(rank)), len(RANKS))
    return kind, TEXTS.index(trial.eligibility.completeness), trial.source.name + trial.source.sha256


def _merged(group: list[Trial]) -> Merged:
    whole, shares, differing = group[0], [group[0]], list[Disagreement]()
    for other in group[1:]:
        differing.extend(_disagreements(whole, other))
        added = {f.name: getattr(other, f.name) for f in fields(Trial) if _adds(whole, other, f.name)}
        whole = replace(whole, **added)
        shares.append(_only(other, added))
    texts = sorted(group, key=lambda trial: TEXTS.index(trial.eligibility.completeness))  # stable: rank decides among equals
    whole = replace(whole, eligibility=texts[0].eligibility)
    return Merged(whole, tuple(shares), texts[0].source, tuple(differing))


def _adds(whole: Trial, other: Trial, name: str) -> bool:
    mine, theirs = getattr(whole, name), getattr(other, name)
    return name not in ("id", "source", "eligibility") and mine in ((), "", None) and theirs not in ((), "", None)


def _only(trial: Trial, kept: dict[str, Any]) -> Trial:
    """A record of a trial with these of its fields alone, and its mentions."""
    return replace(Trial(trial.id, trial.source, mentions=trial.mentions, eligibility=Eligibility()), **kept)


def _disagreements(whole: Trial, other: Trial) -> Iterator[Disagreement]:
    for field in fields(Trial):
        mine, theirs = getattr(whole, field.name), getattr(other, field.name)
        told = mine not in ((), "", None) and theirs not in ((), "", None)
        if field.name not in OF_THE_RECORD and told and _plain(mine) != _plain(theirs):
            yield Disagreement(
                whole.id, field.name, _words(mine), whole.source.name, _words(theirs), other.source.name
            )  # fmt: skip


def _plain(value: object) -> object:
    return value.casefold().strip() if isinstance(value, str) else value


def _words(value: object) -> str:
    return "|".join(map(str, value)) if isinstance(value, tuple) else str(value)
