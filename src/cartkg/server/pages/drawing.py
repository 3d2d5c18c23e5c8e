"""The figures: a gallery, and a page for each with its form, its data as a table, and files to take away."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from cartkg.ask import questions
from cartkg.ask.questions import Answer
from cartkg.model.errors import QuestionError
from cartkg.server.asking import forms, readable
from cartkg.server.asking.around import around_of
from cartkg.server.live import Build
from cartkg.server.site import SECURITY, Site, address
from cartkg.use.figures import FIGURES, Figure, Table

MEDIA = {"svg": "image/svg+xml", "png": "image/png", "csv": "text/csv; charset=utf-8"}
DPI = {"svg": 300, "png": 200}  # a PNG that is legible on a slide and in print at half a page


def routes(site: Site) -> list[BaseRoute]:
    """The gallery, the figures as pages and as files."""

    def gallery(request: Request) -> Response:
        return site.render(request, site.live.build, "figures.html", {"figures": tuple(FIGURES.values())})

    def one(request: Request) -> Response:
        name, _, form = request.path_params["name"].partition(".")
        figure = known(name)
        if form:
            return _file(site.live.build, figure, form, request.query_params)
        return _page(site, request, figure)

    return [Route("/figures", gallery), Route("/figures/{name}", one)]


def known(name: str) -> Figure:
    """The figure of this name; 404 where there is none."""
    if name not in FIGURES:
        raise HTTPException(404, f"There is no figure named {name}; there are {', '.join(FIGURES)}.")
    return FIGURES[name]


def data(build: Build, figure: Figure, given: Mapping[str, str]) -> Table:
    """The data of a figure, made once a build. Raises QuestionError for a wrong parameter or value."""
    return build.kept(("figure", figure.name, *sorted(given.items())), lambda store: figure.data(store, given))


def drawn(build: Build, figure: Figure, given: Mapping[str, str], form: str) -> bytes:
    """A figure as SVG or PNG, drawn once a build."""
    table = data(build, figure, given)
    return build.kept(("drawn", figure.name, form, *sorted(given.items())), lambda _: figure.draw(table, form, DPI[form]))


def _file(build: Build, figure: Figure, form: str, typed: Mapping[str, str]) -> Response:
    if form not in MEDIA:
        raise HTTPException(404, f"A figure has no form .{form}; there are .svg, .png and .csv.")
    given = forms.resolved(figure.parameters, typed, around_of(build))
    place = "inline" if form == "svg" else "attachment"
    headers = {**SECURITY, "Content-Disposition": f'{place}; filename="{figure.name}.{form}"'}
    if form == "csv":
        table = data(build, figure, given)
        return Response(questions.as_csv(Answer(table.columns, table.rows)), media_type=MEDIA[form], headers=headers)
    return Response(drawn(build, figure, given, form), media_type=MEDIA[form], headers=headers)


def _page(site: Site, request: Request, figure: Figure) -> Response:
    build = site.live.build
    around = around_of(build)
    typed = dict(request.query_params)
    try:
        given = forms.resolved(figure.parameters, typed, around)
        table = data(build, figure, given)
    except QuestionError as error:
        values = {"figure": figure, "fields": forms.fields(figure.parameters, typed, around), "error": error, "table": None}
        return site.render(request, build, "figure.html", values, 400)
    if given != typed:
        return RedirectResponse(address(request.url.path, **given), 303)
    values = {
        "figure": figure, "fields": forms.fields(figure.parameters, given, around), "error": None, "table": table,
        "given": given, "rows": readable.readable(Answer(table.columns, table.rows), around.terms),
        "others": tuple(FIGURES.values()),
    }  # fmt: skip
    return site.render(request, build, "figure.html", values)
