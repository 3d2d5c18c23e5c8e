"""Text files that people hand us: UTF-8, or refused with the line and the remedy."""

import re
from pathlib import Path

from cartkg.model.errors import CartkgError

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def read(path: Path) -> str:
    """The text of a UTF-8 file, with or without a byte-order mark, lines ending in a line feed.

    Raises CartkgError naming file and line where it is none.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CartkgError(path, f"cannot be read: {error.strerror or error}", "check the name and its permissions") from error
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        problem = f"is not UTF-8: the byte 0x{data[error.start]:02x} stands for no character"
        raise CartkgError(
            f"{path}:{line}", problem, "save it as UTF-8 (a spreadsheet program calls this 'CSV UTF-8')"
        ) from error
    if found := CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise CartkgError(f"{path}:{line}", f"holds the control character {found[0]!r}", "save it as plain text")
    return text
