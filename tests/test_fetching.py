"""Fetching, against a local server that behaves like the registry's API, faults included."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from cartkg.model.errors import CartkgError, StoreError
from cartkg.sources.fetching import field as fields
from cartkg.sources.fetching import walk
from cartkg.sources.fetching.folder import INDEX, RecordFolder
from cartkg.sources.fetching.registry import ATTEMPTS, Registry, RegistryError

DAY = date(2026, 3, 1)
FIELD = fields.Field("", 1000.0, 2, ("CAR-T",), ("lupus",))


def study(
    nct: str, update: str = "2026-01-05", title: str = "CAR-T cells in lupus", status: str = "RECRUITING"
) -> dict[str, Any]:
    return {
        "protocolSection": {
            "identificationModule": {"nctId": nct, "briefTitle": title},
            "statusModule": {"overallStatus": status, "lastUpdatePostDateStruct": {"date": update}},
        }
    }


STUDIES = tuple(study(f"NCT9000000{i}") for i in range(1, 6))


@dataclass
class Api:
    """What the server holds and which faults it makes: each entry of `faults` is used up by one request, before any answer."""

    studies: tuple[dict[str, Any], ...] = STUDIES
    faults: list[str] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    repeat_token: bool = False
    asked: list[dict[str, str]] = field(default_factory=list)
    address: str = ""

    def answer(self, asked: dict[str, str]) -> dict[str, Any]:
        self.asked.append(asked)
        found = list(self.studies)
        if "filter.ids" in asked:
            found = [
                s for s in found if s["protocolSection"]["identificationModule"]["nctId"] in asked["filter.ids"].split(",")
            ]
        size, start = int(asked["pageSize"]), int(asked.get("pageToken", "t0")[1:])
        body: dict[str, Any] = {
            "totalCount": self.totals.pop(0) if self.totals else len(found),
            "studies": found[start : start + size],
        }
        if start + size < len(found):
            body["nextPageToken"] = "t2" if self.repeat_token else f"t{start + size}"
        return body


@contextmanager
def serving(api: Api) -> Iterator[Api]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            fault = api.faults.pop(0) if api.faults else ""
            body = json.dumps(api.answer({k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()})).encode()
            if fault.isdigit():
                self.send_response(int(fault))
                self.send_header("Retry-After", "0")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if fault == "cut" else b"{" * len(body) if fault == "garbled" else body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    api.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def fetch(tmp_path: Path) -> Callable[..., tuple[walk.Fetched, list[str]]]:
    def run(api: Api, since: str = "", ids: tuple[str, ...] = (), day: date = DAY) -> tuple[walk.Fetched, list[str]]:
        warnings: list[str] = []
        plan = walk.Run(replace(FIELD, address=api.address), RecordFolder(tmp_path / "records"), day)
        with Registry(api.address, 1000.0, warnings.append, pause=0.001) as registry:
            done = walk.these(plan, registry, ids) if ids else walk.the_field(plan, registry, since)
        return done, warnings

    return run


Fetch = Callable[..., tuple[walk.Fetched, list[str]]]


def ids(*numbers: int) -> tuple[str, ...]:
    return tuple(f"NCT9000000{n}" for n in numbers)


def test_all_pages_are_fetched_and_kept_as_they_came(fetch: Fetch, tmp_path: Path) -> None:
    with serving(Api()) as api:
        done, warnings = fetch(api)
    assert (done.listed, done.fetched, done.gone) == (ids(1, 2, 3, 4, 5), ids(1, 2, 3, 4, 5), ())
    assert not warnings
    kept = RecordFolder(tmp_path / "records").kept[ids(3)[0]]
    assert kept.day == "2026-03-01"
    assert json.loads((tmp_path / "records" / "NCT90000003.json").read_text()) == STUDIES[2]


def test_only_what_changed_is_fetched_again(fetch: Fetch) -> None:
    with serving(Api()) as api:
        fetch(api)
        api.studies = (study("NCT90000001", "2026-02-20", status="COMPLETED"), *STUDIES[1:], study("NCT90000006"))
        api.asked.clear()
        done, _ = fetch(api)
        assert done.fetched == ids(1, 6)
        assert [asked["filter.ids"] for asked in api.asked if "filter.ids" in asked] == ["NCT90000001,NCT90000006"]


def test_a_record_that_was_spoilt_on_disk_is_fetched_again(fetch: Fetch, tmp_path: Path) -> None:
    with serving(Api()) as api:
        fetch(api)
        (tmp_path / "records" / "NCT90000002.json").write_text("{}")
        assert fetch(api)[0].fetched == ids(2)


def test_a_trial_that_the_query_loses_is_said_and_its_record_stays(fetch: Fetch, tmp_path: Path) -> None:
    with serving(Api()) as api:
        fetch(api)
        api.studies = STUDIES[:4]
        assert fetch(api, day=date(2026, 4, 1))[0].gone == ids(5)
        assert fetch(api)[0].gone == ()
    assert RecordFolder(tmp_path / "records").kept["NCT90000005"].gone == "2026-04-01"
    assert (tmp_path / "records" / "NCT90000005.json").is_file()


@pytest.mark.parametrize("fault", ["429", "500", "503", "cut", "garbled"])
def test_a_passing_fault_is_asked_again(fetch: Fetch, fault: str) -> None:
    with serving(Api(faults=["", fault, fault])) as api:
        done, warnings = fetch(api)
    assert done.fetched == ids(1, 2, 3, 4, 5)
    assert len(warnings) == 2


def test_a_lasting_fault_ends_the_run_and_the_next_one_goes_on(fetch: Fetch, tmp_path: Path) -> None:
    with serving(Api(faults=["", "", "", "", *["500"] * ATTEMPTS])) as api:
        with pytest.raises(RegistryError, match="500"):
            fetch(api)
        had = len(RecordFolder(tmp_path / "records").kept)
        assert 0 < had < 5
        assert len(fetch(api)[0].fetched) == 5 - had


def test_a_wrong_query_is_not_asked_again(fetch: Fetch) -> None:
    with serving(Api(faults=["400"])) as api:
        with pytest.raises(RegistryError, match="400"):
            fetch(api)
        assert len(api.asked) == 1


def test_a_repeated_token_is_an_error_and_no_endless_listing(fetch: Fetch) -> None:
    with serving(Api(repeat_token=True)) as api, pytest.raises(RegistryError, match="came twice"):
        fetch(api)


def test_a_total_that_changes_is_said(fetch: Fetch) -> None:
    with serving(Api(totals=[5, 6])) as api:
        assert any("changed while it was read" in warning for warning in fetch(api)[1])


def test_since_asks_for_late_updates_and_takes_nothing_for_gone(fetch: Fetch) -> None:
    with serving(Api()) as api:
        fetch(api)
        api.studies, api.asked = (study("NCT90000002", "2026-02-25"),), []
        done, _ = fetch(api, since="2026-02-20")
        assert (done.fetched, done.gone) == (ids(2), ())
        assert api.asked[0]["filter.advanced"] == "AREA[LastUpdatePostDate]RANGE[2026-02-20,MAX]"


def test_a_list_of_ids_names_those_that_are_not_there(fetch: Fetch) -> None:
    with serving(Api()) as api:
        done, _ = fetch(api, ids=(*ids(1, 2), "NCT99999999"))
    assert (done.fetched, done.gone) == (ids(1, 2), ("NCT99999999",))


def test_a_bulk_file_is_searched_by_its_own_words(tmp_path: Path) -> None:
    bulk = [
        study("NCT90000001"),
        study("NCT90000002", title="Anti-CD19 CAR T in Lupus"),
        study("NCT90000003", title="CAR-T in myeloma"),
    ]
    done = walk.from_bulk(walk.Run(FIELD, RecordFolder(tmp_path), DAY), bulk)
    assert done.fetched == ids(1, 2)


def test_an_index_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / INDEX).write_text("{not json")
    with pytest.raises(StoreError, match=INDEX):
        RecordFolder(tmp_path)


def test_the_shipped_field_is_read_and_a_broken_one_is_named(tmp_path: Path) -> None:
    shipped = fields.read(Path(__file__).resolve().parents[1] / "data" / "field.toml")
    assert '"myasthenia"' in shipped.parameters()["query.cond"]
    broken = tmp_path / "field.toml"
    broken.write_text("[api]\naddress = 'x'\n")
    with pytest.raises(CartkgError, match="cells"):
        fields.read(broken)
