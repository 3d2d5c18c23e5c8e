"""One trial: facts with their sources, every item with what was read from it, verdicts, conflicts, what was not understood."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from cartkg.facts.scope import RULES
from cartkg.graph.view import tokens, trial
from cartkg.graph.view.catalogue import TrialRow
from cartkg.graph.view.trial import MentionPage, TermVerdict, TrialPage
from cartkg.server.dereferencing import dereferenced
from cartkg.server.live import Build
from cartkg.server.pages.trials import catalogue
from cartkg.server.site import SECURITY, Site, address

REGISTRY = "https://clinicaltrials.gov/study/"
NEAR = 6  # identifiers offered where one is unknown
ALIKE = 0.6  # how like an identifier must be to be offered: 1 is the same

VERDICTS = (
    ("excludes", "Excludes people with"),
    ("excludes-within", "Excludes for a time people with"),
    ("excludes-in-part", "Excludes some people with"),
    ("requires", "Asks for people with"),
    ("permits", "Permits people with"),
    ("does-not-exclude", "Does not exclude people with"),
    ("not-stated", "Not stated for people with"),
)
MEANING = {
    "excludes": "an item keeps everybody out who ever had or has it: by its name or through its drug class",
    "excludes-within": "an item keeps everybody out who had it within a window (a washout)",
    "excludes-in-part": "an item keeps some of them out: something narrower is named, a cohort, a condition, an exception",
    "requires": "an item asks for it, or counts it in a list that must have been tried",
    "permits": "an item permits it, and nothing read keeps them out for it",
    "does-not-exclude": "the text is complete, and no item keeps them out for it or could do so unread",
    "not-stated": "no item that was read keeps them out, and the text is not the whole, or an item of it is in doubt",
}


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Trials that share something with a trial: what, how many there are, and where they are listed."""

    what: str
    trials: int
    address: str


def verdicts(page: TrialPage) -> list[tuple[str, str, list[TermVerdict]]]:
    """The verdicts of a trial under their headings; kinds without any are left out."""
    found = ((kind, words, [one for one in page.verdicts if one.verdict == kind]) for kind, words in VERDICTS)
    return [(kind, words, of) for kind, words, of in found if of]


def neighbours(row: TrialRow, rows: Iterable[TrialRow]) -> list[Neighbours]:
    """What other trials in the field share with this one, the widest company last."""
    others = [other for other in rows if other.id != row.id]
    shared = [
        Neighbours(f"studying {term.label}", sum(term.id in o.diseases for o in others), address("/trials", disease=term.id))
        for term in row.conditions
        if term.id
    ]
    shared += [
        Neighbours(f"aiming at {term.label}", sum(term in o.targets for o in others), address("/trials", target=term.id))
        for term in row.targets
    ]
    if row.sponsor:
        same = sum(o.sponsor.casefold() == row.sponsor.casefold() for o in others)
        shared.append(Neighbours(f"led by {row.sponsor}", same, address("/trials", q=row.sponsor)))
    return sorted((one for one in shared if one.trials), key=lambda one: (one.trials, one.what))


def near(wanted: str, identifiers: Iterable[str]) -> list[str]:
    """Known identifiers that are like an unknown one, the nearest first."""
    return get_close_matches(wanted.upper(), list(identifiers), NEAR, ALIKE)


def canonical(identifier: str) -> str:
    """The form in which registries write an identifier: `nct 06904729` is NCT06904729."""
    plain = re.fullmatch(r"\s*(nct)[\s-]*([0-9]{8})\s*", identifier, re.I)
    return f"NCT{plain[2]}" if plain else identifier


def routes(site: Site) -> list[BaseRoute]:
    """The page, which answers RDF to those who accept it."""

    def shown(request: Request) -> Response:
        build, identifier = site.live.build, request.path_params["trial"]
        page = _page(build, identifier)
        if isinstance(page, TrialPage):
            return site.render(request, build, "trial.html", _values(build, page))
        if isinstance(page, MentionPage):
            return site.render(request, build, "mention.html", {"trial": page, "registry": _registry(page.id)})
        return _unknown(site, request, build, identifier)

    return [Route("/trial/{trial}", dereferenced(site, shown))]


def _page(build: Build, identifier: str) -> TrialPage | MentionPage | None:
    """What is said of a trial; kept for those that there are, so that wrong identifiers push nothing out."""
    if identifier not in catalogue(build).by_id:
        return trial.read(build.store, identifier)
    return build.kept((trial.read, identifier), lambda store: trial.read(store, identifier))


def _values(build: Build, page: TrialPage) -> Mapping[str, object]:
    known = catalogue(build)
    row = known.by_id[page.id]
    fields = {fact.field for group in page.groups for fact in group.facts if fact.field}
    return {
        "trial": page, "row": row, "registry": _registry(page.registry_id), "verdicts": verdicts(page), "meaning": MEANING,
        "neighbours": neighbours(row, known.in_scope), "in_words": tokens.in_words, "scope_rules": RULES,
        "leading": _leading(page), "numbers": len(page.records) > 1,
        "other_conflicts": [one for one in page.conflicts if one.field not in fields],
        "other_disagreements": [one for one in page.disagreements if one.field not in fields],
    }  # fmt: skip


def _leading(page: TrialPage) -> set[str]:
    """The anchors of the items that open a list of others."""
    parents = {(item.section, item.number.rpartition(".")[0]) for item in page.items}
    return {item.anchor for item in page.items if (item.section, item.number) in parents}


def _registry(identifier: str) -> str:
    """The registry's own page of a trial, "" where its identifier is not one of ClinicalTrials.gov."""
    return REGISTRY + identifier if re.fullmatch(r"NCT[0-9]{8}", identifier) else ""


def _unknown(site: Site, request: Request, build: Build, identifier: str) -> Response:
    known = catalogue(build).by_id
    plain = canonical(identifier)
    if plain != identifier and plain in known:
        return RedirectResponse(f"/trial/{plain}", 308, SECURITY)
    values = {"identifier": identifier, "near": [known[one] for one in near(plain, known)], "registry": _registry(plain)}
    return site.render(request, build, "trial_unknown.html", values, 404)
