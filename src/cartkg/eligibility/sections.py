"""The structure of an eligibility text: headings, items and sub-items with their paths, cohorts."""

import re

from cartkg.model import Item, Section, Span

HEADING = re.compile(r"^\W*(?:key\s+)?(inclusion|exclusion)\s+criteria\W*$", re.I | re.M)


def items(text: str) -> tuple[Item, ...]:
    """The items of an eligibility text, in its order (a first version: one item a line under each heading)."""
    found: list[Item] = []
    section, count = Section.INCLUSION, 0
    for line in re.finditer(r"[^\n]+", text):
        if heading := HEADING.match(line[0]):
            section, count = Section(heading[1].lower()), 0
        elif words := re.search(r"[A-Za-z≥≤<>(].*\S", line[0]):
            count += 1
            span = Span(line.start() + words.start(), line.start() + words.end())
            found.append(Item(section, (count,), span, text[span.start : span.end]))
    return tuple(found)
