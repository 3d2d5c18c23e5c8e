"""docs/sparql.md: each of its queries answers, and the same, on two engines; the names that it warns of are what it says."""

import re
from pathlib import Path

import pytest
from rdflib import Dataset, Graph
from rdflib.query import ResultRow

from cartkg.graph.store import GraphStore
from cartkg.model.resources import folder
from made_up import built

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "sparql.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"^## (\d+) .*?```sparql\n(.*?)```", PAGE, re.MULTILINE | re.DOTALL)
Rows = list[tuple[str, ...]]


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("twelve"), 6)


@pytest.fixture(scope="module")
def ours(graph: Path) -> GraphStore:
    return GraphStore.open(graph)


@pytest.fixture(scope="module")
def other(graph: Path) -> Dataset:
    dataset = Dataset(default_union=True)
    dataset.parse(graph / "graph.nq", format="nquads")
    return dataset


def selected(dataset: Dataset, query: str) -> list[ResultRow]:
    return [row for row in dataset.query(query) if isinstance(row, ResultRow)]


def test_there_are_twelve() -> None:
    assert [number for number, _ in QUERIES] == [str(number) for number in range(1, 13)]


@pytest.mark.parametrize(("number", "query"), QUERIES, ids=[number for number, _ in QUERIES])
def test_two_engines_give_the_same_rows(number: str, query: str, ours: GraphStore, other: Dataset) -> None:
    here: Rows = sorted(tuple(row.values()) for row in ours.select(query))
    there: Rows = sorted(tuple("" if cell is None else str(cell) for cell in row) for row in selected(other, query))
    assert here, f"question {number} has no answer on the made-up graph"
    assert here == there


def test_every_name_of_the_page_is_a_word_of_the_ontology() -> None:
    ontology = Graph().parse(folder("ontology") / "cartkg.ttl")
    words = {str(term).rpartition("/")[2] for term in ontology.subjects() if "/ontology/" in str(term)}
    assert set(re.findall(r"cartkg:(\w+)", PAGE)) <= words


def test_the_old_name_of_a_pages_site_is_kept_and_marked() -> None:
    ontology = (folder("ontology") / "cartkg.ttl").read_text(encoding="utf-8")
    block = ontology[ontology.index("\n:site a ") :].split("\n\n")[0]
    assert "owl:deprecated true" in block
    assert "pageSite" in block
