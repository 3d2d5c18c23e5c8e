"""`fetch`: records from the registry into a folder."""

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress

from cartkg.model.errors import UnreadableRecord
from cartkg.model.resources import folder
from cartkg.sources.fetching import field as fields
from cartkg.sources.fetching import walk
from cartkg.sources.fetching.folder import RecordFolder
from cartkg.sources.fetching.registry import Registry


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
    today = datetime.now(UTC).date()
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("records", total=None)
        run = walk.Run(field, RecordFolder(out), today, lambda done, of: bar.update(task, completed=done, total=of))
        if bulk:
            done = walk.from_bulk(run, _lines(bulk))
        else:
            with Registry(api or field.address, field.requests_per_second, lambda text: click.echo(text, err=True)) as registry:
                day = since.date().isoformat() if since else ""
                done = walk.these(run, registry, ids) if ids else walk.the_field(run, registry, day)
    _report(done, out)


def _report(done: walk.Fetched, out: Path) -> None:
    click.echo(f"{len(done.listed)} listed, {len(done.fetched)} fetched into {out}", err=True)
    if done.gone:
        click.echo("no longer listed by the registry (their records stay): " + ", ".join(done.gone), err=True)
        raise click.exceptions.Exit(1)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a JSONL file, gzipped or not."""
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                yield json.loads(line)
            except ValueError as error:
                raise UnreadableRecord(f"{path}:{number}", "not JSON", "give one record a line") from error
