"""Patterns that are tried only on texts with the letters that every match of theirs holds.

Most patterns of the reading rules fit few items. To look for plain letters first ("vaccin", "transplant") costs a tenth of
trying a pattern at every place of a text, and changes no answer: `letters_of` takes the letters from the pattern itself.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

# Python has no public parser of its patterns; tests/test_gates.py holds that this one still says what is read from it.
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

MOST = 48  # letters to look for: with more of them the pattern itself is as quick
ENOUGH = 4  # characters: of two sets of letters that serve as well, the smaller one

Letters = frozenset[str]  # every match holds one of these; none of them where nothing is known


def folded(text: str) -> str:
    """A text in the form in which letters are looked for; an i without its dot, or with one more, is an i, as for `re`."""
    return text.lower() if text.isascii() else text.casefold().replace("ı", "i").replace("i\u0307", "i")


class Gated:
    """A pattern behind its gate, with the searches of `re.Pattern` (and their results)."""

    __slots__ = ("_compiled", "_folds", "letters")

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self._compiled = re.compile(pattern, flags)
        self._folds = ignores_case(pattern, flags)
        self.letters = tuple(sorted(letters_of(pattern, flags)))

    def opens(self, text: str) -> bool:
        """Whether the pattern may fit somewhere in a text."""
        if not self.letters:
            return True
        looked_at = folded(text) if self._folds else text
        for letters in self.letters:  # noqa: SIM110  quicker than any() by half
            if letters in looked_at:
                return True
        return False

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """As `re.Pattern.search`."""
        stop = len(text) if end is None else end
        return self._compiled.search(text, start, stop) if self.opens(text[start:stop]) else None

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """As `re.Pattern.finditer`."""
        stop = len(text) if end is None else end
        return self._compiled.finditer(text, start, stop) if self.opens(text[start:stop]) else iter(())

    def sub(self, replacement: Any, text: str) -> str:
        """As `re.Pattern.sub`."""
        return self._compiled.sub(replacement, text) if self.opens(text) else text


@cache
def gated(pattern: str, flags: int = 0) -> Gated:
    """A compiled pattern that is tried only where its letters stand."""
    return Gated(pattern, flags)


def letters_of(pattern: str, flags: int = 0) -> Letters:
    """Letters one of which stands in every match of a pattern; none where no such letters are known."""
    best = _of_sequence(parser.parse(pattern, flags))
    if ignores_case(pattern, flags):
        best = frozenset(map(folded, best))
    fewest = frozenset(one for one in best if not any(other in one for other in best if other != one))
    return fewest if len(fewest) <= MOST else frozenset()


def ignores_case(pattern: str, flags: int) -> bool:
    """Whether a pattern ignores the case of letters, or some of its parts do."""
    return bool(flags & re.IGNORECASE) or "(?i" in pattern


def _of_sequence(nodes: Iterable[tuple[Any, Any]]) -> Letters:
    """The best letters of the parts of a sequence: its runs of plain letters, its branches, its brackets."""
    found, run = list[Letters](), ""
    for op, value in nodes:
        if op is ops.LITERAL:
            run += chr(value)
        elif op is not ops.AT:  # \b and the like take no letters
            found += [frozenset((run,)), _of_node(op, value)]
            run = ""
    return _best([*found, frozenset((run,))])


def _of_node(op: Any, value: Any) -> Letters:
    if op is ops.SUBPATTERN:
        return _of_sequence(value[-1])
    if op is ops.BRANCH:
        branches = [_of_sequence(branch) for branch in value[1]]
        return frozenset().union(*branches) if all(branches) else frozenset()
    if op in (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT) and value[0] > 0:
        return _of_sequence(value[2])
    if op is ops.ATOMIC_GROUP:
        return _of_sequence(value)
    if op is ops.IN and all(kind is ops.LITERAL for kind, _ in value):
        return frozenset(chr(code) for _, code in value)
    return frozenset()


def _best(found: Sequence[Letters]) -> Letters:
    """The set that the fewest texts hold: its shortest letters long, and few of them."""
    known = [letters for letters in found if letters and all(letters)]
    return max(known, key=lambda letters: (min(ENOUGH, *map(len, letters), ENOUGH), -len(letters)), default=frozenset())
