"""The files under the paths that a user names."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from cartkg.model.errors import UnreadableRecord

OWN_FOLDERS = ("trials", "vocabulary")
"""A folder that holds both is one of ours (`data/`): its records are in `trials`."""


def walk(paths: Iterable[Path]) -> Iterator[Path | UnreadableRecord]:
    """Every file once, folders with all below them in the order of names; hidden files are left out.

    A folder without files, and a path that is not there, gives the error that says so.
    """
    seen: set[Path] = set()
    for path in map(Path, paths):
        for found in _files(path):
            if isinstance(found, UnreadableRecord):
                yield found
            elif found.resolve() not in seen:
                seen.add(found.resolve())
                yield found


def _files(path: Path) -> Iterator[Path | UnreadableRecord]:
    if not path.is_dir():
        yield path
        return
    if all((path / name).is_dir() for name in OWN_FOLDERS):
        path = path / OWN_FOLDERS[0]
    problems: list[OSError] = []
    found = [
        Path(folder) / name
        for folder, below, names in _tree(path, problems)
        for name in sorted(names)
        if not name.startswith(".")
    ]
    yield from (UnreadableRecord(p.filename, f"cannot be opened: {p.strerror}", "check its permissions") for p in problems)
    if not found and not problems:
        yield UnreadableRecord(path, "the folder holds no records", "name a folder with record files, or fetch some")
    yield from found


def _tree(path: Path, problems: list[OSError]) -> Iterator[tuple[str, list[str], list[str]]]:
    for folder, below, names in os.walk(path, onerror=problems.append):
        below[:] = sorted(name for name in below if not name.startswith("."))
        yield folder, below, names
