"""A file or folder that is whole or not there at all: made beside its place, and put there in one step.

An older folder changes places with the new one in a single call where the system can do that (Linux, macOS), so that at every
instant one of the two stands there. Where it cannot, the place becomes a link to the folder that holds the build, and the link
is replaced in one step. What a killed run leaves beside the place goes with the next run there.

Only what is ours is replaced: `foreign` names what in an older folder cartkg did not write, and one such name is enough to
leave the folder alone. `out` may be a link: what it points to is replaced, and the link stays.
"""

import ctypes
import errno
import fcntl
import os
import secrets
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from cartkg.model.errors import StoreError

Foreign = Callable[[Path], str]
"""Why a folder is not cartkg's to replace, as an error's problem ("holds notes.txt, which …"); "" where all of it is ours."""

LOCK, NEW = "lock", "new"
ABANDONED = 3600  # seconds after which an empty folder of ours without a lock is a killed run's
ANOTHER = "name another folder with --out, or empty this one"
REMEDY = "check the place and the space on disk"
AT_FDCWD, RENAME_EXCHANGE, RENAME_SWAP = -100, 2, 2  # linux/fs.h and Darwin's stdio.h
UNABLE = frozenset((errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP))


def check(out: Path, foreign: Foreign | None = None) -> Path:
    """The place that `out` means, with links followed; nothing is changed.

    With `foreign` a folder is to stand there, without it a file. Raises StoreError where something else stands there, where the
    folder holds what is not ours, or where the place cannot be written.
    """
    place = _followed(out)
    if foreign is None:
        _check_file(out, place)
    else:
        _check_folder(out, place, foreign)
    holder = next(folder for folder in place.parents if folder.exists())
    if not holder.is_dir():
        raise StoreError(out, f"cannot be written: {holder} is a file", "name another place with --out")
    if not os.access(holder, os.W_OK):
        raise StoreError(out, "cannot be written", f"check the permissions of {holder}")
    return place


def put(out: Path, fill: Callable[[Path], object], foreign: Foreign | None = None) -> None:
    """Let `fill` write beside `out`, then move what it wrote there in one step; see `check` for what may be replaced.

    Raises StoreError as `check` does, and where writing fails; then nothing is changed.
    """
    place = check(out, foreign)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with _beside(place) as made:
            fill(made)
            if foreign is None:
                made.replace(place)
            else:
                _exchange_folder(out, place, made, foreign)
    except OSError as error:
        raise StoreError(out, f"cannot be written: {error.strerror or error}", REMEDY) from error


def put_bytes(out: Path, content: bytes) -> None:
    """A file with this content, whole or not at all. Raises StoreError as `put` does."""
    put(out, lambda made: made.write_bytes(content))


def stranger_in(folder: Path, ours: Callable[[str], bool]) -> str:
    """That `folder` holds an entry which is no plain file or folder, or of which `ours` (asked for its path there) says no.

    The words of an error's problem, as `Foreign` gives them; "" where there is no such entry.
    """
    for path in sorted(folder.rglob("*")):
        name, mode = path.relative_to(folder).as_posix(), path.lstat().st_mode
        if not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)) or not ours(name):
            return f"holds {name}, which cartkg did not write"
    return ""


# --- what stands there ---------------------------------------------------------------------------------------------------


def _followed(out: Path) -> Path:
    """The place behind links, but not behind a link of ours (see `_link_to`)."""
    place = out.absolute()
    for _ in range(40):
        if not place.is_symlink() or _is_our_link(place):
            return place.parent.resolve() / place.name if place.name not in ("", "..") else place.resolve()
        place = place.parent / place.readlink()
    raise StoreError(out, "is a link that leads in a circle", "name another place with --out")


def _check_file(out: Path, place: Path) -> None:
    if place.is_dir():
        raise StoreError(out, "is a folder, and a file is to be written", "name a file with --out")
    if place.exists() and not place.is_file():
        raise StoreError(out, "is no plain file", "name another file with --out")


def _check_folder(out: Path, place: Path, foreign: Foreign) -> None:
    if place.exists() and not place.is_dir():
        raise StoreError(out, "is a file, and a folder is to be written", "name a folder with --out")
    if place in (Path.cwd(), *Path.cwd().parents):
        raise StoreError(out, "is the folder you stand in, or holds it", "name a folder in it with --out")
    if place.is_dir() and any(place.iterdir()) and (stranger := foreign(place)):
        raise StoreError(out, stranger, ANOTHER)


# --- the swap ------------------------------------------------------------------------------------------------------------


def _exchange_folder(out: Path, place: Path, made: Path, foreign: Foreign) -> None:
    """Put `made` where `place` is. What was put into the old folder meanwhile brings the old folder back."""
    if not place.exists() and not place.is_symlink():
        made.rename(place)
    elif place.is_symlink() or not exchange(made, place):
        _link_to(place, made)
    elif stranger := foreign(made) if any(made.iterdir()) else "":
        exchange(made, place)
        raise StoreError(out, stranger, ANOTHER)


def exchange(one: Path, other: Path) -> bool:
    """Let two paths of one file system change places in one step; False where the system or the file system cannot."""
    libc = ctypes.CDLL(None, use_errno=True)
    paths = os.fsencode(one), os.fsencode(other)
    if sys.platform == "darwin" and hasattr(libc, "renamex_np"):
        failed = libc.renamex_np(*paths, RENAME_SWAP)
    elif hasattr(libc, "renameat2"):
        failed = libc.renameat2(AT_FDCWD, paths[0], AT_FDCWD, paths[1], RENAME_EXCHANGE)
    else:
        return False
    if not failed:
        return True
    number = ctypes.get_errno()
    if number in UNABLE:
        return False
    raise OSError(number, os.strerror(number), str(other))


def _link_to(place: Path, made: Path) -> None:
    """Make `place` a link to the folder `made`, under a name of ours beside it; the folder that it led to is removed.

    A link is replaced in one step. A folder, as the first build left it, is moved away first: only then is there an instant
    without a graph.
    """
    before = place.parent / place.readlink() if place.is_symlink() else None
    kept = place.with_name(f".{place.name}-{secrets.token_hex(4)}.built")
    made.rename(kept)
    link = made.with_name("link")
    link.symlink_to(kept.name)
    if before is None:
        place.rename(made)
    try:
        link.replace(place)
    except OSError:
        if before is None:
            made.rename(place)
        shutil.rmtree(kept, ignore_errors=True)
        raise
    if before is not None:
        shutil.rmtree(before, ignore_errors=True)


def _is_our_link(place: Path) -> bool:
    target = str(place.readlink())
    return target.startswith(f".{place.name}-") and target.endswith(".built") and "/" not in target


# --- the folder beside ---------------------------------------------------------------------------------------------------


@contextmanager
def _beside(place: Path) -> Iterator[Path]:
    """A path beside `place` to write to, in a folder of ours that goes afterwards; the lock tells it from a killed run's."""
    sweep(place)
    folder = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
    try:
        with _locked(folder / LOCK, "wb"):
            yield folder / NEW
    finally:
        _remove(folder)


@contextmanager
def _locked(path: Path, mode: str) -> Iterator[IO[bytes]]:
    """A lock that nobody else holds. Raises OSError where somebody does, or there is none."""
    with path.open(mode) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield lock


def sweep(place: Path) -> None:
    """Remove what killed runs left beside `place`: folders of ours whose lock nobody holds."""
    for folder in place.parent.glob(f".{_escaped(place.name)}-*"):
        try:
            if (folder / LOCK).is_file():
                with _locked(folder / LOCK, "rb"):
                    _remove(folder)
            elif time.time() - folder.stat().st_mtime > ABANDONED:
                folder.rmdir()  # killed before it had its lock; one that is not empty stays
        except OSError:
            continue  # in use, another user's, or no folder


def _remove(folder: Path) -> None:
    """Remove a folder of ours, its lock last: one whose removal was cut off is still known by it."""
    shutil.rmtree(folder / NEW, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def _escaped(name: str) -> str:
    return "".join(f"[{character}]" if character in "*?[" else character for character in name)
