"""Names of diseases and states in a text, by vocabulary.

Kinds: `condition` (a term), `condition-name` (further names of a term of another table, with the plain name as its label; the
term is its parent). Names inside the longer name of a therapy, measure or set of criteria ("hepatitis B vaccine", "SLE disease
activity index") are not diagnoses.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cartkg.model import Named, Span
from cartkg.terminology import TermMention, Terminology

CONDITIONS = ("condition", "condition-name")
MASKS = ("therapy", "measure", "classification-criteria", "product")
BRACKET = re.compile(r"\([^()]{1,80}\)|\[[^\[\]]{1,80}\]")


@dataclass(frozen=True, slots=True)
class Mention:
    """A condition named at `span` (offsets into the text that was read); `rule` says how it was found."""

    span: Span
    condition: Named
    rule: str


def mentions(text: str, terminology: Terminology) -> tuple[Mention, ...]:
    """The conditions that a text names, from left to right; spans may not overlap, but a shared head is in several."""
    from cartkg.eligibility.diagnoses.coordination import shared_heads

    plain = list(_outside_masks(vocabulary_mentions(text, terminology), terminology.find(text, MASKS)))
    return tuple(sorted([*plain, *shared_heads(text, plain, terminology)], key=lambda m: (m.span.start, m.span.end)))


def vocabulary_mentions(text: str, terminology: Terminology) -> tuple[Mention, ...]:
    """Names of the vocabulary, also across a bracket ("hepatitis B virus (HBV) infection")."""
    blanked = BRACKET.sub(lambda m: " " * len(m[0]), text)
    hits = [*terminology.find(blanked, CONDITIONS), *terminology.find(text, CONDITIONS)]
    return tuple(Mention(hit.span, condition(hit, terminology), "vocabulary") for hit in _longest(hits))


def condition(hit: TermMention, terminology: Terminology) -> Named:
    """The term behind a hit, under its plain name."""
    is_name = hit.term.kind == "condition-name"
    return Named(hit.term.label, hit.term.parents[0] if is_name else hit.term.id, hit.how)


def lookup(words: str, terminology: Terminology) -> Named | None:
    """The condition whose name these words are, all of them; None when they are no name."""
    for hit in terminology.find(words, CONDITIONS):
        if hit.span == Span(0, len(words)):
            return condition(hit, terminology)
    return None


def _longest(hits: Iterable[TermMention]) -> Iterator[TermMention]:
    end = 0
    for hit in sorted(hits, key=lambda h: (h.span.start, -h.span.end)):
        if hit.span.start >= end:
            yield hit
            end = hit.span.end


def _outside_masks(found: Iterable[Mention], masks: Iterable[TermMention]) -> Iterator[Mention]:
    longer = [mask.span for mask in masks]
    for mention in found:
        start, end = mention.span.start, mention.span.end
        if not any(m.start <= start and end <= m.end and m.end - m.start > end - start for m in longer):
            yield mention
