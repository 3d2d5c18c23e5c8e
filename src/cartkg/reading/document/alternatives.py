"""Sub-items that are joined by "or": one of them is enough."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from cartkg.model import Item


def marked(items: Sequence[Item]) -> tuple[Item, ...]:
    """The items, those among them marked whose lead-in's sub-items end in "or", or begin with it."""
    siblings: dict[tuple[str, tuple[int, ...]], list[Item]] = defaultdict(list)
    for item in items:
        if item.parent is not None:
            siblings[item.section, item.path[:-1]].append(item)
    joined = {key for key, group in siblings.items() if _by_or(group)}
    return tuple(
        replace(item, alternative=True) if item.parent is not None and (item.section, item.path[:-1]) in joined else item
        for item in items
    )


def _by_or(group: Sequence[Item]) -> bool:
    ends = any(item.text.rstrip(" ,;.").lower().endswith((" or", "/or")) for item in group[:-1])
    return ends or any(item.text.lower().startswith("or ") for item in group[1:])
