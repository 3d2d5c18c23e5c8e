"""What lists of diseases settle that one name alone does not: whose a time is, how far an allowance and an example reach."""

from collections.abc import Sequence
from itertools import pairwise

from cartkg.reading.attach import Evidence
from cartkg.reading.lexicon import member
from cartkg.reading.tokens import tokens

EXAMPLES = frozenset(("example", "instance", "such", "e.g", "including"))


def settle(text: str, found: Sequence[Evidence]) -> None:
    """Corrects what was attached to the names of an item, in place."""
    _times_in_the_middle(found)
    _times_of_both(found)
    _allowed_alone(found)
    _allowed_others(text, found)
    _examples(text, found)
    _times_of_the_whole(found)


def _times_in_the_middle(found: Sequence[Evidence]) -> None:
    """ "A, B within 6 months, or C": a time within a list is of the name before it; one at its end is of all."""
    for place, name in enumerate(found[:-1]):
        after = found[place + 1]
        if not name.times or after.chain != name.chain or after.times == name.times or name.pending:
            continue
        for earlier in found[:place]:
            joined = earlier is found[place - 1] and name.link in ("and", "or", "nor", "/")
            if earlier.chain == name.chain and earlier.times == name.times and not joined:
                earlier.times = []


def _times_of_both(found: Sequence[Evidence]) -> None:
    """ "Neither A nor B in the last 3 months": the time is of both."""
    for one, other in pairwise(found):
        if other.times and not one.times and other.ahead and other.ahead[-1].detail == "nor":
            one.times = list(other.times)


def _allowed_alone(found: Sequence[Evidence]) -> None:
    """ "A, B, C was allowed": behind a list without a conjunction, only the last name is allowed."""
    for place, name in enumerate(found):
        for op in name.behind:
            is_last = not any(op in later.behind for later in found[place + 1 :])
            if op.effect == "may" and is_last and name.link == ",":
                for earlier in found[:place]:
                    earlier.behind = [other for other in earlier.behind if other != op]


def _allowed_others(text: str, found: Sequence[Evidence]) -> None:
    """ "Pleural effusion (patients who are stable may be included)": some of those who have it, not all."""
    stream = tokens(text)
    for name in found:
        opening = next((i for i in range(name.last, len(stream)) if stream[i].word in ("(", ";", ".")), len(stream) - 1)
        if stream[opening].word == "(" and opening + 1 < len(stream) and member("PERSON", stream[opening + 1].word):
            name.behind = [op for op in name.behind if op.effect != "may"]


def _examples(text: str, found: Sequence[Evidence]) -> None:
    """ "Rheumatic disease other than lupus, for example gout": the examples are of the class, not of what is set apart."""
    stream = tokens(text)
    for place, name in enumerate(found):
        apart = [op for op in name.ahead if op.effect == "apart"]
        if apart and name.example and name.host is None:
            name.ahead = [op for op in name.ahead if op.effect != "apart"]  # "other than X (such as Y)"
        earlier = [other for other in found[:place] if apart and apart[0] in other.ahead]
        if not earlier:
            continue
        between = {token.word for token in stream[earlier[0].last : name.first]}
        if between & EXAMPLES:
            name.ahead = [op for op in name.ahead if op.effect != "apart"]


def _times_of_the_whole(found: Sequence[Evidence]) -> None:
    """ "Malignancy except basal cell carcinoma within 5 years": the time is of what is excluded, not of the exception."""
    for place, name in enumerate(found):
        excepted = any(op.effect == "except" for op in name.ahead)
        if not excepted or not name.times:
            continue
        hosts = [other for other in found[:place] if not any(op.effect in ("except", "apart") for op in other.ahead)]
        if hosts and not hosts[-1].times:
            hosts[-1].times = list(name.times)
