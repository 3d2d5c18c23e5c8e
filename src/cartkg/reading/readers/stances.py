"""What a trial does with a person within a limit.

The heading's stance holds unless a word that governs the limit turns it: a negation or an inability before it in its segment,
a permission beside it, an exception. The words of a lead-in govern the items under it only where they govern "the following";
a "without" that belongs to a noun of the lead-in's own does not. A negation across other words turns only what makes better
sense so.
"""

from dataclasses import dataclass
from enum import Enum

from cartkg.model import Item, Section, Stance
from cartkg.reading.lexicon import member
from cartkg.reading.quantities import comparators
from cartkg.reading.readers.measures import Measure
from cartkg.reading.readers.parts import Part, Parts, Sort, parts_of

NEEDED = "the words tell what something is needed for, not what a person has"
OPPOSITE = {Stance.REQUIRES: Stance.EXCLUDES, Stance.EXCLUDES: Stance.REQUIRES}


class Grip(Enum):
    """How firmly a negation holds what comes behind it."""

    SURE = "sure"
    BRACKET = "through a bracket"  # "no hypertension (systolic > 160 mmHg)"
    LOOSE = "across other words"


@dataclass(frozen=True, slots=True)
class Bearing:
    """A stance, the rule that gave it, and what is doubtful about it ("" where nothing is)."""

    stance: Stance
    rule: str = "heading"
    doubt: str = ""
    grip: "Grip | None" = None


def of(item: Item, parts: Parts, at: int, first: int, *, measure: Measure | None = None, comparator: str = "") -> Bearing:
    """The stance of the limit whose name or number stands first at `first`, and the last of them at `at`."""
    base = _led_in(item)
    if _permitted(parts, at, first):
        return Bearing(Stance.PERMITS, "permission")
    if _excepted(parts, first, base.stance) and base.stance is not Stance.PERMITS:
        return Bearing(Stance.PERMITS, "exception")
    if base.stance is Stance.PERMITS:
        return base
    grip = _negated(parts, first)
    turned = (grip is Grip.SURE) ^ (base.grip is Grip.SURE) ^ _unreached(parts, at)
    if not turned and Grip.LOOSE in (grip, base.grip):
        turned = _sense(measure, comparator, base.stance) < 0
    if not turned and grip is Grip.BRACKET:
        turned = _sense(measure, comparator, base.stance) <= 0
    doubt = NEEDED if _is_purpose(parts, first) else ""
    return Bearing(OPPOSITE[base.stance], "negation", doubt) if turned else Bearing(base.stance, base.rule, doubt)


def heading(item: Item) -> Stance:
    """What the heading alone says."""
    return Stance.REQUIRES if item.section is Section.INCLUSION else Stance.EXCLUDES


def _sense(measure: Measure | None, comparator: str, stance: Stance) -> int:
    """1 where a stance lies the way that trials want of a measure, -1 where against it, 0 where nothing is known."""
    if measure is None or measure.wanted not in ("high", "low", "burden") or comparator[:1] not in "<>":
        return 0
    upwards = (comparator[0] == ">") == (stance is Stance.REQUIRES)
    return 1 if upwards == (measure.wanted == "high") else -1


def _led_in(item: Item) -> Bearing:
    """What the heading and the lead-ins over an item make of it."""
    base, lead = Bearing(heading(item)), item.parent
    while lead is not None:
        words = parts_of(lead.text, (), ())
        if _grants_following(words, base.stance):
            return Bearing(Stance.PERMITS, "permission in lead-in")
        if grip := _negates_following(words):
            return Bearing(base.stance, "lead-in", grip=grip)
        lead = lead.parent
    return base


def _grants_following(parts: Parts, base: Stance) -> bool:
    """ "The following may be continued:", "allowed are:"."""
    tail = _tail(parts)
    if base is Stance.REQUIRES and any(member("ELIGIBLE", p.word) for p in tail):
        return False  # "eligible if they meet the following:" demands
    granted = any(member("PERMIT", p.word) for p in tail)
    return granted and not any(member("NEGATION", p.word) for p in tail) and any(member("FOLLOWING", p.word) for p in tail)


def _negates_following(parts: Parts) -> Grip | None:
    """ "must not have any of the following:", "failure to meet these:" surely; "no abnormal values:" loosely."""
    tail = list(_tail(parts))
    loose = any(member("NEGATION", p.word) for p in tail)
    while tail and (member("FOLLOWING", tail[-1].word) or member("NEGATED_NOUN", tail[-1].word) or tail[-1].word == ":"):
        tail.pop()
    if tail and (member("NEGATION", tail[-1].word) or member("INABILITY", tail[-1].word)):
        return Grip.SURE
    return Grip.LOOSE if loose else None


def _tail(parts: Parts) -> Parts:
    """The last clause of a lead-in."""
    cut = max((j for j, p in enumerate(parts[:-1]) if p.sort is Sort.STOP or p.word in (",", "and", "but")), default=-1)
    return parts[cut + 1 :]


def _negated(parts: Parts, first: int) -> Grip | None:
    """How a negation before an index governs what begins there."""
    foreign, bracket, j, steps = 0, False, first - 1, 0
    while j >= 0 and steps < 40:
        part = parts[j]
        if part.sort is Sort.STOP or (part.bounds and part.sort is Sort.LIMIT and part.bound.kind != "time"):
            return Grip.SURE if _carries(parts, j, first) else None
        if part.sort is Sort.CLOSE and part.pair >= 0:
            j = part.pair
        elif member("NEGATION", part.word) or _is_inability(parts, j):
            if (compared := comparators.leading().at(parts, j)) and compared[1] > j + 1:
                j, steps = j - 1, steps + 1
                continue  # "not exceeding" is a comparator
            return Grip.SURE if not foreign else Grip.BRACKET if bracket else Grip.LOOSE
        elif part.sort is Sort.JOINT and part.word != ":" and not (part.word in ("or", ",", "/", "and/or") and not foreign):
            return None
        elif part.sort is Sort.OPEN:
            bracket = True
        elif part.sort in (Sort.WORD, Sort.NAME) and not member("NEGATED_NOUN", part.word):
            foreign += 1
        j, steps = j - 1, steps + 1
    return None


def _is_inability(parts: Parts, at: int) -> bool:
    """ "failure to reach", "unable to taper"; a "heart failure" is none, nor is a failed drug."""
    return member("INABILITY", parts[at].word) and at + 1 < len(parts) and parts[at + 1].word == "to"


def _carries(parts: Parts, limit: int, first: int) -> bool:
    """Whether "or" hands the negation of one limit to the next: "no ALT > 3 × ULN or AST > 3 × ULN"."""
    between = parts[limit + 1 : first]
    if parts[limit].sort is Sort.STOP or not any(p.word == "or" for p in between) or any(p.sort is Sort.WORD for p in between):
        return False
    before = limit
    while before > 0 and parts[before - 1].sort in (Sort.NAME, Sort.ASIDE):
        before -= 1
        if member("NEGATION", parts[before].word):
            return True
    return before > 0 and (member("NEGATION", parts[before - 1].word) or _negated(parts, before) is Grip.SURE)


def _permitted(parts: Parts, at: int, first: int) -> bool:
    """Whether the limit's own clause grants it: "may be kept", "is acceptable", "may have up to"."""
    after = _own_clause(parts, range(at + 1, min(at + 14, len(parts))))
    before = _own_clause(parts, range(first - 1, max(-1, first - 10), -1))[::-1]
    between = [p for p in parts[first + 1 : at] if not p.bounds]
    for clause in (after, before, between):
        granted = any(member("PERMIT", p.word) and _grants(clause, i) for i, p in enumerate(clause))
        if granted and not any(member("NEGATION", p.word) for p in clause):
            return True
    return False


def _grants(clause: Parts, at: int) -> bool:
    """Whether a word allows: "may" does where it goes on with having or staying, not in "conditions that may affect"."""
    if not member("MODAL", clause[at].word):
        return True
    return at + 1 == len(clause) or any(member("MODAL_OF", p.word) for p in clause[at + 1 : at + 3])


def _own_clause(parts: Parts, indices: range) -> list[Part]:
    found: list[Part] = []
    for j in indices:
        part = parts[j]
        if part.sort in (Sort.STOP, Sort.OPEN, Sort.CLOSE) or (part.sort is Sort.LIMIT and part.bound.kind != "time"):
            break
        if part.measure or part.word in (",", ":"):
            break
        found.append(part)
    return found


def _excepted(parts: Parts, first: int, base: Stance) -> bool:
    """Whether an exception opens right before the limit ("unless HBV DNA < 1000") or, in an exclusion, in its clause."""
    j, steps = first - 1, 0
    while j >= 0 and steps < 12 and not member("EXCEPT", parts[j].word):
        open_ = base is Stance.EXCLUDES and (parts[j].sort in (Sort.WORD, Sort.NAME) or parts[j].word in ("or", "and", "for"))
        if parts[j].sort is not Sort.ASIDE and not open_:
            return False
        j, steps = j - 1, steps + 1
    return j >= 0 and member("EXCEPT", parts[j].word)


def _unreached(parts: Parts, at: int) -> bool:
    """Whether the words behind a limit say that it is not met: "… cannot be reached"."""
    clause = _own_clause(parts, range(at + 1, min(at + 6, len(parts))))
    negated = next((i for i, p in enumerate(clause) if member("NEGATION", p.word)), -1)
    return negated >= 0 and any(member("REACHED", p.word) for p in clause[negated:])


def _is_purpose(parts: Parts, first: int) -> bool:
    """Whether a limit is what something is needed for: "oxygen to keep SpO2 above 92 %"."""
    j = first - 1
    while j >= 0 and parts[j].sort is Sort.ASIDE and not member("PURPOSE", parts[j].word):
        j -= 1
    if j < 1 or not member("PURPOSE", parts[j].word):
        return False
    return not any(member("INABILITY", p.word) for p in parts[max(0, j - 4) : j]) and parts[j - 1].word in ("to", "for", "in")
