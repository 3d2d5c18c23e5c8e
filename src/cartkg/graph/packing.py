"""A graph folder on disk, whole or not there at all."""

import json
import platform
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from cartkg.graph.store import MANIFEST, QUADS, STORE, GraphStore
from cartkg.graph.validation import Report
from cartkg.model import namespaces, place
from cartkg.model.errors import CartkgError
from cartkg.model.resources import folder
from cartkg.sources import Reading
from cartkg.sources.curation import Difference
from cartkg.sources.merging import Disagreement

ONTOLOGY_VERSION = f"{namespaces.ONTOLOGY}0.1.0/cartkg.ttl"
KEYS = frozenset(("counts", "sha256", "versions", "inputs"))
FILES = re.compile(  # what a graph folder holds; the engine's files are RocksDB's
    rf"{re.escape(QUADS)}|{re.escape(MANIFEST)}|validation\.ttl|{STORE}"
    rf"|{STORE}/(?:\d+\.(?:sst|log|blob|dbtmp)|CURRENT|IDENTITY|LOCK|LOG(?:\.old\.\d+)?|(?:MANIFEST|OPTIONS)-\d+(?:\.dbtmp)?)"
)
LIBRARIES = ("pyoxigraph", "pyshacl", "rdflib", "ahocorasick_rs")


@dataclass(frozen=True, slots=True)
class Contents:
    """What the manifest tells beside the graph."""

    read: Reading
    disagreements: tuple[Disagreement, ...]
    differences: Mapping[str, tuple[Difference, ...]]
    review_findings: tuple[CartkgError, ...]
    counts: Mapping[str, int]
    report: Report


def check(out: Path) -> None:
    """That `out` can be written and is not somebody else's. Raises StoreError otherwise; nothing is changed."""
    place.check(out, foreign)


def foreign(folder: Path) -> str:
    """Why a folder is not a graph folder of ours in every file (by its manifest and its files' names); "" where it is one."""
    try:
        known = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        known = None
    if not isinstance(known, dict) or not known.keys() >= KEYS or not (folder / QUADS).is_file():
        return "is a folder that cartkg did not build"
    return place.stranger_in(folder, lambda name: FILES.fullmatch(name) is not None)


def pack(out: Path, store: GraphStore, contents: Contents) -> str:
    """Write the graph folder `out`, replacing an older one of ours; returns the sha256 of its N-Quads.

    Raises StoreError where `out` is somebody else's or cannot be written; then nothing is changed.
    """
    digests: list[str] = []
    place.put(out, lambda made: digests.append(_fill(made, store, contents)), foreign)
    return digests[0]


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
        "review_findings": [
            {"place": Path(found.place).name, "problem": found.problem, "remedy": found.remedy}
            for found in contents.review_findings
        ],
        "findings": [asdict(finding) for finding in contents.report.findings],
    }


def vocabulary_digest() -> str:
    """A digest of the vocabulary's tables: two builds with the same one read with the same words."""
    tables = sorted(folder("data/vocabulary").glob("*.tsv"))
    return sha256(b"".join(table.name.encode() + table.read_bytes() for table in tables)).hexdigest()[:16]


def _plain(record: dict[str, object]) -> dict[str, object]:
    return {key: str(value) for key, value in record.items() if value}
