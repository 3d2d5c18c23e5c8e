"""Tables of sentences with the statements expected of them (criteria/*.tsv, edited by hand)."""

import csv
from pathlib import Path

from cartkg.model import Diagnosis, Item, Section, Span


def rows(path: Path) -> list[dict[str, str]]:
    """The lines of a table of sentences."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def item(section: str, text: str, offset: int = 0) -> Item:
    """One item that holds the whole text."""
    return Item(Section(section), (1,), Span(offset, offset + len(text)), text)


def written(found: tuple[Diagnosis, ...]) -> set[str]:
    """Statements as the tables write them: "excludes hepatitis B", "permits malignancy @P5Y"."""
    return {f"{d.stance} {d.condition.label}" + (f" @{d.window}" if d.window else "") for d in found}
