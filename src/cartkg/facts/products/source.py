"""Whose cells a product is made from, where the record says so."""

import re
from collections.abc import Iterable

from cartkg.facts.products.passages import Passage
from cartkg.facts.products.patterns import either

_NO_GRAFT = rf"""(?![\s-]+(?:\w+[\s-]+){{0,3}}{either(
    'stem', 'ha?ematopoietic', 'bone', 'marrow', 'transplant', 'HSCT', 'SCT', 'HCT', 'BMT', 'graft', 'serum',
    'PBSC')})"""  # fmt: skip
_PERSON = r"(?:patient|participant|subject)"
_AUTOLOGOUS = re.compile(
    "|".join((
        rf"\bautologous\b{_NO_GRAFT}",
        r"\bautoleucel\b",  # the WHO's generic names: the patient's own leukocytes
        r"\bauto(?=-?CD\d)",
        rf"\b{_PERSON}(?:s['’]?|['’]s)\s+own\b",
        r"\btheir own (?:\w+ ){0,2}(?:cells?|blood)",
        r"\bcells? (?:\w+ )?(?:obtained|collected|taken|derived|isolated|harvested|made) (?:directly )?from (?:the |each )?"
        rf"(?:{_PERSON}s?|themselves)\b",
        r"\b(?:infused|given|returned|put|transfused|reinfused) back (?:in)?to (?:the |their |your |his or her |each )?"
        rf"(?:own )?(?:{_PERSON}s?|bod(?:y|ies)|blood\w*)\b",
    )),
    re.IGNORECASE,
)  # fmt: skip
_ALLOGENEIC = re.compile(
    "|".join((
        rf"\ballogen(?:e)?ic\b{_NO_GRAFT}",
        rf"\b{either('off the shelf', 'universal', 'donor derived', 'iPSC', 'induced pluripotent', 'cord blood', 'UCB')}\b",
        r"\bU[\s-]?CAR(?:\b|-?T)",
        rf"\b{either('healthy', 'unrelated', 'third party')}[\s-]+(?:\w+[\s-]+)?donors?\b",
    )),
    re.IGNORECASE,
)  # fmt: skip
_FIELDS = ("title", "intervention", "arm")


def cell_source(passages: Iterable[Passage], modality: str) -> str:
    """autologous, allogeneic, in-vivo, or empty where the record does not say or says both."""
    if modality == "in-vivo-CAR":
        return "in-vivo"
    held = tuple(passages)
    return _said(p for p in held if p.part in _FIELDS) or _said(p for p in held if p.part not in _FIELDS)


def is_generic_name(passages: Iterable[Passage]) -> bool:
    """Whether a generic name alone ("… autoleucel") says that the product is made of cells."""
    return any(re.search(r"\bautoleucel\b", passage.text, re.IGNORECASE) for passage in passages)


def _said(passages: Iterable[Passage]) -> str:
    texts = [passage.text for passage in passages]
    said = {
        word
        for word, pattern in (("autologous", _AUTOLOGOUS), ("allogeneic", _ALLOGENEIC))
        if any(pattern.search(text) for text in texts)
    }
    return said.pop() if len(said) == 1 else ""
