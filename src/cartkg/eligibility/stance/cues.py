"""The words that turn a stance (`cues.tsv`), and their search among an item's tokens.

A phrase is words parted by spaces: `a|b` is either word, `word?` may be missing, `~3` stands for up to three words of any kind.
The longest phrase that fits at a place counts and uses up its words, so that a neutral phrase ("no response", "not limited to")
keeps its "no" from being a negation. After NegEx and ConText (Chapman 2001, Harkema 2009): triggers, directions, terminators.
"""

import csv
from collections import defaultdict
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path

from cartkg.eligibility.clauses import Words


class Effect(Enum):
    """What a cue does to the words that it reaches."""

    NEUTRAL = "neutral"  # looks like a cue and is none
    NEGATION = "negation"  # turns what follows
    INABILITY = "inability"  # turns its own verb phrase, to the next comma or conjunction
    DENIAL = "denial"  # turns what stands before it ("HIV negative", "X is ruled out")
    WASHOUT = "washout"  # what follows is to be stopped, or long enough ago
    STOPPED = "stopped"  # what stands before it is to be stopped, or long enough ago
    EXCEPTION = "exception"  # carves out what follows
    UNLESS = "unless"  # carves out the condition that follows
    EITHER_WAY = "either-way"  # what follows does not matter ("with or without")
    CONDITION = "condition"  # what follows only says for whom the rest holds ("if", "for patients with")
    PERMISSION = "permission"  # its clause says what is allowed
    ALLOWANCE = "allowance"  # what follows is allowed ("may receive")
    PROHIBITION = "prohibition"  # its clause says what is not allowed
    DEMAND = "demand"  # its clause says what must be, whatever the heading
    AFFIRMATION = "affirmation"  # ends the reach of a negation ("and presence of")


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue found at the tokens [first, last)."""

    effect: Effect
    first: int
    last: int


DENYING = frozenset(("no", "not", "never", "nor"))
Part = tuple[frozenset[str], int, int]  # the words that fit (none: any word), how often at least and at most
Phrase = tuple[Effect, tuple[Part, ...]]


def _part(word: str) -> Part:
    if word.startswith("~"):
        return frozenset(), 0, int(word[1:])
    return frozenset(word.removesuffix("?").split("|")), 0 if word.endswith("?") else 1, 1


@cache
def _index() -> dict[str, tuple[Phrase, ...]]:
    """The phrases by each word that they may start with."""
    index: dict[str, list[Phrase]] = defaultdict(list)
    with Path(__file__).with_name("cues.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            parts = tuple(_part(word) for word in row["phrase"].split())
            for start, place in _starts(parts):
                index[start].append((Effect(row["effect"]), parts[place:]))
    return {word: tuple(phrases) for word, phrases in index.items()}


def _starts(parts: tuple[Part, ...]) -> list[tuple[str, int]]:
    """Each word that a phrase may start with, and the part that it is a word of."""
    starts: list[tuple[str, int]] = []
    for place, (fits, least, _) in enumerate(parts):
        starts += [(word, place) for word in fits]
        if least:
            break
    return starts


def find(words: Words) -> tuple[Cue, ...]:
    """The cues of a text from left to right; they do not overlap, at one place the longest counts."""
    found: list[Cue] = []
    index, position = _index(), 0
    while position < len(words.tokens):
        best: Cue | None = None
        for effect, parts in index.get(words.tokens[position].word, ()):
            last = _match(words, parts, position)
            if last > (best.last if best else position):
                best = Cue(effect, position, last)
        if best:
            found.append(best)
        position = best.last if best else position + 1
    return tuple(found)


def _match(words: Words, parts: tuple[Part, ...], position: int) -> int:
    """Where the phrase ends whose rest is `parts` from `position` on, -1 where it does not fit."""
    if not parts:
        return position
    fits, least, most = parts[0]
    if not fits:
        return _match_gap(words, parts[1:], position, most)
    if words.word(position) in fits and (end := _match(words, parts[1:], position + 1)) >= 0:
        return end
    return -1 if least else _match(words, parts[1:], position)


def _match_gap(words: Words, rest: tuple[Part, ...], position: int, most: int) -> int:
    """As `_match`, after at most `most` words of any kind (signs are no words; "are not eligible" is no "are … eligible")."""
    for skipped in range(most + 1):
        passed = words.word(position + skipped - 1)
        if skipped and (not passed[:1].isalnum() or passed in DENYING):
            return -1
        if (end := _match(words, rest, position + skipped)) >= 0:
            return end
    return -1
