"""Figures: what their tables count, worked out by hand on made-up trials, and what their drawings hold."""

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from cartkg.cli import main
from cartkg.graph.store import GraphStore
from cartkg.graph.view import View
from cartkg.graph.view.field import NOT_STATED
from cartkg.model import Criterion, Named, Section, Site, Span, Stance, Target, Threshold, Trial, TrialDate
from cartkg.model.errors import QuestionError
from cartkg.use.figures import FIGURES, Table, flow, world
from cartkg.use.figures.bounds import admits, converted, side
from cartkg.use.figures.vector import SVG
from graphs import criterion, graph, sample, trial

CD19, BCMA = Target("HGNC:1633", "CD19"), Target("HGNC:11913", "TNFRSF17")
LUPUS, SCLEROSIS, MYASTHENIA = "Systemic Lupus Erythematosus", "Multiple Sclerosis", "Myasthenia Gravis"


def made(number: int, low: float | None, high: float | None, start: str, *conditions: str, **more: object) -> Trial:
    dates = (TrialDate("start", start),) if start else ()
    return replace(trial(number, low, high), conditions=conditions, dates=dates, **more)  # type: ignore[arg-type]


def limit(stance: Stance, comparator: str, value: str, unit: str, measure: str, label: str, **more: object) -> Threshold:
    return Threshold(stance, Named(label, measure, "label"), comparator, value, unit, Span(2, 4), "made-up rule", **more)  # type: ignore[arg-type]


def organs() -> tuple[Criterion, ...]:
    heart, platelets = ("NCIT:C99524", "LVEF"), ("NCIT:C51951", "platelet count")
    return (
        criterion(Section.EXCLUSION, "1", thresholds=(limit(Stance.EXCLUDES, "<", "45", "%", *heart),)),
        criterion(Section.INCLUSION, "2", thresholds=(limit(Stance.REQUIRES, ">=", "50000", "/uL", *platelets),)),
        criterion(Section.INCLUSION, "3", thresholds=(limit(Stance.REQUIRES, "<", "30e9", "/L", *platelets),)),
    )


@pytest.fixture(scope="module")
def field_of_four() -> GraphStore:
    """Four trials of the field, and one that is not in it because nothing says that it gives engineered cells."""
    heart = limit(Stance.REQUIRES, ">=", "50", "%", "NCIT:C99524", "LVEF")
    return graph(
        (
            made(1, 18, 70, "2024-03", LUPUS, targets=(CD19,), sponsor_class="INDUSTRY", phases=("PHASE1",),
                 sites=(Site("Made-up Hospital", "Kyoto", "", "Japan"),)),
            (criterion(Section.INCLUSION, "1", thresholds=(heart,)),),
        ),
        (
            made(2, 5, None, "2024-07-01", LUPUS, SCLEROSIS, targets=(CD19, BCMA), cell_source="allogeneic",
                 sites=(Site("Made-up Hospital", "Kyoto", "", "Japan"), Site("Made-up Clinic", "Lyon", "", "France"))),
            organs(),
        ),
        (made(3, 18, None, "", SCLEROSIS, targets=(CD19,), modality="CAR-NK", cell_source=""), ()),
        (made(4, None, None, "2026", MYASTHENIA, targets=(), sponsor_class="INDUSTRY"), ()),
        (made(5, 18, None, "2024", LUPUS, modality="", targets=()), ()),
    )  # fmt: skip


def rows(store: GraphStore, name: str, **parameters: str) -> tuple[tuple[str, ...], ...]:
    return FIGURES[name].data(store, parameters).rows


def test_starts_count_each_trial_of_the_field_once(field_of_four: GraphStore) -> None:
    assert rows(field_of_four, "starts-by-year") == (
        ("2024", "CAR-T", "2"),
        ("2026", "CAR-T", "1"),
        (NOT_STATED, "CAR-NK", "1"),
    )


def test_the_caption_says_how_many_trials_are_only_a_part(field_of_four: GraphStore) -> None:
    table = FIGURES["starts-by-year"].data(field_of_four)
    assert "4 trials of the field" in table.words
    assert "1 trial state" in table.words
    assert "whose day is not stated" in table.words  # made-up records were retrieved on no day


def test_a_product_of_two_antigens_counts_under_both(field_of_four: GraphStore) -> None:
    assert rows(field_of_four, "disease-target") == (
        ("systemic lupus erythematosus", "CD19", "2"),
        ("systemic lupus erythematosus", "BCMA", "1"),
        ("myasthenia gravis", NOT_STATED, "1"),
        ("multiple sclerosis", "CD19", "2"),
        ("multiple sclerosis", "BCMA", "1"),
    )


def test_each_trial_flows_once(field_of_four: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow, "LEAST", 1)
    assert set(rows(field_of_four, "disease-target-source")) == {
        ("lupus (SLE, nephritis)", "CD19", "autologous", "1"),
        ("several diseases", "BCMA+CD19", "allogeneic", "1"),
        ("multiple sclerosis", "CD19", NOT_STATED, "1"),
        ("myasthenia gravis", NOT_STATED, "autologous", "1"),
    }


def test_small_streams_stand_together(field_of_four: GraphStore) -> None:
    found = rows(field_of_four, "disease-target-source")
    assert {row[0] for row in found} == {"other disease", "several diseases"}
    assert sum(int(row[3]) for row in found) == 4


def test_phases_are_shown_as_the_record_states_them(field_of_four: GraphStore) -> None:
    assert rows(field_of_four, "phase-sponsor") == (
        ("phase 1", "industry", "1"),
        ("phase 1/2", "industry", "1"),
        ("phase 1/2", NOT_STATED, "2"),
    )


def test_unknown_ages_are_not_adult_only(field_of_four: GraphStore) -> None:
    assert rows(field_of_four, "pediatric-coverage") == (
        ("systemic lupus erythematosus", "admits-minors", "1"),
        ("systemic lupus erythematosus", "adult-only", "1"),
        ("myasthenia gravis", NOT_STATED, "1"),
        ("multiple sclerosis", "admits-minors", "1"),
        ("multiple sclerosis", "adult-only", "1"),
    )


def test_a_trial_counts_once_in_each_of_its_countries(field_of_four: GraphStore) -> None:
    assert rows(field_of_four, "world-map") == (
        ("392", "Japan", "2"),
        ("250", "France", "1"),
        ("", NOT_STATED, "2"),
    )


def test_the_ledger_accounts_for_every_trial(field_of_four: GraphStore) -> None:
    found = {(step, rule): int(number) for step, rule, number in rows(field_of_four, "inclusion-ledger")}
    assert found["identified", ""] == 5
    assert sum(number for (step, _), number in found.items() if step == "refused") == 1
    assert sum(number for (step, _), number in found.items() if step == "included") == 4
    assert [found["eligibility text", text] for text in ("complete", "partial", "none")] == [4, 0, 0]


def test_a_washout_without_a_window_is_not_zero() -> None:
    found = {(row[0], row[2], row[3], row[4], row[9]) for row in rows(sample(), "washout-forest")}
    assert found == {
        ("NCT99999901", "rituximab", "P6M", "182", "7"),
        ("NCT99999902", "B-cell-targeted therapy", "", "", ""),
    }, "a biologic other than B-cell-targeted therapy is no exclusion of B-cell-targeted therapy"


def test_the_strictest_exclusion_comes_first() -> None:
    assert [row[0] for row in rows(sample(), "washout-forest")] == ["NCT99999902", "NCT99999901"]


def test_another_agent_is_asked_by_its_term() -> None:
    table = FIGURES["washout-forest"].data(sample(), {"agent": "CHEBI:4027"})
    assert table.title == "Washout: exclusions of cyclophosphamide"
    assert not table.rows


def test_organ_limits_are_those_of_people_who_are_let_in(field_of_four: GraphStore) -> None:
    assert rows(field_of_four, "organ-limits") == (
        ("heart and lung", "NCIT:C99524", "LVEF", ">=", "45", "%", "1", "NCT99999902"),
        ("heart and lung", "NCIT:C99524", "LVEF", ">=", "50", "%", "1", "NCT99999901"),
        ("blood", "NCIT:C51951", "platelet count", ">=", "5e+10", "/L", "1", "NCT99999902"),
    ), "an exclusion below 45 lets in from 45 on; the platelets below 30 are an entry condition, no organ limit"


def test_the_forest_keeps_the_stated_bound_beside_the_comparable_one(field_of_four: GraphStore) -> None:
    found = rows(field_of_four, "eligibility-forest", measure="NCIT:C51951")
    assert [(row[2], row[3], row[4], row[5], row[6], row[7], row[8]) for row in found] == [
        ("requires", "<", "30e9", "/L", "<", "3e+10", "/L"),
        ("requires", ">=", "50000", "/uL", ">=", "5e+10", "/L"),
    ]


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [("1000", "/uL", (1e9, "/L")), ("8", "g/dL", (80.0, "g/L")), ("2.5", "mg/dL", (2.5, "mg/dL")), ("50", "%", (50.0, "%"))],
)
def test_only_exact_conversions_are_made(value: str, unit: str, expected: tuple[float, str]) -> None:
    assert converted(value, unit) == expected


def test_a_permission_sets_no_side(field_of_four: GraphStore) -> None:
    one = next(s for s in View.of(field_of_four).claims("field", "threshold") if s.stance == "requires")
    assert side(admits(one)) == "at least"
    assert not admits(replace(one, stance="permits"))
    assert not admits(replace(one, comparator="="))


def test_equal_earth_keeps_the_known_places() -> None:
    assert world.projected(0, 0) == (0, 0)
    assert world.projected(180, 0) == pytest.approx((2.70663, 0), abs=1e-5)  # half the map's width, from the published formulas
    assert world.projected(0, 90) == pytest.approx((0, 1.31736), abs=1e-5)


WORDS = {
    "starts-by-year": ("2024", "2025", "2026", NOT_STATED, "CAR-T", "CAR-NK"),
    "disease-target": ("systemic lupus erythematosus", "multiple sclerosis", "CD19", "BCMA"),
    "disease-target-source": ("other disease: 3", "several diseases: 1", "autologous: 2", "allogeneic: 1"),
    "phase-sponsor": ("phase 1", "phase 1/2", "industry", NOT_STATED),
    "pediatric-coverage": ("myasthenia gravis", "admits-minors", "adult-only", "2, minors 1"),
    "washout-forest": ("NCT99999901, rituximab", "6 months before screening", "no window stated", "recommended"),
    "organ-limits": ("LVEF, at least", "45", "50", "platelet count, at least", "1 trial, 10⁹/L"),
    "eligibility-forest": ("NCT99999901", "NCT99999902", "excludes < 45%", "≥ 50%"),
    "world-map": ("Japan", "France", NOT_STATED),
    "inclusion-ledger": ("5 trials identified", "4 trials included", "1 refused"),
}


@pytest.fixture(scope="module")
def tables(field_of_four: GraphStore) -> dict[str, Table]:
    found = {name: figure.data(field_of_four) for name, figure in FIGURES.items()}
    return found | {"washout-forest": FIGURES["washout-forest"].data(sample())}


def test_every_figure_is_drawn_here() -> None:
    assert set(WORDS) == set(FIGURES)


@pytest.mark.parametrize("name", sorted(WORDS))
def test_a_drawing_holds_its_title_and_labels_as_text(tables: dict[str, Table], name: str) -> None:
    root = ElementTree.fromstring(FIGURES[name].draw(tables[name], "svg"))
    texts = ["".join(element.itertext()) for element in root.iter(f"{{{SVG}}}text")]
    assert root.findtext(f"{{{SVG}}}title") == tables[name].title
    assert tables[name].caption[0] in str(root.findtext(f"{{{SVG}}}desc"))
    assert tables[name].title in texts
    assert [word for word in WORDS[name] if word not in texts] == []


@pytest.mark.parametrize("name", sorted(WORDS))
def test_a_strict_page_refuses_nothing_of_a_drawing(tables: dict[str, Table], name: str) -> None:
    root = ElementTree.fromstring(FIGURES[name].draw(tables[name], "svg"))
    assert not [element for element in root.iter() if "style" in element.attrib or element.tag == f"{{{SVG}}}style"]
    assert not [value for element in root.iter() for value in element.attrib.values() if value.startswith("http")]


@pytest.mark.parametrize("name", ["disease-target-source", "starts-by-year", "washout-forest"])
@pytest.mark.parametrize("form", ["svg", "png"])
def test_the_same_data_give_the_same_bytes(tables: dict[str, Table], name: str, form: str) -> None:
    assert FIGURES[name].draw(tables[name], form, 60) == FIGURES[name].draw(tables[name], form, 60)


def test_threads_draw_the_same(tables: dict[str, Table]) -> None:
    names = ["starts-by-year", "washout-forest", "phase-sponsor"] * 2
    alone = [FIGURES[name].draw(tables[name]) for name in names]
    with ThreadPoolExecutor(3) as threads:
        assert list(threads.map(lambda name: FIGURES[name].draw(tables[name]), names)) == alone


def test_no_sign_of_a_name_is_read_as_a_formula(field_of_four: GraphStore) -> None:
    table = FIGURES["starts-by-year"].data(field_of_four)
    odd = replace(table, rows=(("2024", "CAR-T", "1"),), title="$x^2$ < made & up")
    root = ElementTree.fromstring(FIGURES["starts-by-year"].draw(odd))
    assert "$x^2$ < made & up" in ["".join(text.itertext()) for text in root.iter(f"{{{SVG}}}text")]


@pytest.mark.parametrize("name", sorted(WORDS))
def test_an_empty_graph_is_drawn_as_empty(name: str) -> None:
    figure = FIGURES[name]
    empty = Table(figure.title, ("a", "b", "c"), (), ("Nothing.",))
    root = ElementTree.fromstring(figure.draw(empty, "svg"))
    assert any("Nothing to draw" in "".join(text.itertext()) for text in root.iter(f"{{{SVG}}}text"))


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("starts-by-year", {"year": "2024"}),
        ("washout-forest", {"trials": "some"}),
        ("washout-forest", {"agent": "NCIT:C99999999"}),
        ("eligibility-forest", {"measure": "no curie"}),
        ("eligibility-forest", {"measure": "NCIT:C99524> ?p ?o } #"}),
    ],
)
def test_a_wrong_parameter_is_named(field_of_four: GraphStore, name: str, parameters: dict[str, str]) -> None:
    with pytest.raises(QuestionError):
        FIGURES[name].data(field_of_four, parameters)


def test_no_other_form_is_drawn(tables: dict[str, Table]) -> None:
    with pytest.raises(QuestionError, match="svg"):
        FIGURES["starts-by-year"].draw(tables["starts-by-year"], "pdf")


def test_the_command_lists_the_figures() -> None:
    listed = CliRunner().invoke(main, ["figures"]).stdout
    assert [name for name in FIGURES if name not in listed] == []


def test_the_command_writes_a_drawing_with_its_data_beside_it(tmp_path: Path, built: Path) -> None:
    out = tmp_path / "figures"
    result = CliRunner().invoke(main, ["figures", "starts-by-year", "--dpi", "60", "--out", str(out), "--graph", str(built)])
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in out.iterdir()) == [f"starts-by-year.{form}" for form in ("csv", "png", "svg")]
    data = list(csv.DictReader(io.StringIO((out / "starts-by-year.csv").read_text())))
    assert data == [{"year": "2024", "modality": "CAR-T", "trials": "1"}]
    wrong = CliRunner().invoke(
        main, ["figures", "starts-by-year", "--param", "agent=x", "--out", str(out), "--graph", str(built)]
    )
    assert wrong.exit_code == 2


GALLERY = Path(__file__).resolve().parents[1] / "docs" / "gallery"


@pytest.mark.parametrize("name", sorted(WORDS))
def test_the_gallery_shows_every_figure_with_its_data(name: str) -> None:
    """The page is written by scripts/gallery.py; here only that nothing of it is missing or of another make."""
    page = (GALLERY.parent / "gallery.md").read_text(encoding="utf-8")
    root = ElementTree.fromstring((GALLERY / f"{name}.svg").read_bytes())
    assert f"](gallery/{name}.svg)" in page
    assert f"[Data](gallery/{name}.csv)" in page
    assert FIGURES[name].reading in page
    description = str(root.findtext(f"{{{SVG}}}desc"))
    assert description.removeprefix(FIGURES[name].reading).strip() in page, "the caption of the page is that of the drawing"
    with (GALLERY / f"{name}.csv").open(encoding="utf-8") as data:
        table = list(csv.reader(data))
    assert len(table) > 1
    assert len({len(row) for row in table}) == 1
    assert (GALLERY / f"{name}.svg").stat().st_size < 300_000


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph folder with one made-up trial."""
    folder = tmp_path_factory.mktemp("figures")
    store = GraphStore.create(folder / "store")
    made_up = graph((made(1, 18, 70, "2024-03", LUPUS, targets=(CD19,)), ()))
    (folder / "graph.nq").write_text("".join(f"{line}\n" for line in made_up.lines()), encoding="utf-8")
    store.load(folder / "graph.nq")
    store.close()
    return folder
