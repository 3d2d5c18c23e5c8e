"""What the trial does with a person of whom a stretch of an item is true: requires, excludes, permits.

The heading gives the stance from which the words depart: a negation under Inclusion excludes, an exception permits.
"""

from dataclasses import dataclass

from cartkg.model import Item, Section, Span, Stance


@dataclass(frozen=True, slots=True)
class Reading:
    """A stance, whether it is an exception carved out of the item, and the name of the rule that decided."""

    stance: Stance
    exception: bool
    rule: str


def at(item: Item, span: Span) -> Reading:
    """The stance of the stretch `span` (offsets into the eligibility text, within `item.span`) of an item."""
    return Reading(Stance.REQUIRES if item.section is Section.INCLUSION else Stance.EXCLUDES, False, "heading")
