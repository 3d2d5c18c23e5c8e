"""Bytes to text, and bytes that are no text to a clear refusal.

Offsets of eligibility texts count characters of what `decode` returns: no byte-order mark, every line end a single line feed.
"""

import codecs
import gzip
import io
import re
import zlib
from pathlib import Path

from cartkg.model.errors import UnreadableRecord
from cartkg.sources.fields import TO_SPACES

MAX_BYTES = 50_000_000
"""A record or a file of records from here on is refused: a registry record has some 20 kB, a page of 100 studies some 3 MB."""

NO_TEXT = (
    (b"%PDF", "a PDF, whatever its name says", "save the page as text, or take the record from the registry's API"),
    (b"PK\x03\x04", "a ZIP archive or an office document", "unpack it, or save it as plain text"),
    (b"\x89PNG", "a picture", "save the page as text"),
    (b"\xff\xd8\xff", "a picture", "save the page as text"),
    (b"\xd0\xcf\x11\xe0", "an office document", "save it as plain text"),
    (b"7z\xbc\xaf", "a 7z archive", "unpack it"),
)
BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
        (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))  # fmt: skip
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


def load(path: Path) -> bytes:
    """The bytes of a regular file as they lie there. Raises UnreadableRecord."""
    try:
        if not path.is_file():
            raise UnreadableRecord(path, "there is no such file", "check the name")
        if path.stat().st_size >= MAX_BYTES:
            raise UnreadableRecord(path, f"the file has {MAX_BYTES // 1_000_000} MB or more", "split it into smaller files")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableRecord(path, f"cannot be read: {error.strerror or error}", "check its permissions") from error


def unpacked(path: Path, data: bytes) -> bytes:
    """The bytes with gzip undone, but never beyond MAX_BYTES: a small file can hold a very large one."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            inside = file.read(MAX_BYTES)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableRecord(path, f"the gzip stream is broken: {error}", "fetch the file again") from error
    if len(inside) >= MAX_BYTES:
        raise UnreadableRecord(path, f"unpacked it has {MAX_BYTES // 1_000_000} MB or more", "split it into smaller files")
    return inside


def decode(place: object, data: bytes) -> str:
    """The text that `data` holds: UTF-8, UTF-16 or UTF-32 where marked or plain to see, else Windows-1252 (Latin-1's superset).

    Raises UnreadableRecord for what is empty or no text.
    """
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise UnreadableRecord(place, "the file is empty", "fetch or save the record again")
    for mark, what, remedy in NO_TEXT:
        if data.lstrip(b"\r\n\t ").startswith(mark):
            raise UnreadableRecord(place, f"this is {what}, not text", remedy)
    text = _decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    if len(CONTROL.findall(text[:100_000])) > len(text[:100_000]) // 200:
        raise UnreadableRecord(place, "these are binary data, not text", "save the record as text or JSON")
    return text.translate(TO_SPACES)


def _decoded(data: bytes) -> str:
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    wide = _unmarked_utf16(data)
    if wide:
        return data.decode(wide, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace") if _mostly_not_utf8(data) else data.decode("utf-8", errors="replace")


def _unmarked_utf16(data: bytes) -> str:
    """UTF-16 without its mark shows as a zero in every second byte of Latin text."""
    head = data[:4000]
    half = len(head) // 2
    if half and head[1::2].count(0) > 0.4 * half:
        return "utf-16-le"
    return "utf-16-be" if half and head[0::2].count(0) > 0.4 * half else ""


def _mostly_not_utf8(data: bytes) -> bool:
    """True for text in a one-byte code page; False for UTF-8 with a few broken bytes (a page cut inside a character)."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd") - data.count("\ufffd".encode())
    return broken > sum(1 for c in text if c > "\x7f" and c != "\ufffd")
