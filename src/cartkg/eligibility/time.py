"""Time windows and their anchors: where in an item they stand, and to which of its parts they belong."""

from dataclasses import dataclass

from cartkg.model import Item, Span


@dataclass(frozen=True, slots=True)
class Window:
    """`duration`: ISO 8601 or "5 half-lives", alternatives joined by "|"; `anchor`: CONTRACT's word or "";
    `kind`: "within" (look-back), "lasting" (how long something went on), "since" (at least that long ago), "after" (look-ahead)."""

    span: Span
    duration: str
    anchor: str
    kind: str


def windows(item: Item) -> tuple[Window, ...]:
    """All time expressions of an item, in order; spans are offsets into the eligibility text."""
    return ()


def window_of(item: Item, span: Span) -> Window | None:
    """The window that belongs to the stretch `span` of the item, its lead-in's where the item has none."""
    return None
