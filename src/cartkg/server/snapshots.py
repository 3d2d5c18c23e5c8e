"""Private copies of a graph's store, in a folder of this server: an open store must not depend on files that a build replaces.

A new build takes the place of the old folder and deletes it, and reading a RocksDB folder that another program changes is
undefined. So the files are taken into a folder of our own before they are opened: by hard links where the temporary folder is
on the graph's file system (no bytes are copied), else as copies. `TMPDIR` chooses the temporary folder.

The server's folder is locked (flock) for as long as the server lives. A server that was killed leaves its folder behind,
unlocked: the next one that starts removes it.
"""

import fcntl
import os
import shutil
import tempfile
import weakref
from pathlib import Path
from typing import IO

from cartkg.graph.store import MANIFEST, STORE
from cartkg.model.errors import StoreError

PREFIX = "cartkg-serve-"
LOCK = "lock"
NOTES = ("LOG",)  # RocksDB's own diary: no part of the data

Mark = tuple[tuple[str, int, int, int], ...]


def mark(graph: Path) -> Mark | None:
    """What tells one build at this place from another without reading it: name, inode, time and size of each file.

    None while there is none, as in the instant between the two renames by which a build is replaced.
    """
    try:
        return tuple(_stamp(file) for file in (graph / MANIFEST, *_files(graph / STORE)))
    except OSError:
        return None


def _stamp(file: Path) -> tuple[str, int, int, int]:
    found = file.stat()
    return file.name, found.st_ino, found.st_mtime_ns, found.st_size


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.iterdir() if file.name not in NOTES)


class Moved(StoreError):  # noqa: N818 - it says what happened; nothing is wrong
    """The graph folder was replaced while it was being taken: look again."""


class Snapshots:
    """The server's own folder. `take` puts a graph into it, `drop` takes one out, `close` removes the whole."""

    def __init__(self) -> None:
        sweep()
        self.root, lock = _claimed()
        self._taken = 0
        self._close = weakref.finalize(self, _remove, self.root, lock)  # also when the program ends without `close`

    def take(self, graph: Path) -> Path:
        """A private copy of a graph folder's manifest and store. Raises Moved, or StoreError when it cannot be had."""
        before = mark(graph)
        self._taken += 1
        folder = self.root / str(self._taken)
        try:
            (folder / STORE).mkdir(parents=True)
            for file in (graph / MANIFEST, *_files(graph / STORE)):
                _link(file, folder / file.relative_to(graph))
        except OSError as error:
            self.drop(folder)
            raise _failure(graph, before, error) from error
        if before is None or before != mark(graph):
            self.drop(folder)
            raise Moved(graph, "was replaced while it was being opened", "try again")
        return folder

    def drop(self, folder: Path) -> None:
        """Removes a copy that nobody reads any more."""
        shutil.rmtree(folder, ignore_errors=True)

    def close(self) -> None:
        """Removes the folder; a second call does nothing."""
        self._close()


def _failure(graph: Path, before: Mark | None, error: OSError) -> StoreError:
    if before is not None and before != mark(graph):
        return Moved(graph, "was replaced while it was being opened", "try again")
    if isinstance(error, FileNotFoundError):
        return StoreError(graph, "no built graph here", f"build one first: cartkg build --out {graph}")
    return StoreError(graph, f"cannot be taken over: {error.strerror or error}", "check permissions, and space in TMPDIR")


def _link(source: Path, target: Path) -> None:
    """A hard link; a copy where links are not possible (another file system, a file of another user)."""
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copy2(source, target)


def _claimed() -> tuple[Path, IO[bytes]]:
    """A new folder with its lock held. It takes its name only when locked, so that no sweep finds it without."""
    made = Path(tempfile.mkdtemp(prefix="." + PREFIX))
    lock = (made / LOCK).open("wb")
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return made.rename(made.with_name(made.name.removeprefix("."))), lock


def _remove(root: Path, lock: IO[bytes]) -> None:
    shutil.rmtree(root, ignore_errors=True)
    lock.close()


def sweep() -> None:
    """Removes the folders of servers that were killed: those whose lock nobody holds."""
    for folder in Path(tempfile.gettempdir()).glob(PREFIX + "*"):
        try:
            with (folder / LOCK).open("rb") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue  # it is in use, or another user's
