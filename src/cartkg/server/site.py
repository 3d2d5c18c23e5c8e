"""What every page shares: templates, links to things, the line that says what the data are."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from cartkg.model import namespaces
from cartkg.server.caching import asset
from cartkg.server.live import Build, Live

HERE = Path(__file__).parent
STATIC = HERE / "static"

NAVIGATION = (
    ("/", "Home"),
    ("/trials", "Trials"),
    ("/match", "Match"),
    ("/questions", "Questions"),
    ("/compare", "Compare"),
    ("/figures", "Figures"),
    ("/graph", "Graph"),
    ("/ontology", "Terms"),
    ("/editor", "SPARQL"),
)

HYPHENATED = re.compile(  # CAR-T, KYV-101, anti-CD19
    r"(\b(?:U?CAR|CAAR|TCR)-\w+|\b[A-Z][A-Za-z]+-\d+\w*|\b(?:[Aa]nti|CD\d+|in)-(?:CD\d+\w*|BCMA|vivo)(?:-CAR)?)"
)

SECURITY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def place(identifier: str) -> str:
    """The page of a thing or term, from its IRI or CURIE: `/trial/NCT…` for our own things, `/term/CURIE` for all others."""
    curie = namespaces.compact(identifier)
    if identifier.startswith(namespaces.BASE) and curie == identifier:
        return "/" + quote(identifier.removeprefix(namespaces.BASE))
    return "/term/" + quote(curie, safe=":")


def address(path: str, **values: object) -> str:
    """A path with a query string of the values that are not empty; a sequence gives one pair for each member."""
    pairs = {name: value for name, value in values.items() if value not in ("", None, (), [])}
    return path + ("?" + urlencode(pairs, doseq=True) if pairs else "")


def pieces(words: str) -> list[tuple[str, bool]]:
    """Words in pieces, each with whether it must not break: "CAR-T", "anti-CD19" and their like hold at the hyphen."""
    return [(piece, place % 2 == 1) for place, piece in enumerate(re.split(HYPHENATED, words)) if piece]


def is_here(path: str, page: str) -> bool:
    """Whether a page of the navigation is the one shown, or the list that the shown thing stands in."""
    below = {"/ontology": ("/term/", "/vocabulary/"), "/trials": ("/trial/",)}.get(page, ())
    return path == page or path.startswith((page + "/", *below))


@dataclass(frozen=True, slots=True)
class Site:
    """The pages' surroundings: the build to answer from, and how a template becomes a response."""

    live: Live
    templates: Environment

    @classmethod
    def of(cls, live: Live) -> "Site":
        """The site over a live graph. Templates escape by themselves, and an undefined name is an error."""
        templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=select_autoescape(default=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        templates.filters["pieces"] = pieces
        templates.globals.update(
            navigation=NAVIGATION, place=place, address=address, asset=asset, bundle=bundle, is_here=is_here
        )
        return cls(live, templates)

    def render(
        self, request: Request, build: Build, template: str, values: Mapping[str, object], status: int = 200
    ) -> HTMLResponse:
        """The page of a template: its own values beside the request's path, the build's summary and day."""
        text = self.templates.get_template(template).render(
            path=request.url.path, summary=build.summary, day=build.day, newest=build.newest, **values
        )
        return HTMLResponse(text, status, SECURITY)


def bundle(name: str) -> str:
    """The address of a front-end bundle ("editor", "graph"), "" where it was not built."""
    return asset(f"dist/{name}.js")
