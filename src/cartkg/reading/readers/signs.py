"""The comparator of a limit: mended where the source lost it, turned for a level of recovery, doubted where unclear.

"score = 6 points" stands for "score ≥ 6 points". A sign is mended only where the meaning leaves no doubt: the measure's line
says which way a person should lie, and the stance says whether the trial wants or rejects what it describes. Elsewhere "="
stays and the limit is in doubt.
"""

from dataclasses import dataclass

from cartkg.model import Stance
from cartkg.reading.lexicon import member
from cartkg.reading.quantities import Bound, comparators
from cartkg.reading.readers.binding import Bond, sign_before
from cartkg.reading.readers.measures import Measure
from cartkg.reading.readers.parts import Parts, Sort
from cartkg.reading.readers.stances import Bearing

LOST = ("=", "?")
LOST_SIGN = "the source may have lost a sign: this may mean at least or at most"


@dataclass(frozen=True, slots=True)
class Sign:
    """What stands between a measure and its value."""

    stance: Stance
    comparator: str
    repaired: bool = False
    doubt: str = ""


def mended(parts: Parts, bond: Bond, bound: Bound, measure: Measure, *, bearing: Bearing, comparator: str) -> Sign:
    """The stance and comparator of a limit."""
    if bound.quantity.grade and (recovered := _recovery(parts, bond, bearing, comparator)):
        return recovered
    stance = bearing.stance
    if bound.quantity.grade and not bound.signed and (sign := _before_name(parts, bond) or _behind_name(parts, bond)):
        return Sign(stance, sign)
    if measure.wanted in ("high", "low") and parts[bond.at].own[-1] in ("better", "worse"):
        return Sign(stance, ">=" if (measure.wanted == "high") == (parts[bond.at].own[-1] == "better") else "<=")
    if comparator not in LOST or not bound.signed:
        return Sign(stance, comparator, doubt=bearing.doubt)
    if measure.top and bound.quantity.value == int(float(measure.top)):
        return Sign(stance, "=")
    direction = _direction(measure, stance)
    if any(_direction(other, stance) != direction for other in bond.measures):
        direction = ""  # "CK or LDH = 3 × ULN": what mends the one does not mend the other
    if direction and stance is not Stance.EXCLUDES and measure.wanted in ("high", "low") and _tells_failure(parts, bond):
        direction = ""
    return Sign(stance, direction, True) if direction else Sign(stance, "=", doubt=LOST_SIGN)


def _direction(measure: Measure, stance: Stance) -> str:
    """The comparator that makes sense: what is wanted is required from below or above, and excluded the other way."""
    rejects = stance is Stance.EXCLUDES
    if measure.wanted == "high":
        return "<=" if rejects else ">="
    if measure.wanted == "low":
        return ">=" if rejects else "<="
    if measure.wanted == "active":
        return "" if rejects else ">="
    return ">=" if measure.wanted == "burden" and rejects else ""


def _tells_failure(parts: Parts, bond: Bond) -> bool:
    """Whether what is demanded of an organ may be its failure: "heart failure with an ejection fraction = 40 %"."""
    return any(member("FAILED_ORGAN", p.word) for p in parts[: bond.at])


def _before_name(parts: Parts, bond: Bond) -> str:
    """The comparator that stands before the scale's name: "greater than CTCAE grade 1"."""
    name = next((j for j in range(bond.at - 1, -1, -1) if parts[j].measure), -1)
    return sign_before(parts, name)[0] if name >= 0 else ""


def _behind_name(parts: Parts, bond: Bond) -> str:
    """The comparator behind the name of what is graded: "grade 2 GVHD or higher"."""
    after = comparators.trailing().at(parts, bond.last + 1)
    return after[0] if after and bond.last > bond.at else ""


def _recovery(parts: Parts, bond: Bond, bearing: Bearing, comparator: str) -> Sign | None:
    """ "Resolved to grade 1" means at most that grade; "not resolved to grade 1" excludes whoever is above it."""
    j, negated, back = bond.at - 1, False, -1
    while j >= 0 and parts[j].sort is not Sort.STOP and bond.at - j < 24 and not (parts[j].sort is Sort.LIMIT and back < 0):
        if back < 0 and member("RECOVER", parts[j].word):
            back = j
        elif back >= 0 and member("NEGATION", parts[j].word) and back - j <= 4:
            negated = True
        j -= 1
    if back < 0:
        return None
    if negated:
        return Sign(
            Stance.REQUIRES if bearing.stance is not Stance.PERMITS else bearing.stance,
            "<=" if comparator in (">=", "=") else comparator,
        )
    return Sign(bearing.stance, "<=") if comparator == "=" else None
