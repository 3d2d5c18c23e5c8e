"""Names of therapies in a text: by vocabulary, by the head of a class name, by the stem of a drug's name.

A mention points at the characters that name the therapy. Its agent has an identifier only where the vocabulary knows the name;
else the record's own words are the label.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from cartkg.model import Named, Span, Term
from cartkg.reading.lexicon import member
from cartkg.reading.names import ellipsis, shapes
from cartkg.vocabulary import Terminology, TermMention, normalise

THERAPIES = ("therapy",)

# Abbreviations and words that mean something else as often:
# a therapy only beside another one or where the text spells them out.
AMBIGUOUS = frozenset(
    (
        "MPA",
        "HMA",
        "HMAs",
        "ART",
        "ADC",
        "TIL",
        "PCI",
        "CTX",
        "TAC",
        "ASA",
        "platinum",
        "gold",
        "Gold",
        "CY",
        "AZA",
        "NAC",
        "PAS",
        "GC",
        "DDI",
    )
)
KINDS = frozenset(
    (
        "therapeutic antibody",
        "monoclonal antibody",
        "biologic",
        "cell therapy",
        "gene therapy",
        "targeted therapy",
        "immunotherapy",
        "CAR-T cell therapy",
    )
)
LONG = 8  # letters of a name that may be misspelt
RESEMBLING = "resembling"
LINKED = re.compile(r"[\s,;/()+&®™*-]*(?:and/or|and|or|plus|with|e\.g\.|i\.e\.|such as|including)?[\s,;:/()+&.-]*", re.I)


@dataclass(frozen=True, slots=True)
class Mention:
    """A therapy named at `span` (offsets into the text that was read). `term` is None where only the words are known."""

    span: Span
    agent: Named
    rule: str
    term: Term | None = None

    @property
    def form(self) -> str:
        """biologic, class, procedure, vaccine, … as in the vocabulary; "" where only the words are known."""
        return self.term.extra.get("form", "") if self.term else ""


@lru_cache(maxsize=1024)
def mentions(text: str, terminology: Terminology) -> tuple[Mention, ...]:
    """The therapies that a text names, in order, without overlaps; the longest name counts, the vocabulary's first."""
    known = [_known(hit, hit.span) for hit in terminology.find(text, THERAPIES)]
    known = list(_elliptic(text, known, terminology))
    made = [
        _made(span, label, rule, terminology) for span, label, rule in shapes.find(text) if not _overlaps(span, rule, known)
    ]
    return tuple(_unambiguous(text, list(_longest([*known, *made]))))


def _overlaps(span: Span, rule: str, known: list[Mention]) -> bool:
    """Whether a shape holds or cuts a name of the vocabulary; a target before a mere kind of therapy is a name of its own."""
    held = [m for m in known if m.span.start < span.end and span.start < m.span.end]
    if rule == "target":
        held = [m for m in held if m.agent.label not in KINDS or not (span.start < m.span.start and m.span.end >= span.end)]
    return bool(held)


def _known(hit: TermMention, span: Span, rule: str = "vocabulary") -> Mention:
    return Mention(span, Named(hit.term.label, hit.term.id, hit.how), rule, hit.term)


def _made(span: Span, label: str, rule: str, terminology: Terminology) -> Mention:
    name = next(iter(terminology.named(label, THERAPIES)), None)
    if name is None and rule == "name-stem" and (meant := _meant(label, terminology)):
        word, how = meant
        name = next(iter(terminology.named(word, THERAPIES)), None)
        return (
            Mention(span, Named(name.term.label, name.term.id, how), how, name.term)
            if name
            else Mention(span, Named(label), rule)
        )
    if name is None:
        return Mention(span, Named(label), rule)
    return Mention(span, Named(name.term.label, name.term.id, name.how), rule, name.term)


@lru_cache(maxsize=4)
def _single_words(terminology: Terminology) -> tuple[str, ...]:
    """The drugs' names of one long word, in their normal form."""
    names = (name for term in terminology.of_kind(THERAPIES) for name in (term.label, *term.synonyms))
    return tuple(sorted({normalise(name) for name in names if name.isalpha() and len(name) >= LONG}))


@lru_cache(maxsize=4096)
def _meant(word: str, terminology: Terminology) -> tuple[str, str] | None:
    """The one known name that a word misspells by a letter ("misspelling"), or that it only resembles by two ("resembling")."""
    found = process.extract(
        normalise(word), _single_words(terminology), scorer=OSA.distance, score_cutoff=2 if len(word) > LONG + 2 else 1, limit=2
    )
    if not found or (len(found) > 1 and found[0][1] == found[1][1]):
        return None
    return found[0][0], "misspelling" if found[0][1] <= 1 else RESEMBLING


def _elliptic(text: str, known: list[Mention], terminology: Terminology) -> Iterator[Mention]:
    """The names, and those that share their last words with one of them."""

    def lookup(words: str) -> TermMention | None:
        hits = terminology.find(words, THERAPIES)
        return hits[0] if len(hits) == 1 and hits[0].span == Span(0, len(words)) else None

    for mention in known:
        found = list(ellipsis.members(text, mention.span, lookup))
        yield from (_known(hit, span, "shared-head") for hit, span in found)
        modified = ellipsis.modified(text, found[-1][1], mention.span, lookup) if found else None
        yield _known(modified, mention.span) if modified else mention


def _longest(found: list[Mention]) -> Iterator[Mention]:
    """Leftmost first; at one place the longest, of equals the one that the vocabulary knows."""
    end = 0
    for mention in sorted(found, key=lambda m: (m.span.start, -m.span.end, m.term is None, m.rule != "shared-head")):
        if mention.span.start >= end:
            yield mention
            end = mention.span.end


HORMONES = frozenset(("hormone", "hormones"))


def _is_steroid(text: str, span: Span) -> bool:
    """Whether "hormones" are glucocorticoids, as texts from China call them: no gland before, no receptor behind."""
    before = text[max(0, span.start - 30) : span.start].rstrip(" -").rpartition(" ")[2].lower().strip("(,;:")
    behind = text[span.end : span.end + 30].lstrip(" -").partition(" ")[0].lower().strip("),;:.")
    return (not before or member("NEUTRAL", before)) and not member("OF_HORMONES", behind)


def _unambiguous(text: str, found: list[Mention]) -> Iterator[Mention]:
    for index, mention in enumerate(found):
        if text[mention.span.start : mention.span.end].lower() in HORMONES and not _is_steroid(text, mention.span):
            continue
        if text[mention.span.start : mention.span.end] not in AMBIGUOUS or _beside(text, found, index):
            yield mention


def _beside(text: str, found: list[Mention], index: int) -> bool:
    """Whether only a list's signs stand between an ambiguous name and another therapy, or the text spells it out."""
    here = found[index].span
    pairs = [
        (found[i].span, here) if i < index else (here, found[i].span) for i in (index - 1, index + 1) if 0 <= i < len(found)
    ]
    if any(LINKED.fullmatch(text[a.end : b.start]) for a, b in pairs):
        return True
    return any(m.term is found[index].term and m is not found[index] for m in found)
