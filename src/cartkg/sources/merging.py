"""Several records of one trial become one: a leading record, what the others add, and where they disagree.

The registry's own record leads, then what ICTRP passes on, then a reviewed one, then pages; among equals the one with the
fuller eligibility text. What the leading record leaves empty is taken from the next that states it; every fact keeps the record
that stated it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from typing import Any

from cartkg.model import Completeness, Eligibility, Source, Trial, TrialDate

RANKS = ("clinicaltrials.gov", "ictrp", "cartkg", "page")
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
    "condition_qualifiers",
    "design_words",
    "secondary_ids",
}
"""Fields of one record, in which another does not dispute it: words that it happens to use, ids that it happens to name."""


ASIDE = {"note", "basis", "status", "description", "estimated", "type"}
"""Fields of an entry that do not make two entries differ: a site's status changes, a basis is the record's own."""


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


def _rank(trial: Trial) -> tuple[int, bool, int, str]:
    """A record without a title tells of the text alone, so that it never leads."""
    kind = next((n for n, rank in enumerate(RANKS) if trial.source.kind.startswith(rank)), len(RANKS))
    return kind, not trial.title, TEXTS.index(trial.eligibility.completeness), trial.source.name + trial.source.sha256


def _merged(group: list[Trial]) -> Merged:
    whole, shares, differing = group[0], [group[0]], list[Disagreement]()
    for other in group[1:]:
        differing.extend(_disagreements(whole, other))
        added = {f.name: getattr(other, f.name) for f in fields(Trial) if _adds(whole, other, f.name)}
        dates = _further_dates(whole, other)
        whole = replace(whole, **added | ({"dates": (*whole.dates, *dates)} if dates else {}))
        shares.append(_only(other, added | ({"dates": dates} if dates else {})))
    texts = sorted(group, key=lambda trial: TEXTS.index(trial.eligibility.completeness))  # stable: rank decides among equals
    whole = replace(whole, eligibility=texts[0].eligibility)
    return Merged(whole, tuple(shares), texts[0].source, tuple(differing))


def _further_dates(whole: Trial, other: Trial) -> tuple[TrialDate, ...]:
    """The dates of kinds that the records before do not state."""
    known = {date.kind for date in whole.dates}
    return tuple(date for date in other.dates if date.kind not in known)


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
        if _from_title(whole, field.name) or _from_title(other, field.name):
            continue
        if field.name not in OF_THE_RECORD and told and _differ(mine, theirs):
            yield Disagreement(
                whole.id, field.name, _words(mine), whole.source.name, _words(theirs), other.source.name
            )  # fmt: skip


def _from_title(trial: Trial, field: str) -> bool:
    """Whether a record has no such field and its title was read for it: a title says less, and disputes no field."""
    if field == "conditions":
        return bool(trial.conditions_basis)
    return field == "interventions" and bool(trial.interventions) and all(given.basis for given in trial.interventions)


def _differ(mine: object, theirs: object) -> bool:
    """Two lists differ where each has an entry that contradicts the other list: one that merely says more does not dispute."""
    if not isinstance(mine, tuple) or not isinstance(theirs, tuple):
        return _plain(mine) != _plain(theirs)
    if isinstance(mine[0], TrialDate):
        kinds = {date.kind for date in mine} & {date.kind for date in theirs}
        mine, theirs = (tuple(d for d in dates if d.kind in kinds) for dates in (mine, theirs))
    return bool(_missing(mine, theirs) and _missing(theirs, mine))


def _missing(entries: tuple[object, ...], others: tuple[object, ...]) -> bool:
    return any(not any(_agree(one, other) for other in others) for one in entries)


def _agree(one: object, other: object) -> bool:
    """Whether two entries tell the same thing as far as both tell it."""
    mine, theirs = _facts(one), _facts(other)
    both = mine.keys() & theirs.keys()
    return bool(both) and all(mine[key] == theirs[key] for key in both)


def _facts(entry: object) -> dict[str, object]:
    if not is_dataclass(entry) or isinstance(entry, type):
        return {"": _plain(entry)}
    return {key: _plain(value) for key, value in asdict(entry).items() if key not in ASIDE and value not in ((), "", None)}


def _plain(value: object) -> object:
    return re.sub(r"[\W_]+", "", value.casefold()) if isinstance(value, str) else value


def _words(value: object) -> str:
    return " | ".join(map(_entry_words, value)) if isinstance(value, tuple) else str(value)


def _entry_words(entry: object) -> str:
    if not is_dataclass(entry) or isinstance(entry, type):
        return str(entry)
    return " ".join(str(value) for key, value in asdict(entry).items() if key not in ASIDE and value not in ((), "", None))
