"""Named products: what is publicly known of a product that a record merely names ("KYV-101").

`data/vocabulary/products.tsv` is reviewed: each line says by which record's words (an NCT id) or page it knows antigens,
modality and source of the cells; a cell that nothing supports is empty. `levels` says how each is known: stated (a page about
the product says it; the default), sibling (the record of another trial of it does) or doubtful (machine-written pages, habit,
contradiction). `trials` names trials that give it although neither title nor intervention says so. `trial_products.tsv` holds
such facts of single trials. The record's own words always come first, and what is doubtful fills nothing: it is kept as a
doubt beside the trial.
"""

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from cartkg.facts.products.passages import Passage, is_product, passages
from cartkg.model import Doubt, Made, Target, Trial
from cartkg.model.errors import VocabularyError
from cartkg.model.resources import folder
from cartkg.vocabulary import Terminology
from cartkg.vocabulary.tables import rows, several

TABLE, OF_TRIALS = "products.tsv", "trial_products.tsv"
FIELDS = ("modality", "cell_source", "targets")
COLUMNS = (
    "id", "label", "synonyms", "targets", "modality", "cell_source", "levels", "trials", "evidence", "source", "note",
)  # fmt: skip
LEVELS = ("stated", "sibling", "doubtful")
MADE_IN_THE_BODY = "in-vivo-CAR"
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
    trials: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()  # what is told of it that fills nothing

    @property
    def names(self) -> tuple[str, ...]:
        return (self.label, *self.synonyms)


@dataclass(frozen=True, slots=True)
class TrialFact:
    """One line of `trial_products.tsv`: a product fact of a single trial, stated or doubtful."""

    trial: str
    doubtful: bool
    fact: Doubt


@cache
def table() -> tuple[Product, ...]:
    """The shipped products, in the order of the table."""
    path = folder("data/vocabulary") / TABLE
    return tuple(_product(f"{path}:{number}", row) for number, row in rows(path, COLUMNS))


def _product(place: str, row: dict[str, str]) -> Product:
    levels = dict(part.partition("=")[::2] for part in several(row["levels"]))
    for field, level in levels.items():
        if field not in FIELDS or level not in LEVELS or not row[field]:
            remedy = f"write FIELD=LEVEL for a filled cell, with one of {', '.join(FIELDS)} and of {', '.join(LEVELS)}"
            raise VocabularyError(place, f"levels {field}={level} is not understood", remedy)
    doubtful = [field for field, level in levels.items() if level == "doubtful"]
    known = {field: "" if field in doubtful else row[field] for field in FIELDS}
    why = f"{row['label']}: {row['note']}"
    return Product(
        row["id"], row["label"], several(row["synonyms"]), several(known["targets"]), known["modality"], known["cell_source"],
        several(row["evidence"]), row["note"], several(row["trials"]),
        tuple(Doubt(field, row[field], why, several(row["evidence"])) for field in doubtful),
    )  # fmt: skip


@cache
def trial_facts() -> tuple[TrialFact, ...]:
    """The product facts of single trials that are known from pages about them."""
    path = folder("data/vocabulary") / OF_TRIALS
    lines = rows(path, ("trial", "field", "value", "level", "evidence", "note"))
    return tuple(
        TrialFact(
            row["trial"], row["level"] == "doubtful", Doubt(row["field"], row["value"], row["note"], several(row["evidence"]))
        )
        for _, row in lines
    )


def completed(trial: Trial, terminology: Terminology) -> Trial:
    """The trial with what its record does not say of the product, from reviewed tables: its own line, the products it gives.

    `named_products` holds their ids, `from_named_products` the fields ("modality", "cell_source", "targets") that come from
    the tables, `doubts` what they tell without certainty. Of several products a modality or source of cells is taken only
    where they agree; a source of cells only where it is of the kind of cell that the record names. That the cells arise in the
    body is taken although the record says CAR-T: it says so of both.
    """
    found, own = given(trial), [one for one in trial_facts() if one.trial == trial.id]
    if not found and not own:
        return trial
    told = {one.fact.field: one.fact.value for one in own if not one.doubtful}
    modality = _modality(trial, told, found)
    sources = {product.cell_source if product.modality in ("", modality) else "" for _, product in found}
    made_there = modality == MADE_IN_THE_BODY
    whole = replace(
        trial,
        modality=modality,
        cell_source="in-vivo" if made_there else trial.cell_source or told.get("cell_source", "") or _only(sources),
        targets=trial.targets or _told_targets(told, terminology) or _targets(found, terminology),
        named_products=tuple(dict.fromkeys(product.id for _, product in found)),
    )
    filled = tuple(f for f in FIELDS if getattr(whole, f) and getattr(whole, f) != getattr(trial, f))
    return replace(whole, from_named_products=filled, doubts=_doubts(trial, whole, found, own), made=_made(found, terminology))


def _made(found: tuple[tuple[str, Product], ...], terminology: Terminology) -> tuple[Made, ...]:
    """The products apart, where interventions of their own give products of different kinds: a CAAR-T and a CAR-T arm."""
    if len({product.modality for _, product in found}) < 2 or not all(intervention for intervention, _ in found):
        return ()
    return tuple(
        Made(
            product.id, intervention, product.modality, product.cell_source,
            tuple(Target(one, _symbol(one, terminology), intervention) for one in product.targets),
        )
        for intervention, product in found
    )  # fmt: skip


def _only(values: set[str]) -> str:
    return next(iter(values)) if len(values) == 1 else ""


def _modality(trial: Trial, told: dict[str, str], found: tuple[tuple[str, Product], ...]) -> str:
    known = told.get("modality", "") or _only({product.modality for _, product in found})
    refined = known == MADE_IN_THE_BODY and trial.modality == "CAR-T"
    return known if refined else trial.modality or known


def _told_targets(told: dict[str, str], terminology: Terminology) -> tuple[Target, ...]:
    return tuple(Target(one, _symbol(one, terminology)) for one in several(told.get("targets", "")))


def _doubts(trial: Trial, whole: Trial, found: tuple[tuple[str, Product], ...], own: list[TrialFact]) -> tuple[Doubt, ...]:
    """What is told but not known, as far as the trial is silent on it; and the record's word that a page overrules."""
    told = [one.fact for one in own if one.doubtful] + [doubt for _, product in found for doubt in product.doubts]
    kept = [doubt for doubt in told if doubt.field not in FIELDS or not getattr(whole, doubt.field) or doubt.field == "targets"]
    for field in ("modality", "cell_source"):
        record = getattr(trial, field)
        if record and record != getattr(whole, field):
            kept.append(Doubt(field, record, f"the record says so; its product is known as {getattr(whole, field)}"))
    return tuple(dict.fromkeys(kept))


def apart(trial: Trial) -> tuple[Trial, Trial]:
    """The trial with the product facts of its record alone, and with those of the table alone."""
    told = {field: () if field == "targets" else "" for field in FIELDS}
    record = {field: told[field] for field in trial.from_named_products}
    table = {field: told[field] for field in FIELDS if field not in trial.from_named_products}
    return _with(trial, record), _with(trial, table)


def _with(trial: Trial, facts: dict[str, Any]) -> Trial:
    return replace(trial, **facts)


def given(trial: Trial) -> tuple[tuple[str, Product], ...]:
    """(intervention, product) of every named product that the trial gives: by interventions, else titles, else the table."""
    parts = passages(trial)
    for part in ("intervention", "title"):
        found = tuple(pair for passage in parts if passage.part == part for pair in _named(passage))
        if found:
            return tuple(dict.fromkeys(found))
    return tuple(("", product) for product in table() if trial.id in product.trials)


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
