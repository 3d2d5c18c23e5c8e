"""Which trial a record is.

A record that states a registry id is that trial. One that states none is settled by another record of the same build when that
names the very title with an id, no other id goes with the title, and the trial of that id, where it has a record too, bears the
title. Else it gets an id made from what it says: the same record gives the same id in every build, whatever else is built.

Records of several registries that name each other's ids tell of one trial, by its NCT id where it has one. Two ids of one
registry are two trials, whatever names both.
"""

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from cartkg.model import Trial
from cartkg.sources import ictrp

PREFIX = "cartkg-"
PASSING_DATES = frozenset({"last_update", "page_current_as_of", "last_update_submitted", "verified"})
Names = dict[str, dict[str, set[str]]]  # title -> registry id -> names of the records that pair them


def settled(trials: Iterable[Trial]) -> tuple[Trial, ...]:
    """The trials with their ids, in the order of ids and sources; mentions under a former id get the present one."""
    all_ = list(trials)
    present = {alias: trial.registry_id for trial in all_ if trial.registry_id for alias in trial.aliases}
    all_ = _joined([_with_present_ids(trial, present) for trial in all_])
    named, titles = _names(all_), _titles(all_)
    done = [trial if trial.registry_id else _settle(trial, named, titles) for trial in all_]
    return tuple(sorted((_without_itself(trial) for trial in done), key=lambda trial: (trial.id, trial.source.name)))


def _joined(trials: list[Trial]) -> list[Trial]:
    """The trials with one id for all records that the registries' own cross-references join."""
    groups: dict[str, frozenset[str]] = {}
    for trial in sorted((one for one in trials if one.registry_id), key=lambda one: one.registry_id):
        own = ictrp.eudract(trial.registry_id)
        groups.setdefault(own, frozenset({own}))
        for other in ictrp.other_ids(*trial.secondary_ids):
            both = groups[own] | groups.get(other, frozenset({other}))
            if len({ictrp.registry_of(one) for one in both}) == len(both):
                groups |= dict.fromkeys(both, both)
    present: dict[str, str] = {}
    for trial in sorted(trials, key=lambda one: (not one.registry_id.startswith("NCT"), one.registry_id)):
        if trial.registry_id:
            own = ictrp.eudract(trial.registry_id)
            present |= {one: present.get(one, trial.registry_id) for one in groups[own]}
    return [_under(trial, present.get(ictrp.eudract(trial.registry_id), trial.registry_id)) for trial in trials]


def _under(trial: Trial, now: str) -> Trial:
    if not trial.registry_id or now == trial.registry_id:
        return trial
    basis = f"{trial.registry_id} and {now} name each other or a third id"
    ids = tuple(one for one in (trial.registry_id, *trial.secondary_ids) if one != now)
    return replace(trial, id=now, registry_id=now, registry_id_basis=basis, secondary_ids=ids)


def title_key(title: str) -> str:
    """A title in the form in which titles are the same: letters and digits, whatever case, spacing and punctuation."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", title).casefold()))


def minted(trial: Trial) -> str:
    """An id from what the record says of itself that does not pass: layout, titles, sponsor, dates, ages, criteria.

    The title alone would not do: sponsors run several trials under one title. The day of the copy is left out, so that a page
    saved again later keeps its id.
    """
    parts = [
        trial.source.kind, title_key(trial.title), title_key(trial.official_title), title_key(trial.sponsor),
        trial.org_study_id, str(trial.enrollment), trial.sex,
        str(trial.min_age and trial.min_age.years), str(trial.max_age and trial.max_age.years),
        *(f"{date.kind}={date.value}" for date in trial.dates if date.kind not in PASSING_DATES),
        title_key(trial.eligibility.text),
    ]  # fmt: skip
    return PREFIX + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def _own_titles(trial: Trial) -> set[str]:
    """The titles that name the trial: a heading that is only its condition's name does not."""
    titles = {title_key(trial.official_title)} | (set() if trial.generic_title else {title_key(trial.title)})
    return titles - {""}


def _names(trials: Iterable[Trial]) -> Names:
    named: Names = defaultdict(lambda: defaultdict(set))
    for trial in trials:
        for mention in trial.mentions:
            if mention.title and mention.id.startswith("NCT"):
                named[title_key(mention.title)][mention.id].add(trial.source.name)
        if trial.registry_id:
            for title in _own_titles(trial):
                named[title][trial.registry_id].add(trial.source.name)
    return named


def _titles(trials: Iterable[Trial]) -> Mapping[str, set[str]]:
    titles: dict[str, set[str]] = defaultdict(set)
    for trial in trials:
        if trial.registry_id:
            titles[trial.registry_id] |= _own_titles(trial)
    return titles


def _settle(trial: Trial, named: Names, titles: Mapping[str, set[str]]) -> Trial:
    own = _own_titles(trial)
    found: dict[str, set[str]] = defaultdict(set)
    for title in own:
        for registry_id, records in named.get(title, {}).items():
            found[registry_id] |= records
    if len(found) == 1:
        ((registry_id, records),) = found.items()
        if not titles.get(registry_id) or titles[registry_id] & own:
            return replace(
                trial, id=registry_id, registry_id=registry_id, registry_id_basis=f"settled by {', '.join(sorted(records))}"
            )
    return replace(trial, id=trial.id or minted(trial))


def _with_present_ids(trial: Trial, present: Mapping[str, str]) -> Trial:
    mentions = tuple(replace(m, id=present[m.id]) if m.id in present else m for m in trial.mentions)
    if trial.registry_id in present:
        now = present[trial.registry_id]
        return replace(trial, id=now, registry_id=now, aliases=(*trial.aliases, trial.registry_id), mentions=mentions)
    return replace(trial, mentions=mentions) if mentions != trial.mentions else trial


def _without_itself(trial: Trial) -> Trial:
    """A trial does not mention itself."""
    return replace(trial, mentions=tuple(m for m in trial.mentions if m.id != trial.id))
