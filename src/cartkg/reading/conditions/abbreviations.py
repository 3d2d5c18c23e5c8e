"""Abbreviations that are also other words or have several meanings, read only beside words that settle them."""

import re
from collections.abc import Iterator

from cartkg.model import Span
from cartkg.reading.conditions.mentions import Mention, lookup
from cartkg.vocabulary import Terminology

# abbreviation, what it stands for, and what must stand in the same text
SETTLED = tuple(
    (re.compile(rf"(?<![\w-]){abbreviation}(?![\w-])"), name, re.compile(evidence, re.I))
    for abbreviation, name, evidence in (
        ("ALL", "acute lymphoblastic leukemia", r"leuka?emi|lymphom|\bAML\b|\bCML\b|\bCLL\b|\bblasts?\b|\bNHL\b|Philadelphia"),
        ("MG", "myasthenia gravis", r"myasthen|MGFA|AChR|MuSK|acetylcholine|generali[sz]ed|thymectomy|MG-ADL"),
        ("MS", "multiple sclerosis", r"sclerosis|relaps|RRMS|SPMS|PPMS|McDonald|EDSS|demyelin|progressive|NMO"),
        ("LN", "lupus nephritis", r"lupus|\bSLE\b|nephritis|ISN|RPS|class (?:III|IV|V)\b"),
        ("MN", "membranous nephropathy", r"membranous|PLA2R|nephro|proteinuri"),
        ("DM", "dermatomyositis", r"myositis|\bPM\b|\bIMNM\b|\bASyS\b|\bIIM\b|Bohan"),
        ("PM", "polymyositis", r"myositis|\bDM\b|\bIMNM\b|\bASyS\b|\bIIM\b|Bohan"),
        ("APS", "antiphospholipid syndrome", r"phospholipid|CAPS|\bITP\b|\bAIHA\b|lupus|\bSLE\b|thrombo|cardiolipin|\bCAPS\b"),
        ("CAPS", "catastrophic antiphospholipid syndrome", r"\bAPS\b|phospholipid|catastrophic"),
        ("PSA", "psoriatic arthritis", r"psoria|spondyl|rheumat|\bRA\b"),
        ("AS", "ankylosing spondylitis", r"spondyl|\bASAS\b|BASDAI|\bPsA\b|arthritis"),
        ("MPA", "microscopic polyangiitis", r"\bGPA\b|polyangiitis|vasculitis|\bANCA\b|\bAAV\b"),
        (
            "MAS",
            "macrophage activation syndrome",
            r"macrophage|\bHLH\b|hemophagocyt|Still|sJIA|presence|suspicion|history|episode",
        ),
        ("SS", "Sjogren syndrome", r"sj[oö]gren|ESSDAI|sicca"),
        ("SSc", "systemic sclerosis", r""),
        ("CAD", "coronary artery disease", r"coronary|cardiac|heart|myocardial|angina"),
        ("PE", "pulmonary embolism", r"\bDVT\b|thrombo|embol"),
        ("PH", "pulmonary hypertension", r"pulmonary|\bPAH\b"),
        ("AF", "atrial fibrillation", r"arrhythmi|atrial|fibrillation"),
        ("CF", "cystic fibrosis", r"cystic|\bCFTR\b"),
        ("UC", "ulcerative colitis", r"colitis|crohn|\bCD\b|bowel|Mayo"),
    )
)

ANY = re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _, _ in SETTLED))


def settled(text: str, terminology: Terminology) -> Iterator[Mention]:
    """The abbreviations of a text whose meaning its other words settle."""
    for pattern, name, evidence in SETTLED if ANY.search(text) else ():
        for found in pattern.finditer(text):
            beside = text[: found.start()] + " " + text[found.end() :]
            named = lookup(name, terminology) if evidence.search(beside) else None
            if named:
                yield Mention(Span(*found.span()), named, "abbreviation")
