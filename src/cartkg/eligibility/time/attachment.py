"""To which of the things that an item names a window belongs.

A window that opens a clause ("within 4 weeks before screening, …", "at least 7 days since the last …") belongs to what follows, up
to the next window; another one belongs to the list that it closes, back to the window before it.
"""

from cartkg.eligibility import clauses
from cartkg.eligibility.clauses import Words
from cartkg.eligibility.time.windows import AFTER, Window, skip, windows
from cartkg.model import Item, Span

EVENTS = frozenset(
    [
        "screening",
        "enrollment",
        "enrolment",
        "randomization",
        "randomisation",
        "baseline",
        "first",
        "study",
        "start",
        "day",
        "visit",
    ]
)
VERBS = frozenset(("receiving", "received", "taking", "took", "undergoing", "underwent", "use", "using"))
APART = frozenset(["no", "not", "without", "is", "are", "if", "who", "when", "there"])
CARVED = frozenset(
    ["except", "exception", "exceptions", "excluding", "unless", "other"]
)  # no window is carried into an exception
OPENING_FILL = frozenset(
    [
        "have",
        "has",
        "had",
        "been",
        "was",
        "were",
        "received",
        "use",
        "of",
        "any",
        "using",
        "treatment",
        "with",
        "a",
        "the",
        "and",
        "or",
        ",",
        ":",
        "(",
        "-",
        "must",
        "not",
        "no",
        "patients",
        "subjects",
        "who",
    ]
)


def opens(item: Item, window: Window) -> bool:
    """Whether a window belongs to what follows it: it opens its clause, or is counted from what follows ("since the last dose of")."""
    words = clauses.words(item.text)
    start, end = window.span.start - item.span.start, window.span.end - item.span.start
    first, last = words.at(start), words.at(end - 1) + 1
    if window.kind == "after":
        return False
    heads = words.word(last) == ":" or (words.word(first - 1) in ("and", "or") and words.word(last) in ("with", "for"))
    return heads or _from_therapy(words, last) or _is_first(words, first) or _of_what_follows(words, window, last)


def window_of(item: Item, span: Span) -> Window | None:
    """The window that belongs to the stretch `span` of the item, its lead-in's where the item has none.

    A window without an anchor takes that of the words before the colon ("before screening: …") or of the lead-in.
    """
    found = _own(item, span)
    if found is None or not found.anchor:
        anchor = _anchor_of_lead(item, span)
        if found and anchor:
            return Window(found.span, found.duration, anchor, found.kind)
    return found or (_inherited(item) if item.parent else None)


def _own(item: Item, span: Span) -> Window | None:
    words = clauses.words(item.text)
    place = words.at(span.start - item.span.start)
    near = [(_distance(item, words, window, span, place), window) for window in windows(item)]
    fitting = [(distance, window) for distance, window in near if distance >= 0]
    return min(fitting, key=lambda pair: (_weight(pair[1]), pair[0]))[1] if fitting else None


def _weight(window: Window) -> int:
    """A look-back counts before a length of treatment ("for over 4 weeks within the past 3 months"), that before a mere event."""
    return 2 if not window.duration else (1 if window.kind in ("lasting", "after") else 0)


def _distance(item: Item, words: Words, window: Window, span: Span, place: int) -> int:
    """How far a window that may belong to the stretch is from it, -1 where it may not."""
    first, last = _tokens(item, words, window)
    end = words.at(span.end - 1 - item.span.start)
    if last <= place:
        if _of_what_follows(words, window, last) and any(words.word(i) in (",", "and", "or") for i in range(last, place)):
            return -1
        reaches = opens(item, window) and not _parted(words, last, place) and not _carved(words, last, place)
        return place - last if reaches else -1
    if first > end:
        if opens(item, window) and not _is_label(words, end, first):
            return -1
        if words.word(first - 1) in ("and", "or") or (":" in [words.word(i) for i in range(end, first - 1)]):
            return -1
        return first - end if not _parted(words, end + 1, first) and not _window_between(item, words, end, first) else -1
    return -1


def _tokens(item: Item, words: Words, window: Window) -> tuple[int, int]:
    start, end = window.span.start - item.span.start, window.span.end - item.span.start
    return words.at(start), words.at(end - 1) + 1


def _of_what_follows(words: Words, window: Window, last: int) -> bool:
    """ "At least 12 weeks of standard treatment": the length of what follows."""
    return window.kind == "lasting" and words.word(last) == "of"


def _parted(words: Words, first: int, last: int) -> bool:
    """Whether a sentence end, an adversative or a second coordination stands between."""
    if any(i in words.stops for i in range(first, last)):
        return True
    return _second_coordination(words, first, last)


def _second_coordination(words: Words, first: int, last: int) -> bool:
    """ "A or B, or C within": the comma before the second "or" ends what the window is about; "A, B, or C within" is one list."""
    clause = words.clause_of[min(last, len(words.tokens) - 1)]
    level = [i for i in range(words.clauses[clause].first, last) if words.clause_of[i] == clause]
    signs = [(i, words.word(i), words.word(i - 1)) for i in level if words.word(i) in (",", "or")]
    for index, word, before in signs:
        if index > first and word == "or" and before == ",":
            earlier = [(w, b) for i, w, b in signs if i < index - 1]
            if any(w == "or" and b != "," for w, b in earlier) and not any(w == "," for w, _ in earlier):
                return True
    return any(_starts_apart(words, i) for i in level if i >= first)


def _starts_apart(words: Words, index: int) -> bool:
    """Whether what follows a comma or conjunction is no member of the list: "and no …", ", or receiving …"."""
    word, next_ = words.word(index), words.word(index + 1)
    return (word in ("and", "or", ",") and next_ in APART) or (word == "," and next_ == "or" and words.word(index + 2) in VERBS)


def _carved(words: Words, first: int, last: int) -> bool:
    return any(
        words.word(i) in CARVED and (words.word(i) != "other" or words.word(i + 1) == "than") for i in range(first, last)
    )


def _window_between(item: Item, words: Words, first: int, last: int) -> bool:
    """Whether another window closes the list before this one is reached."""
    listed = words.word(last - 1) == ","
    spans = (_tokens(item, words, w) for w in windows(item) if w.duration and not (listed and w.kind == "lasting"))
    return any(first < start and end < last - 1 for start, end in spans)


def _is_label(words: Words, end: int, first: int) -> bool:
    """Whether the stretch stands in a label whose colon the window follows at once: "Biologics (…): within 28 days of …"."""
    return words.word(first - 1) == ":" and not any(words.word(i) == ":" for i in range(end, first - 1))


def _from_therapy(words: Words, last: int) -> bool:
    """ "Since the last dose of", "post CAR-T infusion": counted from a treatment that lies behind."""
    last = skip(words, last)
    ahead = [words.word(i) for i in range(last, last + 5)]
    index = next((i for i, word in enumerate(ahead) if word in AFTER), None)
    elapsed = next((i for i, word in enumerate(ahead) if word in ("elapsed", "passed")), None)
    if ahead[0] == "of" and {"last", "prior", "previous"} & set(ahead[1:3]):
        index = 0
    if index is None and elapsed is None:
        return False
    return not any(word in EVENTS for word in ahead[(index or 0) + 1 :][:3])


def _is_first(words: Words, first: int) -> bool:
    start = words.clauses[words.clause_of[first]].first if first < len(words.tokens) else 0
    return all(words.word(i) in OPENING_FILL or i in words.stops or words.word(i).isdigit() for i in range(start, first))


def _anchor_of_lead(item: Item, span: Span) -> str:
    before = [w for w in windows(item) if not w.duration and w.anchor and w.span.end <= span.start]
    if before:
        return before[-1].anchor
    return next((w.anchor for w in reversed(windows(item.parent)) if w.anchor), "") if item.parent else ""


def _inherited(item: Item) -> Window | None:
    """The window of the lead-in that its sub-items share."""
    if item.parent is None:
        return None
    shared = [w for w in windows(item.parent) if w.kind in ("within", "since")]
    return shared[-1] if shared else (_inherited(item.parent) if item.parent.parent else None)
