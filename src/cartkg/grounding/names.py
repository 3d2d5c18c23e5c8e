"""Grounding a name that is no condition: an agent, a measure, an antigen, a sponsor, a country."""

import re

from cartkg.grounding import forms
from cartkg.grounding.lookup import Lookup
from cartkg.grounding.model import Grounding
from cartkg.terminology import normalise

# What a registry writes beside a drug's or a product's name.
AGENT_PREFIX = re.compile(
    r"^(drug|biological|device|procedure|genetic|combination product|other|dietary supplement)\s*:\s*", re.I
)
AGENT_WORDS = re.compile(
    r"\b(\d[\d.,]*\s*(mg|g|mcg|µg|ug|iu|ml|%)(/\w+)*|injections?|infusions?|tablets?|capsules?|oral|intravenous|iv|i\.v\.|"
    r"subcutaneous|solution|for injection|product|autologous|allogeneic|suspension)(?!\w)",
    re.IGNORECASE,
)
COMPANY = re.compile(
    r"[,.\s]+(inc|incorporated|ltd|limited|llc|co|corp|corporation|company|gmbh|ag|s\.?a\.?|plc|b\.?v\.?|n\.?v\.?|pty|s\.?r\.?l)\.?$",
    re.I,
)


def ground_name(words: str, lookup: Lookup, kind: str) -> tuple[Grounding, ...]:
    """What a name names; see cartkg.grounding.ground. A sponsor's or a country's name is never mended or shortened."""
    text = forms.clean(words)
    found = _plain(text, lookup)
    if found:
        return (found,)
    if kind in ("sponsor", "country"):
        return (_company(text, lookup) or _unmapped(text),)
    rewritten = _rewritten(text, lookup) or _misspelt(text, lookup)
    if rewritten:
        return (rewritten,)
    return _several(text, lookup) or (_unmapped(text),)


def _unmapped(text: str) -> Grounding:
    return Grounding(None, text, "unmapped", "no name of the vocabulary is sure")


def _plain(text: str, lookup: Lookup) -> Grounding | None:
    terms, how = lookup.whole(text)
    if len(terms) > 1:
        return Grounding(None, text, "ambiguous", "a name of " + ", ".join(f"{term.id} {term.label}" for term in terms))
    return Grounding(terms[0], text, how) if terms else None


def _company(text: str, lookup: Lookup) -> Grounding | None:
    """The name without the form of the company at its end, on either side of the comparison."""
    bare = text
    while (shorter := COMPANY.sub("", bare)) != bare:
        bare = shorter
    found = _plain(bare, lookup)
    return Grounding(found.term, text, "normalised", f"as {bare!r}") if found and found.term else None


def _rewritten(text: str, lookup: Lookup) -> Grounding | None:
    bare = AGENT_WORDS.sub(" ", AGENT_PREFIX.sub("", text))
    for candidate in (AGENT_PREFIX.sub("", text), forms.outside(text), bare, forms.outside(bare), *forms.segments(bare)):
        found = _plain(candidate, lookup)
        if found and found.term:
            return Grounding(found.term, text, "normalised", f"as {candidate.strip()!r}")
    terms = lookup.bagged(normalise(forms.outside(bare)))
    return Grounding(terms[0], text, "normalised", "the words in another order") if len(terms) == 1 else None


def _misspelt(text: str, lookup: Lookup) -> Grounding | None:
    mended = lookup.mend(normalise(forms.outside(text)))
    terms = lookup.whole(mended)[0] if mended else ()
    return Grounding(terms[0], text, "misspelling", f"read as {mended!r}") if len(terms) == 1 else None


def _several(text: str, lookup: Lookup) -> tuple[Grounding, ...]:
    pieces = forms.parts(text)
    if len(pieces) < 2:
        return ()
    each = [_plain(piece, lookup) or _rewritten(piece, lookup) or _misspelt(piece, lookup) for piece in pieces]
    if not any(one and one.term for one in each):
        return ()
    return tuple(
        Grounding(one.term, piece, "composite", one.note) if one and one.term else _unmapped(piece)
        for piece, one in zip(pieces, each, strict=True)
    )
