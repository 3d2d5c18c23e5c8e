"""Laboratory markers read as the conditions that they stand for (HBsAg and hepatitis B, TPPA and syphilis, a pregnancy test).

A marker is a name of its own (HBsAg, TPPA) or a condition with the word of a test behind it (HIV antibody, CMV DNA). What counts is
its result in the item: a positive one under Exclusion and a negative one under Inclusion both exclude the condition; a negative one
under Exclusion is a way to take part and no statement of its own. Markers of immunity (anti-HBs) stand for nothing.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from cartkg.eligibility import stance
from cartkg.model import Diagnosis, Item, Named, Section, Span, Stance
from cartkg.terminology import Terminology

ANALYTE = (
    r"(?:[\s-]*(?:\([^()]{1,40}\)|virus|viral|surface|core|envelope|e|total|nucleic acid|specific|IgM|IgG|serum|plasma|quantitative|1/2|[12])){0,4}"
    r"[\s-]*(?:antigens?|antibod(?:y|ies)|Abs?|Ags?|DNA|RNA|PCR|serolog\w+|viral load|load|titers?|titres?|nucleic acids?|tests?|testing|copies|copy number"
    r"|assays?|seropositiv\w+|genome)\b(?:\s*(?:tests?|testing|titers?|titres?|levels?|copies|copy number|load|PCR|detection|quantification))?"
)
NAMES: tuple[tuple[str, str], ...] = (
    ("", r"(?:anti-?\s?HBs(?!\s?Ag)\b|HBs\s?-?Ab\b|HBV surface antibod(?:y|ies)|hepatitis B surface antibod(?:y|ies)|hepatitis B vaccin\w+)"),
    ("hepatitis B", r"(?:HBs\s?-?Ag|HBe\s?-?Ag|HBc\s?-?(?:Ab)?|anti-?\s?HBc(?:Ab)?|HBs antigen|HBe antigen|Australia antigen|HBV[\s-]?DNA)\b"),
    ("hepatitis B", rf"\b(?:hepatitis B(?: virus)?|HBV|Hep B){ANALYTE}"),
    ("hepatitis C", r"\b(?:anti-?\s?HCV|HCV[\s-]?(?:Ab|RNA))\b"),
    ("hepatitis C", rf"\b(?:hepatitis C(?: virus)?|HCV|Hep C){ANALYTE}"),
    ("HIV infection", r"\b(?:anti-?\s?HIV|HIV[\s-]?(?:Ab|RNA)|p24 antigen)\b"),
    ("HIV infection", rf"\b(?:HIV(?:[\s-]?(?:1|2|1/2))?|human immunodeficiency virus){ANALYTE}"),
    ("syphilis", r"\b(?:TPPA|TPHA|TP-?\s?PA|RPR|VDRL|TRUST|TP-?Ab|anti-?\s?TP)\b"),
    ("syphilis", rf"\b(?:syphilis|treponema(?: pallidum)?|(?:treponema )?pallidum|TP|treponemal)(?: primary| screening| specific| helicoid)*{ANALYTE}"),
    ("tuberculosis", r"\b(?:T-?SPOT(?:[.\s-]?TB)?|Quanti\s?FERON(?:[\s-]?(?:TB|gold|plus|in-tube|test|\(QFT\)))*|IGRA|QFT(?:-\w+)*|interferon[\s-]?(?:gamma|γ)[\s-]release (?:assay|test)s?|PPD|Mantoux|tuberculin(?: skin)?(?: test)?|TB skin test)\b"),
    ("tuberculosis", rf"\b(?:tuberculosis|TB){ANALYTE}"),
    ("cytomegalovirus infection", rf"\b(?:cytomegalovirus|CMV){ANALYTE}"),
    ("Epstein-Barr virus infection", rf"\b(?:Epstein[\s-]Barr virus|EBV|EB virus){ANALYTE}"),
    ("HTLV infection", rf"\b(?:HTLV(?:[\s-]?(?:1|2|I|II|1/2|I/II))?|human T[\s-](?:cell )?lymphotropic virus){ANALYTE}"),
    ("COVID-19", rf"\b(?:COVID(?:-19)?|SARS-?\s?CoV-?\s?2){ANALYTE}"),
    ("pregnancy", r"\b(?:pregnancy|[βb]-?HCG|beta[\s-]?HCG|HCG|human chorionic gonadotropin)(?:\s*\([^()]{1,30}\))?(?:\s*(?:blood|serum|urine|or|/|and)\s*)*(?:\s*(?:pregnancy\s+)?tests?(?:ing)?)\b"),
)  # fmt: skip
MARKERS = tuple((condition, re.compile(pattern, re.I)) for condition, pattern in NAMES)
POSITIVE = re.compile(
    r"\b(?:sero-?)?positiv\w*|\breactive\b|(?<!un)\bdetectable|\bdetected\b|\bdetection of|\babove\b|\bexceed\w*|\bhigher than|\bgreater than|\bover the"
    r"|[>≥]|(?<=Ag)\s?\+|(?<=Ab)\s?\+|\(\+\)|\bpresence of|\bevidence of|\belevated",
    re.I,
)  # fmt: skip
NEGATIVE = re.compile(
    r"\b(?:sero-?)?negativ\w*|\bnon-?\s?reactive|\bundetectable|\bnot (?:be )?(?:detected|detectable|reactive|positive)|\bbelow\b|\bless than|\blower than"
    r"|\bwithin (?:the )?normal|\(-\)|\babsence of|\bno evidence of|\bunder the",
    re.I,
)  # fmt: skip
BOUND = re.compile(r"[;.。；]\s|\b(?:but|however|unless|except|provided|if)\b", re.I)


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker at `span` (offsets into the eligibility text) and the statement it makes, None when it makes none."""

    span: Span
    diagnosis: Diagnosis | None


def read(item: Item, terminology: Terminology) -> tuple[Marker, ...]:
    """The markers that an item names, in the order of its words."""
    found: list[Marker] = []
    for condition, pattern in MARKERS:
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
    if result == "negative":
        return (
            Diagnosis(Stance.EXCLUDES, named, span, "serology", cohort=item.cohort)
            if item.section is Section.INCLUSION
            else None
        )
    found = Stance.EXCLUDES if item.section is Section.EXCLUSION else reading.stance
    return Diagnosis(found, named, span, f"serology; {reading.rule}", cohort=item.cohort)


def named_condition(label: str, terminology: Terminology) -> Named:
    """The vocabulary's term under this label."""
    hit = next(iter(terminology.find(label, ("condition",))), None)
    return Named(label, hit.term.id if hit else "", "serology")


LIMIT = re.compile(r"^[^;.]{0,20}[<≤]\s*\d")


def result_of(text: str, start: int, end: int) -> str:
    """ "positive", "negative" or "" for the marker at [start, end): the nearest word of a result in its clause, behind it first."""
    if LIMIT.match(text[end:]):
        return ""  # a bound on the count of a known infection
    left = max((m.end() for m in BOUND.finditer(text, 0, start)), default=0)
    right = min((m.start() for m in BOUND.finditer(text, end)), default=len(text))
    behind = _nearest(text[end:right], first=True)
    ahead = _nearest(text[left:start], first=False)
    return _closest(ahead, behind)


def _nearest(stretch: str, first: bool) -> tuple[int, str] | None:
    """Distance and kind of the result word nearest to the start (or the end) of a stretch."""
    hits = [
        (m.start(), m.end(), kind) for kind, p in (("positive", POSITIVE), ("negative", NEGATIVE)) for m in p.finditer(stretch)
    ]
    hits = [h for h in hits if not (h[2] == "positive" and any(n[0] <= h[0] < n[1] and n[2] == "negative" for n in hits))]
    if not hits:
        return None
    if first:
        start, _, kind = min(hits)
        return start, kind
    _, end, kind = max(hits, key=lambda h: h[1])
    return len(stretch) - end, kind


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
