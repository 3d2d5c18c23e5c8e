"""Comparators that the source lost: "score = 6 points" for "score ≥ 6 points".

A sign is mended only where the meaning leaves no doubt: the measure's line says which way a person should lie, and the
stance says whether the trial wants or rejects what the item describes. Elsewhere "=" stays and the limit is in doubt.
"""

from cartkg.eligibility.quantities import Bound, comparators
from cartkg.eligibility.quantities.tokens import tokenise
from cartkg.eligibility.thresholds.measures import Mention
from cartkg.model import Stance

LOST = ("=", "?")

LOST_SIGN = "the source may have lost a sign: this may mean at least or at most"


def mended(text: str, measure: Mention, bound: Bound, stance: Stance) -> tuple[str, bool, str]:
    """The comparator, whether it was mended, and why it is in doubt ("" where it is not)."""
    if bound.quantity.grade and not bound.signed and (sign := _before(text, measure)):
        return sign, False, ""
    if bound.comparator not in LOST or not bound.signed:
        return bound.comparator, False, ""
    if measure.top and bound.quantity.value == int(float(measure.top)):
        return "=", False, ""
    direction = _direction(measure, stance)
    return (direction, True, "") if direction else ("=", False, LOST_SIGN)


def depends_on_disease(measure: Mention, stance: Stance) -> bool:
    """Whether what a trial demands of an organ may be its failure: "heart failure with an ejection fraction = 40 %"."""
    return stance is not Stance.EXCLUDES and measure.wanted in ("high", "low")


def _before(text: str, measure: Mention) -> str:
    """The comparator that stands before the scale's name: "greater than CTCAE grade 1"."""
    tokens = tokenise(text[max(0, measure.start - 40) : measure.start])
    while tokens and tokens[-1].text in ("nci", "-", "the", "a", "(", "common"):
        tokens.pop()
    for at in range(max(0, len(tokens) - 6), len(tokens)):
        sign = comparators.before(tokens, at)
        if sign and sign[1] == len(tokens):
            return sign[0]
    return ""


def _direction(measure: Mention, stance: Stance) -> str:
    rejects = stance is Stance.EXCLUDES
    if measure.wanted == "high":
        return "<=" if rejects else ">="
    if measure.wanted == "low":
        return ">=" if rejects else "<="
    if measure.wanted == "active":
        return "" if rejects else ">="
    if measure.wanted == "burden":
        return ">=" if rejects else ""
    return ""
