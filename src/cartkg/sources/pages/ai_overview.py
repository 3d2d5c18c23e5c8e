"""A page with an AI-written overview: the trial's tokens above it, criteria, then "Study details" and much furniture.

Behind "Study details" stand, one a line and without labels, conditions, treatments ("Drug: …"), the registry id, the sponsor
and a date; then how to sign up, whom one is contacting, and questions and answers.
"""

import re
from collections.abc import Iterator

from cartkg.model import Age, Intervention, Source, Trial, TrialDate
from cartkg.sources import values
from cartkg.sources.age_words import age_range, one_age
from cartkg.sources.pages.page import Line, Page, heading_form, joined

KIND, SITE = "page:ai-overview", ""
HEADINGS = (
    "overview", "description", "full description", "eligibility", "study details", "trial design",
    "trial contacts and locations", "locations", "contacts", "faqs", "you are contacting",
    "learn more about clinical trials", "related trials", "similar trials", "what happens next?",
    "data sourced from clinicaltrials.gov",
)  # fmt: skip
MARKS = ("overview", "eligibility", "study details", "powered by ai", "you are contacting", "faqs", "add a private note")
FURNITURE = frozenset({"image", "powered by ai", "locations", "share", "save", "back", "apply", "sponsored", "featured"})
_TREATMENT = re.compile(rf"({'|'.join(values.INTERVENTION_TYPES)}):\s+(.+)")
_LONE_AGE = re.compile(r"(\d+)[\s-]*(years?|months?|weeks?|days?) of age", re.IGNORECASE)
_STEP = re.compile(r"Step \d+\b")


def likeness(page: Page) -> int:
    """How many of the layout's marks the page has."""
    return sum(page.find(mark) is not None for mark in MARKS)


def read(page: Page, source: Source) -> Trial:
    """The trial of such a page."""
    head = _head(page)
    details = _section(page, "study details")
    place = next((n for n, line in enumerate(details) if values.NCT_ID.search(line.text)), None)
    found = values.NCT_ID.search(details[place].text) if place is not None else None
    stated = found[0] if found else ""
    before, after = details[:place] if found else details, details[place + 1 :] if found and place is not None else ()
    lower, upper, note = _ages(head)
    return Trial(
        id=stated,
        source=source,
        registry_id=stated,
        registry_id_basis="stated" if stated else "",
        title=_title(head),
        org_study_id=next((line.text for line in after if _is_code(line.text)), ""),
        status=next((token for line in head if (token := values.status(line.text))), ""),
        phases=next((tokens for line in head if (tokens := values.phases(line.text))), ()),
        dates=tuple(_dates(after if found else details)),
        sponsor=next((line.text for line in after if _is_name(line.text)), ""),
        sex=next((token for line in head if (token := values.sex(line.text))), ""),
        min_age=lower,
        max_age=upper,
        conditions=tuple(_conditions(before)) if found else (),
        interventions=tuple(_treatments(before)),
        summary=joined(_section(page, "overview")),
        description=joined(_section(page, "description") or _section(page, "full description")),
        eligibility=page.eligibility(_section(page, "eligibility")),
        notes=note,
    )


def _section(page: Page, heading: str) -> tuple[Line, ...]:
    start = page.find(heading)
    return page.between(
        start, next((n for n, line in enumerate(page.lines) if start is not None and n > start and _ends(line)), None)
    )


def _ends(line: Line) -> bool:
    return heading_form(line.text) in HEADINGS or bool(_STEP.match(line.text))


def _head(page: Page) -> tuple[Line, ...]:
    """What stands above the first heading, without the site's own words."""
    first = next((n for n, line in enumerate(page.lines) if heading_form(line.text) in HEADINGS), len(page.lines))
    return tuple(line for line in page.lines[:first] if heading_form(line.text) not in FURNITURE)


def _title(head: tuple[Line, ...]) -> str:
    """The longest line that is no token: a site's or sponsor's name beside it is shorter."""
    return max((line.text for line in head if not _is_token(line.text)), key=len, default="")


def _is_token(words: str) -> bool:
    return bool(values.status(words) or values.sex(words) or values.phases(words) or any(age_range(words)))


def _ages(head: tuple[Line, ...]) -> tuple[Age | None, Age | None, tuple[str, ...]]:
    for line in head:
        lower, upper = age_range(line.text)
        if lower or upper:
            return lower, upper, ()
        if lone := _LONE_AGE.fullmatch(line.text):
            return (
                one_age(f"{lone[1]} {lone[2]}"),
                None,
                ("the page shows one age without saying which bound it is: read as the lower",),
            )
    return None, None, ()


def _dates(lines: tuple[Line, ...]) -> Iterator[TrialDate]:
    for line in lines:
        if day := values.iso_date(line.text):
            yield TrialDate("unclear", day, note="shown without a label in the study details")


def _is_code(words: str) -> bool:
    """An organisation's own study number: one word with a digit, no date and no registry id."""
    return bool(re.fullmatch(r"(?=.*\d)[\w./-]+", words)) and not values.iso_date(words) and not values.NCT_ID.search(words)


def _is_name(words: str) -> bool:
    return not values.iso_date(words) and not _is_code(words) and not _is_token(words) and not values.NCT_ID.search(words)


def _conditions(lines: tuple[Line, ...]) -> Iterator[str]:
    for line in lines:
        if not _TREATMENT.match(line.text) and _is_name(line.text):
            yield line.text


def _treatments(lines: tuple[Line, ...]) -> Iterator[Intervention]:
    for line in lines:
        if found := _TREATMENT.match(line.text):
            yield Intervention(found[2].strip(), found[1].upper().replace(" ", "_"))
