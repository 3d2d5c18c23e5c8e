"""`figures`: drawings of a graph, each with its data."""

from collections.abc import Iterator
from pathlib import Path

import click

from cartkg.ask import questions
from cartkg.cli import options
from cartkg.graph.store import GraphStore
from cartkg.model import place
from cartkg.model.errors import QuestionError
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
    files = [
        (out / name, content) for figure in wanted for name, content in _files(figure, _table(figure, store, parameters), dpi)
    ]
    for file, content in files:  # all are drawn before the first is written
        place.put_bytes(file, content)
    click.echo(f"written {len(wanted)} figures into {out}, each as .svg, .png and .csv", err=True)


def _named(name: str) -> drawing.Figure:
    if name not in drawing.FIGURES:
        raise QuestionError(name, "no such figure", "there are: " + ", ".join(drawing.FIGURES))
    return drawing.FIGURES[name]


def _tell(figure: drawing.Figure) -> None:
    parameters = " ".join(f"--param {p.name}={p.default}" for p in figure.parameters)
    click.echo(click.style(figure.name, bold=True) + (f"  {parameters}" if parameters else ""))
    click.echo(f"    {figure.reading}")


def _table(figure: drawing.Figure, store: GraphStore, parameters: dict[str, str]) -> drawing.Table:
    own = {parameter.name for parameter in figure.parameters}
    return figure.data(store, {key: value for key, value in parameters.items() if key in own})


def _files(figure: drawing.Figure, table: drawing.Table, dpi: int) -> Iterator[tuple[str, bytes]]:
    """The three files of a figure, by name."""
    yield f"{figure.name}.svg", figure.draw(table, "svg")
    yield f"{figure.name}.png", figure.draw(table, "png", dpi)
    yield f"{figure.name}.csv", questions.as_csv(questions.Answer(table.columns, table.rows)).encode()
