"""`serve`: the endpoint and its pages."""

import socket
from pathlib import Path

import click
import uvicorn

from cartkg.cli import options
from cartkg.errors import CartkgError
from cartkg.server import logs
from cartkg.server.app import application
from cartkg.server.workers import Bounds

GRACE = 10  # seconds that requests may go on after the server was told to end


@click.command()
@options.graph
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0: any free one.")
@click.option("--workers", type=click.IntRange(1), default=2, show_default=True, help="Queries that run at once.")
@click.option("--seconds", type=click.FloatRange(min=0.1), default=20.0, show_default=True, help="How long a query may take.")
@click.option(
    "--log-format", type=click.Choice(["text", "json"]), help="One line a request. Default: text on a terminal, else json."
)
@click.option("--log-queries", is_flag=True, help="Log the text of queries, and addresses, too.")
def serve(graph: Path, host: str, port: int, workers: int, seconds: float, log_format: str | None, log_queries: bool) -> None:
    """Serve a built graph: SPARQL 1.1 Protocol at /sparql, a page for people at /. Read-only.

    A new build at the same place is taken over while the server runs (see docs/operations.md).
    """
    app = application(graph, workers, Bounds(seconds=seconds), log_queries, warm=True)
    listening = _listen(host, port)
    logs.configure(log_format)
    port = listening.getsockname()[1]
    logs.event("serving", {"graph": str(graph), "pages": f"http://{host}:{port}/", "sparql": f"http://{host}:{port}/sparql"})
    config = uvicorn.Config(app, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=GRACE)
    uvicorn.Server(config).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    """A socket at the address. Raises CartkgError when it is taken, or none of this machine's."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise CartkgError(
            f"{host}:{port}", f"cannot be listened on: {error.strerror or error}", "name another --port"
        ) from error
