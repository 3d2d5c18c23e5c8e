"""The stance of a limit on a number, be it an age or a measure."""

from cartkg.eligibility import stance
from cartkg.eligibility.stance import Reading
from cartkg.model import Item, Section, Span, Stance


def reading_of(item: Item, span: Span) -> Reading:
    """What the trial does with a person within the limit at `span`.

    A condition that says for whom a limit holds ("for patients over 16 years") makes a cohort of it, not a permission.
    """
    reading = stance.at(item, span)
    if reading.rule != "condition":
        return reading
    base = Stance.REQUIRES if item.section is Section.INCLUSION else Stance.EXCLUDES
    return Reading(base, False, "cohort")
