"""The template's outcomes: what is measured, and when ("Time frame: …")."""

import re
from collections.abc import Iterator

from cartkg.model import Outcome
from cartkg.sources.pages.template.sections import Sections

_FRAME = re.compile(r"(?:Time ?frame|Timeframe)\s*:?\s*(.+)", re.IGNORECASE)
_KIND = re.compile(r"(primary|secondary|other)\b.*outcomes?", re.IGNORECASE)


def outcomes(sections: Sections) -> Iterator[Outcome]:
    """Primary, secondary and other outcomes."""
    for kind in ("primary", "secondary", "other"):
        yield from _block([line.text for line in sections.lines(f"{kind} outcomes")], kind)
    kind = "primary"
    block: list[str] = []
    for words in (line.text for heading in ("outcome measures", "study outcomes") for line in sections.lines(heading)):
        if found := _KIND.fullmatch(words):
            yield from _block(block, kind)
            kind, block = found[1].lower(), []
        else:
            block.append(words)
    yield from _block(block, kind)


def _block(lines: list[str], kind: str) -> Iterator[Outcome]:
    """Each outcome is its name, perhaps a description, and a time frame that ends it."""
    held: list[str] = []
    for words in lines:
        if found := _FRAME.fullmatch(words):
            if held:
                yield Outcome(kind, held[0], found[1], "\n".join(held[1:]))
            held = []
        else:
            held.append(words)
