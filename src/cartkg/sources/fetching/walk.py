"""What one run of `cartkg fetch` does: list, compare with what is here, fetch what changed, say what is gone.

A record is taken for gone only by a listing that is whole: as many ids as the registry says there are, on pages that agree.
What the registry lists and does not give, and what it gives and cannot be used, costs itself alone and is named.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cartkg.model.errors import CartkgError
from cartkg.sources.fetching.field import Field
from cartkg.sources.fetching.folder import NCT, RecordFolder, former_ids, identify, last_update
from cartkg.sources.fetching.registry import ExpiredTokenError, Registry, RegistryError, UnusableAnswerError

LISTING = {"fields": "NCTId|NCTIdAlias|LastUpdatePostDate"}
LISTINGS = 3  # how often a listing is asked for until one is whole


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a run did: ids listed by the registry, fetched anew, and known before but no longer listed.

    `failed` names what could not be had, each with its reason; `doubt` says why the listing is not whole ("" where it is), and
    `unseen` are the ids known before that it does not show: nobody can say whether these are gone.
    """

    listed: tuple[str, ...]
    fetched: tuple[str, ...]
    gone: tuple[str, ...]
    failed: tuple[CartkgError, ...] = ()
    doubt: str = ""
    unseen: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether all that was asked for was had."""
        return not (self.failed or self.doubt)


@dataclass(frozen=True, slots=True)
class Run:
    """What every kind of run needs; `progress` hears (records fetched, records to fetch)."""

    field: Field
    folder: RecordFolder
    day: date
    progress: Callable[[int, int], None] = lambda done, of: None


@dataclass(slots=True)
class _Listing:
    """One reading of a listing: ids with their last update, and what is odd about it."""

    updates: dict[str, str] = field(default_factory=dict)
    former: set[str] = field(default_factory=set)  # ids under which its records stood before
    total: int | None = None
    shown: int = 0
    doubts: list[str] = field(default_factory=list)

    def add(self, studies: Iterable[Any], total: int | None) -> None:
        if self.total is not None and total is not None and total != self.total:
            self.doubts.append(f"it changed while it was read ({self.total:,} records, then {total:,})")
        self.total = total if total is not None else self.total
        for study in studies:
            self.shown += 1
            try:
                self.updates[identify(study)] = last_update(study)
                self.former.update(former_ids(study))
            except CartkgError as error:
                self.doubts.append(error.problem)

    def doubt(self) -> str:
        """Why it is not whole; "" where it is."""
        found = list(dict.fromkeys(self.doubts))
        if self.total is None:
            found.append("the registry does not say how many records there are")
        elif self.total != len(self.updates):
            found.append(f"it shows {len(self.updates):,} of {self.total:,} records")
        if self.shown != len(self.updates):
            found.append("it shows some twice")
        return "; ".join(found)


def the_field(run: Run, registry: Registry, since: str = "") -> Fetched:
    """Bring the folder up to the registry's present listing of the field.

    Conditional: the listing names each record's last update, and only records that are new or changed are fetched. A run that
    was cut off is resumed by running it again. With `since` (ISO day) only records updated from that day on are listed, and
    none is taken for gone; nor is an id whose record now stands under another. A listing that is not whole is asked for again,
    LISTINGS times in all.
    """
    listed, former, doubt = _listing(run, registry, since)
    fetched, failed = _bring(run, registry, run.folder.changed(listed))
    here = (n for n, kept in run.folder.kept.items() if n not in listed and n not in former and not kept.gone)
    unlisted = tuple(sorted(here))
    gone = () if since or doubt else unlisted
    run.folder.mark_gone(gone, run.day)
    return Fetched(tuple(sorted(listed)), fetched, gone, failed, doubt, unlisted if doubt and not since else ())


def these(run: Run, registry: Registry, ids: Sequence[str]) -> Fetched:
    """Fetch the records of a list of ids; those of which the registry says that it has none are reported as gone.

    Raises CartkgError for what is no registry id.
    """
    ids = tuple(dict.fromkeys(ids))
    if wrong := [nct for nct in ids if not NCT.fullmatch(nct)]:
        raise CartkgError(wrong[0], "is no registry id", "write it as NCT and eight digits")
    fetched, failed = _bring(run, registry, ids)
    missing = tuple(error.place for error in failed if isinstance(error, _NotThereError))
    run.folder.mark_gone([nct for nct in missing if nct in run.folder.kept], run.day)
    return Fetched(ids, fetched, missing, tuple(error for error in failed if error.place not in missing))


def from_bulk(run: Run, studies: Iterable[Any]) -> Fetched:
    """Take the field's records out of a bulk file, without any network. An error among `studies` is a line that was none."""
    inside: dict[str, dict[str, Any]] = {}
    failed: list[CartkgError] = []
    for number, study in enumerate(studies, 1):
        try:
            if isinstance(study, CartkgError):
                raise study
            nct = identify(study)
            if run.field.holds(study):
                inside[nct] = study
        except CartkgError as error:
            place = error.place if error is study else f"record {number}"
            failed.append(CartkgError(place, error.problem, error.remedy))
    wanted = run.folder.changed({nct: last_update(study) for nct, study in inside.items()})
    fetched, broken = run.folder.keep((inside[nct] for nct in wanted), run.field.address, run.day)
    return Fetched(tuple(sorted(inside)), fetched, (), (*failed, *broken))


# --- listing -------------------------------------------------------------------------------------------------------------


def _listing(run: Run, registry: Registry, since: str) -> tuple[dict[str, str], set[str], str]:
    """The union of the field's questions: ids with their last update, former ids, and why they may not be all ("" if so)."""
    shown, former, doubts = dict[str, str](), set[str](), list[str]()
    for parameters in run.field.queries():
        asked = parameters | LISTING
        if since:
            asked["filter.advanced"] = f"AREA[LastUpdatePostDate]RANGE[{since},MAX]"
        updates, before, doubt = _one_listing(run, registry, asked)
        shown |= updates
        former |= before
        doubts += [doubt] if doubt else []
    if not shown and doubts:
        raise RegistryError(registry.address, f"gave no whole listing: {doubts[0]}", "try again later")
    return shown, former - shown.keys(), "; ".join(dict.fromkeys(doubts))


def _one_listing(run: Run, registry: Registry, asked: dict[str, str]) -> tuple[dict[str, str], set[str], str]:
    """What one question lists, asked for until it is whole; else what several readings show, and why they may not be all."""
    shown, former, doubt = dict[str, str](), set[str](), ""
    for _ in range(LISTINGS):
        reading = _Listing()
        try:
            for page in registry.pages(asked, run.field.page_size):
                reading.add(page.studies, page.total)
            doubt = reading.doubt()
        except ExpiredTokenError as error:
            doubt = error.problem
        if not doubt:
            return reading.updates, reading.former, ""
        shown |= reading.updates
        former |= reading.former
        registry.warn(f"the listing is not whole: {doubt}")
    return shown, former, doubt


# --- records -------------------------------------------------------------------------------------------------------------


class _NotThereError(CartkgError):
    """The registry says that it has no such record."""


def _bring(run: Run, registry: Registry, ids: Sequence[str]) -> tuple[tuple[str, ...], tuple[CartkgError, ...]]:
    """Fetch these records, many at a time: the ids had, and what could not be had."""
    fetched: list[str] = []
    failed: list[CartkgError] = []
    for batch in _batches(ids, min(run.field.page_size, 100)):
        for had, errors in _records(run, registry, batch):
            fetched += had
            failed += errors
            run.progress(len(fetched) + len(failed), len(ids))
    return tuple(fetched), tuple(failed)


def _records(run: Run, registry: Registry, batch: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], tuple[CartkgError, ...]]]:
    """The records of some ids. An answer that cannot be used is asked for in halves, down to the record that spoils it."""
    try:
        pages = list(registry.pages({"filter.ids": ",".join(batch)}, len(batch)))
    except (UnusableAnswerError, ExpiredTokenError) as error:
        if len(batch) == 1:
            yield (), (CartkgError(batch[0], error.problem, "try again later"),)
            return
        yield from _records(run, registry, batch[: len(batch) // 2])
        yield from _records(run, registry, batch[len(batch) // 2 :])
        return
    given = {nct: study for page in pages for study in page.studies for nct in _ids(study) if nct in batch}
    had, broken = run.folder.keep(_once(given[nct] for nct in batch if nct in given), run.field.address, run.day)
    yield had, broken
    missing = tuple(nct for nct in batch if nct not in given)
    if missing and len(batch) > 1:
        for nct in missing:  # once more, alone: then the registry's count speaks of this record
            yield from _records(run, registry, (nct,))
    elif missing:
        yield (), (_withheld(missing[0], pages[0].total, pages[0].studies),)


def _withheld(nct: str, total: int | None, studies: tuple[Any, ...]) -> CartkgError:
    if total == 0 and not studies:
        return _NotThereError(nct, "the registry says that it has no such record", "check the id")
    problem = "the registry gives a record without this id" if studies else "the registry does not give this record"
    return CartkgError(nct, problem, "try again later")


def _ids(study: Any) -> tuple[str, ...]:
    """The id of a record and those under which it stood before; none where it has no id."""
    try:
        return identify(study), *former_ids(study)
    except CartkgError:
        return ()


def _once(studies: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each record once: two former ids may lead to one."""
    seen: set[str] = set()
    for study in studies:
        if (nct := identify(study)) not in seen:
            seen.add(nct)
            yield study


def _batches(ids: Sequence[str], size: int) -> Iterator[tuple[str, ...]]:
    for start in range(0, len(ids), size):
        yield tuple(ids[start : start + size])
