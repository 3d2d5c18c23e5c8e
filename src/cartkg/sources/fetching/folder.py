"""The folder of raw records: one file a record as the registry gave it, and `fetch.json`, with each one's digest and day."""

import fcntl
import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from cartkg.model.errors import CartkgError, StoreError

INDEX = "fetch.json"
KIND = "cartkg-fetch"
LOCK = ".fetch-lock"
NCT = re.compile(r"NCT[0-9]{8}")
DAY = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of one raw record. `gone` is the day on which the registry no longer listed it, "" while it does."""

    sha256: str
    day: str
    last_update: str
    url: str
    gone: str = ""


class RecordFolder:
    """Raw records on disk. Every change is written at once, so a run that is cut off loses nothing that it had."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.kept: dict[str, Kept] = _read_index(path / INDEX)

    def changed(self, listed: dict[str, str]) -> tuple[str, ...]:
        """The ids of a listing (id to last update) that are not here, changed since, or no longer whole on disk."""
        return tuple(nct for nct, update in sorted(listed.items()) if not self._has(nct, update))

    def keep(self, studies: Iterable[dict[str, Any]], url: str, day: date) -> tuple[tuple[str, ...], tuple[CartkgError, ...]]:
        """Write records and the index; returns the ids kept, and an error for each record that is no text.

        Raises StoreError when the folder cannot be written, or holds a file of somebody else's under a record's name.
        """
        ids, errors = list[str](), list[CartkgError]()
        for study in studies:
            nct = identify(study)
            try:
                content = (json.dumps(study, ensure_ascii=False, indent=1) + "\n").encode()
            except (UnicodeEncodeError, RecursionError) as error:
                problem = "nested too deeply" if isinstance(error, RecursionError) else "it holds half a character"
                errors.append(CartkgError(nct, f"the record is no text: {problem}", "report it to the registry"))
                continue
            self._check_place(self.path / f"{nct}.json", nct)
            _write(self.path / f"{nct}.json", content)
            self.kept[nct] = Kept(sha256(content).hexdigest(), day.isoformat(), last_update(study), f"{url}/studies/{nct}")
            ids.append(nct)
        self._write_index()
        return tuple(ids), tuple(errors)

    def _check_place(self, file: Path, nct: str) -> None:
        """That a file which is no longer as it was kept is a record of this id all the same, and not somebody's own."""
        try:
            content = file.read_bytes()
        except FileNotFoundError:
            return
        except OSError as error:
            raise StoreError(file, f"cannot be read: {error.strerror or error}", "move it away") from error
        kept = self.kept.get(nct)
        if kept is None and nct.encode() not in content:
            raise StoreError(
                file, "is no record of this id, and not from an earlier fetch", "move it away, or name another --out"
            )

    @contextmanager
    def held(self) -> Iterator[None]:
        """Within it no other run writes here. Raises StoreError where one does, or the folder cannot be made."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            with (self.path / LOCK).open("wb") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                yield
        except BlockingIOError as error:
            raise StoreError(self.path, "another fetch is writing here", "wait until it has ended") from error
        except OSError as error:
            raise StoreError(self.path, f"cannot be written: {error.strerror or error}", "choose another --out") from error

    def mark_gone(self, ids: Iterable[str], day: date) -> None:
        """Note that the registry no longer lists these records; the records stay."""
        for nct in ids:
            self.kept[nct] = Kept(**(asdict(self.kept[nct]) | {"gone": day.isoformat()}))
        self._write_index()

    def _has(self, nct: str, update: str) -> bool:
        kept, file = self.kept.get(nct), self.path / f"{nct}.json"
        if kept is None or kept.gone or kept.last_update != update or not file.is_file():
            return False
        return sha256(file.read_bytes()).hexdigest() == kept.sha256

    def _write_index(self) -> None:
        records = {nct: asdict(kept) for nct, kept in sorted(self.kept.items())}
        _write(self.path / INDEX, (json.dumps({"kind": KIND, "records": records}, indent=1) + "\n").encode())


def identify(study: object) -> str:
    """The registry id of a record, which is fit for a file's name. Raises CartkgError when it has none."""
    nct = _at(study, "protocolSection", "identificationModule", "nctId")
    if not isinstance(nct, str) or not NCT.fullmatch(nct):
        raise CartkgError("record", f"no registry id (found {ascii(nct)[:80]})", "check that the source is an API v2")
    return nct


def former_ids(study: object) -> tuple[str, ...]:
    """The registry ids under which a record stood before: the registry gives the present record for them."""
    aliases = _at(study, "protocolSection", "identificationModule", "nctIdAliases")
    return tuple(one for one in aliases if isinstance(one, str) and NCT.fullmatch(one)) if isinstance(aliases, list) else ()


def last_update(study: object) -> str:
    """The day on which the registry last posted a change of a record ("" where it does not say)."""
    day = _at(study, "protocolSection", "statusModule", "lastUpdatePostDateStruct", "date")
    return day if isinstance(day, str) and DAY.fullmatch(day) else ""


def _at(value: object, *keys: str) -> object:
    """What stands in nested objects under these keys; None where one of them is no object."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _read_index(path: Path) -> dict[str, Kept]:
    if not path.is_file():
        return {}
    try:
        records = json.loads(path.read_text(encoding="utf-8"))["records"]
        return {nct: Kept(**entry) for nct, entry in records.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise StoreError(path, f"not a readable index: {error}", "remove it to fetch every record again") from error


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: a temporary file beside the place, then a rename."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.part")
        beside.write_bytes(content)
        os.replace(beside, path)
    except OSError as error:
        raise StoreError(path, f"cannot be written: {error.strerror}", "choose another --out") from error
