"""`why`: where a statement comes from."""

import json
from pathlib import Path

import click

from cartkg.cli import options
from cartkg.graph.store import GraphStore
from cartkg.use.why import why as explain


@click.command()
@click.argument("iri")
@options.graph
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def why(iri: str, graph: Path, form: str) -> None:
    """Where the statement IRI comes from, or those of the criterion IRI: words, record, day, address, rule, reader."""
    found = explain(GraphStore.open(graph), iri)
    if form == "json":
        click.echo(json.dumps([{step.name: step.value for step in steps} for steps in found], ensure_ascii=False, indent=1))
        return
    for steps in found:
        for step in steps:
            click.echo(f"{step.name + ':':<17}{step.value}")
        click.echo()
