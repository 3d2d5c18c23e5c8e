"""Rewriting words before they are compared: entities, brackets, dashes, qualifiers."""

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping

from cartkg.vocabulary.grounding.lists import QUALIFYING, phrases
from cartkg.vocabulary.words import normalise

ACCENT = re.compile(r"[´`ʼ’‘]")
SPACE = re.compile(r"\s+")
BRACKET = re.compile(r"\s*[(\[{]([^()\[\]{}]*)[)\]}]\s*")
EXAMPLES = re.compile(r"^(i\.?e\.?|e\.?g\.?|such as|including|incl\.|for example)\b", re.IGNORECASE)
# A dash that parts two names: with a space on one side at least, or between an abbreviation and a capital.
DASH = re.compile(r"\s+[-–—]+\s*|\s*[-–—]+\s+|(?<=[A-Z]{3})[-–—](?=[A-Z][A-Z a-z])|(?<=[A-Za-z]c)-(?=[A-Z][a-z]{3})|\s*:\s+")
# What parts the names of several diseases, outside brackets.
JOINT = re.compile(
    r"(?:\s*[/;,&]\s*|\s+(?:combined with|complicated by|overlap with|associated with|and|or|with|plus)\s+)(?![^()]*\))",
    re.IGNORECASE,
)
NUMBER = re.compile(r"[0-9]+[a-z]?|[ivx]+")
YEAR = re.compile(r"(19|20)\d\d")
FILLERS = frozenset({"of", "the", "a", "an", "in", "to", "due", "by"})
SAME = {
    "disorder": "disease", "condition": "disease", "illness": "disease", "associated": "related", "mediated": "related",
    "vasculitide": "vasculitis", "myositide": "myositis",
}  # fmt: skip


def clean(words: str) -> str:
    """Entities resolved, one space between words, no quotes or stops around, no brackets with examples ("i.e. …")."""
    text = ACCENT.sub("'", html.unescape(html.unescape(words)))  # before NFKC, which would part the word there
    text = unicodedata.normalize("NFKC", text)
    text = BRACKET.sub(lambda m: " " if EXAMPLES.match(m[1].strip()) else m[0], text)
    return SPACE.sub(" ", text).strip(" \t\"'“”*•.,;:")


def outside(words: str) -> str:
    """The words without what is in brackets."""
    return SPACE.sub(" ", BRACKET.sub(" ", words)).strip(" -–")


def brackets(words: str) -> list[str]:
    """What is in brackets."""
    return [inner.strip() for inner in BRACKET.findall(words) if inner.strip()]


def segments(words: str) -> list[str]:
    """The pieces that brackets and dashes part: "SSc - Systemic Sclerosis (Diffuse)" has three."""
    return [piece.strip() for piece in (*DASH.split(outside(words)), *brackets(words)) if piece.strip()]


def parts(words: str) -> list[str]:
    """The pieces that "/", ";", ",", "and", "with" part; or the words themselves where all are abbreviations."""
    pieces = [piece for piece in JOINT.split(words) if piece.strip()]
    if len(pieces) > 1:
        return pieces
    tokens = re.split(r"[\s-]+", words)
    if len(tokens) > 1 and all(
        re.fullmatch(r"[A-Za-z]?[A-Z][A-Za-z]{0,3}[A-Z][A-Za-z]?|[A-Z]{2,6}", token) for token in tokens
    ):
        return tokens
    return pieces


def bag(form: str) -> frozenset[str]:
    """The words of a normal form without their order and without small words; a disorder is a disease."""
    return frozenset(SAME.get(word, word) for word in form.split() if word not in FILLERS)


def stripped(form: str) -> Iterator[str]:
    """A normal form and what is left of it when qualifying phrases are taken from its ends, longest first."""
    words = tuple(form.split())
    seen, open_ = {words}, [words]
    while open_:
        open_.sort(key=len, reverse=True)
        current = open_.pop(0)
        yield " ".join(current)
        for shorter in _shorter(current):
            if shorter and shorter not in seen:
                seen.add(shorter)
                open_.append(shorter)


def _shorter(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for length in range(1, min(len(words), 8) + 1):
        if _qualifies(words[:length]):
            yield words[length:]
        if _qualifies(words[-length:]):
            yield words[:-length]


def _qualifies(words: tuple[str, ...]) -> bool:
    known: Mapping[str, str] = phrases()
    text = " ".join(words)
    if known.get(text) in QUALIFYING or (len(words) == 1 and YEAR.fullmatch(text)):
        return True
    cut = next((i for i in range(len(words) - 1, 0, -1) if known.get(" ".join(words[:i])) == "class"), 0)
    return bool(cut) and all(NUMBER.fullmatch(word) or word in ("or", "and", "to", "+") for word in words[cut:])


def names_no_disease(form: str) -> bool:
    """Whether every word belongs to a phrase of qualifiers.tsv: nothing is left that could name a disease."""
    words = form.split()
    known = phrases()
    while words:
        length = next((n for n in range(min(len(words), 8), 0, -1) if " ".join(words[:n]) in known), 0)
        if not length:
            return False
        words = words[length:]
    return True


def only_qualifies(words: str) -> bool:
    """Whether the words are one phrase that qualifies a disease ("refractory")."""
    return phrases().get(normalise(words)) in QUALIFYING
