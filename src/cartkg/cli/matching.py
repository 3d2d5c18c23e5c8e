"""`match`: who could enter."""

from datetime import datetime
from pathlib import Path

import click

from cartkg.ask import questions
from cartkg.cli import options
from cartkg.graph.store import GraphStore
from cartkg.model.errors import QuestionError
from cartkg.use.match import NOTICE, output, read_person, read_trials
from cartkg.use.match import match as hold


@click.command()
@click.argument("person", type=click.Path(path_type=Path))
@options.graph
@click.option("--trial", "trials", multiple=True, metavar="ID", help="Only this trial; may be given several times.")
@click.option(
    "--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day that stands for every anchor, where the file gives none."
)
@click.option(
    "--scope", type=click.Choice(["field", "all"]), default="field", show_default=True, help="Trials of the field, or all."
)
@click.option("--format", "form", type=click.Choice(["table", "json", "html"]), default="table", show_default=True)
def match(person: Path, graph: Path, trials: tuple[str, ...], day: datetime | None, scope: str, form: str) -> None:
    """Which trials PERSON could enter: possible, not known or excluded, with the reasons; nearest first.

    PERSON is a file: our short YAML or JSON, a GA4GH Phenopacket (v2) or a FHIR R4/R5 bundle. Nothing of it is kept.
    """
    candidate = read_person(person, day.date() if day else None)
    held = read_trials(GraphStore.open(graph))
    known = {one.id for one in held}
    unknown = [one for one in trials if one not in known]
    if unknown:
        raise QuestionError(f"--trial {unknown[0]}", "no trial of this graph", "see: cartkg ask trials")
    chosen = [one for one in held if (one.id in trials if trials else scope == "all" or one.in_scope)]
    found = hold(candidate, chosen)
    if form == "table":
        columns, rows = output.as_rows(found)
        click.echo(questions.FORMATS["table"](questions.Answer(columns, tuple(rows))), nl=False)
    else:
        click.echo(output.as_json(found) if form == "json" else output.as_html(candidate, found), nl=False)
    left_out = len(held) - len(chosen) if not trials and scope == "field" else 0
    scoped = f"; {left_out} trials outside the field are left out (--scope all)" if left_out else ""
    click.echo(f"{output.counts(found)}{scoped}. {NOTICE}", err=True)
