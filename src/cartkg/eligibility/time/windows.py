"""The time expressions of an item: how long, counted from what, in which direction."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from cartkg.eligibility import clauses
from cartkg.eligibility.clauses import Words, word_set
from cartkg.eligibility.time import anchors, durations
from cartkg.eligibility.time.durations import Duration
from cartkg.model import Item, Span

WITHIN = word_set("within past last previous preceding prior in during < ≤ under fewer less up preceding")
MINIMUM = word_set("≥ > least minimum more longer greater over exceeding beyond")
AFTER = word_set("after following post since from")
BEFORE = word_set("prior before preceding pre previous earlier ago")
END_OF = word_set(
    "last final study dose treatment infusion trial end completion discontinuation follow participation administration"
)
STOPPED = word_set(
    "discontinued discontinue stopped stop off free without no not never ceased cease withdrawn abstained washout "
    "discontinuation cessation"
)
RESPONSE = ("respon", "remission", "improv", "chang", "control", "increas", "effect", "benefit", "induc", "achiev", "tolerat")
THIS = word_set("the that this each study")
PERIOD = word_set("period washout wash interval window time")
NO_WINDOW_BEFORE = word_set("age aged ages expectancy survival survive life every each per old follow expected lifespan")
NO_WINDOW_AFTER = word_set("old age aged follow up followup life survival pack smoking gestation gestational course")


@dataclass(frozen=True, slots=True)
class Window:
    """`duration`: ISO 8601 or "5 half-lives", alternatives joined by "|", "" where only an event is named ("before screening");
    `anchor`: CONTRACT's word or ""; `kind`: "within" (look-back), "lasting" (how long something went on), "since" (at least
    that long ago), "after" (look-ahead)."""

    span: Span
    duration: str
    anchor: str
    kind: str


@lru_cache(maxsize=512)
def windows(item: Item) -> tuple[Window, ...]:
    """All time expressions of an item, in order; spans are offsets into the eligibility text."""
    words = clauses.words(item.text)
    found = _share_anchors(words, _with_alternatives(words, list(_windows(words))))
    shift = item.span.start
    return tuple(Window(Span(shift + w.span.start, shift + w.span.end), w.duration, w.anchor, w.kind) for w in found)


def _with_alternatives(words: Words, found: list[Window]) -> list[Window]:
    """ "Within 4 weeks before apheresis or within 3 half-lives": one window of two alternatives."""
    joined: list[Window] = []
    for window in found:
        if joined and (both := _alternative(words, joined[-1], window)):
            joined[-1] = both
        else:
            joined.append(window)
    return joined


def _between(words: Words, one: Window, other: Window) -> range:
    return range(words.at(one.span.end - 1) + 1, words.at(other.span.start))


def _alternative(words: Words, one: Window, other: Window) -> Window | None:
    between = [words.word(i) for i in _between(words, one, other)]
    lives = "half-lives" in other.duration and one.duration and "half-lives" not in one.duration
    if not lives or not between or not set(between) <= {"or", ",", "("}:
        return None
    span = Span(one.span.start, other.span.end)
    return Window(span, f"{one.duration}|{other.duration}", one.anchor or other.anchor, one.kind)


def _share_anchors(words: Words, found: list[Window]) -> list[Window]:
    """The anchor named last holds for the windows before it: "A for 2 weeks and B for 4 weeks prior to enrollment"."""
    for index in range(len(found) - 2, -1, -1):
        window, next_ = found[index], found[index + 1]
        one, other = words.at(window.span.start), words.at(next_.span.start)
        same = words.clause_of[one] in words.around(other) or words.clause_of[other] in words.around(one)
        between = {words.word(i) for i in _between(words, window, next_)}
        alike = next_.duration and window.kind == next_.kind and "if" not in between
        event = not next_.duration and not between & {",", ";"}
        if same and not window.anchor and window.duration and (alike or event):
            found[index] = Window(window.span, window.duration, next_.anchor, window.kind)
    return found


def _windows(words: Words) -> Iterator[Window]:
    end_of_last = 0
    for duration in durations.find(words):
        if _is_no_window(words, duration):
            continue
        yield from _bare(words, end_of_last, duration.first)
        window, end_of_last = _window(words, duration)
        yield window
    yield from _bare(words, end_of_last, len(words.tokens))


def _window(words: Words, duration: Duration) -> tuple[Window, int]:
    clause_end = words.clauses[words.clause_of[duration.first]].last
    first = _first(words, duration.first)
    kind = _kind(words, duration, first)
    anchor, last = "", duration.last
    if kind != "after":
        anchor, last = anchors.after(words, skip(words, duration.last), clause_end)
        last = max(last, duration.last) if anchor else duration.last
    return Window(Span(words.tokens[first].start, words.tokens[last - 1].end), duration.value, anchor, kind), last


def skip(words: Words, index: int) -> int:
    """Past a bracket, "whichever is longer", "of the drug" and the like, to the word that names the event."""
    while index not in words.stops and (_is_filler(words.word(index)) or _is_abbreviation_point(words, index)):
        index += 1
    ahead = [words.word(i) for i in range(index, index + 5)]
    if (
        ahead[:1] == ["of"]
        and ahead[1] in THIS
        and (before := next((i for i, word in enumerate(ahead) if word in ("prior", "before")), 0))
    ):
        return index + before if set(ahead[1:before]) & anchors.OTHER else index
    return index


def _is_filler(word: str) -> bool:
    return (word in durations.SAME and word != "of") or word in PERIOD or word in ("immediately", "-")


def _is_abbreviation_point(words: Words, index: int) -> bool:
    return words.word(index) == "."


def _first(words: Words, index: int) -> int:
    """Back over the words that say the direction ("within the last", "for at least")."""
    lead = WITHIN | MINIMUM | {"the", "a", "for", "at", "than", "of", "=", "to", "(", "no", "until"}
    start = words.clauses[words.clause_of[index]].first
    while index > start and words.word(index - 1) in lead:
        index -= 1
    return index


def _kind(words: Words, duration: Duration, first: int) -> str:
    lead = {words.word(i) for i in range(first, duration.first)}
    head = words.word(duration.first)
    index = skip(words, duration.last)
    next_ = words.word(index)
    minimum = bool(lead & MINIMUM) or (
        words.word(duration.last) == "or" and words.word(duration.last + 1) in ("more", "longer", "greater")
    )
    if next_ in AFTER:
        ahead = _is_ahead([words.word(i) for i in range(index, index + 5)]) and not minimum
        if lead & {"within", "for", "until", "up"} and ahead and not _washout(words, index):
            return "after"
        return "within" if lead & WITHIN and not lead & MINIMUM else "since"
    if (lead & WITHIN and not lead & MINIMUM) or head in durations.LAST or {"less", "fewer"} & lead:
        return "within"
    if "next" in lead or words.word(duration.first - 1) in ("next", "following"):
        return "after"
    if _elapsed(words, duration.last):
        return "since"
    if next_ in BEFORE:
        return ("since" if _stopped(words, first) else "lasting") if "for" in lead else ("since" if minimum else "within")
    if minimum or "for" in lead:
        return "since" if _stopped(words, first) else "lasting"
    return "within"


def _is_ahead(event: list[str]) -> bool:
    """ "After the study", "after the last dose": an event that lies ahead; "from the start of", "since the last" lie behind."""
    if event[0] in {"from", "since"}:
        return bool({"end", "last", "final", "completion"} & set(event)) and event[0] == "from"
    return bool(END_OF & set(event))


def _stopped(words: Words, first: int) -> bool:
    """Whether the clause says before that something has stopped or is not done ("off steroids for at least 2 weeks")."""
    start = words.clauses[words.clause_of[first]].first
    stops = [i for i in range(start, first) if words.word(i) in STOPPED]
    return any(not words.word(i + 1).startswith(RESPONSE) and not words.word(i + 2).startswith(RESPONSE) for i in stops)


def _washout(words: Words, index: int) -> bool:
    """ "Since the last dose of X": the end of a treatment that lies behind, not of the study."""
    return words.word(index) == "since"


def _elapsed(words: Words, index: int) -> bool:
    return any(words.word(i) in ("elapsed", "passed", "ago", "earlier") for i in range(index, index + 5))


def _is_no_window(words: Words, duration: Duration) -> bool:
    """Ages, life expectancy, dosing intervals and follow-up times are no windows."""
    before = [words.word(i) for i in range(max(0, duration.first - 5), duration.first)]
    after = [words.word(i) for i in range(duration.last, duration.last + 3)]
    if _is_adjective(words, duration):
        return True
    if {"urine", "urinary", "proteinuria"} & set(after[:2]) and words.word(duration.last - 1) in {"h", "hr", "hour", "hours"}:
        return True  # "24h urine protein"
    if set(before) & NO_WINDOW_BEFORE or words.word(duration.first - 1) in ("/", "per"):
        return True
    if after[0] in NO_WINDOW_AFTER or after[:2] == ["of", "age"] or after[:2] == ["-", "old"]:
        return True
    return after[0] == "-" and after[1] in NO_WINDOW_AFTER


def _is_adjective(words: Words, duration: Duration) -> bool:
    """ "24-hour urine protein": a number and a unit joined by a hyphen, with no word that makes it a time before the trial."""
    joined = words.word(duration.first + 1) == "-" and duration.last == duration.first + 3
    lead = {words.word(duration.first - 1), words.word(duration.first - 2)}
    follows = {words.word(duration.last), words.word(duration.last + 1)}
    return joined and not lead & (WITHIN | MINIMUM) and not follows & (BEFORE | PERIOD)


def _bare(words: Words, first: int, last: int) -> Iterator[Window]:
    """ "Before screening" without a length of time."""
    index = first
    while index < last:
        if words.word(index) in ("prior", "before", "preceding") and words.word(index - 1) != "time":
            anchor, end = anchors.after(words, index, min(last, words.clauses[words.clause_of[index]].last))
            if anchor:
                yield Window(Span(words.tokens[index].start, words.tokens[end - 1].end), "", anchor, "within")
                index = end
        index += 1
