"""The analyses of the graph as a network: a list, and a page for each with its form, its answer and how to read it."""

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
from cartkg.use.analysis import ANALYSES, Analysis, Result

FORMS = {"csv": ("text/csv; charset=utf-8", questions.as_csv), "json": ("application/json", questions.as_json)}


def routes(site: Site) -> list[BaseRoute]:
    """The list, the answers as pages, CSV and JSON."""

    def listed(request: Request) -> Response:
        return site.render(request, site.live.build, "analyses.html", {"analyses": tuple(ANALYSES.values())})

    def one(request: Request) -> Response:
        name, _, form = request.path_params["name"].partition(".")
        analysis = known(name)
        if form:
            return _file(site.live.build, analysis, form, request.query_params)
        return _page(site, request, analysis)

    return [Route("/analysis", listed), Route("/analysis/{name}", one)]


def known(name: str) -> Analysis:
    """The analysis of this name; 404 where there is none."""
    if name not in ANALYSES:
        raise HTTPException(404, f"There is no analysis named {name}; there are {', '.join(ANALYSES)}.")
    return ANALYSES[name]


def run(build: Build, analysis: Analysis, given: Mapping[str, str]) -> Result:
    """The answer, made once a build. Raises QuestionError for a wrong parameter or value."""
    return build.kept(("analysis", analysis.name, *sorted(given.items())), lambda store: analysis.run(store, given))


def spoken(sentence: str, result: Result) -> str:
    """A sentence about the columns, with their headings in place of their names."""
    for column in sorted(result.columns, key=len, reverse=True):
        if "_" in column:
            sentence = sentence.replace(column, f"“{readable.heading(column)}”")
    return sentence[:1].upper() + sentence[1:]


def _file(build: Build, analysis: Analysis, form: str, typed: Mapping[str, str]) -> Response:
    if form not in FORMS:
        raise HTTPException(404, f"An answer has no form .{form}; there are .csv and .json.")
    media, write = FORMS[form]
    result = run(build, analysis, forms.resolved(analysis.parameters, typed, around_of(build)))
    headers = {**SECURITY, "Content-Disposition": f'attachment; filename="{analysis.name}.{form}"'}
    return Response(write(Answer(result.columns, result.rows)), media_type=media, headers=headers)


def _page(site: Site, request: Request, analysis: Analysis) -> Response:
    build = site.live.build
    around, typed = around_of(build), dict(request.query_params)
    values: dict[str, object] = {"analysis": analysis, "error": None, "result": None}
    try:
        given = forms.resolved(analysis.parameters, typed, around)
        result = run(build, analysis, given)
    except QuestionError as error:
        values |= {"fields": forms.fields(analysis.parameters, typed, around), "error": error}
        return site.render(request, build, "analysis.html", values, 400)
    if given != typed:
        return RedirectResponse(address(request.url.path, **given), 303)
    values |= {"fields": forms.fields(analysis.parameters, given, around), "result": result, "given": given}
    values |= {"says": [spoken(said, result) for said in result.says], "reading": spoken(analysis.reading, result)}
    values["table"] = readable.readable(Answer(result.columns, result.rows), around.terms)
    return site.render(request, build, "analysis.html", values)
