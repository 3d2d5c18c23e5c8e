"""A text in one dress: entities, tags, escapes and invisible characters gone, full-width signs plain, glued words parted.

What every later step reads is the decoded text; `Origin` keeps where each of its characters stands in the source, so that
spans point into the source all the same. This is the one place where patterns run on raw text.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from cartkg.model import Origin
from cartkg.reading.document.spelling import Spelling

DRESS = re.compile(
    r"(?P<entity>&(?:amp;)?(?:\#\d{1,6}|\#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});)"
    r"|(?P<line></?(?:br|p|div|li|ul|ol|tr)(?:\s[^<>\n]{0,60})?/?>)"
    r"|(?P<power><sup>)"
    r"|(?P<tag></?(?:b|i|u|em|strong|span|sub|sup|font|td|th|table|tbody)(?:\s+\w+=[^<>\n]{0,80})?/?>)"
    r"|(?P<code>\\u[0-9a-fA-F]{4})"
    r"|(?P<escape>\\(?=[\\`*_{}\[\]()#+.!<>=~^|&≤≥-]))"
    r"|(?P<unseen>[\u00ad\u200b-\u200f\u2060\ufeff])"
    r"|(?P<blank>[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000])"
    r"|(?P<break>[\u2028\u2029\u0085\v\f])"
    r"|(?P<wide>[\uff01-\uff5e])"
    r"|(?P<hyphen>[\u2010\u2011])"
)
AGAIN = re.compile(r"[&<\\]")
ENDS = "，；：．！"  # full-width marks behind which a plain text has a blank
OPENS = "（［"


@dataclass
class Writer:
    """A decoded text under construction: its characters, each with its first and last place in the source."""

    letters: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def copy(self, text: str, start: int, end: int, origin: Origin) -> None:
        """Takes text[start:end] over as it is."""
        self.letters.append(text[start:end])
        self.starts.extend(origin.starts[start:end] if origin.starts else range(start, end))
        self.ends.extend(origin.ends[start:end] if origin.ends else range(start + 1, end + 1))

    def put(self, letters: str, start: int, end: int) -> None:
        """Writes letters that stand for [start, end) of the source."""
        self.letters.append(letters)
        self.starts.extend([start] * len(letters))
        self.ends.extend([end] * len(letters))

    def origin(self, source: str) -> Origin:
        """The text as written so far, with its places in `source`."""
        return Origin(source, "".join(self.letters), tuple(self.starts), tuple(self.ends))


def decoded(source: str, spelling: Spelling | None = None) -> Origin:
    """A source in plain dress. `spelling` knows the words by which glued words are told; without it none is parted."""
    plain = Origin(source, source)
    while changes := list(_undressed(plain.text)):
        plain = _rewritten(plain, changes)
        if not any(AGAIN.search(letters) for _, _, letters in changes):  # an entity may hold another: "&amp;lt;"
            break
    return _rewritten(plain, list(spelling.repairs(plain.text))) if spelling else plain


def _rewritten(origin: Origin, changes: list[tuple[int, int, str]]) -> Origin:
    """The text with each [start, end) replaced by its new letters."""
    if not changes:
        return origin
    writer, done = Writer(), 0
    for start, end, letters in changes:
        writer.copy(origin.text, done, start, origin)
        first, last = origin.start_of(start), origin.end_of(end - 1) if end > start else origin.start_of(start)
        writer.put(letters, first, last)
        done = end
    writer.copy(origin.text, done, len(origin.text), origin)
    return writer.origin(origin.source)


def _undressed(text: str) -> Iterator[tuple[int, int, str]]:
    for found in DRESS.finditer(text):
        letters = _plain(found)
        if letters != found[0]:
            yield found.start(), found.end(), letters


def _plain(found: re.Match[str]) -> str:
    match found.lastgroup:
        case "entity":
            return html.unescape(found[0])
        case "line":
            return "\n* " if found[0].lower().startswith("<li") else "\n"
        case "power":
            return "^"
        case "code":
            return chr(int(found[0][2:], 16))
        case "blank":
            return " "
        case "break":
            return "\n"
        case "hyphen":
            return "-"
        case "wide":
            return _narrow(found)
    return ""


def _narrow(found: re.Match[str]) -> str:
    """A full-width sign as a plain one, with the blank that goes with it there and that full-width type does without."""
    text, end, plain = found.string, found.end(), unicodedata.normalize("NFKC", found[0])
    after, before = text[end : end + 1], text[found.start() - 1 : found.start()]
    if found[0] in ENDS and after and not after.isspace() and not (found[0] == "．" and after.isdigit()):
        return plain + " "
    return " " + plain if found[0] in OPENS and before.isalnum() else plain
