"""Pieces to a tree of list items: where a mark continues an open list, opens one inside it, or goes back to an outer one."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from cartkg.reading.document import headings, runs
from cartkg.reading.document.lines import Piece, trimmed
from cartkg.reading.document.marks import Mark, Reading

DEEPEST = 12  # lists within lists; deeper ones are marks gone wild
FLAT = "‣⁃∙"  # marks of a list whose depth was lost: one for its first item, another for those after it

OPENS = re.compile(
    r"(?:[:：,，]|\bfollowing\b[^.]*|\bas follows\b\.?|\b(?:either|any|all|one|two)(?: or more)? of\b[^.]*)\s*$", re.I
)


UNFINISHED = re.compile(
    r"(?:[,:：(/&+–-]|\b(?:of|or|and|to|the|a|an|by|in|with|for|from|on|at|as|than|any|no|not|both|either|is|are))\s*$", re.I
)
BESIDE = re.compile(r"(?:Note|NB|N\.B\.|See|OR|AND|Or|And|I|[A-Z]{1,3}\d*\s*[-–/)])\b")


@dataclass(eq=False)
class Node:
    """An item under construction; the root of a list has no words."""

    start: int
    end: int
    ordinal: int | None = None
    outer: tuple[int, ...] = ()
    children: list["Node"] = field(default_factory=list)
    indent: int = -1
    marked: bool = True


@dataclass(eq=False)
class Level:
    """A list that is still open: its mark style, the last ordinal, its indent, the item that holds it."""

    owner: Node
    style: str
    indent: int
    last: int
    inline: bool
    others: set[str] = field(default_factory=set)  # further marks that its items bear

    @property
    def kind(self) -> str:
        return self.style.strip("().[]、") or self.style


Fit = Callable[[Level, Reading, Piece], bool]


def _near(level: Level, piece: Piece) -> bool:
    inline = level.inline or (piece.mark is not None and piece.mark.inline)
    return inline or abs(piece.indent - level.indent) <= 1


def _same_place(level: Level, reading: Reading, piece: Piece) -> bool:
    """The same marks at the same indent."""
    return level.style == reading.style and _near(level, piece)


def _same_kind(level: Level, reading: Reading, piece: Piece) -> bool:
    """The same kind of mark in other punctuation ("2)" after "1.")."""
    return level.kind == reading.kind and _near(level, piece)


def _any_place(level: Level, reading: Reading, piece: Piece) -> bool:
    """The next number at another indent: better than a list that opens in its middle."""
    return level.style == reading.style and (reading.ordinal or 0) > 1


def _always_one(marks: Sequence[Mark]) -> frozenset[str]:
    """The styles of lists whose items are numbered 1, all or most: they are one list, not lists within lists."""
    readings = [mark.readings[0] for mark in marks]
    every = Counter(one.style for one in readings if one.ordinal and not one.outer)
    again = Counter(
        two.style for one, two in pairwise(readings) if two.ordinal == 1 and one.style == two.style and not two.outer
    )
    return frozenset(style for style, count in again.items() if count >= 2 and 2 * count >= every[style] - 1)


class Tree:
    """Builds one list out of the pieces that stand under one heading."""

    def __init__(self, text: str, group: Sequence[Piece]) -> None:
        marks = [piece.mark for piece in group if piece.mark]
        self.text, self.plain, self.alone = text, not marks, len(group) == 1
        self.flat = any(mark.readings[0].style in FLAT for mark in marks)
        self.sloppy = _always_one(marks)
        self.root = Node(0, 0)
        self.levels: list[Level] = []
        self.following: Mark | None = None

    def add(self, piece: Piece, following: Mark | None) -> None:
        """Places a piece; `following` is the mark of the next line, which a run-on list within this line may lead up to."""
        self.following = following
        inner = piece.mark.inner if piece.mark and piece.mark.bullet else piece.start
        self.run = runs.candidates(self.text, inner, piece.end)
        rest: Node | None = self._add_part(piece) if piece.mark else self._add_unmarked(piece)
        while rest:
            rest = self._split(rest, following)

    def _split(self, node: Node, following: Mark | None) -> Node | None:
        """Cuts an item at the next run-on mark within it; the item behind the cut, or None."""
        place = runs.Place([(level.style, level.last) for level in self.levels], self._number_of(node), following, self.alone)
        mark = runs.first(self.text, self.run, node.start, place)
        if mark is None:
            return None
        tail = trimmed(self.text, Piece(mark.end, node.end, node.indent, False, mark))
        head = trimmed(self.text, Piece(node.start, mark.start, node.indent, False))
        if tail is None:
            return None
        node.end = head.end if head else node.start
        if node.ordinal is None and self.root.children == [node] and headings.lead_in(self.text[node.start : node.end]):
            self.root.children, self.levels = [], []
        return self._add_part(tail)

    # --- unmarked lines ----------------------------------------------------------------------------------------------

    def _add_unmarked(self, piece: Piece) -> Node:
        last = self.last()
        if last and self._continues(piece, last):
            last.end = piece.end
            return last
        owner = self.root
        if piece.after_blank and last and not self.plain and OPENS.search(self.text[last.start : last.end]):
            owner = last
        elif last and not self.plain and not piece.after_blank and not self.text[last.start : last.end].endswith((":", "：")):
            owner = next(node for node in [self.root, *self.chain()] if last in node.children[-1:])
        elif piece.indent > 0 and last and not self.plain:
            owner = next((node for node in reversed(self.chain()) if node.indent < piece.indent), self.root)
        else:
            self.levels = [level for level in self.levels if level.owner is self.root]
        node = Node(piece.start, piece.end, indent=piece.indent, marked=False)
        owner.children.append(node)
        return node

    def _continues(self, piece: Piece, last: Node) -> bool:
        """Whether an unmarked line goes on with the item before it."""
        words, before = self.text[piece.start : piece.end], self.text[last.start : piece.start].rstrip()
        if self.plain:
            return words[0].islower() and not before.endswith((".", ";", ":")) and not words[:2].endswith(")")
        if self._stands_alone(words, before, last):
            return False
        if re.match(r"(?:Note|NB|N\.B\.|See|\(|and\b|or\b|OR\b|AND\b)", words) or not piece.after_blank:
            return True
        if piece.indent > last.indent and piece.indent > 0:
            return True
        return words[0].islower() and not before.endswith((".", ":"))

    def _stands_alone(self, words: str, before: str, last: Node) -> bool:
        """Whether a plain line in a list of bullets is an item that lost its bullet: it begins anew behind a short line."""
        if last.ordinal is not None or not words[0].isupper() or UNFINISHED.search(before) or BESIDE.match(words):
            return False
        return words.endswith((":", "：")) or len(before.rsplit("\n", 1)[-1].strip()) < 50

    # --- marked parts ------------------------------------------------------------------------------------------------

    def _add_part(self, piece: Piece) -> Node:
        assert piece.mark
        level, reading = self._level_for(piece, piece.mark)
        start = piece.mark.inner if reading is piece.mark.bullet else piece.start
        del self.levels[self.levels.index(level) + 1 :]
        level.inline = level.inline or piece.mark.inline
        level.last = reading.ordinal if reading.ordinal is not None else level.last + 1
        node = Node(start, piece.end, reading.ordinal, reading.outer, indent=level.indent)
        level.owner.children.append(node)
        return node

    def _level_for(self, piece: Piece, mark: Mark) -> tuple[Level, Reading]:
        if piece.after_break and (level := next(reversed(self.levels), None)) and _same_place(level, mark.readings[0], piece):
            return level, Reading(level.style, level.last + 1)
        if self._opens_flat(mark):
            return self._open(piece, mark, mark.readings[0]), mark.readings[0]
        if level := self._flat_level(mark):
            return level, mark.readings[0]
        if level := self._sloppy_level(piece, mark):
            return level, replace(mark.readings[0], ordinal=None)
        for fit in (_same_place, _same_kind, _any_place):
            for reading in mark.readings:
                if fitting := self._fitting(piece, mark, reading, fit):
                    return fitting, reading
        if mark.bullet and not self._goes_on(mark) and (fitting := self._fitting(piece, mark, mark.bullet, _same_place)):
            return fitting, mark.bullet
        reading = next((r for r in mark.readings if r.ordinal in (1, None)), mark.readings[-1])
        if level := self._gap(piece, mark, reading):
            return level, reading
        if len(self.levels) >= DEEPEST:
            return self.levels[-1], replace(reading, ordinal=None)
        return self._open(piece, mark, reading), reading

    def _opens_flat(self, mark: Mark) -> bool:
        """Whether a mark of lost depth stands behind a lead-in within a list."""
        last = self.last()
        if not self.flat or mark.readings[0].ordinal is not None or last is None or len(self.levels) < 2:
            return False
        return bool(OPENS.search(self.text[last.start : last.end])) and self.text[last.end - 1] in ":："

    def _flat_level(self, mark: Mark) -> Level | None:
        """The list that a mark of lost depth goes on: one that has borne it, else the innermost; none behind a lead-in."""
        style, last = mark.readings[0].style, self.last()
        if not self.flat or mark.readings[0].ordinal is not None or last is None or len(self.levels) < 2:
            return None
        bearing = [level for level in reversed(self.levels) if style == level.style or style in level.others]
        known = next((level for level in bearing if not level.others or style in level.others), next(iter(bearing), None))
        if known is None and style in FLAT:
            known = self.levels[-1]
            known.others.add(style)
        return known

    def _sloppy_level(self, piece: Piece, mark: Mark) -> Level | None:
        """The open list of a mark whose list is numbered 1 throughout."""
        reading = mark.readings[0]
        if reading.style not in self.sloppy or reading.ordinal != 1:
            return None
        return next((level for level in self.levels if _same_place(level, reading, piece)), None)

    def _goes_on(self, mark: Mark) -> bool:
        """Whether the next line bears the number after this one's: then "• i." is a number, no bullet with words behind it."""
        nexts = self.following.readings if self.following else ()
        return any(n.style == r.style and n.ordinal == (r.ordinal or 0) + 1 for n in nexts for r in mark.readings)

    def _fitting(self, piece: Piece, mark: Mark, reading: Reading, fit: Fit) -> Level | None:
        """The deepest open list that the mark continues; a run-on mark prefers a list that runs on."""
        found = [
            level
            for level in reversed(self.levels)
            if (reading.ordinal is None or reading.ordinal == level.last + 1) and fit(level, reading, piece)
        ]
        if reading.outer:
            found = [level for level in found if self._number_of(level.owner) == reading.outer] or found
        if mark.inline:
            found.sort(key=lambda level: not level.inline)
        return found[0] if found else None

    def _number_of(self, node: Node) -> tuple[int, ...]:
        """The printed numbers of the items from the outermost down to `node`."""
        chain = self.chain()
        return tuple(n.ordinal or 0 for n in chain[: chain.index(node) + 1]) if node in chain else ()

    def _gap(self, piece: Piece, mark: Mark, reading: Reading) -> Level | None:
        """A list of the same style and indent whose next number was left out or mistyped."""
        if reading.ordinal in (1, None) or mark.inline:
            return None
        same = [level for level in self.levels if level.kind == reading.kind and abs(piece.indent - level.indent) <= 1]
        return next(
            (level for level in reversed(same) if reading.ordinal and reading.ordinal > level.last), same[0] if same else None
        )

    def _open(self, piece: Piece, mark: Mark, reading: Reading) -> Level:
        owner = (self.last() or self.root) if mark.inline else self._owner(piece)
        chain = [self.root, *self.chain()]
        self.levels = [level for level in self.levels if level.owner in chain[: chain.index(owner) + 1]]
        level = Level(owner, reading.style, piece.indent, 0, mark.inline)
        self.levels.append(level)
        return level

    def _owner(self, piece: Piece) -> Node:
        """The item under which a new list opens: the last one that is indented less, or, without indents, the last item."""
        chain = self.chain()
        if not chain:
            return self.root
        shallower = [node for node in chain if node.indent < piece.indent - 1]
        if shallower and shallower[-1] is not chain[-1] and chain[-1].indent > piece.indent:
            return shallower[-1]
        if piece.indent < min(node.indent for node in chain):
            return self.root
        if chain[-1].ordinal is None and not chain[-1].marked and not OPENS.search(self.text[chain[-1].start : chain[-1].end]):
            return self.root
        level_nodes = [node for node in chain if node.indent <= piece.indent]
        return level_nodes[-1] if level_nodes else self.root

    # --- looking around ----------------------------------------------------------------------------------------------

    def chain(self) -> list[Node]:
        """The items from the outermost to the last one added."""
        found, node = [], self.root
        while node.children:
            node = node.children[-1]
            found.append(node)
        return found

    def last(self) -> Node | None:
        """The item that was added last."""
        return next(iter(reversed(self.chain())), None)
