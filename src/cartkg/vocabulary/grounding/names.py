"""Grounding a name that is no condition: an agent, a measure, an antigen, a sponsor, a country."""

import re

from cartkg.vocabulary import normalise
from cartkg.vocabulary.grounding import forms
from cartkg.vocabulary.grounding.lookup import Lookup
from cartkg.vocabulary.grounding.model import Grounding

# What a registry writes beside a drug's or a product's name.
AGENT_PREFIX = re.compile(
    r"^(drug|biological|device|procedure|genetic|combination product|other|dietary supplement)\s*:\s*", re.I
)
AGENT_CLASS = re.compile(r"^[A-Za-z -]{3,40}:\s+(?=\w)")  # "Chemotherapy: fludarabine": what stands behind says more
# What parts the names of several agents; a bare slash or hyphen stands inside one name ("CD19/BCMA CAR-T cells").
AGENTS = re.compile(r"(?:\s*[;,]\s*|\s+(?:and|plus|with|[+/&])\s+)(?![^()]*\))", re.IGNORECASE)
AGENT_WORDS = re.compile(
    r"\b(\d[\d.,]*\s*(mg|g|mcg|µg|ug|iu|ml|%)(/\w+)*|biological|drug|device|injections?|infusions?|tablets?|capsules?|oral|intravenous|iv|i\.v\.|"
    r"subcutaneous|solution|for injection|product|autologous|allogeneic|suspension)(?!\w)",
    re.IGNORECASE,
)
COMPANY = re.compile(
    r"[,.\s]+(inc|incorporated|ltd|limited|llc|co|corp|corporation|company|gmbh|ag|s\.?a\.?|plc|b\.?v\.?|n\.?v\.?|pty|s\.?r\.?l)\.?$",
    re.I,
)


def ground_name(words: str, lookup: Lookup, kind: str) -> tuple[Grounding, ...]:
    """What a name names; see `grounding.ground`. A sponsor's or a country's name is never mended or shortened."""
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
    named = AGENT_CLASS.sub("", AGENT_PREFIX.sub("", text))
    outer = forms.outside(named)
    candidates = (named, AGENT_PREFIX.sub("", text), outer, *re.split(r"\s+[-–—]\s+", outer))
    for candidate in (*candidates, *(AGENT_WORDS.sub(" ", one) for one in candidates)):
        found = _plain(candidate, lookup)
        if found and found.term:
            return Grounding(found.term, text, "normalised", f"as {candidate.strip()!r}")
    terms = lookup.bagged(normalise(forms.outside(AGENT_WORDS.sub(" ", named))))
    return (
        Grounding(terms[0], text, "normalised", "the words in another order")
        if len(terms) == 1
        else _bracketed(named, text, lookup)
    )


def _bracketed(named: str, text: str, lookup: Lookup) -> Grounding | None:
    """What the only bracket says of an unknown name: a product that "is" it is narrower ("XYZ-1 (UCAR-T)")."""
    inside = [piece for piece in forms.brackets(named) if AGENT_WORDS.sub("", piece).strip()]
    found = _plain(inside[0], lookup) if len(inside) == 1 and not AGENTS.search(forms.outside(named)) else None
    return Grounding(found.term, text, "broader", f"the bracket says {inside[0]!r}") if found and found.term else None


def _misspelt(text: str, lookup: Lookup) -> Grounding | None:
    mended = lookup.mend(normalise(forms.outside(text)))
    terms = lookup.whole(mended)[0] if mended else ()
    return Grounding(terms[0], text, "misspelling", f"read as {mended!r}") if len(terms) == 1 else None


def _several(text: str, lookup: Lookup) -> tuple[Grounding, ...]:
    """Several names, where each is known: in "anti-BCMA and CD19 cells" the pieces share a word, and are no names."""
    pieces = [piece for piece in AGENTS.split(text) if piece.strip()]
    each = [_plain(piece, lookup) or _rewritten(piece, lookup) or _misspelt(piece, lookup) for piece in pieces]
    found = [one for one in each if one and one.term]
    if len(pieces) < 2 or len(found) < len(pieces):
        return ()
    return tuple(Grounding(one.term, piece, "composite", one.note) for piece, one in zip(pieces, found, strict=True))
