"""ClinConnect: headings without labels; around the trial a sponsor's portrait, a stranger as contact, an often empty timeline.

The lines under "Contacts" name people of the site's own network, not the trial's: none of them is taken.
"""

import re
from collections.abc import Iterator

from cartkg.model import Person, Site, Source, Trial, TrialDate
from cartkg.sources import values
from cartkg.sources.age_words import age_range
from cartkg.sources.pages.page import Line, Page, heading_form, joined
from cartkg.sources.places import site

KIND, SITE = "page:clinconnect", "ClinConnect"
MARKS = ("trial information", "clinconnect summary", "eligibility criteria", "patients applied", "trial officials", "timeline")
HEADINGS = frozenset({
    *MARKS,
    "keywords", "gender", "contacts", "locations", "description", "detailed description", "conditions", "interventions",
    "age", "age range", "phase", "healthy volunteers", "similar trials", "related trials", "faqs",
    "frequently asked questions",
})  # fmt: skip
LAUNCHED = re.compile(r"Launched by (?P<who>.+?)\s*(?:[·•|]\s*(?P<day>[^·•|]+))?$")
ROLES = {"principal investigator": "PRINCIPAL_INVESTIGATOR", "study director": "STUDY_DIRECTOR", "study chair": "STUDY_CHAIR",
         "sub-investigator": "SUB_INVESTIGATOR"}  # fmt: skip
STRANGERS = "the page's contacts belong to the site's own network, not to the trial: none is taken"
_ABOUT = re.compile(r"About [^.;:]{3,140}(?:\.(?:,? ?[A-Z][\w.]*)?)?")
"""The heading of a sponsor's portrait, "About Example Bio, Inc."; in a sentence more follows the stop."""
TIMELINE = {"first submit": "first_submitted", "trial launched": "start", "trial updated": "last_update",
            "estimated completion": "completion"}  # fmt: skip


def likeness(page: Page) -> int:
    """How many of the layout's marks the page has."""
    launched = any(LAUNCHED.match(line.text) for line in page.lines[:10])
    return sum(page.find(mark) is not None for mark in MARKS) + 2 * launched


def read(page: Page, source: Source) -> Trial:
    """The trial of a ClinConnect page; it states no registry id."""
    launch = next((n for n, line in enumerate(page.lines) if LAUNCHED.match(line.text)), None)
    title = page.lines[max((launch or 0) - 1, 0)].text if page.lines else ""
    head = _section(page, "Trial Information") or page.lines[(launch or 0) + 1 : (launch or 0) + 6]
    ages = age_range(joined(_section(page, "Age") or _section(page, "Age range")))
    return Trial(
        id="",
        source=source,
        title=title,
        sponsor=_sponsor(page, launch),
        status=next((token for line in head if (token := values.status(line.text))), ""),
        phases=next((tokens for line in head if (tokens := values.phases(line.text))), ()),
        dates=(*_launch_date(page, launch), *_current(page), *_timeline(_section(page, "Timeline"))),
        keywords=_keywords(_section(page, "Keywords")),
        sex=next((token for line in _section(page, "Gender") if (token := values.sex(line.text))), ""),
        conditions=_listed(_section(page, "Conditions")),
        min_age=ages[0],
        max_age=ages[1],
        summary=joined(_section(page, "ClinConnect Summary")),
        description=joined(_section(page, "Description") or _section(page, "Detailed Description")),
        eligibility=page.eligibility(_section(page, "Eligibility criteria")),
        sites=tuple(_sites(_section(page, "Locations"))),
        officials=tuple(_officials(_section(page, "Trial Officials"))),
        notes=(STRANGERS,) if _section(page, "Contacts") else (),
    )


def _section(page: Page, heading: str) -> tuple[Line, ...]:
    start = page.find(heading)
    stop = (n for n, line in enumerate(page.lines) if start is not None and n > start and _is_heading(page, line))
    return page.between(start, next(stop, None))


def _is_heading(page: Page, line: Line) -> bool:
    """A heading of the site, or "About" with the name of the sponsor."""
    if heading_form(line.text) in HEADINGS:
        return True
    return bool(_ABOUT.fullmatch(line.text))


def _sponsor(page: Page, launch: int | None) -> str:
    """The launching organisation, in the spelling of its portrait where that is the same name not all in capitals."""
    found = LAUNCHED.match(page.lines[launch].text) if launch is not None else None
    name = found["who"].strip() if found else ""
    about = (line.text[6:] for line in page.lines if line.text.casefold() == f"about {name}".casefold())
    return next(about, name) if name.isupper() else name


def _launch_date(page: Page, launch: int | None) -> Iterator[TrialDate]:
    found = LAUNCHED.match(page.lines[launch].text) if launch is not None else None
    day = values.iso_date(found["day"]) if found and found["day"] else ""
    if day:
        yield TrialDate("unclear", day, note="shown beside the launching organisation: start or first registration")


def _current(page: Page) -> Iterator[TrialDate]:
    for line in page.lines:
        if line.text.startswith("Current as of") and (day := values.iso_date(line.text[13:])):
            yield TrialDate("page_current_as_of", day)


def _timeline(lines: tuple[Line, ...]) -> Iterator[TrialDate]:
    """Label and value in turn, or all labels and then all values; a value that no single label claims is left out."""
    waiting: list[str] = []
    values_: list[str] = []
    for line in (*lines, None):
        kind = TIMELINE.get(heading_form(line.text)) if line else ""
        if kind is not None and values_:
            claimed = waiting if len(waiting) == len(values_) else waiting[-1:] if len(values_) == 1 else []
            yield from _paired(claimed, values_)
            waiting, values_ = [], []
        if kind:
            waiting.append(kind)
        elif line:
            values_.append(line.text)


def _paired(kinds: list[str], words: list[str]) -> Iterator[TrialDate]:
    for kind, word in zip(kinds, words, strict=False):
        if day := values.iso_date(word):
            yield TrialDate(kind, day, True if kind == "completion" else None)


def _keywords(lines: tuple[Line, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.strip() for line in lines for word in re.split(r"[,;·•|]", line.text) if word.strip()))


def _listed(lines: tuple[Line, ...]) -> tuple[str, ...]:
    return tuple(line.text for line in lines if values.stated(line.text))


def _sites(lines: tuple[Line, ...]) -> Iterator[Site]:
    """Places as "city, region, country"; a line that ends with no country names the facility of the next."""
    facility = ""
    for line in lines:
        place = site(line.text, facility)
        if place:
            yield place
        facility = "" if place else line.text


def _officials(lines: tuple[Line, ...]) -> Iterator[Person]:
    for n, line in enumerate(lines):
        role = ROLES.get(heading_form(line.text))
        if role and n:
            follows = lines[n + 1 : n + 3]
            next_is_name = len(follows) == 2 and heading_form(follows[1].text) in ROLES
            yield Person(lines[n - 1].text, role, follows[0].text if follows and not next_is_name else "")
