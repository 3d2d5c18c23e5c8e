"""To which of the things that an item names a window belongs.

A window that opens its clause ("within 4 weeks before screening, …", "at least 7 days since the last …") belongs to what
follows, up to the next window. Another one belongs to the list that it closes, back to the window before it. None crosses the
end of a clause, a second coordination ("A or B, or C within"), or a member of the list that governs it alone ("A, B requiring
C within").
"""

from cartkg.eligibility import clauses
from cartkg.eligibility.clauses import Words, word_set
from cartkg.eligibility.time.windows import AFTER, Window, skip, windows
from cartkg.model import Item, Span

EVENTS = word_set("screening enrollment enrolment randomization randomisation baseline first study start day visit")
FILL = word_set(
    "have has had been was were received use of any using treatment with a the and or must not no patients subjects "
    "participants who , : ( - ."
)  # what may stand before a window that opens its clause
COORDINATION = word_set(", and or")
APART = word_set("no not without is are if who when there")
VERBS = word_set("receiving received taking took undergoing underwent use using")
RECEIPT = word_set("receipt receiving")
GOVERNING = word_set("requiring requires require needing receiving treated")
SINCE_CURED = word_set("treated free cured completed resected diagnosed who that")
OWN_TIME = SINCE_CURED | word_set("which permitted allowed given used taken without after")  # of an exception
RECENT = word_set("recent recently prior previous past")  # "recent (within 10 days) use of X"
DOSING = word_set("last dose doses most recent final taken given stopped")  # may open a bracket before its window
CARVED = word_set("except exception exceptions excluding unless")


def opens(item: Item, window: Window) -> bool:
    """Whether a window belongs to what follows: it opens its clause, or is counted from what follows ("since the last")."""
    if window.kind == "after":
        return False
    words = clauses.words(item.text)
    first, last = _tokens(item, words, window)
    heads = (words.word(last) == ":" and last + 1 < len(words.tokens)) or (
        (words.word(first - 1) in {"and", "or", "("} or words.word(first) == "(") and words.word(last) in {"with", "for"}
    )
    heads = heads or _is_of_adjective(words, first, last) or _is_washout_from(words, last)
    first_said = _is_first(words, first) and not _fills_bracket(words, first, last)
    return heads or _since_what_follows(words, window, last) or first_said or _of_what_follows(words, window, last)


def window_of(item: Item, span: Span) -> Window | None:
    """The window that belongs to the stretch `span` of the item, its lead-in's where the item has none.

    A window without an anchor takes that of the words before it ("before screening: …") or of the lead-in.
    """
    found = _own(item, span)
    if found and not found.anchor and (anchor := _anchor_of_lead(item, span)):
        return Window(found.span, found.duration, anchor, found.kind)
    return found or _inherited(item)


def _own(item: Item, span: Span) -> Window | None:
    words = clauses.words(item.text)
    place, end = words.at(span.start - item.span.start), words.at(span.end - 1 - item.span.start)
    found = windows(item)
    fitting = []
    for window in found:
        first, last = _tokens(item, words, window)
        if last <= place and _reaches_on(item, words, window, place):
            fitting.append((_weight(window), place - last, window))
        elif first > end and _reaches_back(item, words, window, end) and not _window_between(item, words, end, first):
            fitting.append((_weight(window), first - end, window))
    return min(fitting, key=lambda fit: fit[:2])[2] if fitting else None


def _weight(window: Window) -> int:
    """A look-back counts before a length of treatment ("for 4 weeks within the past 3 months"), that before a mere event."""
    return 2 if not window.duration else (1 if window.kind in {"lasting", "after"} else 0)


def _tokens(item: Item, words: Words, window: Window) -> tuple[int, int]:
    start, end = window.span.start - item.span.start, window.span.end - item.span.start
    return words.at(start), words.at(end - 1) + 1


def _reaches_on(item: Item, words: Words, window: Window, place: int) -> bool:
    """Whether a window belongs to a stretch that follows it."""
    last = _tokens(item, words, window)[1]
    first = _tokens(item, words, window)[0]
    leaves = _leaves_bracket(words, last - 1, place) and not _is_of_adjective(words, first, last)
    if not opens(item, window) or leaves or _is_carved(words, last, place):
        return False
    if _of_what_follows(words, window, last) and any(words.word(i) in COORDINATION for i in range(last, place)):
        return False
    return not _parted(words, last, place)


def _reaches_back(item: Item, words: Words, window: Window, end: int) -> bool:
    """Whether a window belongs to a stretch before it."""
    first = _tokens(item, words, window)[0]
    if _is_label(words, end, first):
        return not _parted(words, end + 1, first) and not _opens_again(item, words, window)
    if opens(item, window):
        return False
    if any(words.word(i) == ":" for i in range(end, first)) or _starts_member(item, words, first):
        return False
    if _in_exception(words, end) and not OWN_TIME & {words.word(i) for i in range(end, first)}:
        return False
    if _leaves_bracket(words, first, end) and not _is_bracket_of(words, first, end):
        return False
    if _in_other_clause(words, end, first) or _is_governed(words, end, first) or _is_of_exception(words, end, first):
        return False
    return words.word(first - 1) == "," or not _parted(words, end + 1, first)


def _leaves_bracket(words: Words, inside: int, outside: int) -> bool:
    """Whether a window stands in a bracket that the stretch does not stand in."""
    clause = words.clauses[words.clause_of[inside]]
    return clause.outer >= 0 and not clause.first <= outside < clause.last


def _is_of_adjective(words: Words, first: int, last: int) -> bool:
    """ "Recent (within 10 days) use of X": the window explains the adjective of what follows."""
    outer = words.clauses[words.clause_of[first]].outer
    return _fills_bracket(words, first, last) and _is_first(words, first) and words.word(outer - 1) in RECENT


def _is_washout_from(words: Words, last: int) -> bool:
    """ "A minimum of 7 days of washout from X"."""
    ahead = [words.word(i) for i in range(last, last + 5)]
    return any(word.startswith(("washout", "wash")) for word in ahead[:3]) and bool({"from", "of", "for"} & set(ahead[2:]))


def _fills_bracket(words: Words, first: int, last: int) -> bool:
    """Whether a window is all that its bracket says: "infarction (within 6 months)"."""
    clause = words.clauses[words.clause_of[first]]
    return clause.outer >= 0 and not any(words.word(i)[:1].isalnum() for i in range(last, clause.last))


def _is_bracket_of(words: Words, first: int, end: int) -> bool:
    """Whether a bracket that opens with the window is said of the stretch: of the list that it closes, or of one member."""
    clause = words.clauses[words.clause_of[first]]
    listed = words.word(clause.last + 1) in COORDINATION
    dosing = all(words.word(i) in DOSING | FILL for i in range(clause.first, first))
    return (_is_first(words, first) or dosing) and not (
        listed and any(words.word(i) in COORDINATION for i in range(end + 1, clause.outer))
    )


def _starts_member(item: Item, words: Words, first: int) -> bool:
    """Whether the window starts a member of a list ("…, and within 14 days with"); one that joins another window does not."""
    if words.word(first - 1) not in {"and", "or"}:
        return False
    ends = [_tokens(item, words, other)[1] for other in windows(item) if other.duration]
    return any(end < first - 1 for end in ends) and first - 1 not in ends


def _is_governed(words: Words, end: int, first: int) -> bool:
    """Whether the list's last member, which the stretch stands before, has the window for its own ("B requiring C within")."""
    level = words.clause_of[first]
    start = max((i for i in range(end + 1, first) if words.word(i) == "," and words.clause_of[i] == level), default=-1)
    listed = start >= 0 and any(
        words.word(i) == "," and words.clause_of[i] == level for i in range(words.clauses[level].first, start)
    )
    return listed and any(words.word(i) in GOVERNING for i in range(start, first))


def _parted(words: Words, first: int, last: int) -> bool:
    """Whether the end of a clause, a second coordination or something that is no member of the list stands between."""
    if _in_other_clause(words, first - 1, last):
        return True
    clause = words.clause_of[min(last, len(words.tokens) - 1)]
    level = [i for i in range(words.clauses[clause].first, last) if words.clause_of[i] == clause]
    return _second_coordination(words, level, first) or any(_starts_apart(words, i) for i in level if i >= first)


def _in_other_clause(words: Words, one: int, other: int) -> bool:
    """Whether two tokens stand in different clauses, neither of which holds the bracket that the other stands in."""
    one, other = (min(max(i, 0), len(words.tokens) - 1) for i in (one, other))
    return words.clause_of[one] not in words.around(other) and words.clause_of[other] not in words.around(one)


def _is_of_exception(words: Words, end: int, first: int) -> bool:
    """Whether the window is said of an exception between ("unless disease-free for 2 years", "except … treated …")."""
    between = [words.word(i) for i in range(end + 1, first)]
    if "unless" in between:
        return True
    carved = next((i for i, word in enumerate(between) if word in CARVED), len(between))
    if 0 < carved < len(between) and between[carved - 1] == "," == between[-1]:
        return False  # "cancer, except for treated basal cell carcinoma, within 5 years": the commas close the exception
    return bool(SINCE_CURED & set(between[carved:]))


def _in_exception(words: Words, index: int) -> bool:
    """Whether a token stands in an exception, of which the window of the whole is not said ("other than aspirin within …")."""
    start = words.clauses[words.clause_of[index]].first
    return _is_carved(words, start, index)


def _second_coordination(words: Words, level: list[int], first: int) -> bool:
    """ "A or B, or C within": the comma before the second "or" ends what the window is about; "A, B, or C" is one list."""
    signs = [(i, words.word(i), words.word(i - 1)) for i in level if words.word(i) in {",", "or"}]
    for index, word, before in signs:
        if index > first and word == "or" and before == ",":
            earlier = [(w, b) for i, w, b in signs if i < index - 1]
            if any(w == "or" and b != "," for w, b in earlier) and not any(w == "," for w, _ in earlier):
                return True
    return False


def _starts_apart(words: Words, index: int) -> bool:
    """Whether what follows a comma or conjunction is no member of the list: "and no …", ", or receiving …"."""
    word, next_ = words.word(index), words.word(index + 1)
    verb = next_ in RECEIPT or (word == "," and next_ == "or" and words.word(index + 2) in VERBS)
    return word in COORDINATION and (next_ in APART or verb)


def _is_carved(words: Words, first: int, last: int) -> bool:
    """Whether an exception starts between; no window is carried into it."""
    between = [words.word(i) for i in range(first, last)]
    return bool(CARVED & set(between)) or any(
        words.word(i) == "than" and words.word(i - 1) == "other" for i in range(first, last)
    )


def _window_between(item: Item, words: Words, first: int, last: int) -> bool:
    """Whether another window closes the list before this one is reached; one that a comma sets off passes over mere lengths."""
    listed = words.word(last - 1) == ","
    spans = (_tokens(item, words, w) for w in windows(item) if w.duration and not (listed and w.kind == "lasting"))
    return any(first < start and end < last - 1 for start, end in spans)


def _is_label(words: Words, end: int, first: int) -> bool:
    """Whether the stretch stands in a label whose colon the window follows at once: "Biologics (…): within 28 days"."""
    return words.word(first - 1) == ":" and not any(words.word(i) == ":" for i in range(end, first - 1))


def _opens_again(item: Item, words: Words, window: Window) -> bool:
    """Whether another window of the clause opens a part of its own; then the label before the colon has none for all."""
    clause = words.clause_of[_tokens(item, words, window)[0]]
    later = [w for w in windows(item) if w.duration and w.span.start > window.span.start and opens(item, w)]
    return any(words.clause_of[_tokens(item, words, w)[0]] == clause for w in later)


def _of_what_follows(words: Words, window: Window, last: int) -> bool:
    """ "At least 12 weeks of standard treatment", "treated for 12 weeks with": the length of what follows."""
    if window.kind != "lasting":
        return False
    treated = any(words.word(i) in {"treated", "treatment", "therapy"} for i in range(max(0, last - 8), last))
    return words.word(last) == "of" or (treated and words.word(last) in {"with", "on"})


def _since_what_follows(words: Words, window: Window, last: int) -> bool:
    """ "Since the last dose of", "post CAR-T infusion": counted from a treatment that lies behind."""
    last = skip(words, last)
    ahead = [words.word(i) for i in range(last, last + 5)]
    if ahead[0] == "of" and {"last", "prior", "previous"} & set(ahead[1:3]):
        return True
    index = next((i for i, word in enumerate(ahead) if word in AFTER), None)
    if {"elapsed", "passed"} & set(ahead):
        return True
    return not window.anchor and index is not None and not any(word in EVENTS for word in ahead[index + 1 :][:3])


def _is_first(words: Words, first: int) -> bool:
    start = words.clauses[words.clause_of[first]].first if first < len(words.tokens) else 0
    return all(words.word(i) in FILL or i in words.stops or words.word(i).isdigit() for i in range(start, first))


def _is_aside(parent: Item, words: Words, window: Window) -> bool:
    """ "Organ function below the limits (no transfusion within a week before the test):": said of the bracket's own words."""
    first, last = _tokens(parent, words, window)
    return words.clauses[words.clause_of[first]].outer >= 0 and not (
        _is_first(words, first) and _fills_bracket(words, first, last)
    )


def _anchor_of_lead(item: Item, span: Span) -> str:
    before = [w for w in windows(item) if not w.duration and w.anchor and w.span.end <= span.start]
    if before:
        return before[-1].anchor
    return next((w.anchor for w in reversed(windows(item.parent)) if w.anchor), "") if item.parent else ""


def _inherited(item: Item) -> Window | None:
    """The window of the lead-in that its sub-items share."""
    if item.parent is None:
        return None
    words = clauses.words(item.parent.text)
    shared = [w for w in windows(item.parent) if w.kind in {"within", "since"} and not _is_aside(item.parent, words, w)]
    return shared[-1] if shared else _inherited(item.parent)
