"""Age bounds of an item: the numbers that limit a person's age, of all participants or of a subgroup.

A number is an age where the word "age" leads to it, where "years old" or "of age" follows it, or where it stands right behind
the people it is about. An age at the onset or the diagnosis of a disease is no limit on participants; an age of a subgroup is
their cohort.
"""

from cartkg.model import Age, AgeBound, Item, Span, Stance
from cartkg.reading import quantities
from cartkg.reading.lexicon import member
from cartkg.reading.quantities import Bound
from cartkg.reading.readers import extremes, stances
from cartkg.reading.readers.parts import Parts, Sort, parsed
from cartkg.reading.readers.subgroups import Subgroups
from cartkg.vocabulary import Terminology

UNITS = {"a": "years", "mo": "months", "wk": "weeks", "d": "days", "h": "hours"}
OLDEST = 120
ENDS = (21, 50)  # a lone age up to here is a lower bound, from there an upper one
REACH = 14


def read(item: Item, terminology: Terminology) -> tuple[AgeBound, ...]:
    """The age bounds that an item states, in the order of its words; subgroups carry their words as cohort."""
    if not quantities.read(item.text):
        return ()
    parts = parsed(item.text, terminology)
    groups = Subgroups(item, parts, terminology)
    found = []
    for at, part in enumerate(parts):
        if (
            (part.sort is Sort.LIMIT or extremes.of(parts, at, times=True))
            and (is_age(parts, at) or _is_led_in(item, parts, at))
            and not _is_of_another_time(parts, at)
        ):
            cohort = _cohort(item, parts, at, groups)
            found += [made for bound in part.bounds if (made := _made(item, parts, at, bound, cohort))]
    return tuple(found)


def is_age(parts: Parts, at: int) -> bool:
    """Whether the number at an index is an age: its unit is a time or missing, and the words beside it speak of age."""
    bound = parts[at].bound
    if bound.quantity.grade or (bound.unit and bound.unit not in UNITS) or (not bound.unit and bound.quantity.value > OLDEST):
        return False
    if _follows_age(parts, at) or _told(parts, at):
        return True
    if not bound.unit:
        return (
            _shares_unit(parts, at) or _turned(parts, at) or (bool(bound.comparator) and _of_people(parts, at, bracketed=True))
        )
    return bool(bound.comparator) and _of_people(parts, at)


def _told(parts: Parts, at: int) -> bool:
    """Whether the words before, in or behind a number speak of age."""
    if _led(parts, at):
        return True
    if not parts[at].bound.unit:
        return any(member("AGE", word) or member("OLDER", word) for word in parts[at].own)
    return any(member("AGED", word) for word in parts[at].own) or _followed(parts, at)


def _led(parts: Parts, at: int) -> bool:
    """Whether the word "age" leads to a number over words that only link them."""
    j = at - 1
    while j >= max(0, at - REACH):
        part = parts[j]
        if member("AGE", part.word):
            return True
        if part.measure or part.sort in (Sort.STOP, Sort.CLOSE) or part.bounds:
            return False
        if not (part.sort in (Sort.OPEN, Sort.JOINT) or member("AGE_LINK", part.word) or not part.word[0].isalnum()):
            return False
        j -= 1
    return False


def _follows_age(parts: Parts, at: int) -> bool:
    """Whether only a joint stands between a number and an age before it: "18 years or older and ≤ 70"."""
    j = at - 1
    while j >= 0 and (parts[j].sort is Sort.JOINT or parts[j].word in ("old", "of", "age", "but")):
        j -= 1
    return 0 <= j < at - 1 and parts[j].sort is Sort.LIMIT and parts[at].sort is Sort.LIMIT and _told(parts, j)


def _shares_unit(parts: Parts, at: int) -> bool:
    """ "those not yet 18 or already past 75 years of age": the unit and the word are the next number's."""
    following = at + 2
    joined = following < len(parts) and parts[at + 1].word in ("or", "and", ",") and parts[following].sort is Sort.LIMIT
    return bool(joined and parts[at].sort is Sort.LIMIT and _told(parts, following))


def _followed(parts: Parts, at: int) -> bool:
    """ "years old", "of age", "at the time of consent" behind a number."""
    words = [p.word for p in parts[at + 1 : at + 8]]
    while words and words[0] in ("(", ")", "-", ",", "inclusive"):
        words.pop(0)
    if not words:
        return False
    if (
        member("AGED", words[0])
        or (words[0] in ("of", "in") and words[1:2] == ["age"])
        or words[:2] in (["y", "/"], ["or", "older"])
    ):
        return True
    now = words[0] == "at" and any(member("ENTRY", w) for w in words)
    return now and not (at and parts[at - 1].measure) and not any(p.measure for p in parts[max(0, at - 3) : at])


def _turned(parts: Parts, at: int) -> bool:
    """ "18 ≤ age": the word stands behind."""
    return parts[at].own[-1] in ("<", "≤", "<=") and at + 1 < len(parts) and member("AGE", parts[at + 1].word)


def _of_people(parts: Parts, at: int, bracketed: bool = False) -> bool:
    """ "Men or women ≥ 21 years", "adults 18 to 70 years", an item that begins with a range of years."""
    following = parts[at + 1] if at + 1 < len(parts) else None
    if following is not None and (
        following.sort not in (Sort.STOP, Sort.JOINT, Sort.CLOSE, Sort.OPEN) and following.word != "who"
    ):
        return False
    j = at - 1
    while j >= 0 and (parts[j].sort is Sort.OPEN or parts[j].word == ":" or member("OBLIGING", parts[j].word)):
        j -= 1
    if bracketed and not (0 <= j < at - 1 and member("GROUPED", parts[j].word)):
        return False
    if j < 0 or (parts[j].sort is Sort.STOP and any(member("AGE", p.word) for p in parts[max(0, j - 6) : j])):
        return parts[at].bound.unit == "a"
    return member("PERSON", parts[j].word) or member("GROUPED", parts[j].word)


def _is_led_in(item: Item, parts: Parts, at: int) -> bool:
    """Whether an item opens with a number in a unit of age under the bare word "Age:"."""
    lead = item.parent.text if item.parent else ""
    words = [w.word for w in quantities.lexemes(lead)]
    opens = all(p.bounds or p.sort is Sort.JOINT for p in parts[:at])
    return opens and parts[at].bound.unit in UNITS and bool(words) and len(words) <= 6 and any(member("AGE", w) for w in words)


def _is_of_another_time(parts: Parts, at: int) -> bool:
    """Whether it is the age at an onset, of a relative, or one that only explains who can bear children."""
    before = []
    j = at - 1
    while j >= 0 and at - j < REACH and parts[j].sort is not Sort.STOP and not parts[j].bounds:
        if parts[j].sort is Sort.OPEN:
            before += [p.word for p in parts[max(0, j - 1) : j]]
            break
        j = parts[j].pair if parts[j].sort is Sort.CLOSE and parts[j].pair >= 0 else j
        before.append(parts[j].word)
        j -= 1
    after = []
    for part in parts[at + 1 : at + 9]:
        if part.sort in (Sort.STOP, Sort.CLOSE, Sort.OPEN) or part.word in (",", "and", "or"):
            break
        after.append(part.word)
    return any(member("OTHER_AGE", w) for w in (*before, *after)) and not (
        "potential" in before and any(w.endswith("bearing") for w in before)
    )


def _made(item: Item, parts: Parts, at: int, bound: Bound, cohort: str) -> AgeBound | None:
    first = at
    while first > 0 and member("AGE_LINK", parts[first - 1].word):
        first -= 1
    bearing = stances.of(item, parts, at, first)
    age = Age(float(bound.quantity.value), UNITS.get(bound.unit, "years"))
    comparator = _mended(bound, age, bearing.stance) or extremes.of(parts, at, times=True)
    rule = "age" if comparator == bound.comparator else "age-mended"
    span = Span(item.span.start + bound.start, item.span.start + bound.end)
    return AgeBound(bearing.stance, comparator, age, span, f"{rule}/{bearing.rule}", cohort) if comparator else None


def _mended(bound: Bound, age: Age, stance: Stance) -> str:
    """The comparator; one that the source lost ("age = 18 years") by the end of life it lies at, "" where unclear."""
    if bound.comparator not in ("=", "?", ""):
        return bound.comparator
    if not bound.comparator or ENDS[0] < age.years < ENDS[1]:
        return ""
    young = age.years <= ENDS[0]
    return (">=" if young else "<=") if stance is not Stance.EXCLUDES else ("<=" if young else ">=")


# --- cohorts ---------------------------------------------------------------------------------------------------------


def _cohort(item: Item, parts: Parts, at: int, groups: Subgroups) -> str:
    """The words of the subgroup that alone an age belongs to, "" where it holds for all."""
    around = [p.word for p in parts[max(0, at - 6) : at + 4]]
    if any(member("DONOR", w) for w in around):
        return "donor"
    return groups.behind_age(at) or groups.before_age(at) or item.cohort
