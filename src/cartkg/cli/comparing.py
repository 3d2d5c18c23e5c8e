"""`changes`: what differs between two built graphs."""

from pathlib import Path

import click

from cartkg.ask import questions
from cartkg.use import changes as comparing


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice([*questions.FORMATS, "turtle"]), default="table", show_default=True)
def changes(old: Path, new: Path, form: str) -> None:
    """What changed from the graph folder OLD to NEW: trials, registry facts, eligibility statements, each with its cause."""
    before, after = comparing.Snapshot.of(old), comparing.Snapshot.of(new)
    found = comparing.compare(before, after)
    if form == "turtle":
        click.echo(comparing.as_turtle(found, before, after), nl=False)
    else:
        click.echo(questions.FORMATS[form](comparing.as_answer(found)), nl=False)
    fields = {change.field for change in found}
    tally = ", ".join(f"{sum(c.field == name for c in found)} {name}" for name in sorted(fields)) or "no changes"
    click.echo(tally, err=True)
