"""Settling an abbreviation of several meanings by the other words of the record."""

import re
from collections.abc import Iterable, Iterator

from cartkg.model import Term
from cartkg.vocabulary import Terminology
from cartkg.vocabulary.grounding.lists import Abbreviation

BEFORE = r"([A-Za-z][^()\[\].;|]{2,80}?)\s*[(\[]\s*%s\s*[)\],;]"
AFTER = r"\b%s\s*[(\[]\s*([A-Za-z][^()\[\].;|]{2,80})"


def settle(words: str, abbreviation: Abbreviation, context: str, terminology: Terminology) -> tuple[Term | None, str]:
    """The one meaning that the context settles, with the reason; None with the reason where it does not say.

    Where the context spells the abbreviation out ("Sjögren's Syndrome (SS)"), that decides; else the only candidate that it
    names does; two named candidates decide nothing; none named, a disease of the same field beside it does (the cues).
    """
    candidates = tuple(terminology[identifier] for identifier in abbreviation.candidates if identifier in terminology)
    spelt = list(_spelt_out(words, candidates, context, terminology))
    if spelt:
        meant = _above(candidates, (term.id for _, term in spelt if term), terminology)
        if len(meant) == 1:
            return meant[0], f"the record spells it out: {spelt[0][0]}"
        return None, "spelt out in two ways" if meant else f"the record spells it out as something else: {spelt[0][0]}"
    meant = _named(candidates, context, terminology)
    if len(meant) == 1:
        return meant[0], f"of its meanings the record names only {meant[0].label}"
    beside = [] if meant else _named(tuple(terminology[i] for i in abbreviation.cues if i in terminology), context, terminology)
    if beside and candidates:
        return candidates[0], f"beside {beside[0].label}"
    names = ", ".join(term.label for term in candidates)
    return None, f"may stand for {names} or another thing; the record " + ("names several" if meant else "does not say which")


def _spelt_out(
    words: str, candidates: tuple[Term, ...], context: str, terminology: Terminology
) -> Iterator[tuple[str, Term | None]]:
    """What stands before "(SS)" or in "SS (…)" and fits its letters, with the disease that touches the bracket.

    None stands for words that name no candidate. A candidate's name that does not touch the bracket spells nothing out.
    """
    if len(words) > 6 or " " in words or not any(c.isupper() for c in words[1:]):
        return
    for pattern, last in ((BEFORE, True), (AFTER, False)):
        for match in re.finditer(pattern % re.escape(words), context):
            text = match[1].strip()
            if not fits_initials(words, text):
                continue
            mentions = terminology.find(text, ("condition",))
            touching = [m.term for m in mentions if (m.span.end == len(text) if last else m.span.start == 0)]
            if touching or not _above(candidates, (m.term.id for m in mentions), terminology):
                yield text, touching[0] if touching else None


def fits_initials(short: str, text: str) -> bool:
    """Whether the letters of the abbreviation begin words of the text, or stand in them, in this order."""
    rest = iter(re.sub(r"[^a-z]", "", text.lower()))
    return all(letter in rest for letter in short.lower())


def _named(candidates: tuple[Term, ...], text: str, terminology: Terminology) -> list[Term]:
    return _above(candidates, (mention.term.id for mention in terminology.find(text, ("condition",))), terminology)


def _above(candidates: tuple[Term, ...], identifiers: Iterable[str], terminology: Terminology) -> list[Term]:
    """The candidates that are one of these terms or above one."""
    above = {broader for identifier in identifiers for broader in terminology.broader(identifier)}
    return [term for term in candidates if term.id in above]
