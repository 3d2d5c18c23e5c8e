"""The template's headings, and the site's own words under them that are not the trial's."""

import re
from collections.abc import Iterator

from cartkg.sources import values
from cartkg.sources.pages.page import Line, Page, heading_form

HEADINGS = (
    "study results", "basic information", "official title", "brief summary", "detailed description", "conditions",
    "keywords", "study design", "study groups", "interventions", "primary outcomes", "secondary outcomes",
    "other outcomes", "outcome measures", "eligibility criteria", "sponsors", "responsible party",
    "principal investigators", "investigators", "study officials", "locations", "countries", "central contacts",
    "facility contacts", "other identifiers", "references", "provided documents", "study documents", "documents",
    "external links", "related links", "related clinical trials", "more related trials", "biospecimen",
    "study oversight", "acronym", "collaborators", "study outcomes", "ipd sharing", "overall officials",
)  # fmt: skip
PROSE = frozenset({"brief summary", "detailed description", "official title"})

_INVITATION = (
    "Get", "Review", "Dive", "See", "Understand", "Learn", "Check", "Meet", "Identify", "Explore", "Reach", "Find",
    "Additional", "Discover", "Access", "Look", "Browse", "View", "Read", "Know", "Track", "Consult", "Download",
    "Compare", "Examine", "Specific", "Key",
)  # fmt: skip
_ASIDE = re.compile(rf"(?:{'|'.join(_INVITATION)})\b[^.?!]{{15,220}}\.")
_ABOUT_SITE = re.compile(r"\b(?:stud(?:y|ies)|trials?|research(?:ing)?)\b", re.IGNORECASE)
_KNOWN_HELP = re.compile(
    r"Review the sponsor-provided|Dive into the extended|Check the participation|Get a concise snapshot"
    r"|See the medical conditions|Understand how the trial|Explore (?:similar clinical trials|important study keywords)"
    r"|The study team has not published"
)
_NAME = re.compile(r"[A-Z][\w&/'-]*(?: (?:[A-Z][\w&/'-]*|and|of|the|for|in)){0,4}")


def is_help(line: Line, heading: str) -> bool:
    """Whether the line under a heading is the site's help sentence.

    Under a heading with prose behind it only the sentences known of the site count, for a summary too may begin with "Explore".
    """
    return bool(_KNOWN_HELP.match(line.text)) or (heading not in PROSE and bool(_ASIDE.fullmatch(line.text)))


class Sections:
    """The sections of a page: heading to its lines without the help sentence."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._starts: dict[str, int] = {}
        for n, heading in _headings(page):
            self._starts.setdefault(heading, n)

    def lines(self, heading: str) -> tuple[Line, ...]:
        """The lines of a section up to the next heading, without its help sentence; none where the page has no such section."""
        start = self._starts.get(heading)
        if start is None:
            return ()
        stop = min((n for n in self._starts.values() if n > start), default=len(self.page.lines))
        body = self.page.lines[start + 1 : stop]
        return body[1:] if body and is_help(body[0], heading) else body

    def words(self, heading: str) -> tuple[str, ...]:
        """The lines of a section as a list of words, without those that say that there are none."""
        return tuple(dict.fromkeys(line.text for line in self.lines(heading) if values.stated(line.text)))


def _headings(page: Page) -> Iterator[tuple[int, str]]:
    """Lines that are a known heading, or any name that has a help sentence about trials under it."""
    for line, following, n in zip(page.lines, (*page.lines[1:], None), range(len(page.lines)), strict=True):
        heading = heading_form(line.text)
        known = heading in HEADINGS and line.text[0].isupper()
        if known or (following and _NAME.fullmatch(line.text) and _is_aside(following)):
            yield n, heading


def _is_aside(line: Line) -> bool:
    return bool(_ASIDE.fullmatch(line.text)) and bool(_ABOUT_SITE.search(line.text))
