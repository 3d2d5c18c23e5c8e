"""The door to the engine: what is not a graph is named, quads come out as they went in."""

from pathlib import Path

import pytest
from rdflib import Literal, URIRef

from cartkg.graph.store import GraphStore
from cartkg.model.errors import QuestionError, StoreError

TRIPLE = (URIRef("https://example.org/a"), URIRef("https://example.org/p"), Literal('two\nlines, a "quote", a \\ and a tab\t'))


def test_literals_survive() -> None:
    store = GraphStore.in_memory()
    store.add("https://example.org/g", [TRIPLE])
    assert [row["o"] for row in store.select("SELECT ?o { ?s ?p ?o }")] == [str(TRIPLE[2])]
    assert len(store.lines()) == 1


def test_a_query_that_does_not_parse_is_named() -> None:
    with pytest.raises(QuestionError, match="does not parse"):
        GraphStore.in_memory().query("SELECT WHERE")
    with pytest.raises(QuestionError, match="not a SELECT"):
        list(GraphStore.in_memory().select("ASK { ?s ?p ?o }"))
    with pytest.raises(QuestionError, match="not a CONSTRUCT"):
        GraphStore.in_memory().construct("ASK { ?s ?p ?o }", "https://example.org/g")


def test_a_folder_without_a_graph_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="build one first"):
        GraphStore.open(tmp_path)


@pytest.mark.parametrize(
    "query, columns",
    [
        ("SELECT * { ?z cartkg:a ?y . ?y cartkg:b ?x }", "zyx"),
        (
            "PREFIX p: <http://p/> SELECT DISTINCT * { ?z p:a ?y . { SELECT ?y ?x { ?y p:b ?x . ?w ?v ?x } } }",
            "zyx",
        ),
        ("SELECT ?y ?z { ?z cartkg:a ?y }", "yz"),
    ],
)
def test_a_star_keeps_the_order_of_the_query(query: str, columns: str) -> None:
    assert "".join(GraphStore.in_memory().table(query)[0]) == columns
