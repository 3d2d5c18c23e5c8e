"""Settling an abbreviation of several meanings by the other words of the record."""

import re

from cartkg.grounding.lists import Abbreviation
from cartkg.model import Term
from cartkg.terminology import Terminology

BEFORE = r"([A-Za-z][^()\[\].;|]{2,80}?)\s*[(\[]\s*%s\s*[)\],;]"
AFTER = r"\b%s\s*[(\[:–-]\s*([A-Za-z][^()\[\].;|]{2,80})"


def settle(words: str, abbreviation: Abbreviation, context: str, terminology: Terminology) -> tuple[Term | None, str]:
    """The one meaning that the context settles, with the reason; None with the reason where it does not say.

    Where the context spells the abbreviation out ("Sjögren's Syndrome (SS)"), that decides; else the only candidate that it
    names does; two named candidates decide nothing; none named, a disease of the same field beside it does (the cues).
    """
    candidates = tuple(terminology[identifier] for identifier in abbreviation.candidates if identifier in terminology)
    spelt = _spelt_out(words, context)
    if spelt:
        meant = _named(candidates, " | ".join(spelt), terminology)
        if len(meant) == 1:
            return meant[0], f"the record spells it out: {spelt[0]}"
        return None, f"the record spells it out as something else: {spelt[0]}" if not meant else "spelt out in two ways"
    meant = _named(candidates, context, terminology)
    if len(meant) == 1:
        return meant[0], f"of its meanings the record names only {meant[0].label}"
    beside = [] if meant else _named(tuple(terminology[i] for i in abbreviation.cues if i in terminology), context, terminology)
    if beside and candidates:
        return candidates[0], f"beside {beside[0].label}"
    names = ", ".join(term.label for term in candidates)
    return None, f"may stand for {names} or another thing; the record " + ("names several" if meant else "does not say which")


def _spelt_out(words: str, context: str) -> list[str]:
    """The last words before "(SS)" and the words in "SS (…)", for abbreviations in capitals only."""
    if len(words) > 6 or " " in words or not any(c.isupper() for c in words[1:]):
        return []
    short = re.escape(words)
    spelt = [m[1].strip() for pattern in (BEFORE, AFTER) for m in re.finditer(pattern % short, context)]
    return [text for text in spelt if fits_initials(words, text)]


def fits_initials(short: str, text: str) -> bool:
    """Whether the letters of the abbreviation begin words of the text, or stand in them, in this order."""
    rest = iter(re.sub(r"[^a-z]", "", text.lower()))
    return all(letter in rest for letter in short.lower())


def _named(candidates: tuple[Term, ...], text: str, terminology: Terminology) -> list[Term]:
    found = {mention.term.id for mention in terminology.find(text, ("condition",))}
    above = set().union(*(terminology.broader(identifier) for identifier in found)) if found else set()
    return [term for term in candidates if term.id in above]
