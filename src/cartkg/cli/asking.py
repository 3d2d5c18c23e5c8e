"""`ask` and `query`: questions to a graph."""

import shlex
from pathlib import Path

import click

from cartkg.ask import answers, plain_words, questions, remote
from cartkg.cli import options
from cartkg.graph.store import GraphStore
from cartkg.model import utf8
from cartkg.model.errors import QuestionError

FORMATS = click.Choice(sorted(questions.FORMATS))
SHOWN = 8  # trials named when many are not stated


@click.command()
@click.argument("name", required=False)
@click.option("--param", "parameters", multiple=True, callback=options.pairs, metavar="KEY=VALUE", help="A parameter's value.")
@options.graph
@click.option("--format", "form", type=FORMATS, default="table", show_default=True)
def ask(name: str | None, parameters: dict[str, str], graph: Path, form: str) -> None:
    """Answer the question NAME, which may be its name or plain words; without a name, list the questions."""
    if name is None:
        _list_questions()
        return
    if " " in name:
        match = _understood(name)
        name, parameters = match.question.name, {**match.parameters, **parameters}
    answer = questions.ask(name, parameters, GraphStore.open(graph))
    click.echo(questions.FORMATS[form](answer), nl=False)
    for note in answer.notes:
        click.echo(note, err=True)
    if answer.unknown:
        click.echo(_not_stated(answer.unknown), err=True)


def _not_stated(trials: tuple[str, ...]) -> str:
    shown = ", ".join(trials[:SHOWN]) + (" …; all of them: cartkg ask incomplete-texts" if len(trials) > SHOWN else "")
    return (
        f"not stated for {len(trials)} trials, whose sources do not show the whole text or leave it in doubt: {shown}"
        "\nthe whole texts come with: cartkg field"
    )


def _understood(words: str) -> plain_words.Understood:
    """The question that plain words ask, told on standard error. Raises QuestionError with candidates where none stands out."""
    match plain_words.find(words):
        case plain_words.Understood() as found:
            click.echo(f"understood as: {_call(found)}  (it answers: {found.why})", err=True)
            return found
        case plain_words.Candidates(matches, why):
            nearest = "; ".join(_call(one) for one in matches) or "none is near: `cartkg ask` lists all"
            raise QuestionError(words, why, f"ask one by its name: {nearest}")


def _call(match: plain_words.Understood) -> str:
    return " ".join([match.question.name, *(f"--param {key}={shlex.quote(value)}" for key, value in match.parameters.items())])


def _list_questions() -> None:
    for question in questions.listed():
        parameters = ", ".join(f"{p.name}={p.default}" for p in question.parameters)
        click.echo(click.style(question.name, bold=True) + (f"  --param {parameters}" if parameters else ""))
        click.echo(f"    {question.summary}")


@click.command()
@click.argument("text", required=False)
@click.option("--file", "file", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A file with the query.")
@options.graph
@click.option("--endpoint", metavar="URL", help="Ask this SPARQL endpoint instead of a built graph.")
@click.option("--format", "form", type=click.Choice(answers.FORMS), help="[default: table]")
def query(text: str | None, file: Path | None, graph: Path, endpoint: str | None, form: str | None) -> None:
    """Run any SPARQL 1.1 query (TEXT, or the one in --file)."""
    if (text is None) == (file is None):
        raise click.UsageError("give either a query or --file")
    asked = utf8.read(file) if file else str(text)
    if endpoint:
        if form == "table":
            raise click.UsageError("an endpoint's answer is shown as it comes: choose csv, json, xml, tsv or turtle")
        click.echo(remote.ask(endpoint, asked, form or "csv")[1].decode(), nl=False)
        return
    try:
        answer = answers.run(asked, GraphStore.open(graph), form or "table")
    except QuestionError as error:
        raise QuestionError(file or "query", error.problem, error.remedy) from error
    click.echo(answer, nl=False)
