"""`extract` and `curate`: how a record's eligibility text was read, for looking at and for correcting."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console

from cartkg import sources
from cartkg.cli import extraction
from cartkg.model import Trial
from cartkg.model.errors import UnreadableRecord
from cartkg.reading import criteria
from cartkg.sources import curation
from cartkg.vocabulary import Terminology

RECORDS = Path("build/records")


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["table", "jsonl"]), default="table", show_default=True)
@click.option("--explain", metavar="NUMBER", help='Only this item ("5", "exclusion 5"), with the rule behind each statement.')
def extract(files: tuple[Path, ...], form: str, explain: str | None) -> None:
    """Show how the eligibility text of each record was read, criterion by criterion."""
    terminology, console = Terminology.shipped(), Console(soft_wrap=False)
    shown = 0
    for trial in _read(files):
        readings = extraction.read(trial.eligibility, terminology)
        readings = extraction.chosen(readings, explain) if explain else readings
        shown += len(readings)
        if form == "jsonl":
            for line in extraction.json_lines(trial.id, trial.eligibility, readings):
                click.echo(line)
        elif explain:
            extraction.render_explanation(trial.eligibility, readings, console)
        else:
            extraction.render_table(trial.id, readings, console)
    if explain and not shown:
        raise click.UsageError(f"no item {explain}")


@click.command()
@click.argument("trial")
@click.argument("records", nargs=-1, type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path("data/statements"), show_default=True)
@click.option("--compare", is_flag=True, help="Write nothing; show where the program now reads otherwise (exit 1 if it does).")
@click.option("--sign", multiple=True, metavar="ITEM", help="Sign items of the file after reading them: 'inclusion 5', or all.")
@click.option("--reader", type=click.Choice(curation.SIGNING), help="What kind of reader signs; asked for when not given.")
@click.option("--reviewer", help="Who signs: a name, of a physician the ORCID; asked for when not given.")
def curate(
    trial: str,
    records: tuple[Path, ...],
    out: Path,
    compare: bool,
    sign: tuple[str, ...],
    reader: str | None,
    reviewer: str | None,
) -> None:
    """Write the program's reading of TRIAL as a file of statements to be edited, and sign what a person has read.

    RECORDS are the files or folders that hold the trial's record [default: build/records].
    """
    if sign:
        _sign(out / f"{trial}.csv", sign, reader, reviewer)
        return
    found = next((t for t in _read(records or (RECORDS,)) if t.id == trial and t.eligibility.text), None)
    if found is None:
        raise UnreadableRecord(trial, "no record with its eligibility text", "name the files or folders that hold it")
    path, reading = out / f"{trial}.csv", criteria.read(found.eligibility, Terminology.shipped())
    if compare:
        differences = curation.differences(reading, curation.read(path))
        for difference in differences:
            click.echo(str(difference))
        raise click.exceptions.Exit(1 if differences else 0)
    if path.exists():
        raise click.UsageError(f"{path} exists; --compare shows where it differs, or move it away")
    day = found.source.retrieved or datetime.now(UTC).date()
    curation.write(reading, path, source=found.source.name, day=day.isoformat())
    click.echo(f"written {path}: edit it, then sign what you read: cartkg curate {trial} --sign 'inclusion 1'", err=True)


def _sign(path: Path, items: tuple[str, ...], reader: str | None, reviewer: str | None) -> None:
    """Signs items, asking who reads where the call does not say."""
    if not path.is_file():
        raise click.UsageError(f"{path} is not there yet; without --sign it is written")
    reader = reader or click.prompt("What kind of reader are you", type=click.Choice(curation.SIGNING))
    if reviewer is None:
        reviewer = click.prompt("ORCID" if reader == "physician" else "Name (may stay empty)", default="", show_default=False)
    lines = curation.sign(path, items, reader, reviewer or "", datetime.now(UTC).date().isoformat())
    click.echo(f"signed {lines} lines of {path} as read by a {reader}", err=True)


def _read(paths: Iterable[Path]) -> tuple[Trial, ...]:
    """The trials of records; refusals are told, and none read at all is an error."""
    reading = sources.read(paths)
    for refusal in reading.refusals:
        click.echo(f"refused {refusal.place}: {refusal.problem} ({refusal.remedy})", err=True)
    if not reading.trials:
        raise UnreadableRecord(", ".join(map(str, paths)), "no record could be read", "give files or folders of trial records")
    return reading.trials
