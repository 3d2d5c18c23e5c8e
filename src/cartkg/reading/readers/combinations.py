"""Drugs that are meant only together: "A and B in combination", "a combination of A and B"."""

from collections.abc import Sequence
from dataclasses import replace

from cartkg.model import Item, Named, Span
from cartkg.reading.attach import Evidence, Op
from cartkg.reading.names import Mention
from cartkg.reading.tokens import Token, tokens

BETWEEN = (["and"], ["plus"], ["+"], ["/"], ["&"])
ALONE = frozenset(("separately", "alone", "singly", "individually"))


def joined(item: Item, found: Sequence[Evidence]) -> list[Evidence]:
    """The names with each combination of two drugs as one; its parts stay where each alone is said to be allowed."""
    stream = tokens(item.text)
    result: list[Evidence] = []
    index = 0
    while index < len(found):
        here, after = found[index], found[index + 1] if index + 1 < len(found) else None
        if after is None or not _together(stream, here, after):
            result.append(here)
            index += 1
            continue
        whole = _whole(here, after)
        result.append(whole)
        if ALONE & {token.word for token in stream[after.last :]}:
            allowed = Op("may", "alone", behind=True)
            result += [replace(part, behind=[allowed], host=whole, times=[], doses=[]) for part in (here, after)]
        index += 2
    return result


def _together(stream: Sequence[Token], here: Evidence, after: Evidence) -> bool:
    one, other = here.name, after.name
    if not isinstance(one, Mention) or not isinstance(other, Mention) or "class" in (one.form, other.form):
        return False
    if [token.word for token in stream[here.last : after.first]] not in BETWEEN:
        return False
    behind = [token.word for token in stream[after.last : after.last + 3]]
    ahead = [token.word for token in stream[max(0, here.first - 3) : here.first]]
    combined = behind[:2] in (["in", "combination"], ["given", "together"]) or behind[:1] == ["combination"]
    return (combined and behind[-1:] != ["with"]) or ahead[-2:] == ["combination", "of"]


def _whole(here: Evidence, after: Evidence) -> Evidence:
    assert isinstance(here.name, Mention)
    assert isinstance(after.name, Mention)
    label = f"{here.name.agent.label} and {after.name.agent.label} combination"
    mention = Mention(Span(here.name.span.start, after.name.span.end), Named(label), "combination")
    return replace(here, name=mention, last=after.last, behind=list(after.behind), times=after.times or here.times)
