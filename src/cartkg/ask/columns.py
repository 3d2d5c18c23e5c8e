"""The types of the answer tables' columns: what is a number or true/false is one in Parquet and in a table schema; the rest
is text.

They are declared, not guessed from the cells: `number` is the path of an item (5, 9.1.2), and a table must have the same
types whatever the graph holds.
"""

from enum import Enum


class Kind(Enum):
    """The type of a column's cells, or of a fact's values over all nodes of an exported network."""

    TEXT = "text"
    TEXTS = "texts"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"


INTEGERS = {
    "enrollment", "min_count", "statements", "trials", "trials_elsewhere", "targets", "admits_minors", "under_18", "adult_only",
    "pediatric_only", "ages_unknown", "days", "recommended_days", "span_start", "span_end",
}  # fmt: skip
NUMBERS = {"min_age_years", "max_age_years", "age_years", "value", "lowest", "highest"}
BOOLEANS = {"repaired", "in_scope", "in_doubt", "exception"}


def kind(column: str) -> Kind:
    """The type of a column's cells."""
    for names, found in ((INTEGERS, Kind.INTEGER), (NUMBERS, Kind.NUMBER), (BOOLEANS, Kind.BOOLEAN)):
        if column in names:
            return found
    return Kind.TEXT


def value(kind: Kind, cell: str) -> str | int | float | bool | None:
    """A cell as a value of its column's type; None where the cell is empty. Raises ValueError for a cell of another type."""
    if not cell:
        return None
    if kind is Kind.BOOLEAN:
        if cell not in ("true", "false"):
            raise ValueError(cell)
        return cell == "true"
    if kind is Kind.INTEGER:
        return int(cell)
    return float(cell) if kind is Kind.NUMBER else cell
