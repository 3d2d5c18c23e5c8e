"""The diseases that head the parts of a basket trial's criteria, as cohorts of the items under them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from cartkg.model import Item, Section, Span
from cartkg.reading.document import headings


def scoped(items: Sequence[Item], is_condition: Callable[[str], bool]) -> tuple[Item, ...]:
    """The items with the disease that heads them as their cohort, where no other cohort is stated.

    A heading that consists of a disease's name limits what stands under it where the trial wants the disease (inclusion); under
    exclusion it names what is barred ("Infections:"), unless the trial wants the same disease.
    """
    wanted, basket = set[str](), _basket(items, is_condition)
    found: dict[int, Item] = {}
    for item in items:
        parent = _scoped(item.parent, found, is_condition, wanted) if item.parent else None
        cohort = (
            item.cohort or (parent.cohort if parent else "") or _named(item, is_condition, wanted) or basket.get(item.span, "")
        )
        found[id(item)] = replace(item, parent=parent, cohort=cohort)
    return tuple(found[id(item)] for item in items)


def _basket(items: Sequence[Item], is_condition: Callable[[str], bool]) -> dict[Span, str]:
    """The heads of a basket's groups ("Refractory gout: …", "Refractory psoriasis: …"): items of one list, each with a list of
    its own, that begin with diseases of which at least two differ."""
    lists: dict[tuple[int, ...], dict[Span, str]] = {}
    for item in items:
        parted = item.has_children or re.search(r"[:：]\s*\S", item.text)
        if item.section is Section.INCLUSION and parted and (name := headings.qualified(item.text, is_condition)):
            lists.setdefault(item.path[:-1], {})[item.span] = name
    return {span: name for heads in lists.values() if len(set(heads.values())) > 1 for span, name in heads.items()}


def _scoped(parent: Item, found: dict[int, Item], is_condition: Callable[[str], bool], wanted: set[str]) -> Item:
    if id(parent) not in found:
        found[id(parent)] = replace(parent, cohort=parent.cohort or _named(parent, is_condition, wanted))
    return found[id(parent)]


def _named(item: Item, is_condition: Callable[[str], bool], wanted: set[str]) -> str:
    """The disease that a heading or an item over others consists of."""
    if not item.has_children:
        return ""
    name = headings.condition(item.text, is_condition)
    if name and item.section is Section.INCLUSION:
        wanted.add(name.lower())
    return name if name.lower() in wanted else ""
