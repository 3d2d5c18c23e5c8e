"""What cannot be read is refused by name, with what to do, and the other records go on."""

import gzip
import json
import os
from pathlib import Path

import pytest

from cartkg import sources
from cartkg.model import Completeness, Trial
from cartkg.sources import decoding

RECORDS = Path(__file__).parent / "records"
PAGE = RECORDS / "stripped.txt"


def study(nct: str = "NCT99000009", **modules: object) -> dict[str, object]:
    identification = {"nctId": nct, "briefTitle": "Cells for a Made-up Disease"}
    return {"protocolSection": {"identificationModule": identification, **modules}}


REFUSED: list[tuple[str, bytes, str]] = [
    ("empty", b"", "empty"),
    ("blank", b" \r\n\n\t ", "empty"),
    ("bom only", b"\xef\xbb\xbf", "empty"),
    ("pdf as text.txt", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>", "PDF"),
    ("office.txt", b"PK\x03\x04\x14\x00\x06\x00[Content_Types].xml", "ZIP"),
    ("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00", "picture"),
    ("binary.txt", bytes(range(32)) * 40, "binary"),
    ("page.txt", b"<!DOCTYPE html><html><body>Recruiting</body></html>", "markup"),
    ("notes.txt", b"Dear all,\n\nthe trial is going well.\n\nYours", "unknown site"),
    ("broken.json", b'{"protocolSection": {"identificationModule": {"nctId": "NCT99000009"', "broken JSON"),
    ("no study.json", b'{"name": "cartkg", "version": 3}', "no study"),
    ("number.json", b"[1, 2, 3]", "no study"),
    ("nothing.json", b"[]", "no studies"),
    ("page of none.json", b'{"studies": [], "nextPageToken": "x"}', "no studies"),
    ("empty study.json", b'{"protocolSection": {"identificationModule": {}}}', "no study"),
    ("broken.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00garbage", "gzip"),
    ("deep.json", b"[" * 200_000, "JSON"),
]


@pytest.mark.parametrize("name, data, problem", REFUSED, ids=[name for name, _, _ in REFUSED])
def test_refused_by_name_while_others_go_on(tmp_path: Path, name: str, data: bytes, problem: str) -> None:
    (tmp_path / name).write_bytes(data)
    reading = sources.read([tmp_path / name, PAGE])
    assert [trial.id for trial in reading.trials] == ["NCT99000004"]
    assert reading.refusals, "nothing was refused"
    for refusal in reading.refusals:
        assert str(tmp_path / name) in refusal.place
        assert problem in refusal.problem
        assert refusal.remedy


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    (refusal,) = sources.read([tmp_path / "nowhere"]).refusals
    assert refusal.place == str(tmp_path / "nowhere")
    assert "no such file" in refusal.problem


def test_a_folder_without_records_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".hidden").write_text("x")
    (refusal,) = sources.read([tmp_path]).refusals
    assert refusal.place == str(tmp_path)
    assert "no records" in refusal.problem


def test_a_file_of_50_megabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.jsonl"
    path.touch()
    os.truncate(path, decoding.MAX_BYTES)
    (refusal,) = sources.read([path]).refusals
    assert "50 MB" in refusal.problem
    assert "split" in refusal.remedy


def test_a_small_archive_of_50_megabytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        for _ in range(decoding.MAX_BYTES // 1_000_000):
            file.write(b" " * 1_000_000)
    (refusal,) = sources.read([path]).refusals
    assert "50 MB" in refusal.problem


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_bytes(PAGE.read_bytes())
    path.chmod(0)
    (refusal,) = sources.read([path]).refusals
    assert "cannot be read" in refusal.problem


def test_a_broken_line_of_json_lines_is_refused_with_its_number(tmp_path: Path) -> None:
    path = tmp_path / "studies"
    path.write_text(json.dumps(study("NCT99000011")) + "\n{broken\n" + json.dumps(study("NCT99000012")) + "\n")
    reading = sources.read([path])
    assert [trial.id for trial in reading.trials] == ["NCT99000011", "NCT99000012"]
    (refusal,) = reading.refusals
    assert refusal.place == f"{path}:2"


def test_a_list_with_something_else_in_it_gives_its_studies(tmp_path: Path) -> None:
    path = tmp_path / "studies.json"
    path.write_text(json.dumps([study("NCT99000011"), {"error": "gone"}, None]))
    reading = sources.read([path])
    assert [trial.id for trial in reading.trials] == ["NCT99000011"]
    assert [refusal.place for refusal in reading.refusals] == [f"{path}: study 2", f"{path}: study 3"]


def test_a_study_without_eligibility_is_read(tmp_path: Path) -> None:
    path = tmp_path / "study.json"
    path.write_text(json.dumps(study()))
    (trial,) = sources.read([path]).trials
    assert trial.eligibility.completeness is Completeness.NONE


def test_the_same_bytes_twice_are_read_once(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(PAGE.read_bytes())
    (tmp_path / "b").write_bytes(PAGE.read_bytes())
    reading = sources.read([tmp_path, tmp_path / "a"])
    assert len(reading.trials) == 1
    (refusal,) = reading.refusals
    assert "same bytes" in refusal.problem


ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"]


def _read_as(tmp_path: Path, page: str, encoding: str) -> Trial:
    path = tmp_path / "page.txt"
    path.write_bytes(page.encode(encoding))
    reading = sources.read([path])
    assert reading.refusals == ()
    return reading.trials[0]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_encodings_give_the_same_trial(tmp_path: Path, encoding: str) -> None:
    page = PAGE.read_text(encoding="utf-8").replace("1×10\\^6", "3×10\\^6").replace("Dawn Ward", "Klinik für Frühaufsteher")
    trial, expected = _read_as(tmp_path, page, encoding), _read_as(tmp_path, page, "utf-8")
    assert trial.sites[0].facility == "Klinik für Frühaufsteher"
    assert trial.eligibility == expected.eligibility
    assert trial.interventions == expected.interventions


def test_a_page_cut_inside_a_character_stays_utf8(tmp_path: Path) -> None:
    data = PAGE.read_text(encoding="utf-8").replace("Dawn Ward", "Frühstation für Größe").encode()
    (tmp_path / "page").write_bytes(data + "ü".encode()[:1])
    (trial,) = sources.read([tmp_path / "page"]).trials
    assert trial.sites[0].facility == "Frühstation für Größe"


def test_inputs_name_every_file_with_its_hash(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    reading = sources.read([PAGE, tmp_path / "empty"])
    assert [source.name for source in reading.inputs] == ["stripped.txt", "empty"]
    assert all(len(source.sha256) == 64 for source in reading.inputs)


def test_the_index_of_fetched_records_is_no_record_but_tells_their_day(tmp_path: Path) -> None:
    record = tmp_path / "NCT99000009.json"
    record.write_text(json.dumps(study()))
    digest = sources.read([record]).inputs[0].sha256
    entry = {"sha256": digest, "day": "2031-02-03", "last_update": "", "url": "https://example.org/NCT99000009", "gone": ""}
    (tmp_path / "fetch.json").write_text(json.dumps({"kind": "cartkg-fetch", "records": {"NCT99000009": entry}}))
    reading = sources.read([tmp_path])
    assert reading.refusals == ()
    (trial,) = reading.trials
    assert trial.source.url == "https://example.org/NCT99000009"
    assert str(trial.source.retrieved) == "2031-02-03"
