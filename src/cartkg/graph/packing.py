"""A graph folder on disk: written beside its place and moved there in one step, so that it is whole or not there at all."""

import json
import os
import platform
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from cartkg.graph.store import MANIFEST, QUADS, STORE, GraphStore
from cartkg.graph.validation import Report
from cartkg.model import namespaces
from cartkg.model.errors import StoreError
from cartkg.model.resources import folder
from cartkg.sources import Reading
from cartkg.sources.curation import Difference
from cartkg.sources.merging import Disagreement

ONTOLOGY_VERSION = f"{namespaces.ONTOLOGY}0.1.0/cartkg.ttl"
LIBRARIES = ("pyoxigraph", "pyshacl", "rdflib", "ahocorasick_rs")


@dataclass(frozen=True, slots=True)
class Contents:
    """What the manifest tells beside the graph."""

    read: Reading
    disagreements: tuple[Disagreement, ...]
    differences: Mapping[str, tuple[Difference, ...]]
    counts: Mapping[str, int]
    report: Report


def check(out: Path) -> None:
    """That `out` can be written and is not somebody else's. Raises StoreError otherwise; nothing is changed."""
    if out.exists() and not out.is_dir():
        raise StoreError(out, "is a file", "name a folder with --out")
    if out.is_dir() and any(out.iterdir()) and not (out / MANIFEST).is_file():
        raise StoreError(out, "is a folder that cartkg did not build", "name another folder with --out, or empty this one")
    ancestor = next(folder for folder in (out, *out.absolute().parents) if folder.exists())
    if not os.access(ancestor, os.W_OK):
        raise StoreError(out, "cannot be written", f"check the permissions of {ancestor}")


def pack(out: Path, store: GraphStore, contents: Contents) -> str:
    """Write the graph folder `out`, replacing an older one; returns the sha256 of its N-Quads."""
    out = out.absolute()
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as beside:
            made = Path(beside) / "new"
            digest = _fill(made, store, contents)
            _replace(out, made, Path(beside) / "old")
    except OSError as error:
        raise StoreError(
            out, f"cannot be written: {error.strerror or error}", "check the place and the space on disk"
        ) from error
    return digest


def _fill(made: Path, store: GraphStore, contents: Contents) -> str:
    made.mkdir()
    quads = "".join(f"{line}\n" for line in store.lines()).encode()
    (made / QUADS).write_bytes(quads)
    disk = GraphStore.create(made / STORE)
    disk.load(made / QUADS)
    disk.close()
    digest = sha256(quads).hexdigest()
    text = json.dumps(manifest(contents, digest), ensure_ascii=False, indent=1)
    (made / MANIFEST).write_text(text + "\n", encoding="utf-8")
    (made / "validation.ttl").write_text(contents.report.as_turtle(), encoding="utf-8")
    return digest


def _replace(out: Path, made: Path, aside: Path) -> None:
    """Put `made` where `out` is. Two renames; when the second fails, the old folder goes back."""
    if out.exists():
        out.rename(aside)
    try:
        made.rename(out)
    except OSError:
        if aside.exists():
            aside.rename(out)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def manifest(contents: Contents, digest: str) -> dict[str, object]:
    """What was read, refused, counted and found, by which versions. No time stands in it: the same input, the same bytes."""
    read = contents.read
    return {
        "counts": dict(contents.counts),
        "sha256": digest,
        "versions": {
            "cartkg": version("cartkg"),
            "ontology": ONTOLOGY_VERSION,
            "vocabulary": vocabulary_digest(),
            "python": platform.python_version(),
            **{library: version(library) for library in LIBRARIES},
        },
        "inputs": [_plain(asdict(source)) for source in sorted(read.inputs, key=lambda source: (source.name, source.sha256))],
        "refusals": [asdict(refusal) for refusal in read.refusals],
        "unknown_fields": dict(sorted(read.unknown_fields.items())),
        "disagreements": [asdict(disagreement) for disagreement in contents.disagreements],
        "differences": {
            trial: [asdict(difference) for difference in found] for trial, found in sorted(contents.differences.items())
        },
        "findings": [asdict(finding) for finding in contents.report.findings],
    }


def vocabulary_digest() -> str:
    """A digest of the vocabulary's tables: two builds with the same one read with the same words."""
    tables = sorted(folder("data/vocabulary").glob("*.tsv"))
    return sha256(b"".join(table.name.encode() + table.read_bytes() for table in tables)).hexdigest()[:16]


def _plain(record: dict[str, object]) -> dict[str, object]:
    return {key: str(value) for key, value in record.items() if value}
