"""Age bounds of an item."""

from cartkg.model import AgeBound, Item


def read(item: Item) -> tuple[AgeBound, ...]:
    """The age bounds that an item states, in the order of its words."""
    return ()
