"""The subgroup to which a stretch of an item is limited: an arm, a condition, an age band, a donor, a kind of person."""

import re

from cartkg.model import Item, Span

PERSONS = r"(?:patients?|participants?|subjects?|individuals?|those|persons?|people|females?|males?|women|men|children|adults?|recipients?|donors?)"
LEADING = re.compile(
    rf"\b(?:for|in|among)\s+(?:all\s+|the\s+)?((?:[\w≥≤<>/-]+\s+){{0,4}}?{PERSONS}\b[^.;:,(]{{0,80}}?)\s*[:,]", re.I
)


def cohort_of(item: Item, span: Span) -> str:
    """The subgroup, arm, age band or donor to which the stretch `span` of the item is limited, in the record's words; "" when none.

    The item's own cohort (its heading's) holds where its words name none.
    """
    start = span.start - item.span.start
    named = [
        m for m in LEADING.finditer(item.text) if m.end() <= start and not re.search(r"[.;]\s", item.text[m.end() : start])
    ]
    return " ".join(named[-1][1].split()) if named else item.cohort
