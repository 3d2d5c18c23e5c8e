"""`export`: files for other programs."""

from pathlib import Path

import click

from cartkg.cli import options
from cartkg.model import utf8
from cartkg.use import export as exporting

EPILOG = "\b\nFormats:\n" + "\n".join(f"  {form.name:<13}{form.shows} ({form.opens})" for form in exporting.FORMATS.values())


@click.command(epilog=EPILOG)
@click.argument("form", metavar="FORMAT", type=click.Choice(list(exporting.FORMATS)))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The file or folder to write.")
@options.graph
@click.option(
    "--query", metavar="FILE|TEXT", default="", help="Write the answer of a CONSTRUCT query instead of the whole graph."
)
@click.option("--view", type=click.Choice(list(exporting.VIEWS)), help="Write a view instead of the whole graph.")
@click.option("--trial", metavar="ID", default="", help="Write one trial with what is near it.")
@click.option("--depth", type=click.IntRange(0), default=2, show_default=True, help="How many links from the trial.")
def export(form: str, out: Path, graph: Path, query: str, view: str | None, trial: str, depth: int) -> None:
    """Write a built graph, or a part of it, as FORMAT for another program.

    The whole graph is written unless --query, --view or --trial names a part. Formats of several files make a folder.
    """
    part = exporting.Part(_text(query), view or "", trial, depth)
    exporting.write(form, graph, out, part)
    size = sum(file.stat().st_size for file in ([out] if out.is_file() else out.rglob("*")) if file.is_file())
    click.echo(f"written {out} ({size:,} bytes)", err=True)


def _text(query: str) -> str:
    """The query itself: what stands in the file, where the words name one."""
    is_file = query and "\n" not in query and "{" not in query and Path(query).is_file()
    return utf8.read(Path(query)) if is_file else query
