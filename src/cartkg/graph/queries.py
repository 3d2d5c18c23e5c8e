"""A `.rq` file: a SPARQL query that any engine runs as it stands, with a header that says what it is for.

Header lines are `#+ key: value` (after grlc's habit): summary, tags, columns and parameters. A parameter's default stands in
its header line and in the `VALUES ?parameter { … }` clauses of the query; asking with another value replaces what stands in
their braces. Questions (`ask.questions`), checks (`graph.validation`) and derivations (`graph.build`) are such files.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cartkg.graph import parameters
from cartkg.graph.parameters import Parameter
from cartkg.graph.store import GraphStore, Row
from cartkg.model import namespaces, utf8
from cartkg.model.errors import QuestionError
from cartkg.model.resources import folder


@dataclass(frozen=True, slots=True)
class Query:
    """A query file, read."""

    name: str
    summary: str
    columns: tuple[str, ...]
    text: str
    tags: tuple[str, ...] = ()
    description: str = ""
    parameters: tuple[Parameter, ...] = ()
    unknown: str = ""  # the question that names the trials of which this one can say nothing
    aliases: tuple[str, ...] = ()  # plain words that ask the same, parted by "|" in the header
    formerly: tuple[str, ...] = ()  # names that the query bore before, and is still found by


def text(name: str) -> str:
    """The text of a shipped query ("view/terms")."""
    return (folder("queries") / f"{name}.rq").read_text(encoding="utf-8")


def listed(where: Path) -> tuple[Query, ...]:
    """Every query of a folder, by name."""
    return tuple(read(path) for path in sorted(where.glob("*.rq")))


def read(path: Path) -> Query:
    """A query file. Raises QuestionError when its header lacks a summary or columns, or a parameter is not well formed."""
    text = utf8.read(path)
    header = re.findall(r"^#\+ ([\w -]+): (.*)$", text, re.MULTILINE)
    values = dict(header)
    for key in ("summary", "columns"):
        if key not in values:
            raise QuestionError(path, f"the header has no `{key}`", f"add a line `#+ {key}: …`")
    found = tuple(_parameter(key.split()[1], line, text, path) for key, line in header if key.startswith("parameter "))
    return Query(
        path.stem, values["summary"], _several(values["columns"]), text, _several(values.get("tags", "")),
        values.get("description", ""), found, values.get("unknown", ""),
        tuple(words.strip() for words in values.get("aliases", "").split("|") if words.strip()),
        _several(values.get("formerly", "")),
    )  # fmt: skip


def _several(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(",") if part.strip())


def _parameter(name: str, line: str, text: str, path: Path) -> Parameter:
    parameter = parameters.read(name, line, path)
    slots = re.findall(_slot(name), text)
    if not slots:
        raise QuestionError(path, f"parameter {name} has no `VALUES ?{name} {{ … }}` in the query", "add one")
    written = {parameter.in_sparql(parameter.default), parameter.default}
    if not {slot.strip() for slot in slots} <= written:
        raise QuestionError(path, f"parameter {name}: header and query have different defaults", "make them agree")
    return parameter


def _slot(name: str) -> str:
    return rf"VALUES \?{name} \{{([^}}]*)\}}"


def bound(query: Query, given: Mapping[str, str]) -> str:
    """The query's text with these values in place of the defaults. Raises QuestionError for a wrong parameter or value."""
    known = {parameter.name: parameter for parameter in query.parameters}
    text = query.text
    for name, value in given.items():
        if name not in known:
            raise QuestionError(query.name, f"no parameter {name}", "it has: " + (", ".join(known) or "none"))
        text = re.sub(_slot(name), f"VALUES ?{name} {{ {known[name].in_sparql(value)} }}", text)
    return text


def rows(query: Query, given: Mapping[str, str], store: GraphStore) -> tuple[Row, ...]:
    """The rows of the query with these values, as plain cells. Raises QuestionError for a term that the graph does not know."""
    text = bound(query, given)
    for parameter in query.parameters:
        value = given.get(parameter.name, "")
        if parameter.is_term and value and not _is_known(value, store):
            raise QuestionError(parameter.name, f"{value} is not in the graph", "look it up: cartkg terms lookup WORDS")
    columns, found = store.table(text, query.name)
    if len(columns) != len(query.columns):
        raise QuestionError(query.name, "the query selects other columns than its header names", "make them agree")
    return found


def _is_known(curie: str, store: GraphStore) -> bool:
    return bool(store.query(f"ASK {{ <{namespaces.expand(curie)}> ?p ?o }}"))
