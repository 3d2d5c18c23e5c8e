"""Measures named in a text, and which quantities can be limits on them.

What a measure can be measured in stands in its line of `data/vocabulary/measures.tsv`: `kinds` (see `quantities.units`),
`unit` (the UCUM code that a bare number has), `wanted` (which way a person should lie: high, low, active, burden), `top` (the
end of its scale), `classes` for scales whose levels are bare Roman numerals ("NYHA III-IV"). A drug is a measure too: its dose.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from cartkg.model import Term
from cartkg.reading.lexicon import member
from cartkg.reading.quantities import Bound, lexemes
from cartkg.reading.quantities.tables import lines
from cartkg.reading.tokens import Token, at, tokens
from cartkg.vocabulary import Terminology

GIGA = frozenset(("g/L",))  # "2.5 G/L" of cells is 2.5e9/L
DOSES = frozenset(("mass", "dose", "rate-of-mass"))


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure named in a text, with its offsets there."""

    term: Term
    start: int
    end: int
    surface: str

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(self.term.extra.get("kinds", "").split("|"))

    @property
    def wanted(self) -> str:
        """Which way the trial wants a person to lie: "high", "low", "active" (disease), "burden" or ""."""
        return self.term.extra.get("wanted", "")

    @property
    def counts(self) -> bool:
        """Whether it is a number of things: joints, relapses, BILAG's domains."""
        return self.term.extra.get("unit") == "{count}" or {"plain", "count"} <= self.kinds

    @property
    def top(self) -> str:
        return self.term.extra.get("top", "")


def all_in(text: str, bounds: Iterable[Bound], terminology: Terminology) -> list[Measure]:
    """The measures that a text names, and the drugs where a number may be the dose of one."""
    measures = [m for m in named(text, terminology) if not _means_another(text, m)]
    if any(b.kind in DOSES for b in bounds):
        taken = {place for m in measures for place in range(m.start, m.end)}
        measures += [d for d in doses(text, terminology) if d.start not in taken and d.end - 1 not in taken]
    return sorted(measures, key=lambda m: m.start)


def _means_another(text: str, measure: Measure) -> bool:
    """ "EULAR/ACR criteria" names a society and no urine ratio; a "fatigue VAS" is no score of pain."""
    before = lexemes(text[max(0, measure.start - 24) : measure.start])[-2:]
    after = lexemes(text[measure.end : measure.end + 40])[:4]
    if measure.surface == "ACR":
        return any(member("SOCIETY", w.word) for w in (*before, *after))
    return measure.surface == "VAS" and bool(before) and member("OTHER_SCALE", before[-1].word)


def named(text: str, terminology: Terminology) -> list[Measure]:
    """The measures that a text names, from left to right."""
    found = [Measure(m.term, m.span.start, m.span.end, m.surface) for m in terminology.find(text, ("measure",))]
    return _with_letters(text, _with_shared_words(text, found, terminology), terminology)


def _with_shared_words(text: str, found: list[Measure], terminology: Terminology) -> list[Measure]:
    """ "EBV or CMV DNA": a name whose last word stands with the next one."""
    stream = tokens(text)
    made = []
    for measure in found:
        words = measure.surface.split()
        first = at(stream, measure.start)
        if len(words) < 2 or first < 2 or stream[first - 1].word not in ("or", "and", "/"):
            continue
        shared = stream[first - 2]
        if not shared.is_word:
            continue
        names = terminology.named(f"{shared.raw} {words[-1]}", ("measure",))
        if names and not any(m.start <= shared.start < m.end for m in found):
            made.append(Measure(names[0].term, shared.start, shared.end, shared.raw))
    return sorted((*found, *made), key=lambda m: m.start)


def doses(text: str, terminology: Terminology) -> list[Measure]:
    """The drugs that a text names, as the doses of them: each drug has a dose of its own, without an identifier here."""
    extra = {"kinds": "|".join(sorted(DOSES)), "wanted": "burden"}
    return [
        Measure(Term("", f"{m.term.label} dose", "measure", extra=extra), m.span.start, m.span.end, m.surface)
        for m in terminology.find(text, ("therapy",))
    ]


def _with_letters(text: str, found: list[Measure], terminology: Terminology) -> list[Measure]:
    """BILAG's domain scores are letters: with BILAG named, a lone A or B is one ("A in at least 1 system or B in 2")."""
    bilag = next((m for m in found if m.term.label.startswith("BILAG")), None)
    if bilag is None:
        return found
    terms = {t.label[-len("A scores")]: t for t in terminology.of_kind(("measure",)) if t.label.startswith("BILAG-2004 ")}
    stream = tokens(text)
    taken = {token.start for m in found for token in stream[at(stream, m.start) : at(stream, m.end)]}
    ends = {m.end: m for m in found if m.term.label == "BILAG-2004"}
    letters = [
        _letter(terms[token.raw], stream, place, ends)
        for place, token in enumerate(stream)
        if token.raw in terms and token.start not in taken
    ]
    if not letters:
        return found
    return sorted((*(m for m in found if m.term.label != "BILAG-2004"), *letters), key=lambda m: m.start)


def _letter(term: Term, stream: Sequence[Token], place: int, ends: Mapping[int, Measure]) -> Measure:
    """A letter with the words that lead to it: "BILAG-2004 Class A", "Grade B"."""
    last, start = stream[place], stream[place].start
    if place and member("LEVEL", stream[place - 1].word):
        start = stream[place - 1].start
    general = ends.get(start - 1)
    return Measure(term, general.start if general else start, last.end, last.raw)


def value_for(bound: Bound, unit: str) -> Decimal:
    """The value of a bound in the unit that `unit_for` gave."""
    return bound.quantity.value.scaleb(9) if unit == "/L" and bound.unit in GIGA else bound.quantity.value


@cache
def understood() -> Mapping[str, tuple[str, Decimal, Decimal]]:
    """What a bare number must look like to have the unit that everyone leaves out: kind to unit, least, most."""
    return {line["kind"]: (line["code"], Decimal(line["least"]), Decimal(line["most"])) for line in lines("understood")}


def unit_for(measure: Measure, bound: Bound) -> str | None:
    """The UCUM code of a bound as a limit on a measure; None where it cannot be one."""
    kinds, unit = measure.kinds, measure.term.extra.get("unit", "")
    if bound.kind == "grade":
        classed = bound.quantity.grade != "numeral" or member("NUMERAL_SCALE", measure.term.label.split()[0].lower())
        return "{grade}" if "grade" in kinds and classed else None
    if bound.kind != "plain":
        return _stated_unit(measure, bound, kinds, unit)
    if "plain" in kinds and (unit.startswith("{") or not unit):
        return unit or "{count}"
    for kind, (code, least, most) in understood().items():
        if kind in kinds and least <= bound.quantity.value <= most:
            return code
    return "" if "plain" in kinds else None


def _stated_unit(measure: Measure, bound: Bound, kinds: frozenset[str], unit: str) -> str | None:
    if bound.unit == "uL" and "count" in kinds:
        return "/uL"  # "1500 mm3" for 1500/mm3
    if bound.unit in GIGA and "count" in kinds and "concentration" not in kinds:
        return "/L"
    if bound.kind not in kinds:
        return None
    if bound.kind in ("percent", "score", "count") and unit in ("{score}", "{count}"):
        return unit  # the percent sign of a performance scale is no unit: its points run to a hundred
    return bound.unit + "/d" if bound.kind == "mass" and measure.surface.startswith("24") else bound.unit
