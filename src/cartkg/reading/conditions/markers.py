"""Laboratory markers as names of the conditions that they stand for: HBsAg of hepatitis B, TPPA of syphilis.

A marker is a name of its own (HBsAg, TPPA) or a condition with the word of a test behind it (HIV antibody, CMV DNA); what its
result does is said by the phrases beside it, as for any name. Markers of immunity (anti-HBs) stand for nothing.
"""

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from cartkg.model import Named, Span
from cartkg.reading.conditions.mentions import Mention
from cartkg.vocabulary import Terminology

ANALYTE = (
    r"(?:[\s-]*(?:\([^()]{1,40}\)|virus|viral|surface|core|envelope|e|total|nucleic acid|specific|IgM|IgG|serum|plasma"
    r"|quantitative|1/2|[12])){0,4}[\s-]*(?:antigens?|antibod(?:y|ies)|Abs?|Ags?|DNA|RNA|PCR|serolog\w+|viral load|load"
    r"|titers?|titres?|nucleic acids?|tests?|testing|copies|copy number|assays?|seropositiv\w+|genome)\b"
    r"(?:\s*(?:tests?|testing|titers?|titres?|levels?|copies|copy number|load|PCR|detection|quantification))?"
)
HINT = re.compile(
    r"HB[sce]|HBV|HCV|HIV|hep|immunodef|TP|RPR|VDRL|TRUST|syph|trepon|pallid|SPOT|quanti|IGRA|QFT|interferon|PPD|mantoux|tubercul|TB"
    r"|CMV|cytomeg|EB|Epstein|HTLV|lymphotrop|COVID|SARS|pregnan|HCG|gonadotrop|austral|p24",
    re.I,
)  # an item without any of these names no marker
IMMUNITY = "immunity"


@cache
def _names() -> tuple[tuple[str, re.Pattern[str]], ...]:
    with Path(__file__).with_name("markers.tsv").open(encoding="utf-8", newline="") as file:
        lines = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return tuple((line["condition"], re.compile(line["pattern"].replace("{ANALYTE}", ANALYTE), re.I)) for line in lines)


def found(text: str, terminology: Terminology) -> Iterator[Mention]:
    """The markers that a text names; those of immunity have the rule `immunity`."""
    taken: list[Span] = []
    for condition, pattern in _names() if HINT.search(text) else ():
        for match in pattern.finditer(text):
            span = Span(*match.span())
            if any(span.start < other.end and other.start < span.end for other in taken):
                continue
            taken.append(span)
            hit = next(iter(terminology.find(condition, ("condition",))), None) if condition else None
            yield Mention(span, Named(condition, hit.term.id if hit else "", "serology"), "marker" if condition else IMMUNITY)
