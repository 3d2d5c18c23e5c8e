"""The template's sponsors, responsible party, officials, contacts and sites."""

from collections.abc import Iterator

from cartkg.model import Person, Site
from cartkg.sources import values
from cartkg.sources.pages.template.sections import Sections
from cartkg.sources.places import is_country, site

LEAD, COLLABORATOR = "lead", "collaborator"


def sponsors(sections: Sections) -> tuple[Person, ...]:
    """Lead sponsor first, then collaborators; `role` holds the registry's class of each."""
    found: list[list[str]] = []
    for line in sections.lines("sponsors"):
        if line.text.startswith("Sponsor Role ") and found:
            found[-1][2] = line.text.removeprefix("Sponsor Role ").strip().lower()
        elif line.text in values.SPONSOR_CLASSES and found and not found[-1][1]:
            found[-1][1] = line.text
        else:
            found.append([line.text, "", ""])
    ordered = sorted(found, key=lambda entry: entry[2] == COLLABORATOR)
    return tuple(Person(name, kind) for name, kind, _ in ordered)


def responsible_party(sections: Sections) -> str:
    """SPONSOR, PRINCIPAL_INVESTIGATOR or SPONSOR_INVESTIGATOR behind its label."""
    for line in sections.lines("responsible party"):
        if line.text.startswith("Responsibility Role "):
            return line.text.removeprefix("Responsibility Role ").strip()
    return ""


def officials(sections: Sections) -> Iterator[Person]:
    """Name, "Role: …", affiliation; without labels nothing says who is what, so nobody is taken."""
    for heading in ("principal investigators", "investigators", "study officials", "overall officials"):
        yield from _people(sections, heading)


def contacts(sections: Sections) -> Iterator[Person]:
    """Central contacts as CONTACT, those of a site as FACILITY_CONTACT; telephone and address are left behind."""
    seen = {}
    for heading, role in (("central contacts", "CONTACT"), ("facility contacts", "FACILITY_CONTACT")):
        for person in _people(sections, heading):
            seen[(person.name, role)] = Person(person.name, role)
    yield from seen.values()


def _people(sections: Sections, heading: str) -> Iterator[Person]:
    lines = [line.text for line in sections.lines(heading)]
    for n, words in enumerate(lines):
        if words.startswith("Role:") and n:
            behind = lines[n + 1] if n + 1 < len(lines) else ""
            is_name = n + 2 < len(lines) and lines[n + 2].startswith("Role:")
            yield Person(lines[n - 1], words.removeprefix("Role:").strip(), "" if is_name else behind)


def sites(sections: Sections) -> Iterator[Site]:
    """Facility, "city, region, country", and its status where shown."""
    facility, last = "", None
    for words in (line.text for line in sections.lines("locations")):
        if words.startswith("Site Status"):
            last = last and Site(last.facility, last.city, last.region, last.country, words.removeprefix("Site Status").strip())
            continue
        place = site(words, facility) if "," in words or is_country(words) else None
        if place is None or not (facility or place.city):
            facility = words
            continue
        if last:
            yield last
        last, facility = place, ""
    if last:
        yield last
