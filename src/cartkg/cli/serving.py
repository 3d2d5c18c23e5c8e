"""`serve`: the endpoint and its pages."""

from pathlib import Path

import click
import uvicorn

from cartkg.cli import options
from cartkg.server.app import application
from cartkg.server.workers import Bounds


@click.command()
@options.graph
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1), default=2, show_default=True, help="Queries that run at once.")
@click.option("--seconds", type=click.FloatRange(min=0.1), default=20.0, show_default=True, help="How long a query may take.")
def serve(graph: Path, host: str, port: int, workers: int, seconds: float) -> None:
    """Serve a built graph: SPARQL 1.1 Protocol at /sparql, a page for people at /. Read-only."""
    app = application(graph, workers, Bounds(seconds=seconds))
    click.echo(
        f"cartkg serves {graph} at http://{host}:{port}/ (SPARQL: http://{host}:{port}/sparql); Ctrl-C ends it", err=True
    )
    uvicorn.run(app, host=host, port=port, log_level="warning")
