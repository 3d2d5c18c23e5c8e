"""What this program is made of: `python scripts/supply.py [--sbom FILE] [--offline]`.

Lists every locked package with its version and licence (as installed), says which licence is none of those that may be here,
writes a CycloneDX 1.5 list where FILE is given, and asks the OSV database for known vulnerabilities. Exit 1 on a finding; where
OSV could not be reached it says that nothing is known.
"""

import argparse
import json
import re
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[1]
OSV = "https://api.osv.dev/v1/querybatch"
LOCK = ROOT / "requirements" / "run.txt"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)(?:\s*;\s*([^\\]+?))?\s*\\?$")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
ALLOWED = re.compile(
    r"\b(MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla Public|Unlicense|HPND|CC0|Zlib|LGPL|0BSD|W3C)",
    re.IGNORECASE,
)
FORBIDDEN = re.compile(r"\b(AGPL|Affero|(?<!L)GPL|General Public License)", re.IGNORECASE)
WEAK = re.compile(r"\b(LGPL|Lesser)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Package:
    """One locked package; `licence` is "" where it is not installed here, as one of another platform."""

    name: str
    version: str
    hashes: tuple[str, ...]
    licence: str


def packages() -> list[Package]:
    """The packages of the lock that `make run` installs, in its order."""
    found: list[Package] = []
    for block in re.split(r"\n(?=[A-Za-z0-9])", LOCK.read_text(encoding="utf-8")):
        if pinned := PINNED.match(block.partition("\n")[0].strip()):
            found.append(Package(pinned[1], pinned[2], tuple(HASH.findall(block)), licence(pinned[1])))
    return found


def licence(name: str) -> str:
    """The licence that an installed package states: its expression, else its classifiers, else its field."""
    try:
        stated = distribution(name).metadata
    except PackageNotFoundError:
        return ""
    if expression := (stated.get_all("License-Expression") or [""])[0]:
        return str(expression)
    classes = [line.rpartition(" :: ")[2] for line in stated.get_all("Classifier") or [] if line.startswith("License ::")]
    classes = [one for one in classes if one != "OSI Approved"]
    field = (stated.get_all("License") or ["none stated"])[0]
    return ", ".join(classes) or " ".join(str(field).split())[:80]


def may_be_here(licence: str) -> bool:
    """Whether a licence lets this program be given on under its own: permissive ones, and weak copyleft of a library."""
    return not licence or bool(ALLOWED.search(licence) and (WEAK.search(licence) or not FORBIDDEN.search(licence)))


def bill(found: list[Package]) -> dict[str, object]:
    """The list in the form of CycloneDX 1.5; no time and no serial number in it: the same lock, the same bytes."""
    components = [
        {
            "type": "library",
            "bom-ref": f"pkg:pypi/{one.name.lower()}@{one.version}",
            "name": one.name,
            "version": one.version,
            "purl": f"pkg:pypi/{one.name.lower()}@{one.version}",
            **({"licenses": [{"license": {"name": one.licence}}]} if one.licence else {}),
            "hashes": [{"alg": "SHA-256", "content": content} for content in one.hashes[:1]],
        }
        for one in found
    ]
    subject = {"type": "application", "name": "cartkg", "version": version("cartkg"), "bom-ref": "cartkg"}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": subject},
        "components": components,
        "dependencies": [{"ref": "cartkg", "dependsOn": [component["bom-ref"] for component in components]}],
    }


def vulnerabilities(found: list[Package]) -> list[str] | None:
    """What OSV knows of these versions, a line each; None where it could not be reached, or answered something else."""
    asked = [{"package": {"ecosystem": "PyPI", "name": one.name}, "version": one.version} for one in found]
    try:
        answer = httpx.post(OSV, json={"queries": asked}, timeout=30).raise_for_status().json()["results"]
        return [
            f"{one.name} {one.version}: {entry['id']}"
            for one, result in zip(found, answer, strict=True)
            for entry in result.get("vulns") or ()
        ]
    except (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError):
        return None


def main() -> int:
    """The command; gives its exit status."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--sbom", type=Path, help="write the CycloneDX list here")
    options.add_argument("--offline", action="store_true", help="ask nobody for vulnerabilities")
    given, found = options.parse_args(), packages()
    for one in found:
        print(f"{one.name}=={one.version}  {one.licence or '(not installed here)'}")
    findings = [f"licence of {one.name}: {one.licence}" for one in found if not may_be_here(one.licence)]
    if given.sbom:
        given.sbom.write_text(json.dumps(bill(found), indent=1) + "\n", encoding="utf-8")
    known = None if given.offline else vulnerabilities(found)
    findings += known or []
    if known is None:
        why = "nobody was asked" if given.offline else f"{OSV} was not reached"
        print(f"nothing is known of vulnerabilities: {why}", file=sys.stderr)
    print(f"{len(found)} packages, {len(findings)} findings", file=sys.stderr)
    print("\n".join(findings), file=sys.stderr)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
