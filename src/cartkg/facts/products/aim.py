"""Whether antigens that a passage names are what its product is directed at."""

import re

from cartkg.facts.products.groups import Group
from cartkg.facts.products.passages import Passage, is_product
from cartkg.facts.products.patterns import either

NEAR = 160
"""How many characters before and behind an antigen are looked at: a phrase, not a paragraph."""

_QUALIFIER = either(
    r"[\s()\[\]/,-]+", "(?:re-?)?target(?:ed|ing)?", "direct(?:ed|ing)", "specific", "redirected", "reactive", "dual",
    "bi-?specific", "tandem", "compound", "single", "triple", "autologous", "allogeneic", "universal", "human(?:ized)?",
    "fully", "novel", "next", "fourth", "third", "second", "generation", "ultra", "fast", "antigen", "HLA", "independent",
    "mRNA", "based", "gene", "modified", "engineered", "in vivo", "armou?red", "metabolically", "rapid", "injection of",
    "logic", "gated", "chimeric", "auto-?antibody",
)  # fmt: skip
_AIMING = "(?:target|direct)(?:ed|ing)"
_CELL = (
    r"(?:(?:[Uu]|[Cc]|4S)?[\s-]?(?:CARs?(?:\b|-?T|[⁺+])|[Cc]ar-[Tt]\b|CART|CAART?|TCR|STAR\b|STAR-?T)"
    r"|(?i:chimeric\s+(?:antigen|auto|receptor)|receptor))"
)
_BEFORE_CELL = re.compile(rf"^(?i:{_QUALIFIER}*?(?:{_AIMING}[\s-]+(?:[\w-]+\s+){{0,4}})?)[\s(\[-]*{_CELL}")
_AIMED_CELL = re.compile(
    rf"^[\s()\[\]-]*(?:(?:re)?{_AIMING}|specific|redirected){_QUALIFIER}*\b(?:T|NK|iNKT|NKT|Tregs?|cells?|CIK|γδ)\b",
    re.IGNORECASE,
)
_ANTI = re.compile(r"\banti[\s-]*$", re.IGNORECASE)
_CELL_THERAPY = re.compile(r"^\s*(?:T[\s-]*|NK[\s-]*)?cells?\s+(?:therapy|injection|infusion|product)", re.IGNORECASE)
_FILLER = either(
    "both", "either", "the", "human", "antigens?", "molecules?", "surface", "proteins?", "anti", "an?", "B cell", "marker",
    "named", "called", "cluster of differentiation",
)  # fmt: skip
_AT = re.compile(
    r"\b(?:target(?:ed|s|ing)?|direct(?:ed|s)?(?: (?:at|against|to|towards?))?|against|specific (?:for|to)|recogni[sz]\w+"
    r"|bind(?:s|ing)?(?: to)?|express(?:es|ing)?(?: an?| the)?)\s+"
    rf"(?:{_FILLER}[\s:-]+)*(?:anti[\s-]?)?[(\[]?$",
    re.IGNORECASE,
)
_CELLS_NAMED = re.compile(
    r"CAR|TCR|STAR|chimeric|\bT[\s-]*(?:cells?|lymphocytes?)|\bNK\b|natural killer|\bcells?\b|in[\s-]vivo|\bLV\b", re.IGNORECASE
)
_CELL_NAME = re.compile(r"CAR|\bT\b|\bNK\b|chimeric|cells?\b|-$", re.IGNORECASE)
_OTHER_THING = re.compile(
    rf"^[\s)\]-]*(?:(?:{_AIMING}|specific)[\s-]+)?"
    r"(?:antibod|mAb|monoclonal|inhibitor|blocker|lipid|LNP|nanopartic|vector|lentivir|fusogen|viral|virus|delivery"
    r"|ligand|expression|levels?\b|counts?\b|depletion|bi-?specific antibod|T[\s-]*cell engag|engager)",
    re.IGNORECASE,
)
_MARKER = re.compile(
    r"^(?:[⁺+]|[\s-]*positive|[\s-]*negative|-)\s*(?!\s*CAR)"
    r"(?:(?:B|T|ALL|NHL)\b|lymph|leuk|malign|h(?:a?)ematolog|cells?|plasma|tumou?r|blast|patients)",
    re.IGNORECASE,
)
_ANTIBODY = re.compile(r"(?<!auto)(?<!auto-)antibod|\bmAbs?\b|monoclonal|\w+mab\b|engager|\bBiTE\b|vaccine", re.IGNORECASE)


def is_target(passage: Passage, group: Group) -> bool:
    """Whether the passage says that its product is directed at these antigens.

    An antigen right before an engineered cell ("CD19 CAR-T", "CD19-directed T cells") or behind "targeting", "against" is; the
    marker of a cell or tumour ("CD19+ B cells"), the antigen of an antibody, and the address of a vector ("CD7-targeted LNP")
    are not.
    """
    before = passage.text[max(group.start - NEAR, 0) : group.start]
    behind = passage.text[group.end : group.end + NEAR]
    if not is_product(passage, group.start, group.end):
        return False
    if _OTHER_THING.match(behind):
        return False
    if "CAR" in passage.text[group.start : group.end] or _BEFORE_CELL.match(behind):
        return True
    if _MARKER.match(behind):
        return False
    if _AIMED_CELL.match(behind) or (_ANTI.search(before) and _CELL_THERAPY.match(behind)):
        return True
    return _is_aimed_at(passage, before) and not _ANTIBODY.search(passage.text)


def _is_aimed_at(passage: Passage, before: str) -> bool:
    """Behind a word of aiming in words about cells, or inside the very name of a cell product."""
    if _AT.search(before) and _CELLS_NAMED.search(passage.text):
        return True
    return passage.is_name and bool(_CELL_NAME.search(passage.text))
