"""Word classes: `data/reading/lexicon/<class>.tsv`, one word a line, used in phrases by name (`@STOP` is `stop.tsv`).

A word that ends in `*` stands for all words that begin so. Each word stands once in a class; what it does is said by the rules.
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

    words: frozenset[str]
    beginnings: tuple[str, ...]

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and (word in self.words or bool(self.beginnings and word.startswith(self.beginnings)))


@cache
def shipped() -> Mapping[str, WordClass]:
    """The classes that the package carries, by name in capitals."""
    return load(folder("data/reading/lexicon"))


def load(path: Path) -> Mapping[str, WordClass]:
    """Every class of a folder. Raises VocabularyError naming file and line for a word that stands twice."""
    return {table.stem.upper(): _read(table) for table in sorted(path.glob("*.tsv"))}


def _read(table: Path) -> WordClass:
    words: dict[str, int] = {}
    for number, line in enumerate(table.read_text(encoding="utf-8").splitlines(), 1):
        word = line.partition("\t")[0].strip()
        if not word or word.startswith("#"):
            continue
        if word in words:
            raise VocabularyError(f"{table}:{number}", f"{word!r} stands already in line {words[word]}", "keep one of the two")
        words[word] = number
    whole = frozenset(plain(word) for word in words if not word.endswith("*"))
    return WordClass(whole, tuple(plain(word[:-1]) for word in words if word.endswith("*")))


def member(name: str, word: str) -> bool:
    """Whether a word (in the form of `tokens.plain`) is of a class."""
    return word in shipped()[name]
