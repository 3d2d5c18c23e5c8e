"""Reading the tables of the vocabulary, `data/vocabulary/*.tsv`: one term a line."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from cartkg.model import Term, utf8
from cartkg.model.errors import VocabularyError
from cartkg.model.namespaces import PREFIXES

COLUMNS = ("id", "label", "synonyms", "misspellings", "parents", "xrefs", "source", "note")

# Tables in the same folder that say something of terms, and hold none: readers of their own.
LISTS = frozenset((
    "abbreviations.tsv", "chemical_parents.tsv", "deciding_categories.tsv", "immune_mediated.tsv", "manifestations.tsv",
    "products.tsv", "qualifiers.tsv", "specialties.tsv", "trial_products.tsv", "verdict_topics.tsv",
    "washout_recommendations.tsv",
))  # fmt: skip

CURIE = re.compile(r"[A-Za-z][A-Za-z0-9]*:\S+")


def read_folder(path: Path) -> Iterator[Term]:
    """The terms of every table of a folder. Raises VocabularyError for a bad line and for an id that stands twice."""
    places: dict[str, str] = {}
    for table in sorted(path.glob("*.tsv")):
        if table.name in LISTS:
            continue
        for number, term in numbered(table):
            place = f"{table}:{number}"
            if term.id in places:
                remedy = "keep one of the two lines and join their synonyms there"
                raise VocabularyError(place, f"{term.id} stands already in {places[term.id]}", remedy)
            places[term.id] = place
            yield term


def read_table(path: Path) -> Iterator[Term]:
    """The terms of one table; its kind is the column `kind` where the table has one, else the file's name."""
    yield from (term for _, term in numbered(path))


def numbered(path: Path) -> Iterator[tuple[int, Term]]:
    """The terms of one table with the numbers of their lines."""
    for number, row in rows(path, COLUMNS):
        yield number, _term(path, number, row)


def rows(path: Path, columns: Iterable[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines of a tab-separated table with their numbers. Raises VocabularyError where a column or a cell is missing."""
    reader = csv.DictReader(io.StringIO(utf8.read(path), newline=""), delimiter="\t", quoting=csv.QUOTE_NONE)
    try:
        missing = [c for c in columns if c not in (reader.fieldnames or [])]
        if missing:
            raise VocabularyError(path, f"no column {', '.join(missing)}", "name it in the first line, cells parted by tabs")
        width = len(reader.fieldnames or [])
        for number, row in enumerate(reader, 2):
            if None in row or None in row.values():
                raise VocabularyError(f"{path}:{number}", f"not {width} cells as in the header", "check the tabs of the line")
            yield number, row
    except csv.Error as error:
        raise VocabularyError(f"{path}:{reader.line_num}", f"is no line of a table: {error}", "shorten the cell") from error


def several(cell: str) -> tuple[str, ...]:
    """The parts of a cell that holds several."""
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _term(path: Path, number: int, row: dict[str, str]) -> Term:
    if not row["id"] or not row["label"]:
        raise VocabularyError(f"{path}:{number}", "a term needs an id and a label", "fill the cell")
    parents, xrefs = several(row["parents"]), several(row["xrefs"])
    for identifier in (row["id"], *parents, *xrefs):
        _check_identifier(f"{path}:{number}", identifier)
    extra = {key: value for key, value in row.items() if key not in COLUMNS and key != "kind" and value}
    return Term(
        row["id"], row["label"], row.get("kind") or path.stem, several(row["synonyms"]), several(row["misspellings"]),
        parents, xrefs, row["source"], extra,
    )  # fmt: skip


def _check_identifier(place: str, identifier: str) -> None:
    if not CURIE.fullmatch(identifier) or identifier.partition(":")[0] not in PREFIXES:
        remedy = "write PREFIX:local with a prefix of cartkg.model.namespaces.PREFIXES; several are parted by '|'"
        raise VocabularyError(place, f"{identifier!r} is no identifier", remedy)
