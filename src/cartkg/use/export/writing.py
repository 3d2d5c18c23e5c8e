"""One call for every format: cut the part, write it whole or not at all."""

from pathlib import Path

from cartkg.graph.store import GraphStore
from cartkg.model.errors import StoreError
from cartkg.use.export import part as cutting
from cartkg.use.export.formats import FORMATS, Form, Needs
from cartkg.use.export.part import Part
from cartkg.use.export.place import put

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
    put(out, lambda path: chosen.write(made, path), _about(chosen, part) if chosen.is_folder else "")


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
