"""`fetch`: records from the registry into a folder."""

import gzip
import json
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from cartkg.model.errors import UnreadableRecord
from cartkg.model.resources import folder
from cartkg.sources.fetching import field as fields
from cartkg.sources.fetching import walk
from cartkg.sources.fetching.folder import RecordFolder
from cartkg.sources.fetching.registry import Registry

LONGEST_LINE = 20_000_000  # bytes; the largest record has some 3 MB


@click.command()
@click.argument("ids", nargs=-1, metavar="[NCT…]")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path("build/records"), show_default=True)
@click.option(
    "--field", "field_file", type=click.Path(path_type=Path), help="The query [default: the shipped data/field.toml]."
)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only records updated from this day on.")
@click.option(
    "--bulk", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Take the records from this JSONL file."
)
@click.option("--api", metavar="URL", help="Another address of the API.")
def fetch(
    ids: tuple[str, ...], out: Path, field_file: Path | None, since: datetime | None, bulk: Path | None, api: str | None
) -> None:
    """Bring records of the field (or those of the given ids) from the registry into a folder that `build` reads."""
    field = fields.read(field_file or folder("data") / "field.toml")
    today, records, shown = datetime.now(UTC).date(), RecordFolder(out), Console(stderr=True)
    with records.held(), Progress(console=shown, transient=True, disable=not shown.is_terminal) as bar:
        task = bar.add_task("records", total=None)
        run = walk.Run(field, records, today, lambda done, of: bar.update(task, completed=done, total=of))
        if bulk:
            done = walk.from_bulk(run, _lines(bulk))
        else:
            with Registry(
                field.address if api is None else api, field.requests_per_second, lambda text: click.echo(text, err=True)
            ) as registry:
                day = since.date().isoformat() if since else ""
                done = walk.these(run, registry, ids) if ids else walk.the_field(run, registry, day)
    _report(done, out)


def _report(done: walk.Fetched, out: Path) -> None:
    click.echo(f"{len(done.listed)} listed, {len(done.fetched)} fetched into {out}", err=True)
    for error in done.failed:
        click.echo(f"not fetched: {error}", err=True)
    if done.gone:
        click.echo("no longer listed by the registry (their records stay): " + ", ".join(done.gone), err=True)
    if done.doubt:
        click.echo(f"the registry's listing is not whole, so no record is taken for gone: {done.doubt}", err=True)
    if done.unseen:
        click.echo("not in that listing: " + ", ".join(done.unseen), err=True)
    if done.gone or not done.whole:
        raise click.exceptions.Exit(1)


def _lines(path: Path) -> Iterator[object]:
    """The records of a JSONL file, gzipped or not; in the place of a line that is none, the error that says so.

    Raises UnreadableRecord where the file ends in the middle or is not compressed as its name says.
    """
    number = 0
    try:
        with (gzip.open if path.suffix == ".gz" else open)(path, "rb") as file:
            while line := file.readline(LONGEST_LINE):
                number += 1
                if line.strip():
                    yield _record(f"{path}:{number}", line)
                while len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                    line = file.readline(LONGEST_LINE)  # the rest of a line that was refused
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableRecord(f"{path}:{number + 1}", f"cannot be read on: {error}", "fetch the file again") from error


def _record(place: str, line: bytes) -> object:
    try:
        if len(line) >= LONGEST_LINE:
            return UnreadableRecord(place, f"has over {LONGEST_LINE // 10**6} MB", "give one record a line")
        return json.loads(line)
    except (ValueError, RecursionError):  # no JSON, no UTF-8, or nested without end
        return UnreadableRecord(place, "is not JSON", "give one record a line")
