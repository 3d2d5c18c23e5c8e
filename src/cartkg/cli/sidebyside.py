"""`compare`: trials side by side."""

from pathlib import Path

import click

from cartkg.ask import questions
from cartkg.cli import options
from cartkg.graph.store import GraphStore
from cartkg.graph.view import View
from cartkg.use.comparison import Difference
from cartkg.use.comparison import compare as side_by_side


@click.command()
@click.argument("trials", nargs=-1, required=True)
@options.graph
@click.option("--differences", is_flag=True, help="Only rows in which the trials are known to differ.")
@click.option("--format", "form", type=click.Choice([*questions.FORMATS]), default="table", show_default=True)
def compare(trials: tuple[str, ...], graph: Path, differences: bool, form: str) -> None:
    """Two to eight TRIALS side by side: facts, ages, therapies, washouts, limits, diagnoses; what differs comes first."""
    found = side_by_side(View.of(GraphStore.open(graph)), trials)
    rows = found.rows
    if differences:
        rows = tuple(row for row in rows if row.difference in (Difference.DIFFERS, Difference.SOME))
    click.echo(questions.FORMATS[form](type(found)(found.heads, rows).answer()), nl=False)
    click.echo(", ".join(f"{found.count(kind)} {kind.value}" for kind in Difference), err=True)
    for head in found.heads:
        if head.text != "complete":
            click.echo(f"{head.trial}: the eligibility text is {head.text}; what it does not state is not known", err=True)
