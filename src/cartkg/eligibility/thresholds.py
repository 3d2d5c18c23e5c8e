"""Threshold statements of an item."""

from cartkg.model import Item, Threshold
from cartkg.terminology import Terminology


def read(item: Item, terminology: Terminology) -> tuple[Threshold, ...]:
    """The threshold statements that an item makes, in the order of its words."""
    return ()
