"""An item as parts for the readers of limits: names, limits, and the words and marks between them.

What stands between a name and a number decides whether they belong together, so every word has its sort here: a *joint* parts
the members of a list, a *stop* ends a sentence, an *aside* is a word of circumstance ("as measured by echocardiography") or a
time that limits nothing, and a *word* is any other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache

from cartkg.reading import quantities
from cartkg.reading.lexicon import member
from cartkg.reading.quantities import Bound, Lexeme, lexemes
from cartkg.reading.readers.measures import Measure, all_in
from cartkg.vocabulary import Terminology

STOPS = frozenset((";", "•", "\u3002", "|"))
MARKS = frozenset(",:/&+、")
OPEN, CLOSE = frozenset("([{"), frozenset(")]}")


class Sort(Enum):
    """What a part does between a name and a number."""

    NAME = "name"
    LIMIT = "limit"
    JOINT = "joint"
    STOP = "stop"
    OPEN = "open"
    CLOSE = "close"
    ASIDE = "aside"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the text; `pair` is the index of the bracket that closes or opens with it, -1 without one."""

    sort: Sort
    word: str
    start: int
    end: int
    bounds: tuple[Bound, ...] = ()
    measure: Measure | None = None
    pair: int = -1
    own: tuple[str, ...] = ()  # the words of a limit itself: "18 years or older"

    @property
    def bound(self) -> Bound:
        """The (first) bound of a limit."""
        return self.bounds[0]


Parts = Sequence[Part]


@lru_cache(maxsize=256)
def parsed(text: str, terminology: Terminology) -> tuple[Part, ...]:
    """The parts of a text with its numbers and measures."""
    bounds = quantities.read(text)
    return parts_of(text, bounds, all_in(text, bounds, terminology))


def parts_of(text: str, bounds: Iterable[Bound], measures: Sequence[Measure]) -> tuple[Part, ...]:
    """The parts of a text, in order."""
    names = {m.start: m for m in measures}
    limits: dict[int, list[Bound]] = {}
    for bound in bounds:
        limits.setdefault(bound.start, []).append(bound)
    found: list[Part] = []
    end = -1
    words = lexemes(text)
    for at, word in enumerate(words):
        if word.start < end and not _reaches_on(limits, word.start, end):
            continue
        if measure := names.get(word.start):
            found.append(Part(Sort.NAME, measure.surface.lower(), measure.start, measure.end, measure=measure))
        elif here := limits.get(word.start):
            found.append(_limit(here, words, at))
        else:
            found.append(Part(_sort(words, at), word.word, word.start, word.end))
        end = found[-1].end
    return tuple(_paired(found))


def _reaches_on(limits: dict[int, list[Bound]], start: int, end: int) -> bool:
    """Whether a limit begins within a name and goes on behind it: "MGFA class" and "class II-IV"."""
    here = limits.get(start)
    return here is not None and here[0].end > end


def _limit(bounds: list[Bound], words: Sequence[Lexeme], at: int) -> Part:
    end = bounds[0].end
    own = []
    for word in words[at:]:
        if word.start >= end:
            break
        own.append(word.word)
    sort = Sort.LIMIT if any(b.comparator for b in bounds) else Sort.ASIDE
    return Part(sort, words[at].word, bounds[0].start, end, tuple(bounds), own=tuple(own))


def _sort(words: Sequence[Lexeme], at: int) -> Sort:
    word = words[at].word
    if word in OPEN:
        return Sort.OPEN
    if word in CLOSE:
        return Sort.CLOSE
    if word in STOPS or (word == "." and _ends_sentence(words, at)):
        return Sort.STOP
    if word in MARKS or member("JOINT", word):
        return Sort.JOINT
    return Sort.WORD if word[0].isalnum() and not member("CIRCUMSTANCE", word) and words[at].value is None else Sort.ASIDE


def _ends_sentence(words: Sequence[Lexeme], at: int) -> bool:
    """Whether a stop ends a sentence: not the one of "e.g." or of a name's capital."""
    if at + 1 == len(words):
        return True
    short = at > 0 and len(words[at - 1].word) == 1 and words[at - 1].word.isalpha()
    apart = words[at + 1].start > words[at].end
    return not short and (apart or words[at + 1].raw[0].isupper()) and not (apart and words[at + 1].raw[0].islower())


def _paired(parts: list[Part]) -> list[Part]:
    """The parts with their brackets joined."""
    opened: list[int] = []
    for at, part in enumerate(parts):
        if part.sort is Sort.OPEN:
            opened.append(at)
        elif part.sort is Sort.CLOSE and opened:
            start = opened.pop()
            parts[start], parts[at] = replace(parts[start], pair=at), replace(part, pair=start)
    return parts
