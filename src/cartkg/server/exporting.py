"""`/export/FORMAT`: the graph as a file for another program, where the file is small enough to be made on the way."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from cartkg.graph.store import GraphStore
from cartkg.server.live import Build
from cartkg.server.site import Site
from cartkg.use.export import rdf
from cartkg.use.export.formats import FORMATS, Form, Needs
from cartkg.use.export.whole import whole

LARGEST = 400_000  # triples of a graph of which files are made while somebody waits
TYPES = {
    "graphml": "application/graphml+xml", "gexf": "application/gexf+xml", "cytoscape": "application/json",
    "cx2": "application/json", "turtle": "text/turtle", "trig": "application/trig",
}  # fmt: skip


def routes(site: Site) -> list[BaseRoute]:
    """The route; a format that is a folder or large is refused with the command that writes it."""

    def exported(request: Request) -> Response:
        build: Build = site.live.build
        name = request.path_params["form"]
        if name not in TYPES:
            known = f"cartkg export {name}" if name in FORMATS else "cartkg export --help"
            raise HTTPException(404, f"not made here; here are {', '.join(TYPES)}; write it yourself: {known}")
        if len(build.store) > LARGEST:
            raise HTTPException(404, f"this graph is too large to be written while you wait: cartkg export {name}")
        body = build.kept(("export", name), _made(FORMATS[name]))
        named = {"Content-Disposition": f'attachment; filename="cartkg{FORMATS[name].ending}"'}
        return Response(body, media_type=TYPES[name], headers=named)

    return [Route("/export/{form}", exported)]


def _made(form: Form) -> Callable[[GraphStore], bytes]:
    def make(store: GraphStore) -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"cartkg{form.ending}"
            form.write(whole(store) if form.needs is Needs.NETWORK else rdf.whole(store), path)
            return path.read_bytes()

    return make
