"""A file or folder that is whole or not there at all: written beside its place and moved there in one step."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from cartkg.model.errors import StoreError

MARK = "README.txt"
SIGNED = "Written by cartkg export"


def put(out: Path, fill: Callable[[Path], None], about: str = "") -> None:
    """Let `fill` write beside `out`, then move what it wrote there; a folder gets a README that begins with SIGNED and tells
    `about`.

    Replaces an older file, and an older folder of ours. Raises StoreError for a folder that cartkg did not write, and where
    the place cannot be written; then nothing is changed.
    """
    out = out.absolute()
    _check(out, is_folder=bool(about))
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as beside:
            made = Path(beside) / "new"
            fill(made)
            if about:
                (made / MARK).write_text(f"{SIGNED} {about}\n", encoding="utf-8")
            _move(made, out, Path(beside) / "old")
    except OSError as error:
        raise StoreError(
            out, f"cannot be written: {error.strerror or error}", "check the place and the space on disk"
        ) from error


def _check(out: Path, is_folder: bool) -> None:
    if is_folder and out.exists() and not out.is_dir():
        raise StoreError(out, "is a file, and this format is a folder", "name a folder with --out")
    if not is_folder and out.is_dir():
        raise StoreError(out, "is a folder, and this format is a file", "name a file with --out")
    if out.is_dir() and any(out.iterdir()) and not _is_ours(out):
        raise StoreError(out, "is a folder that cartkg did not write", "name another with --out, or empty this one")


def _is_ours(out: Path) -> bool:
    mark = out / MARK
    return mark.is_file() and mark.read_text(encoding="utf-8", errors="replace").startswith(SIGNED)


def _move(made: Path, out: Path, aside: Path) -> None:
    """Two renames for a folder; when the second fails, the old one goes back."""
    if not out.is_dir():
        made.replace(out)
        return
    out.rename(aside)
    try:
        made.rename(out)
    except OSError:
        aside.rename(out)
        raise
    shutil.rmtree(aside, ignore_errors=True)
