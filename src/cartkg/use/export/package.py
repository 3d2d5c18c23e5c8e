"""Packages of the answer tables: a Frictionless data package (datapackage.org, 1.0) and, around it, an RO-Crate 1.1 with the
graph and the ontology (w3id.org/ro/crate/1.1). What stands in them comes from the graph: no time of writing, so the same
graph, the same bytes.
"""

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from cartkg.ask import columns, questions
from cartkg.ask.columns import Kind
from cartkg.ask.questions import Answer
from cartkg.graph.queries import Query
from cartkg.graph.store import GraphStore
from cartkg.ontology import owl
from cartkg.use.export import rdf, tables

TABLES = "tables"
FIELD_TYPES = {Kind.TEXT: "string", Kind.INTEGER: "integer", Kind.NUMBER: "number", Kind.BOOLEAN: "boolean"}
NEWEST = "SELECT (MAX(?day) AS ?last) WHERE { ?record cartkg:retrieved ?day }"
TITLE = "cartkg: engineered-cell trials in autoimmune disease"
DESCRIPTION = (
    "Answers, graph and ontology of a knowledge graph read from public trial registry records. An empty cell means that the "
    "record does not say. For research; not medical advice."
)
LICENCE = "https://www.apache.org/licenses/LICENSE-2.0"
SOURCES = (
    "Facts of public registry records (ClinicalTrials.gov and pages that republish it). "
    "The table `sources` names each with its day."
)
MEDIA = {
    ".csv": "text/csv", ".json": "application/json", ".nq": "application/n-quads", ".owl": "application/rdf+xml",
    ".txt": "text/plain",
}  # fmt: skip
Entity = dict[str, Any]


def frictionless(store: GraphStore, out: Path) -> None:
    """A new folder `out`: `datapackage.json` and the answer tables as CSV under `tables/`, each with its schema."""
    out.mkdir()
    tables.csv(store, out / TABLES)
    _write(out / "datapackage.json", data_package(store, out))


def data_package(store: GraphStore, folder: Path) -> Entity:
    """The descriptor of the tables of a folder: names, sizes, digests, columns with their types."""
    return {
        "name": "cartkg",
        "title": TITLE,
        "description": DESCRIPTION,
        "version": version("cartkg"),
        "licenses": [{"name": "Apache-2.0", "path": LICENCE}],
        "sources": [{"title": SOURCES}],
        "created": f"{newest_day(store)}T00:00:00Z" if newest_day(store) else None,
        "resources": [_resource(question, answer, folder) for question, answer in tables.answers(store)],
    }


def newest_day(store: GraphStore) -> str:
    """The newest day on which a record was retrieved (ISO 8601); "" where no record says."""
    return next((row["last"] for row in store.select(NEWEST)), "")


def _resource(question: Query, answer: Answer, folder: Path) -> Entity:
    path = folder / TABLES / f"{question.name}.csv"
    content = path.read_bytes()
    return {
        "name": question.name, "title": question.summary, "path": f"{TABLES}/{path.name}", "profile": "tabular-data-resource",
        "scheme": "file", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "bytes": len(content),
        "hash": f"sha256:{sha256(content).hexdigest()}",
        "schema": {"fields": [_field(name) for name in answer.columns], "missingValues": [""]},
    }  # fmt: skip


def _field(name: str) -> Entity:
    return {"name": name, "type": FIELD_TYPES[columns.kind(name)]}


def ro_crate(store: GraphStore, out: Path) -> None:
    """A new folder `out`: the data package, the graph as N-Quads, the ontology merged as OWL, and `ro-crate-metadata.json`."""
    frictionless(store, out)
    rdf.nquads(rdf.whole(store), out / "cartkg.nq")
    owl.write(owl.merged(store), out / "cartkg.ontology.owl")
    _write(out / "ro-crate-metadata.json", metadata(store, out))


def metadata(store: GraphStore, folder: Path) -> Entity:
    """The crate's metadata: a descriptor, the root dataset, a file entity for each file."""
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    summaries = {f"{TABLES}/{question.name}.csv": question.summary for question in questions.listed()}
    entities = [_descriptor(), _root(store, files), *_files(folder, files, summaries), *_contextual()]
    return {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": entities}


def _descriptor() -> Entity:
    conforms = {"@id": "https://w3id.org/ro/crate/1.1"}
    return {"@id": "ro-crate-metadata.json", "@type": "CreativeWork", "about": {"@id": "./"}, "conformsTo": conforms}


def _root(store: GraphStore, files: Iterable[str]) -> Entity:
    day = newest_day(store)
    return {
        "@id": "./", "@type": "Dataset", "name": TITLE, "description": f"{DESCRIPTION} {SOURCES}",
        "license": {"@id": LICENCE}, "hasPart": [{"@id": name} for name in files], "version": version("cartkg"),
        "isBasedOn": {"@id": "https://clinicaltrials.gov/"}, **({"datePublished": day} if day else {}),
    }  # fmt: skip


def _files(folder: Path, names: Iterable[str], summaries: dict[str, str]) -> Iterator[Entity]:
    told = {
        "cartkg.nq": "The graph with its named graphs, as N-Quads",
        "cartkg.ontology.owl": "Ontology, terms and individuals in one OWL 2 DL file without imports",
        "datapackage.json": "Frictionless descriptor of the tables",
    } | summaries
    for name in names:
        path = folder / name
        yield {
            "@id": name, "@type": "File", "name": told.get(name, path.name), "contentSize": str(path.stat().st_size),
            "encodingFormat": MEDIA.get(path.suffix, "application/octet-stream"),
            "sha256": sha256(path.read_bytes()).hexdigest(),
        }  # fmt: skip


def _contextual() -> list[Entity]:
    return [
        {"@id": LICENCE, "@type": "CreativeWork", "name": "Apache License 2.0", "identifier": "Apache-2.0"},
        {
            "@id": "https://clinicaltrials.gov/",
            "@type": "WebSite",
            "name": "ClinicalTrials.gov",
            "url": "https://clinicaltrials.gov/",
        },
    ]


def _write(path: Path, value: Entity) -> None:
    known = {key: part for key, part in value.items() if part is not None}
    path.write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
