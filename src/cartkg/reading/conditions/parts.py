"""Parts of an umbrella: "infections (bacterial or viral)", "dysfunction of heart or lung", "carcinoma in situ (e.g. breast)".

The words in the bracket or after "of" are tried with the umbrella's head, in front of it or behind; what the vocabulary holds
takes the umbrella's place.
"""

import re
from collections.abc import Iterable, Iterator

from cartkg.model import Span
from cartkg.reading.conditions.mentions import Mention, lookup
from cartkg.vocabulary import Terminology

HEAD = re.compile(
    r"(?:infection|disease|disorder|dysfunction|insufficiency|failure|impairment|illness|malignanc|cancer|tumou?r|injur|abnormalit)\w*$",
    re.I,
)
BARE = re.compile(r"\b(?:dysfunction|disease|disorder|failure|insufficiency|impairment|infection)s?\b", re.I)
BRACKET = re.compile(r"\s*\(([^()]{3,120})\)")
OF = re.compile(r"\s+(?:of|in|involving|affecting)\s+(?:the\s+|any\s+)?([^.;:()]{3,120})")
SEPARATOR = re.compile(
    r"\s*(?:,|/|、|\b(?:and/or|and|or|e\.g\.?|i\.e\.?|such as|including|the|other|any|either|vital|organs?)\b)[\s,]*", re.I
)
MOST = 8  # parts of one umbrella


def spread(text: str, mentions: Iterable[Mention], terminology: Terminology) -> Iterator[Mention]:
    """The mentions, each umbrella with at least two parts in its list replaced by them."""
    found = list(_in_situ(text, list(mentions), terminology))
    yield from _headless(text, found, terminology)
    for mention in found:
        parts = list(_parts(text, mention, terminology))
        if len(parts) < 2:
            yield mention
        yield from (p for p in parts[: len(parts) if len(parts) > 1 else 0] if not any(_covers(m.span, p.span) for m in found))


def _headless(text: str, found: list[Mention], terminology: Terminology) -> Iterator[Mention]:
    """ "dysfunction of the heart, kidneys or lungs", where the head alone is no name."""
    for head in BARE.finditer(text):
        if any(_covers(m.span, Span(*head.span())) for m in found):
            continue
        listed = OF.match(text, head.end())
        for start, end in list(_pieces(text, *listed.span(1)))[:MOST] if listed else []:
            named = lookup(f"{text[start:end]} {head[0]}", terminology)
            if not named:
                break
            if not any(_covers(m.span, Span(start, end)) for m in found):
                yield Mention(Span(start, end), named, "umbrella's part")


def _in_situ(text: str, mentions: list[Mention], terminology: Terminology) -> Iterator[Mention]:
    """Cancers in the bracket behind "carcinoma in situ" are in situ: "carcinoma in situ (e.g. breast cancer)"."""
    brackets = [
        b.span(1) for m in mentions if m.condition.label == "carcinoma in situ" and (b := BRACKET.match(text, m.span.end))
    ]
    for mention in mentions:
        words = text[mention.span.start : mention.span.end]
        inside = any(start <= mention.span.start and mention.span.end <= end for start, end in brackets)
        named = lookup(f"{words} in situ", terminology) if inside else None
        yield Mention(mention.span, named, "umbrella's part") if named else mention


def _parts(text: str, umbrella: Mention, terminology: Terminology) -> Iterator[Mention]:
    words = text[umbrella.span.start : umbrella.span.end]
    head = HEAD.search(words)
    listed = (BRACKET.match(text, umbrella.span.end) or OF.match(text, umbrella.span.end)) if head else None
    if not head or not listed:
        return
    for start, end in list(_pieces(text, *listed.span(1)))[:MOST]:
        part = text[start:end]
        named = lookup(f"{part} {head[0]}", terminology) or (lookup(part, terminology) if HEAD.search(part) else None)
        if not named:
            return
        yield Mention(Span(start, end), named, "umbrella's part")


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The words between separators, as offsets."""
    position = start
    for mark in [*SEPARATOR.finditer(text, start, end), None]:
        stop = mark.start() if mark else end
        piece = text[position:stop]
        left, right = position + len(piece) - len(piece.lstrip()), position + len(piece.rstrip())
        if left < right:
            yield left, right
        position = mark.end() if mark else end


def _covers(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
