"""The command line: exit statuses, where data and messages go, and what each verb prints."""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from click import Context
from click.testing import CliRunner, Result

from cartkg.cli import VERBS, main
from cartkg.graph.store import GraphStore

STUDY = {
    "protocolSection": {
        "identificationModule": {"nctId": "NCT99000001", "briefTitle": "CD19 CAR-T Cells in Lupus, a Made-up Study"},
        "statusModule": {"overallStatus": "RECRUITING"},
        "conditionsModule": {"conditions": ["Systemic Lupus Erythematosus"]},
        "eligibilityModule": {
            "minimumAge": "6 Years",
            "maximumAge": "17 Years",
            "eligibilityCriteria": "Inclusion Criteria:\n\n1. Lupus nephritis\n2. No rituximab within 6 months before screening"
            "\n\nExclusion Criteria:\n\n1. Live vaccine within 4 weeks before screening",
        },
    }
}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(main, list(arguments))


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    (folder / "study.json").write_text(json.dumps(STUDY))
    built = CliRunner().invoke(main, ["build", str(folder / "study.json"), "--out", str(folder / "graph")])
    assert built.exit_code == 0, built.output
    return folder / "graph"


def ask(graph: Path, *arguments: str) -> list[dict[str, str]]:
    result = CliRunner().invoke(main, ["ask", *arguments, "--graph", str(graph), "--format", "csv"])
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_a_negated_drug_under_inclusion_is_an_exclusion(graph: Path) -> None:
    rows = ask(graph, "excludes-prior-therapy", "--param", "population=pediatric-only")
    assert [(row["trial"], row["how"], row["window"], row["section"], row["number"]) for row in rows] == [
        ("NCT99000001", "named", "P6M", "inclusion", "2")
    ]


def test_the_list_of_verbs_says_what_their_help_says() -> None:
    for name, (_, said) in VERBS.items():
        verb = main.get_command(Context(main), name)
        assert verb
        assert said == verb.get_short_help_str(70)


def test_every_verb_has_help() -> None:
    for name in VERBS:
        result = CliRunner().invoke(main, [name, "--help"])
        assert result.exit_code == 0
        assert "Usage:" in result.output


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["ask"], 0, "excludes-prior-therapy"),
        (["ask", "trials"], 2, "no built graph"),
        (["query"], 2, "either a query or --file"),
        (["build", "nowhere"], 2, "nothing could be read"),
        (["validate", "nowhere"], 2, "no such file"),
        (["serve", "--graph", "nowhere"], 2, "no built graph"),
        (["extract", "nowhere.json"], 2, "no record could be read"),
        (["curate", "NCT99000001", "nowhere"], 2, "no record could be read"),
        (["terms", "lookup", "SLE"], 0, "MONDO:0007915"),
        (["terms", "lookup", "qwertzuiop"], 1, "(none)"),
        (["ask", "trials", "--param", "population"], 2, "KEY=VALUE"),
        (["nonsense"], 2, "No such command"),
    ],
)
def test_statuses_and_messages(run: object, arguments: list[str], status: int, said: str) -> None:
    result: Result = run(*arguments)  # type: ignore[operator]
    assert result.exit_code == status, result.output
    assert said in result.output


def test_an_unknown_question_or_parameter_names_those_there_are(graph: Path) -> None:
    wrong = CliRunner().invoke(main, ["ask", "trails", "--graph", str(graph)])
    assert wrong.exit_code == 2
    assert "trials" in wrong.stderr
    wrong = CliRunner().invoke(main, ["ask", "excludes-prior-therapy", "--param", "drug=x", "--graph", str(graph)])
    assert wrong.exit_code == 2
    assert "agent" in wrong.stderr


def test_a_query_in_every_form(graph: Path) -> None:
    def query(text: str, form: str) -> Result:
        return CliRunner().invoke(main, ["query", text, "--graph", str(graph), "--format", form])

    select = "SELECT ?trial { ?trial a cartkg:Trial }"
    assert "NCT99000001" in query(select, "table").stdout
    assert query(select, "csv").stdout.split()[0] == "trial"
    assert len(json.loads(query(select, "json").stdout)["results"]["bindings"]) == 1
    assert query("ASK { ?trial a cartkg:Trial }", "table").stdout == "true\n"
    construct = "CONSTRUCT { ?trial a cartkg:Trial } WHERE { ?trial a cartkg:Trial }"
    assert "cartkg:Trial" in query(construct, "turtle").stdout
    assert query(construct, "csv").exit_code == 2
    assert query("SELECT nonsense", "table").exit_code == 2


DERIVED = "https://w3id.org/cartkg/derived/no-such-graph"


@pytest.fixture(scope="module")
def record(graph: Path) -> str:
    """The graph of the one record."""
    return next(name for name in GraphStore.open(graph).graphs() if "/record/" in name and not name.endswith("/reading"))


def test_from_chooses_the_graphs_in_every_command_and_in_the_library(graph: Path, record: str, tmp_path: Path) -> None:
    for name, trials in ((record, 1), (DERIVED, 0)):
        source = f"FROM <{name}> WHERE {{ ?s a cartkg:Trial }}"
        shown = CliRunner().invoke(main, ["query", f"SELECT ?s {source}", "--graph", str(graph), "--format", "json"])
        assert len(json.loads(shown.stdout)["results"]["bindings"]) == trials
        out = tmp_path / "trials.nt"
        construct = f"CONSTRUCT {{ ?s a cartkg:Trial }} {source}"
        done = CliRunner().invoke(main, ["export", "turtle", "--query", construct, "--graph", str(graph), "--out", str(out)])
        assert done.exit_code == 0, done.output
        assert out.read_text().count("NCT99000001") == trials
        assert len(list(GraphStore.open(graph).select(f"SELECT ?s {source}"))) == trials


@pytest.mark.parametrize("command", [["query"], ["export", "turtle", "--out", "out.ttl", "--query"]])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("CONSTRUCT { ?s a ?o } WHERE { SERVICE <http://127.0.0.1:1/> { ?s a ?o } }", "SERVICE is refused"),
        ("CONSTRUCT { ?s a ?o } WHERE { SERVICE SILENT <http://127.0.0.1:1/> { ?s a ?o } }", "SERVICE is refused"),
        ("LOAD <http://127.0.0.1:1/>", "read-only"),
        ("CONSTRUCT { ?s a ?o } WHERE { ?s a ?o FILTER(<http://x/none>(?o)) }", "cannot be evaluated"),
        ("CONSTRUCT { ?s a ?o } WHERE { ?s a 'half \udcff' }", "half of a surrogate pair"),
        ("CONSTRUCT { ?s a ?o", "does not parse at line 1"),
    ],
)
def test_a_query_that_is_refused_is_one_line(
    run: Callable[..., Result], graph: Path, command: list[str], text: str, said: str
) -> None:
    done = run(*command, text, "--graph", str(graph))
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.output
    assert said in done.stderr
    assert not Path("out.ttl").exists()


def test_extract_shows_each_item_and_explains_one(graph: Path) -> None:
    record = str(graph.parent / "study.json")
    lines = CliRunner().invoke(main, ["extract", record, "--format", "jsonl"]).stdout.splitlines()
    items = [json.loads(line) for line in lines]
    assert [(item["section"], item["number"]) for item in items] == [("inclusion", "1"), ("inclusion", "2"), ("exclusion", "1")]
    assert items[1]["therapies"][0]["stance"] == "excludes"
    assert items[1]["therapies"][0]["mention"] == "rituximab"
    explained = CliRunner().invoke(main, ["extract", record, "--explain", "inclusion 2"]).stdout
    assert "rule:" in explained
    assert "Live vaccine" not in explained
    assert CliRunner().invoke(main, ["extract", record, "--explain", "9"]).exit_code == 2


def test_a_curated_reading_is_written_once_and_compared(graph: Path, tmp_path: Path) -> None:
    arguments = ["curate", "NCT99000001", str(graph.parent / "study.json"), "--out", str(tmp_path)]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    assert CliRunner().invoke(main, arguments).exit_code == 2
    assert CliRunner().invoke(main, [*arguments, "--compare"]).exit_code == 0
    path = tmp_path / "NCT99000001.csv"
    path.write_text(path.read_text().replace("P6M", "P12M"))
    compared = CliRunner().invoke(main, [*arguments, "--compare"])
    assert compared.exit_code == 1
    assert "P12M" in compared.stdout


def test_validate_reports_and_a_broken_graph_ends_with_1(graph: Path, tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["validate", str(graph)]).exit_code == 0
    broken = tmp_path / "broken.ttl"
    broken.write_text("<https://w3id.org/cartkg/trial/X> a <https://w3id.org/cartkg/ontology/Trial> .")
    result = CliRunner().invoke(main, ["validate", str(broken), "--format", "json"])
    assert result.exit_code == 1
    assert json.loads(result.stdout)["conforms"] is False


def test_the_tour_answers_three_questions_in_thirty_lines(graph: Path) -> None:
    result = CliRunner().invoke(main, ["tour", "--graph", str(graph)])
    assert result.exit_code == 0
    assert [line[:2] for line in result.stdout.splitlines() if line[:1].isdigit() and line[1] == "."] == ["1.", "2.", "3."]
    assert len(result.stdout.splitlines()) <= 29  # with the line of the build, thirty
    assert "cartkg serve" in result.stdout


@pytest.mark.parametrize("form", ["graphml", "owl"])
def test_a_graph_is_exported(graph: Path, tmp_path: Path, form: str) -> None:
    out = tmp_path / f"graph.{form}"
    result = CliRunner().invoke(main, ["export", form, "--out", str(out), "--graph", str(graph)])
    assert result.exit_code == 0, result.output
    assert "NCT99000001" in out.read_text()
    assert CliRunner().invoke(main, ["export", form, "--out", str(out), "--graph", "nowhere"]).exit_code == 2


@pytest.mark.parametrize(
    ("verb", "library", "extra"),
    [(("serve",), "starlette", "server"), (("figures",), "matplotlib", "figures"), (("analyse",), "networkx", "figures")],
)
def test_a_verb_whose_extra_is_missing_says_which_line_installs_it(verb: tuple[str, ...], library: str, extra: str) -> None:
    code = f"import sys; sys.modules[{library!r}] = None; from cartkg.cli import main; main({verb!r})"
    ran = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert ran.returncode == 2
    assert ran.stderr == f"error: {library}: is not installed (pip install 'cartkg[{extra}]')\n"


def test_why_leads_from_a_statement_to_the_words_of_its_record(graph: Path) -> None:
    def why(*words: str) -> Result:
        return CliRunner().invoke(main, ["why", *words, "--graph", str(graph)])

    (steps,) = json.loads(why("trial/NCT99000001/inclusion/2", "--format", "json").stdout)
    words, _, place = steps["words"].partition(" (characters ")
    start, end = place.split()[0], place.split()[2]
    text = json.loads((graph.parent / "study.json").read_text())["protocolSection"]["eligibilityModule"]["eligibilityCriteria"]
    assert words == text[int(start) : int(end)] == "rituximab"
    assert steps["text"] == "No rituximab within 6 months before screening"
    assert steps["sha256"] == sha256((graph.parent / "study.json").read_bytes()).hexdigest()
    assert (steps["criterion"], steps["address"]) == ("inclusion 2", "https://clinicaltrials.gov/study/NCT99000001")
    assert steps["statement"].startswith("excludes rituximab")
    one = why(steps["statement's IRI"])
    assert one.exit_code == 0
    assert one.stdout.splitlines()[1].split() == ["criterion:", "inclusion", "2"]
    for wrong in ("trial/NCT99000001/inclusion/9", "trial/> ?x", "http://example.org/"):
        assert why(wrong).exit_code == 2
