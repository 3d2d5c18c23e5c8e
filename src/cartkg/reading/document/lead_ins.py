"""Lists whose depth was lost: items that stand beside the lead-in that they belong to."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cartkg.model import Item


def spread(items: Sequence[Item]) -> list[Item]:
    """The items, those behind a lead-in without items of its own placed under it, where small letters show that they go on with
    it ("Immunosuppressants, except:", "prednisone", "colchicine"). Their paths stay: these are the source's numbers."""
    found: dict[int, Item] = {}
    for brothers in _lists(items):
        lead: Item | None = None
        for item in brothers:
            if item.text.rstrip().endswith((":", "：")) and not item.has_children and item.text[:1].isupper():
                lead = item
            elif lead and item.text[:1].islower() and not item.has_children:
                found[id(item)] = replace(item, parent=lead, cohort=item.cohort or lead.cohort)
            else:
                lead = None
    return [found.get(id(item), item) for item in items]


def _lists(items: Sequence[Item]) -> Iterator[list[Item]]:
    """The items of each list, in order."""
    lists: dict[tuple[str, tuple[int, ...], int], list[Item]] = {}
    for item in items:
        lists.setdefault((item.section, item.path[:-1], id(item.parent)), []).append(item)
    yield from lists.values()
