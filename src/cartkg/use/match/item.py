"""An item of an eligibility list as the match needs it: its words, its statements in their place, and what qualifies each."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from cartkg.model import AgeBound, Criterion, Diagnosis, Named, Stance, Statement, Therapy, Threshold
from cartkg.use.match import days
from cartkg.use.match.days import Window
from cartkg.use.match.truth import Truth
from cartkg.vocabulary import Terminology, TermMention

T = TypeVar("T")
BREAK = re.compile(r"[;,.()\n]|\bor\b|\band\b", re.IGNORECASE)
SENTENCE = re.compile(r"[;\n]|\.(?=\s|$)")
SHORTER, LONGER = re.compile(r"\bshorter\b", re.IGNORECASE), re.compile(r"\blonger\b", re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """What one part of an item comes to: `passes` is what it means for the person; `fact` is what was used."""

    passes: Truth
    fact: str = ""
    judged: bool = True  # False of a part that no data about a person could settle
    spans: tuple[tuple[int, int], ...] = ()  # the words that it answers for
    whole: bool = False  # it answers for everything that the item says
    lifts: str = ""  # words told to be absent, which settle parts that are open for want of them


@dataclass(frozen=True)
class Item:
    """A criterion with its words. `text` is "" where the source's words are not at hand."""

    criterion: Criterion
    own: frozenset[str] = frozenset()  # the terms of the diseases that the trial is about
    rivals: tuple[Therapy, ...] = ()  # the washouts of the other items of its section

    @cached_property
    def text(self) -> str:
        return self.criterion.text.replace("\\", " ")

    @property
    def excludes(self) -> bool:
        """Whether it stands under the exclusion criteria."""
        return self.criterion.section.value == "exclusion"

    @cached_property
    def lower(self) -> str:
        return self.text.lower()

    def mentions(self, terminology: Terminology) -> tuple[TermMention, ...]:
        """The terms that its words name; found once."""
        return self.once("mentions", lambda: terminology.find(self.text))

    def says(self, pattern: str) -> bool:
        """Whether its words match the pattern, in any case."""
        return self.once(pattern, lambda: re.search(pattern, self.text, re.IGNORECASE) is not None)

    def once(self, key: object, make: Callable[[], T]) -> T:
        """What depends on the words alone, made once for all persons."""
        if key not in self._made:
            self._made[key] = make()
        found: T = self._made[key]
        return found

    @cached_property
    def _made(self) -> dict[object, Any]:
        return {}

    def span(self, of: Statement) -> tuple[int, int]:
        """Where the statement stands in the item's words; (0, 0) where that is not known."""
        begin = self.criterion.span.start if self.criterion.span else 0
        start, end = of.span.start - begin, of.span.end - begin
        return (start, end) if 0 <= start < end <= len(self.text) else (0, 0)

    @cached_property
    def spans(self) -> tuple[tuple[int, int], ...]:
        return tuple(sorted(span for span in map(self.span, self.criterion.statements) if span[1]))

    def sentence(self, of: Statement) -> str:
        """The sentence that the statement stands in; the whole item where its place is not known."""
        return self.once(("sentence", of), lambda: self._sentence(of))

    def _sentence(self, of: Statement) -> str:
        start, end = self.span(of)
        if not end:
            return self.text
        cuts = [0, *(found.end() for found in SENTENCE.finditer(self.text)), len(self.text)]
        return self.text[max(c for c in cuts if c <= start) : min((c for c in cuts if c >= end), default=len(self.text))]

    def clause(self, of: Statement) -> str:
        """The words around a statement, to the next sign, conjunction or statement on either side."""
        return self.once(("clause", of), lambda: self._clause(of))

    def _clause(self, of: Statement) -> str:
        start, end = self.span(of)
        if not end:
            return self.text if len(self.criterion.statements) == 1 else ""
        low = max(
            [0, *(b for _, b in self.spans if b <= start), *(f.end() for f in BREAK.finditer(self.text) if f.end() <= start)]
        )
        stops = [a for a, _ in self.spans if a >= end]
        stops += [f.start() for f in BREAK.finditer(self.text) if f.start() >= end]
        return self.text[low : min([*stops, len(self.text)])]

    def before(self, of: Statement) -> str:
        """The words before a statement, to the start of its sentence."""
        return self.once(("before", of), lambda: self._before(of))

    def _before(self, of: Statement) -> str:
        start, end = self.span(of)
        if not end:
            return self.text
        cuts = [0, *(found.end() for found in SENTENCE.finditer(self.text) if found.end() <= start)]
        return self.text[max(cuts) : start]

    def between(self, first: Statement, second: Statement) -> str:
        """The words between two statements."""
        return self.text[self.span(first)[1] : self.span(second)[0]]

    def window(self, of: Therapy | Diagnosis) -> Window:
        """The window of a statement with what the words say of its edge and of its alternatives."""
        return self.once(("window", of), lambda: self._window(of))

    def _window(self, of: Therapy | Diagnosis) -> Window:
        if not self.text or not of.window:
            return Window(of.window)
        shorter = True if SHORTER.search(self.text) else False if LONGER.search(self.text) else None
        said = [one for one in days.in_words(self.text) if one.code in of.window.split("|")]
        near = min(said, key=lambda one: abs(one.start - self.span(of)[0]), default=None)
        lives = re.search(r"(at least|≥|>=)?[^;.]{0,40}half[- ]?li", self.text, re.IGNORECASE)
        least = near.least if near else bool(lives and lives[1])
        return Window(of.window, not least, shorter)


def subject(of: Statement) -> Named:
    """The agent, measure or condition of a statement; an age has none."""
    match of:
        case Therapy():
            return of.agent
        case Threshold():
            return of.measure
        case Diagnosis():
            return of.condition
        case AgeBound():
            return Named("age")


def exceptions(statements: Iterable[Statement]) -> tuple[Therapy | Diagnosis, ...]:
    """The permissions carved out of an exclusion."""
    return tuple(one for one in statements if isinstance(one, Therapy | Diagnosis) and one.stance is Stance.PERMITS)
