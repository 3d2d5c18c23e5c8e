"""What would these words be grounded to, and why."""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from cartkg.vocabulary import Terminology, normalise
from cartkg.vocabulary.grounding import KINDS, Grounding, ground

ASKED = ("condition", "therapy", "antigen", "measure", "classification-criteria", "sponsor", "country")


@dataclass(frozen=True, slots=True)
class TermsFound:
    """One line: the kind asked for, what the words were grounded to, and names that are near but were not taken."""

    kind: str
    grounding: Grounding
    near: tuple[str, ...] = ()


def lookup(
    words: str, context: str = "", kinds: Iterable[str] = (), terminology: Terminology | None = None
) -> tuple[TermsFound, ...]:
    """What `words` would be grounded to, for each kind (all when none is named) that knows anything of them.

    Where no kind does, one line per kind says so with up to three near names, which are suggestions for a reader and never
    an answer.
    """
    vocabulary = terminology or Terminology.shipped()
    asked = tuple(kinds) or ASKED
    answers = [TermsFound(kind, one) for kind in asked for one in ground(words, kind, context, vocabulary)]
    known = tuple(answer for answer in answers if answer.grounding.how not in ("unmapped", "not-a-disease"))
    if known:
        return known
    return tuple(TermsFound(answer.kind, answer.grounding, _near(words, answer.kind, vocabulary)) for answer in answers)


def _near(words: str, kind: str, terminology: Terminology) -> tuple[str, ...]:
    labels = {normalise(term.label): f"{term.id} {term.label}" for term in terminology.of_kind(KINDS[kind])}
    found = process.extract(normalise(words), list(labels), scorer=fuzz.token_sort_ratio, limit=3, score_cutoff=75)
    return tuple(labels[form] for form, _, _ in found)
