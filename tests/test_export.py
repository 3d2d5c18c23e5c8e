"""What an export holds: the whole graph, an answer, a view, a trial's neighbourhood; worked out by hand on made-up trials."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from cartkg.ask.columns import Kind
from cartkg.cli import main
from cartkg.graph.store import GraphStore
from cartkg.model.errors import QuestionError, StoreError
from cartkg.use import export
from cartkg.use.export import FORMATS, VIEWS, Needs, Part
from cartkg.use.export import part as cutting
from cartkg.use.export.network import Edge, Network, Node, network, plain
from cartkg.use.export.whole import around, whole
from exported import BERLIN, SPONSOR, awkward
from graphs import graph, sample, trial

CONSTRUCT = "CONSTRUCT { ?trial cartkg:excludesTherapy ?agent } WHERE { ?trial cartkg:excludesTherapy ?agent }"


@pytest.fixture(scope="module")
def made() -> GraphStore:
    return awkward()


@pytest.fixture(scope="module")
def folder(made: GraphStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The awkward graph as a graph folder that can be opened."""
    top = tmp_path_factory.mktemp("built")
    (top / "graph.nq").write_text("".join(f"{line}\n" for line in made.lines()), encoding="utf-8")
    disk = GraphStore.create(top / "store")
    disk.load(top / "graph.nq")
    disk.close()
    return top


def links(found: Network) -> set[tuple[str, str, str]]:
    names = {node.id: node.label for node in found.nodes}
    return {(names[edge.source], edge.relation, names[edge.target]) for edge in found.edges}


def types(found: Network) -> dict[str, int]:
    return {kind: sum(node.type == kind for node in found.nodes) for kind in {node.type for node in found.nodes}}


# --- the model ----------------------------------------------------------------------------------------------------------


def test_a_fact_has_one_kind_over_all_nodes() -> None:
    nodes = (
        Node("b", "b", "Trial", {"n": 1, "x": "one", "flag": True, "mixed": "a"}),
        Node("a", "a", "Trial", {"n": 2.5, "x": ("one", "two"), "mixed": 3}),
    )
    found = network("made up", nodes, [Edge("a", "b", "likes", "likes"), Edge("a", "nowhere", "likes", "likes")])
    assert [node.id for node in found.nodes] == ["a", "b"]
    assert found.node_facts == {"flag": Kind.BOOLEAN, "mixed": Kind.TEXT, "n": Kind.NUMBER, "x": Kind.TEXTS}
    assert found.nodes[1].facts == {"flag": True, "mixed": "a", "n": 1.0, "x": ("one",)}
    assert found.nodes[0].facts["mixed"] == "3"
    assert [(edge.source, edge.target) for edge in found.edges] == [("a", "b")]  # an edge to nowhere is none


def test_characters_that_xml_cannot_hold_are_replaced() -> None:
    found = network("made up", [Node("a", "bell \x07 and \ud800 but\ttab\nline β 协", "Trial")], [])
    assert found.nodes[0].label == "bell � and � but\ttab\nline β 协"


def test_values_in_one_text() -> None:
    assert [plain(value) for value in (True, 3, 2.5, ("a", "b"), "β")] == ["true", "3", "2.5", "a|b", "β"]


# --- the whole graph ----------------------------------------------------------------------------------------------------


def test_the_whole_graph_has_every_thing_with_name_type_and_facts(made: GraphStore) -> None:
    found = whole(made)
    counted = types(found)
    assert (counted["Trial"], counted["Site"], counted["TherapyStatement"], counted["Country"]) == (3, 3, 4, 2)
    assert all(node.label and node.type and node.facts["iri"] for node in found.nodes)
    assert not [node.label for node in found.nodes if node.label.startswith("http")]
    first = next(node for node in found.nodes if node.label == "NCT99999901")
    assert (first.facts["start"], first.facts["completion"], first.facts["min_age_years"]) == ("2026-01", "2028-06-30", 18.0)
    assert first.facts["phase"] == ("PHASE1", "PHASE2")
    assert first.facts["record"] == ("made-up-1.json",)
    assert next(node for node in found.nodes if node.type == "Organisation" and node.label == SPONSOR)


def test_an_edge_says_the_stance_itself(made: GraphStore) -> None:
    found = links(whole(made))
    assert ("NCT99999901", "excludesTherapy", "rituximab") in found
    assert ("NCT99999901", "requiresTherapy", "methotrexate") in found
    assert not [link for link in found if link[1] in ("doesNotExcludePeopleWith", "leavesOpenPeopleWith")]
    assert not [relation for _, relation, _ in found if "negat" in relation.lower()]


def test_terms_are_called_what_they_are(made: GraphStore) -> None:
    kinds = {node.id: node.type for node in whole(made).nodes}
    assert kinds["NCIT:C1702"] == kinds["cartkgv:b-cell-targeted-therapy"] == "Agent"
    assert kinds["MONDO:0007915"] == "Condition"
    assert kinds["HGNC:1633"] == "Target"
    assert not [name for name in kinds if name.startswith("cartkg:")]  # classes of the ontology are kinds, not terms


# --- parts --------------------------------------------------------------------------------------------------------------


def test_the_answer_of_a_query(made: GraphStore) -> None:
    found = cutting.network(Part(query=CONSTRUCT), made)
    assert links(found) == {("NCT99999901", "excludesTherapy", "rituximab"), ("NCT99999902", "excludesTherapy", "rituximab")}
    assert types(found) == {"Trial": 2, "Agent": 1}
    assert len(cutting.quads(Part(query=CONSTRUCT), made)) == 2


def test_the_facts_of_an_answer_are_those_that_it_gives(made: GraphStore) -> None:
    text = "CONSTRUCT { ?t cartkg:enrollment ?n ; rdfs:label ?l } { ?t a cartkg:Trial ; cartkg:enrollment ?n ; rdfs:label ?l }"
    found = cutting.network(Part(query=text), made)
    assert [set(node.facts) for node in found.nodes] == [{"enrollment", "iri"}] * 3


def test_a_neighbourhood_grows_with_its_depth(made: GraphStore) -> None:
    alone, near, wider = (around(made, "NCT99999901", depth) for depth in (0, 1, 2))
    assert [node.label for node in alone.nodes] == ["NCT99999901"]
    labels = {node.label for node in near.nodes}
    assert {"exclusion 9.1.2", "rituximab", SPONSOR} <= labels
    assert "NCT99999902" not in labels
    assert {"NCT99999902", "Germany"} <= {node.label for node in wider.nodes}  # by rituximab, and by the site
    assert len(alone.nodes) < len(near.nodes) < len(wider.nodes)


def test_a_country_is_no_neighbourhood() -> None:
    """Two steps lead to Germany by a site; no further step leads out of it to the other trial, which shares nothing else."""
    alone: dict[str, Any] = {"conditions": (), "targets": (), "mentions": (), "interventions": (), "sites": (BERLIN,)}
    one, other = (replace(trial(number, 18, 70), sponsor=f"Made-up Hospital {number}", **alone) for number in (1, 2))
    found = {node.label for node in around(graph((one, ()), (other, ())), "NCT99999901", 9).nodes}
    assert {"NCT99999901", "Germany", "Made-up Hospital 1"} <= found
    assert not found & {"NCT99999902", "Made-up Hospital 2"}


def test_the_triples_of_a_neighbourhood(made: GraphStore) -> None:
    quads = cutting.quads(Part(trial="NCT99999902", depth=1), made)
    subjects = {str(quad.subject).strip("<>") for quad in quads}
    assert "https://w3id.org/cartkg/trial/NCT99999902" in subjects
    assert "https://w3id.org/cartkg/trial/NCT99999901" not in subjects
    assert set(quads) < set(cutting.quads(Part(), made))


# --- views --------------------------------------------------------------------------------------------------------------


def test_trial_network(made: GraphStore) -> None:
    found = VIEWS["trial-network"].make(made)
    assert types(found) == {
        "Trial": 2,
        "Condition": 2,
        "Target": 2,
        "Sponsor": 1,
        "Country": 2,
        "Product": 1,
    }  # the third is out of scope
    assert ("NCT99999901", "hasCondition", "lupus nephritis") in links(found)
    assert ("NCT99999902", "leadSponsor", SPONSOR) in links(found)
    assert ("NCT99999901", "namedProduct", "KYV-101") in links(found)
    assert len(found.edges) == 8 + 5
    first = next(node for node in found.nodes if node.label == "NCT99999901")
    assert first.facts["conditions_without_term"] == ("nothing, that has; a term",)


def test_condition_target_is_weighted_by_trials(made: GraphStore) -> None:
    found = VIEWS["condition-target"].make(made)
    names = {node.id: node.label for node in found.nodes}
    weights = {(names[e.source], names[e.target]): (e.facts["weight"], e.facts["trials"]) for e in found.edges}
    both, one = ("NCT99999901", "NCT99999902"), ("NCT99999901",)
    assert weights == {
        ("systemic lupus erythematosus", "CD19"): (2, both),
        ("systemic lupus erythematosus", "BCMA"): (2, both),
        ("lupus nephritis", "CD19"): (1, one),
        ("lupus nephritis", "BCMA"): (1, one),
    }
    assert {node.label: node.facts["trials"] for node in found.nodes}["lupus nephritis"] == 1


def test_criteria_by_stance(made: GraphStore) -> None:
    found = VIEWS["criteria"].make(made)
    assert links(found) == {
        ("NCT99999901", "excludes", "rituximab"),
        ("NCT99999901", "permitsAsException", "rituximab"),
        ("NCT99999901", "requires", "methotrexate"),
        ("NCT99999902", "excludes", "rituximab"),
    }
    says = {edge.facts["says"] for edge in found.edges}
    assert "excludes rituximab, within 6 months before screening" in says
    assert 'excludes rituximab, for δ cohort; "two"' in says
    assert "permits rituximab, as an exception" in says


def test_statements_without_a_term_keep_their_words() -> None:
    found = VIEWS["criteria"].make(sample())
    assert {node.label: node.type for node in found.nodes if not node.facts.get("grounded", True)} == {
        "made-up score": "Measure",
        "made-up state": "Condition",
    }


def test_sponsor_site(made: GraphStore) -> None:
    found = VIEWS["sponsor-site"].make(made)
    weights = {edge.target: edge.facts["weight"] for edge in found.edges}
    assert {node.label: weights.get(node.id) for node in found.nodes if node.type == "Site"} == {
        "Charité, Haus 1": 2,
        '北京 "协和" Hospital': 1,
    }
    assert types(found) == {"Sponsor": 1, "Site": 2}


# --- writing ------------------------------------------------------------------------------------------------------------


def content(out: Path) -> dict[str, bytes]:
    files = [out] if out.is_file() else sorted(path for path in out.rglob("*") if path.is_file())
    return {str(path.relative_to(out)): path.read_bytes() for path in files}


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "owl"])  # the crate holds the OWL file
def test_the_same_graph_gives_the_same_bytes(form: str, folder: Path, tmp_path: Path) -> None:
    for name in ("one", "other"):
        export.write(form, folder, tmp_path / name)
    assert content(tmp_path / "one") == content(tmp_path / "other")
    assert (tmp_path / "one").is_dir() == FORMATS[form].is_folder
    assert {path.name for path in tmp_path.iterdir()} == {"one", "other"}  # nothing is left beside them


@pytest.mark.parametrize("form", [form.name for form in FORMATS.values() if form.needs is Needs.NETWORK])
@pytest.mark.parametrize(
    "part", [Part(view=view) for view in VIEWS] + [Part(query=CONSTRUCT), Part(trial="NCT99999901", depth=1)]
)
def test_every_network_format_holds_every_part(form: str, part: Part, folder: Path, tmp_path: Path) -> None:
    export.write(form, folder, tmp_path / "out", part)
    assert "rituximab" in str(content(tmp_path / "out")) or part.view not in ("", "criteria")


@pytest.mark.parametrize(
    ("form", "part", "said"),
    [
        ("crayons", Part(), "no such format.*graphml"),
        ("csv", Part(view="criteria"), "whole graph only.*leave out.*neo4j"),
        ("owl", Part(trial="NCT99999901"), "whole graph only"),
        ("nquads", Part(view="criteria"), "view is nodes and edges.*write the view as graphml"),
    ],
)
def test_what_a_format_cannot_hold(form: str, part: Part, said: str, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=said):
        export.write(form, folder, tmp_path / "out", part)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Part(view="crayons"), "no such view.*trial-network"),
        (lambda: Part(view="criteria", trial="NCT99999901"), "exclude each other"),
        (lambda: Part(trial="NCT99999901", depth=-1), "below zero"),
    ],
)
def test_parts_that_are_none(make: Callable[[], Part], said: str) -> None:
    with pytest.raises(QuestionError, match=said):
        make()


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (Part(query="SELECT * { ?s ?p ?o }"), "gives rows, not triples"),
        (Part(query="CONSTRUCT WHERE {"), "does not parse"),
        (Part(trial="NCT00000000"), "not a trial of this graph"),
    ],
)
def test_queries_and_trials_that_are_none(part: Part, said: str, folder: Path, tmp_path: Path) -> None:
    for form in ("gexf", "trig"):
        with pytest.raises(QuestionError, match=said):
            export.write(form, folder, tmp_path / "out", part)
    assert not list(tmp_path.iterdir())


def test_no_graph(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no built graph"):
        export.write("owl", tmp_path, tmp_path / "out")


def test_folders_of_others_are_not_replaced(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(StoreError, match="did not write"):
        export.write("neo4j", folder, tmp_path / "mine")
    with pytest.raises(StoreError, match="is a folder"):
        export.write("gexf", folder, tmp_path / "mine")
    (tmp_path / "file").write_text("a file")
    with pytest.raises(StoreError, match="is a file"):
        export.write("kgx", folder, tmp_path / "file")
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "years of work"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("thesis.txt", "years of work"),
        ("nodes.tsv", "mended by hand"),
        ("README.txt", "Written by cartkg export, and my notes"),
    ],
)
def test_a_file_that_is_not_as_we_wrote_it_keeps_a_folder_of_ours(
    name: str, written: str, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    export.write("kgx", folder, out, Part(view="criteria"))
    (out / name).write_text(written)
    with pytest.raises(StoreError, match="did not write"):
        export.write("kgx", folder, out, Part(view="criteria"))
    assert (out / name).read_text() == written


def test_a_folder_of_ours_is_replaced(folder: Path, tmp_path: Path) -> None:
    export.write("neo4j", folder, tmp_path / "out")
    export.write("kgx", folder, tmp_path / "out", Part(view="criteria"))
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"README.txt", "nodes.tsv", "edges.tsv", "context.jsonld"}
    assert (tmp_path / "out" / "README.txt").read_text().startswith("Written by cartkg export kgx: criteria.")


def test_the_command(folder: Path, tmp_path: Path) -> None:
    query = tmp_path / "query.rq"
    query.write_text(CONSTRUCT)
    for number, words in enumerate((["--query", str(query)], ["--query", CONSTRUCT])):
        out = tmp_path / f"{number}.nq"
        result = CliRunner().invoke(main, ["export", "nquads", "--graph", str(folder), "--out", str(out), *words])
        assert result.exit_code == 0, result.output
        assert "written" in result.stderr
        assert len(list(ox.parse(out.read_bytes(), format=ox.RdfFormat.N_QUADS))) == 2
    wrong = CliRunner().invoke(
        main, ["export", "csv", "--graph", str(folder), "--out", str(tmp_path / "x"), "--view", "criteria"]
    )
    assert (wrong.exit_code, "leave out" in wrong.stderr) == (2, True)
    help_ = CliRunner().invoke(main, ["export", "--help"]).output
    assert all(name in help_ for name in (*FORMATS, *VIEWS))


def test_every_format_says_what_opens_it() -> None:
    assert all(form.shows and form.opens and callable(form.write) for form in FORMATS.values())
    assert {form.ending for form in FORMATS.values() if not form.is_folder} >= {".gexf", ".cyjs", ".cx2", ".owl"}
