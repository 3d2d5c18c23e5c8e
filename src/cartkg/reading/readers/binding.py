"""Which measures a number is a limit on: a number binds to the name in its own segment.

From a number the parts before it are walked back. Within its segment (up to a comma, "and", a bracket) the nearest name that it
fits is its measure; a segment of mere circumstance ("as measured by echocardiography, …") is passed. A segment that holds other
words and no such name names something else, and the number takes nobody's measure. To a name belong the names that are
joined to it ("AST and ALT ≤ 3 × ULN"), as long as nothing else is said of them. Each walk ends at the limit before it, so that
reading takes time in proportion to the text.
"""

from collections.abc import Callable
from dataclasses import dataclass

from cartkg.reading.lexicon import member
from cartkg.reading.quantities import Bound, comparators
from cartkg.reading.readers import extremes
from cartkg.reading.readers.measures import DOSES, Measure, unit_for
from cartkg.reading.readers.parts import Parts, Sort

LOOSE = frozenset(("plain", "score", "grade", "percent", "time"))  # kinds that fit many measures: little may stand between
REACH = 60  # parts between a name and its limit, at most
Fit = Callable[[Measure], bool]


@dataclass(frozen=True, slots=True)
class Bond:
    """A limit (the index of its part) with its measures (the indices of theirs), and how they were found."""

    at: int
    names: tuple[int, ...]
    measures: tuple[Measure, ...]
    rule: str

    @property
    def first(self) -> int:
        """The index of the part that the limit begins with: its first name, or its number."""
        return self.at if self.rule == "measure-again" else min((self.at, *self.names))

    @property
    def last(self) -> int:
        """The index of the part that the limit ends with."""
        return self.at if self.rule == "measure-again" else max((self.at, *self.names))


def bonds(parts: Parts) -> dict[int, Bond]:
    """Every limit that has a measure in the item, by the index of its part."""
    found: dict[int, Bond] = {}
    for at, part in enumerate(parts):
        if part.sort is Sort.LIMIT or (part.bounds and (extremes.of(parts, at) or _shares_comparator(parts, at, found))):
            bond = _bind(parts, at, found)
            if bond:
                found[at] = bond
    return found


def fits(bound: Bound) -> Fit:
    """Whether a measure can have a bound's unit."""
    return lambda measure: unit_for(measure, bound) is not None


def _any(measure: Measure) -> bool:
    return bool(measure.kinds)


def _fit(parts: Parts, at: int) -> Fit:
    """What a limit fits; a percentage beside a word of change limits the change of anything."""
    if parts[at].bound.kind == "percent":
        near = parts[max(0, at - 6) : at + 3]
        if any(member("DOWN", p.word) or member("UP", p.word) or member("SPREAD", p.word) for p in near):
            return _any
    return fits(parts[at].bound)


def _bind(parts: Parts, at: int, found: dict[int, Bond]) -> Bond | None:
    bound = parts[at].bound
    if found and _is_example(parts, at):
        return None  # "IIb-IVa (including IIb, IIIa)"
    before = _before(parts, at, found)
    after = _after(parts, at)
    if after is not None and (
        _counts_for(parts, at, after)
        or _is_dose_of(parts, at, after)
        or before is None
        or _nearer(parts, before, at, after, found)
    ):
        names = _joined_after(parts, at, after)
        return _bond(parts, at, names, "measure-after")
    if before is None:
        return _again(parts, at, found) or _in_bracket_after(parts, at)
    if counts_others(parts, at, before):
        return None
    narrower = _in_bracket_after(parts, at)
    measure = parts[before].measure
    if narrower and measure and measure.term.id in narrower.measures[0].term.parents:
        return narrower
    return _bond(parts, at, _joined(parts, before, bound, found.get(region(parts, before)[0])), "measure-before")


def _bond(parts: Parts, at: int, names: list[int], rule: str) -> Bond:
    distinct: dict[str, int] = {}
    for name in names:
        measure = parts[name].measure
        if measure:
            distinct.setdefault(measure.term.id or measure.term.label, name)
    chosen = tuple(distinct.values())
    return Bond(at, chosen, tuple(m for n in chosen if (m := parts[n].measure)), rule)


def transparent(parts: Parts, at: int, found: dict[int, Bond]) -> bool:
    """Whether a limit is passed over: a time or an age that no measure has ("within 28 days", "aged ≥ 16 years")."""
    return (
        at not in found
        and parts[at].bound.kind in ("time", "plain")
        and (parts[at].bound.kind == "time" or member("AGE", parts[at - 1].word if at else ""))
    )


# --- before ----------------------------------------------------------------------------------------------------------


def _before(parts: Parts, at: int, found: dict[int, Bond]) -> int | None:
    """The index of the nearest name before a limit that it fits and may belong to."""
    bound, fit = parts[at].bound, _fit(parts, at)
    foreign = segment = 0
    last = ""  # the first word of the segment, as far as walked
    j = at - 1
    if _is_share(parts, j):
        return None
    while j >= max(0, at - REACH):
        part = parts[j]
        if part.sort is Sort.STOP or (part.sort is Sort.LIMIT and not transparent(parts, j, found)):
            return None
        if part.sort is Sort.CLOSE and part.pair >= 0:
            inside = _listed(parts, part.pair, j, fit)
            outside = _name_before(parts, part.pair, fit)
            if inside is not None and (outside is None or _narrower(parts, inside, outside)):
                return inside
            j = part.pair - 1
            continue
        if part.sort in (Sort.JOINT, Sort.OPEN):
            if segment and not member("OPENER", last) and not member("GROUPED", last):
                return None  # the segment names something else
            segment = 0
        elif part.measure and fit(part.measure):
            return j if _close_enough(part.measure, bound, foreign) else None
        elif part.sort in (Sort.WORD, Sort.NAME) and not member("MEASURE_NOUN", part.word):
            foreign, segment = foreign + 1, segment + 1
        if part.sort is not Sort.JOINT:
            last = part.word
        j -= 1
    return None


def _is_share(parts: Parts, j: int) -> bool:
    """Whether what is limited is a share of something: "its ocular part below 4"."""
    while j >= 0 and parts[j].sort is Sort.ASIDE:
        j -= 1
    return j >= 0 and member("SHARE", parts[j].word)


def _close_enough(measure: Measure, bound: Bound, foreign: int) -> bool:
    if bound.kind == "plain" and measure.term.extra.get("unit", "") in ("", "{count}"):
        return not foreign  # what is counted stands beside its number
    return foreign <= (4 if bound.kind in LOOSE else 12)


def _listed(parts: Parts, start: int, end: int, fit: Fit) -> int | None:
    """The last name in a bracket that holds nothing but names: "muscle enzymes (CK, AST, LDH)"."""
    names = [j for j in range(start + 1, end) if parts[j].measure]
    plain = all(parts[j].sort in (Sort.NAME, Sort.JOINT, Sort.ASIDE) and not parts[j].bounds for j in range(start + 1, end))
    return names[-1] if names and plain and all(fit(m) for j in names if (m := parts[j].measure)) else None


def _name_before(parts: Parts, at: int, fit: Fit) -> int | None:
    """The fitting name right before an index, over words of circumstance."""
    j = at - 1
    while j >= 0 and parts[j].sort is Sort.ASIDE:
        j -= 1
    measure = parts[j].measure if j >= 0 else None
    return j if measure and fit(measure) else None


def _narrower(parts: Parts, inner: int, outer: int) -> bool:
    one, other = parts[inner].measure, parts[outer].measure
    return bool(one and other and other.term.id in one.term.parents)


def _joined(parts: Parts, anchor: int, bound: Bound, last: Bond | None) -> list[int]:
    """The anchor and the names before it that share its limit, from left to right."""
    group, j, joint = [anchor], sign_before(parts, anchor)[1] - 1 if bound.quantity.grade else anchor - 1, False
    while j >= 0:
        part = parts[j]
        if part.sort is Sort.CLOSE and part.pair >= 0:
            if any(p.sort is Sort.LIMIT and p.bound.kind != "time" for p in parts[part.pair : j]):
                break
            inside = _listed(parts, part.pair, j, fits(bound)) if joint else None
            if inside is not None and _name_before(parts, part.pair, _any) is None:
                group.insert(0, inside)  # the name before the bracket is unknown: "… transase (AST)"
            j = part.pair - 1
            continue
        if last and j in last.names:
            break
        if part.measure:
            own = parts[group[0]].measure
            if own and own.term.id in part.measure.term.parents and unit_for(part.measure, bound) is not None:
                group[0] = j  # "Karnofsky or Lansky performance status": the narrower ones are meant
            elif not _joins(parts, part.measure, group[0], bound, joint):
                break
            elif own and part.measure.term.id not in own.term.parents:
                group.insert(0, j)
            joint = False
        elif part.sort is Sort.JOINT:
            joint = True
        elif part.sort is not Sort.ASIDE or part.bounds or (joint and member("SAID_OF", part.word)):
            break
        j -= 1
    return group


def sign_before(parts: Parts, name: int) -> tuple[str, int]:
    """The comparator that ends right before a name and the index that it begins at; "" and the name's where there is none."""
    end = name
    while end > 0 and member("SCALE_OF", parts[end - 1].word):
        end -= 1
    for start in range(max(0, end - 6), end):
        sign = comparators.before(parts, start)
        if sign and sign[1] == end:
            return sign[0], start
    return "", name


def _joins(parts: Parts, measure: Measure, to: int, bound: Bound, joint: bool) -> bool:
    anchor = parts[to].measure
    if anchor and (measure.term.id in anchor.term.parents or (measure.term.id == anchor.term.id and measure.term.id)):
        return True
    return joint and bool(measure.term.id) and unit_for(measure, bound) is not None and not measure.term.label.endswith(" dose")


# --- after -----------------------------------------------------------------------------------------------------------


def _after(parts: Parts, at: int) -> int | None:
    """The name right behind a limit: at most three words on, and without a limit of its own."""
    fit = _fit(parts, at)
    foreign = 0
    for j in range(at + 1, min(at + 9, len(parts))):
        part = parts[j]
        foreign += part.word[0].isalpha()
        if part.measure and fit(part.measure):
            if _counts_items(parts, at, j) or (
                foreign > (4 if parts[at].bound.kind != "plain" else 3) and not part.measure.counts and fit is not _any
            ):
                return None
            turned = not parts[at].own[-1][0].isalnum() and parts[at].own[-1][0] in "<>≤≥"  # "17 ≤ BMI ≤ 33"
            return None if _has_own(parts, j) and not turned else j
        if part.sort not in (Sort.ASIDE, Sort.WORD) or (part.bounds and fit is not _any):
            return None
    return None


def _is_example(parts: Parts, at: int) -> bool:
    """Whether a limit stands in a bracket of examples."""
    for j in range(at - 1, max(-1, at - 9), -1):
        if parts[j].sort in (Sort.CLOSE, Sort.STOP, Sort.LIMIT, Sort.NAME):
            return False
        if parts[j].sort is Sort.OPEN:
            return any(member("EXAMPLE", p.word) for p in parts[j + 1 : j + 3])
    return False


def _counts_for(parts: Parts, at: int, name: int) -> bool:
    """Whether a number counts for the name behind it: "≥ 2 organ systems with a BILAG B score"."""
    measure = parts[name].measure
    return measure is not None and measure.counts and member("COUNTED", parts[at + 1].word)


def _is_dose_of(parts: Parts, at: int, name: int) -> bool:
    """Whether a dose names its drug right behind it: "immunosuppressants (> 5 mg prednisone daily)"."""
    measure = parts[name].measure
    return name == at + 1 and parts[at].bound.kind in DOSES and measure is not None and bool(measure.term.id)


def _counts_items(parts: Parts, at: int, name: int) -> bool:
    """Whether a bare number counts items of a score: "at least 4 minor BVAS items"."""
    measure = parts[name].measure
    if parts[at].bound.kind != "plain" or measure is None or measure.counts:
        return False
    behind = parts[name + 1 : name + 4]
    return any(member("COUNTED_OF", p.word) for p in parts[at + 1 : name]) or any(
        member("COUNTED", p.word) for p in behind if p.sort is not Sort.JOINT
    )


def _has_own(parts: Parts, name: int) -> bool:
    """Whether a name is followed at once by a limit that fits it."""
    measure = parts[name].measure
    for j in range(name + 1, min(name + 6, len(parts))):
        part = parts[j]
        if part.sort is Sort.LIMIT:
            return measure is not None and fits(part.bound)(measure)
        if part.sort in (Sort.STOP, Sort.NAME, Sort.CLOSE) or (part.sort is Sort.JOINT and part.word != ":"):
            return False
    return False


def _nearer(parts: Parts, before: int, at: int, after: int, found: dict[int, Bond]) -> bool:
    """Whether the name behind a limit has the better claim than the one before it."""
    gap_before = sum(p.word[0].isalpha() for p in parts[before + 1 : at])
    gap_after = sum(p.word[0].isalpha() for p in parts[at + 1 : after])
    previous = found.get(region(parts, at)[0])
    if previous and before in previous.names:
        return gap_after <= gap_before
    parted = any(p.sort is Sort.JOINT for p in parts[before + 1 : at])
    grade = bool(parts[at].bound.quantity.grade)
    return gap_after < gap_before and gap_after <= (3 if grade and parted else 1)


def _joined_after(parts: Parts, at: int, anchor: int) -> list[int]:
    """The anchor and the names behind it that share its limit: "≥ grade 3 neurotoxicity or CRS"."""
    group, j, joint, fit = [anchor], anchor + 1, False, fits(parts[at].bound)
    while j < len(parts):
        part = parts[j]
        if part.sort is Sort.OPEN and part.pair > 0:
            j = part.pair
        elif part.sort is Sort.JOINT and part.word != ":":
            joint = True
        elif part.measure and joint and fit(part.measure) and not _has_own(parts, j):
            group.append(j)
            joint = False
        else:
            break
        j += 1
    return group


def _in_bracket_after(parts: Parts, at: int) -> Bond | None:
    """The measure in brackets right behind a limit: "score 0-1 (ECOG standard)"."""
    opened = at + 1
    if opened >= len(parts) or parts[opened].sort is not Sort.OPEN or parts[opened].pair < 0:
        return None
    name = _listed(parts, opened, parts[opened].pair, fits(parts[at].bound))
    return None if name is None else _bond(parts, at, [name], "measure-in-brackets")


# --- again -----------------------------------------------------------------------------------------------------------


def region(parts: Parts, at: int) -> tuple[int, int]:
    """The index of the limit before a limit (-1 without one) and the number of sentence ends between them."""
    stops = 0
    for j in range(at - 1, max(-1, at - REACH), -1):
        if parts[j].sort is Sort.LIMIT and parts[j].bound.kind != "time":
            return j, stops
        stops += parts[j].sort is Sort.STOP
    return -1, stops


def _again(parts: Parts, at: int, found: dict[int, Bond]) -> Bond | None:
    """A limit without a name goes on about the measures of the one before it: "ALT ≤ 3 × ULN, ≤ 5 × ULN if …"."""
    bound = parts[at].bound
    previous, stops = region(parts, at)
    last = found.get(previous)
    if last is None or stops > 1 or (stops and bound.kind == "plain"):
        return None
    between = parts[previous + 1 : at]
    if any(p.measure and fits(bound)(p.measure) for p in between) or counts_others(parts, at, previous):
        return None
    if not all(unit_for(m, bound) is not None for m in last.measures) or not _goes_on(parts, previous, at):
        return None
    if bound.kind in ("plain", "score") and _same_way(parts[previous].bound, bound) and not _tells_people(between):
        return None
    return Bond(at, last.names, last.measures, "measure-again")


def _same_way(one: Bound, other: Bound) -> bool:
    return one.comparator[:1] == other.comparator[:1]


def _goes_on(parts: Parts, previous: int, at: int) -> bool:
    """Whether only words of circumstance, or of whom the second limit is for, stand between two limits."""
    words = [p for p in parts[previous + 1 : at] if p.sort in (Sort.WORD, Sort.NAME)]
    return not words or _subgroup_words(parts[previous + 1 : at])


def _subgroup_words(between: Parts) -> bool:
    words = [p.word for p in between]
    return (
        any(member("OPENER", w) or member("PERSON", w) or member("GROUPED", w) or member("STATE", w) for w in words)
        and len(words) <= 24
    )


def _tells_people(between: Parts) -> bool:
    return any(member("PERSON", p.word) or member("GROUPED", p.word) or (p.bounds and p.bound.unit == "a") for p in between)


def _shares_comparator(parts: Parts, at: int, found: dict[int, Bond]) -> bool:
    """Whether a number without a comparator shares the one before it: "at least 1 A or 2 B"."""
    previous = next((j for j in range(at - 1, max(-1, at - 12), -1) if parts[j].sort is Sort.LIMIT), -1)
    bond = found.get(previous)
    if bond is None:
        return False
    if _is_for_others(parts, previous, at):
        return True
    if bond.rule != "measure-after" or parts[previous].bound.kind != parts[at].bound.kind:
        return False
    between = parts[max(bond.names) + 1 : at]
    return any(p.sort is Sort.JOINT for p in between) and all(
        p.sort in (Sort.JOINT, Sort.ASIDE) or member("MEASURE_NOUN", p.word) for p in between
    )


def _is_for_others(parts: Parts, previous: int, at: int) -> bool:
    """Whether a number is the limit before it, for others: "≤ 3 × ULN (5 × ULN with …)", "9 g/dL (men) and 8 g/dL (women)"."""
    one, other = parts[previous].bound, parts[at].bound
    if one.unit != other.unit or not other.unit or not one.comparator:
        return False
    linked = all(p.sort is not Sort.WORD or member("GROUPED", p.word) for p in parts[previous + 1 : at])
    behind = parts[at + 1 : at + 4]
    return linked and any(member("GROUPED", p.word) or member("OPENER", p.word) for p in behind)


def counts_others(parts: Parts, at: int, before: int) -> bool:
    """Whether a bare number counts what stands behind it: "BVAS ≥ 3 with at least 1 major item", "≥ 3 bDMARDs"."""
    measure = parts[before].measure if before >= 0 else None
    if at + 1 >= len(parts) or (measure and measure.counts):
        return False
    if parts[at].bound.quantity.grade:  # "bleeding or grade ≥ 3 arrythmia": what is graded stands behind, unknown
        joined = any(p.sort is Sort.JOINT for p in parts[before + 1 : at])
        return joined and parts[at + 1].sort is Sort.WORD and not member("OPENER", parts[at + 1].word)
    if parts[at].bound.kind != "plain":
        return False
    if member("COUNTED_OF", parts[at + 1].word):
        return True
    direct = before == at - 1 or all(p.sort is Sort.ASIDE for p in parts[before + 1 : at])
    for part in parts[at + 1 : at + 6]:
        if member("EXAMPLE", part.word):
            return False  # "at least 7 not including the items …"
        if member("COUNTED", part.word):
            return True
        if part.sort not in (Sort.WORD, Sort.ASIDE):
            return False
        if part.sort is Sort.WORD and not direct and not member("OPENER", part.word):
            return True
        if member("OPENER", part.word):
            return False
    return False
