"""Which trials belong to the field: real treatment with engineered immune cells for an immune-mediated disease.

Each trial is judged by named rules, the first that refuses it wins; the words that decided are kept. What a trial is about is
its own business: a trial out of scope stays in the graph with its rule, so that a build never drops a record in silence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from cartkg.model import Trial
from cartkg.model.resources import folder
from cartkg.vocabulary import Terminology, grounding
from cartkg.vocabulary.tables import rows

IMMUNE_MEDIATED = "cartkgv:immune-mediated-disease"
MALIGNANCY = "MONDO:0004992"
INCLUDED = "engineered-cells-for-immune-mediated-disease"
RULES = {
    "follow-up-without-treatment": "follows people who had the cells in another trial and gives none",
    "no-treatment": "an observational study: biomarkers, cohorts, registers",
    "desensitization": "prepares sensitized people for a transplant; no disease of the reviewed list is treated",
    "cells-not-stated": "the record does not say whether it gives engineered cells, and no page that was read says so",
    "healthy-volunteers": "gives the cells to healthy people alone",
    "oncology": "treats a tumour and no disease of the reviewed list",
    "disease-not-listed": "no condition of the record is in the reviewed list of immune-mediated diseases",
    INCLUDED: "gives engineered immune cells to people with a disease of the reviewed list",
}
"""Every rule with what it says, in the order in which they are tried."""

_FOLLOW_UP = re.compile(
    r"\b(?:long[\s-]*term\s+(?:safety\s+)?follow[\s-]*up|LTFU|rollover)\b|\bpreviously\s+(?:treated|received|administered|exposed)\b"
    r"|\bwho\s+(?:have\s+)?(?:previously\s+)?received\b",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"^\s*no(?:\s+\w+)?\s+(?:intervention|treatment|study drug)s?\s*$|^\s*follow[\s-]*up\s*$", re.IGNORECASE)
_OBSERVED = re.compile(
    r"\bbio-?markers?\b|\bcohort\b|\bregist(?:ry|er)\b|\bobservation\w*|\bpredict\w+|\bprevalence\b", re.IGNORECASE
)
_DESENSITIZATION = re.compile(
    r"\bdesensiti[sz]\w*|\b(?:highly|HLA)[\s-]*sensiti[sz]ed\b|\bsensiti[sz]ed\s+(?:patients|candidates|kidney|transplant)",
    re.IGNORECASE,
)
_HEALTHY = re.compile(r"\bhealthy\s+(?:\w+\s+)?(?:volunteers?|participants?|subjects?|adults?|donors?)\b", re.IGNORECASE)
_IMMUNE = re.compile(
    r"\bauto-?\s?immun\w*|\bimmune[\s-]+mediated\b|\bimmune\s+(?:nephritis|disorders?|cytopenia)", re.IGNORECASE
)
_TUMOUR = re.compile(
    r"\b(?:lymphoma|leuk(?:a?e)mia|myeloma|carcinoma|sarcoma|cancer|tumou?rs?|neoplasms?|malignan\w+)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class ScopeDecision:
    """Whether a trial is in scope, by which rule, and the words of the record that decided ("" where their lack did)."""

    in_scope: bool
    rule: str
    words: str = ""


def verdict(trial: Trial, terminology: Terminology) -> ScopeDecision:
    """The verdict on one trial, after its product is known (`products.completed`)."""
    disease = listed_disease(trial, terminology)
    for rule, words in _refusals(trial, disease, terminology):
        if words is not None:
            return ScopeDecision(False, rule, words)
    return ScopeDecision(True, INCLUDED, disease)


def _refusals(trial: Trial, disease: str, terminology: Terminology) -> Iterator[tuple[str, str | None]]:
    """Each rule with the words that speak against the trial; None where the rule does not hold."""
    yield "follow-up-without-treatment", _follow_up(trial)
    yield "no-treatment", _no_treatment(trial)
    yield "desensitization", None if disease else _found(_DESENSITIZATION, _headings(trial))
    yield "cells-not-stated", None if trial.modality or trial.targets else ""
    yield "healthy-volunteers", None if disease else _found(_HEALTHY, _headings(trial))
    yield "oncology", None if disease else _tumour(trial, terminology)
    yield "disease-not-listed", None if disease else "|".join(trial.conditions)


def _headings(trial: Trial) -> tuple[str, ...]:
    return tuple(filter(None, (trial.title, trial.official_title, *trial.conditions, *trial.keywords)))


def _found(pattern: re.Pattern[str], texts: tuple[str, ...]) -> str | None:
    return next((match[0] for text in texts if (match := pattern.search(text))), None)


def _follow_up(trial: Trial) -> str | None:
    """Titles that speak of following up what was given before, or interventions that say that nothing is given."""
    given = [intervention.name for intervention in trial.interventions]
    if given and all(_NOTHING.match(name) for name in given):
        return "|".join(given)
    return _found(_FOLLOW_UP, (trial.title, trial.official_title))


def _no_treatment(trial: Trial) -> str | None:
    if trial.study_type.upper() == "OBSERVATIONAL":
        return trial.study_type
    return (
        None
        if trial.interventions or trial.modality or trial.targets
        else _found(_OBSERVED, (trial.title, trial.official_title))
    )


def _tumour(trial: Trial, terminology: Terminology) -> str | None:
    for words in trial.conditions:
        if any(found.term and terminology.is_a(found.term.id, MALIGNANCY) for found in _grounded(words, trial, terminology)):
            return words
    return _found(_TUMOUR, _headings(trial))


def listed_disease(trial: Trial, terminology: Terminology) -> str:
    """The first words that name a disease of the reviewed list: a condition, else a part of the title; "" where none."""
    for words in trial.conditions:
        if _IMMUNE.search(words) or any(
            found.term and is_listed(found.term.id, terminology) for found in _grounded(words, trial, terminology)
        ):
            return words
    for title in filter(None, (*trial.conditions, trial.title, trial.official_title)):
        for mention in terminology.find(title, ("condition",)):
            if is_listed(mention.term.id, terminology):
                return title[mention.span.start : mention.span.end]
    return _found(_IMMUNE, (trial.title, trial.official_title)) or ""


def _grounded(words: str, trial: Trial, terminology: Terminology) -> tuple[grounding.Grounding, ...]:
    context = " ".join((trial.title, trial.official_title, *trial.conditions, *trial.keywords, trial.summary))
    return grounding.ground(words, "condition", context, terminology)


def is_listed(identifier: str, terminology: Terminology) -> bool:
    """Whether a condition is in the reviewed list of immune-mediated diseases, by itself or under one of its broader terms."""
    return identifier in _listed() or terminology.is_a(identifier, IMMUNE_MEDIATED)


@cache
def _listed() -> frozenset[str]:
    table = folder("data/vocabulary") / "immune_mediated.tsv"
    return frozenset(row["id"] for _, row in rows(table, ("id", "in_scope")) if row["in_scope"] == "yes")
