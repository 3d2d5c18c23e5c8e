"""Grounding: a table that a medical reader can edit, the rules one by one, and the measure on judged strings."""

import csv
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from cartkg.model import Term
from cartkg.model.errors import VocabularyError
from cartkg.vocabulary import Terminology
from cartkg.vocabulary.grounding import KINDS, Grounding, ground
from cartkg.vocabulary.grounding.forms import bag, clean, parts, segments, stripped
from cartkg.vocabulary.grounding.lists import abbreviations, phrases
from cartkg.vocabulary.grounding.model import HOW
from cartkg.vocabulary.grounding.spelling import bound, mended
from sentences import rows

HERE = Path(__file__).parent
TABLE = HERE / "grounding" / "conditions.tsv"
SHARED = HERE.parents[1] / "shared"
JUDGED = SHARED / "terms" / "conditions-dev.tsv"
MONITOR = SHARED / "registry" / "monitor-2026-08-22" / "trials.csv"


def ids(found: tuple[Grounding, ...]) -> set[str]:
    return {one.term.id for one in found if one.term}


def test_the_table_has_cases_of_every_way() -> None:
    ways = {row["how"] for row in rows(TABLE)}
    assert ways == set(HOW)
    assert len(rows(TABLE)) > 30


@pytest.mark.parametrize("row", rows(TABLE), ids=lambda row: f"{row['words']}|{row['context'][:20]}")
def test_a_condition_is_grounded_as_the_table_says(row: dict[str, str]) -> None:
    found = ground(row["words"], "condition", row["context"])
    assert ids(found) == set(filter(None, row["ids"].split("|")))
    assert {one.how for one in found} == {row["how"]}


def test_an_unknown_kind_is_refused_with_the_known_ones() -> None:
    with pytest.raises(VocabularyError, match="one of condition"):
        ground("x", "planet")


def test_every_kind_answers_for_empty_words() -> None:
    for kind in KINDS:
        assert [one.term for one in ground("", kind)] == [None]


@pytest.mark.parametrize(
    "words, kind, label",
    [
        ("Rituximab", "agent", "rituximab"),
        ("Drug: Rituximab 375 mg/m2 infusion", "intervention", "rituximab"),
        ("ritximab", "agent", "rituximab"),
        ("CD-19", "antigen", "CD19"),
        ("B-cell maturation antigen (BCMA)", "antigen", "BCMA"),
        ("Left Ventricular Ejection Fraction", "measure", "LVEF"),
        ("Stanford University", "sponsor", "Stanford University"),
        ("Kyverna Therapeutics, Inc.", "sponsor", "Kyverna Therapeutics"),
        ("Korea, Republic of", "country", "Korea, Republic of"),
        ("Turkey (Türkiye)", "country", "Turkey"),
        ("2019 EULAR/ACR SLE classification criteria", "classification-criteria", "2019 EULAR/ACR criteria for SLE"),
    ],
)
def test_names_of_other_kinds(words: str, kind: str, label: str) -> None:
    assert [one.term.label for one in ground(words, kind) if one.term] == [label]


def test_two_agents_in_one_string_are_two_groundings() -> None:
    found = ground("Fludarabine and cyclophosphamide", "intervention")
    assert [one.how for one in found] == ["composite", "composite"]


@pytest.mark.parametrize(
    "words",
    ["CD19/BCMA CAR-T cells made at home", "XYZ-404 (Biological)", "anti-BCMA and CD19 cells", "ABC-404 - 1 x 10^8 cells"],
)
def test_a_product_is_not_grounded_by_a_piece_of_its_name(words: str) -> None:
    assert ids(ground(words, "intervention")) == set()


def test_what_stands_behind_the_class_of_a_drug_says_more() -> None:
    assert ids(ground("Chemotherapy: cyclophosphamide (CYC)", "intervention")) == ids(ground("cyclophosphamide", "agent"))


@pytest.mark.parametrize("words", ["Stanford", "University", "Tongji", "Zhejiang", "Kyverna Theraputics"])
def test_a_sponsor_is_never_guessed_from_part_of_its_name_or_mended(words: str) -> None:
    assert ids(ground(words, "sponsor")) == set()


def test_sponsors_of_several_ror_records_have_no_ror_id() -> None:
    for name in ("AstraZeneca", "Takeda", "Tongji Hospital"):
        (found,) = ground(name, "sponsor")
        assert found.term is not None
        assert not found.term.id.startswith("ROR:")


def test_short_words_are_never_mended() -> None:
    assert bound("lupus") == 0
    assert mended("lupis", {"lupus"}) is None
    assert mended("arthrits", {"arthritis"}) == "arthritis"


@pytest.mark.parametrize(
    "word, other",
    [("hypotension", "hypertension"), ("myelopathy", "myopathy"), ("nephropathy", "neuropathy"), ("nephrosis", "nephritis")],
)
def test_one_letter_that_makes_another_disease_is_not_mended(word: str, other: str) -> None:
    assert mended(word, {other}) is None


def test_two_equally_near_words_are_not_chosen_between() -> None:
    assert mended("colidities", {"colidities1", "colidities2"}) is None


def test_bags_of_words_forget_order_and_small_words() -> None:
    assert bag("disorder of nervous system") == bag("nervous system disease")


def test_qualifiers_come_off_the_ends_longest_rest_first() -> None:
    rests = list(stripped("refractory lupus nephritis class iv"))
    assert rests[0] == "refractory lupus nephritis class iv"
    assert "lupus nephritis" in rests
    assert all(len(a.split()) >= len(b.split()) for a, b in pairwise(rests))


def test_brackets_with_examples_are_left_out() -> None:
    assert clean("Rheumatic disease (e.g. gout, lupus)") == "Rheumatic disease"


def test_pieces() -> None:
    assert segments("SSc - Systemic Sclerosis (diffuse)") == ["SSc", "Systemic Sclerosis", "diffuse"]
    assert parts("SLE/SSc, and MG (with and without thymoma)")[:2] == ["SLE", "SSc"]
    assert parts("SLE RA SSc") == ["SLE", "RA", "SSc"]


def test_the_lists_are_well_formed() -> None:
    vocabulary = Terminology.shipped()
    assert len(phrases()) > 50
    for words, one in abbreviations().items():
        assert one.candidates, words
        for identifier in (*one.candidates, *one.cues):
            assert identifier in vocabulary, f"{words}: {identifier}"


def test_no_term_bears_an_ambiguous_abbreviation_as_its_sure_name() -> None:
    own = {term.id for term in Terminology.shipped().of_kind(("condition",)) if term.source.startswith("MONDO")}
    reviewed = {identifier for one in abbreviations().values() for identifier in one.candidates} & own
    for words, one in abbreviations().items():
        for name in Terminology.shipped().named(words, ("condition",)):
            assert name.term.id not in reviewed & set(one.candidates), f"{words} is a plain name of {name.term.id}"


def test_an_unknown_way_is_no_grounding() -> None:
    with pytest.raises(ValueError, match="none of"):
        Grounding(None, "x", "guessed")


def test_grounding_uses_the_vocabulary_it_is_given() -> None:
    small = Terminology([Term("MONDO:9999999", "moon fever", "condition")])
    assert ids(ground("severe moon fever", "condition", "", small)) == {"MONDO:9999999"}


def contexts() -> dict[str, str]:
    if not MONITOR.exists():
        return {}
    csv.field_size_limit(10**8)
    with MONITOR.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return {row["NCTId"]: " | ".join((row["BriefTitle"], row["Conditions"], row["BriefSummary"])) for row in rows}


def right(row: dict[str, str], found: set[str]) -> bool:
    """Every id named, each the judged one or one judged acceptable."""
    judged = set(filter(None, row["mondo_id"].split("|")))
    acceptable = judged | set(filter(None, row["acceptable_ids"].split("|")))
    return found == judged or (bool(found) and found <= acceptable and len(found) == max(len(judged), 1))


@pytest.mark.skipif(not JUDGED.exists(), reason="../shared is not here")
@pytest.mark.parametrize("with_context", [False, True], ids=["alone", "with the record's words"])
def test_judged_strings(with_context: bool, capsys: pytest.CaptureFixture[str]) -> None:
    around = contexts() if with_context else {}
    with JUDGED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    total, good, wrong = Counter[str](), Counter[str](), []
    for row in rows:
        context = " | ".join(around.get(trial, "") for trial in row["example_ncts"].split("|"))
        found = ids(ground(row["raw_condition"], "condition", context))
        sure = row["ambiguous"] != "Y"
        kind = row["match_kind"] if sure else "(ambiguous)"
        total[kind] += 1
        good[kind] += right(row, found)
        if found and not found <= set(f"{row['mondo_id']}|{row['acceptable_ids']}".split("|")):
            wrong.append((row["raw_condition"], found))
    with capsys.disabled():
        print("\n" + ", ".join(f"{kind} {good[kind]}/{total[kind]}" for kind in sorted(total)))
    assert wrong == []
    settled = sum(good.values()) - good["(ambiguous)"]
    assert settled / (sum(total.values()) - total["(ambiguous)"]) >= 0.98
    if with_context:
        assert sum(good.values()) / sum(total.values()) >= 0.98
