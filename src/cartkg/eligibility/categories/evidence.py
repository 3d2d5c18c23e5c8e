"""Categories from what was read from an item: the kinds of therapies, the organs of measures and diseases."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cartkg.model import AgeBound, Diagnosis, Item, Section, Therapy, Threshold
from cartkg.terminology import Terminology


@dataclass(frozen=True, slots=True)
class Statements:
    """What was read from one item."""

    therapies: tuple[Therapy, ...]
    thresholds: tuple[Threshold, ...]
    diagnoses: tuple[Diagnosis, ...]
    ages: tuple[AgeBound, ...]


BRANCHES = {
    "MONDO:0005550": "infection",
    "MONDO:0004992": "malignancy",
    "MONDO:0004995": "cardiovascular",
    "MONDO:0005087": "pulmonary",
    "MONDO:0005240": "renal",
    "MONDO:0005154": "hepatic",
    "MONDO:0002025": "psychiatric",
    "MONDO:0005071": "neurological",
    "MONDO:0005570": "hematological",
}
LAID_OUT = ("vaccin", "transplant", "surgery", "contracept")
NOW = re.compile(
    r"\bcurrent|concurrent|concomitant|\breceiving\b|\btaking\b|\bon (?:a )?stable|\bneed(?:s|ed|ing)?\b|requir(?:e|es|ing|ed)\b|long-term|ongoing|prohibited|"
    r"maintenance|\bchronic (?:use|administration)|during the (?:study|trial)|\bplan(?:s|ned|ning)?\b|\buse of\b|undergoing|systemic (?:steroid )?therapy|prophyla|washout|stable dose|"
    r"\bpermitted\b|allowed",
    re.I,
)
PAST = re.compile(
    r"\breceiv(?:ed|e)\b|\bprior\b|previous|\bpast\b|\bwithin\b|history|fail(?:ed|ure)|refractory|despite|\bsince\b|post\b|wash-?out|elapsed|\bused\b|treated|ever\b|"
    r"\bbefore\b|respon[ds]|ineffective|inadequate|intoleran|lines?\b of|unable to receive|last (?:dose|infusion)|regimen",
    re.I,
)
DISEASE_WORDS = re.compile(
    r"\bdiagnos|classification|criteria|confirmed|defined|histolog|relaps|refractory|patients with|subjects with|documented|suffering|evidence of",
    re.I,
)


def found(item: Item, statements: Statements, terminology: Terminology) -> Iterator[tuple[str, int]]:
    """Categories with the place, in the item, of the statement that speaks for each."""
    for therapy in statements.therapies:
        yield from _of_therapy(item, therapy)
    for diagnosis in statements.diagnoses:
        yield from _of_diagnosis(item, diagnosis, terminology)
    if statements.ages:
        yield "age", _place(item, statements.ages[0].span.start)


def _place(item: Item, start: int) -> int:
    return max(0, start - item.span.start)


def _of_therapy(item: Item, therapy: Therapy) -> Iterator[tuple[str, int]]:
    if any(word in therapy.agent.label.lower() for word in LAID_OUT):
        return
    lead = item.parent.text if item.parent else ""
    words, place = f"{lead} {item.text}", _place(item, therapy.span.start)
    now, past = bool(NOW.search(words)), bool(PAST.search(words)) or bool(therapy.window)
    if past or not now:
        yield "prior-therapy", place
    if now:
        yield "concomitant-therapy", place


def _of_diagnosis(item: Item, diagnosis: Diagnosis, terminology: Terminology) -> Iterator[tuple[str, int]]:
    place = _place(item, diagnosis.span.start)
    if item.section is Section.INCLUSION and diagnosis.stance == "requires" and DISEASE_WORDS.search(item.text):
        yield "diagnosis", place
        return
    branches = _branches(diagnosis.condition.id, terminology)
    if branches:
        yield from ((branch, place) for branch in branches)
    else:
        yield "other-condition", place


def _branches(curie: str, terminology: Terminology) -> list[str]:
    if curie not in terminology:
        return []
    above = {curie, *terminology.broader(curie)}
    return [category for root, category in BRANCHES.items() if root in above]
