"""The stance of a stretch of an item, from the turns that reach it."""

from dataclasses import dataclass

from cartkg.eligibility import clauses
from cartkg.eligibility.clauses import Words, word_set
from cartkg.eligibility.stance import reach, turns
from cartkg.eligibility.stance.cues import Cue, Effect
from cartkg.eligibility.stance.turns import BARE, PERSONS, Turn
from cartkg.model import Item, Section, Span, Stance

REQUIRES, EXCLUDES, PERMITS = Stance.REQUIRES, Stance.EXCLUDES, Stance.PERMITS
CURRENT = word_set(
    "concurrent concomitant current known active other use ongoing planned serious severe significant uncontrolled evidence "
    "clinical clinically sign signs symptom symptoms presence radiological documented"
)
PERSONAL = BARE | word_set(
    "has have had who is are was were does do did being been with currently previously patient's known documented history of a "
    "an but however although if female male pediatric"
)
CARVED = word_set("exception unless permission prohibition")
HAVING = word_set("on receiving taking using")  # "patients on prednisone must …" says for whom the demand holds
MEETING = word_set("meet meets meeting fulfil fulfill fulfils fulfills fulfilling satisfy satisfies satisfying")


@dataclass(frozen=True, slots=True)
class Reading:
    """A stance, whether it is an exception carved out of the item, and the name of the rule that decided."""

    stance: Stance
    exception: bool
    rule: str


def at(item: Item, span: Span) -> Reading:
    """The stance of the stretch `span` (offsets into the eligibility text, within `item.span`) of an item.

    The rule of the reading is one of heading, lead-in, demand, permission, prohibition, condition, negation, double-negation,
    negated-detail, washout, exception, unless, either-way: the last that decided.
    """
    words = clauses.words(item.text)
    start, end = span.start - item.span.start, span.end - item.span.start
    first = words.at(start)
    return _at(item, range(first, max(first, words.at(end - 1)) + 1))


def _base(item: Item) -> Reading:
    """The stance from which the item departs: its heading's, or that of its place in the lead-in that it stands under."""
    heading = Reading(REQUIRES if item.section is Section.INCLUSION else EXCLUDES, False, "heading")
    if item.parent is None or not item.parent.text:
        return heading
    words = clauses.words(item.parent.text)
    place = _place_of_children(words)
    if place is None:
        return _base(item.parent)
    reading = _at(item.parent, range(place, place + 1))
    if reading.rule == "permission" and any(token.word in MEETING for token in words.tokens):
        return _base(item.parent)  # "who meet the following criteria are eligible"
    if reading.rule == "permission" and place == len(words.tokens) - 1 and words.word(place)[:1].isalnum():
        return _base(item.parent)  # "patients with X are eligible", a sentence that only stands above
    return Reading(reading.stance, reading.exception, "lead-in") if reading.rule != "heading" else reading


def _place_of_children(words: Words) -> int | None:
    """The token of a lead-in for which its sub-items stand: "following", else its last word where it is left open."""
    following = [i for i, token in enumerate(words.tokens) if token.word in ("following", "below")]
    if following:
        return following[-1]
    last = len(words.tokens) - 1
    return None if last < 0 or words.word(last) in ".;" else last


def _at(item: Item, own: range) -> Reading:
    """The reading at the tokens `own`, from the outermost clause in."""
    words, reading = clauses.words(item.text), _base(item)
    for place in reversed(_places(words, own[-1])):
        reading = _turned(words, _reaching(words, turns.of(item), place, own), reading, place)
    return reading


def _places(words: Words, index: int) -> list[int]:
    """The token, and those at which the brackets around it hang, from the inside out."""
    places = [index]
    while 0 <= index < len(words.tokens) and (outer := words.clauses[words.clause_of[index]].outer) >= 0:
        places.append(outer)
        index = outer
    return places


def _reaching(words: Words, found: tuple[Turn, ...], place: int, own: range) -> list[Turn]:
    """The turns of a place's clause that reach it; a cue within the stretch itself is part of its name ("triple negative")."""
    return [
        turn
        for turn in found
        if place in turn.reach
        and words.clause_of[turn.cue.first] == words.clause_of[place]
        and not (own[0] <= turn.cue.first and turn.cue.last <= own[-1] + 1)
        and not (turn.cue.effect is Effect.EXCEPTION and _is_example_of_whole(words, turn, place, own))
    ]


EXAMPLES = word_set("e for such including")


def _is_example_of_whole(words: Words, turn: Turn, reaching_place: int, own: range) -> bool:
    """ "Any X other than Y (e.g. Z)": the bracket gives examples of the X, not of what is carved out."""
    inner = words.clauses[words.clause_of[own[-1]]]
    opens = words.word(inner.outer + 1) in EXAMPLES
    return words.word(turn.cue.first) == "other" and inner.outer == reaching_place and opens


def _turned(words: Words, reaching: list[Turn], reading: Reading, place: int) -> Reading:
    for turn in reaching:
        reading = _based(words, reading, turn, place)
    for turn in reaching:
        allowed_within = any(t.cue.effect is Effect.PERMISSION and t.cue.first > turn.cue.first for t in reaching)
        if not (turn.cue.effect is Effect.EXCEPTION and allowed_within):  # "except A, which is permitted until …"
            reading = _turn(reading, turn, words, place)
    conditional = any(turn.cue.effect is Effect.CONDITION for turn in reaching)
    return Reading(PERMITS, False, "condition") if conditional and reading.rule not in CARVED else reading


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
        case Effect.DEMAND if reading.rule == "heading" and place < turn.cue.first and _is_of_those_on(words, turn.cue, place):
            return Reading(PERMITS, False, "condition")
        case _:
            return reading


def _is_of_those_on(words: Words, cue: Cue, place: int) -> bool:
    """ "Subjects on prednisone must be on a stable dose": who takes it is spoken of, nobody has to."""
    opening = [words.word(i) for i in range(reach.clause_start(words, cue.first), place)]
    opening = [word for word in opening if word[:1].isalpha()]
    return bool(opening) and opening[0] in PERSONS and any(word in HAVING for word in opening[1:4])


def _turn(reading: Reading, turn: Turn, words: Words, place: int) -> Reading:
    match turn.cue.effect:
        case Effect.NEGATION | Effect.DENIAL | Effect.INABILITY:
            return _negated(reading, turn.cue, words, place)
        case Effect.WASHOUT | Effect.STOPPED if reading.stance is not EXCLUDES:
            return Reading(EXCLUDES, False, "washout")
        case Effect.EXCEPTION:
            return _carved(reading, "exception", words.word(turn.cue.first) == "excluding")
        case Effect.UNLESS:
            return _carved(reading, "unless", False)
        case Effect.EITHER_WAY:
            return Reading(PERMITS, False, "either-way")
        case _:
            return reading


def _negated(reading: Reading, cue: Cue, words: Words, place: int) -> Reading:
    if reading.stance is not EXCLUDES:
        return Reading(EXCLUDES, False, "negation")
    if reading.rule == "negation" or _is_next_alternative(words, cue, place):
        return reading  # "no failure (without transfusion before)": still unwanted
    if _is_demand(words, cue):
        return Reading(EXCLUDES, False, "demand")
    if _is_main(words, cue):
        return Reading(REQUIRES, False, "double-negation")
    noun = words.word(cue.first) in {"no", "without", "absence", "lack", "free", "none"}
    return Reading(PERMITS, False, "negated-detail") if noun else reading


def _is_next_alternative(words: Words, cue: Cue, place: int) -> bool:
    """ "Lack of an intact gut, or malabsorption": what a comma and "or" part from a single denied thing is excluded as such."""
    between = [words.word(i) for i in range(cue.last, place) if words.clause_of[i] == words.clause_of[cue.first]]
    first = next((i for i, word in enumerate(between) if word in reach.BOUNDARIES), len(between))
    return between[first : first + 2] == [",", "or"]


def _is_main(words: Words, cue: Cue) -> bool:
    """Whether a negation under Exclusion is what the clause says of a person ("patients who have not received …").

    As a detail of something else ("metastases without seizures", "hypertension not controlled with …") it demands nothing.
    """
    before = [words.word(i) for i in range(reach.clause_start(words, cue.first), cue.first)]
    if words.clauses[words.clause_of[cue.first]].outer >= 0:
        return False
    return set(before) <= PERSONAL or before[-1] in reach.BOUNDARIES


def _is_demand(words: Words, cue: Cue) -> bool:
    """A demand that stands under Exclusion ("No concurrent steroids", "will not take …"): what it denies is not wanted."""
    first = not any(words.word(i)[:1].isalnum() for i in range(cue.first))
    return (first and any(words.word(i) in CURRENT for i in range(cue.first + 1, cue.last + 1))) or words.word(
        cue.first - 1
    ) in ("will", "may", "shall")


def _carved(reading: Reading, rule: str, excluding: bool) -> Reading:
    """Carved out of what is excluded or required: permitted. Out of what is permitted: excluded; and so by "excluding"."""
    out = reading.stance is PERMITS or (excluding and reading.stance is REQUIRES)
    return Reading(EXCLUDES if out else PERMITS, not out, rule)
