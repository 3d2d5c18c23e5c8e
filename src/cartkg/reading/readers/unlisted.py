"""Limits on measures that the vocabulary does not have: "CEA ≥ 10 ng/mL", "Spinal pain ≥ 4".

The words right before a sign name the measure where they stand alone in its segment, few of them, and none that is a verb, a
person or a time. They become the label, without an identifier.
"""

from cartkg.model import Item, Named, Span, Threshold
from cartkg.reading.lexicon import member
from cartkg.reading.quantities import plain
from cartkg.reading.readers import stances
from cartkg.reading.readers.binding import Bond, counts_others
from cartkg.reading.readers.parts import Part, Parts, Sort
from cartkg.reading.readers.subgroups import Subgroups

LONGEST = 5
TELLING = frozenset(
    (
        "concentration",
        "count",
        "activity",
        "copies",
        "ratio",
        "score",
        "pressure",
        "temperature",
        "clearance",
        "frequency",
        "titer",
        "uln",
    )
)
SCALED = frozenset(("plain", "percent", "length", "volume", "mass"))


def read(item: Item, parts: Parts, bound: set[int], groups: Subgroups) -> list[Threshold]:
    """The limits that no known measure has, under the record's own words."""
    found = []
    for at, part in enumerate(parts):
        if part.sort is Sort.LIMIT and at not in bound and (words := _name(item.text, parts, at)):
            found += _limits(item, parts, at, words, groups)
    return found


def _limits(item: Item, parts: Parts, at: int, words: list[Part], groups: Subgroups) -> list[Threshold]:
    label = " ".join(item.text[words[0].start : words[-1].end].split())
    first = parts.index(words[0])
    made = []
    for bound in parts[at].bounds:
        bearing = stances.of(item, parts, at, first)
        unit = bound.unit or ("{score}" if member("SCALE_NOUN", words[-1].word) else "")
        span = Span(item.span.start + bound.start, item.span.start + bound.end)
        cohort = groups.of(Bond(at, (first,), (), ""), first)
        rule = f"unlisted-measure/{bearing.rule}"
        made.append(
            Threshold(
                bearing.stance,
                Named(label, "", "words"),
                bound.comparator,
                plain(bound.quantity.value),
                unit,
                span,
                rule,
                cohort,
            )
        )
    return made


def _name(text: str, parts: Parts, at: int) -> list[Part]:
    """The parts that name the measure of a limit; none where they cannot be told."""
    bound = parts[at].bound
    if bound.kind not in TELLING | SCALED or bound.comparator in ("=", "?") or counts_others(parts, at, at - 2):
        return []
    j = at - 1
    while j >= 0 and parts[j].sort is Sort.ASIDE and member("COPULA", parts[j].word):
        j -= 1
    if j > 0 and parts[j].sort is Sort.OPEN:
        j -= 1  # "activity score (≥ 5)"
    words: list[Part] = []
    while j >= 0 and len(words) <= LONGEST and _may_name(parts, j):
        words.insert(0, parts[j])
        j -= 1
    while words and (member("ARTICLE", words[0].word) or not words[0].word[0].isalnum()):
        words.pop(0)
    if not words or len(words) > LONGEST or not any(p.sort is Sort.WORD and not member("MEASURE_NOUN", p.word) for p in words):
        return []
    if any(member("NOT_A_NAME", p.word) or p.measure or (not p.word[0].isalnum() and p.word != "-") for p in words):
        return []
    needs_noun = bound.kind in SCALED and not member("SCALE_NOUN", words[-1].word)
    return [] if needs_noun and not _is_abbreviation(text, words) else words


def _may_name(parts: Parts, at: int) -> bool:
    """Whether a part may belong to a name; a number does where a hyphen leads to it ("KL-6")."""
    part = parts[at]
    if part.bounds:
        return part.sort is Sort.ASIDE and at > 0 and parts[at - 1].word == "-" and parts[at - 1].end == part.start
    return part.sort in (Sort.WORD, Sort.ASIDE, Sort.NAME) and not member("DETERMINER", part.word)


def _is_abbreviation(text: str, words: list[Part]) -> bool:
    return len(words) == 1 and text[words[0].start : words[0].end].isupper()
