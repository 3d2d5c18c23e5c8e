"""Scope: each rule refuses what it should, and what gives the cells to people with a listed disease is in."""

from dataclasses import replace

import pytest

from cartkg.facts import products, scope
from cartkg.facts.products import named
from cartkg.model import Intervention, Source, Target, Trial
from cartkg.model.errors import VocabularyError
from cartkg.model.resources import folder
from cartkg.vocabulary import Terminology
from cartkg.vocabulary.tables import rows

WORDS = Terminology.shipped()
BARE = Trial("NCT99999999", Source("made-up.json", "cartkg", "0" * 64))


def trial(title: str, *conditions: str, given: tuple[str, ...] = (), **more: object) -> Trial:
    """A made-up trial with its product read from its words."""
    bare = replace(
        BARE, title=title, conditions=conditions, interventions=tuple(Intervention(name) for name in given),
        **more,  # type: ignore[arg-type]
    )  # fmt: skip
    return products.completed(products.described(bare, WORDS), WORDS)


@pytest.mark.parametrize(
    "rule, of",
    [
        (scope.INCLUDED, trial("CD19 CAR-T Cells in Owl Lupus", "Lupus Nephritis", given=("CD19 CAR-T cells",))),
        (scope.INCLUDED, trial("CD19 CAR-T Cells", "Safety", given=("CD19 CAR-T cells",), official_title="CAR-T in ITP")),
        (scope.INCLUDED, trial("CAR Tregs in Chronic GVHD", "Chronic Graft Versus Host Disease", given=("CD6-CAR Tregs",))),
        (scope.INCLUDED, trial("KYV-101 in an Adult", "Dermatomyositis", given=("KYV-101",))),
        (scope.INCLUDED, trial("CAR-T", "Healthy Volunteers", "Rheumatoid Arthritis", given=("CAR-T cells",))),
        ("follow-up-without-treatment", trial("Long-Term Follow-up After CAR-T", "Lupus", given=("CAR-T cells",))),
        ("follow-up-without-treatment", trial("CAR-T, What Came Later", "Lupus Nephritis", given=("No Intervention",))),
        ("no-treatment", trial("CAR-T Recipients With Lupus", "Lupus Nephritis", study_type="OBSERVATIONAL")),
        ("no-treatment", trial("Biomarkers of Owl Fever in Intensive Care", "Septic Shock")),
        ("desensitization", trial("BCMA CAR-T for Desensitization", "Kidney Failure", given=("BCMA CAR-T cells",))),
        ("cells-not-stated", trial("ES-NK Cells in Lupus Nephritis", "Lupus Nephritis", given=("OWL-NK99",))),
        ("cells-not-stated", trial("Owlimab in Lupus", "Lupus Nephritis", given=("owlimab",))),
        ("healthy-volunteers", trial("CD19 CAR-T in Healthy Volunteers", "Healthy Volunteers", given=("CD19 CAR-T cells",))),
        ("oncology", trial("CD19 CAR-T in Owls", "B-cell Lymphoma", given=("CD19 CAR-T cells",))),
        ("disease-not-listed", trial("CD7 CAR-T in Aplastic Anemia", "Aplastic Anemia", given=("CD7 CAR-T cells",))),
    ],
)  # fmt: skip
def test_the_first_rule_that_refuses_decides(rule: str, of: Trial) -> None:
    verdict = scope.verdict(of, WORDS)
    assert (verdict.rule, verdict.in_scope) == (rule, rule == scope.INCLUDED)


def test_every_rule_is_told_and_seen_to_decide() -> None:
    cases = test_the_first_rule_that_refuses_decides.pytestmark[0].args[1]  # type: ignore[attr-defined]
    assert {rule for rule, _ in cases} == set(scope.RULES)


def test_the_words_that_decided_are_the_records() -> None:
    of = trial("CD19 CAR-T in Owls", "Refractory Lupus Nephritis", given=("CD19 CAR-T cells",))
    assert scope.verdict(of, WORDS).words == "Refractory Lupus Nephritis"


# --- named products ------------------------------------------------------------------------------------------------------


def test_the_record_comes_first_and_the_table_fills_what_it_leaves_out() -> None:
    of = trial("CD20 CAR-T (KYV-101)", "Lupus Nephritis", given=("KYV-101",))
    assert [target.symbol for target in of.targets] == ["MS4A1"]
    assert (of.modality, of.cell_source, of.from_named_products) == ("CAR-T", "autologous", ("cell_source",))
    record, table = products.apart(of)
    assert (record.modality, record.cell_source, len(record.targets)) == ("CAR-T", "", 1)
    assert (table.modality, table.cell_source, table.targets) == ("", "autologous", ())


def test_cells_that_arise_in_the_body_are_so_although_the_record_says_car_t() -> None:
    of = trial("CD19 CAR-T in Lupus", "Lupus Nephritis", given=("JY231 Injection",))
    assert (of.modality, of.cell_source) == ("in-vivo-CAR", "in-vivo")
    assert [(doubt.field, doubt.value) for doubt in of.doubts] == [("modality", "CAR-T")]


def test_what_is_doubtful_fills_nothing_and_stands_beside_the_trial() -> None:
    of = trial("F01 in Lupus", "Lupus Nephritis", given=("F01",))
    assert (of.modality, of.cell_source, of.targets) == ("", "", ())
    assert {(doubt.field, doubt.value) for doubt in of.doubts} == {
        ("modality", "CAR-NK"), ("cell_source", "allogeneic"), ("targets", "HGNC:1633"),
    }  # fmt: skip
    assert scope.verdict(of, WORDS).rule == "cells-not-stated"


def test_a_trial_of_the_table_gives_its_product_although_it_does_not_name_it() -> None:
    of = products.completed(replace(BARE, id="NCT06318533", title="Cells in Lupus"), WORDS)
    assert (of.named_products, of.modality, [target.symbol for target in of.targets]) == (
        ("cartkgv:product-kn5501",), "CAR-NK", ["CD19"],
    )  # fmt: skip


def test_products_of_two_kinds_stand_apart() -> None:
    of = trial("DSG3-CAART or CABA-201 in Pemphigus", "Pemphigus", given=("DSG3-CAART", "CABA-201"))
    assert [(made.intervention, made.modality, [t.symbol for t in made.targets]) for made in of.made] == [
        ("DSG3-CAART", "CAAR-T", ["DSG3"]), ("CABA-201", "CAR-T", ["CD19"]),
    ]  # fmt: skip


@pytest.mark.parametrize("words, names", [("CAR T Cell", True), ("CD19/BCMA CAR T-cells", True), ("Lupus Nephritis", False)])
def test_words_that_name_cells_are_no_condition(words: str, names: bool) -> None:
    assert products.names_cells(words) is names


@pytest.mark.parametrize(
    "name, ids",
    [
        ("KYV 101 infusion", ["cartkgv:product-kyv-101"]),
        ("kyv101", ["cartkgv:product-kyv-101"]),
        ("KYV-1012", []),
        ("LUCAR-KYV-101", []),
        ("MB-CART2019.1", ["cartkgv:product-mb-cart2019-1"]),
        ("MB-CART19.1", ["cartkgv:product-mb-cart19-1"]),
        ("HN23010 injection", []),
        ("resecabtagene autoleucel", ["cartkgv:product-caba-201"]),
    ],
)
def test_a_product_is_found_by_its_whole_name(name: str, ids: list[str]) -> None:
    assert [product.id for _, product in named.given(trial("Owls", "Lupus", given=(name,)))] == ids


def test_a_product_that_patients_had_before_is_not_given() -> None:
    assert named.given(trial("Owlimab after KYV-101", "Lupus Nephritis")) == ()


def test_two_products_keep_what_they_agree_on() -> None:
    of = trial("Two at Once", "Pemphigus", given=("CABA-201", "FT819"))
    assert (of.modality, of.cell_source) == ("CAR-T", "")
    assert of.targets == (Target("HGNC:1633", "CD19", "CABA-201"),)


def test_every_line_of_the_table_has_evidence_for_known_antigens() -> None:
    found = named.table()
    assert len(found) >= 80
    assert len({product.id for product in found}) == len(found)
    assert len({name.casefold() for product in found for name in product.names}) == sum(len(p.names) for p in found)
    for product in found:
        assert product.evidence
        assert all(place.startswith(("NCT", "https://")) for place in product.evidence)
        assert product.modality in ("", "CAR-T", "TCR-T", "CAR-NK", "CAR-Treg", "CAAR-T", "in-vivo-CAR")
        assert product.cell_source in ("", "autologous", "allogeneic", "in-vivo")
        assert (product.modality == "in-vivo-CAR") == (product.cell_source == "in-vivo")
        assert all(identifier in WORDS for identifier in product.targets)


def test_the_table_is_no_part_of_the_terminology() -> None:
    assert "cartkgv:product-kyv-101" not in WORDS
    with pytest.raises(VocabularyError):
        list(rows(folder("data/vocabulary") / named.TABLE, ("moon",)))
