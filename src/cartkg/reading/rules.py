"""The phrases that say what is done with a name: `data/reading/rules.tsv`, and their search in an item's atoms.

A phrase is words parted by spaces: `a|b` is either word, `@STOP` any word of a class (`data/reading/lexicon/stop.tsv`), `#` a
number, `<name>` a name, `<time>` a length of time; `word?` may be missing, `~3` stands for up to three words of any kind (no
signs, no denial). The longest phrase that fits at a place counts and uses up its words, so that a longer phrase that does
nothing ("not limited to") keeps a shorter one from acting. After NegEx and ConText (Chapman 2001, Harkema 2009): triggers,
directions, terminators; a rule's fields follow medspaCy's ConText rules.
"""

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from cartkg.model.errors import VocabularyError
from cartkg.model.resources import folder
from cartkg.reading import lexicon

COLUMNS = ("id", "phrase", "effect", "direction", "until", "applies_to", "role", "example", "expected")
DIRECTIONS = frozenset(("forward", "backward", "either", "here"))
UNTIL = frozenset(("", "name", "comma", "clause", "sentence"))
DENYING = frozenset(("no", "not", "never", "nor", "without", "cannot"))


@dataclass(frozen=True, slots=True)
class Rule:
    """One phrase and what it does: `effect` to the names before it (backward), behind it (forward) or on the side that fits."""

    id: str
    phrase: str
    effect: str
    direction: str
    until: str
    applies_to: frozenset[str]
    role: str
    example: str
    expected: str


@dataclass(frozen=True, slots=True)
class Cue:
    """A rule's phrase found at the atoms [first, last)."""

    rule: Rule
    first: int
    last: int

    @property
    def effect(self) -> str:
        return self.rule.effect


@dataclass(frozen=True, slots=True)
class Part:
    """One place of a phrase: the words that fit (none: a gap of up to `most` words)."""

    words: frozenset[str]
    classes: tuple[str, ...]
    least: int
    most: int

    def fits(self, word: str) -> bool:
        if word in self.words:
            return True
        if "#" in self.words and word[:1].isdigit():
            return True
        return any(word in lexicon.shipped()[name] for name in self.classes)

    @property
    def is_gap(self) -> bool:
        return not self.words and not self.classes


@cache
def shipped() -> "Rules":
    """The rules that the package carries."""
    return Rules(read(folder("data/reading") / "rules.tsv"))


def read(path: Path) -> tuple[Rule, ...]:
    """The rules of a table. Raises VocabularyError naming file and line for a cell that is not understood."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        if missing := [name for name in COLUMNS if name not in (rows.fieldnames or [])]:
            raise VocabularyError(path, f"no column {', '.join(missing)}", "name it in the first line, cells parted by tabs")
        return tuple(_rule(path, number, row) for number, row in enumerate(rows, 2))


def _rule(path: Path, number: int, row: Mapping[str, str]) -> Rule:
    cells = {name: (row[name] or "").strip() for name in COLUMNS}
    for name, allowed in (("direction", DIRECTIONS), ("until", UNTIL)):
        if cells[name] not in allowed:
            raise VocabularyError(f"{path}:{number}", f"{name} {cells[name]!r}", f"one of {', '.join(sorted(allowed))}")
    if not cells["id"] or not cells["phrase"]:
        raise VocabularyError(f"{path}:{number}", "a rule needs an id and a phrase", "fill the cell")
    kinds = frozenset(cells.pop("applies_to").split())
    return Rule(applies_to=kinds, **cells)


def part(element: str) -> Part:
    """One element of a phrase. Raises VocabularyError for a class that no lexicon table defines."""
    if element.startswith("~"):
        return Part(frozenset(), (), 0, int(element[1:]))
    least = 0 if element.endswith("?") and element != "?" else 1
    names = element.removesuffix("?").split("|") if element not in ("|", "?") else [element]
    classes = tuple(name[1:] for name in names if name.startswith("@") and len(name) > 1)
    if unknown := [name for name in classes if name not in lexicon.shipped()]:
        raise VocabularyError("data/reading/rules.tsv", f"no word class @{unknown[0]}", "add data/reading/lexicon/<class>.tsv")
    return Part(frozenset(name for name in names if not (name.startswith("@") and len(name) > 1)), classes, least, 1)


class Rules:
    """Rules indexed by the words that their phrases may begin with."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self._by_word: dict[str, list[tuple[Rule, tuple[Part, ...]]]] = defaultdict(list)
        self._by_class: dict[str, list[tuple[Rule, tuple[Part, ...]]]] = defaultdict(list)
        for rule in self.rules:
            self._index(rule, tuple(part(element) for element in rule.phrase.split()))
        self._fitting = cache(self._candidates)

    def _index(self, rule: Rule, parts: tuple[Part, ...]) -> None:
        for place, first in enumerate(parts):
            for word in first.words:
                self._by_word[word].append((rule, parts[place:]))
            for name in first.classes:
                self._by_class[name].append((rule, parts[place:]))
            if first.least:
                break

    def _candidates(self, word: str) -> tuple[tuple[Rule, tuple[Part, ...]], ...]:
        found = list(self._by_word.get(word, ()))
        if word[:1].isdigit():
            found += self._by_word.get("#", ())
        for name, entries in self._by_class.items():
            if word in lexicon.shipped()[name]:
                found += entries
        return tuple(found)

    def without(self, rule_id: str) -> "Rules":
        """The same rules but one, for the gate that shows that it is needed."""
        return Rules([rule for rule in self.rules if rule.id != rule_id])

    def find(self, words: Sequence[str], kind: str, taken: Sequence[bool]) -> tuple[Cue, ...]:
        """The phrases in a sequence of words, from left to right, for names of this kind; `taken` words begin none."""
        found: list[Cue] = []
        position = 0
        while position < len(words):
            best = None if taken[position] else self._longest(words, position, kind)
            if best:
                found.append(best)
            position = best.last if best else position + 1
        return tuple(found)

    def _longest(self, words: Sequence[str], position: int, kind: str) -> Cue | None:
        best: Cue | None = None
        for rule, parts in self._fitting(words[position]):
            if rule.applies_to and kind not in rule.applies_to:
                continue
            last = match(words, parts, position)
            if last > (best.last if best else position):
                best = Cue(rule, position, last)
            elif best and last == best.last and last > position:
                best = _either(best, rule)
        return best


def _either(cue: Cue, other: Rule) -> Cue:
    """Of two phrases of one length the one that fits on either side; a forward and a backward one of one effect are such."""
    here = cue.rule
    if other.direction == "either" or (
        other.effect == here.effect and {other.direction, here.direction} == {"forward", "backward"}
    ):
        return Cue(replace(here if here.effect == other.effect else other, direction="either"), cue.first, cue.last)
    return cue


def match(words: Sequence[str], parts: tuple[Part, ...], position: int) -> int:
    """Where a phrase ends that begins at `position`, -1 where it does not fit."""
    if not parts:
        return position
    first = parts[0]
    if first.is_gap:
        return _match_gap(words, parts[1:], position, first.most)
    if position < len(words) and first.fits(words[position]) and (end := match(words, parts[1:], position + 1)) >= 0:
        return end
    return -1 if first.least else match(words, parts[1:], position)


def _match_gap(words: Sequence[str], rest: tuple[Part, ...], position: int, most: int) -> int:
    for skipped in range(most + 1):
        passed = words[position + skipped - 1] if skipped and position + skipped - 1 < len(words) else ""
        if skipped and (not passed[:1].isalpha() or passed in DENYING):
            return -1
        if (end := match(words, rest, position + skipped)) >= 0:
            return end
    return -1
