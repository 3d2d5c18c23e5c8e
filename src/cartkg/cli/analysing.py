"""`analyse`: what the graph as a network shows."""

from pathlib import Path

import click

from cartkg.ask import questions
from cartkg.cli import options
from cartkg.graph.store import GraphStore
from cartkg.model.errors import QuestionError
from cartkg.use import analysis as analysing

FORMATS = click.Choice(sorted(questions.FORMATS))


@click.command()
@click.argument("name", required=False)
@click.option("--param", "parameters", multiple=True, callback=options.pairs, metavar="KEY=VALUE", help="A parameter's value.")
@options.graph
@click.option("--format", "form", type=FORMATS, default="table", show_default=True)
def analyse(name: str | None, parameters: dict[str, str], graph: Path, form: str) -> None:
    """Run the analysis NAME on a built graph and say how to read it; without a name, list the analyses."""
    if name is None:
        for one in analysing.ANALYSES.values():
            _tell(one)
        return
    if name not in analysing.ANALYSES:
        raise QuestionError(name, "no such analysis", "there are: " + ", ".join(analysing.ANALYSES))
    analysis = analysing.ANALYSES[name]
    result = analysis.run(GraphStore.open(graph), parameters)
    click.echo(questions.FORMATS[form](questions.Answer(result.columns, result.rows)), nl=False)
    for sentence in (analysis.reading, *result.says):
        click.echo(sentence, err=True)


def _tell(analysis: analysing.Analysis) -> None:
    parameters = " ".join(f"--param {p.name}={p.default}" for p in analysis.parameters)
    click.echo(click.style(analysis.name, bold=True) + (f"  {parameters}" if parameters else ""))
    click.echo(f"    {analysis.summary}")
