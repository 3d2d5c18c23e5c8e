"""The graph page: views cut to a disease and a target, the same as a table, what is around a trial."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import made_up
from cartkg.server.app import application
from cartkg.server.pages import graph as page
from cartkg.server.pages import networks
from cartkg.use.export.network import Edge, Network, Node, network

LUPUS, NEPHRITIS, SCLEROSIS = "MONDO:0007915", "MONDO:0005556", "MONDO:0005100"
GLOMERULONEPHRITIS = "MONDO:0002462"  # under which MONDO has lupus nephritis; no made-up record names it
CD19, BCMA = "HGNC:1633", "HGNC:11913"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_up.built(tmp_path_factory.mktemp("drawn"), 12)


@pytest.fixture(scope="module")
def client(built: Path) -> Iterator[TestClient]:
    with TestClient(application(built, workers=1)) as site:
        yield site


def drawn(client: TestClient, **asked: str) -> dict[str, Any]:
    answer = client.get("/graph.json", params=asked)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def nodes(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {entry["data"]["id"]: entry["data"] for entry in found["elements"]["nodes"]}


def weights(found: dict[str, Any]) -> dict[tuple[str, str], int]:
    edges = (entry["data"] for entry in found["elements"]["edges"])
    return {(edge["source"], edge["target"]): edge["weight"] for edge in edges}


def studied(disease: str) -> set[int]:
    """The numbers of the made-up records that study a disease, from the records' own words."""
    return {number for number in range(12) if made_up.DISEASES[number % len(made_up.DISEASES)] == disease}


def given(antigen: str) -> set[int]:
    return {number for number in range(12) if antigen in made_up.PRODUCTS[number % len(made_up.PRODUCTS)]}


# ---------------------------------------------------------------------------------------------------------- what is drawn


def test_conditions_and_targets_are_weighted_by_their_trials(client: TestClient) -> None:
    found = weights(drawn(client))
    lupus, sclerosis = studied(made_up.LUPUS), studied("Systemic Sclerosis")
    assert found[LUPUS, CD19] == len(lupus & given("CD19"))
    assert found[SCLEROSIS, BCMA] == len(sclerosis & given("BCMA"))
    assert (LUPUS, "HGNC:7315") not in found  # nobody gives CD20 in lupus


def test_a_disease_brings_what_is_narrower_and_nothing_else(client: TestClient) -> None:
    found = drawn(client, disease=GLOMERULONEPHRITIS)
    assert {name for name, data in nodes(found).items() if data["type"] == "Condition"} == {NEPHRITIS}
    assert weights(found)[NEPHRITIS, CD19] == len(studied("Lupus Nephritis") & given("CD19"))


def test_a_disease_and_a_target_leave_the_trials_of_both(client: TestClient) -> None:
    found = nodes(drawn(client, view="trial-network", disease=GLOMERULONEPHRITIS, target=BCMA))
    wanted = studied("Lupus Nephritis") & given("BCMA")
    assert wanted
    assert {name for name in found if name.startswith("trial/")} == {f"trial/{made_up.identifier(n)}" for n in wanted}
    assert found[BCMA]["trials"] == len(wanted)


@pytest.mark.parametrize("disease", ["MONDO:9999999", "no such", "NOPE:1", "MONDO:1> ?x }", 'MONDO:"'])
def test_a_disease_that_nobody_studies_gives_an_empty_graph(client: TestClient, disease: str) -> None:
    assert drawn(client, disease=disease)["elements"] == {"nodes": [], "edges": []}
    assert "No trial in scope fits" in client.get("/graph", params={"disease": disease}).text


def test_an_unknown_view_is_the_first(client: TestClient) -> None:
    assert drawn(client, view="nowhere")["name"] == drawn(client)["name"] == "condition-target"


def test_every_thing_has_a_type_that_is_drawn_and_a_page_that_answers(client: TestClient) -> None:
    found = drawn(client, view="trial-network")
    for data in nodes(found).values():
        assert data["type"] in found["types"], data
        assert client.get(data["page"], headers={"Accept": "text/html"}).status_code == 200, data


def test_exclusions_are_links_of_their_own(client: TestClient) -> None:
    edges = [entry["data"] for entry in drawn(client, view="criteria")["elements"]["edges"]]
    first = f"trial/{made_up.identifier(0)}"
    rituximab = {(edge["type"], edge["note"]) for edge in edges if (edge["source"], edge["target"]) == (first, "NCIT:C1702")}
    assert ("excludes", "exclusion 1") in rituximab
    assert not any(edge["type"] == "requires" and edge["stance"] == "excludes" for edge in edges)


def test_a_trial_stands_amid_what_it_says_and_the_trials_most_alike(client: TestClient) -> None:
    first = made_up.identifier(0)
    found = drawn(client, trial=first)
    assert {f"trial/{first}", LUPUS, CD19, "NCIT:C1702"} <= nodes(found).keys()
    ends = {(entry["data"]["source"], entry["data"]["target"]) for entry in found["elements"]["edges"]}
    beside = {name for name in nodes(found) if name.startswith("trial/")} - {f"trial/{first}"}
    assert f"trial/{made_up.identifier(6)}" in beside  # lupus, CD19 and the same sponsor
    for trial in beside:
        assert sum((trial, end) in ends for end in nodes(found)) > 1, trial


def test_a_trial_that_is_not_in_the_graph_is_said_so(client: TestClient) -> None:
    answer = client.get("/graph.json", params={"trial": "NCT00000000"})
    assert answer.status_code == 404
    assert "NCT00000000" in answer.json()["problem"]


# ----------------------------------------------------------------------------------------------------------- as a table


def test_the_page_holds_the_same_as_a_table_without_scripts(client: TestClient) -> None:
    text = client.get("/graph").text
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", text, re.DOTALL)
    row = next(row for row in rows if "systemic lupus erythematosus</a>" in row)
    counted = re.findall(r'href="/trials\?disease=([^&"]+)&amp;target=([^"]+)">(\d+)</a>', row)
    expected = {CD19: studied(made_up.LUPUS) & given("CD19"), BCMA: studied(made_up.LUPUS) & given("BCMA")}
    assert {target.replace("%3A", ":"): int(count) for _, target, count in counted} == {
        target: len(trials) for target, trials in expected.items()
    }


def test_a_table_of_trials_names_each_trial_and_title_as_it_is(client: TestClient) -> None:
    text = client.get("/graph", params={"view": "trial-network"}).text
    for number in range(12):
        assert f'<a href="/trial/{made_up.identifier(number)}">' in text
    assert "<b>bold</b>" not in text


def test_a_table_has_a_cell_for_each_kind_of_link() -> None:
    things = [Node("trial/A", "A", "Trial"), Node("EX:1", "one", "Agent"), Node("EX:2", "two", "Agent")]
    links = [Edge("trial/A", "EX:1", "requires", "requires"), Edge("trial/A", "EX:2", "excludes", "excludes")]
    found = page.table(network("criteria", things, links))
    assert found.columns == ("trial", "excludes", "requires")
    ((first, cells),) = found.rows
    assert first.words == "A"
    assert [[cell.words for cell in several] for several in cells] == [["two"], ["one"]]


def test_a_graph_of_nothing_is_a_table_of_nothing() -> None:
    assert page.table(Network("criteria", (), (), {}, {})).rows == ()
    assert page.table(Network("condition-target", (), (), {}, {})).rows == ()


def test_a_view_is_made_once_a_build(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cartkg.server.live import Live  # noqa: PLC0415
    from cartkg.use.export import views  # noqa: PLC0415

    live, made = Live(built, workers=0), list[str]()
    whole = views.VIEWS["trial-network"]

    def counted(store: Any) -> Network:
        made.append("made")
        return whole.make(store)

    monkeypatch.setitem(views.VIEWS, "trial-network", views.NetworkView(whole.name, whole.shows, counted))
    try:
        for _ in range(2):
            networks.network(live.build, networks.Cut("trial-network", LUPUS))
    finally:
        live.close()
    assert made == ["made"]
