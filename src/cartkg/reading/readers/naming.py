"""Names of therapies that say nothing of a person's treatments: labels of lists, second names of the same thing, purposes."""

from collections.abc import Sequence

from cartkg.model import Item
from cartkg.reading.attach import Evidence
from cartkg.reading.lexicon import member
from cartkg.reading.names import Mention
from cartkg.reading.tokens import Token, tokens
from cartkg.vocabulary import Terminology

LISTED = frozenset(("following", "below", "these"))
ONLY_MEANS = frozenset(("with", "using", "of", "by"))
MEANINGLESS = frozenset(("the", "a", "an", "-", "means", "use", "form"))


def not_said(item: Item, found: Sequence[Evidence], terminology: Terminology) -> set[int]:
    """The indexes of the names that make no statement of their own."""
    stream = tokens(item.text)
    return {
        index
        for index, name in enumerate(found)
        if isinstance(name.name, Mention)
        and (
            _is_label(item, stream, found, index)
            or _repeats(stream, found, index, terminology)
            or _specified(stream, found, index, terminology)
            or _qualifies(stream, found, index)
            or _is_purpose(stream, found, index)
        )
    }


def _words(stream: Sequence[Token], first: int, last: int) -> list[str]:
    return [token.word for token in stream[max(0, first) : max(0, last)]]


def _is_label(item: Item, stream: Sequence[Token], found: Sequence[Evidence], index: int) -> bool:
    """A name that only heads a list: "Radiotherapy: …", "one of these antifungals: …", "Vaccination with" over sub-items."""
    name = found[index]
    colon = next((i for i in range(name.last, len(stream)) if stream[i].word == ":"), -1)
    before = _words(stream, 0, name.first)
    if any(token.word in ".;" for token in stream[: name.first]) or "(" in before:
        return False
    behind = [other for other in found if other.first > colon > 0]
    says = (
        (name.times and not name.label)
        or any(op.effect not in ("use", "ever", "current", "must") for op in (*name.behind, *name.ahead[name.inherited :]))
        or len(before) > 6
    )
    if colon > 0 and (behind or item.has_children) and not _joined(stream, name, colon):
        listed = bool(LISTED & set(before)) or bool(LISTED & set(_words(stream, name.last, colon)))
        return _is_open(stream, found, name.last, colon) and (not says or (listed and _is_wide(name)))
    if (
        item.has_children
        and not name.times
        and not says
        and all(member("NEUTRAL", word) for word in (*before, *_words(stream, name.last, len(stream))))
    ):
        return len(found) == 1  # a name over sub-items that say more of it
    open_end = item.has_children and all(w in ONLY_MEANS for w in _words(stream, name.last, len(stream)))
    return open_end and name.last < len(stream) and not name.times


def _joined(stream: Sequence[Token], name: Evidence, colon: int) -> bool:
    return bool({"and", "plus"} & set(_words(stream, name.last, colon)))


def _is_open(stream: Sequence[Token], found: Sequence[Evidence], first: int, colon: int) -> bool:
    """Whether hardly anything but names stands between a name and the colon."""
    named = {place for name in found for place in range(name.first, name.last)}
    return all(place in named or member("NEUTRAL", stream[place].word) for place in range(first, colon))


def _is_wide(name: Evidence) -> bool:
    return isinstance(name.name, Mention) and name.name.form in ("class", "")


def _repeats(stream: Sequence[Token], found: Sequence[Evidence], index: int, terminology: Terminology) -> bool:
    """ "Transplant (allograft)", "live vaccine vaccination", "post-transplant" after a transplantation: the thing again."""
    if not index:
        return False
    before, here = found[index - 1].name, found[index].name
    if not isinstance(before, Mention) or not isinstance(here, Mention) or before.term is None or here.term is None:
        return False
    between = _words(stream, found[index - 1].last, found[index].first)
    again = terminology.is_a(before.term.id, here.term.id)
    if between == ["("] and _words(stream, found[index].last, found[index].last + 1) == [")"]:
        return again or (terminology.is_a(here.term.id, before.term.id) and here.form == "class")
    return again and (not between or (bool(between) and between[-1] == "-" and between[-2:-1] == ["post"]))


def _specified(stream: Sequence[Token], found: Sequence[Evidence], index: int, terminology: Terminology) -> bool:
    """A class that only says what is done with its member: "immunization with PPV23"."""
    if index + 1 >= len(found):
        return False
    here, after = found[index].name, found[index + 1].name
    if not isinstance(here, Mention) or not isinstance(after, Mention) or here.term is None or after.term is None:
        return False
    between = _words(stream, found[index].last, found[index + 1].first)
    means = bool(between) and between[0] in ONLY_MEANS and set(between[1:]) <= MEANINGLESS
    return means and here.term is not after.term and terminology.is_a(after.term.id, here.term.id)


def _qualifies(stream: Sequence[Token], found: Sequence[Evidence], index: int) -> bool:
    """ "Biologic B-cell-depleting agents" are no biologics at large: an adjective right before the class that it narrows."""
    if index + 1 >= len(found):
        return False
    here, after = found[index], found[index + 1]
    adjective = _words(stream, here.first, here.last) in (["biologic"], ["biological"])
    return adjective and here.last == after.first and _is_wide(after)


def _is_purpose(stream: Sequence[Token], found: Sequence[Evidence], index: int) -> bool:
    """What another therapy is given for: "immunosuppression for GVHD prophylaxis"."""
    here = found[index]
    if any(op.effect in ("except", "apart") for op in here.ahead):
        return False  # "save for X"
    place = here.first - 1
    while place >= 0 and stream[place].word in ("the", "a", "an", "any"):
        place -= 1
    earlier = index > 0 and not any(token.word in ".;" for token in stream[found[index - 1].last : here.first])
    noun = place > 0 and member("TREATMENT", stream[place - 1].word)
    return place >= 0 and stream[place].word == "for" and (earlier or noun)
