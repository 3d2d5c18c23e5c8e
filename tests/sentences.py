"""Tables of sentences with the statements expected of them (criteria/*.tsv, edited by hand)."""

import csv
import re
from pathlib import Path

from cartkg.model import Diagnosis, Item, Section, Span

MARKED = re.compile(r"«(.*?)»")


def rows(path: Path) -> list[dict[str, str]]:
    """The lines of a table of sentences."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def plain(marked: str) -> tuple[str, list[Span]]:
    """A text without its marks («»), and where they stood."""
    spans, text, end = [], "", 0
    for match in MARKED.finditer(marked):
        text += marked[end : match.start()]
        spans.append(Span(len(text), len(text) + len(match[1])))
        text, end = text + match[1], match.end()
    return text + marked[end:], spans


def item(section: str, text: str, lead_in: str = "", offset: int = 0, cohort: str = "") -> Item:
    """One item that holds the whole text; where a lead-in is given, it is the item's parent."""
    parent = Item(Section(section), (1,), Span(0, len(lead_in)), lead_in, has_children=True) if lead_in else None
    return Item(Section(section), (1, 1) if parent else (1,), Span(offset, offset + len(text)), text, cohort, parent)


def written(found: tuple[Diagnosis, ...]) -> set[str]:
    """Statements as the tables write them: "excludes hepatitis B", "permits malignancy @P5Y"."""
    return {f"{d.stance} {d.condition.label}" + (f" @{d.window}" if d.window else "") for d in found}
