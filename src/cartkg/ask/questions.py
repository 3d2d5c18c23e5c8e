"""A named question becomes rows: the file `queries/questions/<name>.rq`, its parameters, its answer in every format."""

import csv
import io
import json
import re
import shutil
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from cartkg.ask.columns import Kind, value
from cartkg.ask.columns import kind as kind_of
from cartkg.graph import queries
from cartkg.graph.queries import Query
from cartkg.graph.store import GraphStore, Row
from cartkg.model.errors import CartkgError, QuestionError
from cartkg.model.resources import folder

if TYPE_CHECKING:
    import pandas

WIDTH = 160  # characters of a table that no terminal shows
SHORTEST = 16  # what a long cell may be cut to
LONG = {
    "title", "source_text", "cohort", "sponsor", "source", "intervention", "agent_label", "named_agent_label", "measure_label",
    "condition_label", "class_label", "category", "registry_value", "text_value", "words", "named_condition_label", "provided",
}  # fmt: skip


FORMULA = re.compile(r"[=+\-@\t\r].", re.DOTALL)
PLAIN = re.compile(r"[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows of plain cells under their columns; `unknown` names the trials of which the question can say nothing.

    `question` is the name of the question that was asked, "" where a query was.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    unknown: tuple[str, ...] = ()
    question: str = ""
    notes: tuple[str, ...] = ()  # what the answer leaves out, a line each

    def __len__(self) -> int:
        return len(self.rows)

    def to_pandas(self) -> "pandas.DataFrame":
        """The answer as a pandas data frame: numbers and true/false as such, <NA> where nothing is known.

        Raises CartkgError where pandas is not installed.
        """
        try:
            import pandas  # noqa: PLC0415  (an extra: only who asks for it needs it)
        except ImportError as error:
            raise CartkgError("pandas", "is not installed", 'pip install "cartkg[notebook]"') from error
        cells = zip(*self.rows, strict=True) if self.rows else ([] for _ in self.columns)
        return pandas.DataFrame(
            {
                column: pandas.Series(data, dtype=PANDAS[kind])
                for column, (kind, data) in zip(self.columns, map(_typed, self.columns, cells), strict=True)
            }
        )

    def _repr_html_(self) -> str:
        """How a notebook shows the answer."""
        head = "".join(f"<th>{escape(column)}</th>" for column in self.columns)
        body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in self.rows)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


PANDAS = {Kind.TEXT: "string", Kind.INTEGER: "Int64", Kind.NUMBER: "Float64", Kind.BOOLEAN: "boolean"}


def _typed(column: str, cells: Iterable[str]) -> tuple[Kind, list[object]]:
    """The cells as values of the column's declared type; as text where a user's query uses its name for something else."""
    kind, cells = kind_of(column), list(cells)
    try:
        return kind, [value(kind, cell) for cell in cells]
    except ValueError:
        return Kind.TEXT, [cell or None for cell in cells]


def listed(where: Path | None = None) -> tuple[Query, ...]:
    """Every question of a folder (the shipped ones when none is given), by name."""
    return queries.listed(where or folder("queries/questions"))


def named(name: str, where: Path | None = None) -> Query:
    """The question of this name, or that bore it before. Raises QuestionError that lists the names there are."""
    known = listed(where)  # no name reaches the disk
    for question in known:
        if name == question.name or name in question.formerly:
            return question
    raise QuestionError(name, "no such question", "there are: " + ", ".join(q.name for q in known))


def ask(name: str, parameters: Mapping[str, str], store: GraphStore, where: Path | None = None) -> Answer:
    """The answer to a named question.

    Cells are plain text: CURIEs for identifiers, "" where nothing is known, rows in a fixed order. Raises QuestionError for
    an unknown question, parameter, value or term.
    """
    question = named(name, where)
    rows = queries.rows(question, parameters, store)
    unknown = _unknown(question, parameters, rows, store, where)
    return Answer(question.columns, rows, unknown, question.name, _left_out(question, parameters, store))


OUTSIDE = "SELECT (COUNT(DISTINCT ?t) AS ?n) { ?t a cartkg:Trial FILTER NOT EXISTS { ?t cartkg:inScope true } }"
AGELESS = "SELECT (COUNT(DISTINCT ?t) AS ?n) { ?t a cartkg:Trial %s FILTER NOT EXISTS { ?t cartkg:population ?known } }"


def _left_out(question: Query, given: Mapping[str, str], store: GraphStore) -> tuple[str, ...]:
    """What `scope` and `population` leave out of an answer, in a line each; nothing where nothing is left out."""
    values = {parameter.name: given.get(parameter.name) or parameter.default for parameter in question.parameters}
    lines = []
    if values.get("scope") == "field" and (count := _count(OUTSIDE, store)):
        lines.append(f"left out: {_trials(count)} outside the field (scope=all holds {'it' if count == 1 else 'them'})")
    if values.get("population", "all") != "all":
        inside = "; cartkg:inScope true" if values.get("scope") == "field" else ""
        if count := _count(AGELESS % inside, store):
            lines.append(f"left out: {_trials(count)} of unknown ages (population=all holds {'it' if count == 1 else 'them'})")
    return tuple(lines)


def _count(query: str, store: GraphStore) -> int:
    return int(next(iter(store.select(query)))["n"])


def _trials(count: int) -> str:
    return f"{count:,} {'trial' if count == 1 else 'trials'}"


def _unknown(
    question: Query, parameters: Mapping[str, str], rows: Iterable[Row], store: GraphStore, where: Path | None
) -> tuple[str, ...]:
    """The trials of which the question says nothing because their text is incomplete, or all it says is in doubt."""
    if not question.unknown:
        return ()
    other = named(question.unknown, where)
    shared = {name: value for name, value in parameters.items() if name in {p.name for p in other.parameters}}
    doubt = question.columns.index("in_doubt") if "in_doubt" in question.columns else None
    answered = {row[0] for row in rows if doubt is None or row[doubt] != "true"}
    doubted = {row[0] for row in rows} - answered
    incomplete = {trial for trial, *_ in ask(other.name, shared, store, where).rows if trial not in answered}
    return tuple(sorted(incomplete | doubted))


# --- forms of an answer ------------------------------------------------------------------------------------------------


def as_csv(answer: Answer) -> str:
    """The answer as CSV (RFC 4180, but with plain line feeds), header first; see `inert` for cells that a program would run."""
    out = io.StringIO()
    rows = (tuple(map(inert, row)) for row in answer.rows)
    csv.writer(out, lineterminator="\n").writerows([answer.columns, *rows])
    return out.getvalue()


def inert(cell: str) -> str:
    """A cell that a spreadsheet program shows and does not run: one that it would take for a formula has a ' before it.

    Numbers and lone signs (the comparator "=") are no formulas.
    """
    return f"'{cell}" if FORMULA.match(cell) and not PLAIN.fullmatch(cell) else cell


def as_json(answer: Answer) -> str:
    """The answer as a JSON list of objects, a key for each column."""
    return json.dumps([dict(zip(answer.columns, row, strict=True)) for row in answer.rows], ensure_ascii=False, indent=1) + "\n"


def as_table(answer: Answer, width: int | None = None) -> str:
    """The answer for people, at most `width` characters wide (the terminal's, else WIDTH).

    Columns that are empty in every row are left out. Identifiers and numbers never wrap; long words (titles, labels) are cut
    with an ellipsis; where even that is too wide, each row is a block of lines.
    """
    room = width or (shutil.get_terminal_size().columns if sys.stdout.isatty() else WIDTH)
    shown = [i for i in range(len(answer.columns)) if not answer.rows or any(row[i] for row in answer.rows)]
    natural = {i: max(len(answer.columns[i]), *(len(row[i]) for row in answer.rows), 0) for i in shown}
    least = sum(min(natural[i], SHORTEST) if answer.columns[i] in LONG else natural[i] for i in shown) + 3 * len(shown) + 1
    if answer.rows and least > room:
        return _blocks(answer, shown, room)
    spare = (room - least) // max(1, sum(answer.columns[i] in LONG for i in shown))
    table = Table()
    for i in shown:
        wide = min(natural[i], SHORTEST + spare) if answer.columns[i] in LONG else natural[i]
        table.add_column(answer.columns[i], no_wrap=True, overflow="ellipsis", width=wide)
    for row in answer.rows:
        table.add_row(*(Text(row[i]) for i in shown))
    out = io.StringIO()
    Console(file=out, width=room).print(table)
    return out.getvalue()


def _blocks(answer: Answer, shown: list[int], room: int) -> str:
    """Each row as lines of column and value."""
    margin = max(len(answer.columns[i]) for i in shown) + 2
    blocks = (
        "".join(f"{answer.columns[i]:<{margin}}{_cut(row[i], room - margin)}\n" for i in shown if row[i]) for row in answer.rows
    )
    return "\n".join(blocks)


def _cut(words: str, room: int) -> str:
    return words if len(words) <= room else words[: room - 1] + "…"


FORMATS = {"table": as_table, "csv": as_csv, "json": as_json}
