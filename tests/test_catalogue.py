"""Trials as rows with facets: counts under the other filters, descendants of a disease, silence as a value, order."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from cartkg.ask import questions
from cartkg.graph.store import GraphStore
from cartkg.graph.view import diseases, facets, tokens
from cartkg.graph.view.catalogue import Catalogue, NamedTerm, TrialRow
from cartkg.graph.view.diseases import Branch
from cartkg.graph.view.facets import FACETS, NOT_STATED, Found, Selection
from cartkg.model import Site
from graphs import graph, trial

LUPUS, NEPHRITIS, ERYTHEMATOSUS, SCLEROSIS = "MONDO:0007915", "MONDO:0005556", "MONDO:0004670", "MONDO:0005100"


@pytest.fixture(scope="module")
def store() -> GraphStore:
    """Four trials of the field and one that gives no cells; the fourth says next to nothing."""
    silent = replace(
        trial(4, None, None), phases=(), status="", enrollment=None, sponsor="", sex="", conditions=(), interventions=(),
        modality="", cell_source="", targets=(), dates=(),
    )  # fmt: skip
    return graph(
        (replace(trial(1, 18, 70), sponsor_class="INDUSTRY"), ()),
        (replace(trial(2, 5, 17), conditions=("Systemic Sclerosis",), sites=(Site(country="Germany"),)), ()),
        (replace(trial(3, 5, None), phases=("PHASE3",), conditions=("Lupus Nephritis",), enrollment=7), ()),
        (silent, ()),
        (replace(trial(5, 18, None), conditions=("Influenza",)), ()),
    )


@pytest.fixture(scope="module")
def known(store: GraphStore) -> Catalogue:
    return Catalogue.of(store)


@pytest.fixture(scope="module")
def tree(store: GraphStore, known: Catalogue) -> tuple[Branch, ...]:
    return diseases.tree(store, known.trials)


def find(known: Catalogue, tree: tuple[Branch, ...], *pairs: tuple[str, str]) -> Found:
    return facets.find(known.trials, Selection.of((("scope", "all"), *pairs)), tree)


def ids(trials: Iterable[TrialRow]) -> list[int]:
    """The last digits of the made-up identifiers."""
    return [int(one.id[-1]) for one in trials]


def counts(found: Found, name: str) -> dict[str, int]:
    return {value.token: value.trials for facet, values in found.facets if facet.name == name for value in values}


def test_a_row_says_what_the_record_says(known: Catalogue) -> None:
    row = known.by_id["NCT99999902"]
    assert (row.status, row.phases, row.enrollment, row.start) == ("RECRUITING", ("PHASE1", "PHASE2"), 12, "2026-01")
    assert (row.min_age, row.max_age, row.population) == (5, 17, "pediatric-only")
    assert [country.label for country in row.countries] == ["Germany"]
    assert row.conditions == (NamedTerm(SCLEROSIS, "systemic sclerosis"),)
    assert {term.id for term in row.targets} == {"HGNC:1633", "HGNC:11913"}


def test_a_silent_record_gives_an_empty_row(known: Catalogue) -> None:
    row = known.by_id["NCT99999904"]
    assert (row.status, row.phases, row.enrollment, row.start, row.sponsor) == ("", (), None, "", "")
    assert (row.min_age, row.max_age, row.conditions, row.targets, row.countries) == (None, None, (), (), ())


def test_every_trial_is_a_row_once(known: Catalogue, store: GraphStore) -> None:
    asked = questions.ask("trials", {}, store)
    assert known.columns == asked.columns
    assert sorted(known.table(known.trials)) == sorted(asked.rows)
    assert len(known.trials) == len({one.id for one in known.trials}) == 5


def test_a_disease_holds_what_is_narrower(known: Catalogue, tree: tuple[Branch, ...]) -> None:
    assert ids(find(known, tree, ("disease", ERYTHEMATOSUS)).trials) == [1, 3]  # the third is of lupus nephritis
    assert ids(find(known, tree, ("disease", LUPUS)).trials) == [1, 3]
    assert ids(find(known, tree, ("disease", SCLEROSIS)).trials) == [2]


def test_values_of_a_facet_widen_and_facets_narrow(known: Catalogue, tree: tuple[Branch, ...]) -> None:
    both = (("disease", LUPUS), ("disease", SCLEROSIS))
    assert ids(find(known, tree, *both).trials) == [1, 2, 3]
    assert ids(find(known, tree, *both, ("population", "pediatric-only")).trials) == [2]


def test_counts_are_those_under_the_other_filters(known: Catalogue, tree: tuple[Branch, ...]) -> None:
    found = find(known, tree, ("population", "pediatric-only"))
    assert counts(found, "population") == {"pediatric-only": 1, "admits-minors": 1, "adult-only": 2, NOT_STATED: 1}
    assert counts(found, "disease")[SCLEROSIS] == 1
    assert LUPUS not in counts(found, "disease")


@pytest.mark.parametrize("facet", FACETS, ids=lambda facet: facet.name)
def test_counts_of_a_facet_agree_with_choosing_each_value(
    facet: facets.Facet, known: Catalogue, tree: tuple[Branch, ...]
) -> None:
    offered = counts(find(known, tree), facet.name)
    assert offered
    for token, count in offered.items():
        assert len(find(known, tree, (facet.name, token)).trials) == count, token


@pytest.mark.parametrize("facet", [one for one in FACETS if one.name != "completeness"], ids=lambda facet: facet.name)
def test_silence_is_a_value_of_its_own(facet: facets.Facet, known: Catalogue, tree: tuple[Branch, ...]) -> None:
    assert 4 in ids(find(known, tree, (facet.name, NOT_STATED)).trials)
    stated = {token for token in counts(find(known, tree), facet.name) if token != NOT_STATED}
    assert stated
    assert 4 not in ids(find(known, tree, *((facet.name, token) for token in stated)).trials)


def test_scope_is_a_filter_of_its_own(known: Catalogue, tree: tuple[Branch, ...]) -> None:
    inside = facets.find(known.trials, Selection.of(()), tree)
    outside = facets.find(known.trials, Selection.of((("scope", "out"),)), tree)
    assert 5 in ids(outside.trials)
    assert 5 not in ids(inside.trials)
    assert len(inside.trials) + len(outside.trials) == 5


def test_words_must_all_be_there(known: Catalogue, tree: tuple[Branch, ...]) -> None:
    assert ids(find(known, tree, ("q", "SCLEROSIS made-up")).trials) == [2]
    assert ids(find(known, tree, ("q", "sclerosis lupus")).trials) == []


def test_what_is_no_facet_is_passed_over(known: Catalogue, tree: tuple[Branch, ...]) -> None:
    assert len(find(known, tree, ("colour", "blue"), ("disease", "")).trials) == 5
    assert find(known, tree, ("disease", "MONDO:9999999")).trials == ()
    assert counts(find(known, tree, ("disease", "MONDO:9999999")), "disease")["MONDO:9999999"] == 0


@pytest.mark.parametrize("sort", [name for name in facets.SORTS if name not in ("trial", "title", "completeness")])
def test_what_is_not_stated_comes_last_both_ways(sort: str, known: Catalogue) -> None:
    assert ids(facets.ordered(known.trials, sort))[-1] == 4
    assert ids(facets.ordered(known.trials, "-" + sort))[-1] == 4


def test_order_is_of_numbers_not_of_digits(known: Catalogue) -> None:
    first = facets.ordered(known.trials, "enrollment")
    assert [one.enrollment for one in first] == [7, 12, 12, 12, None]
    assert [one.enrollment for one in facets.ordered(known.trials, "-enrollment")] == [12, 12, 12, 7, None]


# --- the tree --------------------------------------------------------------------------------------------------------


def test_every_studied_disease_stands_in_the_tree_once(known: Catalogue, tree: tuple[Branch, ...]) -> None:
    studied = {term.id for one in known.trials for term in one.conditions if term.id}
    shown = [branch.id for branch in tree]
    assert studied <= set(shown)
    assert len(shown) == len(set(shown))


def test_what_stands_below_a_class_is_narrower(known: Catalogue, tree: tuple[Branch, ...]) -> None:
    path: list[Branch] = []
    nested = 0
    for branch in tree:
        del path[branch.depth :]
        members = {one.id for one in known.trials if branch.id in one.diseases}
        if path:
            nested += 1
            assert members <= {one.id for one in known.trials if path[-1].id in one.diseases}
        path.append(branch)
    assert nested


def test_no_class_only_repeats_what_is_below_it(known: Catalogue, tree: tuple[Branch, ...]) -> None:
    studied = {term.id for one in known.trials for term in one.conditions}
    for place, branch in enumerate(tree):
        members = {one.id for one in known.trials if branch.id in one.diseases}
        below = []
        for other in tree[place + 1 :]:
            if other.depth <= branch.depth:
                break
            below.append({one.id for one in known.trials if other.id in one.diseases})
        assert branch.id in studied or members not in below, branch.label


# --- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("token", "words", "expected"),
    [
        ("EARLY_PHASE1", tokens.PHASES, "early phase 1"),
        ("NA", tokens.PHASES, "not applicable"),
        ("SINGLE_GROUP", tokens.PHASES, "single group"),
        ("CAR-T", {}, "CAR-T"),
    ],
)
def test_tokens_in_words(token: str, words: dict[str, str], expected: str) -> None:
    assert tokens.in_words(token, words) == expected


@pytest.mark.parametrize(
    "name, written, meant",
    [
        ("status", "recruiting", ("RECRUITING",)),
        ("status", "Not yet recruiting", ("NOT_YET_RECRUITING",)),
        ("population", "under-18", ("pediatric-only", "admits-minors")),
        ("country", "China", ("China",)),
    ],
)
def test_a_value_is_known_however_it_is_written(name: str, written: str, meant: tuple[str, ...]) -> None:
    assert facets.Selection.of([(name, written)]).values[name] == frozenset(meant)
