"""Names of diseases and states in a text, by vocabulary.

Kinds: `condition` (a term), `condition-name` (further names of a term of another table, with the plain name as its label; the
term is its parent). Names inside the longer name of a therapy or measure ("hepatitis B vaccine", "SLE disease activity
index") are not diagnoses.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from cartkg.model import Named, Span, Term
from cartkg.vocabulary import Terminology, TermMention

NAMES, CONDITIONS = ("condition-name",), ("condition", "condition-name")
MASKS = ("therapy", "measure", "product")
WORDS = frozenset({"ALL", "PSA"})  # read as an abbreviation only where other words settle it (`abbreviations`)
BRACKET = re.compile(r"\([^()]{1,80}\)|\[[^\[\]]{1,80}\]")


@dataclass(frozen=True, slots=True)
class Mention:
    """A condition named at `span` (offsets into the text that was read); `rule` says how it was found."""

    span: Span
    condition: Named
    rule: str


def whole_names(text: str, terminology: Terminology) -> tuple[Mention, ...]:
    """The conditions that a text names in full, from left to right, outside of the names of therapies and measures."""
    masks = [m.span for m in terminology.find(text, MASKS) if not _named_like_a_condition(m.term.id, terminology)]
    return tuple(m for m in vocabulary_mentions(text, terminology) if not any(_inside(m.span, mask) for mask in masks))


def vocabulary_mentions(text: str, terminology: Terminology) -> tuple[Mention, ...]:
    """Names of the vocabulary, also across a bracket ("hepatitis B virus (HBV) infection")."""
    blanked = BRACKET.sub(lambda m: " " * len(m[0]), text)
    hits = [hit for line in dict.fromkeys((blanked, text)) for hit in terminology.find(line, CONDITIONS)]
    wanted = (hit for hit in _longest(hits) if hit.surface not in WORDS)
    return tuple(Mention(hit.span, condition(hit, terminology), "vocabulary") for hit in wanted)


def condition(hit: TermMention, terminology: Terminology) -> Named:
    """The term behind a hit, under its plain name; a name kept for texts goes before an equal one of the term itself."""
    own = next((name.term for name in terminology.named(hit.surface, NAMES) if _same_case(name.text, hit.surface)), hit.term)
    return _named(own, hit.how, terminology)


def _named(term: Term, how: str, terminology: Terminology) -> Named:
    if term.kind == "condition-name":
        return Named(term.label, term.parents[0], how)
    return Named(_plain_labels(terminology).get(term.id, term.label), term.id, how)


def _same_case(name: str, words: str) -> bool:
    """Whether words may be this name: a short abbreviation in capitals needs its case."""
    return len(name) > 5 or not name.isupper() or name == words


@lru_cache(maxsize=8192)
def _named_like_a_condition(curie: str, terminology: Terminology) -> bool:
    """Whether a measure has the name of a condition ("GVHD", "proteinuria"), so cannot hide it."""
    term = terminology[curie]
    return term.kind == "measure" and any(lookup(name, terminology) for name in (term.label, *term.synonyms))


def condition_of(curie: str, terminology: Terminology) -> Named | None:
    """The term of an id, under its plain name; None for an id that the vocabulary does not hold."""
    term = terminology.terms.get(curie)
    return Named(_plain_labels(terminology).get(curie, term.label), curie, "criteria") if term else None


@lru_cache(maxsize=4)
def _plain_labels(terminology: Terminology) -> dict[str, str]:
    """The plain name of each term that has one in the names of conditions (the first where several)."""
    names = [term for term in terminology.terms.values() if term.kind == "condition-name"]
    return {term.parents[0]: term.label for term in reversed(names)}


def lookup(words: str, terminology: Terminology) -> Named | None:
    """The condition whose name these words are, all of them; None when they are no name."""
    fits = [name for name in terminology.named(words, CONDITIONS) if _same_case(name.text, words)]
    own = next((name for name in fits if name.term.kind in NAMES), fits[0] if fits else None)
    return _named(own.term, own.how, terminology) if own else None


def _longest(hits: Iterable[TermMention]) -> Iterator[TermMention]:
    end = 0
    for hit in sorted(hits, key=lambda h: (h.span.start, -h.span.end)):
        if hit.span.start >= end:
            yield hit
            end = hit.span.end


def _inside(span: Span, mask: Span) -> bool:
    """Whether a name is a part, not the whole, of the masking name."""
    return mask.start <= span.start and span.end <= mask.end and mask.end - mask.start > span.end - span.start
