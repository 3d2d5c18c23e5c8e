"""The library's front door: what `import cartkg` gives, as a person in a notebook uses it."""

import doctest
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import cartkg
from cartkg.model import Stance

HERE = Path(__file__).parent
RECORD = HERE / "golden" / "record.json"
HEAVY = {"pyoxigraph", "rdflib", "pyshacl", "matplotlib", "starlette", "owlready2", "networkx", "pyarrow", "pandas", "rich"}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> cartkg.Graph:
    return cartkg.build(RECORD, out=tmp_path_factory.mktemp("library") / "graph")


def test_every_exported_name_is_there_and_documented() -> None:
    assert {"build", "open", "read_text", "Graph", "Answer", "CartkgError", "__version__"} <= set(cartkg.__all__)
    for name in set(cartkg.__all__) - {"__version__"}:
        assert inspect.getdoc(getattr(cartkg, name)), name
    assert cartkg.__version__.count(".") == 2
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        cartkg.nothing  # noqa: B018


def test_the_names_for_readers_of_types_are_those_that_are_loaded() -> None:
    typed = inspect.getsource(cartkg).split("if TYPE_CHECKING:")[1].split("_HOMES")[0]
    assert {name for name in cartkg.__all__ if f" as {name}\n" in typed or f"{name}: str" in typed} == set(cartkg.__all__)


def test_the_examples_in_the_docstring_run() -> None:
    found = doctest.testmod(cartkg, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert found.attempted >= 3
    assert not found.failed


@pytest.mark.parametrize("names", [(), ("read_text",)])
def test_importing_loads_no_engine(names: tuple[str, ...]) -> None:
    code = f"import cartkg, sys; [getattr(cartkg, n) for n in {names}]; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert "cartkg" in loaded
    assert not HEAVY & set(loaded)


def test_a_text_is_read_without_a_graph_and_spans_point_into_it() -> None:
    text = "1. Age 18 to 65 years\n2. No rituximab within 6 months before screening"
    _, criterion = cartkg.read_text(text, section="inclusion")
    [therapy] = criterion.therapies
    assert (criterion.section, criterion.number, therapy.stance, therapy.window) == ("inclusion", "2", Stance.EXCLUDES, "P6M")
    assert text[therapy.span.start : therapy.span.end] == "rituximab"
    assert criterion.span
    assert text[criterion.span.start : criterion.span.end].endswith("screening")


def test_a_texts_own_headings_say_where_its_items_stand() -> None:
    text = "Inclusion Criteria:\n\n1. Lupus nephritis\n\nExclusion Criteria:\n\n1. HIV infection"
    assert [(one.section, one.number) for one in cartkg.read_text(text)] == [("inclusion", "1"), ("exclusion", "1")]
    assert [one.section for one in cartkg.read_text("1. HIV infection", section="exclusion")] == ["exclusion"]
    with pytest.raises(cartkg.CartkgError, match="inclusion or exclusion"):
        cartkg.read_text("x", section="inclusions")


def test_a_graph_is_built_opened_and_asked(graph: cartkg.Graph) -> None:
    assert graph.built
    assert graph.built.counts["trials"] == 1
    again = cartkg.open(graph.folder)
    assert again.built is None
    assert again.manifest["counts"]["trials"] == 1
    answer = again.ask("excludes-prior-therapy", agent="NCIT:C1702", population="all")
    assert answer.columns[0] == "trial"
    assert answer.question == "excludes-prior-therapy" in again.questions


def test_plain_words_ask_the_question_that_they_clearly_mean(graph: cartkg.Graph) -> None:
    assert graph.ask("trials that exclude prior rituximab").question == "excludes-prior-therapy"
    with pytest.raises(cartkg.CartkgError, match="by its name"):
        graph.ask("what is the weather like")


def test_a_parameter_may_be_a_word_of_python(graph: cartkg.Graph) -> None:
    with pytest.raises(cartkg.CartkgError, match="class"):
        graph.ask("excludes-therapy-class", class_="not a curie")
    with pytest.raises(cartkg.CartkgError, match="no parameter colour"):
        graph.ask("trials", colour="red")


def test_every_kind_of_query_gives_rows(graph: cartkg.Graph) -> None:
    [trial] = [row[0] for row in graph.query("SELECT ?id { ?t a cartkg:Trial ; dcterms:identifier ?id }").rows]
    assert graph.query("ASK { ?t a cartkg:Trial }").rows == (("true",),)
    made = graph.query("CONSTRUCT { ?t a cartkg:Found } WHERE { ?t a cartkg:Trial }")
    assert made.columns == ("subject", "predicate", "object")
    assert [row[2] for row in made.rows] == ["cartkg:Found"]
    assert graph.trial(trial).id == trial
    with pytest.raises(cartkg.CartkgError, match="no such trial"):
        graph.trial("NCT00000000")


def test_a_person_is_matched(graph: cartkg.Graph, tmp_path: Path) -> None:
    person = tmp_path / "person.yaml"
    person.write_text("age_years: 30\nsex: female\n", encoding="utf-8")
    [found] = graph.match(person, scope="all")
    assert found.trial == graph.ask("trials").rows[0][0]
    assert graph.match(person, found.trial) == (found,)
    with pytest.raises(cartkg.CartkgError, match="no such trial"):
        graph.match(person, "NCT00000000")


def test_an_answer_becomes_a_data_frame_with_numbers_as_numbers(graph: cartkg.Graph) -> None:
    pandas = pytest.importorskip("pandas")
    frame = graph.ask("trials").to_pandas()
    assert len(frame) == 1
    assert pandas.api.types.is_numeric_dtype(frame["enrollment"])
    assert pandas.api.types.is_string_dtype(frame["trial"])
    mine = graph.query('SELECT ("nine" AS ?enrollment) ("" AS ?words) {}').to_pandas()  # a column of this name, no number in it
    assert mine["enrollment"].tolist() == ["nine"]
    assert mine["words"].isna().all()
    assert "<td>nine</td>" in graph.query('SELECT ("nine" AS ?enrollment) {}')._repr_html_()


def test_a_missing_pandas_is_a_clear_error(graph: cartkg.Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(cartkg.CartkgError, match=r"cartkg\[notebook\]"):
        graph.ask("trials").to_pandas()


def test_a_script_without_a_guard_runs_once(tmp_path: Path) -> None:
    """Validation starts processes, which would run the script that called it again."""
    script = tmp_path / "script.py"
    script.write_text(
        "from cartkg.graph import validation\nprint('once')\nprint(list(validation._run([[], []], alone=False)))\n"
    )
    ran = subprocess.run([sys.executable, str(script)], check=True, capture_output=True, text=True)
    assert ran.stdout == "once\n[]\n"


def test_what_is_not_there_is_said_with_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(cartkg.CartkgError, match="cartkg build"):
        cartkg.open(tmp_path)
    with pytest.raises(cartkg.CartkgError, match="nothing could be read"):
        cartkg.build(tmp_path, out=tmp_path / "graph")
