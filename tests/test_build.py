"""The walk: whole or not at all, the same bytes for the same input, the same graph from the shipped data and from the pages."""

import gzip
import json
from dataclasses import fields, replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from rdflib import OWL, RDF, Graph

from cartkg.ask import questions
from cartkg.cli import main
from cartkg.graph import build
from cartkg.graph.store import GraphStore
from cartkg.model import Completeness, Eligibility
from cartkg.model.errors import StoreError, UnreadableRecord
from cartkg.model.resources import folder
from cartkg.reading import criteria
from cartkg.sources.merging import merge
from graphs import RITUXIMAB, shared, trial

RECORD = Path(__file__).parent / "golden" / "record.json"
PAGES = shared("seeds")
TABLES = (
    "trials",
    "conditions",
    "targets",
    "criteria",
    "therapies",
    "thresholds",
    "diagnoses",
    "excludes-prior-therapy",
    "conflicts",
)


def answers(graph: Path, *, without: str = "") -> dict[str, list[tuple[str, ...]]]:
    store = GraphStore.open(graph)
    found = {}
    for name in TABLES:
        answer = questions.ask(name, {}, store)
        kept = [i for i, column in enumerate(answer.columns) if column != without]
        said = answer.columns.index("provided") if "provided" in answer.columns else -1  # shipped in our own words
        rows = [tuple("if" if i == said and cell else cell for i, cell in enumerate(row)) for row in answer.rows]
        found[name] = [tuple(row[i] for i in kept) for row in rows]
    return found


def test_a_record_becomes_a_graph_folder(tmp_path: Path) -> None:
    result = build.build([RECORD], tmp_path / "graph")
    assert result.report.findings == ()
    assert result.counts["trials"] == 1
    assert sorted(path.name for path in (tmp_path / "graph").iterdir()) == [
        "graph.nq",
        "manifest.json",
        "store",
        "validation.ttl",
    ]
    manifest = json.loads((tmp_path / "graph" / "manifest.json").read_text())
    assert manifest["sha256"] == result.sha256
    assert manifest["counts"] == result.counts
    assert manifest["inputs"][0]["name"] == "record.json"
    found = answers(tmp_path / "graph")
    assert [row[4] for row in found["excludes-prior-therapy"]] == ["class"]
    assert ("NCT99999901", "inclusion", "1", "requires", RITUXIMAB) in [row[:5] for row in found["therapies"]]


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    one, other = (build.build([RECORD], tmp_path / name) for name in ("one", "other"))
    assert one.sha256 == other.sha256
    for name in ("graph.nq", "manifest.json", "validation.ttl"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()
    lines = (tmp_path / "one" / "graph.nq").read_text(encoding="utf-8").splitlines()
    assert lines == sorted(lines)
    assert not any(line.startswith("_:") or " _:" in line.split('"')[0] for line in lines)  # no blank nodes


def test_an_old_graph_is_replaced(tmp_path: Path) -> None:
    out = tmp_path / "graph"
    build.build([RECORD], out)
    (out / "graph.nq").write_text("damaged")
    build.build([RECORD], out)
    assert (out / "graph.nq").read_text() != "damaged"
    assert [path.name for path in tmp_path.iterdir()] == ["graph"]  # nothing half-written beside it


@pytest.mark.parametrize("files", [("letter.txt",), ("manifest.json", "letter.txt"), ("manifest.json", "graph.nq")])
def test_a_foreign_folder_is_left_alone(tmp_path: Path, files: tuple[str, ...]) -> None:
    out = tmp_path / "letters"
    out.mkdir()
    for name in files:
        (out / name).write_text("{}")
    with pytest.raises(StoreError, match="did not build"):
        build.build([RECORD], out)
    assert {path.name: path.read_text() for path in out.iterdir()} == dict.fromkeys(files, "{}")


@pytest.mark.parametrize("name", ["thesis.txt", "store/thesis.txt", "notes/thesis.txt", "graph.nq.orig", "store/000001.sst/x"])
def test_a_file_of_others_keeps_a_graph_folder_of_ours(tmp_path: Path, name: str) -> None:
    out = tmp_path / "graph"
    build.build([RECORD], out)
    (out / name).parent.mkdir(exist_ok=True)
    (out / name).write_text("years of work")
    with pytest.raises(StoreError, match=r"holds .*, which cartkg did not write"):
        build.build([RECORD], out)
    assert (out / name).read_text() == "years of work"


def test_a_file_put_into_the_folder_during_the_build_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, load = tmp_path / "graph", GraphStore.load
    first = build.build([RECORD], out)

    def slow(store: GraphStore, quads: Path) -> None:
        (out / "thesis.txt").write_text("years of work")
        load(store, quads)

    monkeypatch.setattr(GraphStore, "load", slow)
    with pytest.raises(StoreError, match=r"holds thesis\.txt"):
        build.build([RECORD], out)
    assert (out / "thesis.txt").read_text() == "years of work"
    assert json.loads((out / "manifest.json").read_text())["sha256"] == first.sha256
    assert [path.name for path in tmp_path.iterdir()] == ["graph"]


def test_a_file_in_the_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "graph").write_text("a file")
    with pytest.raises(StoreError, match="is a file"):
        build.build([RECORD], tmp_path / "graph")


def test_nothing_readable_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty.json").write_text("")
    with pytest.raises(UnreadableRecord, match=r"empty\.json"):
        build.build([tmp_path / "empty.json"], tmp_path / "graph")
    assert not (tmp_path / "graph").exists()


def test_a_failure_on_the_way_keeps_the_old_graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = build.build([RECORD], tmp_path / "graph")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(GraphStore, "load", full)
    with pytest.raises(StoreError, match="No space left"):
        build.build([RECORD], tmp_path / "graph")
    monkeypatch.undo()
    assert json.loads((tmp_path / "graph" / "manifest.json").read_text())["sha256"] == first.sha256
    assert [path.name for path in tmp_path.iterdir()] == ["graph"]


def test_a_refused_record_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{")
    result = build.build([RECORD, tmp_path / "broken.json"], tmp_path / "graph")
    assert result.counts["trials"] == 1
    assert ["broken.json" in refusal.place for refusal in result.refusals] == [True]


def test_a_text_at_which_the_program_fails_answers_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("made up")

    monkeypatch.setattr(criteria, "read", fail)
    result = build.build([RECORD], tmp_path / "graph")
    assert "could not be read" in result.refusals[0].problem
    answer = questions.ask("excludes-prior-therapy", {}, GraphStore.open(tmp_path / "graph"))
    assert (answer.rows, answer.unknown) == ((), ("NCT99999901",))


def test_two_records_of_one_trial_are_one_trial(tmp_path: Path) -> None:
    study = json.loads(RECORD.read_text())
    study["protocolSection"]["statusModule"]["overallStatus"] = "COMPLETED"
    study["protocolSection"]["identificationModule"]["acronym"] = "MADE-UP"
    (tmp_path / "zz.json.gz").write_bytes(gzip.compress(json.dumps(study).encode()))
    result = build.build([RECORD, tmp_path / "zz.json.gz"], tmp_path / "graph")
    assert result.counts["trials"] == 1
    assert [(d.field, d.value, d.other_value) for d in result.disagreements] == [("status", "RECRUITING", "COMPLETED")]
    assert result.report.findings == ()
    row = questions.ask("trials", {}, GraphStore.open(tmp_path / "graph")).rows[0]
    assert row[-2] == "record.json|zz.json.gz"


def test_a_reviewed_file_that_differs_from_the_reading_is_told(tmp_path: Path) -> None:
    text = "section,number,category,item_cohort,kind,stance,term,label,reader,reviewer,day,reason\n"
    text += "inclusion,1,prior-therapy,,therapy,excludes,NCIT:C1702,rituximab,curator,Example Reviewer,2026-01-01,made up\n"
    (tmp_path / "statements").mkdir()
    (tmp_path / "statements" / "NCT99999901.csv").write_text(text)
    result = build.build([RECORD], tmp_path / "graph", tmp_path / "statements")
    found = result.differences["NCT99999901"]
    assert {d.only for d in found if d.number == "1" and d.section == "inclusion" and "rituximab" in d.what} == {
        "file",
        "program",
    }
    told = json.loads((tmp_path / "graph" / "manifest.json").read_text())["differences"]["NCT99999901"]
    assert [(d["number"], d["only"], d["what"]) for d in told] == [(d.number, d.only, d.what) for d in found]
    printed = CliRunner().invoke(
        main,
        ["build", str(RECORD), "--out", str(tmp_path / "again"), "--statements", str(tmp_path / "statements"), "--verbose"],
    )
    assert printed.exit_code == 0
    assert "NCT99999901: inclusion 1: the reviewed file says" in printed.stderr


def declared() -> set[str]:
    """Every class and property of the ontology's own file."""
    graph = Graph().parse(folder("ontology") / "cartkg.ttl")
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    return {str(term) for kind in kinds for term in graph.subjects(RDF.type, kind)}


def test_a_built_graph_uses_no_undeclared_word_and_says_each_thing_once(tmp_path: Path) -> None:
    """Over records that share sponsor, sites, countries, mentions and one trial: what two graphs repeat, COUNT counts twice."""
    study = json.loads(RECORD.read_text())
    study["protocolSection"]["sponsorCollaboratorsModule"] = {
        "leadSponsor": {"name": "Stanford University", "class": "OTHER"},
        "collaborators": [{"name": "Made-up Hospital", "class": "OTHER"}],
    }
    study["protocolSection"]["contactsLocationsModule"] = {"locations": [{"facility": "A place", "country": "United States"}]}
    for name, trial_id in (("one", "NCT99999901"), ("other", "NCT99999902")):
        study["protocolSection"]["identificationModule"]["nctId"] = trial_id
        (tmp_path / f"{name}.json").write_text(json.dumps(study))
    result = build.build([RECORD, tmp_path / "one.json", tmp_path / "other.json"], tmp_path / "graph")
    assert result.report.findings == ()
    assert result.counts["trials"] == 2
    store = GraphStore.open(tmp_path / "graph")
    ours = "FILTER(STRSTARTS(STR(?word), STR(cartkg:)))"
    for pattern in ("?s ?word ?o", "?s a ?word"):
        used = {row["word"] for row in store.select(f"SELECT DISTINCT ?word {{ {pattern} {ours} }}")}
        assert len(used) > 10
        assert used - declared() == set()
    twice = list(store.select("SELECT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } GROUP BY ?s ?p ?o HAVING (COUNT(?g) > 1)"))
    assert twice == []
    linked = """SELECT ?ror ?code { ?trial cartkg:leadSponsor/cartkg:registeredAs ?ror .
        ?trial cartkg:hasSite/cartkg:inCountry ?country . ?country cartkg:countryCode ?code }"""
    rows = {(row["ror"], row["code"]) for row in store.select(linked)}
    assert rows == {("https://ror.org/00f54p054", "US")}
    made_up = "SELECT ?term { ?o rdfs:label 'Made-up Hospital' ; cartkg:registeredAs ?term }"
    assert list(store.select(made_up)) == []  # a name that is not sure stays without a term


def test_merging_fills_gaps_and_keeps_who_said_it() -> None:
    lead = trial(1, None, 17)
    page = replace(
        lead, source=replace(lead.source, name="page.txt", kind="page:made-up"), acronym="MADE-UP", max_age=None,
        status="UNKNOWN",
        eligibility=Eligibility("words", Completeness.COMPLETE),
    )  # fmt: skip
    merged = merge([page, replace(lead, eligibility=Eligibility())])[0]
    assert (merged.trial.acronym, merged.trial.max_age, merged.trial.status) == ("MADE-UP", lead.max_age, "RECRUITING")
    assert merged.text_source.name == "page.txt"
    assert [share.source.name for share in merged.shares] == ["made-up-1.json", "page.txt"]
    assert merged.shares[1].title == ""
    assert {f.name for f in fields(merged.trial)} == {f.name for f in fields(lead)}


@pytest.mark.skipif(not PAGES.is_dir(), reason="../shared is not here")
def test_the_shipped_data_and_the_pages_give_the_same_answers(tmp_path: Path) -> None:
    """Statement for statement: that is the proof that the pages are read as the reviewed data say."""
    pages = build.build([PAGES], tmp_path / "pages")
    trials = {row[0] for row in questions.ask("trials", {}, GraphStore.open(pages.folder)).rows}
    records = [folder("data/trials") / f"{trial_id}.json" for trial_id in sorted(trials)]
    build.build(records, tmp_path / "data", statements=folder("data/statements"))
    shipped, read = answers(tmp_path / "data", without="source"), answers(tmp_path / "pages", without="source")
    seeds = {row[0] for row in read["trials"]}
    whole = {row[0]: row for row in shipped["trials"]}
    for row in read["trials"]:  # a second source may fill what a page leaves empty, and changes nothing else
        assert [mine or theirs for mine, theirs in zip(row, whole[row[0]], strict=True)] == list(whole[row[0]])
    for name in set(TABLES) - {"trials"}:
        assert sorted(row for row in shipped[name] if row[0] in seeds) == sorted(read[name]), name


def test_the_manifest_is_the_same_wherever_the_records_lie(tmp_path: Path) -> None:
    manifests = []
    for place in ("here", "far/away"):
        folder = tmp_path / place / "records"
        (folder / "inner").mkdir(parents=True)
        (folder / "good.json").write_bytes(RECORD.read_bytes())
        (folder / "inner" / "broken.json").write_text("{")
        build.build([folder], tmp_path / place / "graph")
        manifests.append((tmp_path / place / "graph" / "manifest.json").read_text())
    assert manifests[0] == manifests[1]
    assert "inner/broken.json:1" in manifests[0]
