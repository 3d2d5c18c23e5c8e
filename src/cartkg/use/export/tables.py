"""The answer tables as files: every named question that needs no choice of its reader (each parameter at its default), a file
each.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cartkg.ask import columns, questions
from cartkg.ask.columns import Kind
from cartkg.ask.questions import Answer
from cartkg.graph.queries import Query
from cartkg.graph.store import GraphStore

ARROW = {
    Kind.TEXT: pa.string(), Kind.INTEGER: pa.int64(), Kind.NUMBER: pa.float64(), Kind.BOOLEAN: pa.bool_(),
}  # fmt: skip


def answers(store: GraphStore) -> Iterator[tuple[Query, Answer]]:
    """Every question with its answer at the default parameters, by name."""
    for question in questions.listed():
        yield question, questions.ask(question.name, {}, store)


def csv(store: GraphStore, out: Path) -> None:
    """A new folder `out` with `<question>.csv` for each: UTF-8, header first, empty cells where nothing is known."""
    out.mkdir()
    for question, answer in answers(store):
        (out / f"{question.name}.csv").write_text(questions.as_csv(answer), encoding="utf-8")


def parquet(store: GraphStore, out: Path) -> None:
    """A new folder `out` with `<question>.parquet` for each: numbers and true/false as such, null where nothing is known."""
    out.mkdir()
    for question, answer in answers(store):
        pq.write_table(table(question, answer), out / f"{question.name}.parquet", compression="zstd")


def table(question: Query, answer: Answer) -> pa.Table:
    """An answer as an Arrow table; the question's summary and parameters are its metadata."""
    cells = zip(*answer.rows, strict=True) if answer.rows else ([] for _ in answer.columns)
    arrays = [_array(column, list(values)) for column, values in zip(answer.columns, cells, strict=True)]
    schema = pa.schema([pa.field(name, array.type) for name, array in zip(answer.columns, arrays, strict=True)])
    return pa.table(arrays, schema=schema.with_metadata(_about(question)))


def _about(question: Query) -> Mapping[str, str]:
    defaults = {f"parameter {parameter.name}": parameter.default for parameter in question.parameters}
    return {"title": question.name, "description": question.summary, **defaults}


def _array(column: str, cells: list[str]) -> pa.Array:
    kind = columns.kind(column)
    return pa.array([columns.value(kind, cell) for cell in cells], type=ARROW[kind])
