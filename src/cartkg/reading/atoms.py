"""An item as the atoms that rules work on: names, times, counts and doses as one atom each, brackets that hold clauses.

A clause is what one predicate may reach: an item is parted at sentence ends and semicolons; what stands in brackets, or between
spaced dashes, is a clause of its own that hangs at its place.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from cartkg.reading import counts, doses, time
from cartkg.reading.counts import Count
from cartkg.reading.lexicon import member
from cartkg.reading.time import Time
from cartkg.reading.tokens import Token, tokens
from cartkg.reading.tokens import at as token_at

NAME, TERM, TIME, COUNT, DOSE, WORD, MARK, BRACKET = "name", "term", "time", "count", "dose", "word", "mark", "bracket"


@dataclass(slots=True)
class Atom:
    """One thing in a clause. `word` is what phrases compare; [first, last) are its tokens; `value` what was made of it."""

    kind: str
    word: str
    first: int
    last: int
    value: object = None
    inner: list["Clause"] = field(default_factory=list)
    term: int = -1  # of a word of a term: the token at which the term begins

    @property
    def is_term(self) -> bool:
        return self.term >= 0


@dataclass(slots=True)
class Clause:
    """Atoms that one predicate may reach. `continues`: it goes on with the list that the clause before it opened by a colon."""

    atoms: list[Atom]
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """Something found at the characters [start, end) of an item; the words of a term (a disease, a measure) stay words."""

    start: int
    end: int
    kind: str
    value: object


DEEPEST = 8  # brackets within brackets; deeper ones are signs like others
OPENING, CLOSING = "([{", ")]}"
ENDS = frozenset(";!?•\n")


def clauses(text: str, found: Sequence[Stretch]) -> list[Clause]:
    """The clauses of an item's text with what was found in it (names, terms) as atoms."""
    stream = tokens(text)
    flat = _flat(text, stream, found)
    return _parted(text, stream, _nested(flat, 0, len(flat), _partners(flat, stream)))


def _flat(text: str, stream: tuple[Token, ...], found: Sequence[Stretch]) -> list[Atom]:
    """The atoms in one row: times first, then names and terms, doses, counts, and the words that are left."""
    words = [_spelled(stream, i) for i in range(len(stream))]
    taken = [False] * len(words)
    atoms: list[Atom] = []

    def put(kind: str, first: int, last: int, value: object) -> None:
        if not any(taken[first:last]) and last > first:
            taken[first:last] = [True] * (last - first)
            atoms.append(Atom(kind, f"<{kind}>", first, last, value))

    for when in time.find(words):
        put(TIME, when.first, when.last, when)
    terms: dict[int, int] = {}
    for stretch in found:
        first, last = token_at(stream, stretch.start), token_at(stream, stretch.end - 1) + 1
        if stretch.kind == TERM:
            terms.update((i, first) for i in range(first, last))
        else:
            put(stretch.kind, first, last, stretch.value)
    for first, last, dose in doses.find(words, taken):
        put(DOSE, first, last, dose)
    names = {atom.first for atom in atoms if atom.kind == NAME}
    for count in counts.find(words, names, taken):
        put(COUNT, count.first, count.last, count)
    atoms += [
        Atom(MARK if token.is_sign else WORD, token.word, i, i + 1, term=terms.get(i, -1))
        for i, token in enumerate(stream)
        if not taken[i]
    ]
    atoms.sort(key=lambda atom: atom.first)
    return atoms


def _spelled(stream: tuple[Token, ...], index: int) -> str:
    """A token's word; a capital M right behind a number is a month (≥3M)."""
    token = stream[index]
    if token.raw == "M" and index and stream[index - 1].is_number and stream[index - 1].end == token.start:
        return "mo"
    if token.is_number and index and stream[index - 1].is_word and stream[index - 1].end == token.start:
        return "·" + token.word  # the 5 of GPRC5D is no number
    return token.word


def _partners(flat: list[Atom], stream: tuple[Token, ...]) -> dict[int, int]:
    """Each opening bracket's or first spaced dash's partner, by index."""
    partner: dict[int, int] = {}
    open_: list[int] = []
    dash = -1
    for index, atom in enumerate(flat):
        if atom.kind != MARK:
            continue
        if atom.word in OPENING:
            open_.append(index)
        elif atom.word in CLOSING and open_:
            first = open_.pop()
            if len(open_) < DEEPEST:
                partner[first] = index
        elif atom.word == "-" and not open_ and _spaced(stream, atom.first):
            if dash >= 0 and index - dash > 1:
                partner[dash], dash = index, -1
            else:
                dash = index
        elif atom.word in ENDS or atom.word == ".":
            dash = -1
    return {first: last for first, last in partner.items() if not _crosses(first, last, partner)}


def _crosses(first: int, last: int, partner: dict[int, int]) -> bool:
    return any(first < a < last < b for a, b in partner.items())


def _spaced(stream: tuple[Token, ...], index: int) -> bool:
    before, here = stream[index - 1] if index else None, stream[index]
    after = stream[index + 1] if index + 1 < len(stream) else None
    return before is not None and after is not None and before.end < here.start and here.end < after.start


def _nested(flat: list[Atom], first: int, last: int, partner: dict[int, int]) -> list[Atom]:
    """The atoms with each bracket as one atom; iterative over one level, so that depth costs no more than length."""
    done: list[list[Atom]] = [[]]
    closing: list[int] = []
    for index in range(first, last):
        if closing and index == closing[-1]:
            closing.pop()
            inner = done.pop()
            done[-1][-1].inner = [Clause(inner)]
            done[-1][-1].last = flat[index].last
        elif index in partner:
            done[-1].append(Atom(BRACKET, "<bracket>", flat[index].first, flat[index].last))
            done.append([])
            closing.append(partner[index])
        else:
            done[-1].append(flat[index])
    return done[0]


def _parted(text: str, stream: tuple[Token, ...], atoms: list[Atom]) -> list[Clause]:
    """The clauses of one level, and of every bracket in it."""
    result: list[Clause] = []
    stack = [(atoms, result)]
    while stack:
        row, into = stack.pop()
        into.extend(_split(text, stream, row))
        for clause in into:
            for atom in clause.atoms:
                if atom.kind == BRACKET and atom.inner:
                    held = atom.inner[0].atoms
                    atom.inner = []
                    stack.append((held, atom.inner))
    return result


def _split(text: str, stream: tuple[Token, ...], row: list[Atom]) -> list[Clause]:
    found, current, listing = [], list[Atom](), False
    continues = False
    for index, atom in enumerate(row):
        if atom.word == ";" and index + 1 < len(row) and row[index + 1].word in ("or", "and", "except", "unless", "provided"):
            atom.word = ","
        if atom.kind == MARK and _stops(text, stream, row, index):
            if current:
                found.append(Clause(current, continues))
            continues = listing and atom.word == ";"
            listing = continues
            current = []
            continue
        listing = listing or atom.word == ":"
        current.append(atom)
    if current:
        found.append(Clause(current, continues))
    return found


def _stops(text: str, stream: tuple[Token, ...], row: list[Atom], index: int) -> bool:
    atom = row[index]
    if atom.word in ENDS:
        return True
    if atom.word != ".":
        return False
    before = stream[atom.first - 1].word if atom.first else ""
    if member("ABBREVIATED", before) or (len(before) == 1 and before.isalpha()):
        return False
    after = stream[atom.first + 1] if atom.first + 1 < len(stream) else None
    if after is None:
        return True
    return (after.start > stream[atom.first].end and not after.raw[0].islower()) or after.raw[0].isupper()


def is_neutral(atom: Atom) -> bool:
    """Whether an atom changes nothing between a cue and a name."""
    return atom.kind in (MARK, BRACKET, DOSE) or (atom.kind == WORD and member("NEUTRAL", atom.word))


def time_of(atom: Atom) -> Time:
    """The time that a time atom holds."""
    assert isinstance(atom.value, Time)
    return atom.value


def count_of(atom: Atom) -> Count:
    """The count that a count atom holds."""
    assert isinstance(atom.value, Count)
    return atom.value
