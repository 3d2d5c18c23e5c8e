"""Names of therapies in a text: by vocabulary, by the head of a class name, by the stem of a drug's name.

A mention points at the characters that name the therapy. Its agent has an identifier only where the vocabulary knows the name;
else the record's own words are the label.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from cartkg.eligibility.therapies import shapes
from cartkg.model import Named, Span, Term
from cartkg.terminology import TermMention, Terminology

THERAPIES = ("therapy",)


@dataclass(frozen=True, slots=True)
class Mention:
    """A therapy named at `span` (offsets into the text that was read). `term` is None where only the words are known."""

    span: Span
    agent: Named
    rule: str
    term: Term | None = None

    @property
    def form(self) -> str:
        """drug, class, procedure, vaccine, … as in the vocabulary; "" where only the words are known."""
        return self.term.extra.get("form", "") if self.term else ""


def mentions(text: str, terminology: Terminology) -> tuple[Mention, ...]:
    """The therapies that a text names, from left to right, without overlaps: the longest name counts, the vocabulary's first."""
    known = [_known(hit) for hit in terminology.find(text, THERAPIES)]
    known += [_known(hit, tuple(span)) for hit, span in shared_heads(text, known, terminology)]
    made = [Mention(span, _grounded(label, terminology), rule) for span, label, rule in shapes.find(text)]
    return tuple(_longest([*known, *made]))


def _known(hit: TermMention, span: tuple[int, int] | None = None) -> Mention:
    named = Named(hit.term.label, hit.term.id, hit.how)
    return Mention(hit.span if span is None else Span(*span), named, "vocabulary", hit.term)


def shared_heads(
    text: str, known: Iterable[Mention], terminology: Terminology
) -> Iterator[tuple[TermMention, tuple[int, int]]]:
    """Names whose head stands once for several: "JAK or BTK inhibitors", "kidney, liver and lung transplantation"."""
    for words, span in shapes.elliptic(text):
        for hit in terminology.find(words, THERAPIES):
            if hit.span == Span(0, len(words)):
                yield hit, span


@lru_cache(maxsize=4096)
def _grounded(label: str, terminology: Terminology) -> Named:
    """The label with the identifier of the term that has it as a name, where there is one."""
    name = next(iter(terminology.named(label, THERAPIES)), None)
    return Named(name.term.label, name.term.id, name.how) if name else Named(label)


def _longest(found: list[Mention]) -> Iterator[Mention]:
    """Leftmost first; at one place the longest, of equals the one that the vocabulary knows."""
    end = 0
    for mention in sorted(found, key=lambda m: (m.span.start, -m.span.end, m.term is None)):
        if mention.span.start >= end:
            yield mention
            end = mention.span.end
