"""The cues of an item with the tokens that each reaches."""

from dataclasses import dataclass
from functools import lru_cache

from cartkg.eligibility import clauses, time
from cartkg.eligibility.clauses import Words, word_set
from cartkg.eligibility.stance import cues, reach
from cartkg.eligibility.stance.cues import Cue, Effect
from cartkg.model import Item

BEGINNINGS = ("diagnos", "onset", "symptom", "recurr", "relaps", "progress", "disease", "birth")  # nothing to be stopped
MENOPAUSE = ("amenorrh", "menopaus", "postmenopaus", "sterili")
PASSIVE = word_set("given administered received used taken started")
PREPOSITIONS = word_set("within in for before prior during at since because on by to after as if and or until over")
PERSONS = word_set(
    "patients patient subjects subject participants participant women men those if for children individuals recipients people "
    "persons"
)
BARE = PERSONS | word_set("all the only adult adults any ; . , : • - * also however a")
SUBORDINATE = word_set("that which who whose anticipation anticipated likely expected")
LIMIT = word_set("than limit uln normal unless")
PERFECT = word_set("has have had discontinuation cessation")  # of a stop that says nothing by itself
AT_LEAST, WITHIN = word_set("least more ≥ > minimum for"), word_set("within due because owing despite intolerance toxicity")
ADMITTED_IF = word_set("if only who when provided meeting following")


@dataclass(frozen=True, slots=True)
class Turn:
    """A cue with the tokens that it reaches."""

    cue: Cue
    reach: range


@lru_cache(maxsize=512)
def of(item: Item) -> tuple[Turn, ...]:
    """The turns of an item in the order of its words."""
    words = clauses.words(item.text)
    found = _with_demands(words, _with_washouts(item, words, cues.find(words)))
    return tuple(Turn(cue, reached) for cue in found if (reached := _reach(words, found, cue)))


def _with_demands(words: Words, found: tuple[Cue, ...]) -> tuple[Cue, ...]:
    """The cues, and the demand that stands in "must have stopped", which says for whom the rest holds."""
    stops = [c for c in found if c.effect in {Effect.WASHOUT, Effect.STOPPED} and words.word(c.first) in {"must", "should"}]
    demands = [Cue(Effect.DEMAND, cue.first, cue.first + 1) for cue in stops]
    return tuple(sorted((*found, *demands), key=lambda cue: cue.first))


def _with_washouts(item: Item, words: Words, found: tuple[Cue, ...]) -> tuple[Cue, ...]:
    """The cues, and one more for each minimal time since something ("at least 7 days since the last dose of")."""
    since = [w.span for w in time.windows(item) if w.kind == "since" and time.opens(item, w)]
    extra = []
    for span in since:
        first, last = words.at(span.start - item.span.start), words.at(span.end - item.span.start - 1) + 1
        if any(words.word(i).startswith(BEGINNINGS) for i in range(last, last + 5)) or _defines_menopause(words, first):
            continue
        found = tuple(c for c in found if not first <= c.first < last)
        extra.append(Cue(Effect.WASHOUT, first, last))
        if any(words.word(i) == "elapsed" for i in range(last, last + 4)):  # "for X, at least 28 days have elapsed"
            extra.append(Cue(Effect.STOPPED, first, last))
    return tuple(sorted((*found, *extra), key=lambda cue: cue.first))


def _defines_menopause(words: Words, index: int) -> bool:
    """ "Amenorrhea for 12 months after stopping all hormones" is no washout."""
    return any(words.word(i).startswith(MENOPAUSE) for i in range(reach.clause_start(words, index), index))


def _reach(words: Words, found: tuple[Cue, ...], cue: Cue) -> range:
    """The tokens that a cue reaches; none where it only looks like one."""
    if _is_idle(words, found, cue):
        return range(0)
    match cue.effect:
        case Effect.NEGATION | Effect.WASHOUT:
            return reach.forward(words, found, cue)
        case Effect.INABILITY:
            return reach.phrase(words, cue)
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


def _is_idle(words: Words, found: tuple[Cue, ...], cue: Cue) -> bool:
    match cue.effect:
        case Effect.PERMISSION:
            return _is_for_all(words, cue)
        case Effect.WASHOUT if words.word(cue.first) in PERFECT:
            return not _is_long_ago(words, cue)
        case Effect.DEMAND:
            return _is_need(words, cue)
        case Effect.CONDITION:
            return not _is_condition(words, found, cue) or _is_whole(words, found, cue)
        case _:
            return False


def _is_long_ago(words: Words, cue: Cue) -> bool:
    """ "Has stopped X at least 3 months before", "discontinuation of X for 2 weeks"; "because of a rash" is no washout."""
    behind = [words.word(i) for i in range(cue.last, reach.clause_end(words, cue.first))]
    times = [i for i, word in enumerate(behind) if word in reach.TIME]
    least = any(word in AT_LEAST for word in behind[: times[0]][-6:]) if times else False
    return least and not WITHIN & set(behind)


def _denial(words: Words, found: tuple[Cue, ...], cue: Cue) -> range:
    """Before a noun forward ("negative HBsAg", "has not been given abatacept"), else back ("HBsAg negative")."""
    before = words.word(cue.first - 1) if cue.first > reach.clause_start(words, cue.first) else ""
    adjective = before in ("", ",", "and", "or", "a", "have", "has", "with", "documented", ":", "confirmed")
    object_ = words.word(cue.last)
    passive = words.word(cue.last - 1) in PASSIVE and object_[:1].isalpha() and object_ not in PREPOSITIONS
    if passive or (words.word(cue.first) in ("negative", "undetectable") and adjective):
        return reach.forward(words, found, cue)
    return reach.denied(words, cue)


def _is_for_all(words: Words, cue: Cue) -> bool:
    """ "Patients are eligible only if …": says of no kind of person that it is allowed, what follows is demanded."""
    subject = [words.word(i) for i in range(reach.clause_start(words, cue.first), cue.first)]
    return set(subject) <= BARE and any(words.word(i) in ADMITTED_IF for i in range(cue.last, cue.last + 8))


def _is_need(words: Words, cue: Cue) -> bool:
    """ "Anticipation that a live vaccine will be required": what may be needed, and no demand of the trial."""
    before = {words.word(i) for i in range(reach.clause_start(words, cue.first), cue.first)}
    return words.word(cue.last - 1) == "required" and bool(before & SUBORDINATE)


def _is_whole(words: Words, found: tuple[Cue, ...], cue: Cue) -> bool:
    """ "If the patient had anesthesia": without a main clause the "if" is itself what the item says."""
    opens = not any(words.word(i)[:1].isalpha() for i in range(reach.clause_start(words, cue.first), cue.first))
    return opens and reach.item(words, found, cue).stop == reach.clause_end(words, cue.first)


def _is_condition(words: Words, found: tuple[Cue, ...], cue: Cue) -> bool:
    """Whether "if", "for patients with" only says for whom a limit holds: it opens its clause or follows a limit.

    After "is eligible" or "is excluded" the condition is what is demanded.
    """
    start = reach.clause_start(words, cue.first)
    if any(start <= c.first < cue.first and c.effect in {Effect.PERMISSION, Effect.PROHIBITION} for c in found):
        return False
    before = [words.word(i) for i in range(start, cue.first)]
    opens = not any(word[:1].isalpha() for word in before)
    return opens or any(word in reach.COMPARATORS or word in LIMIT for word in before)
