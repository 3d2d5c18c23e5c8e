"""Finding the names of terms in a text: Aho-Corasick over normal words, then the rules of what counts as a mention."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import ahocorasick_rs

from cartkg.model import Span, Term
from cartkg.vocabulary.words import normalise, punctuation, tokens

RANK = {"label": 0, "synonym": 1, "misspelling": 2}

# Abbreviations that are also words of a sentence: not read as names where the words beside them are in capitals as well.
ENGLISH = frozenset((
    "ALL", "AM", "AN", "AND", "APRIL", "AS", "AT", "BE", "BY", "CAN", "CAP", "CAPS", "CARE", "CAST", "DO", "ERA", "FAT", "GAS",
    "GO", "HAS", "HE", "ICE", "IF", "IN", "IS", "IT", "LET", "MAP", "MAS", "MAY", "ME", "MET", "MY", "NO", "OF", "ON", "ONE",
    "OR", "PAN", "PM", "RED", "SO", "STAR", "TED", "THE", "TO", "UP", "US", "WAS", "WE", "WHO",
))  # fmt: skip
UNITS = frozenset(("CM", "G", "H", "HR", "IU", "KG", "L", "M", "MCG", "MG", "MIN", "ML", "MM", "MS", "NG", "PM", "S", "U"))

# Written in one word, in two or with a hyphen: "antiphospholipid", "anti-phospholipid".
SPLIT = (
    "anti",
    "auto",
    "chemo",
    "cyto",
    "hyper",
    "hypo",
    "immuno",
    "micro",
    "myelo",
    "neuro",
    "non",
    "plasma",
    "poly",
    "radio",
)


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a term and what kind of name it is (label, synonym, misspelling)."""

    term: Term
    text: str
    how: str


@dataclass(frozen=True, slots=True)
class TermMention:
    """A term found in a text: where, which, and by which kind of name (label, synonym, misspelling)."""

    span: Span
    term: Term
    surface: str
    how: str


def names_of(term: Term) -> Iterator[Name]:
    """Every name of a term."""
    yield Name(term, term.label, "label")
    yield from (Name(term, text, "synonym") for text in term.synonyms)
    yield from (Name(term, text, "misspelling") for text in term.misspellings)


@cache
def forms_of(name: str) -> tuple[str, ...]:
    """The normal forms under which a name is looked for: as written, and with its prefixes joined and parted."""
    form = normalise(name)
    words = form.split()
    return tuple(dict.fromkeys([form, *_joined(words), *_parted(words)])) if words else ()


def _joined(words: list[str]) -> Iterator[str]:
    for index, word in enumerate(words[:-1]):
        if word in SPLIT:
            yield " ".join([*words[:index], word + words[index + 1], *words[index + 2 :]])


def _parted(words: list[str]) -> Iterator[str]:
    for index, word in enumerate(words):
        prefix = next((p for p in SPLIT if word.startswith(p) and len(word) - len(p) > 4), "") if word.startswith(SPLIT) else ""
        if prefix:
            yield " ".join([*words[:index], prefix, word[len(prefix) :], *words[index + 1 :]])


Hit = tuple[int, int, str]  # first word, last word, form


class Index:
    """The names of the terms of one kind, ready to be found in texts."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.names: dict[str, list[Name]] = {}
        for term in terms:
            for name in names_of(term):
                for form in forms_of(name.text):
                    self.names.setdefault(form, []).append(name)
        for names in self.names.values():
            names.sort(key=_rank)
        self.hits = lru_cache(maxsize=512)(self._hits)
        self._forms = list(self.names)
        self._lengths = [form.count(" ") + 1 for form in self._forms]
        patterns = [f" {form} " for form in self._forms]
        self._automaton = ahocorasick_rs.AhoCorasick(
            patterns,
            matchkind=ahocorasick_rs.MatchKind.Standard,
            implementation=ahocorasick_rs.Implementation.ContiguousNFA,  # of the three the best of building and finding
        )

    def _hits(self, text: str) -> list[Hit]:
        """Every name that stands in a text, in no order."""
        line, starts = _line(text)
        hits = []
        for number, start, _ in self._automaton.find_matches_as_indexes(line, overlapping=True):
            first = starts[start + 1]
            hits.append((first, first + self._lengths[number] - 1, self._forms[number]))
        return hits


@lru_cache(maxsize=512)
def _line(text: str) -> tuple[str, dict[int, int]]:
    """The normal words of a text, each between spaces, and the number of the word that begins at an offset."""
    line, starts = [""], {}
    length = 1
    for index, (word, _, _) in enumerate(tokens(text)):
        starts[length] = index
        line.append(word)
        length += len(word) + 1
    return " ".join([*line, ""]), starts


def find(text: str, indexes: Sequence[Index]) -> tuple[TermMention, ...]:
    """The longest mentions of terms of some kinds that do not overlap, from left to right."""
    words = tokens(text)
    found: list[TermMention] = []
    free_from = 0
    for first, last, form in _ordered(text, indexes):
        if first < free_from:
            continue
        span = Span(words[first][1], words[last][2])
        beside = [text[start:end] for _, start, end in [*words[max(first - 1, 0) : first], *words[last + 1 : last + 2]]]
        name = _pick(named(form, indexes), text[span.start : span.end], beside)
        if name:
            found.append(TermMention(span, name.term, text[span.start : span.end], name.how))
            free_from = last + 1
    return tuple(found)


def _ordered(text: str, indexes: Sequence[Index]) -> list[Hit]:
    """The hits of some indexes, each stretch of words once: leftmost first, longest first."""
    hits = {hit for index in indexes for hit in index.hits(text)}
    return sorted(hits, key=lambda hit: (hit[0], -hit[1]))


def named(form: str, indexes: Sequence[Index]) -> list[Name]:
    """The names of this normal form, best name first."""
    lists = [names for index in indexes if (names := index.names.get(form))]
    return lists[0] if len(lists) == 1 else sorted((name for names in lists for name in names), key=_rank)


def _rank(name: Name) -> tuple[int, str]:
    return RANK[name.how], name.term.id


def _pick(names: Iterable[Name], surface: str, beside: list[str]) -> Name | None:
    marks = punctuation(surface)
    fits = (name for name in names if marks <= punctuation(name.text) and _reads_as(name.text, surface, beside))
    return next(fits, None)


def _reads_as(name: str, surface: str, beside: list[str]) -> bool:
    """Whether `surface`, with these words beside it, may be this name: abbreviations of up to five capitals need their case."""
    if not (len(name) <= 5 and name.isalpha() and name.isupper()):
        return True
    if surface not in (name, name + "s", name + "'s", name + "’s"):
        return False
    if name in UNITS and any(word.isdigit() for word in beside):
        return False
    return name not in ENGLISH or not any(
        word.isdigit() or (len(word) > 1 and word.isupper() and word.isalpha()) for word in beside
    )
