"""Lists that run on within a line: "(1) … (2) …", "1. … 2. …"; and the numbers that only look like it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cartkg.reading.document import marks
from cartkg.reading.document.marks import Mark

_CANDIDATE = re.compile(
    r"(?:(?<=[\s;；:：,，.。、)）])|(?<=^))(?:[(（]?(?:\d{1,2}|[a-h]|[ivx]{1,4})\s?(?:\\?[.)]|[）、．])|\d{1,2}\.\d{1,2}\.?\s+(?=[A-Z]))|"
    r"[①-⑳]|(?<=\s)[•●▪](?=\s)|(?<=[.;:,；：。]\s)[-*–](?=\s\S)|(?<=\s)[-*–](?=\s+[A-Z≥≤<>])|(?<=\s)[-*](?=\s+[a-z])|(?<=[.;]\s)[A-H][.)](?=\s+[A-Z≥≤<>])|(?<=[.;:]\s)o(?=\s+[A-Z≥≤<>])"
)
_COUNTED = re.compile(
    r"(?:\b(?:grades?|class|types?|stages?|versions?|v|phases?|section|sections|table|appendix|cycles?|criteri(?:on|a)|than|least|most|"
    r"of|or|and|to|by|about|x|cohorts?|arms?|groups?|parts?|levels?|scores?|chapter|figure|no|vs|is|was|are|item|items|number|"
    r"equal|minimum|maximum|from|between|in|at|factor|interleukin|il|pd|cd\d*|part|per)|[≥≤<>=×~±–\-/+]|(?<![a-z])x)\s*$",
    re.I,
)
_HEADED = re.compile(r"\bcriteri(?:on|a)\s*$", re.I)  # "Disease-specific criteria 1) …"
_MOMENT = re.compile(r"(?<!\d)(?<!\d[\s-])\b(?:days?|weeks?|months?)\s*$", re.I)  # "week 4." counts, "10 weeks 4." does not
AHEAD = 40  # marks within which the second item of a list follows the first
_ENDS = re.compile(r"[.;:；：。,，、)）]\s*$")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line stands: the lists that are open (style, last ordinal), the item's own number, the next line's mark.

    `alone` where the line is the whole section, as in a table's cell: then dashes within it part its items.
    """

    open_lists: Sequence[tuple[str, int]]
    number: tuple[int, ...] = ()
    following: Mark | None = None
    alone: bool = False


def first(text: str, found: list[Mark], start: int, place: Place) -> Mark | None:
    """The first mark from `start` on that continues an open list, begins a list within the line, or is "10.1" in item 10.

    `found` are the `candidates` of the line; those that are passed are taken off it, so that a long line is walked once.
    """
    while found and found[0].start < start:
        found.pop(0)
    for index, mark in enumerate(found):
        if any(reading.outer and reading.outer == place.number and reading.ordinal == 1 for reading in mark.readings):
            return mark
        if _is_dash(mark) and not _parts(text, mark, place):
            continue
        if _continues(mark, place.open_lists) and not _contradicted(mark, place.following):
            return mark
        later = found[index + 1 : index + 1 + AHEAD]
        if _begins(mark, later, place.following) or _begins_bullets(text, mark, later):
            return mark
    return None


def _parts(text: str, mark: Mark, place: Place) -> bool:
    """Whether a sign parts items: behind a stop, in a section of one line, or as an asterisk that multiplies nothing."""
    if text[mark.start] == "*":
        before, after = text[max(0, mark.start - 200) : mark.start], text[mark.end : mark.end + 12].lstrip()
        in_brackets = before.rfind("(") > before.rfind(")") or before.rfind("[") > before.rfind("]")
        return not (in_brackets or before.rstrip()[-1:].isdigit() or after[:1].isdigit())
    return place.alone or bool(_ENDS.search(text[max(mark.start - 3, 0) : mark.start]))


def _begins_bullets(text: str, mark: Mark, later: Sequence[Mark]) -> bool:
    """A list of bullets begins within the line: behind a colon, or with more of its kind to come."""
    style = mark.readings[0].style
    more = any(other.readings[0].style == style for other in later)
    if style == "*":
        return more or bool(re.search(r"[:：]\s*$", text[max(mark.start - 3, 0) : mark.start]))
    return style == "o" and more


def candidates(text: str, start: int, end: int) -> list[Mark]:
    """Everything in text[start:end] that looks like a mark within a line."""
    return list(_candidates(text, start, end))


def _candidates(text: str, start: int, end: int) -> Iterator[Mark]:
    begins = start
    for match in _CANDIDATE.finditer(text, start, end):
        mark = marks.leading(text, match.start(), end)
        if mark and (mark.start == begins or _stands_free(text, start, mark, end)):
            begins = mark.end
            yield Mark(mark.start, mark.end, mark.readings, inline=True)


def _stands_free(text: str, start: int, mark: Mark, end: int) -> bool:
    """A list mark has words behind it and no word before it that takes a number ("grade 1. 2", "at least 2.")."""
    before, after = text[max(start, mark.start - 24) : mark.start], text[mark.end : mark.end + 24].lstrip()
    if not re.match(r"[^\W\d_]|[≥≤<>\"“(（*]", after) and not re.match(r"\d+[ -](?:years?|weeks?|months?|\w)", after):
        return False
    if re.match(r"(?:and|or|to|above|below|of)\b", after) or len(after) < 4:
        return False
    if any(reading.outer for reading in mark.readings):
        return True
    if text[mark.start] in "*-–":
        return True
    if _COUNTED.search(before.rstrip()) and not (text[mark.start : mark.end].rstrip().endswith(")") and _HEADED.search(before)):
        return False
    if _MOMENT.search(before):
        return False
    return bracketed(text, mark) or bool(_ENDS.search(before)) or after[:1].isupper()


def _is_dash(mark: Mark) -> bool:
    return mark.readings[0].style in ("-", "*", "–")


def bracketed(text: str, mark: Mark) -> bool:
    """Whether a mark is written "(1)": these need no full stop before them."""
    return text[mark.start] in "(（①②③④⑤⑥⑦⑧⑨⑩•●▪"


def _continues(mark: Mark, open_lists: Sequence[tuple[str, int]]) -> bool:
    return any(
        reading.style == style and (reading.ordinal is None or reading.ordinal == last + 1)
        for reading in mark.readings
        for style, last in open_lists
    )


def _contradicted(mark: Mark, following: Mark | None) -> bool:
    """The next line bears the same number, so the number in this line is another thing."""
    if following is None:
        return False
    return any(
        r.style == f.style and r.ordinal == f.ordinal and r.ordinal not in (None, 1)
        for r in mark.readings
        for f in following.readings
    )


def _begins(mark: Mark, later: Sequence[Mark], following: Mark | None) -> bool:
    """A list begins at 1 and goes on to 2: in this line for numbers, at the next line's start for letters too."""
    for reading in mark.readings:
        if reading.ordinal is None:
            return not _is_dash(mark) and reading.style != "o"
        if reading.ordinal != 1 or reading.outer:
            continue
        nexts = [*later, *([following] if following else ())]
        if any(r.style == reading.style and r.ordinal == 2 for other in nexts for r in other.readings):
            return True
    return False
