"""The structure of an eligibility text: headings, items and sub-items with their paths, cohorts.

`decode` puts the text into plain dress, `lines` cuts it into pieces (headings, marked and plain lines), `tree` nests the pieces
under one heading, and this module numbers the result. Paths are the numbers that the record prints, counted from 1 where it
prints none.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise

from cartkg.model import Item, Origin, Section, Span
from cartkg.reading.document import alternatives, conditions, headings, lead_ins
from cartkg.reading.document.decode import decoded
from cartkg.reading.document.lines import Piece, pieces, trimmed
from cartkg.reading.document.spelling import Spelling
from cartkg.reading.document.tree import Node, Tree
from cartkg.vocabulary import Terminology

__all__ = ["Spelling", "decoded", "items"]

CONDITION_KINDS = ("condition", "condition-name")


BREAK = re.compile(r"[\r\n\t]")
CARVING = re.compile(r"\b(?:except|exceptions?|excluding|other than|save for)\b", re.I)  # what is carved out of says something
NOTHING = re.compile(r"(?:none|nil|n\.?/?a\.?|no|not applicable|-)[\s.]*", re.I)


@dataclass
class Group:
    """The pieces under one heading; `words` is the heading itself where it only groups items.

    `wide` is the cohort of the section's own heading, which holds for the groups within the section too. What stands under
    criteria for leaving the trial is `outside`: no item of eligibility.
    """

    section: Section
    cohort: str = ""
    wide: str = ""
    words: Piece | None = None
    outside: bool = False
    pieces: list[Piece] = field(default_factory=list)

    @property
    def has_marks(self) -> bool:
        return any(piece.mark for piece in self.pieces)


def items(source: str, terminology: Terminology | None = None) -> tuple[Item, ...]:
    """The items of an eligibility text, in its order. The vocabulary knows the diseases that may head a part of them, and parts
    words that were glued together; without it neither is told.

    A heading that only groups items ("Special criteria for SLE:") is no item; it is the `parent` of the items under it, so that
    readers have its words, with an empty path. Text before the first heading counts as inclusion. Spans are places in the
    decoded text, of which each item has the `origin`.
    """

    def is_condition(words: str) -> bool:
        return bool(terminology and terminology.named(words, CONDITION_KINDS))

    origin = decoded(source, _spelling(terminology) if terminology else None)
    groups = [(group, _tree(origin.text, group)) for group in _groups(origin.text, is_condition) if not group.outside]
    found: list[Item] = []
    for section in Section:
        own = [(group, tree) for group, tree in groups if group.section is section and tree.root.children]
        found.extend(_numbered(origin, own))
    found.sort(key=lambda item: item.span.start)
    return alternatives.marked(conditions.scoped(lead_ins.spread(found), is_condition))


@cache
def _spelling(terminology: Terminology) -> Spelling:
    return Spelling(terminology)


def _groups(text: str, is_condition: Callable[[str], bool]) -> list[Group]:
    """The text's pieces, parted at its headings."""
    found, cohort = [Group(Section.INCLUSION)], ""
    all_pieces = list(_parted(text, pieces(text)))
    for index, piece in enumerate(all_pieces):
        following = all_pieces[index + 1] if index + 1 < len(all_pieces) else None
        if following and following.heading and _names_cohort(text, piece):
            cohort = headings.before(text[piece.start : piece.end])
            continue
        group = _opened(text, piece, following, found[-1]) or _of_condition(text, piece, following, found[-1], is_condition)
        if group and piece.heading:
            group.cohort = group.wide = group.cohort or cohort
        if group:
            found.append(group)
        else:
            found[-1].pieces.append(piece)
    return found


_FIRST_HALF = re.compile(r"(?:(?<=[.;:])\s|^)\s*(?P<words>General|Main|Common|(?:[\w/]+[- ])?[Ss]pecific)\s*$")


def _parted(text: str, found: list[Piece]) -> Iterator[Piece]:
    """The pieces, with the first half of a heading ("… screening. RA-specific" over "Inclusion Criteria:") as a piece of its
    own, and with the parts of a section of one line that only semicolons part."""
    for index, piece in enumerate(found):
        over_heading = index + 1 < len(found) and found[index + 1].heading
        half = _FIRST_HALF.search(text, piece.start, piece.end) if over_heading and piece.heading is None else None
        if half:
            if half.start() > piece.start:
                yield replace(piece, end=half.start())
            yield replace(piece, start=half.start("words"), mark=None)
        elif not piece.mark and not piece.heading and _alone(found, index):
            yield from _parts(text, piece)
        else:
            yield piece


def _alone(found: list[Piece], index: int) -> bool:
    return all(piece.heading for piece in [*found[index - 1 : index], *found[index + 1 : index + 2]])


def _parts(text: str, piece: Piece) -> Iterator[Piece]:
    """The parts of a line between semicolons: three or more, none of which goes on with the one before."""
    cuts = [found.start() for found in re.finditer(r"[;；](?=\s*\S)", text[piece.start : piece.end])]
    places = [piece.start, *(piece.start + cut + 1 for cut in cuts), piece.end]
    parts = [part for a, b in pairwise(places) if (part := trimmed(text, replace(piece, start=a, end=b)))]
    goes_on = any(re.match(r"(?:and|or|but|if|unless|except|who|which)\b", text[part.start : part.end]) for part in parts)
    listed = re.search(r"[:：][^;]*$", text[piece.start : parts[0].end]) if parts else None
    yield from parts if len(parts) > 2 and not goes_on and not listed else [piece]


def _names_cohort(text: str, piece: Piece) -> bool:
    """A line that stands over a section's heading and names an arm ("Cohort 2") holds for the sections below it."""
    words = text[piece.start : piece.end]
    if piece.heading is None and _FIRST_HALF.match(words):
        return True
    return piece.mark is None and piece.heading is None and len(words.split()) <= 8 and bool(headings.group(words))


def _opened(text: str, piece: Piece, following: Piece | None, current: Group) -> Group | None:
    """The group that a piece opens, or None where it is an item."""
    if piece.heading:
        return Group(piece.heading.section or current.section, piece.heading.cohort)
    words = text[piece.start : piece.end]
    if headings.leaves(words):
        return Group(current.section, outside=True)
    if piece.mark is None and (lead := headings.lead_in(words)):
        section = lead.section if lead.section is Section.EXCLUSION or not current.pieces else None
        return Group(section or current.section, current.cohort, current.wide, outside=current.outside)
    if piece.mark is None and following and following.heading is None and _groups_items(words, piece, following, current):
        return Group(current.section, headings.group(words) or current.wide, current.wide, piece)
    return None


def _groups_items(words: str, piece: Piece, following: Piece, current: Group) -> bool:
    """An unmarked short line before a list is a heading when it ends in a colon, or stands apart without a full stop."""
    if piece.indent > 1 and current.pieces:
        return _is_label(words, piece, following)
    if words.endswith((":", "：")):
        if CARVING.search(words):
            return False
        if len(words.split()) <= 20 and headings.group(words):
            return True
        return len(words.split()) <= 14 and (bool(following.mark) or current.has_marks)
    if not following.mark or words.endswith((".", ";")):
        return False
    if piece.after_blank and not current.pieces and re.fullmatch(r"[A-Z][A-Za-z/&-]*(?:[ /][A-Za-z/&-]+){0,3}", words):
        return True
    return len(words.split()) <= 8 and (headings.names_arm(words) or (piece.after_blank and bool(headings.group(words))))


def _of_condition(
    text: str, piece: Piece, following: Piece | None, current: Group, is_condition: Callable[[str], bool]
) -> Group | None:
    """The group that a plain line opens which is a disease's name and no more ("SSc" between two items)."""
    if piece.mark or piece.heading or not following or not following.mark or current.section is not Section.INCLUSION:
        return None
    words, before = text[piece.start : piece.end], text[: piece.start].rstrip()[-4:]
    if words[0].islower() or words.endswith((".", ";", ",")) or len(words.split()) > 6:
        return None
    if current.pieces and re.search(r"(?:[,:：(/-]|\b(?:of|or|and|to|the|a|by|in))$", before):
        return None
    name = headings.qualified(words, is_condition)
    return Group(current.section, name, current.wide, piece) if name else None


def _is_label(words: str, piece: Piece, following: Piece) -> bool:
    """A label that slipped into the item before it: set apart, short, in title case, and the list goes on further out."""
    apart = piece.after_blank and bool(following.mark) and following.indent < piece.indent
    return (
        apart
        and len(words.split()) <= 8
        and words[0].isupper()
        and not words.endswith((".", ";", ":", ","))
        and _title_case(words)
    )


def _title_case(words: str) -> bool:
    long = [word for word in re.split(r"[\s/-]+", words) if len(word) > 3]
    return len(long) > 1 and all(word[0].isupper() for word in long)


def _tree(text: str, group: Group) -> Tree:
    tree = Tree(text, group.pieces)
    for index, piece in enumerate(group.pieces):
        following = group.pieces[index + 1].mark if index + 1 < len(group.pieces) else None
        tree.add(piece, following)
    return tree


def _numbered(text: Origin, groups: list[tuple[Group, Tree]]) -> Iterator[Item]:
    """The items of one section. Where printed numbers restart under a heading, each group has a step of its own in the path."""
    restart, count = _restarts([tree.root for _, tree in groups]), 0
    for group, tree in groups:
        lead = _lead_item(text, group)
        if restart and (group.words or group.cohort or count):
            count += 1
            yield from _items(text, group, tree.root, (count,), lead)
        else:
            yield from _items(text, group, tree.root, (), lead, before=count)
            count = max(count, *_ordinals(tree.root, count))


def _restarts(roots: list[Node]) -> bool:
    """Whether a later group begins with a number that an earlier one has used."""
    count = 0
    for root in roots:
        printed = [node.ordinal for node in root.children if node.ordinal is not None]
        if printed and printed[0] <= count:
            return True
        count = max(count, *_ordinals(root, count))
    return False


def _lead_item(text: Origin, group: Group) -> Item | None:
    if not group.words:
        return None
    span = Span(group.words.start, group.words.end)
    return Item(group.section, (), span, _words(text, span), group.cohort, None, True, text)


def _words(text: Origin, span: Span) -> str:
    """The words of a span on one line; every character keeps its place."""
    return BREAK.sub(" ", text.text[span.start : span.end])


def _ordinals(node: Node, before: int = 0) -> list[int]:
    """The numbers of an item's sub-items: as printed where these rise, else counted on from `before`."""
    printed = [child.ordinal for child in node.children]
    known = [n for n in printed if n is not None]
    rising = len(known) == len(printed) and all(a < b for a, b in pairwise(known))
    if rising and known and known[0] > before:
        return known
    return list(range(before + 1, before + 1 + len(printed)))


def _items(
    text: Origin, group: Group, node: Node, path: tuple[int, ...], parent: Item | None, *, before: int = 0
) -> Iterator[Item]:
    for number, child in zip(_ordinals(node, before), node.children, strict=True):
        span = Span(child.start, child.end)
        words = _words(text, span)
        inherited = parent.cohort if parent else group.cohort
        cohort = own_cohort(words, bool(child.children)) or inherited
        item = Item(group.section, (*path, number), span, words, cohort, parent, bool(child.children), text)
        if words and not NOTHING.fullmatch(words):
            yield item
        yield from _items(text, group, child, item.path, item if words else parent)


_PREFIX = re.compile(r"^((?:Cohorts?|Arms?|Parts?|Phases?|Groups?)\s+[A-Z0-9][\w, &/-]{0,30}?)(?:\s+only)?\s*[:：]", re.I)


def own_cohort(words: str, has_children: bool) -> str:
    """The cohort that an item's own first words limit it to: "Cohort 2: …", "For donors:" over a list."""
    if prefix := _PREFIX.match(words):
        return prefix[1]
    if has_children and (len(words.split()) <= 10 or headings.demands(words)):
        return headings.group(words)
    return ""
