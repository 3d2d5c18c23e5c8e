"""IRIs that answer: what the graph says of a thing, as RDF or as a page, under the path of the thing's own IRI.

A thing is described with its parts (a trial with its criteria and their statements) and the names of what it refers to, no
more: what refers to it is a question for SPARQL. A named graph is answered whole. `dereferenced` puts this before a page of
another module; `routes` serves the things that have no page of their own.
"""

from collections.abc import Callable
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from cartkg.model import namespaces
from cartkg.model.errors import VocabularyError
from cartkg.model.resources import folder
from cartkg.server.facts import SHOWN, facts_of, sources
from cartkg.server.live import Build
from cartkg.server.rdf import ENDINGS, HTML, VARY, answer, ending, wanted
from cartkg.server.site import Site, place
from cartkg.server.things import described, edit_file, is_known

KINDS = ("trial", "record", "organisation", "derived", "topic", "recommendation", "software", "graph")
Page = Callable[[Request], Response]


def routes(site: Site) -> list[BaseRoute]:
    """The routes of things without a page of their own, and of the ontology's files. They stand behind those of the pages."""

    def thing(request: Request) -> Response:
        build, (name, _) = site.live.build, ending(iri_of(request))
        if not is_known(build.store, name):
            raise _unknown(name)
        return site.render(
            request, build, "thing.html", {"thing": facts_of(build.store, name), "shown": SHOWN, "sources": sources}
        )

    def word(request: Request) -> Response:
        return RedirectResponse(place(iri_of(request)), 303, VARY)

    return [
        Route("/ontology/imports/{name}.ttl", _ontology_file),
        Route("/ontology/cartkg.ttl", _ontology_file),
        Route("/ontology/{version}/cartkg.ttl", _ontology_file),
        Route("/ontology/{name}", dereferenced(site, word)),
        Route("/vocabulary/{name}", dereferenced(site, word)),
        *(Route(f"/{kind}/{{rest:path}}", dereferenced(site, thing)) for kind in KINDS),
    ]


def dereferenced(site: Site, page: Page) -> Page:
    """A page that also answers as RDF, by Accept or by an ending such as `.ttl`; its HTML names these in Link headers."""

    def either(request: Request) -> Response:
        found = negotiated(request, site.live.build)
        if found is not None:
            return found
        made = page(request)
        made.headers["Link"] = _alternates(request.url.path)
        made.headers["Vary"] = "Accept"
        return made

    return either


def ontology(site: Site, page: Page) -> Page:
    """The page of the class tree, which answers RDF with the ontology's edit file, read by the engine (its imports apart)."""

    def either(request: Request) -> Response:
        form = wanted(request)
        if form is not HTML:
            return answer(edit_file().engine.quads_for_pattern(None, None, None), form)
        made = page(request)
        made.headers["Link"] = '</ontology/cartkg.ttl>; rel="alternate"; type="text/turtle"'
        made.headers["Vary"] = "Accept"
        return made

    return either


def negotiated(request: Request, build: Build) -> Response | None:
    """The RDF answer to a request for a thing or term; None where the page is wanted. Raises 404 and 406."""
    name, form = ending(iri_of(request))
    form = form or wanted(request)
    if form is HTML:
        return None
    quads = described(build.store, name)
    if not quads:
        raise _unknown(name)
    return answer(quads, form)


def iri_of(request: Request) -> str:
    """The IRI that a path stands for: a CURIE under /term/, else the path under our own base. Raises 404 for a wrong CURIE."""
    path = request.url.path
    if not path.startswith("/term/"):
        return namespaces.BASE + path.removeprefix("/")
    try:
        return namespaces.expand(path.removeprefix("/term/"))
    except VocabularyError as error:
        raise HTTPException(404, f"{error.place}: {error.problem}; {error.remedy}", VARY) from error


def _unknown(name: str) -> HTTPException:
    return HTTPException(404, f"The graph says nothing of {name}.", VARY)


def _alternates(path: str) -> str:
    """The Link header of a page: the same in each RDF form (RFC 8288)."""
    at = quote(path, safe="/:")
    return ", ".join(f'<{at}.{last}>; rel="alternate"; type="{form.media_type}"' for last, form in ENDINGS.items())


def _ontology_file(request: Request) -> Response:
    """The edit file of the ontology, or one of the files that it imports."""
    name = request.path_params.get("name")
    path = folder("ontology") / (f"imports/{name}.ttl" if name else "cartkg.ttl")
    if not path.is_file():
        raise HTTPException(404, f"There is no file of the ontology of the name {path.name}.")
    return FileResponse(path, media_type="text/turtle")
