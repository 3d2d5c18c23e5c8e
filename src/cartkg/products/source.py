"""Whose cells a product is made from, where the record says so."""

import re
from collections.abc import Iterable

from cartkg.products.passages import Passage

IN_VIVO = "in-vivo"
_GRAFT = r"(?![\s-]+(?:\w+[\s-]+){0,3}(?:stem|h(?:a?)ematopoietic|bone|marrow|transplant\w*|HSCT|SCT|HCT|BMT|graft|serum|PBSC))"
_AUTOLOGOUS = re.compile(
    rf"\bautologous\b{_GRAFT}|\bautoleucel\b|\bauto(?=-?CD\d)|\b(?:patient|participant|subject)(?:s['’]?|['’]s)\s+own\b|\btheir own (?:\w+ ){{0,2}}(?:cells?|blood)"
    r"|\bcells? (?:\w+ )?(?:obtained|collected|taken|derived|isolated|harvested|made) (?:directly )?from (?:the |each )?(?:patients?|participants?|subjects?|themselves)"
    r"|\b(?:infused|given|returned|put|transfused|reinfused) back (?:in)?to (?:the |their |your |his or her |each )?(?:own )?(?:patients?|participants?|subjects?|bod(?:y|ies)|blood\w*)",
    re.IGNORECASE,
)
_ALLOGENEIC = re.compile(
    rf"\ballogen(?:e)?ic\b{_GRAFT}|\boff[\s-]the[\s-]shelf\b|\buniversal\b|\bU[\s-]?CAR(?:\b|-?T)|\b(?:healthy|unrelated|third[\s-]party)[\s-]+(?:\w+[\s-]+)?donors?\b"
    r"|\bdonor[\s-]derived\b|\biPSC\b|\binduced pluripotent|\bcord[\s-]blood\b|\bUCB\b",
    re.IGNORECASE,
)
_SPECIFIC = ("title", "intervention", "arm")


def cell_source(passages: Iterable[Passage], modality: str) -> str:
    """autologous, allogeneic, in-vivo, or empty where the record does not say or says both."""
    if modality == "in-vivo-CAR":
        return IN_VIVO
    held = tuple(passages)
    named = _said(p for p in held if p.part in _SPECIFIC)
    return named if named else _said(p for p in held if p.part not in _SPECIFIC)


def _said(passages: Iterable[Passage]) -> str:
    said = set()
    for passage in passages:
        said |= {"autologous"} if _AUTOLOGOUS.search(passage.text) else set()
        said |= {"allogeneic"} if _ALLOGENEIC.search(passage.text) else set()
    return said.pop() if len(said) == 1 else ""
