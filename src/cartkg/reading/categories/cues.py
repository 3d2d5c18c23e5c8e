"""The words that tell what an item is about, from `cues.tsv`: one cue (a regular expression) a line.

Vague words ("disease", "received") say something only where nothing else is found; they stand in `otherwise.tsv`.

The category `aside` holds words that speak of a point in time, a grafted organ, a cause or a means ("prior to consent",
"antifungal"): they are passed over before the cues are looked for.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import ahocorasick_rs

ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class CategoryCue:
    """One line of the table. `letters` stand in every text that the pattern fits: they are looked for first, being quicker."""

    category: str
    letters: str
    pattern: re.Pattern[str]


@cache
def cues() -> tuple[CategoryCue, ...]:
    """The lines of the table in their order."""
    return tuple(
        CategoryCue(row["category"], needed_letters(row["cue"]), re.compile(row["cue"], re.I)) for row in _rows("cues.tsv")
    )


@cache
def _letters() -> tuple[frozenset[int], tuple[int, ...], ahocorasick_rs.AhoCorasick]:
    """The numbers of the cues without letters, those of the cues with letters, and a search for all letters at once."""
    numbers = tuple(number for number, cue in enumerate(cues()) if cue.letters)
    search = ahocorasick_rs.AhoCorasick([cues()[number].letters for number in numbers])
    return frozenset(range(len(cues()))) - frozenset(numbers), numbers, search


def _likely(lowered: str) -> list[CategoryCue]:
    """The cues whose letters stand in a text in lower case, in the order of the table."""
    always, numbers, search = _letters()
    hits = {numbers[hit] for hit, _, _ in search.find_matches_as_indexes(lowered, overlapping=True)}
    return [cues()[number] for number in sorted(always | hits)]


def needed_letters(cue: str) -> str:
    """The longest run of letters that every match of a pattern holds, in lower case: those outside its brackets and options."""
    bare = re.sub(r"\\[a-zA-Z]|\\.", lambda escape: "|" if escape[0][1].isalpha() else "~", cue)
    bare = re.sub(r"\[[^]]*\]", "~", bare)
    while (inner := re.sub(r"\([^()]*\)[?*]?", "~", bare)) != bare:
        bare = inner
    bare = re.sub(r".[?*]|.\{0", "~", bare)
    return max(re.findall(r"[a-z -]+", bare.lower()), key=len, default="")


@cache
def vague() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """(section, category, pattern) in the order of the table."""
    return tuple((row["section"], row["category"], re.compile(row["cue"], re.I)) for row in _rows("otherwise.tsv"))


def _rows(name: str) -> list[dict[str, str]]:
    with files(__package__).joinpath(name).open(encoding="utf-8") as table:
        return list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))


def found(text: str) -> Iterator[tuple[str, int]]:
    """The categories that the words speak of, with the places of their cues."""
    likely = _likely(text.lower())
    direct = text
    for cue in likely:
        if cue.category == ASIDE:
            direct = cue.pattern.sub(lambda aside: " " * len(aside[0]), direct)
    for cue in likely:
        if cue.category != ASIDE and (match := cue.pattern.search(direct)):
            yield cue.category, match.start()


def otherwise(section: str, text: str) -> str:
    """What vague words speak of: the category of the first line of the table that fits, or "other"."""
    return next((category for of, category, pattern in vague() if of == section and pattern.search(text)), "other")
