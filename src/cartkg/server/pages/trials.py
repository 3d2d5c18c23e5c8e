"""The table of trials: facets, words, order and pages in the address, so that every view has a permalink; the same as CSV."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from cartkg.ask.questions import inert
from cartkg.facts.scope import RULES
from cartkg.graph.view import diseases, facets, tokens
from cartkg.graph.view.catalogue import Catalogue, TrialRow
from cartkg.graph.view.diseases import Branch
from cartkg.graph.view.facets import Found, Selection
from cartkg.server.live import Build
from cartkg.server.site import SECURITY, Site, address

PAGE = 100  # trials on a page
DEFAULT_SORT = "-start"
WORDS = {
    "phases": tokens.PHASES, "statuses": tokens.STATUSES, "sponsor_classes": tokens.SPONSOR_CLASSES,
    "populations": tokens.POPULATIONS, "completeness": tokens.COMPLETENESS,
}  # fmt: skip


def catalogue(build: Build) -> Catalogue:
    """The trials of a build, made once."""
    return build.kept(Catalogue, Catalogue.of)


def tree(build: Build) -> tuple[Branch, ...]:
    """The classes of diseases of a build, made once."""
    known = catalogue(build)
    return build.kept(diseases.tree, lambda store: diseases.tree(store, known.trials))


@dataclass(frozen=True, slots=True)
class Listing:
    """What an address asks for: a selection, an order, a page (0: all trials on one)."""

    selection: Selection
    sort: str
    page: int

    @classmethod
    def of(cls, request: Request) -> "Listing":
        """The view of a request; what makes no sense falls back to the default."""
        asked = request.query_params
        sort = asked.get("sort", "")
        page = asked.get("page", "1")
        known = sort.removeprefix("-") in facets.SORTS
        return cls(
            Selection.of(asked.multi_items()), sort if known else DEFAULT_SORT,
            0 if page == "all" else max(1, int(page) if page.isascii() and page.isdigit() and len(page) < 5 else 1),
        )  # fmt: skip

    def at(self, path: str = "/trials", *, without: tuple[str, str] | None = None, **changed: object) -> str:
        """The address of this view with some things changed, or `without` one value of a facet; the page starts anew."""
        values: dict[str, object] = {
            name: sorted(of - {without[1]} if without and without[0] == name else of)
            for name, of in sorted(self.selection.values.items())
        }
        values |= {"q": self.selection.query, "scope": self.selection.scope, "sort": self.sort} | changed
        if values["scope"] == "in":
            del values["scope"]
        if values["sort"] == DEFAULT_SORT:
            del values["sort"]
        return address(path, **values)

    def sorted_by(self, column: str) -> str:
        """The address with the table sorted by a column: upwards first, downwards where it is sorted so already."""
        return self.at(sort=f"-{column}" if self.sort == column else column)

    def direction(self, column: str) -> str:
        """How a column is sorted, in ARIA's words."""
        return {column: "ascending", f"-{column}": "descending"}.get(self.sort, "none")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A filter that is set: its facet, its words, and the address without it."""

    facet: str
    words: str
    remove: str


def chosen(view: Listing, found: Found) -> list[Chosen]:
    """The filters that are set, in the order of the facets."""
    set_ = [
        Chosen(facet.heading, value.label, view.at(without=(facet.name, value.token)))
        for facet, values in found.facets
        for value in values
        if value.chosen
    ]
    return [Chosen("Words", view.selection.query, view.at(q="")), *set_] if view.selection.query else set_


def ages_in_brief(low: float | None, high: float | None) -> str:
    """Age bounds in years in as few signs as a column has room for: "5–17", "≥ 18", "≤ 17"; "" where none is known."""
    if low is not None and high is not None:
        return f"{low:g}–{high:g}"
    return f"≥ {low:g}" if low is not None else (f"≤ {high:g}" if high is not None else "")


def csv_text(known: Catalogue, trials: Iterable[TrialRow]) -> str:
    """The answer of the question `trials` for these trials, as RFC 4180 CSV."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(known.columns)
    writer.writerows(tuple(map(inert, row)) for row in known.table(trials))
    return out.getvalue()


def routes(site: Site) -> list[BaseRoute]:
    """The table and its CSV."""

    def trials(request: Request) -> Response:
        build, view = site.live.build, Listing.of(request)
        found = facets.find(catalogue(build).trials, view.selection, tree(build))
        ordered = facets.ordered(found.trials, view.sort)
        pages = max(1, -(-len(ordered) // PAGE))
        page = min(view.page, pages)
        shown = ordered[(page - 1) * PAGE : page * PAGE] if page else ordered
        values = {
            "view": view, "found": found, "trials": shown, "page": page, "pages": pages, "chosen": chosen(view, found),
            "ages": ages_in_brief, "in_words": tokens.in_words, "scope_rules": RULES, **WORDS, **_scopes(catalogue(build)),
        }  # fmt: skip
        return site.render(request, build, "trials.html", values)

    def as_csv(request: Request) -> Response:
        known, view = catalogue(site.live.build), Listing.of(request)
        found = facets.find(known.trials, view.selection, ())
        text = csv_text(known, facets.ordered(found.trials, view.sort))
        head = {**SECURITY, "Content-Disposition": 'attachment; filename="trials.csv"'}
        return Response(text, media_type="text/csv; charset=utf-8; header=present", headers=head)

    def one(request: Request) -> Response:
        return RedirectResponse("/trial/" + quote(request.path_params["identifier"]), 308)

    return [Route("/trials", trials), Route("/trials.csv", as_csv), Route("/trials/{identifier}", one)]


def _scopes(known: Catalogue) -> dict[str, int]:
    return {"in_scope": len(known.in_scope), "all_trials": len(known.trials)}
