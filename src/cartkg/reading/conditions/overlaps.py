"""Mentions that are one: an abbreviation behind its long form, a head behind its list, an umbrella before its parts."""

import re
from collections.abc import Iterable

from cartkg.reading.conditions.mentions import Mention
from cartkg.vocabulary import Terminology

HEADS = frozenset(
    {
        "infection", "malignancy", "bleeding", "thrombosis", "ulcer", "edema", "pain", "arthritis", "nephritis", "hepatitis",
        "autoimmune disease", "neurological disorder",
    }
)  # fmt: skip
LINKED = re.compile(r"^\s*(?:(?:with|by|of|due to|from|caused by|including)\s+(?:the\s+)?|:\s*)?$", re.I)


def merged(text: str, mentions: Iterable[Mention], terminology: Terminology) -> tuple[Mention, ...]:
    """The mentions without those that repeat or only introduce their neighbour."""
    found = list(mentions)
    dropped: set[int] = set()
    for index in range(len(found) - 1):
        one, other = found[index], found[index + 1]
        between = text[one.span.end : other.span.start]
        if _abbreviates(text, between, other):
            dropped.add(index if _stands_for_more(text, one, other, terminology) else index + 1)
        elif not between.strip(" -") and other.condition.label in HEADS:
            dropped.add(index + 1)  # "hepatitis B or C infection": the head of what stands before it
        elif re.fullmatch(r"\s*(?:infection )?(?:with|by)\s+(?:the\s+)?", between, re.I) and one.condition.label == "infection":
            dropped.add(index)  # "infection with HIV"
        elif between.strip() == ":" and not text[: one.span.start].strip() and _narrower(other, one, terminology):
            dropped.add(index)  # "Genetic syndromes: Bloom syndrome": a label over its kinds
    return tuple(m for index, m in enumerate(found) if index not in dropped)


def _abbreviates(text: str, between: str, other: Mention) -> bool:
    """Whether the other mention is a bracketed short form of the one before it."""
    words = text[other.span.start : other.span.end]
    closes = re.match(r"\s*\)", text[other.span.end :])
    return between.strip() == "(" and closes is not None and " " not in words and any(c.isupper() for c in words)


def _stands_for_more(text: str, one: Mention, other: Mention, terminology: Terminology) -> bool:
    """Whether the short form names more than the known words before it: "granulo-monocytic leukemia (CMML)"."""
    if one.condition.id == other.condition.id or _narrower(one, other, terminology):
        return False
    initials = "".join(w[0].upper() for w in re.findall(r"[A-Za-z]+", text[one.span.start : one.span.end]))
    letters = re.sub(r"[^A-Za-z]", "", text[other.span.start : other.span.end]).upper()
    return _narrower(other, one, terminology) or letters[:2] not in initials


def _narrower(one: Mention, other: Mention, terminology: Terminology) -> bool:
    """Whether one mention's term is below the other's, or its own name ends in the other's."""
    a, b = one.condition, other.condition
    return a.id != b.id and (
        terminology.is_a(a.id, b.id) or (a.label.endswith(" " + b.label.split()[-1]) and len(b.label.split()) == 1)
    )
