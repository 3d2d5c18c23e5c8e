"""One call for every format: cut the part, write it whole or not at all.

A folder gets a README that begins with SIGNED, says what was written, and lists every file with its sha256, so that whoever
finds the folder can check it (`sha256sum --check README.txt`), and a later export replaces only what is as it was written.
"""

import re
from hashlib import file_digest
from pathlib import Path

from cartkg.graph.store import GraphStore
from cartkg.model import place
from cartkg.model.errors import StoreError
from cartkg.use.export import part as cutting
from cartkg.use.export.formats import FORMATS, Form, Needs
from cartkg.use.export.part import Part

README = "README.txt"
SIGNED = "Written by cartkg export"
LIST = "The files, each with its sha256:"
LISTED = re.compile(r"([0-9a-f]{64})  (.+)")
HOLDERS = {need: ", ".join(form.name for form in FORMATS.values() if form.needs is need) for need in Needs}


def write(form: str, graph: Path, out: Path, part: Part | None = None) -> None:
    """Write a built graph, or a part of it, in one of FORMATS to the file or folder `out`.

    Raises StoreError where the format is unknown or cannot hold the part, or `out` cannot be written, and QuestionError for a
    query that is none, or a trial that is not there. An older file is replaced; a failure leaves it as it was.
    """
    part = part or Part()
    if form not in FORMATS:
        raise StoreError(form, "no such format", "one of " + ", ".join(FORMATS))
    chosen = FORMATS[form]
    _check(chosen, part)
    made = _cut(chosen, part, GraphStore.open(graph))
    if chosen.is_folder:
        place.put(out, lambda path: _fill(path, chosen, made, _about(chosen, part)), foreign)
    else:
        place.put(out, lambda path: chosen.write(made, path))


def _fill(path: Path, form: Form, made: object, about: str) -> None:
    form.write(made, path)
    files = sorted(file for file in path.rglob("*") if file.is_file())
    lines = [f"{_digest(file)}  {file.relative_to(path).as_posix()}" for file in files]
    text = "\n".join([f"{SIGNED} {about}", "", LIST, *lines])
    (path / README).write_text(text + "\n", encoding="utf-8")


def foreign(folder: Path) -> str:
    """Why a folder is not an export of ours in every file, as it was written; "" where it is one."""
    try:
        lines = (folder / README).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        lines = []
    listed = {match[2]: match[1] for match in map(LISTED.fullmatch, lines[3:]) if match}
    if not lines or not lines[0].startswith(SIGNED) or lines[1:3] != ["", LIST] or len(listed) != len(lines) - 3:
        return "is a folder that cartkg did not write"
    return place.stranger_in(
        folder, lambda name: name == README or (folder / name).is_dir() or listed.get(name) == _digest(folder / name)
    )


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()


def _check(form: Form, part: Part) -> None:
    if form.needs is Needs.QUADS and part.view:
        raise StoreError(
            form.name, "holds triples, and a view is nodes and edges that stand in no graph",
            f"write the view as {HOLDERS[Needs.NETWORK]}; or give the triples you want with --query",
        )  # fmt: skip
    if form.needs is Needs.GRAPH and not part.is_whole:
        raise StoreError(
            form.name, "is written of the whole graph only",
            f"leave out --query, --view and --trial; a part can be had as {HOLDERS[Needs.NETWORK]}",
        )  # fmt: skip


def _cut(form: Form, part: Part, store: GraphStore) -> object:
    match form.needs:
        case Needs.NETWORK:
            return cutting.network(part, store)
        case Needs.QUADS:
            return cutting.quads(part, store)
        case Needs.GRAPH:
            return store


def _about(form: Form, part: Part) -> str:
    """What the README of a folder says."""
    named = part.view or (
        f"{part.trial} to depth {part.depth}" if part.trial else "the answer of a query" if part.query else "the whole graph"
    )
    return f"{form.name}: {named}. {form.shows}. Opens in: {form.opens}. An empty cell means that the record does not say."
