"""Which kind of engineered cell a product is, by CONTRACT's words.

The generic names of the WHO's nomenclature say it too: "-cabtagene" is a gene for a chimeric antigen receptor, "-autoleucel" are
the patient's own leukocytes.
"""

import re
from collections.abc import Iterable, Iterator

from cartkg.products.passages import Passage, is_product

_CAR = r"(?:chimeric\s+(?:antigen\s+)?receptors?(?:\s*[\[(]\s*CARs?\s*[\])])?|(?:\b|(?<=[a-z\d_]))(?:[Uu]|[Cc]|4S)?-?CARs?(?:[⁺+]|-?\d{1,3}\b)?)"
_MADE = r"(?:[\s,-]+(?:modified|engineered|redirected|positive|expressing|transduced|armou?red|autologous|allogeneic|universal|specific|based|gene|genetically|human|αβ|γδ|gamma|delta|double|negative|DN|CD4|CD8|memory|virus))*"
_CELLS = r"[\s-]*(?:cells?|lymphocytes?)"
_NK = r"(?:NK\b|natural[\s-]+killer(?![\s-]*T\b))"
_TREG = r"(?:T[\s-]?regs?\b|T[\s-]*regulatory|regulatory[\s-]+T|Foxp3)"
KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("in-vivo-CAR", re.compile(
        r"\bin[\s-]+(?:vivo|situ)[\s-]+(?:(?:anti|dual|targeted|engineered|generated|produced|programmed|CD\d+|BCMA|gene|lentivir\w+|mRNA|[\w/]+)[\s/-]+){0,4}"
        r"(?:CARs?\b(?![\s-]*T(?:[\s-]*cells?)?\s+(?:expansion|persistence|kinetics|proliferation|amplification|survival|levels?|activity))|LV\b|lentivir)"
        rf"|{_CAR}{_MADE}[\s-]*(?:T|NK)?{_CELLS}?[^.;]{{0,40}}\b(?:generated|produced|engineered|made|manufactured|reprogrammed)\s+(?:directly\s+)?in[\s-]+(?:vivo|situ)\b"
        rf"|\bin[\s-]+(?:vivo|situ)\s+(?:generation|production|engineering|programming|reprogramming|manufactur\w+|delivery)\b[^.;]{{0,60}}{_CAR}"
        rf"|\b(?:LNPs?|lipid\s+nanoparticles?)\b[^.;]{{0,150}}{_CAR}", re.I)),
    ("CAAR-T", re.compile(r"\bCAAR(?:[\s-]*T)?s?\b|\bCAAR-?T|chimeric\s+auto-?antibody\s+receptor", re.I)),
    ("CAR-Treg", re.compile(rf"{_CAR}{_MADE}[\s-]*{_TREG}|{_TREG}{_CELLS}?[^.;]{{0,40}}{_CAR}", re.I)),
    ("CAR-NK", re.compile(rf"{_CAR}{_MADE}[\s-]*{_NK}|{_NK}{_CELLS}?[^.;]{{0,40}}{_CAR}", re.I)),
    ("TCR-T", re.compile(r"\bTCRs?[\s-]*T\b|\bT[\s-]*cell[\s-]+receptor(?:\s*\(TCRs?\))?[\s-]*(?:modified|engineered|transduced|gene[\s-]+therapy)*[\s-]*T\b|\bTCR[\s-]*(?:engineered|modified|transduced)[\s-]+T\b", re.I)),
    ("CAR-T", re.compile(
        rf"{_CAR}{_MADE}[\s-]*T(?!ox)(?:\b|(?=cell)){_CELLS}?|\b[A-Za-z\d]*CARTs?(?:\b|-?\d+[A-Z]?)|\b\w+cabtagene\b|\b[Uu]?CART(?:cells?)?\b"
        rf"|\bT{_CELLS}[^.;]{{0,60}}(?:{_CAR}|chimeric\s+receptor)", re.I)),
)  # fmt: skip
_ORDER = ("title", "intervention", "arm", "summary")


def mentions(passage: Passage) -> Iterator[tuple[int, str, int, int]]:
    """(rank, modality, start, end) of every engineered cell that the passage names as the trial's product."""
    for rank, (kind, pattern) in enumerate(KINDS):
        for found in pattern.finditer(passage.text):
            if _case_fits(found[0]) and is_product(passage, found.start(), found.end()):
                yield rank, kind, found.start(), found.end()


def _case_fits(words: str) -> bool:
    """CAR is an abbreviation: "cart", "care" and "car" are other words; the spelt-out form may stand in any case."""
    return bool(re.search(r"CAR|CAAR|TCR|4SCAR|LV|chimeric|receptor|lentivir|in[\s-]+(?:vivo|situ)|auto-?antibody", words)) or bool(
        re.search(r"chimeric|receptor|cabtagene|Car-?[Tt]\b|Car T\b", words, re.IGNORECASE) and not re.fullmatch(r"cart?s?|care", words)
    )


def modality(passages: Iterable[Passage]) -> str:
    """The product's modality: the most specific kind that the most believed part of the record names.

    Cells that are made inside the body, or carry an autoantigen, are so wherever the record says it.
    """
    found = [(_ORDER.index(p.part), rank, kind) for p in passages if p.part in _ORDER for rank, kind, _, _ in mentions(p)]
    if not found:
        return ""
    special = [kind for _, _, kind in found if kind in ("in-vivo-CAR",)]
    return special[0] if special else min(found)[2]
