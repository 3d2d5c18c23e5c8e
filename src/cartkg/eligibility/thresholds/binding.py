"""Which measures a bound is a limit on.

An item is cut at sentence ends and semicolons. Within a stretch a bound belongs to the nearest measure before it whose unit
it can have, and with it to the measures that are joined to that one ("AST and ALT ≤ 3 × ULN"); or to a measure right behind
it ("≥ 55 % LVEF", "grade 2 or higher GVHD"). A second bound without a measure of its own belongs to the measures of the
first.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from cartkg.eligibility.clauses import word_set
from cartkg.eligibility.quantities import Bound
from cartkg.eligibility.thresholds import contexts
from cartkg.eligibility.thresholds.measures import Mention, is_dose, unit_for

STOP = re.compile(r"[;；。•\n]|(?<=[\w)\]%])\.(?=\s+[A-Z(*]|\s*$)|(?<=[a-z)])\.(?=[A-Z])")
JOINT = re.compile(r"/|\band\b|\bor\b|&|,|、|，|\bplus\b|\bas well as\b|:|\+", re.I)
GLUE = word_set(
    """
    a absolute activity air all an and are as assessed assessment at average baseline be been being between blood both
    boys by calculated class classification clinical concentration confirmed count counts current daily day defined
    determined disease dose doses during e either equal equivalent equivalents estimated exceeding female females for
    from functional girls grade h had has have he i ie if in including index interval is least level levels limit limits
    maintain maintained male males mean measured measurement men must no not of on or oral other patient patients per
    performance period peripheral physical plasma points range rate resting result results room s scale score scores
    screening serum shall she should showing status subjects sum test than that the therapy through time to total
    treatment using v value values version visit was when which who will with within women x
    """
)
BRACKETED = re.compile(r"\([^()]*\)")
SIGN = re.compile(r"[<>≥≤=]\s?/?\s?\\?[<>≥≤=]*")
GRANTED = {"may", "can", "for", "if", "in", "allowed", "acceptable"}
TURNED = re.compile(r"[<>≤≥=]\s*$")  # a limit written before its measure: "17 ≤ BMI"
OWN_NAME = re.compile(r"[,;)]\s*([^\W\d_]{5,})\s*$")
OTHER_ANTIBODY = re.compile(r"\banti-[\w/-]+(?:\s+\w+)?\s*[(\[:]?\s*$", re.I)
COUNTED = re.compile(
    r"\s*(?:of\s+(?:the|these|those|following|them|which)\b|(?:or more\s+)?(?:of\s+)?(?:[a-z][\w/-]*\s+){0,4}?"
    r"(?:items?|[bct]?s?DMARDs?\S*|drugs?|agents?|therap(?:y|ies)|treatments?|lines?|lesions?|episodes?|attacks?|criteri(?:a|on)|"
    r"symptoms?|organs?|domains?|medications?|immunosuppress\w+|biologics?|muscles?|occasions?|times|visits?|manifestations?|"
    r"(?:set )?measures?|features?|components?)\b)",
    re.I,
)
WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Bond:
    """A bound with the measures that it limits, and how they were found."""

    bound: Bound
    measures: tuple[Mention, ...]
    rule: str
    number: int = 0  # of the stretch


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of an item that a bound cannot look beyond."""

    start: int
    end: int


def stretches(text: str) -> list[Stretch]:
    """The parts of a text between sentence ends and semicolons."""
    cuts = [0, *(m.end() for m in STOP.finditer(text)), len(text)]
    return [Stretch(a, b) for a, b in pairwise(cuts) if b > a]


def bonds(text: str, bounds: Sequence[Bound], mentions: Sequence[Mention]) -> list[Bond]:
    """Every bound that has a measure, with its measures."""
    found: list[Bond] = []
    for number, stretch in enumerate(stretches(text)):
        named = [m for m in mentions if stretch.start <= m.start < stretch.end]
        inside = [b for b in bounds if stretch.start <= b.start < stretch.end and not any(_within(b, m) for m in named)]
        taken: list[Bond] = []
        for bound in inside:
            bond = _bind(text, bound, inside, named, taken)
            if bond is None and not taken and found:
                bond = _carried(text, bound, stretch, found[-1], number)
            if bond and (bound.comparator or _listed(text, bond, taken)):
                taken.append(replace(_with_comparator(bond, taken), number=number))
        found.extend(taken)
    return found


def _within(bound: Bound, mention: Mention) -> bool:
    """Whether a number is part of a measure's name ("SLEDAI 2000")."""
    return mention.start < bound.start and bound.end <= mention.end


def led_in(text: str, bounds: Sequence[Bound], lead: Sequence[Mention]) -> list[Bond]:
    """The first bound of an item that names no measure, with the measure that its lead-in ends with ("Hemoglobin:")."""
    bound = next((b for b in bounds if b.comparator), None)
    if bound is None or not lead or any(w.lower() not in GLUE for w in WORD.findall(text[: bound.start])):
        return []
    group = [m for m in lead if unit_for(m, bound) is not None]
    narrow = [m for m in group if not any(m.term.id in other.term.parents for other in group)]
    return (
        [Bond(bound, tuple(_distinct(narrow, lead[-1])), "measure-in-lead-in", 0)] if narrow and group[-1] is lead[-1] else []
    )


def _carried(text: str, bound: Bound, stretch: Stretch, last: Bond, number: int) -> Bond | None:
    """A stretch that begins with a bound goes on about the measures of the one before: "ALT ≤ 3 × ULN; ≤ 5 × ULN if …"."""
    words = [w.lower() for w in WORD.findall(text[stretch.start : bound.start])]
    foreign = [w for w in words if w not in GLUE]
    if not bound.comparator or number - last.number != 1 or len(foreign) > (4 if GRANTED & set(words) else 0):
        return None
    fits = all(unit_for(m, bound) is not None for m in last.measures) and bound.kind != "plain"
    return Bond(bound, last.measures, "measure-again", number) if fits else None


def _listed(text: str, bond: Bond, taken: Sequence[Bond]) -> bool:
    """Whether a number without a comparator shares the one before it: "at least 1 A or 2 B"."""
    if (
        not taken
        or bond.rule != "measure-after"
        or taken[-1].rule != "measure-after"
        or taken[-1].bound.kind != bond.bound.kind
    ):
        return False
    between = text[taken[-1].measures[-1].end : bond.bound.start]
    return bool(re.fullmatch(r"\W*(?:\w+\W+){0,2}(?:or|and|and/or)\W*", between, re.I)) or between.strip() in (",", "/")


def _with_comparator(bond: Bond, taken: Sequence[Bond]) -> Bond:
    if bond.bound.comparator:
        return bond
    return replace(bond, bound=replace(bond.bound, comparator=taken[-1].bound.comparator))


def _bind(text: str, bound: Bound, bounds: Sequence[Bound], named: Sequence[Mention], taken: Sequence[Bond]) -> Bond | None:
    before = _before(text, bound, named)
    after = _after(text, bound, bounds, named)
    if before and not any(before in bond.measures for bond in taken) and (inside := _bracketed(text, bound, before, named)):
        before = inside
    if after and (before is None or _nearer_after(text, bound, before, after, taken)):
        return Bond(bound, tuple(_joined_after(text, bound, after, bounds, named)), "measure-after")
    if before is None or _counts_other_things(text, bound, before) or _names_another(text, bound, before, taken):
        return None
    previous = next((b for b in reversed(taken) if before in b.measures), None)
    if previous and previous.rule != "measure-after" and all(unit_for(m, bound) is not None for m in previous.measures):
        return Bond(bound, previous.measures, "measure-again")
    return Bond(bound, tuple(_joined(text, bound, before, bounds, named)), "measure-before")


def _names_another(text: str, bound: Bound, before: Mention, taken: Sequence[Bond]) -> bool:
    """Whether a percentage has a name of its own behind a comma: "eGFR loss ≥ 50 % in a month, crescents > 40 %"."""
    last = next((b.bound.end for b in reversed(taken) if before in b.measures), -1)
    if last >= 0 and OTHER_ANTIBODY.search(text[last : bound.start]):
        return True  # "anti-dsDNA (> ULN), anti-Smith (> ULN)"
    own = OWN_NAME.search(text[last : bound.start]) if last >= 0 and bound.unit == "%" else None
    return own is not None and own[1].lower() not in GLUE


def _counts_other_things(text: str, bound: Bound, before: Mention) -> bool:
    """Whether a bare number counts what stands behind it, and is no limit on the score before it.

    So in "BVAS ≥ 3 with at least 1 major item" and "DAS28 > 3.2, failed ≥ 2 bDMARDs".
    """
    return bound.kind == "plain" and before.end <= bound.start and COUNTED.match(text, bound.end) is not None


def _before(text: str, bound: Bound, named: Sequence[Mention]) -> Mention | None:
    """The nearest measure before a bound that can have its unit."""
    near = [m for m in named if m.start < bound.start and (unit_for(m, bound) is not None or contexts.change(text, bound, m))]
    near = [m for m in near if _close(text[m.end : bound.start], bound, m)]
    narrower = [m for m in near if any(m.term.id != last.term.id and last.term.id in m.term.parents for last in near[-1:])]
    chosen = narrower or near
    return chosen[-1] if chosen else None


def _bracketed(text: str, bound: Bound, before: Mention, named: Sequence[Mention]) -> Mention | None:
    """The narrower measure in brackets right behind a bound: "performance status 0-2 (ECOG)"."""
    for mention in named:
        between = text[bound.end : mention.start] if mention.start >= bound.end else "-"
        if before.term.id in mention.term.parents and re.fullmatch(r"\s*[(\[]\s*(?:by\s+|according to\s+|on the\s+)?", between):
            return mention
    return None


def _close(between: str, bound: Bound, mention: Mention) -> bool:
    """Whether the words between a measure and a bound let the one be a limit on the other."""
    words = [w.lower() for w in WORD.findall(_without_brackets(between))]
    foreign = [w for w in words if w not in GLUE]
    if bound.kind == "plain" and mention.term.extra.get("unit", "") in ("", "{count}"):
        return not foreign  # what is counted stands beside its number
    if bound.kind in ("plain", "score", "grade", "percent") and bound.unit != "{ULN}":
        return len(foreign) <= 4 and len(words) <= 12
    return len(words) <= 25


def _without_brackets(text: str) -> str:
    """A text without its closed brackets, which say how something is measured: "LVEF (by MUGA (or echo)) < 40 %"."""
    while (shorter := BRACKETED.sub(" ", text)) != text:
        text = shorter
    return text


def _after(text: str, bound: Bound, bounds: Sequence[Bound], named: Sequence[Mention]) -> Mention | None:
    """The measure right behind a bound: at most three words on, and without a bound of its own."""
    mention = next((m for m in named if m.start >= bound.end), None)
    if mention is None:
        return None
    if contexts.change(text, bound, mention) and len(WORD.findall(text[bound.end : mention.start])) <= 8:
        return mention
    if unit_for(mention, bound) is None:
        return None
    between = text[bound.end : mention.start]
    words = WORD.findall(between)
    if len(words) > 3 or re.search(r"[,:()\[\]]|\band\b|\bor\b|\d", between):
        return None
    if _has_own(text, mention, bounds) and not TURNED.search(text[bound.start : bound.end]):
        return None
    return mention


def _has_own(text: str, mention: Mention, bounds: Sequence[Bound]) -> bool:
    """Whether a measure is followed at once by a bound that fits it."""
    following = next((b for b in bounds if b.start >= mention.end and b.comparator), None)
    if following is None or unit_for(mention, following) is None:
        return False
    between = text[mention.end : following.start]
    return not re.search(r",|/|\bor\b|\band\b", between) and len(WORD.findall(between)) <= 4


def _nearer_after(text: str, bound: Bound, before: Mention, after: Mention, taken: Sequence[Bond]) -> bool:
    """Whether the measure behind a bound has the better claim."""
    gap_before = WORD.findall(text[before.end : bound.start])
    gap_after = WORD.findall(text[bound.end : after.start])
    if any(before in bond.measures for bond in taken):
        return len(gap_after) <= len(gap_before)
    parted = re.search(r",|\bor\b|\band\b", text[before.end : bound.start]) is not None
    return len(gap_after) < len(gap_before) and len(gap_after) <= (3 if bound.quantity.grade and parted else 1)


def _joined(text: str, bound: Bound, anchor: Mention, bounds: Sequence[Bound], named: Sequence[Mention]) -> list[Mention]:
    """The anchor and the measures before it that share its bound."""
    group = [anchor]
    for mention in reversed([m for m in named if m.end <= anchor.start]):
        if mention.term.id in anchor.term.parents:
            continue
        between = text[mention.end : group[0].start]
        limits = [
            b for b in bounds if mention.start < b.start < group[0].start and b.comparator and unit_for(mention, b) is not None
        ]
        if limits or len(WORD.findall(between)) > 14:
            break
        if mention.term.id == group[0].term.id:
            group[0] = mention
            continue
        if unit_for(mention, bound) is None or is_dose(mention) or not JOINT.search(SIGN.sub(" ", between)):
            break
        group.insert(0, mention)
    return _distinct(group, anchor)


def _joined_after(text: str, bound: Bound, anchor: Mention, bounds: Sequence[Bound], named: Sequence[Mention]) -> list[Mention]:
    """The anchor and the measures behind it that share its bound: "≥ grade 3 neurotoxicity or CRS"."""
    group = [anchor]
    for mention in [m for m in named if m.start >= anchor.end]:
        between = text[group[-1].end : mention.start]
        if unit_for(mention, bound) is None or not re.fullmatch(r"[\s)]*(?:\([^()]*\))?[\s]*(?:/|,|and/or|and|or)\s*", between):
            break
        if _has_own(text, mention, bounds):
            break
        group.append(mention)
    return _distinct(group, anchor)


def _distinct(group: Sequence[Mention], anchor: Mention) -> list[Mention]:
    """Each measure once; an abbreviation in brackets behind a name is the same measure."""
    seen: dict[str, Mention] = {}
    for mention in group:
        seen.setdefault(mention.term.id, mention)
    return [*seen.values()] or [anchor]
