"""The words that tell what an item is about, from `cues.tsv`: one cue (a regular expression) a line.

Vague words ("disease", "received") say something only where nothing else is found; they stand in `otherwise.tsv`.

The category `aside` holds words that speak of a point in time, a grafted organ, a cause or a means ("prior to consent",
"antifungal"): they are passed over before the cues are looked for.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

ASIDE = "aside"


@cache
def patterns() -> Mapping[str, re.Pattern[str]]:
    """One pattern a category, in the order of the table."""
    cues = defaultdict(list)
    for row in _rows("cues.tsv"):
        cues[row["category"]].append(row["cue"])
    return {category: re.compile("|".join(alternatives), re.I) for category, alternatives in cues.items()}


@cache
def vague() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """(section, category, pattern) in the order of the table."""
    return tuple((row["section"], row["category"], re.compile(row["cue"], re.I)) for row in _rows("otherwise.tsv"))


def _rows(name: str) -> list[dict[str, str]]:
    with files(__package__).joinpath(name).open(encoding="utf-8") as table:
        return list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))


def found(text: str) -> Iterator[tuple[str, int]]:
    """The categories that the words speak of, each with the place of its first cue."""
    direct = patterns()[ASIDE].sub(lambda aside: " " * len(aside[0]), text)
    for category, pattern in patterns().items():
        if category != ASIDE and (match := pattern.search(direct)):
            yield category, match.start()


def otherwise(section: str, text: str) -> str:
    """What vague words speak of: the category of the first line of the table that fits, or "other"."""
    return next((category for of, category, pattern in vague() if of == section and pattern.search(text)), "other")
