"""Categories from what was read from an item: the kinds of therapies, the organs of measures and diseases."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from cartkg.model import AgeBound, Diagnosis, Item, Section, Therapy, Threshold
from cartkg.vocabulary import Terminology

S = TypeVar("S", Therapy, Diagnosis)


@dataclass(frozen=True, slots=True)
class Statements:
    """What was read from one item."""

    therapies: tuple[Therapy, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    ages: tuple[AgeBound, ...] = ()


BRANCHES = (  # the first that holds a condition says what it is: a brain tumour is a malignancy, a stroke is of the nerves
    ("MONDO:0005550", "infection"),
    ("MONDO:0004992", "malignancy"),
    ("MONDO:0002025", "psychiatric"),
    ("MONDO:0005071", "neurological"),
    ("MONDO:0004995", "cardiovascular"),
    ("MONDO:0005240", "renal"),
    ("MONDO:0005087", "pulmonary"),
    ("MONDO:0005154", "hepatic"),
    ("MONDO:0005570", "hematological"),
)
ELSEWHERE = re.compile(
    r"vaccin|transplant|stem cell|surgery|contracept|investigational|dialysis|oxygen|bypass|angioplasty|stent",
    re.I,
)
NOW = re.compile(
    r"\bcurrent(?:ly)?\b|concurrent|concomitant|\breceiving\b|\btaking\b|\bon (?:a )?stable|\bneed(?:s|ed|ing)?\b|"
    r"requir(?:e|es|ing)\b|long-term|ongoing|prohibited|\bchronic (?:use|administration)|during the (?:study|trial)|"
    r"\bplan(?:s|ned|ning)?\b|undergoing|discontinued|immunosuppress|administration of|patients receiving|"
    r"active treatment",
    re.I,
)
PAST = re.compile(
    r"\breceived?\b|\bprior\b|previous|\bpast\b|\bwithin\b|history|fail(?:ed|ure)|refractory|despite|\bsince\b|"
    r"\bpost\b|wash-?out|elapsed|\bused\b|treated|\bever\b|\bbefore\b|respon[ds]|ineffective|inadequate|intoleran|"
    r"lines?\b of|last (?:dose|infusion)|regimen|lack efficacy|up to \d",
    re.I,
)
USE = re.compile(r"\b(?:use|administration) of\b", re.I)
NOW_STRONG = re.compile(
    r"\bcurrent(?:ly)?\b|concurrent|concomitant|\breceiving\b|\btaking\b|requir(?:e|es|ing)\b|long-term|"
    r"\bneed(?:s|ed|ing)?\b|chronic (?:use|administration)|immunosuppress|corticosteroid|steroid",
    re.I,
)
DISEASE_WORDS = re.compile(
    r"\bdiagnos|classification|criteria|confirmed|defined|histolog|relaps|refractory|documented|evidence of|meet",
    re.I,
)
NAMED_DISEASE = re.compile(
    r"\bdiagnos(?:is of|ed (?:with|as))\b|(?:classification|diagnostic) criteria|diagnosis is made",
    re.I,
)
TREATMENT = re.compile(
    r"previous (?:anti-?cancer )?(?:treatment|therapy|chemotherapy)|prior (?:treatment|therapy|chemotherapy)|"
    r"anti-?cancer therapy|radiotherapy|radiation therapy|chemotherapy|lines? of (?:\w+ )*(?:treatment|therapy)|"
    r"standard (?:treatment|therapy|regimen)|tolerate|has received prior|treated with|toxicity.{0,40}previous|"
    r"virotherapy|anthracycline",
    re.I,
)
MEDICATION = re.compile(
    r"\bmedications?\b|\bmedicines?\b|inhibitors?\b|systemic (?:treatment|therapy)|immunosuppressi|"
    r"\bdrugs? (?:that|which|inducing)",
    re.I,
)


def found(item: Item, statements: Statements, terminology: Terminology) -> Iterator[tuple[str, int]]:
    """Categories with the place, in the item, of the statement that speaks for each."""
    for therapy in _plain(statements.therapies):
        yield from _of_therapy(item, therapy)
    for diagnosis in _plain(statements.diagnoses):
        yield from _of_diagnosis(item, diagnosis, terminology)
    if statements.ages:
        yield "age", _place(item, statements.ages[0].span.start)
    if item.section is Section.INCLUSION and (named := NAMED_DISEASE.search(item.text)):
        yield "diagnosis", named.start()
    if treatment := TREATMENT.search(item.text):
        yield "prior-therapy", treatment.start()
    if item.parent and re.search(r"organs?\b", item.parent.text, re.I):
        yield "organ-function", len(item.text)


def _plain(statements: tuple[S, ...]) -> tuple[S, ...]:
    """The statements without their exceptions, which say what the item is not about."""
    return tuple(s for s in statements if not s.exception) or statements


def _place(item: Item, start: int) -> int:
    return max(0, start - item.span.start)


def _of_therapy(item: Item, therapy: Therapy) -> Iterator[tuple[str, int]]:
    label, place = therapy.agent.label, _place(item, therapy.span.start)
    if "transplant" in label.lower() and therapy.window:
        yield "prior-therapy", place
    if ELSEWHERE.search(label):
        return
    words = _clause(item, place)
    past = bool(therapy.window) or bool(PAST.search(words))
    now = bool((NOW_STRONG if therapy.window else NOW).search(words))
    either = bool(USE.search(words)) and not therapy.window
    if past or either or not now:
        yield "prior-therapy", place
    if now or either:
        yield "concomitant-therapy", place


def _clause(item: Item, place: int) -> str:
    """The lead-in and the clause of the item that a place stands in: "…; or patients who need vasopressors; …"."""
    lead = item.parent.text if item.parent else ""
    start = max(item.text.rfind(mark, 0, place) for mark in ";.；。")
    end = min((stop for mark in ";；" if (stop := item.text.find(mark, place)) >= 0), default=len(item.text))
    return f"{lead} {item.text[start + 1 : end]}"


def _of_diagnosis(item: Item, diagnosis: Diagnosis, terminology: Terminology) -> Iterator[tuple[str, int]]:
    place = _place(item, diagnosis.span.start)
    if item.section is Section.INCLUSION and diagnosis.stance == "requires":
        if DISEASE_WORDS.search(item.text) or len(item.text.split()) <= 8:
            yield "diagnosis", place
        return
    if re.search(r"\bmental|psychi", diagnosis.condition.label, re.I):
        yield "psychiatric", place
    elif branch := _branch(diagnosis.condition.id, terminology):
        yield branch, place


def _branch(curie: str, terminology: Terminology) -> str:
    if curie not in terminology:
        return ""
    above = {curie, *terminology.broader(curie)}
    return next((category for root, category in BRANCHES if root in above), "")
