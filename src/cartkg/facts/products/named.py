"""Named products: what is publicly known of a product that a record merely names ("KYV-101").

`data/vocabulary/products.tsv` is reviewed: each line says by which record's words (an NCT id) or page it knows antigens,
modality and source of the cells; a cell that nothing supports is empty. The record's own words always come first.
"""

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from cartkg.facts.products.passages import Passage, is_product, passages
from cartkg.model import Target, Trial
from cartkg.model.resources import folder
from cartkg.vocabulary import Terminology
from cartkg.vocabulary.tables import rows, several

TABLE = "products.tsv"
FIELDS = ("modality", "cell_source", "targets")
COLUMNS = ("id", "label", "synonyms", "targets", "modality", "cell_source", "evidence", "source", "note")
_GAP = re.compile(r"[\s-]+")


@dataclass(frozen=True, slots=True)
class Product:
    """One line of the table; `targets` are HGNC ids, `evidence` NCT ids and addresses."""

    id: str
    label: str
    synonyms: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    modality: str = ""
    cell_source: str = ""
    evidence: tuple[str, ...] = ()
    note: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return (self.label, *self.synonyms)


@cache
def table() -> tuple[Product, ...]:
    """The shipped products, in the order of the table."""
    lines = rows(folder("data/vocabulary") / TABLE, COLUMNS)
    return tuple(
        Product(
            row["id"], row["label"], several(row["synonyms"]), several(row["targets"]), row["modality"], row["cell_source"],
            several(row["evidence"]), row["note"],
        )
        for _, row in lines
    )  # fmt: skip


def completed(trial: Trial, terminology: Terminology) -> Trial:
    """The trial with what its record does not say of the product, from the named products that it gives.

    `named_products` holds their ids, `from_named_products` the fields ("modality", "cell_source", "targets") that come from
    the table. Of several products a modality or source of cells is taken only where they agree; a source of cells only where
    it is of the kind of cell that the record names.
    """
    found = given(trial)
    if not found:
        return trial
    kinds = {product.modality for _, product in found}
    modality = trial.modality or (kinds.pop() if len(kinds) == 1 else "")
    sources = {product.cell_source if product.modality in ("", modality) else "" for _, product in found}
    whole = replace(
        trial,
        modality=modality,
        cell_source=trial.cell_source or (sources.pop() if len(sources) == 1 else ""),
        targets=trial.targets or _targets(found, terminology),
        named_products=tuple(dict.fromkeys(product.id for _, product in found)),
    )
    return replace(whole, from_named_products=tuple(f for f in FIELDS if getattr(whole, f) and not getattr(trial, f)))


def apart(trial: Trial) -> tuple[Trial, Trial]:
    """The trial with the product facts of its record alone, and with those of the table alone."""
    told = {field: () if field == "targets" else "" for field in FIELDS}
    record = {field: told[field] for field in trial.from_named_products}
    table = {field: told[field] for field in FIELDS if field not in trial.from_named_products}
    return _with(trial, record), _with(trial, table)


def _with(trial: Trial, facts: dict[str, Any]) -> Trial:
    return replace(trial, **facts)


def given(trial: Trial) -> tuple[tuple[str, Product], ...]:
    """(intervention, product) of every named product that the trial gives: by its interventions, else by its titles."""
    parts = passages(trial)
    for part in ("intervention", "title"):
        found = tuple(pair for passage in parts if passage.part == part for pair in _named(passage))
        if found:
            return tuple(dict.fromkeys(found))
    return ()


def _named(passage: Passage) -> tuple[tuple[str, Product], ...]:
    return tuple(
        (passage.intervention, product)
        for product in table()
        if any(is_product(passage, found.start(), found.end()) for found in _pattern(product).finditer(passage.text))
    )


@cache
def _pattern(product: Product) -> re.Pattern[str]:
    """The product's names, whole, in any case, with or without the hyphen: "KYV 101", "KYV101"."""
    names = ("[\\s-]?".join(map(re.escape, _GAP.split(name))) for name in sorted(product.names, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(names)})(?!\w|-\w)", re.IGNORECASE)


def _targets(found: tuple[tuple[str, Product], ...], terminology: Terminology) -> tuple[Target, ...]:
    targets = {
        identifier: Target(identifier, _symbol(identifier, terminology), intervention)
        for intervention, product in reversed(found)
        for identifier in product.targets
    }
    return tuple(sorted(targets.values(), key=lambda target: target.symbol))


def _symbol(identifier: str, terminology: Terminology) -> str:
    term = terminology.terms[identifier]
    return term.extra.get("symbol", term.label)
