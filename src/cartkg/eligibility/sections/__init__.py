"""The structure of an eligibility text: headings, items and sub-items with their paths, cohorts.

`lines` cuts the text into pieces (headings, marked and plain lines), `tree` nests the pieces under one heading, and this module
numbers the result. Paths are the numbers that the record prints, counted from 1 where it prints none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from cartkg.eligibility.sections import headings
from cartkg.eligibility.sections.lines import Piece, pieces
from cartkg.eligibility.sections.tree import Node, Tree
from cartkg.model import Item, Section, Span


@dataclass
class Group:
    """The pieces under one heading; `words` is the heading itself where it only groups items."""

    section: Section
    cohort: str = ""
    words: Piece | None = None
    pieces: list[Piece] = field(default_factory=list)


def items(text: str) -> tuple[Item, ...]:
    """The items of an eligibility text, in its order.

    A heading that only groups items ("Special criteria for SLE:") is no item; it is the `parent` of the items under it, so that
    readers have its words, with an empty path. Text before the first heading counts as inclusion.
    """
    groups = [(group, _tree(text, group)) for group in _groups(text)]
    found: list[Item] = []
    for section in Section:
        own = [(group, tree) for group, tree in groups if group.section is section and tree.root.children]
        found.extend(_numbered(text, own))
    return tuple(sorted(found, key=lambda item: item.span.start))


def _groups(text: str) -> list[Group]:
    """The text's pieces, parted at its headings."""
    found = [Group(Section.INCLUSION)]
    all_pieces = pieces(text)
    for index, piece in enumerate(all_pieces):
        following = all_pieces[index + 1] if index + 1 < len(all_pieces) else None
        group = _opened(text, piece, following, found[-1])
        if group:
            found.append(group)
        else:
            found[-1].pieces.append(piece)
    return found


def _opened(text: str, piece: Piece, following: Piece | None, current: Group) -> Group | None:
    """The group that a piece opens, or None where it is an item."""
    if piece.heading:
        return Group(piece.heading.section or current.section, piece.heading.cohort)
    words = text[piece.start : piece.end]
    if piece.mark is None and (lead := headings.lead_in(words)):
        section = lead.section if lead.section is Section.EXCLUSION or not current.pieces else None
        return Group(section or current.section, current.cohort)
    if piece.mark is None and following and following.mark and _groups_items(words, piece, current):
        return Group(current.section, headings.group(words), piece)
    return None


def _groups_items(words: str, piece: Piece, current: Group) -> bool:
    """An unmarked short line before a list is a heading when it ends in a colon, or stands apart without a full stop."""
    if piece.indent > 1 and current.pieces:
        return False
    if words.endswith((":", "：")):
        return len(words.split()) <= 14
    return piece.after_blank and len(words.split()) <= 8 and not words.endswith((".", ";")) and bool(headings.group(words))


def _tree(text: str, group: Group) -> Tree:
    marked = any(piece.mark for piece in group.pieces)
    tree = Tree(text, plain=not marked)
    for index, piece in enumerate(group.pieces):
        following = group.pieces[index + 1].mark if index + 1 < len(group.pieces) else None
        tree.add(piece, following)
    return tree


def _numbered(text: str, groups: list[tuple[Group, Tree]]) -> Iterator[Item]:
    """The items of one section. Groups whose printed numbers restart get a step of their own in the path."""
    restart = _restarts([tree.root for _, tree in groups])
    count = 0
    for group, tree in groups:
        lead = _lead_item(text, group)
        if restart and (group.words or group.cohort or count):
            count += 1
            yield from _items(text, group.section, tree.root, (count,), group.cohort, lead)
        else:
            yield from _items(text, group.section, tree.root, (), group.cohort, lead, count)
            count = max(count, *_ordinals(tree.root, count))


def _restarts(roots: list[Node]) -> bool:
    seen: set[int] = set()
    for root in roots:
        own = {node.ordinal for node in root.children if node.ordinal is not None}
        if own & seen:
            return True
        seen |= own
    return False


def _lead_item(text: str, group: Group) -> Item | None:
    if not group.words:
        return None
    span = Span(group.words.start, group.words.end)
    return Item(group.section, (), span, text[span.start : span.end], group.cohort, None, True)


def _ordinals(node: Node, before: int = 0) -> list[int]:
    """The numbers of an item's sub-items: as printed where these rise, else counted on from `before`."""
    printed = [child.ordinal for child in node.children]
    known = [n for n in printed if n is not None]
    rising = len(known) == len(printed) and all(a < b for a, b in zip(known, known[1:], strict=False))
    if rising and known and known[0] > (before if before < known[0] else 0):
        return known
    return list(range(before + 1, before + 1 + len(printed)))


def _items(
    text: str, section: Section, node: Node, path: tuple[int, ...], cohort: str, parent: Item | None, before: int = 0
) -> Iterator[Item]:
    for number, child in zip(_ordinals(node, before), node.children, strict=True):
        words = text[child.start : child.end]
        own = own_cohort(words, bool(child.children)) or cohort
        item = Item(section, (*path, number), Span(child.start, child.end), words, own, parent, bool(child.children))
        yield item
        yield from _items(text, section, child, item.path, own, item)


_PREFIX = re.compile(r"^((?:Cohorts?|Arms?|Parts?|Phases?|Groups?)\s+[A-Z0-9][\w, &/-]{0,30}?)(?:\s+only)?\s*[:：]", re.I)


def own_cohort(words: str, has_children: bool) -> str:
    """The cohort that an item's own first words limit it to: "Cohort 2: …", "For donors:" over a list."""
    if prefix := _PREFIX.match(words):
        return prefix[1]
    if has_children and words.endswith((":", "：")) and len(words.split()) <= 10:
        return headings.group(words)
    return ""
