"""The template's eligibility section: the criteria, and behind them age, sex and healthy volunteers."""

from dataclasses import dataclass, field
from itertools import pairwise

from cartkg.model import Age, Eligibility
from cartkg.sources import values
from cartkg.sources.age_words import one_age
from cartkg.sources.pages.page import Line, Page
from cartkg.sources.pages.template.sections import Sections

LABELS = frozenset({"minimum eligible age", "maximum eligible age", "eligible sex", "accepts healthy volunteers"})
LONE_AGE = "the page shows one age without a label: read as the lower bound, which stands first in the labelled form"


@dataclass(frozen=True, slots=True)
class Section:
    """What the section holds."""

    eligibility: Eligibility = field(default_factory=Eligibility)
    min_age: Age | None = None
    max_age: Age | None = None
    sex: str = ""
    healthy_volunteers: bool | None = None
    notes: tuple[str, ...] = ()


def read(page: Page, sections: Sections) -> Section:
    """The criteria as a slice of the page, and the values behind them."""
    lines = sections.lines("eligibility criteria")
    first = next((n for n, line in enumerate(lines) if line.text.casefold() in LABELS), None)
    if first is not None:
        return _labelled(page, lines[:first], lines[first:])
    tail = len(lines)
    while tail and _is_value(lines[tail - 1].text):
        tail -= 1
    return _bare(page, lines[:tail], lines[tail:])


def _is_value(words: str) -> bool:
    return bool(one_age(words) or values.sex(words)) or values.healthy_volunteers(words) is not None


def _labelled(page: Page, criteria: tuple[Line, ...], rest: tuple[Line, ...]) -> Section:
    said = {line.text.casefold(): following.text for line, following in pairwise(rest) if line.text.casefold() in LABELS}
    return Section(
        page.eligibility(criteria),
        one_age(said.get("minimum eligible age", "")),
        one_age(said.get("maximum eligible age", "")),
        values.sex(said.get("eligible sex", "")),
        values.healthy_volunteers(said.get("accepts healthy volunteers", "")),
    )


def _bare(page: Page, criteria: tuple[Line, ...], rest: tuple[Line, ...]) -> Section:
    ages = [age for line in rest if (age := one_age(line.text))]
    return Section(
        page.eligibility(criteria),
        ages[0] if ages else None,
        ages[1] if len(ages) > 1 else None,
        next((token for line in rest if (token := values.sex(line.text))), ""),
        next((flag for line in rest if (flag := values.healthy_volunteers(line.text)) is not None), None),
        (LONE_AGE,) if len(ages) == 1 else (),
    )
