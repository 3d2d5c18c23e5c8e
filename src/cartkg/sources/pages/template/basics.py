"""The template's opening sections: status, phase, enrolment, dates, design and identifiers."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TypeVar

from cartkg.model import TrialDate
from cartkg.sources import values
from cartkg.sources.pages.page import Line, Page
from cartkg.sources.pages.template.sections import Sections

Value = TypeVar("Value")

DATE_LABELS = {
    "study start date": "start", "start date": "start", "study completion date": "completion", "completion date": "completion",
    "primary completion date": "primary_completion", "study primary completion date": "primary_completion",
    "first posted": "first_posted", "first posted date": "first_posted", "last update posted": "last_update",
    "last update posted date": "last_update",
}  # fmt: skip
LABELS = frozenset({*DATE_LABELS, "recruitment status", "clinical phase", "total enrollment", "study classification",
                    "allocation method", "intervention model", "primary study purpose", "blinding strategy",
                    "observational model", "time perspective"})  # fmt: skip
_LAST_UPDATED = re.compile(r"Last Updated:\s*(\S.*)")
_PARTICIPANTS = re.compile(r"([0-9][0-9,]*)\s+participants?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Basics:
    """What the sections "Study Results", "Basic Information" and "Study Design" say."""

    status: str
    phases: tuple[str, ...]
    enrollment: int | None
    study_type: str
    allocation: str
    intervention_model: str
    primary_purpose: str
    masking: str
    results_posted: bool | None


def basics(sections: Sections) -> Basics:
    """Values behind their labels, or by their form where the labels are gone."""
    info, design = sections.lines("basic information"), sections.lines("study design")
    enrollment = next((m[1] for line in info if (m := _PARTICIPANTS.fullmatch(line.text))), "")
    return Basics(
        status=_labelled(info, "recruitment status", values.status, ""),
        phases=_labelled(info, "clinical phase", values.phases, ()),
        enrollment=int(enrollment.replace(",", "")) if enrollment else None,
        study_type=_labelled(info, "study classification", values.study_type, ""),
        results_posted=_results(sections),
        **_design(design),
    )


def _labelled(lines: tuple[Line, ...], label: str, form: Callable[[str], Value], nothing: Value) -> Value:
    """What stands behind the label; without the label, the first line that has the value's form."""
    for line, following in pairwise(lines):
        if line.text.casefold() == label:
            return form(following.text)
    return next((found for line in lines if (found := form(line.text))), nothing)


def _design(lines: tuple[Line, ...]) -> dict[str, str]:
    """The design's four tokens: each is told by its label or, without labels, by the values that it alone can have."""
    found = {}
    for name, (label, allowed) in DESIGN.items():
        found[name] = _labelled(lines, label, partial(_token, allowed), "")
    return found


def _token(allowed: frozenset[str], words: str) -> str:
    return values.token(words.split(" (", maxsplit=1)[0], allowed)


DESIGN = {
    "allocation": ("allocation method", values.ALLOCATIONS),
    "intervention_model": ("intervention model", values.INTERVENTION_MODELS),
    "primary_purpose": ("primary study purpose", values.PURPOSES),
    "masking": ("blinding strategy", values.MASKINGS),
}


def _results(sections: Sections) -> bool | None:
    """False where the page says that nothing has been published yet."""
    words = " ".join(line.text for line in sections.page.lines)
    if re.search(r"study team has not (?:yet )?published outcome|Results pending", words):
        return False
    return None


def dates(page: Page, sections: Sections) -> Iterator[TrialDate]:
    """Dates with their kind where a label names it, else of unclear kind."""
    for line in page.lines[:15]:
        if (found := _LAST_UPDATED.match(line.text)) and (day := values.iso_date(found[1])):
            yield TrialDate("last_update", day)
    info = sections.lines("basic information")
    before = ""
    bare = [
        line
        for n, line in enumerate(info)
        if values.iso_date(line.text) and (n == 0 or info[n - 1].text.casefold() not in DATE_LABELS)
    ]
    for line in info:
        day = values.iso_date(line.text)
        if day:
            kind = DATE_LABELS.get(before.casefold(), "unclear")
            yield TrialDate(kind, day, note=_place(bare.index(line), len(bare)) if line in bare else "")
        before = line.text


def _place(position: int, number: int) -> str:
    """Where a date without a label stands among the others: the labelled form has start and completion in this order."""
    return f"date {position + 1} of {number} without a label; the labelled form of the page has start first and completion last"


def org_ids(sections: Sections) -> tuple[str, tuple[str, ...]]:
    """The sponsor's own study number and the other identifiers."""
    lines = sections.lines("other identifiers")
    own, waiting = "", ""
    others: list[str] = []
    for line in lines:
        if line.text.startswith("Identifier Source:"):
            source = line.text.split(":", 1)[1].strip()
            own, others = (waiting, others) if source == "org_study_id" and not own else (own, [*others, waiting])
            waiting = ""
        elif not line.text.startswith(("Identifier Type:", "Identifier Link:", "Identifier Domain:")):
            waiting = line.text
    return own, tuple(dict.fromkeys(other for other in others if other))
