"""`export`: graph files for other tools."""

from pathlib import Path

import click

from cartkg import export as exporting
from cartkg.cli import options


@click.command()
@click.argument("form", metavar="FORMAT", type=click.Choice(list(exporting.FORMATS)))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The file to write.")
@options.graph
def export(form: str, out: Path, graph: Path) -> None:
    """Write a built graph as FORMAT: graphml for Gephi, Cytoscape and yEd; owl, one file with labels, for Protégé."""
    exporting.write(form, graph, out)
    click.echo(f"written {out} ({out.stat().st_size:,} bytes)", err=True)
