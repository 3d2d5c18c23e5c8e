"""Pieces to a tree of list items: where a mark continues an open list, opens one inside it, or goes back to an outer one."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from cartkg.reading.document import headings, runs
from cartkg.reading.document.lines import Piece, trimmed
from cartkg.reading.document.marks import Mark, Reading

OPENS = re.compile(
    r"(?:[:：,，]|\bfollowing\b[^.]*|\bas follows\b\.?|\b(?:either|any|all|one|two)(?: or more)? of\b[^.]*)\s*$", re.I
)


@dataclass
class Node:
    """An item under construction; the root of a list has no words."""

    start: int
    end: int
    ordinal: int | None = None
    outer: tuple[int, ...] = ()
    children: list["Node"] = field(default_factory=list)
    indent: int = -1


@dataclass
class Level:
    """A list that is still open: its mark style, the last ordinal, its indent, the item that holds it."""

    owner: Node
    style: str
    indent: int
    last: int
    inline: bool

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


class Tree:
    """Builds one list out of the pieces that stand under one heading."""

    def __init__(self, text: str, *, plain: bool, alone: bool) -> None:
        self.text, self.plain, self.alone = text, plain, alone
        self.root = Node(0, 0)
        self.levels: list[Level] = []
        self.following: Mark | None = None

    def add(self, piece: Piece, following: Mark | None) -> None:
        """Places a piece; `following` is the mark of the next line, which a run-on list within this line may lead up to."""
        self.following = following
        rest: Node | None = self._add_part(piece) if piece.mark else self._add_unmarked(piece)
        while rest:
            rest = self._split(rest, following)

    def _split(self, node: Node, following: Mark | None) -> Node | None:
        """Cuts an item at the next run-on mark within it; the item behind the cut, or None."""
        place = runs.Place([(level.style, level.last) for level in self.levels], self._number_of(node), following, self.alone)
        mark = runs.first(self.text, node.start, node.end, place)
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
        if piece.indent > 0 and last and not self.plain:
            owner = next((node for node in reversed(self.chain()) if node.indent < piece.indent), self.root)
        else:
            self.levels = [level for level in self.levels if level.owner is self.root]
        node = Node(piece.start, piece.end, indent=piece.indent)
        owner.children.append(node)
        return node

    def _continues(self, piece: Piece, last: Node) -> bool:
        """Whether an unmarked line goes on with the item before it."""
        words, before = self.text[piece.start : piece.end], self.text[last.start : last.end].rstrip()
        if self.plain:
            return words[0].islower() and not before.endswith((".", ";", ":")) and not words[:2].endswith(")")
        if re.match(r"(?:Note|NB|N\.B\.|See|\(|and\b|or\b|OR\b|AND\b)", words) or not piece.after_blank:
            return True
        if piece.indent > last.indent and piece.indent > 0:
            return True
        return words[0].islower() and not before.endswith((".", ":"))

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
        for fit in (_same_place, _same_kind, _any_place):
            for reading in mark.readings:
                if fitting := self._fitting(piece, mark, reading, fit):
                    return fitting, reading
        if mark.bullet and not self._goes_on(mark) and (fitting := self._fitting(piece, mark, mark.bullet, _same_place)):
            return fitting, mark.bullet
        reading = next((r for r in mark.readings if r.ordinal in (1, None)), mark.readings[-1])
        if level := self._gap(piece, mark, reading):
            return level, reading
        return self._open(piece, mark, reading), reading

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
        if (
            chain[-1].ordinal is None
            and self._unmarked(chain[-1])
            and not OPENS.search(self.text[chain[-1].start : chain[-1].end])
        ):
            return self.root
        level_nodes = [node for node in chain if node.indent <= piece.indent]
        return level_nodes[-1] if level_nodes else self.root

    def _unmarked(self, node: Node) -> bool:
        return not any(node in level.owner.children for level in self.levels)

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
