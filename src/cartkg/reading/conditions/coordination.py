"""Coordinated names that share a word: "bacterial, fungal or viral infection", "hepatitis B or C", "acute or chronic GVHD".

From a name that is whole, the walk goes over the coordinators (comma, slash, and, or) to the left, where the words before the
coordinator are tried with the end of the name, and to the right, where the words after it are tried with its beginning. Only
what the vocabulary holds is taken.
"""

import re
from collections.abc import Iterable, Iterator

from cartkg.model import Named, Span
from cartkg.reading.conditions.mentions import Mention, lookup
from cartkg.vocabulary import Terminology

WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
COORDINATOR = r"\s*(?:,\s*(?:and/or|and|or)\b|,|/|;|、|&|\b(?:and/or|and|or)\b)\s*"
BEFORE = re.compile(
    COORDINATOR + r"(?:(?:the|other|any|active|severe|serious|uncontrolled|unstable|systemic|known"
    r"|illicit|illegal|recreational|significant|clinically|chronic|acute)\s+)*$",
    re.I,
)
AFTER = re.compile(r"(?:\s*\([^()]{1,40}\))?" + COORDINATOR, re.I)
HEADS = re.compile(
    r"\b[A-Za-z-]+ (?:diseases?|disorders?|dysfunctions?|insufficienc(?:y|ies)|impairments?"
    r"|infections?|illness(?:es)?|injur(?:y|ies))\b",
    re.I,
)
SINGLE = re.compile(r"infections?|malignanc(?:y|ies)", re.I)  # heads that are names by themselves: "viral or other infection"
NEAR = 60  # characters
MOST_UNKNOWN = 2  # conjuncts that may be no names in one list
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
    found += [m for m in _of_unknown_heads(text, found, terminology) if not any(_covers(f.span, m.span) for f in found)]
    return tuple(sorted(found, key=lambda m: (m.span.start, m.span.end)))


def _of_unknown_heads(text: str, found: list[Mention], terminology: Terminology) -> Iterator[Mention]:
    """ "neurological and orthopaedic diseases", where the last conjunct itself is no name."""
    for head in HEADS.finditer(text):
        span = Span(*head.span())
        if not any(m.span.start < span.end and span.start < m.span.end for m in found):
            pseudo = Mention(span, Named(""), "")
            yield from _to_the_left(text, pseudo, head[0].split(), terminology)


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
    start, unknown = mention.span.start, 0
    while link := BEFORE.search(text, max(0, start - NEAR), start):
        found = _before(text, link.start(), words, terminology)
        if found:
            yield found
        start, unknown = (found.span.start, unknown) if found else (_word_before(text, link.start()), unknown + 1)
        if start < 0 or unknown > MOST_UNKNOWN:
            return


def _word_before(text: str, end: int) -> int:
    """Where the last word before `end` begins; -1 when none stands there."""
    words = list(WORD.finditer(text, max(0, end - NEAR), end))
    return words[-1].start() if words and words[-1].end() == end else -1


def _before(text: str, end: int, words: list[str], terminology: Terminology) -> Mention | None:
    own = list(WORD.finditer(text, max(0, end - NEAR), end))[-LONGEST:]
    if not own or own[-1].end() != end:
        return None
    for word in own:
        conjunct = text[word.start() : end]
        for cut in (0,) if SINGLE.fullmatch(" ".join(words)) else range(1, len(words)):
            if condition := lookup(" ".join([conjunct, *words[cut:]]), terminology):
                return Mention(Span(word.start(), end), condition, "shared head")
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
    own: list[re.Match[str]] = []
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
