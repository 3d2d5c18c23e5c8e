"""What the program is made of: every locked package has a licence that may be here, and the list of them is whole."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "scripts" / "supply.py"


@pytest.fixture(scope="module")
def supply() -> ModuleType:
    made = importlib.util.spec_from_file_location("supply", SCRIPT)
    assert made
    assert made.loader
    module = importlib.util.module_from_spec(made)
    sys.modules["supply"] = module  # dataclasses look their module up
    made.loader.exec_module(module)
    return module


def test_every_locked_package_has_a_licence_that_may_be_here(supply: ModuleType) -> None:
    found = supply.packages()
    assert len(found) > 40
    assert sum(bool(one.licence) for one in found) > 40, "nothing is installed that could be looked at"
    assert [(one.name, one.licence) for one in found if not supply.may_be_here(one.licence)] == []
    assert all(one.hashes for one in found)


@pytest.mark.parametrize("licence", ["GPL-3.0-only", "GNU Affero General Public License v3", "none stated", "Proprietary"])
def test_a_licence_that_may_not_be_here_is_found(supply: ModuleType, licence: str) -> None:
    assert not supply.may_be_here(licence)


@pytest.mark.parametrize("licence", ["MIT", "LGPL-2.1-only", "GNU Lesser General Public License v3 (LGPLv3)", "BSD License"])
def test_a_licence_that_may_be_here_is_none(supply: ModuleType, licence: str) -> None:
    assert supply.may_be_here(licence)


def test_the_bill_names_every_package_with_its_hash(supply: ModuleType) -> None:
    found = supply.packages()
    bill = json.loads(json.dumps(supply.bill(found)))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    assert len(bill["components"]) == len(found)
    assert all(len(component["hashes"][0]["content"]) == 64 for component in bill["components"])


def test_where_nobody_answers_nothing_is_known(supply: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supply, "OSV", "http://127.0.0.1:9/")
    assert supply.vulnerabilities(supply.packages()[:2]) is None
