"""Diagnosis statements of an item."""

from cartkg.model import Item, Diagnosis
from cartkg.terminology import Terminology


def read(item: Item, terminology: Terminology) -> tuple[Diagnosis, ...]:
    """The diagnosis statements that an item makes, in the order of its words."""
    return ()
