"""Fetching, against a local server that behaves like the registry's API, faults included."""

import gzip
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner, Result

from cartkg.cli import main
from cartkg.facts import products, scope
from cartkg.model import Trial
from cartkg.model.errors import CartkgError, StoreError
from cartkg.model.resources import folder
from cartkg.sources import merging
from cartkg.sources import read as read_records
from cartkg.sources.fetching import field as fields
from cartkg.sources.fetching import registry, walk
from cartkg.sources.fetching.folder import INDEX, RecordFolder, former_ids, identify
from cartkg.sources.fetching.registry import ATTEMPTS, Registry, RegistryError
from cartkg.vocabulary import Terminology

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
    withheld: tuple[str, ...] = ()  # listed and counted, and not given when asked for by id
    spoilt: str = ""  # an answer that holds this id is of no use: the body, or a status
    listings: list[tuple[dict[str, Any], ...]] = field(
        default_factory=list
    )  # what each page of a listing is cut from, if given
    by_words: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    address: str = ""

    def finds(self, record: dict[str, Any], asked: dict[str, str]) -> bool:
        """Whether a listing holds a record; `by_words` has the words that each record is found by, in which parameter."""
        words = self.by_words.get(identify(record)) if self.by_words and "fields" in asked else None
        return words is None or any(word in asked.get(parameter, "") for parameter, word in words)

    def answer(self, asked: dict[str, str]) -> dict[str, Any]:
        self.asked.append(asked)
        found = [s for s in self.studies if self.finds(s, asked)]
        if "filter.ids" in asked:
            wanted = asked["filter.ids"].split(",")
            found = [s for s in found if any(nct in wanted for nct in (identify(s), *former_ids(s)))]
            given = [s for s in found if identify(s) not in self.withheld]
            return {"totalCount": len(found), "studies": given}
        found = list(self.listings.pop(0)) if self.listings else found
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
            if fault == "trickle":
                self.send_response(200)
                self.end_headers()
                for _ in range(100):
                    time.sleep(0.05)
                    self.wfile.write(b" ")
                return
            if fault == "bomb":
                body = gzip.compress(b" " * 5_000_000)
            if fault == "around":
                self.send_response(302)
                self.send_header("Location", self.path)
                self.end_headers()
                api.faults.append("around")
                return
            if api.spoilt and api.spoilt in body.decode() and "filter.ids" in self.path:
                body = b"[" * 100_000
            self.send_response(200)
            if fault in ("bomb", "no gzip"):
                self.send_header("Content-Encoding", "gzip")
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
        with Registry(api.address, 1000.0, warnings.append, pause=0.001, seconds=1.0) as asked:
            done = walk.these(plan, asked, ids) if ids else walk.the_field(plan, asked, since)
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


def test_a_listing_that_ends_early_marks_nothing_gone(fetch: Fetch, tmp_path: Path) -> None:
    """The second page is empty, and is the last."""
    with serving(Api()) as api:
        fetch(api)
        api.totals = [5, 5] * 3
        api.listings = [(*STUDIES[:2], {}), STUDIES[:2]] * 3
        done, _ = fetch(api)
    assert done.gone == ()
    assert done.unseen == ids(3, 4, 5)
    assert not done.whole
    assert "shows 2 of" in done.doubt
    assert not any(kept.gone for kept in RecordFolder(tmp_path / "records").kept.values())


def test_ids_that_shift_between_pages_are_seen_by_asking_again(fetch: Fetch) -> None:
    """A record that moves forward while the first page is read: one is shown twice, and one not at all."""
    shifted = (STUDIES[4], *STUDIES[:4])
    with serving(Api(listings=[STUDIES, shifted, shifted])) as api:
        done, warnings = fetch(api)
    assert done.listed == ids(1, 2, 3, 4, 5)
    assert done.whole
    assert sum("not whole" in warning for warning in warnings) == 1


def test_a_record_that_is_listed_and_withheld_is_named_and_not_gone(fetch: Fetch, tmp_path: Path) -> None:
    with serving(Api()) as api:
        fetch(api)
        api.studies = tuple(study(nct, "2026-02-20") for nct in ids(1, 2, 3, 4, 5))
        api.withheld = ids(2)
        for asked in ((), ids(1, 2)):
            done, _ = fetch(api, ids=asked)
            assert [error.place for error in done.failed] == ["NCT90000002"]
            assert (done.gone, done.whole) == ((), False)
    assert RecordFolder(tmp_path / "records").kept["NCT90000002"].gone == ""


def test_an_expired_token_begins_the_listing_again(fetch: Fetch) -> None:
    with serving(Api(faults=["", "400"])) as api:
        done, warnings = fetch(api)
    assert done.fetched == ids(1, 2, 3, 4, 5)
    assert done.whole
    assert any("page token" in warning for warning in warnings)


def test_a_listing_whose_token_always_expires_is_an_error(fetch: Fetch) -> None:
    with serving(Api(studies=({}, {}, {}), faults=["", "400"] * 3)) as api, pytest.raises(RegistryError, match="page token"):
        fetch(api)


def test_a_record_that_spoils_its_answer_costs_itself_alone(fetch: Fetch) -> None:
    with serving(Api(spoilt="NCT90000003")) as api:
        done, _ = fetch(api)
    assert done.fetched == ids(1, 2, 4, 5)
    assert [(error.place, error.problem) for error in done.failed] == [
        ("NCT90000003", "the answer's JSON is nested too deeply")
    ]


def test_an_answer_without_its_page_costs_one_record(fetch: Fetch) -> None:
    with serving(Api(faults=["", "", "", "404", "404"])) as api:
        done, _ = fetch(api)
    assert done.fetched == ids(2, 3, 4, 5)
    assert [(error.place, error.problem) for error in done.failed] == [("NCT90000001", "the registry answered 404: ")]


BROKEN: tuple[Any, ...] = (
    {},
    "a string",
    None,
    7,
    {"protocolSection": None},
    {"protocolSection": "words"},
    {"protocolSection": {"identificationModule": {"nctId": 7}}},
    {"protocolSection": {"identificationModule": {"nctId": "NCT9000000\u0663"}}},
    {"protocolSection": {"identificationModule": {"nctId": "NCT../../etc"}}},
    {"protocolSection": {"identificationModule": {"nctId": "NCT9\ud800000003"}}},
)


@pytest.mark.parametrize("record", BROKEN, ids=ascii)
def test_a_broken_record_in_a_listing_makes_it_not_whole(fetch: Fetch, record: Any) -> None:
    with serving(Api()) as api:
        fetch(api)
        api.listings = [(*STUDIES[:4], record)] * 9
        done, _ = fetch(api)
    assert done.gone == ()
    assert done.unseen == ids(5)
    assert "no registry id" in done.doubt


def test_a_record_with_half_a_character_costs_itself_alone(fetch: Fetch, tmp_path: Path) -> None:
    with serving(Api(studies=(*STUDIES[:2], study("NCT90000003", title="CAR-T \ud800 lupus")))) as api:
        done, _ = fetch(api)
    assert done.fetched == ids(1, 2)
    assert [error.place for error in done.failed] == ["NCT90000003"]
    assert not (tmp_path / "records" / "NCT90000003.json").exists()


def test_a_record_of_another_id_is_not_kept(fetch: Fetch, tmp_path: Path) -> None:
    with serving(Api()) as api:
        api.answer = lambda asked: {"totalCount": 1, "studies": [STUDIES[0]]}  # type: ignore[method-assign]
        done, _ = fetch(api, ids=ids(2))
    assert [error.problem for error in done.failed] == ["the registry gives a record without this id"]
    assert not (tmp_path / "records" / "NCT90000001.json").exists()


@pytest.mark.parametrize("fault", ["trickle", "no gzip"])
def test_an_answer_that_trickles_or_is_no_gzip_is_asked_for_again(fetch: Fetch, fault: str) -> None:
    with serving(Api(faults=[fault])) as api:
        done, warnings = fetch(api)
    assert done.whole
    assert len(warnings) == 1


def test_an_answer_has_a_bound_when_unpacked(fetch: Fetch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "ANSWER_BYTES", 1_000_000)
    with serving(Api(faults=["bomb"])) as api, pytest.raises(RegistryError, match="over 1 MB"):
        fetch(api)


def test_redirects_in_a_circle_end(fetch: Fetch) -> None:
    with serving(Api(faults=["around"])) as api, pytest.raises(RegistryError, match="one address to the next"):
        fetch(api)


def test_empty_pages_without_end_end(fetch: Fetch) -> None:
    with serving(Api()) as api:
        numbers = iter(range(1000))
        api.answer = lambda asked: {"totalCount": 9, "studies": [], "nextPageToken": str(next(numbers))}  # type: ignore[method-assign]
        with pytest.raises(RegistryError, match="empty pages"):
            fetch(api)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7), ("0.5", 0.5), ("-3", 0), ("nan", None), ("inf", 120), ("99999", 120), ("soon", None), (None, None),
        ("Sun, 01 Mar 2026 00:00:30 GMT", 30), ("Sat, 28 Feb 2026 00:00:00 GMT", 0), ("Sun, 01 Mar 2027 00:00:00 GMT", 120),
        ("Sun, 99 Mar 2026 00:00:30 GMT", None), ("Sun, 01 Mar 2026 00:00:30", None),
    ],
)  # fmt: skip
def test_the_pause_that_a_server_asks_for(header: str | None, seconds: float | None) -> None:
    assert registry.pause(header, datetime(2026, 3, 1, tzinfo=UTC)) == seconds


def command(*words: str) -> Result:
    done = CliRunner().invoke(main, ["fetch", *words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.mark.parametrize(
    "address", ["", "x", "ftp://a/b", "http://", "http://[", "http://a:b", "file:///etc/passwd", "http://\ud800"]
)
def test_an_address_that_is_none_is_one_line(tmp_path: Path, address: str) -> None:
    done = command("--out", str(tmp_path), "--api", address, "NCT90000001")
    assert done.exit_code == 2
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("nct", ["NCT1", "nct90000001", "NCT90000001,NCT90000002", "NCT9000000\u0663", "../x"])
def test_an_id_that_is_none_is_one_line(tmp_path: Path, nct: str) -> None:
    done = command("--out", str(tmp_path), "--api", "http://127.0.0.1:9", nct)
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert "NCT and eight digits" in done.stderr


def test_a_bad_line_of_a_bulk_file_costs_itself_alone(tmp_path: Path) -> None:
    good = json.dumps(study("NCT90000001")).encode()
    odd = json.dumps({"protocolSection": {"identificationModule": {"nctId": "NCT90000002", "briefTitle": 7}}}).encode()
    lines = [good, b"{", b"\xff\xfe", b"[" * 100_000, b'"words"', b"", odd, json.dumps(study("NCT90000003")).encode()]
    for name, content in (("a.jsonl", b"\n".join(lines)), ("a.jsonl.gz", gzip.compress(b"\n".join(lines)))):
        (tmp_path / name).write_bytes(content)
        done = command("--out", str(tmp_path / f"{name}-records"), "--bulk", str(tmp_path / name))
        assert done.exit_code == 1
        assert "2 listed, 2 fetched" in done.stderr
        assert [f"{name}:{number}: " in done.stderr for number in range(1, 9)] == [False, True, True, True] + [False] * 4
        assert done.stderr.count("not fetched") == 4


@pytest.mark.parametrize("content", [b"not gzip", gzip.compress(b"x" * 5000, mtime=0)[:-10]], ids=["no gzip", "cut off"])
def test_a_bulk_file_that_is_cut_off_or_no_gzip_is_one_line(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(content)
    done = command("--out", str(tmp_path / "records"), "--bulk", str(tmp_path / "a.jsonl.gz"))
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)


def test_a_file_of_somebody_else_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "NCT90000001.json").write_text("my notes")
    (tmp_path / "a.jsonl").write_text(json.dumps(study("NCT90000001")))
    done = command("--out", str(tmp_path / "records"), "--bulk", str(tmp_path / "a.jsonl"))
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert (tmp_path / "records" / "NCT90000001.json").read_text() == "my notes"


def test_two_at_once_do_not_write_into_one_folder(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(study("NCT90000001")))
    with RecordFolder(tmp_path / "records").held():
        done = command("--out", str(tmp_path / "records"), "--bulk", str(tmp_path / "a.jsonl"))
    assert done.exit_code == 2
    assert "another fetch" in done.stderr


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
    asked = list(shipped.queries())
    assert '"myasthenia"' in asked[0]["query.cond"]
    assert "query.term" in asked[1]
    assert any('"YTB323"' in one.get("query.intr", "") for one in asked)
    assert any("NCT06222853" in one.get("filter.ids", "") for one in asked)
    assert max(len(value) for one in asked for value in one.values()) < 2000  # an address has a bound
    broken = tmp_path / "field.toml"
    broken.write_text("[api]\naddress = 'x'\n")
    with pytest.raises(CartkgError, match="cells"):
        fields.read(broken)


# --- what is asked for ---------------------------------------------------------------------------------------------------


def test_the_field_is_the_union_of_all_its_questions(tmp_path: Path) -> None:
    wide = replace(FIELD, summaries=True, products=("OWL-7",), known=("NCT90000004",))
    by_words: dict[str, tuple[tuple[str, str], ...]] = {
        "NCT90000001": (("query.intr", "CAR-T"),),
        "NCT90000002": (("query.term", "CAR-T"),),
        "NCT90000003": (("query.intr", "OWL-7"),),
        "NCT90000004": (("filter.ids", "NCT90000004"),),
        "NCT90000005": (("query.intr", "another product"),),
    }
    with serving(Api(by_words=by_words)) as api:
        plan = walk.Run(replace(wide, address=api.address), RecordFolder(tmp_path), DAY)
        with Registry(api.address, 1000.0, lambda _: None, pause=0.001, seconds=1.0) as registry:
            done = walk.the_field(plan, registry)
    assert done.listed == done.fetched == ids(1, 2, 3, 4)
    assert done.whole


def test_a_former_id_is_not_gone(fetch: Fetch, tmp_path: Path) -> None:
    with serving(Api()) as api:
        fetch(api)
        present = study("NCT90000009")
        present["protocolSection"]["identificationModule"]["nctIdAliases"] = ["NCT90000001"]
        api.studies = (present, *STUDIES[1:])
        done, _ = fetch(api)
        assert (done.fetched, done.gone, done.failed) == (("NCT90000009",), (), ())
        asked, _ = fetch(api, ids=("NCT90000001", "NCT90000009"))
    assert (asked.fetched, asked.gone, asked.failed) == (("NCT90000009",), (), ())


def as_study(trial: Trial) -> dict[str, Any]:
    """The fields of a shipped trial that the registry's search reads; summaries are not shipped."""
    given = [{"name": one.name, "otherNames": list(one.other_names)} for one in trial.interventions if not one.basis]
    return {
        "protocolSection": {
            "identificationModule": {"nctId": trial.id, "briefTitle": trial.title, "officialTitle": trial.official_title},
            "conditionsModule": {"conditions": list(trial.conditions), "keywords": list(trial.keywords)},
            "armsInterventionsModule": {"interventions": given},
        }
    }


def test_recall_against_the_shipped_field() -> None:
    """How much of the shipped field the questions find by what is shipped of its records; ids find the rest by themselves."""
    terminology, shipped = Terminology.shipped(), fields.read(folder("data") / "field.toml")
    trials = [products.completed(one.trial, terminology) for one in merging.merge(read_records([folder("data/trials")]).trials)]
    field_ = [as_study(one) for one in trials if one.registry_id and scope.verdict(one, terminology).in_scope]
    assert len(field_) >= 300
    words = replace(shipped, summaries=False, products=(), known=())
    named = replace(shipped, summaries=False, known=())
    found = {name: sum(one.holds(s) for s in field_) / len(field_) for name, one in (("words", words), ("products", named))}
    print(f"of {len(field_)} trials the words find {found['words']:.0%}, words and products {found['products']:.0%}")
    assert found["words"] < found["products"]
    assert found["products"] >= 0.97
    assert all(shipped.holds(one) for one in field_)


def test_the_field_in_one_command(tmp_path: Path) -> None:
    record = study("NCT90000001")
    record["protocolSection"]["conditionsModule"] = {"conditions": ["Lupus Nephritis"]}
    record["protocolSection"]["armsInterventionsModule"] = {"interventions": [{"name": "CD19 CAR-T cells"}]}
    record["protocolSection"]["eligibilityModule"] = {"eligibilityCriteria": "Exclusion Criteria:\n\n1. Prior rituximab\n"}
    call = ["field", "--no-serve", "--records", str(tmp_path / "records"), "--out", str(tmp_path / "graph"), "--api"]
    with serving(Api(studies=(record,))) as api:
        done = CliRunner().invoke(main, [*call, api.address], catch_exceptions=False)
    assert done.exit_code == 0, done.stderr
    gained = {line[:30].strip(): line[30:].split() for line in done.stdout.splitlines()}
    assert gained["trials"][1] == gained["eligibility text: complete"][1] == "1"
    assert int(gained["trials"][0]) >= 300
    assert gained["prior rituximab: excludes"][1] == "1"
    with serving(Api(faults=["400"])) as api:  # no network: the records of before do
        done = CliRunner().invoke(main, [*call, api.address], catch_exceptions=False)
    assert done.exit_code == 0
    assert "records of an earlier day" in done.stderr
