"""Which windows of an item belong to a name: its own, those that "or" joins to it, and that of the list which it stands in."""

import re

from cartkg.eligibility import time
from cartkg.eligibility.therapies.mentions import Mention
from cartkg.eligibility.time import Window
from cartkg.model import Item, Span, Stance, Therapy

JOINED = re.compile(r"\s*,?\s*(?:and/or|or|and)\s*", re.I)
NEXT_IN_LIST = re.compile(r"\s*(?:\([^()]*\)\s*)?;\s*(?:or\s+|and\s+|any\s+|other\s+)*", re.I)
PLANNED = re.compile(r"\b(?:plan\w*|schedul\w*|intend\w*|anticipat\w*|next|expected)\b[^.;]{0,60}$", re.I)


def windows_of(item: Item, kept: list[Mention], index: int, host: Mention | None, stance: Stance) -> list[Window]:
    """The windows of the name at `index` for a statement of this stance, in the order of the words.

    A name without a window shares that of the next one where only a semicolon parts them, or of the class that it exemplifies.
    """
    for source in (index, *_list_behind(item.text, kept, index)):
        if found := _joined(item, _absolute(item, kept[source].span)):
            return [window for window in found if _counts(item, window, stance)]
    return _joined(item, _absolute(item, host.span)) if host else []


def _list_behind(text: str, kept: list[Mention], index: int) -> list[int]:
    """The names that follow a bare name in a list parted by semicolons ("A; B; or C within 7 days")."""
    start = kept[index].span.start
    if text[text.rfind(";", 0, start) + 1 : start].strip():
        return []
    found = []
    while index + 1 < len(kept) and NEXT_IN_LIST.fullmatch(text[kept[index].span.end : kept[index + 1].span.start]):
        index += 1
        found.append(index)
    return found


def _joined(item: Item, span: Span) -> list[Window]:
    """The window of a stretch, and those that "or" and "and" join to it ("within 7 days before X or 72 hours before Y")."""
    first = time.window_of(item, span)
    if first is None:
        return []
    found = [first]
    for window in time.windows(item):
        between = item.text[found[-1].span.end - item.span.start : max(0, window.span.start - item.span.start)]
        if window.span.start > found[-1].span.end and window.duration and found[-1].anchor and JOINED.fullmatch(between):
            found.append(window)
    return found


def _counts(item: Item, window: Window, stance: Stance) -> bool:
    """How long a treatment went on is told only of what is demanded; a look-ahead only of what is planned."""
    match window.kind:
        case "lasting":
            return stance is Stance.REQUIRES
        case "after":
            return bool(PLANNED.search(item.text[: window.span.start - item.span.start + 12]))
        case _:
            return True


def without_shared_window(row: Therapy, rows: list[Therapy]) -> bool:
    """Whether the window of an exception is only that of what it is carved out of ("any NSAID but aspirin within a week")."""
    if not row.exception or not row.rule.endswith("exception"):
        return False
    return any(r.stance is Stance.EXCLUDES and (r.window, r.anchor) == (row.window, row.anchor) for r in rows)


def _absolute(item: Item, span: Span) -> Span:
    return Span(item.span.start + span.start, item.span.start + span.end)
