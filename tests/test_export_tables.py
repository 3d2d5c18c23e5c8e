"""The answer tables as files, read back by pyarrow, frictionless and rocrate: rows, types and names are kept."""

import csv
import json
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from frictionless import Package, system
from rocrate.rocrate import ROCrate

from cartkg.ask import columns, questions
from cartkg.ask.columns import Kind
from cartkg.ask.questions import Answer
from cartkg.graph.queries import Query
from cartkg.graph.store import GraphStore
from cartkg.use.export import package, tables
from exported import SPONSOR, TITLE, awkward

CONTRACT = {
    "trials",
    "conditions",
    "targets",
    "criteria",
    "therapies",
    "thresholds",
    "diagnoses",
    "excludes-prior-therapy",
    "conflicts",
}


@pytest.fixture(scope="module")
def made() -> GraphStore:
    return awkward()


@pytest.fixture(scope="module")
def crate(made: GraphStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("crate") / "crate"
    package.ro_crate(made, out)
    return out


def test_csv_has_every_table(crate: Path, made: GraphStore) -> None:
    files = {path.stem: path for path in (crate / "tables").iterdir()}
    assert set(files) == {question.name for question in questions.listed()} > CONTRACT
    for name, path in files.items():
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        answer = questions.ask(name, {}, made)
        assert (tuple(header), [tuple(row) for row in rows]) == (answer.columns, list(answer.rows))


def test_parquet_has_types_and_nulls(made: GraphStore, tmp_path: Path) -> None:
    tables.parquet(made, tmp_path / "tables")
    table = pq.read_table(tmp_path / "tables" / "trials.parquet")
    types = {field.name: field.type for field in table.schema}
    assert (types["enrollment"], types["min_age_years"], types["title"]) == (pa.int64(), pa.float64(), pa.string())
    rows = {row["trial"]: row for row in table.to_pylist()}
    assert (rows["NCT99999901"]["title"], rows["NCT99999901"]["sponsor"]) == (TITLE, SPONSOR)
    assert (rows["NCT99999901"]["max_age_years"], rows["NCT99999903"]["max_age_years"]) == (70.0, None)
    assert table.schema.metadata[b"title"] == b"trials"
    therapies = pq.read_table(tmp_path / "tables" / "therapies.parquet").to_pylist()
    assert {(row["number"], row["min_count"]) for row in therapies} == {("9.1.2", None), ("3", 1), ("1", None)}
    defaults = pq.read_schema(tmp_path / "tables" / "excludes-prior-therapy.parquet").metadata
    assert defaults[b"parameter agent"] == b"NCIT:C1702"


def test_parquet_has_the_same_types_whatever_the_graph_holds(tmp_path: Path) -> None:
    empty = Query("made-up", "made up", ("trial", "enrollment", "number", "repaired", "value"), "")
    full = Answer(empty.columns, (("NCT99999901", "12", "5", "true", "1e9"), ("NCT99999902", "", "", "", "")))
    types = [pa.string(), pa.int64(), pa.string(), pa.bool_(), pa.float64()]
    assert tables.table(empty, Answer(empty.columns, ())).schema.types == types
    found = tables.table(empty, full)
    assert found.schema.types == types
    assert found.to_pylist()[0] == {"trial": "NCT99999901", "enrollment": 12, "number": "5", "repaired": True, "value": 1e9}
    assert set(found.to_pylist()[1].values()) == {"NCT99999902", None}


def test_every_column_of_numbers_is_declared_or_is_an_identifier(made: GraphStore) -> None:
    """A question with a new column of counts must say so in `columns`; `number` is a path, a date may be a year."""
    undeclared = set()
    for question, answer in tables.answers(made):
        for index, column in enumerate(answer.columns):
            cells = [row[index] for row in answer.rows if row[index]]
            if cells and all(cell.replace(".", "", 1).isdigit() for cell in cells) and columns.kind(column) is Kind.TEXT:
                undeclared.add((question.name, column))
    assert {column for _, column in undeclared} <= {"number", "year", "step", "start", "completion"}


@pytest.mark.parametrize(("kind", "cell"), [(Kind.INTEGER, "twelve"), (Kind.NUMBER, "1:80"), (Kind.BOOLEAN, "yes")])
def test_a_cell_of_another_type_is_an_error(kind: Kind, cell: str) -> None:
    with pytest.raises(ValueError, match=cell):
        columns.value(kind, cell)


def test_frictionless_validates_the_package(crate: Path) -> None:
    with system.use_context(trusted=True):
        report = Package(str(crate / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "message"])
    assert len(report.tasks) == len(questions.listed())


def test_frictionless_reads_the_types(crate: Path) -> None:
    with system.use_context(trusted=True):
        rows = Package(str(crate / "datapackage.json")).get_table_resource("trials").read_rows()
    first = next(row for row in rows if row["trial"] == "NCT99999901")
    assert (first["enrollment"], float(first["min_age_years"]), first["title"], first["sponsor"]) == (12, 18.0, TITLE, SPONSOR)


def test_a_changed_table_is_noticed(crate: Path, made: GraphStore, tmp_path: Path) -> None:
    package.frictionless(made, tmp_path / "package")
    trials = tmp_path / "package" / "tables" / "trials.csv"
    trials.write_text(trials.read_text(encoding="utf-8").replace(",12,", ",a dozen,"), encoding="utf-8")
    with system.use_context(trusted=True):
        report = Package(str(tmp_path / "package" / "datapackage.json")).validate()
    assert {"hash-count", "type-error"} <= {kind for [kind] in report.flatten(["type"])}


def test_rocrate_reads_the_crate(crate: Path) -> None:
    read = ROCrate(str(crate))
    files = {entity.id: entity for entity in read.data_entities}
    assert {"cartkg.nq", "cartkg.ontology.owl", "datapackage.json", "tables/trials.csv"} <= set(files)
    on_disk = {path.relative_to(crate).as_posix() for path in crate.rglob("*") if path.is_file()}
    assert set(files) == on_disk - {"ro-crate-metadata.json"}
    assert read.root_dataset["license"].id.endswith("LICENSE-2.0")
    for name, entity in files.items():
        assert entity["sha256"] == sha256((crate / name).read_bytes()).hexdigest()
        assert int(entity["contentSize"]) == (crate / name).stat().st_size


def test_the_crate_by_the_rules_of_its_standard(crate: Path) -> None:
    """RO-Crate 1.1: a descriptor about the root; the root with name, description, licence and a date where one is known."""
    graph = {one["@id"]: one for one in json.loads((crate / "ro-crate-metadata.json").read_text(encoding="utf-8"))["@graph"]}
    assert graph["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    root = graph["./"]
    assert all(root[name] for name in ("name", "description", "license", "hasPart"))
    assert {part["@id"] for part in root["hasPart"]} | {root["license"]["@id"], root["isBasedOn"]["@id"]} <= set(graph)
    assert "datePublished" not in root  # no made-up record says when it was retrieved
