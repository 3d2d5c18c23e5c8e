"""One word for one thing: a class has a name of its own, and none that CONTEXT.md says to avoid."""

import ast
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "cartkg"
# A condition of a person, a fact on a page, the origin of a request, a row of a table.
OTHER_MEANINGS = {"Condition", "Fact", "Origin", "Row"}
LEAVING = "eligibility/"  # goes when the new reading has every kind


def classes() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for path in PACKAGE.rglob("*.py"):
        name = path.relative_to(PACKAGE).as_posix()
        if not name.startswith(LEAVING):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in tree.body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    found[node.name].append(name)
    return found


# Names that several classes bear today. The list may only become shorter.
STILL_SHARED = {
    "Bound", "Cell", "Cut", "Difference", "Event", "Fact", "Fetched", "Field", "Form", "Found",
    "Group", "Item", "Kept", "Line", "Mention", "Name", "Names", "Node", "Page", "Part", "Place",
    "Reading", "Said", "Section", "Sheet", "Site", "State", "Token", "Vocabulary",
}  # fmt: skip


def test_a_class_has_a_name_of_its_own() -> None:
    shared = {name: places for name, places in classes().items() if len(places) > 1}
    assert not {name: places for name, places in shared.items() if name not in STILL_SHARED}
    assert shared.keys() >= STILL_SHARED, "take out what is no longer shared"


def test_no_class_has_a_name_that_the_glossary_avoids() -> None:
    glossary = (ROOT / "CONTEXT.md").read_text(encoding="utf-8")
    avoided = {
        re.sub(r"\(.*|[^a-z ].*", "", word).strip()
        for words in re.findall(r"_Avoid_: (.*)", glossary)
        for word in words.rstrip(".").split(", ")
    }
    assert {"document", "annotation"} <= avoided
    own = set(re.findall(r"^\*\*(.*?)\*\*", glossary, re.MULTILINE))
    assert {name for name in classes() if name.lower() in avoided - own} == OTHER_MEANINGS
