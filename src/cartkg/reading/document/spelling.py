"""Words that a lost blank glued together or a stray one broke, told by the vocabulary alone.

"tacrolimuswithin" is two words because the vocabulary has the one and `joining.tsv` the other, and nobody has the whole;
"arrhythm ia" is one because the vocabulary has the whole and not its beginning. What neither proves stays as written.
"""

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import pairwise

from cartkg.reading import lexicon
from cartkg.reading.tokens import plain
from cartkg.vocabulary import Terminology, normal_word, normalise

LONG = 6  # letters of a name that may be glued: shorter ones are found in too many words
WORD = re.compile(r"[^\W\d_]{2,}")
BESIDE = re.compile(r"(?<=[a-z]{3}[.;:,])(?=[A-Z][A-Za-z])|(?<=[A-Za-z\d%)])(?=(?:Inclusion|Exclusion)\s+[Cc]riteria\b)")
CAMEL = re.compile(r"(?<=[a-z]{3})(?=[A-Z][a-z]{2})")
GAP = re.compile(r"-?[ \t]*\n?[ \t]*")


class Spelling:
    """The repairs of a text, with the words of one vocabulary as proof."""

    def __init__(self, terminology: Terminology) -> None:
        self.terminology = terminology
        self.parts = lru_cache(maxsize=65536)(self._parts)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of every name."""
        return frozenset(word for name in self._names for word in name)

    @cached_property
    def names(self) -> frozenset[str]:
        """Names of one word: what a word before them may be glued to."""
        return frozenset(name[0] for name in self._names if len(name) == 1 and len(name[0]) >= LONG)

    @cached_property
    def ends(self) -> frozenset[str]:
        """The last words of names: what a word behind them may be glued to."""
        return frozenset(name[-1] for name in self._names if len(name[-1]) >= LONG)

    @cached_property
    def _names(self) -> tuple[tuple[str, ...], ...]:
        terms = self.terminology.of_kind(())
        names = (name for term in terms for name in (term.label, *term.synonyms))
        return tuple(words for name in names if (words := tuple(normalise(name).split())))

    def repairs(self, text: str) -> Iterator[tuple[int, int, str]]:
        """The changes as (start, end, new letters), in order."""
        words = list(WORD.finditer(text))
        inserts = {found.start() for found in BESIDE.finditer(text)}
        inserts.update(
            word.start() + offset for word in words if word.end() - word.start() > LONG for offset in self.parts(word[0])
        )
        changes = [(place, place, " ") for place in inserts]
        changes += [(one.end(), other.start(), "") for one, other in pairwise(words) if self._broken(one, other)]
        yield from sorted(changes)

    def _parts(self, word: str) -> tuple[int, ...]:
        """The offsets at which a glued word parts; none for a word that stands as it is."""
        if len(word) < LONG + 2 or normal_word(word) in self.words:
            return ()
        for cut in (found.start() for found in CAMEL.finditer(word)):
            if self._joins(word[:cut]) or self._ends(word[:cut]):
                return (cut,)
        for cut in range(2, len(word) - 1):
            left, right = word[:cut], word[cut:]
            if self._joins(left) and (normal_word(right) in self.names or lexicon.member("MOMENT", plain(right))):
                return (cut,)
            if self._joins(right) and right.islower() and self._ends(left):
                return (cut,)
        return ()

    def _joins(self, word: str) -> bool:
        return lexicon.member("JOINING", plain(word))

    def _ends(self, word: str) -> bool:
        return normal_word(word) in self.ends

    def _broken(self, one: re.Match[str], other: re.Match[str]) -> bool:
        """Whether two words are halves of one: the vocabulary has the whole, and not its beginning."""
        if (one[0] + other[0]).lower() not in self.ends or not other[0].islower():
            return False
        gap = other.string[one.end() : other.start()]
        if not gap or gap == "-" or not GAP.fullmatch(gap):
            return False
        return not (normal_word(one[0]) in self.words or self._joins(one[0]) or self._joins(other[0]))
