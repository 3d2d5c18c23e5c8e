"""Diagnoses of own sentences (criteria/diagnoses.tsv, edited by hand), their spans, and the figures on ../shared where
it is."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cartkg.model import Item, Section, Span
from cartkg.reading import document
from cartkg.reading.conditions import mentions
from cartkg.reading.readers import diagnosis
from cartkg.vocabulary import Terminology
from sentences import item, rows, written

CRITERIA = Path(__file__).parent / "criteria"
TABLE = CRITERIA / "diagnoses.tsv"
SENTENCES = [*rows(TABLE), *rows(CRITERIA / "serology.tsv")]


@pytest.fixture(scope="module")
def terminology() -> Terminology:
    return Terminology.shipped()


def test_the_table_has_lines() -> None:
    assert len(SENTENCES) > 200


@pytest.mark.parametrize("row", SENTENCES, ids=lambda row: row["text"][:50])
def test_sentence(row: dict[str, str], terminology: Terminology) -> None:
    found = diagnosis.read(item(row["section"], row["text"]), terminology)
    assert written(tuple(d for d in found if not d.in_doubt)) == {s for s in row["statements"].split("|") if s}


@pytest.mark.parametrize("row", rows(TABLE), ids=lambda row: row["text"][:50])
def test_spans_quote_the_text(row: dict[str, str], terminology: Terminology) -> None:
    text = "x" * 7 + row["text"]
    for found in diagnosis.read(item(row["section"], row["text"], offset=7), terminology):
        assert 7 <= found.span.start < found.span.end <= len(text)
        assert text[found.span.start : found.span.end].strip()


def test_a_longer_name_of_a_therapy_hides_the_disease(terminology: Terminology) -> None:
    assert [m.condition.label for m in mentions("herpes zoster vaccine, herpes zoster", terminology)] == ["herpes zoster"]


def test_every_statement_names_its_rule(terminology: Terminology) -> None:
    found = diagnosis.read(item("exclusion", "Hepatitis B or C; HIV antibody positive."), terminology)
    assert len(found) == 3
    assert all(d.rule for d in found)


def test_ids_are_those_of_mondo(terminology: Terminology) -> None:
    found = diagnosis.read(item("exclusion", "Kidney disease, hepatitis B or syphilis."), terminology)
    assert [d.condition.id for d in found] == ["MONDO:0005240", "MONDO:0005344", "MONDO:0005976"]


def test_sub_items_keep_the_label_above_them_silent(terminology: Terminology) -> None:
    label = Item(Section.EXCLUSION, (3,), Span(0, 14), "Heart disease:", has_children=True)
    assert diagnosis.read(label, terminology) == ()
    assert diagnosis.read(Item(Section.EXCLUSION, (3,), Span(0, 14), "Heart disease:"), terminology)


def test_no_mention_is_lost_by_reordering(terminology: Terminology) -> None:
    names = ["hepatitis B", "stroke", "epilepsy", "asthma", "syphilis"]
    forwards = diagnosis.read(item("exclusion", ", ".join(names)), terminology)
    backwards = diagnosis.read(item("exclusion", ", ".join(reversed(names))), terminology)
    assert written(forwards) == written(backwards) == {f"excludes {name}" for name in names}


def test_sections_and_diagnoses_fit_together(terminology: Terminology) -> None:
    text = "Inclusion Criteria:\n1. Lupus nephritis\nExclusion Criteria:\n1. Asthma\n"
    found = [d for i in document.items(text) for d in diagnosis.read(i, terminology)]
    assert [text[d.span.start : d.span.end] for d in found] == ["Lupus nephritis", "Asthma"]


SHARED = Path(__file__).resolve().parents[2] / "shared"
RECORDS = SHARED / "registry" / "records" / "gold-dev"


@pytest.mark.skipif(not RECORDS.is_dir(), reason="../shared is not here")
def test_conditions_of_the_hand_read_records(terminology: Terminology, tmp_path: Path) -> None:
    """F1 of `diagnoses.condition` over the hand-read registry records, by the shared scorer."""
    rows_of_answers, trials = (
        ["trial,section,number,stance,condition,condition_label,window,cohort"],
        ["trial,registry_id,source"],
    )
    for path in sorted(RECORDS.glob("*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))["protocolSection"]
        trial = record["identificationModule"]["nctId"]
        trials.append(f"{trial},{trial},{path.name}")
        for found in document.items(record["eligibilityModule"]["eligibilityCriteria"]):
            for d in diagnosis.read(found, terminology):
                rows_of_answers.append(f'{trial},{found.section},{found.number},{d.stance},,"{d.condition.label}",{d.window},')
    (tmp_path / "trials.csv").write_text("\n".join(trials), encoding="utf-8")
    (tmp_path / "diagnoses.csv").write_text("\n".join(rows_of_answers), encoding="utf-8")
    command = [sys.executable, str(SHARED / "tools" / "score_tables.py"), str(SHARED / "gold" / "dev"), str(tmp_path), "--json"]
    figures = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    assert figures["diagnoses"]["condition"]["f1"] >= 0.9


def test_brackets_within_brackets_do_not_overflow(terminology: Terminology) -> None:
    found = diagnosis.read(item("exclusion", "(" * 500 + "asthma" + ")" * 500), terminology)
    assert written(found) == {"excludes asthma"}


def test_a_shown_doubt_is_no_claim(terminology: Terminology) -> None:
    (found,) = diagnosis.read(item("exclusion", "No history of tuberculosis"), terminology)
    assert found.in_doubt
    assert found.doubt == "a denied condition under exclusion"


def test_what_limits_a_state_is_kept(terminology: Terminology) -> None:
    (found,) = diagnosis.read(item("exclusion", "Severe or uncontrolled asthma"), terminology)
    assert found.provided == "Severe or uncontrolled"
