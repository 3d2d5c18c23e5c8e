"""Lengths of time and what they are counted from: the time expressions of an item.

A length (`P6M`, `5 half-lives`, alternatives joined by `|`) stands with a comparison (`less` than, `more` than, as it is), with
a side (`back`: before or ago or within, `ahead`: after, `since`, `passed`, `for`: how long something went on, or none) and with
the event that it is counted from. What a time says of a therapy is arithmetic on these, whatever the order of the words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cartkg.reading import lexicon
from cartkg.reading.lexicon import member

LESS, MORE = "less", "more"
BACK, AHEAD, SINCE, PASSED, FOR, BARE, EVENT = "back", "ahead", "since", "passed", "for", "", "event"


@dataclass(frozen=True, slots=True)
class Time:
    """A time expression at the tokens [first, last). `value` is "" where only an event is named ("before enrollment")."""

    first: int
    last: int
    value: str
    comparison: str = ""
    side: str = ""
    anchor: str = ""
    relation: str = ""  # the word that says how it is related to what follows: before, after, since
    each: bool = False
    demanded: bool = False  # "must have passed"


Words = Sequence[str]


def word_at(words: Words, index: int) -> str:
    """The word at an index, "" outside of the sequence."""
    return words[index] if 0 <= index < len(words) else ""


def find(words: Words) -> list[Time]:
    """The time expressions of a sequence of words, from left to right, without overlaps."""
    found: list[Time] = []
    position = 0
    while position < len(words):
        time = _expression(words, position, found[-1].last if found else 0) or _event(words, position)
        if time:
            found.append(time)
        position = time.last if time else position + 1
    return _with_alternatives(words, found)


# --- lengths ---------------------------------------------------------------------------------------------------------


def number_at(words: Words, index: int) -> tuple[str, int] | None:
    """The number at a token as plain digits and the index behind it: "26", "twenty-one", "six (6)", "1.5", "half a"."""
    word = word_at(words, index)
    if word == "half" and word_at(words, index + 1) in ("a", "an"):
        return "0.5", index + 2
    if word[:1].isdigit():
        value, last = word.replace(",", ""), index + 1
        if not value.isascii() or value.count(".") > 1 or len(value) > 12:
            return None
    elif value := lexicon.value("NUMBER", word):
        last = index + 1
        after = last + 1 if word_at(words, last) == "-" else last
        ones = lexicon.value("NUMBER", word_at(words, after))
        if ones and int(value) >= 20 and int(ones) < 10:
            value, last = str(int(value) + int(ones)), after + 1
    else:
        return None
    if word_at(words, last) == "(" and word_at(words, last + 2) == ")" and _same(word_at(words, last + 1), value):
        last += 3
    return value, last


def _same(word: str, value: str) -> bool:
    return word == value or lexicon.value("NUMBER", word) == value or value == lexicon.value("NUMBER", word)


def _length(words: Words, index: int) -> tuple[str, int] | None:
    """A length of time that begins at a token, and the index behind it."""
    if word_at(words, index) == "fortnight":
        return "P2W", index + 1
    number = number_at(words, index)
    if number is None:
        return _uncounted(words, index)
    value, last = number
    upper = number_at(words, last + 1) if word_at(words, last) in ("-", "to", "~", "or") else None
    if upper and (length := _united(words, *upper)) is not None:
        return length
    return _united(words, value, last)


def _united(words: Words, value: str, last: int) -> tuple[str, int] | None:
    if (end := _half_lives(words, last)) > 0:
        return f"{value} half-lives", end
    while word_at(words, last) in ("-", "full", "consecutive", "calendar", "continuous", "whole", "complete", "past", "last",
                                   "previous", "prior", "preceding", "successive", "entire"):  # fmt: skip
        last += 1
    if word_at(words, last) == "(" and word_at(words, last + 1)[:1].isdigit() and word_at(words, last + 2) == ")":
        last += 3
    unit = lexicon.value("TIME_UNIT", word_at(words, last))
    if not unit:
        return None
    end = last + 1
    if word_at(words, end) == "." and word_at(words, last) in ("mos", "mo", "wks", "wk", "yrs", "yr", "hrs", "hr"):
        end += 1
    if word_at(words, end) == "-" and word_at(words, end + 1) == "period":
        end += 2
    return _iso(value, unit), end


def _uncounted(words: Words, index: int) -> tuple[str, int] | None:
    """ "The past year", "a week": one of the unit, where a word of time stands before it."""
    word, before = word_at(words, index), word_at(words, index - 1)
    unit = lexicon.value("TIME_UNIT", word)
    if not unit or len(word) < 3 or word.endswith("s"):
        return None
    if member("PAST", before) or (before in ("a", "one") and member("TIME_BEFORE", word_at(words, index + 1))):
        return _iso("1", unit), index + 1
    if before in ("a", "the", "one") and member("ONE_OF_UNIT", word_at(words, index - 2)):
        return _iso("1", unit), index + 1
    return None


def _iso(number: str, unit: str) -> str:
    plain = f"{float(number):g}"
    if plain == "0.5" and unit == "Y":
        return "P6M"
    return f"PT{plain}H" if unit == "H" else f"P{plain}{unit}"


def _half_lives(words: Words, index: int) -> int:
    """The end of "(elimination) half-lives" from a token on, -1 where it does not stand there."""
    for place in range(index, index + 6):
        word = word_at(words, place)
        if word in ("half", "t½", "t") or word.startswith(("half-", "halfli")):
            return _end_of_half_life(words, place)
        if not member("HALF_LIFE_FILLER", word):
            return -1
    return -1


def _end_of_half_life(words: Words, place: int) -> int:
    word = word_at(words, place)
    if word == "t":
        rest = [word_at(words, place + offset) for offset in (1, 2, 3)]
        return place + 4 if rest == ["1", "/", "2"] else place + 2 if rest[0] in ("½", "1/2") else -1
    if word == "half":
        for offset in (1, 2):
            if word_at(words, place + offset) in ("life", "lives", "lifes", "live"):
                return place + offset + 1
        return -1
    return place + 1


# --- comparison, side, anchor ----------------------------------------------------------------------------------------

NOT_TIMES = frozenset(
    ("every", "per", "each", "once", "q", "aged", "age", "cycle", "day", "visit", "week", "month", "expectancy", "survival")
)


def _expression(words: Words, position: int, free_from: int) -> Time | None:
    """The time expression whose length begins at a token, with the words around it that belong to it."""
    length = _length(words, position)
    if length is None:
        return None
    value, last = length
    first = position
    while first > free_from and position - first < 8 and member("BEFORE_LENGTH", words[first - 1]):
        first -= 1
    ahead = list(words[first:position])
    if _is_no_window(words, first, position, last):
        return None
    time = Time(first, last, value, _comparison(ahead), _side_ahead(ahead))
    return _behind(words, _trimmed(words, time, position))


def _is_no_window(words: Words, first: int, position: int, last: int) -> bool:
    """Lengths that are no windows: ages, intervals between doses, day 1 of a cycle, "years old"."""
    before, ahead = word_at(words, position - 1), set(words[first:position])
    if ahead & {"every", "per", "each", "once"} or (before in NOT_TIMES and not member("BEFORE_LENGTH", before)):
        return True
    if word_at(words, first - 1) in ("life", "lives") or (
        words[first] == "of" and word_at(words, first - 1) in ("life", "lives")
    ):
        return True
    if word_at(words, first - 1) in ("every", "aged", "age", "expectancy", "survival", "old"):
        return True
    return (word_at(words, last) in ("old", "of") and word_at(words, last + 1) in ("age", "life")) or word_at(
        words, last
    ) == "old"


def _trimmed(words: Words, time: Time, position: int) -> Time:
    """Without leading words that say nothing of time ("of", "the", "a", "to")."""
    first = time.first
    while first < position and member("BEFORE_LENGTH_LIGHT", words[first]):
        if words[first] == "no" and member("COMPARATIVE", words[first + 1]):
            break
        first += 1
    return replace(time, first=first)


def _comparison(ahead: list[str]) -> str:
    text = set(ahead)
    denied = bool(text & {"no", "not"})
    if "of" in text and text & {"longer", "greater", "shorter"}:
        return LESS
    if "later" in text:
        return MORE if denied else LESS
    if text & {"more", "longer", "greater", "exceeding", "beyond", "earlier"} or text & {">", ">=", "=>", "≥"}:
        return LESS if denied else MORE
    if text & {"least", "minimum", "minimally"}:
        return MORE
    if text & {"less", "fewer", "shorter", "under", "sooner"} or text & {"<", "<=", "=<", "≤"}:
        return MORE if denied else LESS
    if text & {"most", "maximum", "within"} or {"up", "to"} <= text:
        return LESS
    if "over" in text and not text & {"the", "past", "last", "previous"}:
        return MORE
    return ""


def _side_ahead(ahead: list[str]) -> str:
    text = set(ahead)
    if text & {"past", "last", "previous", "preceding", "prior"}:
        return BACK
    if text & {"next", "first", "following", "coming"} and text & {"the", "within", "in", "for"}:
        return AHEAD
    if "for" in text:
        return FOR
    return BACK if "within" in text else BARE


def _behind(words: Words, time: Time) -> Time:
    """The time with what stands behind its length: "or longer", "before screening", "ago", "since", "have passed"."""
    last = time.last
    while True:
        step = _or_more(words, last)
        if step is None:
            break
        last, comparison = step
        time = replace(time, last=last, comparison=comparison or time.comparison)
    last = _past_bracket(words, last)
    time = replace(time, each=time.each or word_at(words, last) == "each")
    if (passed := _passed(words, last)) > 0:
        ahead = passed + 1 if word_at(words, passed) in ("before", "since", "at", "when", "by") else passed
        demanded = bool({"must", "should", "need", "needs", "to", "shall"} & set(words[last:passed]))
        return _anchored(words, replace(time, side=PASSED, last=passed, demanded=demanded), ahead)
    if word_at(words, last) == "," and word_at(words, last + 1) in ("ahead", "prior", "before", "preceding"):
        last += 1
    return _related(words, time, last)


def _or_more(words: Words, last: int) -> tuple[int, str] | None:
    """ "Or more", "or longer", "minimum": a comparison behind the length, and the index behind it."""
    place = last + 1 if word_at(words, last) in ("or", "and") else last
    word = word_at(words, place)
    if place > last and word in ("more", "longer", "greater", "above", "over", "beyond", "earlier"):
        return place + 1, MORE
    if place > last and word in ("less", "shorter", "under", "below", "fewer"):
        return place + 1, LESS
    return (last + 1, MORE) if place == last and word in ("minimum",) else None


def _past_bracket(words: Words, last: int) -> int:
    """Behind a remark that only says which alternative counts: "(whichever is longer)", ", whichever comes first"."""
    place = last
    if word_at(words, place) in ("(", ","):
        place += 1
    if word_at(words, place) in ("whichever", "whatever") or (
        word_at(words, last) == "(" and words[place : place + 2] in (["the", "longer"], ["take", "the"])
    ):
        while member("ALTERNATIVE_REMARK", word_at(words, place)):
            place += 1
        if word_at(words, last) == "(" and word_at(words, place) == ")":
            return place + 1
        return place + 1 if word_at(words, place) == "," and word_at(words, last) == "," else place
    return last


def _passed(words: Words, last: int) -> int:
    """Behind "have passed", "must have elapsed", "have gone by"; -1 where these do not stand here."""
    place = last
    for _ in range(5):
        word = word_at(words, place)
        if member("PASSED", word):
            return place + 2 if word_at(words, place + 1) == "by" else place + 1
        if not member("PASSING_AUX", word):
            return -1
        place += 1
    return -1


def _related(words: Words, time: Time, last: int) -> Time:
    word, place = word_at(words, last), last
    if word == "since":
        return _anchored(words, replace(time, side=SINCE, last=last + 1, relation="since"), last + 1)
    if word == "apart" or word in ("old",):
        return time
    if word == "in" and word_at(words, last + 1) == "advance":
        return _anchored(words, replace(time, side=BACK, last=last + 2), last + 2)
    if member("TIME_BEFORE", word) and not (word == "previous" and word_at(words, last + 1) not in ("to",)) and word != "up":
        end = last + 2 if word_at(words, last + 1) == "to" else last + 1
        return _anchored(words, replace(time, side=FOR if time.side == FOR else BACK, last=end, relation=word), end)
    if member("TIME_AFTER", word) and not (word == "following" and word_at(words, last + 1) in (":", "")):
        anchored = _anchored(words, replace(time, last=last + 1, relation=word), last + 1)
        if word == "from" and time.side == BACK:
            return replace(anchored, side=BACK)
        return replace(anchored, side=AHEAD)
    if word in ("of", "to", "for", "from") or word in ("at", "when", "upon", "on"):
        anchor, end = anchor_at(words, last + 1)
        if anchor:
            side = time.side or (BACK if word in ("of", "to", "from") else BARE)
            return replace(time, side=side, anchor=anchor, last=end)
        if word == "of":
            return replace(time, relation="of")
    if word == "(" and member("TIME_BEFORE", word_at(words, place + 1)):
        return _anchored(words, replace(time, side=BACK, last=last + 2), last + 2)
    return time


def _anchored(words: Words, time: Time, index: int) -> Time:
    anchor, end = anchor_at(words, index)
    return replace(time, anchor=anchor, last=end) if anchor else time


STUDY = frozenset(("study", "trial", "research"))


def anchor_at(words: Words, index: int) -> tuple[str, int]:
    """The event that is named from a token on, in the contract's word, and the index behind it; ("", index) if none is."""
    study = -1
    for place in range(index, min(len(words), index + 12)):
        word = words[place]
        anchor = lexicon.value("ANCHOR", word)
        if word in ("flu", "fludarabine") and set(words[place + 1 : place + 4]) & {"cy", "conditioning", "cyclophosphamide"}:
            anchor = "lymphodepletion"
        if anchor and not (
            anchor == "infusion" and any(member("OF_OTHERS", w) for w in words[max(index, place - 2) : place + 4])
        ):
            return anchor, _end_of_anchor(words, place + 1)
        if word in STUDY:
            study = place
        if not member("ANCHOR_FILLER", word):
            break
    if study > 0 and not member("OF_STUDY", word_at(words, study + 1)):
        return "enrollment", study + 1
    return "", index


def _end_of_anchor(words: Words, place: int) -> int:
    """Behind the words that belong to an anchor: "consent form", "screening visit", "lymphodepleting chemotherapy starts"."""
    while member("ANCHOR_TAIL", word_at(words, place)):
        if words[place] in ("in", "of", "into") and not {"study", "trial"} & set(words[place + 1 : place + 3]):
            break
        place += 1
    return place


def _event(words: Words, position: int) -> Time | None:
    """ "Before enrollment", "at screening": an event without a length."""
    word = words[position]
    if member("EVENT_LINK", word):
        start = position + 1
        if word == "prior" and word_at(words, start) == "to":
            start += 1
        elif word == "prior":
            return None
        anchor, end = anchor_at(words, start)
        if anchor and word not in ("of", "to", "from"):
            after = word in ("after", "following", "since", "from", "during")
            return Time(position, end, "", "", AHEAD if after else EVENT, anchor)
    return None


# --- alternatives ----------------------------------------------------------------------------------------------------


def _with_alternatives(words: Words, found: list[Time]) -> list[Time]:
    """ "28 days or 5 half-lives" as one time; an equal length in brackets is dropped."""
    joined: list[Time] = []
    for time in found:
        before = joined[-1] if joined else None
        if before and before.value and time.value and (both := _alternative(words, before, time)):
            joined[-1] = both
        else:
            joined.append(time)
    return joined


def _alternative(words: Words, one: Time, other: Time) -> Time | None:
    between = list(words[one.last : other.first])
    lives = ("half-lives" in one.value) != ("half-lives" in other.value)
    if lives and all(member("BETWEEN_ALTERNATIVES", word) for word in between) and len(between) <= 6:
        days, half = (other, one) if "half-lives" in one.value else (one, other)
        last = other.last + 1 if "(" in between and word_at(words, other.last) == ")" else other.last
        merged = Time(one.first, last, f"{days.value}|{half.value}", one.comparison or other.comparison,
                      one.side or other.side, one.anchor or other.anchor)  # fmt: skip
        merged = replace(merged, last=_past_bracket(words, last), relation=other.relation, demanded=other.demanded)
        return merged if other.relation or other.side == PASSED else replace(_behind(words, merged), first=one.first)
    if between == ["("] and word_at(words, other.last) == ")":
        return _behind(words, replace(one, last=other.last + 1, anchor=one.anchor or other.anchor))
    return None


def spread(times: Sequence[Time], end: int) -> Iterator[Time]:
    """The times up to a place, each with the anchor that the next one names where it names none itself."""
    anchor = ""
    for time in reversed([t for t in times if t.first < end]):
        anchor = time.anchor or anchor
        yield replace(time, anchor=time.anchor or anchor)
