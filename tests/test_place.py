"""Files and folders put in their place: whole, in one step, over what is ours alone."""

import fcntl
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from cartkg.cli import main
from cartkg.graph.store import GraphStore
from cartkg.model import place
from cartkg.model.errors import StoreError

RECORD = Path(__file__).parent / "golden" / "record.json"


def ours(folder: Path) -> str:
    return place.stranger_in(folder, lambda name: name in ("a", "b"))


def filled(**files: str) -> Callable[[Path], None]:
    def fill(made: Path) -> None:
        made.mkdir()
        for name, text in files.items():
            (made / name).write_text(text)

    return fill


def content(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


@pytest.fixture(params=["exchange", "link"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways to swap: a system that can exchange two names, and one that cannot."""
    if request.param == "link":
        monkeypatch.setattr(place, "exchange", lambda *_: False)
    return str(request.param)


def test_a_folder_takes_the_place_of_an_older_one(tmp_path: Path, way: str) -> None:
    for number in range(3):
        place.put(tmp_path / "out", filled(a=str(number)), ours)
        assert content(tmp_path / "out") == {"a": str(number)}
    beside = [path.name for path in tmp_path.iterdir() if path.name != "out"]
    assert len(beside) == (way == "link")  # the folder that the link leads to, and none of the older ones


def test_a_folder_is_there_at_every_instant(tmp_path: Path) -> None:
    """A reader that never stops looking: without the exchange it would miss the folder within some dozen swaps."""
    out, missed, ended = tmp_path / "out", list[OSError](), threading.Event()
    place.put(out, filled(a="first"), ours)

    def look() -> None:
        while not ended.is_set():
            try:
                out.stat()
            except OSError as error:
                missed.append(error)

    reader = threading.Thread(target=look)
    reader.start()
    for number in range(300):
        place.put(out, filled(a=str(number)), ours)
    ended.set()
    reader.join()
    assert not missed


def test_a_link_stays_and_what_it_leads_to_is_replaced(tmp_path: Path, way: str) -> None:
    (tmp_path / "far").mkdir()
    for target, link in (("far/graph", "one"), (str(tmp_path / "one"), "two")):
        (tmp_path / link).symlink_to(target)
    for number in range(2):
        place.put(tmp_path / "two", filled(a=str(number)), ours)
    assert [(tmp_path / link).is_symlink() for link in ("one", "two")] == [True, True]
    assert content(tmp_path / "far" / "graph") == {"a": "1"}
    assert str((tmp_path / "one").readlink()) == "far/graph"


def test_a_link_to_a_file_stays(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("file")
    place.put_bytes(tmp_path / "link", b"one")
    place.put_bytes(tmp_path / "link", b"two")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_bytes() == b"two"
    assert {path.name for path in tmp_path.iterdir()} == {"link", "file"}


def test_links_in_a_circle_are_named(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(StoreError, match="circle"):
        place.put(tmp_path / "a", filled(), ours)


@pytest.mark.parametrize("stranger", ["thesis.txt", "link", "pipe", "sub"])
def test_what_is_not_ours_is_left_alone(tmp_path: Path, stranger: str) -> None:
    out = tmp_path / "out"
    place.put(out, filled(a="ours"), ours)
    match stranger:
        case "link":
            (out / stranger).symlink_to("a")
        case "pipe":
            os.mkfifo(out / stranger)
        case "sub":
            (out / stranger).mkdir()
        case _:
            (out / stranger).write_text("x")
    with pytest.raises(StoreError, match=f"holds {stranger}, which cartkg did not write"):
        place.put(out, filled(a="new"), ours)
    assert {path.name for path in out.iterdir()} == {"a", stranger}
    assert (out / "a").read_text() == "ours"


def test_a_failure_leaves_the_older_file_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / "old.nq"
    out.write_text("older")

    def fails(path: Path) -> None:
        path.write_text("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(StoreError, match="No space left"):
        place.put(out, fails)
    assert out.read_text() == "older"
    assert [path.name for path in tmp_path.iterdir()] == ["old.nq"]


@pytest.mark.parametrize("ending", [KeyboardInterrupt, SystemExit])
def test_nothing_is_left_by_a_run_that_is_told_to_end(tmp_path: Path, ending: type[BaseException]) -> None:
    def ended(made: Path) -> None:
        made.mkdir()
        raise ending

    with pytest.raises(ending):
        place.put(tmp_path / "out", ended, ours)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_command_that_is_told_to_end_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """The signal comes while the graph's files are being written."""
    monkeypatch.setattr(GraphStore, "load", lambda *_: os.kill(os.getpid(), number))
    ended = CliRunner().invoke(main, ["build", str(RECORD), "--out", str(tmp_path / "graph")])
    assert ended.exit_code == 128 + number
    assert not list(tmp_path.iterdir())
    assert signal.getsignal(number) is signal.SIG_DFL


def left_behind(folder: Path, name: str) -> Path:
    (folder / name / "new").mkdir(parents=True)
    (folder / name / "new" / "half").write_text("half")
    (folder / name / "lock").touch()
    return folder / name


def test_what_a_killed_run_left_goes_with_the_next(tmp_path: Path) -> None:
    left_behind(tmp_path, ".out-killed")
    working = left_behind(tmp_path, ".out-working")
    (tmp_path / ".out-notes").mkdir()
    (tmp_path / ".out-notes" / "thesis.txt").write_text("years of work")
    with (working / "lock").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        place.put(tmp_path / "out", filled(a="new"), ours)
    assert {path.name for path in tmp_path.iterdir()} == {"out", ".out-working", ".out-notes"}
    assert (tmp_path / ".out-notes" / "thesis.txt").read_text() == "years of work"


def test_an_empty_folder_is_filled_unless_one_stands_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "out").mkdir()
    monkeypatch.chdir(tmp_path / "out")
    for named in (Path("."), tmp_path / "out", tmp_path):
        with pytest.raises(StoreError, match="folder you stand in"):
            place.put(named, filled(a="new"), ours)
    monkeypatch.chdir(tmp_path)
    place.put(Path("out"), filled(a="new"), ours)
    assert content(tmp_path / "out") == {"a": "new"}


@pytest.mark.parametrize("out", ["file/out", "pipe"])
def test_a_place_that_cannot_be_is_named(tmp_path: Path, out: str) -> None:
    (tmp_path / "file").write_text("x")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(StoreError) as error:
        place.put_bytes(tmp_path / out, b"new")
    assert error.value.remedy
    assert {path.name for path in tmp_path.iterdir()} == {"file", "pipe"}
