"""A release: every file of a built graph that others take, in one folder with checksums, metadata and addresses.

`SHA256SUMS` is checked by `sha256sum --check`; `datacite.json` is what a repository asks for (DataCite 4); `void.ttl` describes
the graph with the addresses of the files; `w3id/.htaccess` is the file to hand in at w3id.org, so that our IRIs lead there.
The same graph gives the same bytes.
"""

import gzip
import json
import shutil
import tempfile
import zipfile
from hashlib import file_digest
from importlib.metadata import version
from pathlib import Path

from rdflib import Graph, URIRef

from cartkg.graph import description
from cartkg.graph.description.dataset import DESCRIPTION, KEYWORDS, LICENCE, RIGHTS
from cartkg.graph.description.words import DATASET, VOID
from cartkg.graph.store import MANIFEST, GraphStore
from cartkg.model import place
from cartkg.model.namespaces import BASE
from cartkg.model.resources import folder
from cartkg.use.export import write as export
from cartkg.use.export.formats import FORMATS

SUMS = "SHA256SUMS"
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file knows: no time of packing stands in it
PACKED = ("nquads", "trig", "jsonld")  # large files, compressed one by one
TITLE = "cartkg: engineered-cell trials in autoimmune disease and who may enter them, as a knowledge graph"
HTACCESS = """# w3id.org/cartkg: the IRIs of the graph lead to the server of its pages.
RewriteEngine on
RewriteRule ^ontology/(.*)$ {site}ontology/$1 [R=303,L]
RewriteRule ^(.*)$ {site}$1 [R=303,L]
"""


def release(graph: Path, out: Path, site: str = BASE, formats: tuple[str, ...] = tuple(FORMATS)) -> list[Path]:
    """Write the release of a built graph as the folder `out`; `site` is the address under which it will be served.

    Returns the files. An older release there is replaced whole, and stays as it was when something fails. Raises StoreError
    when there is no graph, or `out` is a folder that is not a release.
    """
    store = GraphStore.open(graph)  # before anything is written
    place.put(out, lambda path: _fill(path, graph, store, site, formats), _foreign)
    return sorted(file for file in out.rglob("*") if file.is_file())


def _foreign(found: Path) -> str:
    """Why a folder is no release of ours; "" where it is one."""
    listed = (found / SUMS).read_text(encoding="utf-8").splitlines() if (found / SUMS).is_file() else []
    names = {line.partition("  ")[2] for line in listed} | {SUMS}
    if not listed:
        return "is a folder that cartkg did not write"
    return place.stranger_in(found, lambda name: name in names or (found / name).is_dir())


def _fill(out: Path, graph: Path, store: GraphStore, site: str, formats: tuple[str, ...]) -> None:
    out.mkdir(exist_ok=True)
    for name in formats:
        _file(graph, name, out)
    with tempfile.TemporaryDirectory() as made:
        ontology = Path(made) / "ontology"
        shutil.copytree(folder("ontology"), ontology)
        _zip(ontology, out / "cartkg-ontology.zip")
    manifest = json.loads((graph / MANIFEST).read_text(encoding="utf-8"))
    shutil.copyfile(graph / MANIFEST, out / MANIFEST)
    _text(out / "datacite.json", json.dumps(datacite(site), ensure_ascii=False, indent=1) + "\n")
    _text(out / "w3id" / ".htaccess", HTACCESS.format(site=site))
    files = sorted(file for file in out.rglob("*") if file.is_file())
    _text(out / "void.ttl", void(store, manifest, site, [file.relative_to(out).as_posix() for file in files]))
    files = sorted(file for file in out.rglob("*") if file.is_file())
    _text(out / SUMS, "".join(f"{_digest(file)}  {file.relative_to(out).as_posix()}\n" for file in files))


def _file(graph: Path, name: str, out: Path) -> None:
    """One format: a file as it is or compressed, a folder as a zip file."""
    form = FORMATS[name]
    with tempfile.TemporaryDirectory() as made:
        path = Path(made) / f"cartkg-{name}{form.ending}"
        export(name, graph, path)
        if form.is_folder:
            _zip(path, out / f"{path.name}.zip")
        elif name in PACKED:
            (out / f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
        else:
            shutil.copyfile(path, out / path.name)


def _zip(made: Path, out: Path) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted(file for file in made.rglob("*") if file.is_file()):
            entry = zipfile.ZipInfo(file.relative_to(made).as_posix(), FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, file.read_bytes())


def datacite(site: str) -> dict[str, object]:
    """The metadata that a repository asks for when a DOI is to be given; the DOI itself is the repository's to give."""
    return {
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Knowledge graph"},
        "titles": [{"title": TITLE, "lang": "en"}],
        "creators": [{"name": "The cartkg project", "nameType": "Organizational"}],
        "publisher": {"name": "The cartkg project"},
        "version": version("cartkg"),
        "descriptions": [{"description": DESCRIPTION, "descriptionType": "Abstract", "lang": "en"}],
        "subjects": [{"subject": word} for word in KEYWORDS],
        "rightsList": [
            {"rights": "Apache License 2.0", "rightsUri": str(LICENCE), "rightsIdentifier": "Apache-2.0"},
            {"rights": RIGHTS},
        ],
        "alternateIdentifiers": [{"alternateIdentifier": str(DATASET), "alternateIdentifierType": "URL"}],
        "url": site,
        "schemaVersion": "http://datacite.org/schema/kernel-4",
    }  # fmt: skip


def void(store: GraphStore, manifest: dict[str, object], site: str, files: list[str]) -> str:
    """The graph's description with the address of every file of the release."""
    versions = manifest["versions"]
    assert isinstance(versions, dict)
    edition = description.Edition(str(manifest["sha256"]), versions, site)
    found = Graph()
    for triple in description.dataset_triples(description.surveyed(store), edition):
        found.add(triple)
    for name in files:
        found.add((DATASET, VOID.dataDump, URIRef(f"{site}release/{version('cartkg')}/{name}")))
    return str(found.serialize(format="turtle"))


def _text(path: Path, words: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(words, encoding="utf-8", newline="\n")


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()
