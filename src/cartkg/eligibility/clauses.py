"""The words of an item with their offsets, its brackets, and the clauses that negations, permissions and windows cannot cross.

An item is cut at sentence ends, semicolons and adversatives ("but", "however"); what stands in brackets is a clause of its own
that hangs at the place of the bracket. Nothing here knows what the words mean.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?|[^\s\w]|_")


def word_set(words: str) -> frozenset[str]:
    """The words of a line as a set."""
    return frozenset(words.split())


OPENING, CLOSING = "([{", ")]}"
WIDE = str.maketrans("（）［］，、；：＜＞＝／～％≦≧", "()[],,;:<>=/~%≤≥")  # the signs of Chinese and Japanese records
STOPS = frozenset(";。•!?\n")
ADVERSATIVE = word_set("but however although though whereas nevertheless otherwise")
ABBREVIATED = word_set("e g i vs etc eg ie approx incl inc excl max min dr no resp ca")


class Token(NamedTuple):  # thousands are made for a record: a frozen dataclass takes thrice as long to make
    """One word, number or sign; `word` is its lower-case form, `start` and `end` are offsets into the text it came from."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch [first, last) of the tokens; `outer` is the token of the outer clause at which its bracket hangs, or -1."""

    first: int
    last: int
    outer: int


@dataclass(frozen=True, slots=True)
class Words:
    """A text as tokens; `clause_of[i]` is the index in `clauses` of the clause that token i stands in.

    `stops` are the tokens that end clauses, `spelled` the words of the tokens.
    """

    text: str
    tokens: tuple[Token, ...]
    clauses: tuple[Clause, ...]
    clause_of: tuple[int, ...]
    stops: frozenset[int]
    spelled: tuple[str, ...]

    def at(self, offset: int) -> int:
        """The index of the token at or after a character offset (the number of tokens at the end of the text)."""
        low, high = 0, len(self.tokens)
        while low < high:
            middle = (low + high) // 2
            if self.tokens[middle].end <= offset:
                low = middle + 1
            else:
                high = middle
        return low

    def around(self, index: int) -> set[int]:
        """The clause of a token and those of the brackets around it."""
        found = {self.clause_of[index]}
        while (index := self.clauses[self.clause_of[index]].outer) >= 0:
            found.add(self.clause_of[index])
        return found

    def word(self, index: int) -> str:
        """The lower-case word at an index, "" outside of the text."""
        return self.spelled[index] if 0 <= index < len(self.spelled) else ""


@lru_cache(maxsize=1024)
def words(text: str) -> Words:
    """The tokens and clauses of a text."""
    tokens = tuple(Token(m[0].lower(), m.start(), m.end()) for m in TOKEN.finditer(text.translate(WIDE)))
    stops = frozenset(index for index in range(len(tokens)) if _stops(text, tokens, index))
    clauses = tuple(_clauses(_Brackets(tokens, _partners(tokens), stops), 0, len(tokens), -1))
    clause_of = [0] * len(tokens)
    for number, clause in enumerate(clauses):  # inner clauses come later and overwrite the outer one that holds their bracket
        clause_of[clause.first : clause.last] = [number] * (clause.last - clause.first)
    return Words(text, tokens, clauses, tuple(clause_of), stops, tuple(token.word for token in tokens))


@dataclass(frozen=True, slots=True)
class _Brackets:
    """The tokens of a text with what cuts them: each opening bracket's partner, and the signs that end clauses."""

    tokens: tuple[Token, ...]
    partner: dict[int, int]
    stops: frozenset[int]

    def is_mark(self, opening: int, start: int) -> bool:
        """Whether a bracket only numbers what follows: "(1) …; (2) …"."""
        inside = self.tokens[opening + 1].word
        short = self.partner[opening] == opening + 2 and (inside.isdigit() or len(inside) == 1)
        return short and (opening == start or self.tokens[opening - 1].word in ",;:")


def _partners(tokens: tuple[Token, ...]) -> dict[int, int]:
    """The closing bracket's index for each opening one; brackets without a partner are signs like others."""
    partner: dict[int, int] = {}
    open_: list[int] = []
    for index, token in enumerate(tokens):
        if token.word in OPENING:
            open_.append(index)
        elif token.word in CLOSING and open_:
            partner[open_.pop()] = index
    return partner


def _clauses(text: _Brackets, first: int, last: int, outer: int) -> Iterator[Clause]:
    """The clauses of tokens [first, last) of one bracket level, each followed by those of the brackets it holds."""
    start, index, held = first, first, list[int]()
    while index < last:
        bracket = index in text.partner and text.partner[index] < last
        mark = bracket and text.is_mark(index, start)
        if mark or index in text.stops:
            yield from _closed(text, Clause(start, index, outer), held)
            start, held = index, []
        elif bracket:
            held.append(index)
        index = text.partner[index] + 1 if bracket else index + 1
    yield from _closed(text, Clause(start, last, outer), held)


def _closed(text: _Brackets, clause: Clause, held: list[int]) -> Iterator[Clause]:
    if clause.first < clause.last:
        yield clause
    for opening in held:
        yield from _clauses(text, opening + 1, text.partner[opening], opening)


def _stops(text: str, tokens: tuple[Token, ...], index: int) -> bool:
    token = tokens[index]
    if token.word in STOPS or token.word in ADVERSATIVE:
        return not (token.word == "but" and index + 1 < len(tokens) and tokens[index + 1].word in {"not", "are", "is"})
    if token.word != ".":
        return "\n\n" in text[tokens[index - 1].end : token.start] if index else False
    before = tokens[index - 1].word if index else ""
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if after is None:
        return True
    spaced = after.start > token.end
    return before not in ABBREVIATED and (spaced or text[after.start].isupper()) and not text[after.start].islower()
