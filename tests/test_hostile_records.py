"""Every field of a record × hostile values: a record is read or refused by name, and the others go on."""

import copy
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cartkg import sources
from cartkg.cli import main
from cartkg.graph import build, emission
from cartkg.graph.store import GraphStore
from cartkg.sources import merging, wording
from cartkg.vocabulary import Terminology

CONTROL = re.compile("[\\x00-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")
RECORD = Path(__file__).parent / "golden" / "record.json"
SHIPPED = {
    "cartkg": "trial/1", "id": "NCT99999901", "registry_id": "NCT99999901", "registry_id_basis": "stated",
    "aliases": ["NCT99999903"], "title": "Made-up Cells", "official_title": "Made-up Cells in a Made-up Disease",
    "source": {"name": "a", "kind": "page", "site": "b", "sha256": "c" * 64, "url": "https://example.org/a", "licence": "d",
               "retrieved": "2026-01-02"},
    "status": "RECRUITING", "phases": ["PHASE1"], "enrollment": 12,
    "dates": [{"kind": "start", "value": "2026-01", "note": "n"}],
    "sponsor": "Made-up Hospital", "collaborators": ["Made-up College"], "conditions": ["Lupus"], "modality": "CAR-T",
    "cell_source": "autologous", "targets": [{"id": "HGNC:1633", "symbol": "CD19", "intervention": "MU-1"}],
    "interventions": [{"name": "MU-1", "type": "BIOLOGICAL", "doses_cells_per_kg": [1e6], "preparation_time": "P12D"}],
    "arms": [{"label": "one", "type": "EXPERIMENTAL", "interventions": ["MU-1"]}], "min_age": "18 Years", "max_age": "65 Years",
    "sex": "ALL", "healthy_volunteers": False, "eligibility_text": "complete",
    "outcomes": [{"kind": "primary", "measure": "m"}],
    "sites": [{"facility": "f", "city": "c", "country": "China", "status": "s"}], "officials": [{"name": "n", "role": "r"}],
    "mentions": [{"id": "NCT99999904", "title": "t"}], "fields": [{"name": "n", "value": "v"}], "notes": ["n"],
}  # fmt: skip
HOSTILE: tuple[Any, ...] = (
    "\ud800", "a\0b\x0b\x1f\ufffe", '"\\> <http://x> . \n\r\t', "=cmd|' /C calc'!A0", "x" * 150_000, "\u0661\u0662", "<>{}|^`",
    None, True, 10**3000, float("nan"), {}, [[["x"]]], ["\ud800"],
)  # fmt: skip


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a record: objects and lists themselves, and what they hold."""
    if path:
        yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from leaves(inner, (*path, key))


def with_value(record: Any, path: tuple[Any, ...], value: Any) -> Any:
    changed = copy.deepcopy(record)
    at = changed
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return changed


def variants(record: Any) -> Iterator[str]:
    for path in leaves(record):
        for value in HOSTILE:
            yield json.dumps(with_value(record, path, value))


@pytest.mark.parametrize("record", [json.loads(RECORD.read_text()), SHIPPED], ids=["registry", "shipped"])
def test_every_field_with_every_hostile_value(record: Any, tmp_path: Path) -> None:
    """All of them in one build with a good record: each is read or refused by name, and what is said is N-Quads."""
    lines = [*variants(record), json.dumps(record)]
    for number, line in enumerate(lines):
        folder = tmp_path / f"{number // 200:03}"
        folder.mkdir(exist_ok=True)
        (folder / f"{number:06}.json").write_text(line)
    terminology = Terminology.shipped()
    reading = sources.read([tmp_path], terminology)
    named = {trial.source.name for trial in reading.trials} | {Path(r.place.split(":")[0]).name for r in reading.refusals}
    assert named == {f"{number:06}.json" for number in range(len(lines))}
    assert any("half a character" in refusal.problem for refusal in reading.refusals)
    assert any("a text has 150,000 characters" in refusal.problem for refusal in reading.refusals)
    assert not [refusal for refusal in reading.refusals if "please report" in refusal.remedy]
    store = GraphStore.in_memory()
    merged = tuple(one for trial in reading.trials for one in merging.merge([trial]))
    assert len(merged) > len(lines) / 2
    for one in merged:
        for graph, triples in emission.trial_graphs(one, (), terminology):
            store.add(graph, triples)  # which parses them
    for graph, triples in emission.shared_graphs(merged, {one.trial.id: () for one in merged}, terminology):
        store.add(graph, triples)
    assert not [line for line in store.lines() if CONTROL.search(line)]


def test_a_hostile_record_costs_itself_alone_in_a_build(tmp_path: Path) -> None:
    """Through the command, which also has to print what it refuses."""
    records, good = tmp_path / "records", json.loads(RECORD.read_text())
    records.mkdir()
    title = ("protocolSection", "identificationModule", "briefTitle")
    (records / "good.json").write_text(json.dumps(good))
    (records / "half.json").write_text(json.dumps(with_value(good, title, "half \ud800")))
    (records / "long.json").write_text(json.dumps(with_value(good, title, "x" * 150_000)))
    (records / "deep.json").write_text("[" * 100_000)
    (records / "digits.json").write_text(json.dumps(with_value(good, title, 0)).replace(": 0", ": " + "9" * 10_000))
    Path(os.fsdecode(os.fsencode(records) + b"/na\xefve.json")).write_text(json.dumps(good))
    done = CliRunner().invoke(main, ["build", str(records), "--out", str(tmp_path / "graph")])
    assert done.exit_code == 0, done.output
    assert "1 trials" in done.stdout
    refused = [line for line in done.stderr.splitlines() if line.startswith("refused ")]
    for name, problem in (("half.json", "half a character"), ("long.json", "150,000"), ("deep.json", "nested"),
                          ("na\\udcefve.json", "name is not UTF-8")):  # fmt: skip
        assert any(name in line and problem in line for line in refused), (name, refused)
    manifest = json.loads((tmp_path / "graph" / "manifest.json").read_text())
    assert len(manifest["refusals"]) == len(refused)


@pytest.mark.parametrize("where", ["trial_graphs", "described"])
def test_a_defect_of_ours_costs_one_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    study = json.loads(RECORD.read_text())
    (tmp_path / "good.json").write_text(json.dumps(study))
    other = ("protocolSection", "identificationModule", "nctId")
    (tmp_path / "other.json").write_text(json.dumps(with_value(study, other, "NCT99999999")))
    room = emission if where == "trial_graphs" else wording
    real = getattr(room, where)

    def fails(first: Any, *rest: Any) -> Any:
        if getattr(first, "trial", first).id == "NCT99999999":
            raise ZeroDivisionError("made up \ud800")
        return real(first, *rest)

    monkeypatch.setattr(room, where, fails)
    result = build.build([tmp_path], tmp_path / "graph")
    assert result.counts["trials"] == 1
    assert [("other.json" in r.place, "ZeroDivisionError" in r.problem) for r in result.refusals] == [(True, True)]
