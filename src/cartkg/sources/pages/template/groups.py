"""The template's study groups and interventions.

"Study Groups" shows every arm (name, description, with labels "Group Type …") and behind it its interventions, repeated word
for word from "Interventions"; without labels that repetition alone tells an intervention from the next arm.
"""

from dataclasses import dataclass, field
from itertools import pairwise

from cartkg.model import Arm, Intervention
from cartkg.sources.pages.template.sections import Sections

TYPE = "Intervention Type "
GROUP = "Group Type "
OTHER_NAMES = ("other intervention names", "other names", "intervention other names")
LONGEST_NAME = 200


@dataclass(slots=True)
class _Entry:
    name: str
    type: str = ""
    description: list[str] = field(default_factory=list)
    other_names: list[str] = field(default_factory=list)


def interventions(sections: Sections) -> tuple[Intervention, ...]:
    """The interventions in the page's order."""
    found: list[_Entry] = []
    names = _names(sections)
    naming = False
    for words in (line.text for line in sections.lines("interventions")):
        if words.startswith(TYPE) and found:
            found[-1].type, naming = words[len(TYPE) :].strip().upper().replace(" ", "_"), False
        elif words.casefold().rstrip(":") in OTHER_NAMES and found:
            naming = True
        elif _opens(words, names, found):
            found.append(_Entry(words))
            naming = False
        else:
            (found[-1].other_names if naming else found[-1].description).append(words)
    return tuple(Intervention(e.name, e.type, "\n".join(e.description), tuple(e.other_names)) for e in found)


def _opens(words: str, names: frozenset[str], found: list[_Entry]) -> bool:
    """A new intervention: by the names that the groups show with a type; without labels by a short line that is no sentence."""
    if not found:
        return True
    if names:
        return words in names and words not in {e.name for e in found}
    return bool(found[-1].description) and len(words) <= LONGEST_NAME and not words.endswith((".", ";", ",", ":", "。"))


def _names(sections: Sections) -> frozenset[str]:
    lines = [line.text for line in sections.lines("study groups")]
    return frozenset(name for name, following in pairwise(lines) if following.startswith(TYPE))


def arms(sections: Sections) -> tuple[Arm, ...]:
    """The arms in the page's order, each with the names of its interventions."""
    known = {i.name: {*i.description.split("\n"), TYPE + i.type, *i.other_names} for i in interventions(sections)}
    lines = [line.text for line in sections.lines("study groups")]
    found: list[Arm] = []
    while lines:
        arm, lines = _arm(lines, known)
        found.append(arm)
    return tuple(found)


def _arm(lines: list[str], known: dict[str, set[str]]) -> tuple[Arm, list[str]]:
    """The first arm of `lines` and what is left behind it."""
    label, rest, kind, description = lines[0], lines[1:], "", []
    while rest and not kind and rest[0] not in known:
        if rest[0].startswith(GROUP):
            kind = rest[0][len(GROUP) :].strip().upper().replace(" ", "_")
        else:
            description.append(rest[0])
        rest = rest[1:]
    given: list[str] = []
    while rest and rest[0] in known and rest[0] not in given:
        given.append(rest[0])
        words, rest = known[rest[0]], rest[1:]
        while rest and (rest[0] in words or rest[0].startswith(TYPE) or rest[0].casefold().rstrip(":") in OTHER_NAMES):
            rest = rest[1:]
    return Arm(label, kind, "\n".join(description), tuple(given)), rest
