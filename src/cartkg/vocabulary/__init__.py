"""The vocabulary: words to terms, terms to broader terms.

Tables are `data/vocabulary/*.tsv`, one term a line; the columns every table has are in `COLUMNS`. Words are compared token by
token (lower case, American spelling, singular, Greek letters by name), so hyphens and line breaks between words do not matter,
while every mention still points at the characters it came from. A comma, a stop, a slash or a bracket parts a mention unless
the name itself is written with it. Abbreviations of up to five capitals are found only in capitals.
"""

from collections.abc import Iterable, Mapping
from functools import cache, cached_property, lru_cache
from pathlib import Path

from cartkg.model import Term
from cartkg.model.resources import folder
from cartkg.vocabulary import search
from cartkg.vocabulary.search import Index, Name, TermMention
from cartkg.vocabulary.tables import COLUMNS, read_folder, read_table
from cartkg.vocabulary.words import TOKEN, normal_word, normalise, tokens

__all__ = ["COLUMNS", "TOKEN", "TermMention", "Terminology", "normal_word", "normalise", "read_table", "tokens"]


class Terminology:
    """All terms by id, with search by words and walks to broader terms."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms: Mapping[str, Term] = {term.id: term for term in terms}
        self._index = lru_cache(maxsize=None)(self._build_index)
        self._find = lru_cache(maxsize=4096)(self._find_uncached)
        self._named = lru_cache(maxsize=16384)(self._named_uncached)
        self._broader = lru_cache(maxsize=None)(self._walk)

    @classmethod
    @cache
    def shipped(cls) -> "Terminology":
        """The vocabulary that the package carries."""
        return cls.load(folder("data/vocabulary"))

    @classmethod
    def load(cls, path: Path) -> "Terminology":
        """Every table of a folder. Raises VocabularyError naming file and line."""
        return cls(read_folder(path))

    def __getitem__(self, curie: str) -> Term:
        return self.terms[curie]

    def __contains__(self, curie: object) -> bool:
        return curie in self.terms

    def broader(self, curie: str) -> frozenset[str]:
        """The ids of all broader terms of `curie`, itself included."""
        return self._broader(curie)

    def _walk(self, curie: str) -> frozenset[str]:
        found, open_ = {curie}, [curie]
        while open_:
            term = self.terms.get(open_.pop())
            fresh = [p for p in term.parents if p not in found] if term else []
            found.update(fresh)
            open_.extend(fresh)
        return frozenset(found)

    def is_a(self, curie: str, broader: str) -> bool:
        """Whether `broader` is `curie` or above it."""
        return broader in self.broader(curie)

    def find(self, text: str, kinds: Iterable[str] = ()) -> tuple[TermMention, ...]:
        """The longest non-overlapping mentions of terms of these kinds (all when empty), from left to right."""
        return self._find(text, frozenset(kinds))

    def named(self, words: str, kinds: Iterable[str] = ()) -> tuple[Name, ...]:
        """The names of terms of these kinds (all when empty) that are these very words, in any spelling; best name first."""
        return self._named(words, frozenset(kinds))

    def of_kind(self, kinds: Iterable[str]) -> tuple[Term, ...]:
        """The terms of these kinds (all when empty), in the order of the tables."""
        wanted = frozenset(kinds)
        return tuple(term for term in self.terms.values() if not wanted or term.kind in wanted)

    @cached_property
    def _by_kind(self) -> dict[str, list[Term]]:
        terms: dict[str, list[Term]] = {}
        for term in self.terms.values():
            terms.setdefault(term.kind, []).append(term)
        return terms

    def _build_index(self, kind: str) -> Index:
        return Index(self._by_kind[kind])

    def _indexes(self, kinds: frozenset[str]) -> list[Index]:
        """The indexes of these kinds (all when empty), each built when it is first asked for."""
        return [self._index(kind) for kind in self._by_kind if not kinds or kind in kinds]

    def _find_uncached(self, text: str, kinds: frozenset[str]) -> tuple[TermMention, ...]:
        return search.find(text, self._indexes(kinds))

    def _named_uncached(self, words: str, kinds: frozenset[str]) -> tuple[Name, ...]:
        return tuple(search.named(normalise(words), self._indexes(kinds)))
