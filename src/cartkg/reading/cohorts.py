"""The subgroup to which a stretch of an item is limited: an arm, a condition, an age band, a donor, a kind of person.

It stands before what it limits ("for patients with SLE, …", "SSc patients only: …", "if the diagnosis is gMG, …"), or after it
("… if aged 18 or older", "… (for those under 16)"), or in the heading or lead-in of the item.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cartkg.model import Item, Span
from cartkg.reading.lexicon import member
from cartkg.reading.tokens import at, tokens

BOUNDS = frozenset(["<", ">", "≤", "≥", "<=", ">=", "under", "over", "older", "younger", "above", "below"])
SIGNS = frozenset(("<", ">", "≤", "≥", "<=", ">="))
OPENERS = frozenset(("for", "in", "if", "among", "when"))
ARTICLES = frozenset(["the", "all", "any", "case", "cases", "of", "event", "presence", "a", "an", "other"])
STATES = frozenset(("case", "cases", "event", "presence"))
SAYING = frozenset(("may", "can", "must", "should", "need", "needs", "are"))
EXCEPTING = frozenset(("except", "excluding", "unless", "other"))
LINKS = frozenset(("with", "are", "known", "having", "had", "who", "have", "has"))
DIAGNOSED = (("the", "diagnosis", "is"), ("diagnosis", "is"), ("diagnosed", "with"))
STOPS = frozenset((".", ";", "!", "•"))


@dataclass(frozen=True, slots=True)
class _Words:
    """An item's words with the depth of brackets at each, and its text for quoting."""

    text: str
    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    depth: tuple[int, ...]

    def word(self, index: int) -> str:
        return self.words[index] if 0 <= index < len(self.words) else ""


def _view(text: str) -> _Words:
    stream = tokens(text)
    depth, depths = 0, []
    for token in stream:
        depth -= token.word in (")", "]")
        depths.append(depth)
        depth += token.word in ("(", "[")
    return _Words(
        text, tuple(t.word for t in stream), tuple(t.start for t in stream), tuple(t.end for t in stream), tuple(depths)
    )


def cohort_of(item: Item, span: Span) -> str:
    """The subgroup, arm, age band or donor to which the stretch `span` of the item is limited, in the record's words, or "".

    What is said nearest counts: a limit after the stretch, then one before it in its sentence, then the item's own cohort (its
    heading's), then a lead-in that names one.
    """
    stream = tokens(item.text)
    first, last = at(stream, span.start - item.span.start), at(stream, span.end - 1 - item.span.start)
    view = _view(item.text)
    return _after(view, last) or _before(view, first) or item.cohort or (_of_lead_in(item.parent) if item.parent else "")


def _after(view: _Words, last: int) -> str:
    """The limit that follows in the same member of the list, as "if aged 18 or older" or in a bracket of its own."""
    for index in range(last + 1, min(len(view.words), last + 40)):
        word = view.words[index]
        if word in STOPS or (word in (",", "and") and view.depth[index] <= view.depth[last]):
            return ""
        if word in ("(", "[") and (limit := _limit(view, index + 1, _bracket_end(view, index + 1))):
            return limit
        if word in OPENERS and (limit := _limit(view, index, _member_end(view, index))):
            return limit
    return ""


def _before(view: _Words, first: int) -> str:
    """The limit that the sentence opens with: up to its comma or colon, or as the subject of "may have"."""
    start = first
    while start > 0 and view.words[start - 1] not in STOPS:
        start -= 1
    while start < first and not view.word(start)[:1].isalpha() and view.word(start) not in BOUNDS:
        start += 1
    end = next((i for i in range(start, first) if view.word(i) in (",", ":")), -1)
    if end > 0 and (view.word(start) in OPENERS or (view.word(end) == ":" and member("SUBGROUP", view.word(start)))):
        return _limit(view, start, end)
    if end > 0 and view.word(end) == ":" and (limit := _only(view, start, end)):
        return limit
    return _subject_of_may(view, start, first)


def _only(view: _Words, start: int, end: int) -> str:
    """ "SSc patients only:", "Children:": the group before a colon."""
    words = view.words[start:end]
    if words[-1:] == ("only",) and len(words) <= 6:
        place = end - 1
        while place > start and member("PERSON", view.words[place - 1]):
            place -= 1
        return _quote(view, start, place) if place > start else ""
    return ""


def _subject_of_may(view: _Words, start: int, first: int) -> str:
    """ "Patients with Gilbert syndrome may have a bilirubin of": the subject, which the permission is for."""
    verb = next((i for i in range(start, first) if view.word(i) in SAYING), -1)
    if (
        verb < 0
        or not (member("PERSON", view.word(start)) or member("SUBGROUP", view.word(start)))
        or view.word(verb - 1) in ("who", "that")
    ):
        return ""
    may_have = view.word(verb) in ("may", "can") and view.word(verb + 1) in ("have", "also")
    return _words_of(view, start, verb) if may_have or member("SUBGROUP", view.word(start)) else ""


def _limit(view: _Words, first: int, end: int) -> str:
    """The words of a limit where they name persons, an age, a diagnosis or a state ("in case of"); "" where they do not."""
    start = first
    for phrase in DIAGNOSED:
        if view.words[first + 1 : first + 1 + len(phrase)] == phrase and view.word(first) in ("if", "when"):
            return _quote(view, first + 1 + len(phrase), end)
    while start < end and view.word(start) in OPENERS | ARTICLES:
        start += 1
    state = any(view.word(i) in STATES for i in range(first, start))
    opening = view.words[start : min(end, start + 6)]
    if not opening or any(member("GENERAL", w) for w in opening[:3]) or {view.word(first - 1), opening[0]} & EXCEPTING:
        return ""
    persons = (any(member("PERSON", w) for w in opening[:2]) and len(opening) > 1) or member("SUBGROUP", opening[0])
    years = {"old", "age"} if view.word(first) == "for" else {"old", "age", "years"}  # "for ≥ 2 years" is a duration
    age = opening[0] in ("aged", "age") or (opening[0] in BOUNDS and bool(years & set(opening)))
    return _words_of(view, start, end) if persons or age or state else ""


def _words_of(view: _Words, start: int, end: int) -> str:
    """The words without "patients with", "those who are" before what makes the group."""
    while start < end - 1 and (member("PERSON", view.word(start)) or view.word(start) in ARTICLES | LINKS):
        if member("SUBGROUP", view.word(start)):
            break
        start += 1
    return _quote(view, start, end)


def _quote(view: _Words, start: int, end: int) -> str:
    if start >= end:
        return ""
    return " ".join(view.text[view.starts[start] : view.ends[end - 1]].split())


def _bracket_end(view: _Words, index: int) -> int:
    depth = view.depth[index] if index < len(view.depth) else 0
    return next((i for i in range(index, len(view.words)) if view.depth[i] < depth), len(view.words))


def _member_end(view: _Words, index: int) -> int:
    """To the comma, conjunction or end of the clause."""

    def ends(place: int) -> bool:
        word = view.words[place]
        return word in STOPS or word in (",", ":", "and", "(", ")") or (word == "or" and view.word(place + 1) in SIGNS)

    return next((i for i in range(index + 1, len(view.words)) if ends(i)), len(view.words))


def _of_lead_in(parent: Item) -> str:
    view = _view(parent.text)
    if (view.words[-1:] == (":",) or _opens(view.words)) and (limit := _before(view, len(view.words))):
        return limit
    return parent.cohort or (_of_lead_in(parent.parent) if parent.parent else "")


def _opens(words: Sequence[str]) -> bool:
    """Whether a lead-in begins with whom it is for ("For subjects with X, prior failure of")."""
    return bool(words) and words[0] in ("for", "in")
