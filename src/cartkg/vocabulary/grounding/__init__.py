"""Grounding: words of a record to terms of the vocabulary, with the way it was done, and nothing where it is not sure."""

from functools import cache

from cartkg.model.errors import VocabularyError
from cartkg.vocabulary import Terminology
from cartkg.vocabulary.grounding.conditions import ground_condition
from cartkg.vocabulary.grounding.lookup import Lookup
from cartkg.vocabulary.grounding.model import HOW, Grounding
from cartkg.vocabulary.grounding.names import ground_name

__all__ = ["HOW", "KINDS", "Grounding", "ground"]

# What may be asked for: the kinds of the vocabulary that answer.
KINDS = {
    "condition": frozenset({"condition"}),
    "agent": frozenset({"therapy", "product"}),
    "therapy": frozenset({"therapy", "product"}),
    "intervention": frozenset({"therapy", "product"}),
    "antigen": frozenset({"antigen"}),
    "measure": frozenset({"measure"}),
    "sponsor": frozenset({"sponsor"}),
    "country": frozenset({"country"}),
    "classification-criteria": frozenset({"classification-criteria"}),
}


def ground(words: str, kind: str, context: str = "", terminology: Terminology | None = None) -> tuple[Grounding, ...]:
    """What `words` name, as terms of `kind` (one of KINDS); one Grounding for each thing named, at least one.

    `context` is the record's other words (title, summary, the other conditions): it settles abbreviations of several
    meanings. Conditions are grounded to MONDO alone. Raises VocabularyError for an unknown kind.
    """
    if kind not in KINDS:
        raise VocabularyError(kind, "unknown kind of term", f"one of {', '.join(KINDS)}")
    lookup = _lookup(terminology or Terminology.shipped(), kind)
    return ground_condition(words, lookup, context) if kind == "condition" else ground_name(words, lookup, kind)


@cache
def _lookup(terminology: Terminology, kind: str) -> Lookup:
    return Lookup(terminology, KINDS[kind], "MONDO:" if kind == "condition" else "")
