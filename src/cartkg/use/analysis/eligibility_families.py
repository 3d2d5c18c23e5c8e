"""Eligibility families: trials whose exclusions are nearly the same, as when a template is handed from trial to trial.

Two trials are compared by the sets of what they exclude. A shared exclusion counts the more the fewer trials have it (by
log(1 + trials / trials that have it)): pregnancy is in nearly every text, so that sharing it shows no common hand. Likeness is
the weight of the shared exclusions over that of all that either has (a weighted Jaccard index). Trials at least as alike as
the threshold are joined; a family is what hangs together, and its least likeness is told, since a chain may be longer than
its links.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log

import networkx as nx

from cartkg.graph import parameters
from cartkg.graph.store import GraphStore, Row
from cartkg.graph.view import Said, View
from cartkg.graph.view.field import SCOPES, FieldTrial
from cartkg.use.analysis.model import Analysis, Result
from cartkg.use.analysis.statement_keys import Key, in_words, key

COLUMNS = (
    "family", "members", "sponsors", "least_likeness", "trial", "sponsor", "start", "text", "statements", "nearest", "likeness",
    "common", "only_here", "lacks", "title",
)  # fmt: skip
LIKENESS = parameters.number("likeness", "0.6", "from 0 to 1: two trials that are at least so alike are joined")
LEAST = parameters.number("least", "8", "exclusions that a trial must have")
STANCES = ("excludes", "all")
STANCE = parameters.choice("stance", STANCES, "statements compared")
SCOPE = parameters.choice("trials", SCOPES, "of which trials")

COMPARED = ("therapy", "threshold", "diagnosis")  # ages are told by every record in the same fields

Keys = Mapping[str, frozenset[Key]]
Likenesses = Mapping[frozenset[str], float]


@dataclass(frozen=True, slots=True)
class Family:
    """Trials that hang together, and what all of them exclude."""

    members: tuple[str, ...]
    least: float  # likeness of the two members that are least alike
    common: frozenset[Key]


@dataclass(frozen=True, slots=True)
class Compared:
    """What trials state, how alike they are, and the facts of each."""

    stated: Keys
    alike: Likenesses
    facts: Mapping[str, FieldTrial]


def find(store: GraphStore, parameters: Mapping[str, str]) -> Result:
    """A row for each member of each family, with what the whole family has and what sets the member apart."""
    scope, wanted = parameters["trials"], parameters["stance"]
    stated = keys(one for one in View.of(store).claims(scope, *COMPARED) if wanted in ("all", one.stance))
    enough = {trial: own for trial, own in stated.items() if len(own) >= float(parameters["least"])}
    alike = likenesses(enough)
    found = families(enough, alike, float(parameters["likeness"]))
    comparison = Compared(enough, alike, {trial.id: trial for trial in View.of(store).field(scope).trials})
    rows = [_row(number, family, trial, comparison) for number, family in enumerate(found, 1) for trial in family.members]
    of = "the field" if scope == "field" else "the graph"
    says = (
        f"Speaks of {len(enough)} of the {len(comparison.facts)} trials of {of}: those with at least {parameters['least']} "
        f"statements to compare; {len(rows)} of them stand in {len(found)} families.",
        "What a trial lacks is told only where its whole text is known. A likeness of 1 means that every statement is the "
        "same, as the program read them, not that the words are.",
    )
    return Result(COLUMNS, tuple(rows), says)


def keys(stated: Iterable[Said]) -> Keys:
    """For each trial the set of what it states, without places and words."""
    found: dict[str, set[Key]] = defaultdict(set)
    for one in stated:
        if one.name:
            found[one.trial].add(key(one))
    return {trial: frozenset(own) for trial, own in found.items()}


def likenesses(stated: Keys) -> Likenesses:
    """The likeness of every two trials that share a key."""
    weights = weigh(stated)
    found = {}
    for one, other in combinations(sorted(stated), 2):
        shared = stated[one] & stated[other]
        if shared:
            whole = sum(weights[k] for k in stated[one] | stated[other])
            found[frozenset((one, other))] = sum(weights[k] for k in shared) / whole
    return found


def weigh(stated: Keys) -> Mapping[Key, float]:
    """The weight of each key: the rarer, the heavier."""
    held = Counter(k for own in stated.values() for k in own)
    return {k: log(1 + len(stated) / number) for k, number in held.items()}


def families(stated: Keys, alike: Likenesses, threshold: float) -> Sequence[Family]:
    """Families of two trials or more, the largest first."""
    network = nx.Graph()
    network.add_edges_from(sorted(tuple(sorted(pair)) for pair, value in alike.items() if value >= threshold))
    found = []
    for part in nx.connected_components(network):
        members = tuple(sorted(part))
        least = min(alike.get(frozenset(pair), 0.0) for pair in combinations(members, 2))
        found.append(Family(members, least, frozenset.intersection(*(stated[trial] for trial in members))))
    return sorted(found, key=lambda family: (-len(family.members), -family.least, family.members))


def _row(number: int, family: Family, trial: str, comparison: Compared) -> Row:
    stated, alike, named = comparison.stated, comparison.alike, comparison.facts
    others = [other for other in family.members if other != trial]
    nearest = max(others, key=lambda other: (alike.get(frozenset((trial, other)), 0.0), other))
    elsewhere = frozenset().union(*(stated[other] for other in others))
    everywhere = frozenset.intersection(*(stated[other] for other in others))
    own, facts = stated[trial], named[trial]
    sponsors = {named[member].sponsor for member in family.members}
    likeness = alike.get(frozenset((trial, nearest)), 0.0)
    lacks = _listed(everywhere - own) if facts.completeness == "complete" else ""
    return (
        str(number), str(len(family.members)), str(len(sponsors)), f"{family.least:.2f}", trial, facts.sponsor, facts.start,
        facts.completeness, str(len(own)), nearest, f"{likeness:.2f}", _listed(family.common), _listed(own - elsewhere), lacks,
        facts.title,
    )  # fmt: skip


def _listed(found: Iterable[Key]) -> str:
    return "; ".join(sorted(in_words(one) for one in found))


ANALYSIS = Analysis(
    "eligibility-families",
    "Which trials exclude nearly the same people, in nearly the same terms.",
    "A family is trials that hang together by nearly equal exclusions; common is what all members exclude, only_here what "
    "no other member's known text does, lacks what all others do. Families of one sponsor are one protocol carried on; "
    "families of several sponsors show a template that went from hand to hand, and where somebody changed it.",
    find,
    (LIKENESS, LEAST, STANCE, SCOPE),
)
