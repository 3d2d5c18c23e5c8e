"""Laboratory markers read as the conditions that they stand for (HBsAg and hepatitis B, TPPA and syphilis, a pregnancy
test).

A marker is a name of its own (HBsAg, TPPA) or a condition with the word of a test behind it (HIV antibody, CMV DNA). What
counts is its result in the item: a positive one under Exclusion and a negative one under Inclusion both exclude the
condition; a negative one under Exclusion is a way to take part and no statement of its own. Markers of immunity (anti-HBs)
stand for nothing.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cartkg.eligibility import stance
from cartkg.eligibility.gates import gated
from cartkg.model import Diagnosis, Item, Named, Section, Span, Stance
from cartkg.vocabulary import Terminology

ANALYTE = (
    r"(?:[\s-]*(?:\([^()]{1,40}\)|virus|viral|surface|core|envelope|e|total|nucleic acid|specific|IgM|IgG|serum|plasma"
    r"|quantitative|1/2|[12])){0,4}[\s-]*(?:antigens?|antibod(?:y|ies)|Abs?|Ags?|DNA|RNA|PCR|serolog\w+|viral load|load"
    r"|titers?|titres?|nucleic acids?|tests?|testing|copies|copy number|assays?|seropositiv\w+|genome)\b"
    r"(?:\s*(?:tests?|testing|titers?|titres?|levels?|copies|copy number|load|PCR|detection|quantification))?"
)
HINT = gated(
    r"HB[sce]|HBV|HCV|HIV|hep|immunodef|TP|RPR|VDRL|TRUST|syph|trepon|pallid|SPOT|quanti|IGRA|QFT|interferon|PPD|mantoux|tubercul|TB"
    r"|CMV|cytomeg|EB|Epstein|HTLV|lymphotrop|COVID|SARS|pregnan|HCG|gonadotrop|austral|p24",
    re.I,
)  # an item without any of these names no marker


POSITIVE = gated(
    r"\b(?:sero-?)?positiv\w*|\breactive\b|(?<!un)\bdetectable|\bdetected\b|\bdetection of|\babove\b|\bexceed\w*"
    r"|\bhigher than|\bgreater than|\bover the"
    r"|[>≥]|(?<=Ag)\s?\+|(?<=Ab)\s?\+|\(\+\)|\bpresence of|\bevidence of|\belevated",
    re.I,
)  # fmt: skip
NEGATIVE = gated(
    r"\b(?:sero-?)?negativ\w*|\bnon-?\s?reactive|\bundetectable|\bnot (?:be )?(?:detected|detectable|reactive|positive)"
    r"|\bbelow\b|\bless than|\blower than"
    r"|\bwithin (?:the )?normal|\(-\)|\babsence of|\bno evidence of|\bunder the",
    re.I,
)  # fmt: skip
BOUND = re.compile(r"[;.。；]\s|\b(?:but|however|unless|except|provided|if)\b", re.I)


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker at `span` (offsets into the eligibility text) and the statement it makes, None when it makes none."""

    span: Span
    diagnosis: Diagnosis | None


@cache
def names() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The names of markers in `markers.tsv`, each with the condition that it stands for ("" for none)."""
    with Path(__file__).with_name("markers.tsv").open(encoding="utf-8", newline="") as file:
        lines = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return tuple((line["condition"], re.compile(line["pattern"].replace("{ANALYTE}", ANALYTE), re.I)) for line in lines)


def read(item: Item, terminology: Terminology) -> tuple[Marker, ...]:
    """The markers that an item names, in the order of its words."""
    found: list[Marker] = []
    for condition, pattern in names() if HINT.search(item.text) else ():
        for match in pattern.finditer(item.text):
            span = Span(item.span.start + match.start(), item.span.start + match.end())
            if not any(m.span.start < span.end and span.start < m.span.end for m in found):
                found.append(Marker(span, _statement(item, span, condition, terminology)))
    return tuple(_without_repeated_permits(sorted(found, key=lambda m: m.span)))


def covers(markers: Iterable[Marker], item: Item, span: Span) -> bool:
    """Whether a stretch of the item's text (offsets into it) is part of a marker's name."""
    start, end = item.span.start + span.start, item.span.start + span.end
    return any(m.span.start <= start and end <= m.span.end for m in markers)


def _statement(item: Item, span: Span, condition: str, terminology: Terminology) -> Diagnosis | None:
    result = result_of(item.text, span.start - item.span.start, span.end - item.span.start)
    if not condition or not result:
        return None
    named = named_condition(condition, terminology)
    if condition == "pregnancy":
        return Diagnosis(Stance.EXCLUDES, named, span, "pregnancy test", cohort=item.cohort)
    reading = stance.at(item, span)
    if reading.stance is Stance.PERMITS:
        return Diagnosis(
            Stance.PERMITS, named, span, f"serology; {reading.rule}", cohort=item.cohort, exception=reading.exception
        )
    if result == "negative" and item.section is Section.INCLUSION and _lets_in(item, span):
        return Diagnosis(Stance.PERMITS, named, span, "serology; admitted under conditions", cohort=item.cohort)
    if result == "negative":
        return (
            Diagnosis(Stance.EXCLUDES, named, span, "serology", cohort=item.cohort)
            if item.section is Section.INCLUSION
            else None
        )
    found = Stance.EXCLUDES if item.section is Section.EXCLUSION else reading.stance
    return Diagnosis(found, named, span, f"serology; {reading.rule}", cohort=item.cohort)


def _lets_in(item: Item, span: Span) -> bool:
    """Whether a negative result is the condition under which infected persons are admitted ("carriers are eligible if …")."""
    sentence = SENTENCE_END.split(item.text[: span.start - item.span.start])[-1]
    admitted = ADMITTED.search(sentence)
    return admitted is not None and INFECTED.search(sentence, 0, admitted.start()) is not None


def named_condition(label: str, terminology: Terminology) -> Named:
    """The vocabulary's term under this label."""
    hit = next(iter(terminology.find(label, ("condition",))), None)
    return Named(label, hit.term.id if hit else "", "serology")


SENTENCE_END = re.compile(r"[.;。；]\s")
ADMITTED = re.compile(
    r"\b(?:(?:is|are|be) (?:\w+ ){0,2}?(?:eligible|allowed|permitted|enrol+ed|included|admitted|accepted)|may|can)\b"
    r"[^.;]{0,60}?\b(?:if|provided|when|as long as|only with|on condition)\b",
    re.I,
)
INFECTED = re.compile(r"\b(?:positiv\w*|carriers?|infect\w+|hepatitis|HBV|HCV|HBsAg|HBcAb|anti-HBc)\b|\+", re.I)
LIMIT = re.compile(r"^[^;.]{0,20}[<≤]\s*\d")


def result_of(text: str, start: int, end: int) -> str:
    """The result of the marker at [start, end): "positive", "negative" or "", by the nearest such word of its clause."""
    if LIMIT.match(text[end:]):
        return ""  # a bound on the count of a known infection
    left = max((m.end() for m in BOUND.finditer(text, 0, start)), default=0)
    right = min((m.start() for m in BOUND.finditer(text, end)), default=len(text))
    behind = _nearest(text[end:right], first=True)
    ahead = _nearest(text[left:start], first=False)
    return _closest(ahead, behind)


def _nearest(stretch: str, first: bool) -> tuple[int, str] | None:
    """Distance and kind of the result word nearest to the start (or the end) of a stretch."""
    negative = [(m.start(), m.end(), "negative") for m in NEGATIVE.finditer(stretch)]
    positive = [(m.start(), m.end(), "positive") for m in POSITIVE.finditer(stretch)]
    hits = negative + [hit for hit in positive if not any(n[0] <= hit[0] < n[1] for n in negative)]
    if not hits:
        return None
    start, end, kind = min(hits) if first else max(hits, key=lambda hit: hit[1])
    return (start if first else len(stretch) - end), kind


def _closest(ahead: tuple[int, str] | None, behind: tuple[int, str] | None) -> str:
    if ahead and behind:
        return ahead[1] if ahead[0] <= 3 and behind[0] > 3 else behind[1]
    return (ahead or behind or (0, ""))[1]


def _without_repeated_permits(markers: Iterable[Marker]) -> Iterable[Marker]:
    """A permitted result ("if HBV DNA is negative") of a condition that the item excludes by another marker adds nothing."""
    found = list(markers)
    excluded = {m.diagnosis.condition.label for m in found if m.diagnosis and m.diagnosis.stance is Stance.EXCLUDES}
    for m in found:
        repeats = m.diagnosis and m.diagnosis.stance is Stance.PERMITS and m.diagnosis.condition.label in excluded
        yield Marker(m.span, None) if repeats else m
