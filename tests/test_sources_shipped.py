"""The shipped form: what is written is read again, no prose is in it, and it says the same as the pages it came from."""

import json
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest

from cartkg import sources
from cartkg.model import Trial
from cartkg.model.resources import folder
from cartkg.sources import shipped

RECORDS = Path(__file__).parent / "records"
SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"
PROSE = {"summary", "description", "eligibility", "source"}
DAY = date(2031, 2, 3)


def without_prose(trial: Trial) -> Trial:
    """The trial as the shipped form can tell it."""
    return replace(
        trial,
        interventions=tuple(replace(given, description="") for given in trial.interventions),
        arms=tuple(replace(arm, description="") for arm in trial.arms),
        outcomes=tuple(replace(outcome, description="") for outcome in trial.outcomes),
    )


def same(one: Trial, other: Trial, *but: str) -> None:
    for field in fields(Trial):
        if field.name not in PROSE | set(but):
            assert getattr(one, field.name) == getattr(other, field.name), field.name
    assert one.eligibility.completeness is other.eligibility.completeness


def test_written_and_read_again(tmp_path: Path) -> None:
    trials = sources.read(sorted(RECORDS.glob("*.txt"))).trials
    assert len(trials) == 5
    shipped.write_all([(trial, trial.source) for trial in trials], tmp_path, DAY)
    reading = sources.read([tmp_path])
    assert reading.refusals == ()
    assert reading.unknown_fields == {}
    for page, record in zip(trials, reading.trials, strict=True):
        same(without_prose(page), record)
        assert record.source.retrieved == DAY
        assert page.source.name in record.source.origin


def test_no_prose_is_written(tmp_path: Path) -> None:
    trials = sources.read(sorted(RECORDS.glob("*.txt"))).trials
    written = [path.read_text() for path in shipped.write_all([(t, t.source) for t in trials], tmp_path, DAY)]
    for trial, text in zip(trials, written, strict=True):
        prose = [trial.summary, trial.description, trial.eligibility.text, *(arm.description for arm in trial.arms)]
        assert not [words for words in prose if words and words in text]


def test_writing_twice_gives_the_same_bytes() -> None:
    (trial,) = sources.read([RECORDS / "labelled.txt"]).trials
    assert shipped.write(trial, trial.source, DAY) == shipped.write(trial, trial.source, DAY)


def _record(**changed: object) -> str:
    record = {"cartkg": "trial/1", "id": "cartkg-0000", "source": {"name": "made up"}, "title": "Owl Cells"}
    return json.dumps(record | changed)


@pytest.mark.parametrize(
    "text, problem",
    [
        (_record(id=""), "needs id, source"),
        (_record(title=""), "needs id, source"),
        (_record(source={}), "needs id, source"),
        (_record(eligibility_text="most of it"), "eligibility_text"),
        (_record(cartkg="trial/99"), "no study"),
    ],
)
def test_a_record_that_is_not_well_formed_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "record.json").write_text(text)
    (refusal,) = sources.read([tmp_path / "record.json"]).refusals
    assert problem in refusal.problem


def test_an_unknown_field_of_a_record_is_counted(tmp_path: Path) -> None:
    (tmp_path / "record.json").write_text(_record(moon="full"))
    assert sources.read([tmp_path / "record.json"]).unknown_fields == {"moon": 1}


def shipped_trials() -> dict[str, Trial]:
    """The shipped records by the name of their file: a trial may have a second one, such as `<id>.page.json`."""
    reading = sources.read([folder("data/trials")])
    assert reading.refusals == ()
    assert reading.unknown_fields == {}
    return {trial.source.name: trial for trial in reading.trials}


def test_every_shipped_record_has_source_day_and_its_id_as_name() -> None:
    trials = shipped_trials()
    assert len(trials) >= 5
    for trial in trials.values():
        assert trial.source.name.split(".")[0] in (trial.id, "official-titles")
        assert f"{trial.id}.json" in trials
        assert trial.source.origin
        assert trial.source.retrieved


def test_the_data_folder_is_read_by_its_trials() -> None:
    data = folder("data")
    assert {trial.source.name for trial in sources.read([data]).trials} == set(shipped_trials())


@pytest.mark.skipif(not SEEDS.is_dir(), reason="../shared is not here")
def test_the_five_shipped_trials_say_what_their_pages_say() -> None:
    records = shipped_trials()
    pages = sources.read(sorted(SEEDS.glob("*.txt"))).trials
    assert len(pages) == 5
    for page in pages:
        same(
            without_prose(page), without_prose(records[f"{page.id}.json"]), "outcomes"
        )  # outcomes are shipped in our own words
        assert len(page.outcomes) == len(records[f"{page.id}.json"].outcomes)
