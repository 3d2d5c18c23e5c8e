"""`figures`: drawings of a graph, each with its data."""

from pathlib import Path

import click

from cartkg.cli import options
from cartkg.graph import questions
from cartkg.graph.store import GraphStore
from cartkg.model.errors import QuestionError, StoreError
from cartkg.use import figures as drawing


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="The folder to write to.")
@click.option("--param", "parameters", multiple=True, callback=options.pairs, metavar="KEY=VALUE", help="A parameter's value.")
@click.option("--dpi", type=click.IntRange(50, 1200), default=drawing.DPI, show_default=True, help="Dots an inch of the PNG.")
@options.graph
def figures(names: tuple[str, ...], out: Path | None, parameters: dict[str, str], dpi: int, graph: Path) -> None:
    """Draw figures of a graph as SVG and PNG, each with its data as CSV beside it.

    NAME are those to draw, all when none is named; without --out they are listed with their parameters.
    """
    wanted = [_named(name) for name in names or drawing.FIGURES]
    if out is None:
        for figure in wanted:
            _tell(figure)
        return
    unused = set(parameters) - {parameter.name for figure in wanted for parameter in figure.parameters}
    if unused:
        raise QuestionError(min(unused), "no such parameter of these figures", "`cartkg figures` lists the parameters")
    store = GraphStore.open(graph)
    for figure in wanted:
        own = {p.name for p in figure.parameters}
        table = figure.data(store, {key: value for key, value in parameters.items() if key in own})
        _write(out, figure, table, dpi)


def _named(name: str) -> drawing.Figure:
    if name not in drawing.FIGURES:
        raise QuestionError(name, "no such figure", "there are: " + ", ".join(drawing.FIGURES))
    return drawing.FIGURES[name]


def _tell(figure: drawing.Figure) -> None:
    parameters = " ".join(f"--param {p.name}={p.default}" for p in figure.parameters)
    click.echo(click.style(figure.name, bold=True) + (f"  {parameters}" if parameters else ""))
    click.echo(f"    {figure.reading}")


def _write(out: Path, figure: drawing.Figure, table: drawing.Table, dpi: int) -> None:
    """The three files of a figure. Raises StoreError when they cannot be written."""
    csv = questions.as_csv(questions.Answer(table.columns, table.rows)).encode()
    files = {"svg": figure.draw(table, "svg"), "png": figure.draw(table, "png", dpi), "csv": csv}
    try:
        out.mkdir(parents=True, exist_ok=True)
        for form, content in files.items():
            (out / f"{figure.name}.{form}").write_bytes(content)
    except OSError as error:
        raise StoreError(out, f"cannot be written: {error.strerror or error}", "name another folder with --out") from error
    click.echo(f"written {out / figure.name}.svg, .png, .csv ({len(table.rows)} rows)", err=True)
