"""Coordinated names that share a word: "bacterial, fungal or viral infection", "hepatitis B or C", "acute or chronic GVHD".

From a name that is whole, the walk goes over the coordinators (comma, slash, and, or) to the left, where the words before the
coordinator are tried with the end of the name, and to the right, where the words after it are tried with its beginning. Only what
the vocabulary holds is taken.
"""

import re
from collections.abc import Iterable, Iterator

from cartkg.eligibility.diagnoses.mentions import Mention, lookup
from cartkg.model import Span
from cartkg.terminology import Terminology

WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
COORDINATOR = r"\s*(?:,\s*(?:and/or|and|or)\b|,|/|;|、|&|\b(?:and/or|and|or)\b)\s*"
BEFORE = re.compile(
    COORDINATOR + r"(?:(?:the|other|any|active|severe|serious|uncontrolled|unstable|systemic|known)\s+)*$", re.I
)
AFTER = re.compile(COORDINATOR, re.I)
LONGEST = 3  # words of a conjunct


def completed(text: str, whole: Iterable[Mention], terminology: Terminology) -> tuple[Mention, ...]:
    """The whole names and those that a coordination leaves short, each with the span of its own words, from left to right."""
    found = [_without_course(text, mention, terminology) for mention in whole]
    for mention in list(found):
        words = [m[0] for m in WORD.finditer(text[mention.span.start : mention.span.end])]
        for short in (*_to_the_left(text, mention, words, terminology), *_to_the_right(text, mention, words, terminology)):
            if _slashed(text, mention, short) or _of_both(text, mention):
                found = [m for m in found if not _covers(short.span, m.span)]
            if not any(_covers(m.span, short.span) for m in found):
                found.append(short)
    return tuple(sorted(found, key=lambda m: (m.span.start, m.span.end)))


def _without_course(text: str, mention: Mention, terminology: Terminology) -> Mention:
    """ "acute or chronic hepatitis B" is the plain disease, unless both courses have names (then the walk finds the other)."""
    words = re.match(r"(acute|chronic)\s+", text[mention.span.start : mention.span.end], re.I)
    if not words or not re.search(r"\b(?:acute|chronic)\s*(?:or|and|/|and/or)\s*$", text[: mention.span.start], re.I):
        return mention
    rest = text[mention.span.start + words.end() : mention.span.end]
    other = "chronic" if words[1].lower() == "acute" else "acute"
    plain = None if lookup(f"{other} {rest}", terminology) else lookup(rest, terminology)
    return Mention(Span(mention.span.start + words.end(), mention.span.end), plain, "vocabulary") if plain else mention


def _of_both(text: str, whole: Mention) -> bool:
    """Whether what stands before "of" or "by" goes for both: "CNS involvement of leukemia or lymphoma"."""
    return bool(re.search(r"\b(?:of|by) \w+$", text[whole.span.start : whole.span.end]))


def _slashed(text: str, whole: Mention, short: Mention) -> bool:
    """Whether only a slash joins them: "cerebral ischemia/hemorrhage" is no bleeding elsewhere."""
    return text[whole.span.end : short.span.start].strip() == "/"


def _to_the_left(text: str, mention: Mention, words: list[str], terminology: Terminology) -> Iterator[Mention]:
    """ "heart, liver or lung dysfunction": from "lung dysfunction" to "liver dysfunction" and "heart dysfunction"."""
    start = mention.span.start
    while link := BEFORE.search(text[:start]):
        found = _before(text, link.start(), words, terminology)
        if not found:
            return
        yield found
        start = found.span.start


def _before(text: str, end: int, words: list[str], terminology: Terminology) -> Mention | None:
    own = list(WORD.finditer(text[max(0, end - 60) : end]))[-LONGEST:]
    offset = max(0, end - 60)
    if not own or offset + own[-1].end() != end:
        return None
    for first in range(len(own)):
        start = own[first].start()
        conjunct = text[offset + start : end]
        for cut in range(1, len(words)):
            if condition := lookup(" ".join([conjunct, *words[cut:]]), terminology):
                return Mention(Span(offset + start, end), condition, "shared head")
    return None


def _to_the_right(text: str, mention: Mention, words: list[str], terminology: Terminology) -> Iterator[Mention]:
    """ "hepatitis B or C": from "hepatitis B" to "hepatitis C"."""
    end = mention.span.end
    while link := AFTER.match(text, end):
        found = _after(text, link.end(), words, terminology)
        if not found:
            return
        yield found
        end = found.span.end


def _after(text: str, start: int, words: list[str], terminology: Terminology) -> Mention | None:
    own = []
    position = start
    while len(own) < LONGEST and (word := WORD.match(text, position)):
        own.append(word)
        position = word.end() + 1 if text[word.end() : word.end() + 1] == " " else len(text)
    for last in range(len(own), 0, -1):
        conjunct = text[start : own[last - 1].end()]
        for cut in range(len(words) - 1, 0, -1):
            if condition := lookup(" ".join([*words[:cut], conjunct]), terminology):
                return Mention(Span(start, own[last - 1].end()), condition, "shared beginning")
    return None


def _covers(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
