"""What kind of record a file holds, told by its content, and its trials."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from cartkg.model import Source, Trial
from cartkg.model.errors import CartkgError, UnreadableRecord, printable
from cartkg.sources import decoding, ictrp, pages, registry, shipped, values
from cartkg.sources.fields import Json, parsed
from cartkg.sources.pages.page import Page

REMEDY = (
    "expected is a study of the ClinicalTrials.gov API v2, a page, list or lines of them, an export of ICTRP, "
    "or a record of cartkg"
)


FETCH_INDEX = "cartkg-fetch"
"""The kind of the index that `cartkg fetch` leaves beside its records: no record, but it knows their addresses and days."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """Where and when `cartkg fetch` got a record."""

    url: str
    day: date | None


@dataclass(frozen=True, slots=True)
class RecordFile:
    """A file and the trials that its records tell; an index of fetched records has none, but tells of them by digest."""

    source: Source
    trials: tuple[Trial, ...] = ()
    fetched: Mapping[str, Fetched] = field(default_factory=dict)


Found = Trial | CartkgError | Mapping[str, Fetched]


def read(path: Path, unknown: Counter[str]) -> tuple[RecordFile, tuple[CartkgError, ...]]:
    """The trials of a file and the errors of what could not be read of it. Unknown fields are added to `unknown`."""
    source = Source(printable(path.name), "", "")
    try:
        if source.name != path.name:
            raise UnreadableRecord(path, "the file's name is not UTF-8", "rename it")
        data = decoding.load(path)
        source = replace(source, sha256=hashlib.sha256(data).hexdigest())
        text = decoding.decode(path, decoding.unpacked(path, data))
        found = list(_records(path, text, source, unknown))
    except CartkgError as error:
        return RecordFile(source), (error,)
    fetched = next((index for index in found if isinstance(index, Mapping)), {})
    trials = tuple(trial for trial in found if isinstance(trial, Trial))
    kind = trials[0].source.kind if trials else ""
    kind = FETCH_INDEX if fetched else kind
    return RecordFile(replace(source, kind=kind), trials, fetched), tuple(
        error for error in found if isinstance(error, CartkgError)
    )


def _records(path: Path, text: str, source: Source, unknown: Counter[str]) -> Iterator[Found]:
    if text.lstrip()[:1] in ("{", "["):
        yield from _json_records(path, text, source, unknown)
    elif ictrp.is_xml(text) or ictrp.is_table(text):
        yield from ictrp.read(text, source, str(path))
    else:
        yield _page(path, text, source)


def _fetch_index(value: dict[str, Json]) -> dict[str, Fetched]:
    records = value.get("records")
    found = {}
    for entry in records.values() if isinstance(records, dict) else ():
        if isinstance(entry, dict) and isinstance(entry.get("sha256"), str):
            found[entry["sha256"]] = Fetched(str(entry.get("url") or ""), _day(entry.get("day")))
    return found


def _day(words: Json) -> date | None:
    return date.fromisoformat(words) if isinstance(words, str) and len(words) == 10 and values.iso_date(words) else None


def with_fetched(trial: Trial, fetched: Mapping[str, Fetched]) -> Trial:
    """The trial with the address and the day of its record, where an index of fetched records knows them."""
    index = fetched.get(trial.source.sha256)
    if index is None:
        return trial
    return replace(trial, source=replace(trial.source, url=index.url or trial.source.url, retrieved=index.day))


def _page(path: Path, text: str, source: Source) -> Trial:
    if text.lstrip()[:200].lower().startswith(("<!doctype", "<html", "<?xml")):
        raise UnreadableRecord(path, "this is markup (HTML or XML), not a page saved as text", "save the page as text")
    page = Page.of(text)
    layout = pages.layout_of(page)
    if layout is None:
        raise UnreadableRecord(path, "a page of an unknown site or no trial record at all", REMEDY)
    trial = layout.read(page, replace(source, kind=layout.KIND, site=layout.SITE))
    if not trial.title and not trial.registry_id:
        raise UnreadableRecord(path, "the page shows neither a title nor a registry id", "save the whole page")
    return trial


def _json_records(path: Path, text: str, source: Source, unknown: Counter[str]) -> Iterator[Found]:
    try:
        value = parsed(text)
    except RecursionError:
        raise UnreadableRecord(path, "the JSON is nested too deeply", "fetch the record again") from None
    except json.JSONDecodeError as error:
        if "\n" not in text.strip():
            raise UnreadableRecord(
                f"{path}:{error.lineno}:{error.colno}", f"broken JSON: {error.msg}", "fetch the record again"
            ) from error
        yield from _lines(path, text, source, unknown, error)
        return
    if isinstance(value, dict) and value.get("kind") == FETCH_INDEX:
        yield _fetch_index(value)
        return
    studies = value.get("studies") if isinstance(value, dict) and isinstance(value.get("studies"), list) else value
    if not isinstance(studies, list):
        yield _study(path, studies, source, unknown)
    elif not studies:
        yield UnreadableRecord(path, "the list holds no studies", "ask the registry for other ones")
    else:
        for number, study in enumerate(studies, 1):
            yield _try_study(f"{path}: study {number}", study, source, unknown)


def _lines(
    path: Path, text: str, source: Source, unknown: Counter[str], whole: json.JSONDecodeError
) -> Iterator[Trial | CartkgError]:
    """JSON lines: a study a line. A file of which no line is JSON is one broken document."""
    read_lines: list[tuple[int, Json]] = []
    errors: list[CartkgError] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            read_lines.append((number, parsed(line)))
        except (json.JSONDecodeError, RecursionError) as error:
            errors.append(UnreadableRecord(f"{path}:{number}", f"broken JSON: {error}", "fetch the record again"))
    if not any(isinstance(value, dict) for _, value in read_lines):
        place = f"{path}:{whole.lineno}:{whole.colno}"
        raise UnreadableRecord(place, f"broken JSON: {whole.msg}", "fetch the record again")
    yield from (_try_study(f"{path}:{number}", value, source, unknown) for number, value in read_lines)
    yield from errors


def _check_text(place: object, value: Json) -> None:
    """Raises UnreadableRecord where a text of the record holds half a character: no file or graph could keep it."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        found = ascii(error.object[error.start])
        raise UnreadableRecord(place, f"a text holds half a character ({found})", "fetch the record again") from error


def _try_study(place: str, study: Json, source: Source, unknown: Counter[str]) -> Trial | CartkgError:
    try:
        return _study(place, study, source, unknown)
    except CartkgError as error:
        return error


def _study(place: object, study: Json, source: Source, unknown: Counter[str]) -> Trial:
    _check_text(place, study)
    if registry.is_study(study):
        return registry.read(study, replace(source, kind=registry.KIND, licence=registry.LICENCE), unknown)
    if shipped.is_record(study):
        return shipped.read(study, source, str(place), unknown)
    raise UnreadableRecord(place, "this JSON is no study", REMEDY)
