"""An answer for people: columns that belong together as one, labels with their CURIEs, codes in words, links to what is named.

The CSV and JSON of an answer keep its columns as they are; only the page reads so.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cartkg.ask.questions import Answer
from cartkg.graph.view import tokens
from cartkg.graph.view.hierarchy import Hierarchy
from cartkg.model import namespaces
from cartkg.model.wording import COMPARATORS, limit_in_words, window_in_words

HEADINGS = {
    "min_age_years": "lowest age, years", "max_age_years": "highest age, years", "age_years": "in years", "how": "named how",
    "min_count": "at least", "eligibility_text": "text shown", "cell_source": "cells from", "ages_from": "ages from",
    "days": "in days", "retrieved": "retrieved on", "source_text": "record's words", "start": "starts",
    "named_agent": "therapy named", "agent": "therapy", "span_start": "from character", "span_end": "to character",
    "recommended_days": "recommended, days", "ages_unknown": "ages not stated",
}  # fmt: skip
HOW = {
    "named": "by its own name", "class": "through its drug class", "member": "a member of it", "wider": "by a wider class",
    "narrower": "something narrower",
}  # fmt: skip
VERDICTS = {"excludes in part": "excludes-in-part"}
TRIALS = {"trial", "mentioned"}
WINDOWS = {"window", "recommended"}
NUMBERS = {
    "trials", "enrollment", "days", "min_age_years", "max_age_years", "min_count", "statements", "age_years", "lowest",
    "highest", "recommended_days", "pediatric_only", "admits_minors", "adult_only", "ages_unknown", "trials_elsewhere",
    "targets", "span_start", "span_end", "value", "year",
}  # fmt: skip
TOKENS: Mapping[str, Mapping[str, str]] = {
    "status": tokens.STATUSES, "phase": tokens.PHASES, "sponsor_class": tokens.SPONSOR_CLASSES, "sex": tokens.SEXES,
    "eligibility_text": tokens.COMPLETENESS, "population": tokens.POPULATIONS, "comparator": COMPARATORS, "how": HOW,
}  # fmt: skip
# Empty here means that nothing limits or adds to the statement, not that the record is silent.
QUIET = {
    "cohort", "min_count", "repaired", "exception", "how", "condition", "agent", "measure", "title", "permitted", "rule",
    "recommended", "recommended_for", "recommended_days", "citation",
}  # fmt: skip
SHORT, LONG = 20, 30  # characters of a cell that does not wrap, of a line of one that is long
NUMBER = re.compile(r"-?\d+(\.\d+)?")
REGISTERED = re.compile(r"NCT[0-9]{8}")
LETTER, TITLE = 0.5, 14.0  # rem: a letter at the size of tables, the least width of a title
ROOMS = {"": 60.0, "wide": 76.0}  # rem that a page leaves to a table


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: `kind` is text, number, trial, other-trial, term, item, stance, address or empty (nothing is known)."""

    kind: str
    text: str
    link: str = ""  # a CURIE of a term, an id of a trial, an address, or section and number of an item
    note: str = ""  # the code behind the words, the title of a trial


@dataclass(frozen=True, slots=True)
class Readable:
    """The columns' headings and the rows of cells; `silent` names the columns in which no row has anything."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    silent: tuple[str, ...]

    @property
    def numbers(self) -> tuple[bool, ...]:
        """Of each column whether it holds numbers."""
        return tuple(any(row[i].kind == "number" for row in self.rows) for i in range(len(self.headings)))

    @property
    def room(self) -> str:
        """How much room the table needs: "" where a page of 64 rem has it, wide where one of 80 rem has, widest beyond that."""
        columns = ([row[i] for row in self.rows] for i in range(len(self.headings)))
        width = sum(_width(heading, cells) for heading, cells in zip(self.headings, columns, strict=True))
        return next((name for name, most in ROOMS.items() if width <= most), "widest")


def _width(heading: str, cells: list[Cell]) -> float:
    """The least width of a column in rem: what does not wrap, the longest word of what does."""
    words = [max(heading.split(), key=len, default="")]
    for cell in cells:
        whole = cell.kind in ("item", "stance", "number", "empty") or len(cell.text) < SHORT
        words += [cell.text] if whole and cell.kind != "term" else cell.text.split()
        words += re.split("(?<=-)", cell.note) if cell.kind == "term" else []
    words += ["x" * LONG for cell in cells if len(cell.text) > 4 * SHORT]
    title = TITLE if any(cell.kind == "trial" and cell.note for cell in cells) else 0.0
    return max(title, LETTER * max(map(len, words))) + 1


Row = Mapping[str, str]
Make = Callable[[Row], Cell]


def readable(answer: Answer, terms: Hierarchy) -> Readable:
    """The answer for people; columns in which no row has anything are left out and named."""
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    silent = {column for column in answer.columns if rows and not any(row[column] or row.get(_label(column)) for row in rows)}
    taken = _taken(set(answer.columns))
    columns = [column for column in answer.columns if column not in silent | taken]
    makers = [_maker(column, set(answer.columns), terms) for column in columns]
    cells = tuple(tuple(make(row) for make in makers) for row in rows)
    headings = tuple(_heading(column, set(answer.columns)) for column in columns)
    return Readable(headings, cells, tuple(heading(column) for column in answer.columns if column in silent - taken))


def heading(column: str) -> str:
    """A column's name in words."""
    return HEADINGS.get(column) or column.replace("_", " ")


def _heading(column: str, columns: set[str]) -> str:
    if column == "section" and "number" in columns:
        return "stated in"
    return "limit" if column == "comparator" and "value" in columns else heading(column)


def _taken(columns: set[str]) -> set[str]:
    """The columns that are told in another's cell."""
    labels = {column + "_label" for column in columns} & columns
    taken = labels | ({"number"} if "section" in columns else set()) | ({"title"} if "trial" in columns else set())
    if {"comparator", "value"} <= columns:
        taken |= {"value", "unit"} & columns
    if "lowest" in columns:
        taken |= {"comparator", "unit"} & columns
    return taken | ({"symbol"} if "target" in columns else set())


def _maker(column: str, columns: set[str], terms: Hierarchy) -> Make:
    """How a column's cells are made."""
    if column in TRIALS:
        return lambda row: Cell("trial", row[column], row[column], row.get("title", ""))
    if column == "section" and "number" in columns:
        return _item
    if column == "comparator" and "value" in columns:
        return lambda row: Cell("text", limit_in_words(row["comparator"], row["value"], row.get("unit", "")), note=row["value"])
    if column in ("lowest", "highest") and {"comparator", "unit"} <= columns:
        return lambda row: Cell("text", limit_in_words(row["comparator"], _large(row[column]), row["unit"]), note=row[column])
    if column in ("stance", "verdict"):
        return lambda row: Cell("stance", VERDICTS.get(row[column], row[column]))
    return lambda row: _cell(column, row[column], row.get(_label(column), ""), terms)


def _label(column: str) -> str:
    """The column that names what a column identifies."""
    return "symbol" if column == "target" else column + "_label"


def _large(value: str) -> str:
    """A count of cells in billions, as limits are written: 0.3e9 of 300000000."""
    return f"{float(value) / 1e9:g}e9" if value and float(value) >= 1e7 else value


def _item(row: Row) -> Cell:
    if not row["section"]:
        return Cell("empty", "")
    return Cell("item", f"{row['section']} {row['number']}", f"{row['section']}-{row['number']}", row.get("trial", ""))


def _cell(column: str, value: str, label: str, terms: Hierarchy) -> Cell:
    if not value:
        return Cell("text", label, note="no term stands for these words") if label else _empty(column)
    if value in terms or _is_curie(value):
        return Cell("term", label or terms.label(value), value, value)
    if REGISTERED.fullmatch(value) and column != "registry_id":
        return Cell("other-trial", value, value)
    if column in WINDOWS:
        return Cell("text", window_in_words(value), note=value)
    if value.startswith(("http://", "https://")):
        return Cell("address", value, value)
    if column in TOKENS:
        return Cell("text", " / ".join(tokens.in_words(one, TOKENS[column]) for one in value.split("|")), note=value)
    if column.endswith("_label"):
        return _labelled(value, terms)
    return Cell(
        "number" if column in NUMBERS or NUMBER.fullmatch(value) else "text",
        value.replace("|", ", ") if "|" in value else value,
    )


def _empty(column: str) -> Cell:
    return Cell("empty", "" if column in QUIET else "not stated")


def _labelled(label: str, terms: Hierarchy) -> Cell:
    """A label without its CURIE, linked where exactly one term bears it."""
    found = terms.meant(label)
    return Cell("term", label, found[0], found[0]) if len(found) == 1 else Cell("text", label)


def _is_curie(value: str) -> bool:
    prefix, colon, local = value.partition(":")
    return bool(colon and local) and prefix in namespaces.PREFIXES and " " not in value
