"""The stance of a stretch of an item, from the cues that reach it."""

from dataclasses import dataclass
from functools import lru_cache

from cartkg.eligibility import clauses, time
from cartkg.eligibility.clauses import Words
from cartkg.eligibility.stance import cues, reach
from cartkg.eligibility.stance.cues import Cue, Effect
from cartkg.model import Item, Section, Span, Stance

REQUIRES, EXCLUDES, PERMITS = Stance.REQUIRES, Stance.EXCLUDES, Stance.PERMITS
BEGINNINGS = ("diagnos", "onset", "symptom")  # what lasts since then is not to be stopped
PASSIVE = frozenset(["given", "administered", "received", "used", "taken", "started"])
PREPOSITIONS = frozenset(
    [
        "within",
        "in",
        "for",
        "before",
        "prior",
        "during",
        "at",
        "since",
        "because",
        "on",
        "by",
        "to",
        "after",
        "as",
        "if",
        "and",
        "or",
        "until",
        "over",
    ]
)
PERSONS = frozenset(
    [
        "patients",
        "patient",
        "subjects",
        "subject",
        "participants",
        "participant",
        "women",
        "men",
        "those",
        "if",
        "for",
        "children",
        "individuals",
        "recipients",
        "people",
        "persons",
    ]
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A stance, whether it is an exception carved out of the item, and the name of the rule that decided."""

    stance: Stance
    exception: bool
    rule: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A cue with the tokens that it reaches."""

    cue: Cue
    reach: range


@dataclass(frozen=True, slots=True)
class Analysis:
    """An item's words, its turns in the order of the words, and the stance from which they depart."""

    words: Words
    turns: tuple[Turn, ...]
    base: Reading


def at(item: Item, span: Span) -> Reading:
    """The stance of the stretch `span` (offsets into the eligibility text, within `item.span`) of an item.

    The rule of the reading is one of heading, lead-in, demand, permission, prohibition, condition, negation, double-negation,
    washout, exception, unless, either-way: the last that decided.
    """
    analysis = _analysis(item)
    start, end = span.start - item.span.start, span.end - item.span.start
    own = range(analysis.words.at(start), max(analysis.words.at(start) + 1, analysis.words.at(end - 1) + 1))
    return _at(item, analysis, own)


@lru_cache(maxsize=512)
def _analysis(item: Item) -> Analysis:
    words = clauses.words(item.text)
    found = _with_washouts(item, words, cues.find(words))
    turns = tuple(Turn(cue, reached) for cue in found if (reached := _reach(words, found, cue)))
    return Analysis(words, turns, _base(item))


def _with_washouts(item: Item, words: Words, found: tuple[Cue, ...]) -> tuple[Cue, ...]:
    """The cues, and one more for each minimal time since something ("at least 7 days since the last dose of")."""
    since = [w.span for w in time.windows(item) if w.kind == "since" and time.opens(item, w)]
    extra = []
    for span in since:
        first, last = words.at(span.start - item.span.start), words.at(span.end - item.span.start - 1) + 1
        if any(words.word(i).startswith(BEGINNINGS) for i in range(last, last + 5)):
            continue
        found = tuple(c for c in found if not first <= c.first < last)
        extra.append(Cue(Effect.WASHOUT, first, last))
    return tuple(sorted((*found, *extra), key=lambda cue: cue.first))


def _reach(words: Words, found: tuple[Cue, ...], cue: Cue) -> range:
    match cue.effect:
        case Effect.NEGATION | Effect.WASHOUT:
            return reach.forward(words, found, cue)
        case Effect.DENIAL:
            return _denial(words, found, cue)
        case Effect.STOPPED:
            return reach.denied(words, cue)
        case Effect.EXCEPTION | Effect.UNLESS:
            return reach.exception(words, found, cue)
        case Effect.EITHER_WAY | Effect.CONDITION:
            return reach.item(words, found, cue)
        case Effect.PERMISSION | Effect.PROHIBITION | Effect.DEMAND:
            return reach.clause(words, found, cue)
        case Effect.ALLOWANCE:
            return range(cue.last, reach.clause(words, found, cue).stop)
        case _:
            return range(0)


def _denial(words: Words, found: tuple[Cue, ...], cue: Cue) -> range:
    """Before a noun forward ("negative HBsAg", "has not been given abatacept"), else back ("HBsAg negative")."""
    before = words.word(cue.first - 1) if cue.first > reach.clause_start(words, cue.first) else ""
    adjective = before in ("", ",", "and", "or", "a", "have", "has", "with", "documented", ":", "confirmed")
    object_ = words.word(cue.last)
    passive = words.word(cue.last - 1) in PASSIVE and object_[:1].isalpha() and object_ not in PREPOSITIONS
    if passive or (words.word(cue.first) in ("negative", "undetectable") and adjective):
        return reach.forward(words, found, cue)
    return reach.denied(words, cue)


def _base(item: Item) -> Reading:
    """The stance from which the item departs: its heading's, or that of its place in the lead-in that it stands under."""
    heading = Reading(REQUIRES if item.section is Section.INCLUSION else EXCLUDES, False, "heading")
    if item.parent is None or not item.parent.text:
        return heading
    analysis = _analysis(item.parent)
    place = _place_of_children(analysis.words)
    if place is None:
        return heading if item.parent.parent is None else analysis.base
    reading = _at(item.parent, analysis, range(place, place + 1))
    return Reading(reading.stance, reading.exception, "lead-in") if reading.rule != "heading" else reading


def _place_of_children(words: Words) -> int | None:
    """The token of a lead-in for which its sub-items stand: "following", else its last word where it is left open."""
    following = [i for i, token in enumerate(words.tokens) if token.word in ("following", "below")]
    if following:
        return following[-1]
    last = len(words.tokens) - 1
    return None if last < 0 or words.word(last) in ".;" else last


def _at(item: Item, analysis: Analysis, own: range) -> Reading:
    """The reading at the tokens `own`, from the outermost clause in."""
    places, index = [own[-1]], own[-1]
    while (
        0 <= index < len(analysis.words.clause_of)
        and (outer := analysis.words.clauses[analysis.words.clause_of[index]].outer) >= 0
    ):
        places.append(outer)
        index = outer
    reading = analysis.base
    for place in reversed(places):
        reading = _turned(analysis, reading, place, own)
    return reading


def _turned(analysis: Analysis, reading: Reading, place: int, own: range) -> Reading:
    clause_of = analysis.words.clause_of
    reaching = [
        turn
        for turn in analysis.turns
        if place in turn.reach
        and clause_of[turn.cue.first] == clause_of[place]
        and not (own[0] <= turn.cue.first and turn.cue.last <= own[-1] + 1)
    ]
    for turn in reaching:
        reading = _based(analysis.words, reading, turn, place)
    for turn in reaching:
        allowed_within = any(t.cue.effect is Effect.PERMISSION and t.cue.first > turn.cue.first for t in reaching)
        if not (turn.cue.effect is Effect.EXCEPTION and allowed_within):  # "except A, which is permitted until …"
            reading = _turn(reading, turn, analysis.words)
    return reading


def _based(words: Words, reading: Reading, turn: Turn, place: int) -> Reading:
    """The stance that a clause sets for itself."""
    match turn.cue.effect:
        case Effect.PERMISSION | Effect.ALLOWANCE:
            return Reading(PERMITS, reading.stance is EXCLUDES, "permission")
        case Effect.PROHIBITION:
            return Reading(EXCLUDES, False, "prohibition")
        case Effect.DEMAND if reading.stance is EXCLUDES and reading.rule != "prohibition":
            start = reach.clause_start(words, turn.cue.first)
            subject = place < turn.cue.first and any(words.word(i) in PERSONS for i in range(start, turn.cue.first))
            return Reading(PERMITS if subject else REQUIRES, subject, "demand")
        case _:
            return reading


def _turn(reading: Reading, turn: Turn, words: Words) -> Reading:
    match turn.cue.effect:
        case Effect.NEGATION | Effect.DENIAL:
            return _negated(reading, turn.cue, words)
        case Effect.WASHOUT | Effect.STOPPED if reading.stance is not EXCLUDES:
            return Reading(EXCLUDES, False, "washout")
        case Effect.EXCEPTION:
            return _carved(reading, "exception", words.word(turn.cue.first) == "excluding")
        case Effect.UNLESS:
            return _carved(reading, "unless", False)
        case Effect.EITHER_WAY:
            return Reading(PERMITS, False, "either-way")
        case Effect.CONDITION if reading.rule in ("heading", "lead-in", "demand"):
            return Reading(PERMITS, False, "condition")
        case _:
            return reading


def _negated(reading: Reading, cue: Cue, words: Words) -> Reading:
    if reading.stance is EXCLUDES:
        demand = _is_demand(words, cue)
        return Reading(EXCLUDES, False, "demand") if demand else Reading(REQUIRES, False, "double-negation")
    return Reading(EXCLUDES, False, "negation")


CURRENT = frozenset(
    [
        "concurrent",
        "concomitant",
        "current",
        "known",
        "active",
        "other",
        "use",
        "ongoing",
        "planned",
        "serious",
        "severe",
        "significant",
        "uncontrolled",
    ]
)


def _is_demand(words: Words, cue: Cue) -> bool:
    """A demand that stands under Exclusion ("No concurrent steroids", "will not take …"): what it denies is not wanted."""
    first = not any(words.word(i)[:1].isalnum() for i in range(cue.first))
    return (first and words.word(cue.last) in CURRENT) or words.word(cue.first - 1) in ("will", "may", "shall")


def _carved(reading: Reading, rule: str, excluding: bool) -> Reading:
    """Carved out of what is excluded or required: permitted; out of what is permitted, or by "excluding" of what is required: excluded."""
    out = reading.stance is PERMITS or (excluding and reading.stance is REQUIRES)
    return Reading(EXCLUDES if out else PERMITS, not out, rule)
