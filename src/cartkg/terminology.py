"""The vocabulary: words to terms, terms to broader terms.

Tables are `data/vocabulary/*.tsv`, one term a line; the columns every table has are in `COLUMNS`. Words are compared token by
token (lower case, American spelling, singular, Greek letters by name), so hyphens, line breaks and punctuation between words do
not matter, while every mention still points at the characters it came from.
"""

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import ahocorasick_rs

from cartkg.errors import VocabularyError
from cartkg.model import Span, Term
from cartkg.resources import folder

COLUMNS = ("id", "label", "synonyms", "misspellings", "parents", "xrefs", "source", "note")

TOKEN = re.compile(r"[^\W_]+(?:['’]s\b)?|[+%]")
GREEK = {"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "κ": "kappa", "µ": "u", "μ": "u"}
BRITISH = (
    ("haem", "hem"), ("aemi", "emi"), ("oedem", "edem"), ("leuc", "leuk"), ("tumour", "tumor"), ("oesoph", "esoph"),
    ("paed", "ped"), ("anaes", "anes"), ("orrhoea", "orrhea"), ("sulph", "sulf"), ("coeliac", "celiac"),
    ("ischaem", "ischem"), ("glycaem", "glycem"), ("isation", "ization"),
)  # fmt: skip


def normal_word(word: str) -> str:
    """One word in the form in which words are compared."""
    word = re.sub(r"['’]s$", "", unicodedata.normalize("NFKC", word).lower())
    word = "".join(GREEK.get(c, c) for c in word)
    word = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    for british, american in BRITISH:
        word = word.replace(british, american)
    return _singular(word)


def _singular(word: str) -> str:
    if len(word) <= 3 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches")):
        return word[:-2]
    return word[:-1] if word.endswith("s") else word


def tokens(text: str) -> list[tuple[str, int, int]]:
    """The words of `text` as (normal form, start, end)."""
    return [(normal_word(m[0]), m.start(), m.end()) for m in TOKEN.finditer(text)]


def normalise(text: str) -> str:
    """`text` as normal words joined by single spaces."""
    return " ".join(word for word, _, _ in tokens(text))


@dataclass(frozen=True, slots=True)
class TermMention:
    """A term found in a text: where, which, and by which kind of name (label, synonym, misspelling)."""

    span: Span
    term: Term
    surface: str
    how: str


class Terminology:
    """All terms by id, with search by words and walks to broader terms."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms: Mapping[str, Term] = {term.id: term for term in terms}
        self._names: dict[str, list[tuple[Term, str, str]]] = defaultdict(list)
        for term in self.terms.values():
            for name, how in _names(term):
                self._names[normalise(name)].append((term, name, how))
        self._names.pop("", None)
        self._forms = list(self._names)

    @classmethod
    @cache
    def shipped(cls) -> "Terminology":
        """The vocabulary that the package carries."""
        return cls.load(folder("data/vocabulary"))

    @classmethod
    def load(cls, path: Path) -> "Terminology":
        """Every table of a folder. Raises VocabularyError naming file and line."""
        return cls(term for table in sorted(path.glob("*.tsv")) for term in read_table(table))

    @cached_property
    def _automaton(self) -> ahocorasick_rs.AhoCorasick:
        return ahocorasick_rs.AhoCorasick([f" {form} " for form in self._forms], matchkind=ahocorasick_rs.MatchKind.Standard)

    def __getitem__(self, curie: str) -> Term:
        return self.terms[curie]

    def broader(self, curie: str) -> frozenset[str]:
        """The ids of all broader terms of `curie`, itself included."""
        found, open_ = {curie}, [curie]
        while open_:
            term = self.terms.get(open_.pop())
            fresh = [p for p in term.parents if p not in found] if term else []
            found.update(fresh)
            open_.extend(fresh)
        return frozenset(found)

    def is_a(self, curie: str, broader: str) -> bool:
        return broader in self.broader(curie)

    def find(self, text: str, kinds: Iterable[str] = ()) -> tuple[TermMention, ...]:
        """The longest non-overlapping mentions of terms of these kinds (all when empty), from left to right."""
        wanted = frozenset(kinds)
        words = tokens(text)
        line = " " + " ".join(word for word, _, _ in words) + " "
        starts = {}
        position = 1
        for index, (word, _, _) in enumerate(words):
            starts[position] = index
            position += len(word) + 1
        hits = []
        for form_index, start, _end in self._automaton.find_matches_as_indexes(line, overlapping=True):
            first, form = starts[start + 1], self._forms[form_index]
            last = first + form.count(" ")
            span = Span(words[first][1], words[last][2])
            surface = text[span.start : span.end]
            term = self._pick(form, surface, wanted)
            if term:
                hits.append(TermMention(span, term[0], surface, term[2]))
        return tuple(_longest(hits))

    def _pick(self, form: str, surface: str, wanted: frozenset[str]) -> tuple[Term, str, str] | None:
        order = {"label": 0, "synonym": 1, "misspelling": 2}
        fits = [
            entry for entry in self._names[form] if (not wanted or entry[0].kind in wanted) and _case_fits(entry[1], surface)
        ]
        return min(fits, key=lambda entry: (order[entry[2]], entry[0].id), default=None)


def _case_fits(name: str, surface: str) -> bool:
    """Short abbreviations (MS, ALL, AS) match only in their own case."""
    letters = re.sub(r"[^A-Za-z]", "", name)
    if len(letters) > 4 or not name.isupper():
        return True
    return re.sub(r"s$", "", surface) == name or surface == name


def _longest(hits: list[TermMention]) -> Iterator[TermMention]:
    end = 0
    for hit in sorted(hits, key=lambda h: (h.span.start, -h.span.end)):
        if hit.span.start >= end:
            yield hit
            end = hit.span.end


def _names(term: Term) -> Iterator[tuple[str, str]]:
    yield term.label, "label"
    yield from ((name, "synonym") for name in term.synonyms)
    yield from ((name, "misspelling") for name in term.misspellings)


def read_table(path: Path) -> Iterator[Term]:
    """The terms of one table; its kind is the column `kind` where the table has one, else the file's name."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        missing = [c for c in COLUMNS if c not in (reader.fieldnames or [])]
        if missing:
            raise VocabularyError(path, f"no column {', '.join(missing)}", "the header names every column of COLUMNS")
        for number, row in enumerate(reader, 2):
            if None in row or None in row.values():
                raise VocabularyError(f"{path}:{number}", "another number of cells than the header", "check the tabs")
            yield _term(path, number, row)


def _term(path: Path, number: int, row: dict[str, str]) -> Term:
    if not row["id"] or not row["label"]:
        raise VocabularyError(f"{path}:{number}", "a term needs an id and a label", "fill the cell")

    def several(column: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in row[column].split("|") if part.strip())

    extra = {key: value for key, value in row.items() if key not in COLUMNS and key != "kind" and value}
    return Term(
        row["id"], row["label"], row.get("kind") or path.stem, several("synonyms"), several("misspellings"),
        several("parents"), several("xrefs"), row["source"], extra,
    )  # fmt: skip
