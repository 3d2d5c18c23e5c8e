"""What one run of `cartkg fetch` does: list, compare with what is here, fetch what changed, say what is gone."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cartkg.sources.fetching.field import Field
from cartkg.sources.fetching.folder import RecordFolder, identify, last_update
from cartkg.sources.fetching.registry import Registry

LISTING = {"fields": "NCTId|LastUpdatePostDate"}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a run did: ids listed by the registry, fetched anew, and known before but no longer listed."""

    listed: tuple[str, ...]
    fetched: tuple[str, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """What every kind of run needs; `progress` hears (records fetched, records to fetch)."""

    field: Field
    folder: RecordFolder
    day: date
    progress: Callable[[int, int], None] = lambda done, of: None


def the_field(run: Run, registry: Registry, since: str = "") -> Fetched:
    """Bring the folder up to the registry's present listing of the field.

    Conditional: the listing names each record's last update, and only records that are new or changed are fetched. A run that
    was cut off is resumed by running it again. With `since` (ISO day) only records updated from that day on are listed, and
    none is taken for gone.
    """
    listed = _listing(run, registry, since)
    fetched = _bring(run, registry, run.folder.changed(listed))
    gone = () if since else tuple(sorted(n for n, kept in run.folder.kept.items() if n not in listed and not kept.gone))
    run.folder.mark_gone(gone, run.day)
    return Fetched(tuple(sorted(listed)), fetched, gone)


def these(run: Run, registry: Registry, ids: Sequence[str]) -> Fetched:
    """Fetch the records of a list of ids; those that the registry does not show are reported as gone."""
    fetched = _bring(run, registry, ids)
    missing = tuple(sorted(set(ids) - set(fetched)))
    run.folder.mark_gone([nct for nct in missing if nct in run.folder.kept], run.day)
    return Fetched(tuple(ids), fetched, missing)


def from_bulk(run: Run, studies: Iterable[dict[str, Any]]) -> Fetched:
    """Take the field's records out of a bulk file, without any network."""
    inside = {identify(study): study for study in studies if run.field.holds(study)}
    wanted = run.folder.changed({nct: last_update(study) for nct, study in inside.items()})
    fetched = run.folder.keep((inside[nct] for nct in wanted), run.field.address, run.day)
    return Fetched(tuple(sorted(inside)), fetched, ())


def _listing(run: Run, registry: Registry, since: str) -> dict[str, str]:
    parameters = run.field.parameters() | LISTING
    if since:
        parameters["filter.advanced"] = f"AREA[LastUpdatePostDate]RANGE[{since},MAX]"
    pages = registry.pages(parameters, run.field.page_size)
    return {identify(study): last_update(study) for page in pages for study in page.studies}


def _bring(run: Run, registry: Registry, ids: Sequence[str]) -> tuple[str, ...]:
    fetched: list[str] = []
    for batch in _batches(ids, min(run.field.page_size, 100)):
        fetched += run.folder.keep(registry.studies(batch), run.field.address, run.day)
        run.progress(len(fetched), len(ids))
    return tuple(fetched)


def _batches(ids: Sequence[str], size: int) -> Iterator[tuple[str, ...]]:
    for start in range(0, len(ids), size):
        yield tuple(ids[start : start + size])
