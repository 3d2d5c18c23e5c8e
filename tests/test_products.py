"""What the words of a record say of its product: a table that a medical reader can edit, and the numbers."""

from pathlib import Path

import pytest

from cartkg.facts import products
from cartkg.facts.products import doses
from cartkg.model import Arm, Intervention, Source, Trial
from cartkg.vocabulary import Terminology
from sentences import rows

TABLE = Path(__file__).parent / "records" / "products.tsv"


@pytest.fixture(scope="module")
def terminology() -> Terminology:
    return Terminology.shipped()


def trial(title: str = "", interventions: str = "", summary: str = "") -> Trial:
    given = tuple(Intervention(name) for name in interventions.split("|") if name)
    return Trial(id="x", source=Source("x", "", ""), title=title, interventions=given, summary=summary)


def test_the_table_has_rows_for_every_modality() -> None:
    modalities = {row["modality"] for row in rows(TABLE)}
    assert modalities == {"", "CAR-T", "TCR-T", "CAR-NK", "CAR-Treg", "CAAR-T", "in-vivo-CAR"}


@pytest.mark.parametrize("row", rows(TABLE), ids=[row["title"] for row in rows(TABLE)])
def test_product(row: dict[str, str], terminology: Terminology) -> None:
    found = products.described(trial(row["title"], row["interventions"], row["summary"]), terminology)
    symbols = "|".join(sorted(target.symbol for target in found.targets))
    assert (found.modality, found.cell_source, symbols) == (row["modality"], row["cell_source"], row["targets"]), row["why"]


def test_targets_are_hgnc_ids_of_their_intervention(terminology: Terminology) -> None:
    found = products.described(trial("Two Cells", "BCMA CAR-T cells|CD19 CAR-T cells"), terminology)
    assert [(t.id, t.symbol, t.intervention) for t in found.targets] == [
        ("HGNC:1633", "CD19", "CD19 CAR-T cells"),
        ("HGNC:11913", "TNFRSF17", "BCMA CAR-T cells"),
    ]


def test_what_the_record_states_in_a_field_is_kept(terminology: Terminology) -> None:
    stated = Trial(
        id="x", source=Source("x", "", ""), title="Universal CD19 CAR-T Cells", modality="CAR-T", cell_source="autologous"
    )
    assert products.described(stated, terminology).cell_source == "autologous"


def test_eligibility_markers_are_no_targets(terminology: Terminology) -> None:
    arm = Arm("CAR-T", "EXPERIMENTAL", "Children whose B cells are CD19 positive receive CAR-T cells.")
    assert products.described(Trial(id="x", source=Source("x", "", ""), arms=(arm,)), terminology).targets == ()


@pytest.mark.parametrize(
    "title, name",
    [
        ("Efficacy of Anti-CD19 CAR-T Cells in Lupus", "Anti-CD19 CAR-T Cells"),
        (
            "A Bold Trial of Autologous CD19-directed CAR-T Cell Therapy for Lupus",
            "Autologous CD19-directed CAR-T Cell Therapy",
        ),
        ("Safety of CD19/BCMA HLA-independent TCR-T Cell Therapy for Lupus", "CD19/BCMA HLA-independent TCR-T Cell Therapy"),
    ],
)
def test_a_title_names_the_product_where_no_field_does(title: str, name: str, terminology: Terminology) -> None:
    (given,) = products.described(trial(title), terminology).interventions
    assert (given.name, given.basis) == (name, "title")


def test_a_title_without_a_product_makes_none_up(terminology: Terminology) -> None:
    assert products.described(trial("Owls in Lupus"), terminology).interventions == ()


@pytest.mark.parametrize(
    "words, cells",
    [
        ("approximately 5×100,000 cells/Kg", (5e5,)),
        ("1×1000,000 cells/Kg", (1e6,)),
        (r"doses of 2.5×10\^5/kg, 6×10\^5/kg, 20×10\^5/kg", (2.5e5, 6e5, 2e6)),
        ("0.5-2 x 10^6 CAR-T cells/kg", (5e5, 2e6)),
        ("1x10^5, 3×10^5 and 1×10^6 cells/kg", (1e5, 3e5, 1e6)),
        ("0.25, 0.5 and 1.0 × 10^6 cells/kg", (2.5e5, 5e5, 1e6)),
        ("1×106/kg", (1e6,)),
        ("2 x 10⁶ CAR+ T cells per kg", (2e6,)),
        ("1e6 cells/kg", (1e6,)),
        ("500,000 cells/kg", (5e5,)),
        ("1 × 10^8 cells", ()),
        ("fludarabine 30 mg/m2 for 3 days", ()),
        ("500 mg/kg", ()),
    ],
)
def test_doses_in_cells_per_kg(words: str, cells: tuple[float, ...]) -> None:
    assert doses.cells_per_kg(words) == cells


@pytest.mark.parametrize(
    "words, duration",
    [
        ("with a preparation time of only 10 minutes", "PT10M"),
        ("manufacturing time of about 3 days", "P3D"),
        ("infused over 10 minutes", ""),
    ],
)
def test_preparation_time(words: str, duration: str) -> None:
    assert doses.preparation_time(words) == duration
