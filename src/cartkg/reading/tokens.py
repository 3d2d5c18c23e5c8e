"""The words, numbers and signs of an item, each with the characters that it came from.

One stream of tokens is what everything after it reads: no pattern runs on the raw text again. A token's `word` is its form for
comparing: lower case, American spelling, full-width signs as plain ones; `raw` is as written.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from cartkg.vocabulary.words import BRITISH, BRITISH_ENDING, BRITISH_SIGNS

# A number with its thousands and decimals, a word with its apostrophe, an arrow of signs, or one sign.
PATTERN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’´`][^\W\d_]+)?|[<>=!]=|=[<>]|\+/-|[^\s\w]|_")
WIDE = str.maketrans("（）［］【】、；：，。＜＞＝／～％≦≧⩾⩽＋－‐‑‒–—−’´`", "()[][],;:,.<>=/~%≤≥≥≤+-------'''")


class Token(NamedTuple):
    """One word, number or sign; `start` and `end` are offsets into the text it came from."""

    word: str
    raw: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        return self.word[0].isalpha()

    @property
    def is_number(self) -> bool:
        return self.word[0].isdigit()

    @property
    def is_sign(self) -> bool:
        return not self.word[0].isalnum()


@lru_cache(maxsize=65536)
def plain(word: str) -> str:
    """A word as it is compared: lower case, American spelling; not made singular, since "failure" and "failures" may differ."""
    word = word.translate(WIDE).lower()
    if BRITISH_SIGNS.search(word):
        for british, american in BRITISH:
            word = word.replace(british, american)
    return BRITISH_ENDING.sub(r"iz\1", word) if "is" in word else word


@lru_cache(maxsize=2048)
def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a text, in order."""
    return tuple(Token(plain(m[0]), m[0], m.start(), m.end()) for m in PATTERN.finditer(text.translate(WIDE)))


def at(stream: tuple[Token, ...], offset: int) -> int:
    """The index of the token at or after a character offset; the number of tokens where there is none."""
    low, high = 0, len(stream)
    while low < high:
        middle = (low + high) // 2
        if stream[middle].end <= offset:
            low = middle + 1
        else:
            high = middle
    return low
