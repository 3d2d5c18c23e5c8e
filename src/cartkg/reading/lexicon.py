"""Word classes: `data/reading/lexicon/<class>.tsv`, one word a line, used in phrases by name (`@STOP` is `stop.tsv`).

A word that ends in `*` stands for all words that begin so. A second cell is the word's value where a class has values (the
number that a word says, the unit's letter, the anchor). Each word stands once in a class; what it does is said by the rules.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cartkg.model.errors import VocabularyError
from cartkg.model.resources import folder
from cartkg.reading.tokens import plain


@dataclass(frozen=True, slots=True)
class WordClass:
    """Words that do the same work: as they are, or by their beginnings."""

    words: Mapping[str, str]
    beginnings: Mapping[str, str]

    def __contains__(self, word: object) -> bool:
        if not isinstance(word, str):
            return False
        return word in self.words or bool(self.beginnings and word.startswith(tuple(self.beginnings)))

    def value(self, word: str) -> str:
        """The second cell of a word's line; "" where it has none or the word is not of this class."""
        if word in self.words:
            return self.words[word]
        return next((value for begin, value in self.beginnings.items() if word.startswith(begin)), "")


@cache
def shipped() -> Mapping[str, WordClass]:
    """The classes that the package carries, by name in capitals."""
    return load(folder("data/reading/lexicon"))


def load(path: Path) -> Mapping[str, WordClass]:
    """Every class of a folder. Raises VocabularyError naming file and line for a word that stands twice."""
    return {table.stem.upper(): _read(table) for table in sorted(path.glob("*.tsv"))}


def _read(table: Path) -> WordClass:
    lines: dict[str, int] = {}
    values: dict[str, str] = {}
    for number, line in enumerate(table.read_text(encoding="utf-8").splitlines(), 1):
        word, _, value = (cell.strip() for cell in line.partition("\t"))
        if not word or word.startswith("#"):
            continue
        if word in lines:
            raise VocabularyError(f"{table}:{number}", f"{word!r} stands already in line {lines[word]}", "keep one of the two")
        lines[word], values[word] = number, value
    whole = {plain(word): value for word, value in values.items() if not word.endswith("*")}
    return WordClass(whole, {plain(word[:-1]): value for word, value in values.items() if word.endswith("*")})


def member(name: str, word: str) -> bool:
    """Whether a word (in the form of `tokens.plain`) is of a class."""
    return word in shipped()[name]


def value(name: str, word: str) -> str:
    """The value of a word in a class; "" where the class does not hold it."""
    return shipped()[name].value(word)
