"""The folder of raw records: one file a record as the registry gave it, and `fetch.json`, with each one's digest and day."""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from cartkg.model.errors import StoreError

INDEX = "fetch.json"
KIND = "cartkg-fetch"


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

    def keep(self, studies: Iterable[dict[str, Any]], url: str, day: date) -> tuple[str, ...]:
        """Write records and the index; returns their ids. Raises StoreError when the folder cannot be written."""
        ids = []
        for study in studies:
            nct, text = identify(study), json.dumps(study, ensure_ascii=False, indent=1) + "\n"
            _write(self.path / f"{nct}.json", text)
            self.kept[nct] = Kept(
                sha256(text.encode()).hexdigest(), day.isoformat(), last_update(study), f"{url}/studies/{nct}"
            )
            ids.append(nct)
        self._write_index()
        return tuple(ids)

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
        _write(self.path / INDEX, json.dumps({"kind": KIND, "records": records}, indent=1) + "\n")


def identify(study: dict[str, Any]) -> str:
    """The registry id of a record. Raises StoreError when it has none."""
    nct = study.get("protocolSection", {}).get("identificationModule", {}).get("nctId")
    if not isinstance(nct, str) or not nct.startswith("NCT") or not nct[3:].isdigit():
        raise StoreError("record", f"no registry id (found {nct!r})", "check that the source is an API v2")
    return nct


def last_update(study: dict[str, Any]) -> str:
    """The day on which the registry last posted a change of a record ("" where it does not say)."""
    status = study.get("protocolSection", {}).get("statusModule", {})
    return str(status.get("lastUpdatePostDateStruct", {}).get("date", ""))


def _read_index(path: Path) -> dict[str, Kept]:
    if not path.is_file():
        return {}
    try:
        records = json.loads(path.read_text(encoding="utf-8"))["records"]
        return {nct: Kept(**entry) for nct, entry in records.items()}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(path, f"not a readable index: {error}", "remove it to fetch every record again") from error


def _write(path: Path, text: str) -> None:
    """Whole or not at all: a temporary file beside the place, then a rename."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.part")
        beside.write_text(text, encoding="utf-8")
        os.replace(beside, path)
    except OSError as error:
        raise StoreError(path, f"cannot be written: {error.strerror}", "choose another --out") from error
