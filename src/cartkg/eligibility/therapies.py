"""Therapy statements of an item."""

from cartkg.model import Item, Therapy
from cartkg.terminology import Terminology


def read(item: Item, terminology: Terminology) -> tuple[Therapy, ...]:
    """The therapy statements that an item makes, in the order of its words."""
    return ()
