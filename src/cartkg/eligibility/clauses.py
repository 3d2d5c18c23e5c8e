"""The words of an item with their offsets, its brackets, and the clauses that negations, permissions and windows cannot cross.

An item is cut at sentence ends, semicolons and adversatives ("but", "however"); what stands in brackets is a clause of its own that
hangs at the place of the bracket. Nothing here knows what the words mean.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?|[^\s\w]|_")


def word_set(words: str) -> frozenset[str]:
    """The words of a line as a set."""
    return frozenset(words.split())


OPENING, CLOSING = "([{", ")]}"
WIDE = str.maketrans("（）［］，、；：＜＞＝／～％≦≧", "()[],,;:<>=/~%≤≥")  # the signs of Chinese and Japanese records
STOPS = frozenset(";。•!?\n")
ADVERSATIVE = word_set("but however although though whereas nevertheless otherwise")
ABBREVIATED = word_set("e g i vs etc eg ie approx incl inc excl max min dr no resp ca")


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or sign; `word` is its lower-case form, `start` and `end` are offsets into the text it came from."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch [first, last) of the tokens; `outer` is the token at which its bracket hangs in the outer clause, -1 when none."""

    first: int
    last: int
    outer: int


@dataclass(frozen=True, slots=True)
class Words:
    """A text as tokens; `clause_of[i]` is the index in `clauses` of the clause that token i stands in; `stops` end clauses."""

    text: str
    tokens: tuple[Token, ...]
    clauses: tuple[Clause, ...]
    clause_of: tuple[int, ...]
    stops: frozenset[int]

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

    def word(self, index: int) -> str:
        """The lower-case word at an index, "" outside of the text."""
        return self.tokens[index].word if 0 <= index < len(self.tokens) else ""


@lru_cache(maxsize=1024)
def words(text: str) -> Words:
    """The tokens and clauses of a text."""
    tokens = tuple(Token(m[0].lower().translate(WIDE), m.start(), m.end()) for m in TOKEN.finditer(text))
    partner = _partners(tokens)
    clause_of = [0] * len(tokens)
    clauses: list[Clause] = []
    for first, last, outer in _clauses(text, tokens, partner, 0, len(tokens), -1):
        clauses.append(Clause(first, last, outer))
    # inner clauses come later in the list, so they overwrite the outer clause that holds their bracket
    for number, clause in enumerate(clauses):
        for index in range(clause.first, clause.last):
            clause_of[index] = number
    stops = frozenset(index for index in range(len(tokens)) if _stops(text, tokens, index))
    return Words(text, tokens, tuple(clauses), tuple(clause_of), stops)


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


def _clauses(
    text: str, tokens: tuple[Token, ...], partner: dict[int, int], first: int, last: int, outer: int
) -> Iterator[tuple[int, int, int]]:
    """The clauses of tokens [first, last) of one bracket level, each followed by those of the brackets it holds."""
    start, index, inner = first, first, list[tuple[int, int]]()
    while index < last:
        if index in partner and partner[index] < last:
            if _is_mark(tokens, index, partner[index]) and (index == start or tokens[index - 1].word in ",;:"):
                yield from _closed(text, tokens, partner, start, index, outer, inner)
                start, inner = index, []
            else:
                inner.append((index, partner[index]))
            index = partner[index] + 1
            continue
        if _stops(text, tokens, index):
            yield from _closed(text, tokens, partner, start, index, outer, inner)
            start, inner = index, []
        index += 1
    yield from _closed(text, tokens, partner, start, last, outer, inner)


def _closed(
    text: str,
    tokens: tuple[Token, ...],
    partner: dict[int, int],
    start: int,
    end: int,
    outer: int,
    inner: list[tuple[int, int]],
) -> Iterator[tuple[int, int, int]]:
    if end > start:
        yield start, end, outer
    for opening, closing in inner:
        yield from _clauses(text, tokens, partner, opening + 1, closing, opening)


def _is_mark(tokens: tuple[Token, ...], opening: int, closing: int) -> bool:
    """Whether a bracket only numbers what follows: (1), (a), (iv)."""
    return closing == opening + 2 and (tokens[opening + 1].word.isdigit() or len(tokens[opening + 1].word) <= 1)


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
