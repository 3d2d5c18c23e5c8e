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
    # A normal word has lost its last s ("arthrits" is "arthrit"): the known word may have kept it.
    alike = [other for other in known if bound(other) and abs(len(word) - len(other)) <= limit + 1]
    distances = {other: min(_distance(word, other, limit), _distance(word + "s", other, limit)) for other in alike}
    best = min(distances.values(), default=limit + 1)
    closest = [other for other, distance in distances.items() if distance == best]
    return closest[0] if best <= limit and len(closest) == 1 else None


def _distance(word: str, other: str, limit: int) -> int:
    """How many letters part the words; more than the limit where they are not to be taken for each other."""
    distance = OSA.distance(word, other, score_cutoff=limit)
    if word[0] != other[0] or any(word.startswith(b) != other.startswith(b) for b in BEGINNINGS if distance <= limit):
        return limit + 1
    return distance
