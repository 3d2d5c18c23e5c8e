"""The template's headings, and the site's own words under them that are not the trial's."""

import re

from cartkg.sources import values
from cartkg.sources.pages.page import Line, Page, heading_form

HEADINGS = (
    "study results", "basic information", "official title", "brief summary", "detailed description", "conditions", "keywords",
    "study design", "study groups", "interventions", "primary outcomes", "secondary outcomes", "other outcomes", "outcome measures",
    "eligibility criteria", "sponsors", "responsible party", "principal investigators", "investigators", "study officials",
    "locations", "countries", "central contacts", "facility contacts", "other identifiers", "references", "provided documents",
    "study documents", "documents", "external links", "related links", "related clinical trials", "more related trials",
    "biospecimen", "study oversight", "acronym", "collaborators", "study outcomes", "ipd sharing", "overall officials",
)  # fmt: skip
PROSE = frozenset({"brief summary", "detailed description", "official title", "eligibility criteria"})

_ASIDE = re.compile(
    r"(Get|Review|Dive|See|Understand|Learn|Check|Meet|Identify|Explore|Reach|Find|Additional|Discover|Access|Look|Browse|View|Read"
    r"|Know|Track|Consult|Download|Compare|Examine|Specific|Key)\b[^.?!]{15,220}\.$"
)
_SITE_VOICE = re.compile(
    r"^(Review the sponsor-provided|Dive into the extended|Check the participation|Get a concise snapshot|See the medical conditions"
    r"|Understand how the trial|Explore (similar clinical trials|important study keywords)|The study team has not published)"
)


def is_help(line: Line, heading: str) -> bool:
    """Whether the line under a heading is the site's help sentence.

    Under a heading with prose behind it only the sentences known of the site count, for a summary too may begin with "Explore".
    """
    return bool(_SITE_VOICE.match(line.text)) or (heading not in PROSE and bool(_ASIDE.match(line.text)))


class Sections:
    """The sections of a page: heading to its lines without the help sentence."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._starts = {}
        for n, line in enumerate(page.lines):
            heading = heading_form(line.text)
            if heading in HEADINGS and heading not in self._starts and self._opens(n, heading):
                self._starts[heading] = n

    def _opens(self, n: int, heading: str) -> bool:
        """A heading's word inside a list (a condition named "Other outcomes") does not open a section: only in its own case."""
        return self.page.lines[n].text[0].isupper() and not self.page.lines[n].text.endswith((".", ","))

    def __contains__(self, heading: str) -> bool:
        return heading in self._starts

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
