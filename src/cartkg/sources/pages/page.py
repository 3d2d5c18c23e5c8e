"""A saved page as its lines, each with its place in the page's text."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cartkg.model import Eligibility
from cartkg.sources.completeness import completeness


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, stripped; `start` and `end` are where its words stand in the page."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Page:
    """The decoded text of a page and its lines that are not blank."""

    text: str
    lines: tuple[Line, ...]

    @classmethod
    def of(cls, text: str) -> "Page":
        return cls(text, tuple(_lines(text)))

    def find(self, heading: str, start: int = 0) -> int | None:
        """The index of the first line from `start` on that is `heading`, whatever its case and final colon."""
        wanted = heading.casefold()
        return next((n for n, line in enumerate(self.lines[start:], start) if heading_form(line.text) == wanted), None)

    def between(self, start: int | None, *stops: int | None) -> tuple[Line, ...]:
        """The lines after the heading at `start` up to the first of `stops` behind it; none where there is no heading."""
        if start is None:
            return ()
        return self.lines[
            start + 1 : min([stop for stop in stops if stop is not None and stop > start], default=len(self.lines))
        ]

    def eligibility(self, lines: Iterable[Line]) -> Eligibility:
        """The eligibility text that these neighbouring lines are: an exact slice of the page from the first to the last."""
        held = tuple(lines)
        if not held:
            return Eligibility()
        return self.slice(held[0].start, held[-1].end)

    def slice(self, start: int, end: int) -> Eligibility:
        """The eligibility text from `start` to `end` of the page."""
        text = self.text[start:end]
        goes_on = bool(self.text[end:].strip(" |\n"))
        return Eligibility(text, completeness(text, source_goes_on=goes_on), start, "page")


def heading_form(words: str) -> str:
    """A heading in the form in which headings are compared."""
    return words.strip().strip("#*_ ").rstrip(":").rstrip().casefold()


def _lines(text: str) -> Iterator[Line]:
    start = 0
    for raw in text.split("\n"):
        words = raw.strip()
        if words:
            at = start + len(raw) - len(raw.lstrip())
            yield Line(words, at, at + len(words))
        start += len(raw) + 1


def joined(lines: Iterable[Line]) -> str:
    """The words of several lines as paragraphs."""
    return "\n".join(line.text for line in lines)
