"""The pages' scripts: their lock, their own tests, and what a built bundle holds; where there is no Node, less is checked."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[1] / "web"
DIST = WEB.parent / "src" / "cartkg" / "server" / "static" / "dist"
NODE = shutil.which("node")
LOCK = json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))
MANIFEST = json.loads((WEB / "package.json").read_text(encoding="utf-8"))
BUNDLES = ("editor.js", "graph.js")

is_built = pytest.mark.skipif(not all((DIST / name).is_file() for name in BUNDLES), reason="not built: `make web` needs npm")


def test_the_lock_names_hashes_and_no_addresses() -> None:
    packages = {name: entry for name, entry in LOCK["packages"].items() if name}
    assert len(packages) > 20
    assert [
        name for name, entry in packages.items() if "resolved" in entry or not entry.get("integrity", "").startswith("sha512-")
    ] == []


def test_the_lock_belongs_to_the_manifest() -> None:
    own = LOCK["packages"][""]
    for kind in ("dependencies", "devDependencies"):
        assert own[kind] == MANIFEST[kind]
        assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in MANIFEST[kind].values())


def test_no_package_may_run_a_program_on_install() -> None:
    settings = (WEB / ".npmrc").read_text(encoding="utf-8").splitlines()
    assert {"ignore-scripts=true", "omit-lockfile-registry-resolved=true"} <= set(settings)


@pytest.mark.skipif(NODE is None, reason="no Node on this machine")
def test_the_scripts_own_tests_pass() -> None:
    assert NODE
    done = subprocess.run([NODE, "--test"], cwd=WEB, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout[-3000:]
    passed = re.search(r"^\W*pass (\d+)", done.stdout, re.MULTILINE)
    assert passed
    assert int(passed[1]) > 15


@is_built
def test_a_bundle_carries_no_map_and_asks_no_other_host() -> None:
    assert sorted(path.name for path in DIST.iterdir() if not path.name.startswith(".")) == ["LICENSES.txt", *BUNDLES]
    for name in BUNDLES:
        text = (DIST / name).read_text(encoding="utf-8")
        assert "sourceMappingURL" not in text
        assert re.findall(r"""(?:fetch|import|src=|url)\(?\s*["']https?://""", text) == []
        assert not re.search(r"\beval\(|new Function\(", text)  # the content policy refuses both


@is_built
def test_the_licence_of_every_bundled_package_is_there_in_full() -> None:
    text = (DIST / "LICENSES.txt").read_text(encoding="utf-8")
    for name in MANIFEST["dependencies"]:
        version = LOCK["packages"][f"node_modules/{name}"]["version"]
        assert f"\n{name} {version}: MIT\n" in text, name
    parts = text.split("=" * 80)[1:]
    assert len(parts) > 10
    assert all("Permission is hereby granted" in part or "names MIT" in part for part in parts)
