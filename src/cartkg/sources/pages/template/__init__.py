"""The template with a help sentence under each heading: one site shows every value's label, another has stripped the labels.

Both are read by the same rules: a value is what stands behind its label, or, where the label is gone, what has the form of the
value (a token of the registry, a number of participants, a date) in the section where it belongs. Two dates without labels stay
of unclear kind.
"""

from cartkg.model import Source, Trial
from cartkg.sources import values
from cartkg.sources.pages.page import Page, joined
from cartkg.sources.pages.template import eligibility, groups, people
from cartkg.sources.pages.template.basics import basics, dates, org_ids
from cartkg.sources.pages.template.outcomes import outcomes
from cartkg.sources.pages.template.related import mentions
from cartkg.sources.pages.template.sections import HEADINGS, Sections

KIND, SITE = "page:template", ""


def likeness(page: Page) -> int:
    """How many of the template's headings the page has, and whether it opens with "NCT ID:"."""
    headings = sum(page.find(heading) is not None for heading in HEADINGS)
    return headings + 2 * any(line.text.startswith("NCT ID:") for line in page.lines[:12])


def read(page: Page, source: Source) -> Trial:
    """The trial of a page of the template, with or without labels."""
    sections = Sections(page)
    facts = basics(sections)
    stated = next(
        (m[0] for line in page.lines[:12] if line.text.startswith("NCT ID:") and (m := values.NCT_ID.search(line.text))), ""
    )
    text = eligibility.read(page, sections)
    sponsors = people.sponsors(sections)
    org_id, others = org_ids(sections)
    return Trial(
        id=stated,
        source=source,
        registry_id=stated,
        registry_id_basis="stated" if stated else "",
        title=_title(page),
        official_title=joined(sections.lines("official title")),
        acronym=joined(sections.lines("acronym")),
        org_study_id=org_id,
        secondary_ids=others,
        status=facts.status,
        phases=facts.phases,
        study_type=facts.study_type,
        enrollment=facts.enrollment,
        dates=tuple(dates(page, sections)),
        sponsor=sponsors[0].name if sponsors else "",
        sponsor_class=sponsors[0].role if sponsors else "",
        collaborators=tuple(other.name for other in sponsors[1:]),
        responsible_party=people.responsible_party(sections),
        sex=text.sex,
        min_age=text.min_age,
        max_age=text.max_age,
        healthy_volunteers=text.healthy_volunteers,
        conditions=sections.words("conditions"),
        keywords=sections.words("keywords"),
        interventions=groups.interventions(sections),
        arms=groups.arms(sections),
        allocation=facts.allocation,
        intervention_model=facts.intervention_model,
        primary_purpose=facts.primary_purpose,
        masking=facts.masking,
        sites=tuple(people.sites(sections)),
        officials=tuple(people.officials(sections)),
        contacts=tuple(people.contacts(sections)),
        outcomes=tuple(outcomes(sections)),
        mentions=tuple(m for m in mentions(sections) if m.id != stated),
        results_posted=facts.results_posted,
        summary=joined(sections.lines("brief summary")),
        description=joined(sections.lines("detailed description")),
        eligibility=text.eligibility,
        notes=text.notes,
    )


def _title(page: Page) -> str:
    """The line before the registry id, else the first line."""
    place = next((n for n, line in enumerate(page.lines[:12]) if line.text.startswith("NCT ID:")), 0)
    return page.lines[max(place - 1, 0)].text if page.lines else ""
