"""A release: every file is listed with its checksum, the same graph gives the same bytes, and nothing of others is replaced."""

import json
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from rdflib import Graph, URIRef
from starlette.testclient import TestClient

from cartkg.graph.description.words import DATASET, VOID
from cartkg.model.errors import StoreError
from cartkg.server.app import application
from cartkg.use.release import SUMS, release
from made_up import built

SITE = "https://data.example/cartkg/"
SOME = ("gexf", "kgx", "nquads")


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("release"), 2)


def test_every_file_is_listed_with_its_checksum_and_address(graph: Path, tmp_path: Path) -> None:
    release(graph, tmp_path / "out", SITE, SOME)
    lines = (tmp_path / "out" / SUMS).read_text().splitlines()
    listed = {line.partition("  ")[2]: line.partition("  ")[0] for line in lines}
    files = {str(file.relative_to(tmp_path / "out")) for file in (tmp_path / "out").rglob("*") if file.is_file()}
    assert files == {*listed, SUMS}
    assert {"cartkg-gexf.gexf", "cartkg-kgx.zip", "cartkg-nquads.nq.gz", "cartkg-ontology.zip", "w3id/.htaccess"} <= files
    for name, digest in listed.items():
        assert sha256((tmp_path / "out" / name).read_bytes()).hexdigest() == digest
    described = Graph().parse(tmp_path / "out" / "void.ttl")
    assert URIRef(f"{SITE}release/0.1.0/cartkg-kgx.zip") in set(described.objects(DATASET, VOID.dataDump))
    assert "nodes.tsv" in zipfile.ZipFile(tmp_path / "out" / "cartkg-kgx.zip").namelist()
    assert SITE in (tmp_path / "out" / "w3id" / ".htaccess").read_text()


def test_datacites_mandatory_properties_are_there(graph: Path, tmp_path: Path) -> None:
    """DataCite 4: creators, titles, publisher, a general type; identifier and year are given with the DOI."""
    release(graph, tmp_path / "out", SITE, ())
    told = json.loads((tmp_path / "out" / "datacite.json").read_text())
    assert told["types"]["resourceTypeGeneral"] == "Dataset"
    assert all(told[name] for name in ("creators", "titles", "publisher", "version", "rightsList"))


def test_the_same_graph_gives_the_same_bytes(graph: Path, tmp_path: Path) -> None:
    for name in ("one", "other"):
        release(graph, tmp_path / name, SITE, ("kgx", "nquads"))
    sums = [(tmp_path / name / SUMS).read_text() for name in ("one", "other")]
    assert sums[0].splitlines()[:3] == sums[1].splitlines()[:3]


def test_a_folder_of_others_is_not_replaced(graph: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(StoreError):
        release(graph, tmp_path / "out", SITE, ())
    assert (tmp_path / "out" / "mine.txt").read_text() == "mine"


def test_the_server_gives_small_files_and_names_the_command_for_others(graph: Path) -> None:
    with TestClient(application(graph, workers=1)) as client:
        answer = client.get("/export/gexf")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("application/gexf+xml")
        assert b"<gexf" in answer.content
        refused = client.get("/export/ro-crate")
        assert refused.status_code == 404
        assert "cartkg export ro-crate" in refused.text
        assert client.get("/export/nothing").status_code == 404
