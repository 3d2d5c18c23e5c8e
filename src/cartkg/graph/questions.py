"""Named questions: a `.rq` file with a header becomes rows.

A question file is a SPARQL query that any engine runs as it stands. Its header lines (`#+ key: value`, after grlc's habit) give
summary, tags, columns and parameters; a parameter's default is the value of the `VALUES ?parameter { … }` clauses in the query
itself, and asking with another value replaces what stands in their braces.
"""

import csv
import io
import json
import re
import shutil
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from cartkg.graph.store import GraphStore, Row
from cartkg.model import namespaces
from cartkg.model.errors import QuestionError, VocabularyError
from cartkg.model.resources import folder

WIDTH = 160  # characters of a table that no terminal shows
SHORTEST = 16  # what a long cell may be cut to
LONG = {
    "title", "source_text", "cohort", "sponsor", "source", "intervention", "agent_label", "named_agent_label", "measure_label",
    "condition_label", "class_label", "category", "registry_value", "text_value",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: what it means, its value when none is given, and the only values it may have (none where it is open).

    An open one is a term (a CURIE), words (its meaning begins with "words") or a number (its meaning begins with "number").
    """

    name: str
    meaning: str
    default: str
    choices: tuple[str, ...] = ()

    @property
    def is_term(self) -> bool:
        return not self.choices and not self.is_words and not self.is_number

    @property
    def is_words(self) -> bool:
        return self.meaning.startswith("words ")

    @property
    def is_number(self) -> bool:
        return self.meaning.startswith("number ")


@dataclass(frozen=True, slots=True)
class Question:
    """A question file, read."""

    name: str
    summary: str
    columns: tuple[str, ...]
    text: str
    tags: tuple[str, ...] = ()
    description: str = ""
    parameters: tuple[Parameter, ...] = ()
    unknown: str = ""  # the question that names the trials of which this one can say nothing
    aliases: tuple[str, ...] = ()  # plain words that ask the same, parted by "|" in the header


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows of plain cells under their columns; `unknown` names the trials of which the question can say nothing."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    unknown: tuple[str, ...] = ()


def listed(where: Path | None = None) -> tuple[Question, ...]:
    """Every question of a folder (the shipped ones when none is given), by name."""
    return tuple(read(path) for path in sorted((where or folder("queries/questions")).glob("*.rq")))


def named(name: str, where: Path | None = None) -> Question:
    """The question of this name. Raises QuestionError that lists the names there are."""
    path = (where or folder("queries/questions")) / f"{name}.rq"
    if not re.fullmatch(r"[\w-]+", name) or not path.is_file():
        raise QuestionError(name, "no such question", "there are: " + ", ".join(q.name for q in listed(where)))
    return read(path)


def read(path: Path) -> Question:
    """A question file. Raises QuestionError when its header lacks a summary or columns."""
    text = path.read_text(encoding="utf-8")
    header = re.findall(r"^#\+ ([\w -]+): (.*)$", text, re.MULTILINE)
    values = dict(header)
    for key in ("summary", "columns"):
        if key not in values:
            raise QuestionError(path, f"the header has no `{key}`", f"add a line `#+ {key}: …`")
    parameters = tuple(
        _parameter(key.split()[1], meaning, text, path) for key, meaning in header if key.startswith("parameter ")
    )
    return Question(
        path.stem, values["summary"], _several(values["columns"]), text, _several(values.get("tags", "")),
        values.get("description", ""), parameters, values.get("unknown", ""),
        tuple(words.strip() for words in values.get("aliases", "").split("|") if words.strip()),
    )  # fmt: skip


def _several(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(",") if part.strip())


def _parameter(name: str, meaning: str, text: str, path: Path) -> Parameter:
    default = re.search(_slot(name), text)
    if not default:
        raise QuestionError(path, f"parameter {name} has no `VALUES ?{name} {{ … }}` in the query", "add one")
    choices = _several(meaning.removeprefix("one of ")) if meaning.startswith("one of ") else ()
    value = default[1].strip('" ')
    return Parameter(name, meaning, namespaces.compact(value[1:-1]) if value.startswith("<") else value, choices)


def _slot(name: str) -> str:
    return rf"VALUES \?{name} \{{([^}}]*)\}}"


def ask(name: str, parameters: Mapping[str, str], store: GraphStore, where: Path | None = None) -> Answer:
    """The answer to a named question.

    Cells are plain text: CURIEs for identifiers, "" where nothing is known, rows in a fixed order. Raises QuestionError for
    an unknown question, parameter, value or term.
    """
    question = named(name, where)
    rows = _rows(question, parameters, store)
    return Answer(question.columns, rows, _unknown(question, parameters, rows, store, where))


def bound(question: Question, parameters: Mapping[str, str]) -> str:
    """The question's query with these values in place of the defaults."""
    known = {parameter.name: parameter for parameter in question.parameters}
    text = question.text
    for name, value in parameters.items():
        if name not in known:
            raise QuestionError(question.name, f"no parameter {name}", "it has: " + (", ".join(known) or "none"))
        text = re.sub(_slot(name), f"VALUES ?{name} {{ {_term(known[name], value)} }}", text)
    return text


def _term(parameter: Parameter, value: str) -> str:
    if parameter.is_term:
        try:
            iri = namespaces.expand(value)
        except VocabularyError as error:
            raise QuestionError(parameter.name, f"{value}: {error.problem}", "give a CURIE such as NCIT:C1702") from error
        if re.search(r'[<>"{}|\\^`\s]', iri):
            raise QuestionError(parameter.name, f"{value} is not a CURIE", "give a CURIE such as NCIT:C1702")
        return f"<{iri}>"
    if parameter.is_words:
        return _literal(parameter, value)
    if parameter.is_number:
        return _number(parameter, value)
    if value not in parameter.choices:
        raise QuestionError(parameter.name, f"no value {value}", "one of " + ", ".join(parameter.choices))
    return f'"{value}"'


def _literal(parameter: Parameter, value: str) -> str:
    if not value.isprintable() or set(value) & set('"\\{}'):
        raise QuestionError(parameter.name, f"{value!r} holds a character that no name has", "give plain words")
    return f'"{value}"'


def _number(parameter: Parameter, value: str) -> str:
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,3})?", value):
        raise QuestionError(parameter.name, f"{value} is not a plain number", "give a number such as 12")
    return value


def _rows(question: Question, parameters: Mapping[str, str], store: GraphStore) -> tuple[Row, ...]:
    text = bound(question, parameters)
    for parameter in question.parameters:
        value = parameters.get(parameter.name, "")
        if parameter.is_term and value and not _is_known(value, store):
            raise QuestionError(parameter.name, f"{value} is not in the graph", "look it up: cartkg terms lookup WORDS")
    columns, rows = store.table(text, question.name)
    if len(columns) != len(question.columns):
        raise QuestionError(question.name, "the query selects other columns than its header names", "make them agree")
    return rows


def _is_known(curie: str, store: GraphStore) -> bool:
    return bool(store.query(f"ASK {{ <{namespaces.expand(curie)}> ?p ?o }}"))


def _unknown(
    question: Question, parameters: Mapping[str, str], rows: Iterable[Row], store: GraphStore, where: Path | None
) -> tuple[str, ...]:
    """The trials of which the question says nothing because their text is incomplete."""
    if not question.unknown:
        return ()
    other = named(question.unknown, where)
    shared = {name: value for name, value in parameters.items() if name in {p.name for p in other.parameters}}
    answered = {row[0] for row in rows}
    return tuple(trial for trial, *_ in ask(other.name, shared, store, where).rows if trial not in answered)


# --- forms of an answer ------------------------------------------------------------------------------------------------


def as_csv(answer: Answer) -> str:
    """The answer as CSV (RFC 4180, but with plain line feeds), header first."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([answer.columns, *answer.rows])
    return out.getvalue()


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
