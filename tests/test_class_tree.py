"""The page of classes is the one that the ontology gives, and reads like a table of contents."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_the_page_is_the_ontology_s() -> None:
    spec = importlib.util.spec_from_file_location("class_tree", ROOT / "scripts" / "class_tree.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    text = module.text()
    assert (ROOT / "docs" / "class-tree.md").read_text(encoding="utf-8") == text, "run python scripts/class_tree.py"
    tops = [line for line in text.splitlines() if line.startswith("- ")]
    assert len(tops) <= 30
    assert not any("http" in line for line in text.splitlines())
