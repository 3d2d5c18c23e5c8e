"""An installed wheel works away from the repository: it carries ontology, data, shapes and queries."""

import csv
import io
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


def run(home: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    command = [str(home / "bin" / "cartkg"), *arguments]
    return subprocess.run(command, cwd=folder, env=clean, check=False, capture_output=True, text=True)


def test_the_wheel_carries_what_it_needs_and_no_more(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for part in ("data/trials/", "data/statements/", "data/vocabulary/", "ontology/cartkg.ttl", "shapes/", "queries/questions/"):
        assert any(name.startswith(f"cartkg/_carried/{part}") for name in names), part
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/", "shared/"))]


def test_the_installed_package_builds_and_answers_the_flagship_question(elsewhere: Path, tmp_path: Path) -> None:
    where = subprocess.run(
        [str(elsewhere / "bin" / "python"), "-c", "import cartkg; print(cartkg.__file__)"],
        cwd=tmp_path, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert Path(where.stdout.strip()).is_relative_to(elsewhere)
    built = run(elsewhere, tmp_path, "build")
    assert built.returncode == 0, built.stderr
    answer = run(elsewhere, tmp_path, "ask", "excludes-prior-therapy", "--format", "csv")
    assert answer.returncode == 0, answer.stderr
    rows = list(csv.DictReader(io.StringIO(answer.stdout)))
    assert [row["how"] for row in rows] == ["class"]
    pediatric = run(elsewhere, tmp_path, "ask", "excludes-prior-therapy", "--param", "population=pediatric-only", "--format", "csv")
    assert pediatric.returncode == 0, pediatric.stderr
    assert not list(csv.DictReader(io.StringIO(pediatric.stdout)))
