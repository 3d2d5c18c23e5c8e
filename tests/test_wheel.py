"""An installed wheel works away from the repository: it carries ontology, data, shapes and queries."""

import csv
import io
import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    arguments = ["wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(out), str(TOP)]
    subprocess.run([sys.executable, "-m", "pip", *arguments], check=True)
    return next(out.glob("cartkg-*.whl"))


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty environment with the wheel in it.

    Its dependencies are lent from this environment by a path entry, for a test asks no network; this environment's own editable
    cartkg is not lent with them, because the entries of a lent folder's .pth files are not followed.
    """
    home = tmp_path_factory.mktemp("env")
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    site = next((home / "lib").glob("python*/site-packages"))
    install = ["--python", str(python), "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run([sys.executable, "-m", "pip", *install], check=True)
    (site / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home


def run(home: Path, folder: Path, *arguments: str, program: str = "cartkg") -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    command = [str(home / "bin" / program), *arguments]
    return subprocess.run(command, cwd=folder, env=clean, check=False, capture_output=True, text=True)


def test_the_wheel_carries_what_it_needs_and_no_more(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    parts = ("data/trials/", "data/statements/", "data/vocabulary/", "ontology/cartkg.ttl", "shapes/", "queries/questions/")
    for part in parts:
        assert any(name.startswith(f"cartkg/_carried/{part}") for name in names), part
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/", "shared/"))]


def test_the_wheel_carries_the_pages_with_their_scripts_where_these_were_built(wheel: Path) -> None:
    names, server = set(zipfile.ZipFile(wheel).namelist()), TOP / "src" / "cartkg" / "server"
    files = [
        *(server / "templates").glob("*.html"),
        *(server / "static").glob("*.css"),
        *(server / "static" / "dist").glob("[!.]*"),
    ]
    assert len(files) > 5
    assert {f"cartkg/server/{file.relative_to(server).as_posix()}" for file in files} <= names
    assert not [name for name in names if name.endswith((".map", "/.made")) or "node_modules" in name]


def test_the_installed_package_builds_and_answers_the_flagship_question(elsewhere: Path, tmp_path: Path) -> None:
    where = run(elsewhere, tmp_path, "-c", "import cartkg; print(cartkg.__file__)", program="python")
    assert Path(where.stdout.strip()).is_relative_to(elsewhere)
    built = run(elsewhere, tmp_path, "build")
    assert built.returncode == 0, built.stderr
    rows = asked(elsewhere, tmp_path, "all")
    assert rows["cartkg-c340238099c1"] == ("class", "B-cell-targeted therapy", "exclusion", "20")
    assert not {"NCT06222853", "NCT06792344", "NCT06904729", "NCT07331467"} & rows.keys()  # they require earlier treatment
    assert "cartkg-c340238099c1" not in asked(elsewhere, tmp_path, "pediatric-only")


def test_the_installed_package_reads_a_record_with_its_own_rules(elsewhere: Path, tmp_path: Path) -> None:
    text = "Inclusion Criteria:\n\n1. No rituximab within 6 months before screening\n\nExclusion Criteria:\n\n1. HIV infection"
    identity = {"nctId": "NCT99000001", "briefTitle": "CAR-T Cells in Lupus, a Made-up Study"}
    study = {"protocolSection": {"identificationModule": identity, "eligibilityModule": {"eligibilityCriteria": text}}}
    (tmp_path / "study.json").write_text(json.dumps(study))
    shown = run(elsewhere, tmp_path, "extract", "study.json", "--format", "jsonl")
    assert shown.returncode == 0, shown.stderr
    therapy = json.loads(shown.stdout.splitlines()[0])["therapies"][0]
    assert (therapy["stance"], therapy["agent"], therapy["window"]) == ("excludes", "NCIT:C1702", "P6M")


def asked(home: Path, folder: Path, population: str) -> dict[str, tuple[str, ...]]:
    """The flagship question's answer: trial to how, named agent, section and number."""
    answer = run(home, folder, "ask", "excludes-prior-therapy", "--param", f"population={population}", "--format", "csv")
    assert answer.returncode == 0, answer.stderr
    columns = ("how", "named_agent_label", "section", "number")
    return {row["trial"]: tuple(row[c] for c in columns) for row in csv.DictReader(io.StringIO(answer.stdout))}
