"""The trees of terms at /ontology, and a page for each term at /term/CURIE."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from cartkg.ask import questions
from cartkg.graph.queries import Query
from cartkg.graph.view import View
from cartkg.graph.view.hierarchy import Entry, Hierarchy
from cartkg.model.wording import limit_in_words, window_in_words
from cartkg.server.dereferencing import dereferenced, ontology
from cartkg.server.live import Build
from cartkg.server.site import Site, place
from cartkg.server.terms import sheet, telling, trees
from cartkg.use import term_usage


def routes(site: Site) -> list[BaseRoute]:
    """The trees and the terms; both answer RDF by Accept."""

    def tree(request: Request) -> Response:
        return _tree(site, request)

    def term(request: Request) -> Response:
        return _term(site, request)

    described = dereferenced(site, term)

    def either(request: Request) -> Response:
        curie = request.path_params["curie"]
        return _named(site, curie) if ":" not in curie else described(request)

    return [Route("/ontology", ontology(site, tree)), Route("/term/{curie:path}", either)]


def _named(site: Site, words: str) -> Response:
    """The way to the page of the one term that bears this name."""
    return _missing(View.of(site.live.build.store).terms, words)


def _tree(site: Site, request: Request) -> Response:
    build = site.live.build
    view, counts = View.of(build.store), _counts(build)
    name, words = request.query_params.get("tree", ""), request.query_params.get("q", "").strip()
    if name and name not in trees.ROOTS:
        raise HTTPException(404, f"There is no tree of {name}; there are {', '.join(trees.ROOTS)}.")
    everything = request.query_params.get("all") == "1"
    values = {
        "roots": trees.ROOTS, "tree": name, "words": words, "everything": everything, "terms": view.terms, "counts": counts,
        "branches": trees.tree(view.terms, name, counts, everything) if name else (),
        "found": trees.found(view.terms, words) if words else (),
        "sizes": {kind: _size(view.terms, kind, counts) for kind in trees.ROOTS},
    }  # fmt: skip
    return site.render(request, build, "ontology.html", values)


def _counts(build: Build) -> dict[str, int]:
    """How many trials speak of each term, counted once a build."""
    view = View.of(build.store)
    return build.kept("trials of each term", lambda _: dict(term_usage.counts(view)))


def _size(terms: Hierarchy, name: str, counts: dict[str, int]) -> tuple[int, int]:
    """How many terms a tree has, and of how many a trial speaks."""
    root = trees.ROOTS[name][1]
    if not root:
        own = terms.of_kind("class" if name == "classes" else "property")
        return len(own), 0
    below = terms.below(root) - {root}
    return len(below), sum(1 for term in below if counts.get(term))


def _term(site: Site, request: Request) -> Response:
    build, curie = site.live.build, request.path_params["curie"]
    view = View.of(build.store)
    if curie not in view.terms:
        return _missing(view.terms, curie)
    entry = view.terms[curie]
    own = build.kept(("sheet", curie), lambda store: sheet.sheet(store, view.terms, curie))
    stated = telling.sections(view, curie)
    count = build.kept(("uses of", curie), lambda store: telling.instances(store, entry, own.iri))
    values = {
        "entry": entry, "sheet": own, "sections": stated, "studied": telling.studying(view, entry), "view": view,
        "terms": view.terms, "counts": _counts(build), "trials": _trials(build, entry, own.iri),
        "instances": count, "outside": sheet.outside, "through": telling.THROUGH,
        "bounds": telling.bounds(use for section in stated for use in section.uses), "asked": _asked(build, curie, entry.kind),
        "silent": _silent(view), "window_in_words": window_in_words, "limit_in_words": limit_in_words,
    }  # fmt: skip
    return site.render(request, build, "term.html", values)


def _trials(build: Build, entry: Entry, iri: str) -> tuple[str, ...]:
    """The trials that give a product, have a site in a country, or are of a class."""
    found = build.kept(("trials of", entry.curie), lambda store: telling.bearing_trials(store, entry, iri))
    return found or build.kept(("trials of class", entry.curie), lambda store: telling.of_class(store, entry))


def _missing(terms: Hierarchy, curie: str) -> Response:
    """A term by its label leads to its page; another is unknown, with the nearest ones named."""
    meant = terms.meant(curie)
    if len(meant) == 1:
        return RedirectResponse(place(meant[0]), 303)
    near = ", ".join(f"{name} ({found})" for found, name in trees.found(terms, curie.partition(":")[2] or curie, 5))
    raise HTTPException(404, f"The graph has no term {curie}." + (f" Near it: {near}." if near else ""))


def _asked(build: Build, curie: str, kind: str) -> list[tuple[Query, str]]:
    """The questions that can be asked of a term, with the parameter that takes it."""
    pairs = list(telling.ASKED.get(kind, ()))
    if kind in telling.TOPICAL:
        pairs.insert(0, telling.TOPICAL[kind])
    return [(questions.named(name), parameter) for name, parameter in pairs]


def _silent(view: View) -> int:
    """Of how many trials the text is not whole."""
    return sum(row["eligibility_text"] != "complete" for row in view.trials.values())
