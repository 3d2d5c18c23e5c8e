"""Mending misspelt words by a bounded edit distance; short words are never mended."""

from collections.abc import Collection

from rapidfuzz.distance import OSA

# Where one word has such a beginning, the other must have the same: one or two letters part opposites.
BEGINNINGS = (
    "hyper", "hypo", "inter", "intra", "extra", "mono", "poly", "oligo", "pre", "post", "anti", "auto", "allo", "micro",
    "macro", "myo", "myelo", "neuro", "nephro", "leuko", "lympho", "erythro", "osteo", "arthro", "non",
)  # fmt: skip
LONG, VERY_LONG = 7, 10


def bound(word: str) -> int:
    """How many letters may be wrong in a word of this length."""
    return 0 if len(word) < LONG or not word.isalpha() else 1 if len(word) < VERY_LONG else 2


def mended(word: str, known: Collection[str]) -> str | None:
    """The one known word that `word` misspells; None where there is none, or more than one, or the word is known."""
    limit = bound(word)
    if word in known or not limit:
        return None
    near = {other for other in known if _near(word, other, limit)}
    best = min((OSA.distance(word, other) for other in near), default=0)
    closest = [other for other in near if OSA.distance(word, other) == best]
    return closest[0] if len(closest) == 1 else None


def _near(word: str, other: str, limit: int) -> bool:
    if word[0] != other[0] or abs(len(word) - len(other)) > limit or bound(other) == 0:
        return False
    if any(word.startswith(b) != other.startswith(b) for b in BEGINNINGS):
        return False
    return OSA.distance(word, other, score_cutoff=limit) <= limit
