"""The terms of a graph: kinds, names, what is broader and narrower."""

import pytest

from cartkg.graph.view.hierarchy import Hierarchy
from graphs import BIOLOGIC, RITUXIMAB, TARGETED, sample


@pytest.fixture(scope="module")
def terms() -> Hierarchy:
    return Hierarchy.of(sample())


@pytest.mark.parametrize(
    ("curie", "kind"),
    [
        (RITUXIMAB, "therapy"),
        ("MONDO:0007915", "condition"),
        ("HGNC:1633", "antigen"),
        ("cartkg:Trial", "class"),
        ("cartkg:window", "property"),
    ],
)
def test_a_term_has_the_kind_of_what_it_lies_under(terms: Hierarchy, curie: str, kind: str) -> None:
    assert terms[curie].kind == kind
    assert terms[curie] in terms.of_kind(kind)


def test_broader_and_narrower_are_walked_to_the_end(terms: Hierarchy) -> None:
    assert {RITUXIMAB, TARGETED, BIOLOGIC, "cartkg:Therapy"} <= terms.above(RITUXIMAB)
    assert {RITUXIMAB, TARGETED} <= terms.below(TARGETED)
    assert BIOLOGIC not in terms.below(TARGETED)
    assert terms.above("made-up:1") == {"made-up:1"}


def test_narrower_is_broader_turned_round(terms: Hierarchy) -> None:
    pairs = {(curie, broader) for curie, entry in terms.entries.items() for broader in entry.broader}
    assert pairs == {(narrower, curie) for curie, entry in terms.entries.items() for narrower in entry.narrower}
    assert len(pairs) > 100


def test_a_name_in_any_case_means_its_term(terms: Hierarchy) -> None:
    assert terms.meant("Rituxan") == (RITUXIMAB,)
    assert terms.meant(" RITUXIMAB ", "therapy") == (RITUXIMAB,)
    assert terms.meant("rituximab", "condition") == ()
    assert terms.meant("made-up name") == ()


def test_a_label_is_meant_before_another_terms_other_name(terms: Hierarchy) -> None:
    for name, curies in terms.by_label.items():
        labelled = [curie for curie in curies if terms.label(curie).casefold() == name]
        if labelled and len(curies) > 1:
            assert terms.meant(name) == tuple(labelled)
            return
    pytest.fail("no name is both a label and another term's other name, so this test shows nothing")


def test_a_term_without_an_entry_is_called_by_its_curie(terms: Hierarchy) -> None:
    assert terms.label("made-up:1") == "made-up:1"
    assert "made-up:1" not in terms
