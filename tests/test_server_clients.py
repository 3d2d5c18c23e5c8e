"""The clients that people bring read the endpoint: SPARQLWrapper, rdflib's SPARQLStore, curl, a JavaScript client."""

import csv
import io
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, GET, JSON, JSONLD, N3, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, URLENCODED, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from cartkg.server.workers import Bounds
from endpoint import EX, Endpoint, endpoint, folder, names

WEB = Path(__file__).parents[1] / "web"
NAMES = "SELECT ?s ?n { ?s <http://example.org/name> ?n } ORDER BY ?n LIMIT 3"
FIRST = "thing 0"
TRIPLE = (URIRef(EX + "t7"), URIRef(EX + "name"), Literal("thing 7"))
NODE = """
import { SparqlEndpointFetcher } from "fetch-sparql-endpoint";
const [address, method] = process.argv.slice(2);
const client = new SparqlEndpointFetcher({ method });
const rows = [];
const select = "SELECT ?n { ?s ?p ?n } ORDER BY ?n LIMIT 3";
for await (const row of await client.fetchBindings(address, select)) rows.push(row.n.value);
const yes = await client.fetchAsk(address, "ASK { ?s ?p ?o }");
const triples = [];
for await (const quad of await client.fetchTriples(address, "CONSTRUCT WHERE { ?s ?p ?o }")) triples.push(quad.object.value);
const fault = await client.fetchBindings(address, "SELECT * {").then(() => "none", (error) => String(error.message));
console.log(JSON.stringify({ rows, yes, triples: triples.length, fault }));
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    graph = folder(tmp_path_factory.mktemp("served") / "graph", names(20))
    with endpoint(graph, 1, Bounds(answer=1_000_000)) as running:
        yield running


def wrapper(served: Endpoint, query: str, form: str, method: str = GET, way: str = URLENCODED) -> Any:
    client = SPARQLWrapper(served.address)
    client.setQuery(query)
    client.setReturnFormat(form)
    client.setMethod(method)
    client.setRequestMethod(way)
    return client


@pytest.mark.parametrize(("method", "way"), [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)])
def test_sparqlwrapper_reads_solutions_in_each_form(served: Endpoint, method: str, way: str) -> None:
    rows = wrapper(served, NAMES, JSON, method, way).queryAndConvert()["results"]["bindings"]
    assert rows[0]["n"]["value"] == FIRST
    document = wrapper(served, NAMES, XML, method, way).queryAndConvert()
    assert document.getElementsByTagName("literal")[0].firstChild.data == FIRST
    table = wrapper(served, NAMES, CSV, method, way).queryAndConvert().decode()
    assert next(csv.DictReader(io.StringIO(table)))["n"] == FIRST
    tabs = wrapper(served, NAMES, TSV, method, way).queryAndConvert().decode()
    assert tabs.splitlines()[1].split("\t")[1] == f'"{FIRST}"'


def test_sparqlwrapper_reads_booleans(served: Endpoint) -> None:
    assert wrapper(served, "ASK {}", JSON).queryAndConvert()["boolean"] is True
    assert wrapper(served, "ASK {}", XML).queryAndConvert().getElementsByTagName("boolean")[0].firstChild.data == "true"


@pytest.mark.parametrize("form", [TURTLE, N3, RDFXML, XML, JSONLD])
def test_sparqlwrapper_reads_triples_in_each_form(served: Endpoint, form: str) -> None:
    for query in ("CONSTRUCT WHERE { ?s ?p ?o }", f"DESCRIBE <{EX}t7>"):
        answer = wrapper(served, query, form).queryAndConvert()
        graph = answer if isinstance(answer, Graph) else Graph().parse(data=answer, format="turtle")
        assert TRIPLE in graph


def test_sparqlwrapper_says_what_is_wrong(served: Endpoint) -> None:
    with pytest.raises(QueryBadFormed, match="line 1, column 10"):
        wrapper(served, "SELECT * {", JSON).query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("form", ["xml", "json", "csv"])
def test_rdflibs_store_asks(served: Endpoint, method: str, form: str) -> None:
    graph = Graph(SPARQLStore(served.address, method=method, returnFormat=form))
    rows: Any = graph.query(NAMES)
    found = [tuple(row) for row in rows]
    assert [str(name) for _, name in found] == ["thing 0", "thing 1", "thing 10"]
    if form != "csv":
        assert graph.query("ASK { ?s ?p ?o }").askAnswer is True


def test_rdflibs_store_reads_the_union_and_a_named_graph(served: Endpoint) -> None:
    assert TRIPLE in Graph(SPARQLStore(served.address))
    assert len(Graph(SPARQLStore(served.address, context_aware=True), identifier=URIRef(EX + "g"))) == 20


def test_curl_asks_in_three_ways(served: Endpoint) -> None:
    curl = which("curl")
    if not curl:
        pytest.skip("no curl on this machine")
    ways = (
        ["-G", "--data-urlencode", f"query={NAMES}"],
        ["--data-urlencode", f"query={NAMES}"],
        ["-H", "Content-Type: application/sparql-query", "--data-binary", NAMES],
    )
    for way in ways:
        command = [curl, "-sS", "--fail", "--compressed", "-H", "Accept: text/csv", *way, served.address]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stdout.splitlines()[1] == f"{EX}t0,{FIRST}"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_javascript_client_asks(served: Endpoint, method: str) -> None:
    node, client = which("node"), WEB / "node_modules" / "fetch-sparql-endpoint"
    if not node or not client.is_dir():
        pytest.skip("no Node, or web/ without its packages (npm ci): the client was tried where they are")
    command = [node, "--input-type=module", "-", served.address, method]
    done = subprocess.run(command, input=NODE, capture_output=True, text=True, check=False, cwd=WEB)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["rows"] == ["thing 0", "thing 1", "thing 10"]
    assert (said["yes"], said["triples"]) == (True, 20)
    assert "line 1, column 10" in said["fault"]


def test_fetch_sees_that_an_answer_broke_off(served: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a page's script does: the text of an answer that was cut is never had."""
    node = which("node")
    if not node:
        pytest.skip("no Node on this machine")
    monkeypatch.setattr("cartkg.server.delivery.AHEAD", 1)
    script = """
        const query = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }";
        const answer = await fetch(process.argv[2] + "?query=" + encodeURIComponent(query));
        const text = await answer.text().then(() => "whole", (error) => error.name);
        console.log(answer.status, text);
    """
    done = subprocess.run(
        [node, "--input-type=module", "-", served.address], input=script, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["200", "TypeError"]
