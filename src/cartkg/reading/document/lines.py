"""An eligibility text as pieces: headings, marked lines, plain lines, each with its place, indent and mark."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cartkg.reading.document import headings, marks
from cartkg.reading.document.headings import Heading
from cartkg.reading.document.marks import Mark

TAB = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """A line, or the part of a line before or after a title within it. [start, end) is its content without mark and dress."""

    start: int
    end: int
    indent: int
    after_blank: bool
    mark: Mark | None = None
    heading: Heading | None = None
    after_break: bool = False  # a comment parts two lists of the same depth, as Markdown has it


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text at work; `bare_numbers` where the text numbers its lines without punctuation."""

    text: str
    indent: int
    after_blank: bool
    bare_numbers: bool


COMMENT = re.compile(r"\s*<!--.*?-->\s*")


def pieces(text: str) -> list[Piece]:
    """The pieces of a text in order; blank lines and empty marks leave only `after_blank` behind."""
    found: list[Piece] = []
    blank, broken, bare_numbers = True, False, marks.has_bare_numbers(text)
    for line in re.finditer(r"[^\r\n]+|\n", text):
        if not line[0].strip(" \t|\xa0*•-–_\\") or line[0] == "\n":
            blank = blank or bool(re.fullmatch(r"[^\S\n]*", line[0])) or _is_blank(text, line)
            continue
        if COMMENT.fullmatch(line[0]):
            broken = True
            continue
        at_work = Line(text, _indent(line[0]), blank, bare_numbers)
        found.extend(replace(piece, after_break=broken) for piece in _of_line(at_work, line.start(), line.end()))
        blank = broken = False
    return found


def _is_blank(text: str, line: re.Match[str]) -> bool:
    """Whether the line break at hand follows another one."""
    before = text[: line.start()].rstrip(" \t\r\xa0")
    return not before or before.endswith("\n")


def _of_line(line: Line, start: int, end: int) -> Iterator[Piece]:
    if heading := headings.title(line.text[start:end]):
        yield Piece(start, end, line.indent, line.after_blank, heading=heading)
        return
    titles = headings.inline(line.text, start, end)
    for index, (left, right, heading) in enumerate(titles):
        if index == 0 and (before := _content(line, start, left)):
            yield before
        yield Piece(left, right, line.indent, line.after_blank, heading=heading)
        stop = titles[index + 1][0] if index + 1 < len(titles) else end
        if rest := _content(line, right, stop):
            yield rest
    if not titles and (whole := _content(line, start, end)):
        yield whole


def _indent(line: str) -> int:
    lead = line[: len(line) - len(line.lstrip())]
    return len(lead.replace("\t", " " * TAB))


def _content(line: Line, start: int, end: int) -> Piece | None:
    """The piece of text[start:end] with its mark taken off, or None when nothing is left."""
    start = marks.skip_space(line.text, start, end)
    mark = marks.leading(line.text, start, end) or (marks.bare(line.text, start, end) if line.bare_numbers else None)
    piece = Piece(mark.end if mark else start, end, line.indent, line.after_blank, mark)
    return trimmed(line.text, piece)


def trimmed(text: str, piece: Piece) -> Piece | None:
    """The piece without white space and list punctuation around its words, or None when no word is left."""
    start, end = piece.start, piece.end
    while start < end and (text[start].isspace() or text[start] in "|*_"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ";；,，、|*_"):
        end -= 1
    return replace(piece, start=start, end=end) if re.search(r"\w", text[start:end]) else None
