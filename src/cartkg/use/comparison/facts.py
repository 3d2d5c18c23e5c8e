"""Rows of registry facts: what the records say of the trials themselves."""

from collections.abc import Iterable, Iterator

from cartkg.graph.view import View
from cartkg.use.comparison.model import Head, Phrase, Row, State, cell

FIELDS = {  # column of the answer table `trials`: label
    "status": "recruitment status",
    "phase": "phase",
    "enrollment": "participants planned or enrolled",
    "start": "start",
    "completion": "completion",
    "sponsor": "lead sponsor",
    "sponsor_class": "class of sponsor",
}
PRODUCT = {"modality": "kind of engineered cell", "cell_source": "where the cells come from"}
AGES = {"min_age_years": "lowest age, years", "max_age_years": "highest age, years", "population": "population", "sex": "sex"}


def rows(view: View, heads: tuple[Head, ...]) -> Iterator[Row]:
    """The rows of facts; a field that no compared trial states has no row."""
    for group, fields in (("facts", FIELDS), ("product and disease", PRODUCT), ("ages", AGES)):
        for field, label in fields.items():
            yield from _row(group, label, [_field(view, head, field) for head in heads])
    yield from _row("facts", "countries", [_plain(view.countries.get(head.trial, ())) for head in heads])
    yield from _row("product and disease", "targets", [_terms(view.targets.get(head.trial, ())) for head in heads])
    yield from _row("product and disease", "conditions", [_terms(view.conditions.get(head.trial, ())) for head in heads])


def _row(group: str, label: str, cells: list[tuple[Phrase, ...]]) -> Iterator[Row]:
    if any(cells):
        yield Row(group, label, tuple(cell(phrases, State.NOT_STATED) for phrases in cells))


def _field(view: View, head: Head, field: str) -> tuple[Phrase, ...]:
    value = view.trials[head.trial][field]
    return _plain(value.split("|") if field == "phase" and value else [value] if value else [])


def _plain(values: Iterable[str]) -> tuple[Phrase, ...]:
    return tuple(Phrase("", value, (value,)) for value in values)


def _terms(pairs: Iterable[tuple[str, str]]) -> tuple[Phrase, ...]:
    """Conditions and targets: `via` holds the term, so that a page can link it."""
    return tuple(Phrase("", label, (curie or label,), via=((curie, label),)) for curie, label in pairs)
