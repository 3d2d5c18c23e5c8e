"""`serve`: the endpoint and its pages."""

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
import uvicorn

from cartkg.cli import options
from cartkg.cli.connections import Connection
from cartkg.model.errors import CartkgError
from cartkg.server import logs
from cartkg.server.app import application
from cartkg.server.protocol import MAX_ENCODED_BYTES
from cartkg.server.workers import Bounds

Command = TypeVar("Command", bound=Callable[..., None])

HEAD = MAX_ENCODED_BYTES + 16_384  # bytes of a request's head: a query in the address, and headers
GRACE = 10  # seconds that requests may go on after the server was told to end


MB = 1024**2
DEFAULT = Bounds()
LOOPBACK = ("127.0.0.1", "::1", "localhost")

BOUNDS = (
    click.option("--workers", type=click.IntRange(1), default=2, show_default=True, help="Short queries that run at once."),
    click.option(
        "--long", type=click.IntRange(0), default=DEFAULT.long, show_default=True,
        help=f"Queries of more than {DEFAULT.patience:g} s that run beside them, with low priority.",
    ),
    click.option(
        "--seconds", type=click.FloatRange(min=0.1), default=DEFAULT.seconds, show_default=True,
        help="How long a query may take; then it is ended (504).",
    ),
    click.option(
        "--memory", type=click.IntRange(200), default=DEFAULT.memory // MB, show_default=True, metavar="MB",
        help="What a query may hold in memory (507).",
    ),
    click.option(
        "--answer", type=click.IntRange(1), default=DEFAULT.answer // MB, show_default=True, metavar="MB",
        help="How long an answer may be (507).",
    ),
    click.option(
        "--queue", type=click.IntRange(0), default=DEFAULT.queue, show_default=True,
        help="Requests that may wait for their turn; more are turned away (503).",
    ),
    click.option(
        "--wait", type=click.FloatRange(min=0.1), default=DEFAULT.wait, show_default=True, metavar="SECONDS",
        help="How long one waits (503).",
    ),
)  # fmt: skip


def bounds(command: Command) -> Command:
    """The options that bound strangers' queries."""
    for option in reversed(BOUNDS):
        command = option(command)
    return command


@click.command()
@options.graph
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on; by default this machine alone.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0: any free one.")
@bounds
@click.option(
    "--log-format", type=click.Choice(["text", "json"]), help="One line a request. Default: text on a terminal, else json."
)
@click.option("--log-queries", is_flag=True, help="Log the text of queries, and addresses, too.")
def serve(graph: Path, host: str, port: int, workers: int, log_format: str | None, log_queries: bool, **limits: Any) -> None:
    """Serve a built graph: SPARQL 1.1 Protocol at /sparql, pages for people at /. Read-only.

    A new build at the same place is taken over while the server runs (see docs/operations.md). What a query may take is
    bounded; docs/endpoint.md says how.
    """
    limits |= {name: limits[name] * MB for name in ("memory", "answer")}
    app = application(graph, workers, Bounds(**limits), log_queries, warm=True)
    listening = _listen(host, port)
    logs.configure(log_format)
    port = listening.getsockname()[1]
    logs.event("serving", {"graph": str(graph), "pages": f"http://{host}:{port}/", "sparql": f"http://{host}:{port}/sparql"})
    if host not in LOOPBACK:
        click.echo(
            f"Notice: {host} is not this machine alone: whoever reaches it may ask. Put a proxy with TLS before it.", err=True
        )
    config = uvicorn.Config(
        app,
        http=Connection,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        h11_max_incomplete_event_size=HEAD,
    )
    uvicorn.Server(config).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    """A socket at the address. Raises CartkgError when it is taken, or none of this machine's."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host, port), family=family)
    except OSError as error:
        raise CartkgError(
            f"{host}:{port}", f"cannot be listened on: {error.strerror or error}", "name another --port"
        ) from error
    # asyncio does so for sockets that it makes itself; without, each small answer waits 40 ms for the client's acknowledgement
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening
