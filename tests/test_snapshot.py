"""The shipped snapshot: it is read whole, is small, carries no prose, and the ledger counts every trial once."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from cartkg import sources
from cartkg.facts import products, scope
from cartkg.model.resources import folder
from cartkg.sources import merging
from cartkg.vocabulary import Terminology

TRIALS = folder("data/trials")
MISSED = ("NCT06294236", "NCT07490275", "NCT07212322", "NCT07544160", "NCT06680388", "NCT05315778", "NCT07526493",
          "NCT06828042", "NCT07477639", "NCT06567080", "NCT03605238")  # fmt: skip
MONITOR = Path(__file__).resolve().parents[2] / "shared" / "registry" / "monitor-2026-08-22" / "trials.csv"


def records() -> dict[str, dict[str, object]]:
    """Every shipped record by its place: a file, or a line of one."""
    found = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in sorted(TRIALS.glob("*.json"))}
    lines = (TRIALS / "official-titles.jsonl").read_text(encoding="utf-8").splitlines()
    return found | {f"official-titles.jsonl:{number}": json.loads(line) for number, line in enumerate(lines, 1)}


def test_the_snapshot_is_read_whole() -> None:
    reading = sources.read([TRIALS])
    assert reading.refusals == ()
    assert reading.unknown_fields == {}
    assert len(reading.trials) == len(records())


def test_it_holds_the_field_and_stays_small() -> None:
    ids = {str(record["id"]) for record in records().values()}
    assert len(ids) >= 325
    assert set(MISSED) <= ids
    assert sum(path.stat().st_size for path in TRIALS.iterdir()) < 10_000_000


@pytest.mark.skipif(not MONITOR.is_file(), reason="../shared is not here")
def test_no_trial_of_the_monitor_is_missing() -> None:
    listed = {line.split(",", 1)[0] for line in MONITOR.read_text(encoding="utf-8-sig").splitlines()}
    listed = {word for word in listed if word.startswith("NCT") and len(word) == 11}
    assert len(listed) == 315
    assert listed <= {str(record["id"]) for record in records().values()}


def test_every_record_names_source_and_day_and_holds_no_prose() -> None:
    for name, record in records().items():
        source = record["source"]
        assert isinstance(source, dict)
        assert source["name"], name
        assert source["retrieved"], name
        assert not {"summary", "description", "eligibility"} & record.keys(), name


def test_names_of_measures_are_short_and_whole() -> None:
    names = [
        outcome["measure"]
        for record in records().values()
        if isinstance(record["source"], dict) and record["source"]["kind"] == "monitor"
        for outcome in record.get("outcomes", [])  # type: ignore[attr-defined]
    ]
    assert len(names) > 300
    assert not [name for name in names if "…" in name or "\n" in name]
    assert sum(len(name) > 120 for name in names) < 5


def test_two_sources_of_a_trial_dispute_only_what_both_state() -> None:
    merged = merging.merge(sources.read([TRIALS]).trials)
    disputes = [dispute for one in merged for dispute in one.disagreements]
    assert ("NCT06222853", "status") in {(dispute.trial, dispute.field) for dispute in disputes}
    assert not [dispute for dispute in disputes if "=" in dispute.value]  # words of facts, no program's words


def test_official_titles_stand_beside_the_records_that_lack_them() -> None:
    read_titles = {trial.id: trial.official_title for trial in sources.read([TRIALS / "official-titles.jsonl"]).trials}
    assert len(read_titles) >= 230
    assert all(read_titles.values())
    merged = {one.trial.id: one.trial for one in merging.merge(sources.read([TRIALS]).trials)}
    assert read_titles.keys() <= merged.keys()
    named = merged["NCT06588491"]  # its brief title does not name KYV-101
    assert [product.label for _, product in products.named.given(named)] == ["KYV-101"]


def test_the_page_of_numbers_is_not_stale() -> None:
    words = Terminology.shipped()
    trials = [products.completed(one.trial, words) for one in merging.merge(sources.read([TRIALS]).trials)]
    ledger = Counter(scope.verdict(trial, words).rule for trial in trials)
    page = (Path(__file__).resolve().parents[1] / "docs" / "field.md").read_text(encoding="utf-8")
    told = {rule: int(number) for rule, number in re.findall(r"^\| [123] \w+ \| ([\w-]*) \| (\d+) \|$", page, re.MULTILINE)}
    assert told == {"": len(trials), **ledger}, "write docs/field.md again: scripts/field_report.py"
