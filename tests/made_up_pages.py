"""An application over a made-up graph, with pages that do what real ones should not: fail, break off, accuse."""

from collections.abc import Iterator
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from cartkg.model.errors import QuestionError, StoreError
from cartkg.server.app import application
from serving import made_up, put

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def broken(_: Request) -> Response:
    raise RuntimeError("made-up fault with a secret")


def half(_: Request) -> Response:
    def chunks() -> Iterator[bytes]:
        yield b"a beginning"
        raise RuntimeError("made-up fault in the middle")

    return StreamingResponse(chunks(), media_type="text/plain")


def wrong(_: Request) -> Response:
    raise QuestionError("made-up", "has no parameter drug", "give agent")


def unforeseen(_: Request) -> Response:
    raise StoreError("made-up", "is damaged")


def gone(_: Request) -> Response:
    raise HTTPException(404, "No trial NCT99999999 is in this graph.")


def picture(_: Request) -> Response:
    return Response("<svg xmlns='http://www.w3.org/2000/svg'/>", media_type="image/svg+xml")


def turtle(_: Request) -> Response:
    return PlainTextResponse("# " + "made up " * 500, media_type="text/turtle")


def made_up_application(folder: Path) -> Starlette:
    """The application over a graph of two trials in a new folder, with the pages above under /made-up/."""
    put(made_up(2), folder, 2)
    served = application(folder, 1)
    for handler in (broken, half, wrong, unforeseen, gone, picture, turtle):
        served.router.routes.insert(0, Route("/made-up/" + handler.__name__, handler))
    return served
