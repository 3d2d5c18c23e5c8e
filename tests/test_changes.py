"""Changes between two graphs: what moved, and whether the record or the reading moved it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import PROV, RDF, Graph

from cartkg.graph import build
from cartkg.use import changes
from cartkg.use.changes import Change, Snapshot

Make = Callable[..., Snapshot]


def study(number: int, criteria: str = "", status: str = "RECRUITING", maximum: str = "") -> dict[str, object]:
    eligibility = {"minimumAge": "18 Years", "eligibilityCriteria": criteria}
    return {
        "protocolSection": {
            "identificationModule": {
                "nctId": f"NCT9900000{number}",
                "briefTitle": f"CAR-T Cells in Lupus, Made-up Study {number}",
            },
            "statusModule": {"overallStatus": status},
            "conditionsModule": {"conditions": ["Systemic Lupus Erythematosus"]},
            "eligibilityModule": eligibility | ({"maximumAge": maximum} if maximum else {}),
        }
    }


EVER = "Inclusion Criteria:\n\n1. Lupus nephritis\n\nExclusion Criteria:\n\n1. Any prior rituximab\n2. Pregnancy"
SIX_MONTHS = EVER.replace("Any prior rituximab", "Rituximab within 6 months before screening")


@pytest.fixture
def snapshot(tmp_path: Path) -> Make:
    def make(name: str, *studies: dict[str, object]) -> Snapshot:
        (tmp_path / f"{name}.json").write_text(json.dumps(list(studies)))
        build.build([tmp_path / f"{name}.json"], tmp_path / name)
        return Snapshot.of(tmp_path / name)

    return make


def test_a_graph_does_not_differ_from_itself(snapshot: Make) -> None:
    one = snapshot("one", study(1, EVER))
    assert changes.compare(one, one) == ()


def test_trials_come_and_go_and_fields_move(snapshot: Make) -> None:
    old = snapshot("old", study(1), study(2))
    new = snapshot("new", study(2, status="COMPLETED", maximum="65 Years"), study(3))
    title = "CAR-T Cells in Lupus, Made-up Study"
    assert changes.compare(old, new) == (
        Change("NCT99000001", "trial", f"{title} 1", "gone", ""),
        Change("NCT99000002", "max_age_years", "", "", "65", cause="record"),
        Change("NCT99000002", "status", "", "RECRUITING", "COMPLETED", cause="record"),
        Change("NCT99000003", "trial", f"{title} 3", "", "added"),
    )


def test_a_window_shortened_from_ever_to_six_months_is_one_change_of_the_record(snapshot: Make) -> None:
    found = changes.compare(snapshot("old", study(1, EVER)), snapshot("new", study(1, SIX_MONTHS)))
    assert found == (
        Change("NCT99000001", "therapies", "excludes rituximab", "ever", "P6M screening", "exclusion 1", "record"),
    )


def test_an_item_that_only_moved_is_no_change(snapshot: Make) -> None:
    moved = EVER.replace("1. Any prior rituximab\n2. Pregnancy", "1. Pregnancy\n2. Any prior rituximab")
    assert changes.compare(snapshot("old", study(1, EVER)), snapshot("new", study(1, moved))) == ()


def test_the_same_record_read_otherwise_is_a_change_of_the_program(snapshot: Make) -> None:
    one = snapshot("one", study(1, EVER))
    rows = tuple({**row, "window": "P1Y"} if row["agent_label"] == "rituximab" else row for row in one.tables["therapies"])
    newer = Snapshot({**one.tables, "therapies": rows}, one.texts, one.records, "another digest")
    assert [(change.new, change.cause) for change in changes.compare(one, newer)] == [("P1Y ever", "program")]


def test_changes_are_a_prov_activity(snapshot: Make) -> None:
    old, new = snapshot("old", study(1, EVER)), snapshot("new", study(1, SIX_MONTHS), study(2))
    found = changes.compare(old, new)
    graph = Graph().parse(data=changes.as_turtle(found, old, new), format="turtle")
    (activity,) = graph.subjects(RDF.type, PROV.Activity)
    assert len(list(graph.subjects(PROV.wasGeneratedBy, activity))) == len(found) == 2
