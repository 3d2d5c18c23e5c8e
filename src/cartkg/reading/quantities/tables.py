"""The tables of the grammar (`data/reading/quantities`): phrases of words with what they stand for."""

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Generic, Protocol, TypeVar

from cartkg.model.errors import VocabularyError
from cartkg.model.resources import folder

T = TypeVar("T")


class Worded(Protocol):
    """Anything with a word to compare."""

    @property
    def word(self) -> str: ...


class Phrases(Generic[T]):
    """Phrases over words; at a place the longest that fits is found."""

    def __init__(self, phrases: Mapping[tuple[str, ...], T]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], T]]] = {}
        for phrase in sorted(phrases, key=len, reverse=True):
            self._by_first.setdefault(phrase[0], []).append((phrase, phrases[phrase]))

    def __contains__(self, word: object) -> bool:
        return word in self._by_first

    def at(self, words: Sequence[Worded], at: int) -> tuple[T, int] | None:
        """What the longest phrase that begins at index `at` stands for, and the index after it."""
        if not 0 <= at < len(words):
            return None
        for phrase, value in self._by_first.get(words[at].word, ()):
            if len(phrase) <= len(words) - at and all(words[at + i].word == word for i, word in enumerate(phrase)):
                return value, at + len(phrase)
        return None


@cache
def lines(name: str) -> tuple[Mapping[str, str], ...]:
    """The lines of a table by its column names; a line that starts with # is a remark. Raises VocabularyError."""
    path = folder("data/reading/quantities") / f"{name}.tsv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE))
    if broken := next((row for row in rows if None in row or None in row.values()), None):
        raise VocabularyError(f"{path}", f"a line has too few or too many columns: {broken}", "part the columns by tabs")
    return tuple(rows)


def phrases(name: str, value: str, phrase: str, **chosen: str) -> Phrases[str]:
    """The phrases of a table's lines that have these values in their columns."""
    wanted = (line for line in lines(name) if all(line[column] == text for column, text in chosen.items()))
    return Phrases({tuple(line[phrase].split()): line[value] for line in wanted})
