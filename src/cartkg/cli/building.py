"""`build` and `validate`: a graph made from records, and the report of its shapes and checks."""

from collections.abc import Iterator
from pathlib import Path

import click

from cartkg.cli import options
from cartkg.graph import build as walk
from cartkg.graph import validation
from cartkg.sources.curation import Difference
from cartkg.sources.merging import Disagreement


@click.command()
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=options.GRAPH, show_default=True)
@click.option(
    "--statements", type=click.Path(path_type=Path, exists=True, file_okay=False), help="A folder of reviewed statements."
)
@click.option("--verbose", is_flag=True, help="Every note: records that disagree, reviewed lines that differ, unknown fields.")
def build(sources: tuple[Path, ...], out: Path, statements: Path | None, verbose: bool) -> None:
    """Read records (files or folders; none named: the shipped data), build the graph, validate it, write it whole."""
    result = walk.build(sources, out, statements)
    click.echo(f"built {result.folder}: " + ", ".join(f"{number:,} {name}" for name, number in result.counts.items()))
    for refusal in result.refusals:
        click.echo(f"refused {refusal.place}: {refusal.problem} ({refusal.remedy})", err=True)
    notes = list(_notes(result))
    for note in notes if verbose else ():
        click.echo(note, err=True)
    if notes and not verbose:
        click.echo(f"{len(notes):,} notes (records that disagree and the like): build --verbose, or manifest.json", err=True)
    for finding in result.review_findings:
        click.echo(f"reviewed statements: {finding}", err=True)
    if not result.report.conforms:
        click.echo("the graph has findings: cartkg validate " + str(out), err=True)
    if not result.conforms:
        raise click.exceptions.Exit(1)


def _notes(result: walk.BuildResult) -> Iterator[str]:
    """What a reader of the data may want to know, and nobody else."""
    for disagreement in result.disagreements:
        yield f"the records of {disagreement.trial} disagree: {_words(disagreement)}"
    for trial, differences in result.differences.items():
        yield from (f"{trial}: {_parting(difference)}" for difference in differences)
    if result.unknown_fields:
        many = ", ".join(f"{path} ({count})" for path, count in list(result.unknown_fields.items())[:10])
        yield f"fields that no reader knows: {many} (all of them in manifest.json)"


def _words(d: Disagreement) -> str:
    return f"{d.field} is {d.value!r} in {d.record} and {d.other_value!r} in {d.other_record}; the first rules"


def _parting(d: Difference) -> str:
    says = {
        "program": "the program reads, and the reviewed file does not",
        "file": "the reviewed file says, and the program does not",
    }
    return f"{d.section} {d.number}: {says[d.only]}: {d.what}"


@click.command()
@click.argument("path", type=click.Path(path_type=Path), default=options.GRAPH, metavar="[DIR|FILE]")
@click.option("--format", "form", type=click.Choice(list(validation.FORMATS)), default="table", show_default=True)
def validate(path: Path, form: str) -> None:
    """Check a built graph, or an RDF file, against the SHACL shapes and the checks; exit 1 on a violation."""
    report = validation.validate_path(path)
    click.echo(validation.FORMATS[form](report), nl=False)
    if not report.conforms:
        raise click.exceptions.Exit(1)
