"""The first page: the question, what the graph holds, the named questions."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from cartkg import questions
from cartkg.server.site import Site


def routes(site: Site) -> list[BaseRoute]:
    """The page's route."""

    def home(request: Request) -> Response:
        build = site.live.build
        return site.render(request, build, "home.html", {"questions": questions.listed()})

    return [Route("/", home)]
