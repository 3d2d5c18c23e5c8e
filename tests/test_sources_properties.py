"""Whatever is cut off, mixed up or flipped: a record is read or refused, never an exception, and spans hold."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cartkg import sources

RECORDS = Path(__file__).parent / "records"
PAGES = sorted(RECORDS.glob("*.txt"))
CALM = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SCALAR = st.none() | st.booleans() | st.integers(-5, 10**12) | st.floats(allow_nan=False) | st.text(max_size=12)
VALUE = st.recursive(
    SCALAR, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)


def check(path: Path, data: bytes) -> None:
    """Reads the bytes: a trial or a refusal comes out, and the eligibility text is where it says."""
    path.write_bytes(data)
    reading = sources.read([path])
    assert reading.trials or reading.refusals
    for trial in reading.trials:
        assert trial.id
        if trial.eligibility.offset is not None:
            text = data.decode("utf-8", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
            assert text[trial.eligibility.offset :].startswith(trial.eligibility.text)


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
@CALM
@given(data=st.data())
def test_a_page_cut_off_anywhere(page: Path, tmp_path: Path, data: st.DataObject) -> None:
    text = page.read_text(encoding="utf-8")
    check(tmp_path / "page", text[: data.draw(st.integers(0, len(text)))].encode())


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
@CALM
@given(data=st.data())
def test_a_page_with_lines_dropped_and_shuffled(page: Path, tmp_path: Path, data: st.DataObject) -> None:
    lines = page.read_text(encoding="utf-8").split("\n")
    kept = data.draw(st.lists(st.sampled_from(lines), max_size=len(lines)))
    check(tmp_path / "page", "\n".join(kept).encode())


@CALM
@given(noise=st.binary(max_size=300))
def test_any_bytes(tmp_path: Path, noise: bytes) -> None:
    path = tmp_path / "noise"
    path.write_bytes(noise)
    reading = sources.read([path])
    assert reading.trials or reading.refusals


MODULES = st.sampled_from([
    "identificationModule", "statusModule", "sponsorCollaboratorsModule", "oversightModule", "descriptionModule",
    "conditionsModule", "designModule", "armsInterventionsModule", "outcomesModule", "eligibilityModule",
    "contactsLocationsModule", "referencesModule",
])  # fmt: skip
FIELDS = st.sampled_from([
    "nctId", "phases", "startDateStruct", "leadSponsor", "collaborators", "briefSummary", "conditions",
    "enrollmentInfo", "designInfo", "armGroups", "interventions", "primaryOutcomes", "eligibilityCriteria",
    "minimumAge", "locations", "overallOfficials", "references",
])  # fmt: skip


@CALM
@given(modules=st.dictionaries(MODULES, st.dictionaries(FIELDS, VALUE, max_size=6) | VALUE, max_size=6))
def test_a_study_with_anything_in_its_fields(tmp_path: Path, modules: dict[str, Any]) -> None:
    identification = modules.get("identificationModule")
    known = identification if isinstance(identification, dict) else {}
    study = {"protocolSection": modules | {"identificationModule": {**known, "briefTitle": "Made-up Cells"}}}
    path = tmp_path / "study.json"
    path.write_text(json.dumps(study))
    reading = sources.read([path])
    assert [trial.title for trial in reading.trials] == ["Made-up Cells"]
