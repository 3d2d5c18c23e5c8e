"""Which kind of engineered cell a product is, by CONTRACT's words.

The generic names of the WHO's nomenclature say it too: "-cabtagene" is a gene for a chimeric antigen receptor.
"""

import re
from collections.abc import Iterable, Iterator

from cartkg.facts.products.passages import Passage, is_product
from cartkg.facts.products.patterns import either

_CAR = (
    r"(?:chimeric\s+(?:antigen\s+)?receptors?(?:\s*[\[(]\s*CARs?\s*[\])])?"
    r"|(?:\b|(?<=[a-z\d_]))(?:[Uu]|[Cc]|4S)?-?CARs?(?:[⁺+]|-?\d{1,3}\b)?)"
)
_MADE = rf"""(?:[\s,-]+{either(
    'modified', 'engineered', 'redirected', 'positive', 'expressing', 'transduced', 'armou?red', 'autologous', 'allogeneic',
    'universal', 'specific', 'based', 'gene', 'genetically', 'human', 'αβ', 'γδ', 'gamma', 'delta', 'double', 'negative', 'DN',
    'CD4', 'CD8', 'memory', 'virus')})*"""  # fmt: skip
_CELLS = r"[\s-]*(?:cells?|lymphocytes?)"
_NK = r"(?:NK\b|natural[\s-]+killer(?![\s-]*T\b))"
_TREG = r"(?:T[\s-]?regs?\b|T[\s-]*regulatory|regulatory[\s-]+T|Foxp3)"
_IN_VIVO = r"\bin[\s-]+(?:vivo|situ)\b"
_BEHAVIOUR = r"(?:expansion|persistence|kinetics|proliferation|amplification|survival|levels?|activity)"
_NOT_BEHAVIOUR = rf"(?![\s-]*T(?:[\s-]*cells?)?\s+{_BEHAVIOUR})"
_MAKING = r"(?:generation|production|engineering|programming|reprogramming|manufactur\w+|delivery)"
_MADE_THERE = r"(?:generated|produced|engineered|made|manufactured|reprogrammed)\s+(?:directly\s+)?"


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "in-vivo-CAR",
        _any(
            rf"{_IN_VIVO}[\s-]+(?:(?!{_BEHAVIOUR})[\w/()]+[\s/-]+){{0,8}}?(?:CARs?\b{_NOT_BEHAVIOUR}|chimeric\s+antigen\s+receptor|LV\b|lentivir)",
            rf"{_CAR}{_MADE}[\s-]*(?:T|NK)?{_CELLS}?[^.;]{{0,40}}\b{_MADE_THERE}{_IN_VIVO}",
            rf"{_IN_VIVO}\s+{_MAKING}\b[^.;]{{0,60}}{_CAR}",
            rf"\b(?:LNPs?|lipid\s+nanoparticles?)\b[^.;]{{0,150}}{_CAR}",
        ),
    ),
    ("CAAR-T", _any(r"\bCAAR(?:[\s-]*T)?s?\b", r"chimeric\s+auto-?antibody\s+receptor")),
    ("CAR-Treg", _any(rf"{_CAR}{_MADE}[\s-]*{_TREG}", rf"{_TREG}{_CELLS}?[^.;]{{0,40}}{_CAR}")),
    ("CAR-NK", _any(rf"{_CAR}{_MADE}[\s-]*{_NK}", rf"{_NK}{_CELLS}?[^.;]{{0,40}}{_CAR}")),
    (
        "TCR-T",
        _any(
            r"\bTCRs?[\s-]*T\b",
            r"\bSTAR[\s-]*T\b",  # a receptor of two chains that works through the TCR's own machinery, as a TCR-T does
            r"\bT[\s-]*cell[\s-]+receptor(?:\s*\(TCRs?\))?[\s-]*(?:modified|engineered|transduced)?[\s-]*T\b",
            r"\bTCR[\s-]*(?:engineered|modified|transduced)[\s-]+T\b",
        ),
    ),
    (
        "CAR-T",
        _any(
            rf"{_CAR}{_MADE}[\s-]*T(?:\b|(?=cell)){_CELLS}?",
            r"\b[A-Za-z\d]*CARTs?(?:\b|-?\d+[A-Z]?)",
            r"\b\w+cabtagene\b",
            rf"\bT{_CELLS}[^.;]{{0,60}}(?:{_CAR}|chimeric\s+receptor)",
        ),
    ),
)
_HINT = re.compile(r"CA?AR|TCR|STAR|Car-?T|[Cc]ar [Tt]\b|(?i:chimeric|cabtagene|receptor|lentivir|in[\s-]+(?:vivo|situ))")
"""What every pattern needs: most passages of most records have none of it."""

_ABBREVIATIONS = re.compile(r"CAR|CAAR|TCR|STAR|LV")
_SPELT_OUT = re.compile(r"(?i:chimeric|receptor|cabtagene|lentivir)|CarT|[Cc]ar[- ][Tt]\b")
_ORDER = ("title", "intervention", "arm", "summary")


def mentions(passage: Passage) -> Iterator[tuple[int, str, int, int]]:
    """(rank, modality, start, end) of every engineered cell that the passage names as the trial's product."""
    if not _HINT.search(passage.text):
        return
    for rank, (kind, pattern) in enumerate(KINDS):
        for found in pattern.finditer(passage.text):
            if _case_fits(found[0]) and is_product(passage, found.start(), found.end()):
                yield rank, kind, found.start(), found.end()


def _case_fits(words: str) -> bool:
    """CAR is an abbreviation: "cart", "care" and "car" are other words; the spelt-out form may stand in any case."""
    return bool(_ABBREVIATIONS.search(words) or _SPELT_OUT.search(words))


def modality(passages: Iterable[Passage]) -> str:
    """The product's modality: the most specific kind that the most believed part of the record names.

    Cells that are made inside the body are so wherever the record says it: titles often leave it out.
    """
    found = [(_ORDER.index(p.part), rank, kind) for p in passages if p.part in _ORDER for rank, kind, _, _ in mentions(p)]
    if any(kind == "in-vivo-CAR" for _, _, kind in found):
        return "in-vivo-CAR"
    return min(found)[2] if found else ""
