"""The class tree above the diseases that trials study, cut down to the classes that tell trials apart.

A class stays when a trial names it, or when it joins trials that none of the classes kept below it joins alone. Each disease
stands once, under its narrowest class that stayed (the one with the fewest trials), though a class always counts everything
below it. Classes that hold most trials tell little apart and come last.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cartkg.graph.queries import text
from cartkg.graph.store import GraphStore
from cartkg.graph.view.catalogue import TrialRow

MOST = 0.75  # of all trials
TOO_WIDE = frozenset({"cartkg:Condition", "MONDO:0000001", "MONDO:0700096"})  # condition, disease, human disease


@dataclass(frozen=True, slots=True)
class Branch:
    """A class of diseases in the tree, `depth` steps below a root."""

    id: str
    label: str
    depth: int


def tree(store: GraphStore, trials: Iterable[TrialRow]) -> tuple[Branch, ...]:
    """The classes in the order of a tree: widest first, each followed by what stands below it."""
    labels, above = _classes(store)
    members = _members(trials, labels)
    kept = _kept(members, above, {term.id for trial in trials for term in trial.conditions})
    parents = {one: _narrowest(above[one] & kept - {one}, members, above) for one in kept}
    children: dict[str, list[str]] = defaultdict(list)
    for one, parent in parents.items():
        children[parent].append(one)
    most = MOST * max((len(of) for of in members.values()), default=0)
    ordered = {
        of: sorted(found, key=lambda one: (len(members[one]) > most, -len(members[one]), labels[one]))
        for of, found in children.items()
    }
    return tuple(_walk("", 0, ordered, labels))


def _walk(of: str, depth: int, children: Mapping[str, list[str]], labels: Mapping[str, str]) -> Iterable[Branch]:
    for one in children.get(of, ()):
        yield Branch(one, labels[one], depth)
        yield from _walk(one, depth + 1, children, labels)


def _classes(store: GraphStore) -> tuple[dict[str, str], dict[str, set[str]]]:
    """The label of each class that a studied condition is or stands below, and all classes above it."""
    labels: dict[str, str] = {}
    parents: dict[str, set[str]] = defaultdict(set)
    for one, label, wider in store.table(text("view/studied-classes"))[1]:
        labels[one] = label
        if wider:
            parents[one].add(wider)
    return labels, {one: _closure(one, parents) for one in labels}


def _closure(one: str, parents: Mapping[str, set[str]]) -> set[str]:
    """All classes above a class; a circle of equivalent classes ends where it began."""
    found: set[str] = set()
    open_ = [one]
    while open_:
        new = parents.get(open_.pop(), set()) - found
        found |= new
        open_.extend(new)
    return found - {one}


def _members(trials: Iterable[TrialRow], labels: Iterable[str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {one: set() for one in labels}
    for trial in trials:
        for one in trial.diseases & found.keys():
            found[one].add(trial.id)
    return {one: frozenset(of) for one, of in found.items()}


def _kept(members: Mapping[str, frozenset[str]], above: Mapping[str, set[str]], studied: set[str]) -> set[str]:
    """The classes that stay, taken from the narrowest on."""
    kept: set[str] = set()
    for one in sorted(members, key=lambda name: (len(members[name]), -len(above[name]), name)):
        below = [members[other] for other in kept if one in above[other]]
        joins = members[one] and members[one] not in below
        if one not in TOO_WIDE and (one in studied or (joins and len(below) > 1)):
            kept.add(one)
    return kept


def _narrowest(candidates: set[str], members: Mapping[str, frozenset[str]], above: Mapping[str, set[str]]) -> str:
    nearest = [one for one in candidates if not any(one in above[other] for other in candidates)]
    return min(nearest, key=lambda one: (len(members[one]), one), default="")
