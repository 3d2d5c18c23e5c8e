"""The pages: each module gives its routes; each route is a function of the graph to the values of a template."""

from starlette.routing import BaseRoute

from cartkg.server.pages import (
    analysing,
    asking,
    comparing,
    drawing,
    editor,
    graph,
    home,
    lookup,
    matching,
    search,
    terms,
    trial,
    trials,
)
from cartkg.server.site import Site

PAGES = (home, matching, search, trials, trial, asking, comparing, terms, drawing, analysing, editor, graph, lookup)


def routes(site: Site) -> list[BaseRoute]:
    """The routes of every page."""
    return [route for page in PAGES for route in page.routes(site)]
