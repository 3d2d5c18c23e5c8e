"""Grounding one condition string of a registry record.

The ways are tried from the surest to the loosest: the very name; words that name no disease; the name under qualifiers,
brackets, another order; several diseases in one string; a misspelling; the broader disease that heads the words. What is left
stays unmapped: an empty answer is better than a wrong one.
"""

import re
from dataclasses import replace

from cartkg.model import Term
from cartkg.vocabulary import normalise
from cartkg.vocabulary.grounding import forms
from cartkg.vocabulary.grounding.context import fits_initials, settle
from cartkg.vocabulary.grounding.lists import abbreviations
from cartkg.vocabulary.grounding.lookup import Lookup
from cartkg.vocabulary.grounding.model import Grounding

# Before a disease's name these make another thing of it; a qualifier or another adjective does not.
NOT_IT = re.compile(
    r"(\b(?:pre|non|pseudo|anti|without|no|not|risk|prevention|history|suspected|vaccine|screening|susceptibility)\b|-)[\s-]*(?:of|for|to)?\s*$",
    re.IGNORECASE,
)
# Behind these a name is no longer the head of the words ("macular edema secondary to vein occlusion").
INNER = re.compile(r"\b(?:to|of|with|from|in|due|after|for|by|and|or|including|without|post)\b", re.IGNORECASE)
FOLLOWING = re.compile(r"\s*(?:$|[-–(,;]|\b(?:with|in|of|due|secondary|after|associated|by|type)\b)", re.IGNORECASE)
SHORT = re.compile(r"[A-Za-z0-9+-]{1,7}")


def ground_condition(words: str, lookup: Lookup, context: str = "") -> tuple[Grounding, ...]:
    """What a condition string names; see cartkg.vocabulary.grounding.ground."""
    text = forms.clean(words)
    if not normalise(text):
        return (Grounding(None, words, "unmapped", "no words"),)
    surroundings = f"{context} | {words}"
    return (
        _single(text, lookup, surroundings)
        or _several(text, lookup, surroundings)
        or _misspelt(text, lookup)
        or _broader(text, lookup)
        or (Grounding(None, text, "unmapped", "no name of the vocabulary is sure"),)
    )


def _single(text: str, lookup: Lookup, context: str) -> tuple[Grounding, ...]:
    """One thing: the very name, no disease, or the pieces of one name."""
    named = _named(text, lookup, context)
    if named:
        return (named,)
    if _no_disease(text, lookup):
        return (Grounding(None, text, "not-a-disease", "a treatment, a person, a sign, an outcome or a bare qualifier"),)
    return _segmented(text, lookup, context)


def _named(text: str, lookup: Lookup, context: str) -> Grounding | None:
    """The words as a name: as they are, else without qualifiers, else in another order."""
    form = normalise(text)
    for rest in forms.stripped(form):
        whole = rest == form
        found = _abbreviation(text if whole else rest, rest, lookup, context) or _one_name(text, rest, whole, lookup)
        if found:
            return found
    return None


def _one_name(text: str, rest: str, whole: bool, lookup: Lookup) -> Grounding | None:
    terms, how = lookup.whole(rest)
    if not terms:
        terms, how = lookup.bagged(rest), "normalised"
    if not terms:
        terms, how = lookup.narrower(rest), "broader"
    if not terms:
        return None
    if len(terms) > 1:
        return Grounding(None, text, "ambiguous", "a name of " + ", ".join(f"{term.id} {term.label}" for term in terms))
    note = "" if whole else f"as {rest!r}, without the words that qualify it"
    return Grounding(terms[0], text, how if whole or how == "broader" else "normalised", note)


def _abbreviation(text: str, form: str, lookup: Lookup, context: str) -> Grounding | None:
    known = abbreviations().get(form)
    if known is None:
        return None
    term, reason = settle(text, known, context, lookup.terminology)
    return Grounding(term, text, "synonym" if term else "ambiguous", reason)


def _no_disease(text: str, lookup: Lookup) -> bool:
    """Whether nothing is left when antigens, therapies, qualifiers and words of procedure are taken away."""
    rest = text
    for mention in reversed(lookup.terminology.find(text, ("antigen", "therapy", "product"))):
        rest = rest[: mention.span.start] + " " + rest[mention.span.end :]
    return forms.names_no_disease(normalise(rest))


def _segmented(text: str, lookup: Lookup, context: str) -> tuple[Grounding, ...]:
    """The pieces that brackets and dashes part: one name with its abbreviation, one name in pieces, or several names."""
    pieces = forms.segments(text)
    if len(pieces) < 2 or len(forms.parts(text)) > 1:
        return ()
    spelt = [piece for piece in pieces if not SHORT.fullmatch(piece)]
    joined = [_named(" ".join(group), lookup, context) for group in ([forms.outside(text)], spelt, pieces)]
    each = [_named(piece, lookup, context) for piece in pieces]
    found = [grounding for grounding in (*joined, *each) if grounding and grounding.term]
    if not found:
        return ()
    narrowest = _narrowest([grounding.term for grounding in found if grounding.term], lookup)
    if len(narrowest) == 2:
        narrowest = _abbreviated(pieces, each) or narrowest
    if len(narrowest) > 1:
        return tuple(Grounding(term, text, "composite") for term in narrowest)
    unknown = [piece for piece, one in zip(pieces, each, strict=True) if one is None and not _beside(piece)]
    covered = any(grounding and grounding.term == narrowest[0] for grounding in joined[1:])
    how = "normalised" if covered or not unknown else "broader"
    note = "" if how == "normalised" else f"beside {', '.join(unknown)}"
    if all(grounding.how == "broader" for grounding in found if grounding.term == narrowest[0]):
        how = "broader"
    return (Grounding(narrowest[0], text, how, note),)


def _abbreviated(pieces: list[str], each: list[Grounding | None]) -> list[Term]:
    """Where one piece is the abbreviation of the other ("Immune Thrombocytopenia (ITP)") they are one disease: what the
    abbreviation, the disease's established short name, stands for."""
    for short, one in zip(pieces, each, strict=True):
        spelt = [piece for piece in pieces if piece != short]
        if one and one.term and SHORT.fullmatch(short) and any(fits_initials(short, piece) for piece in spelt):
            return [one.term]
    return []


def _beside(piece: str) -> bool:
    """Whether a piece adds nothing that a term could hold: an abbreviation or a qualifier."""
    return bool(SHORT.fullmatch(piece)) or forms.names_no_disease(normalise(piece))


def _narrowest(terms: list[Term], lookup: Lookup) -> list[Term]:
    """The terms that have no other of them below."""
    unique = list(dict.fromkeys(terms))
    return [
        term for term in unique
        if not any(other != term and lookup.terminology.is_a(other.id, term.id) for other in unique)
    ]  # fmt: skip


def _several(text: str, lookup: Lookup, context: str) -> tuple[Grounding, ...]:
    """Several diseases in one string, each grounded by itself."""
    pieces = forms.parts(text)
    if len(pieces) < 2:
        return ()
    each = [(_single(piece, lookup, context) or _misspelt(piece, lookup)) for piece in pieces]
    found = tuple(dict.fromkeys(one for group in each for one in group if one.term))
    open_ = [one for group in each for one in group if one.how == "ambiguous"]
    unknown = [piece for piece, group in zip(pieces, each, strict=True) if not group]
    distinct = list(dict.fromkeys(one.term for one in found))
    if not distinct or (unknown and len(distinct) == 1):
        return ()
    if len(distinct) == 1 and not open_:
        beside = any(one.how == "not-a-disease" and not forms.only_qualifies(one.words) for group in each for one in group)
        return (replace(found[0], words=text, how="broader" if beside else "normalised"),)
    return (
        *(Grounding(one.term, one.words, "composite", one.note) for one in _first_of_each(found)),
        *open_,
        *(Grounding(None, piece, "unmapped", "a part of a longer string") for piece in unknown),
    )


def _first_of_each(found: tuple[Grounding, ...]) -> list[Grounding]:
    return list({one.term.id: one for one in reversed(found) if one.term}.values())[::-1]


def _misspelt(text: str, lookup: Lookup) -> tuple[Grounding, ...]:
    """The words with one or two letters mended, if they then are a name."""
    for rest in forms.stripped(normalise(forms.outside(text))):
        mended = lookup.mend(rest)
        terms = (lookup.whole(mended)[0] or lookup.bagged(mended)) if mended else ()
        if len(terms) == 1:
            return (Grounding(terms[0], text, "misspelling", f"read as {mended!r}"),)
    return ()


def _broader(text: str, lookup: Lookup) -> tuple[Grounding, ...]:
    """The disease that heads the words: "X-related Y" is a Y, "Y with X" is a Y."""
    head = forms.outside(text)
    mentions = [
        mention for mention in lookup.terminology.find(head, lookup.kinds)
        if mention.term.id.startswith(lookup.prefix) and FOLLOWING.match(head, mention.span.end)
        and not NOT_IT.search(head[: mention.span.start]) and not INNER.search(head[: mention.span.start])
    ]  # fmt: skip
    ending = [m for m in mentions if not re.search(r"\w", head[m.span.end :])]
    chosen = ending or (mentions if len(mentions) == 1 else [])
    if not chosen:
        return ()
    return (Grounding(chosen[0].term, text, "broader", f"the words are narrower than {chosen[0].term.label!r}"),)
