"""Limits on measures that the vocabulary does not have: "CEA ≥ 10 ng/mL", "Spinal pain ≥ 4".

The words right before a sign name the measure where they stand alone there: at the beginning of the item, behind a colon, a
comma or a bracket, few of them, and none that is a verb, a person or a time. They become the label, without an identifier.
"""

import re

from cartkg.eligibility.clauses import word_set
from cartkg.eligibility.quantities import Bound

SIGN_FIRST = re.compile(r"[<>≥≤≧≦＞＜=\\&]")
NAME = re.compile(
    r"(?:^\s*|[,:;(（•]\s*|\b(?:and|or|with|an?|of|defined as)\s+)(?:(?:an?|the|baseline|mean|total|current|screening)\s+)*"
    r"(?P<name>[A-Za-z][\w'’/-]*(?:\s+(?:[\w'’/-]+|of|to|in)){0,4}?)\s*(?P<abbreviation>\([A-Za-z][\w -]{1,14}\))?"
    r"\s*(?:of|is|was|are|:|must be|should be)?\s*$"
)
SCALE = re.compile(
    r"\b(?:scores?|index|scale|ratio|levels?|counts?|titers?|titres?|angle|pain|rate|volume|thickness|pressure|concentration|value"
    r"|diameter|distance|intensity|velocity|density|expression|viability|IC50)$",
    re.I,
)
NOT_A_NAME = re.compile(
    r"\b(?:patients?|subjects?|participants?|who|have|has|had|having|be|been|is|are|was|were|must|should|may|not|no|within|for|during"
    r"|received?|receiving|treated|treatment|therapy|doses?|weeks?|months?|days?|years?|age[ds]?|history|requiring?|defined|least|cycles?"
    r"|lines?|lesions?|disease|prior|since|last|after|before|that|which|if|when|at|on|by|from|as|than|more|less|stage|grade|class|failed"
    r"|failure|followed|decrease|increase|pearl|measuring|including|duration|period|only|any|all|regimens?"
    r"|surgery|radiation|use|using|smoking|relapse|infection|previous)\b",
    re.I,
)
NO_NAMES = word_set("and or a an of to in male female males females men women")
KINDS = word_set(
    "concentration count activity copies ratio percent score pressure length temperature clearance volume"
    " frequency plain titer mass"
)


def name_of(text: str, bound: Bound, start: int) -> str:
    """The words that name the measure of a bound, "" where they cannot be told."""
    if bound.kind not in KINDS or not SIGN_FIRST.match(text[bound.start]):
        return ""
    before = text[start : bound.start]
    matches = (
        NAME.search(before, at)
        for at in (0, *(m.start() for m in re.finditer(r"\b(?:defined as|with|of|and|or|an?)\s", before)))
    )
    names = (" ".join(match["name"].split()) for match in matches if match)
    return next((name for name in names if _is_name(name, bound)), "")


def _is_name(name: str, bound: Bound) -> bool:
    if NOT_A_NAME.search(name) or len(name) < 2 or name.lower() in NO_NAMES:
        return False
    needs_scale = bound.kind in ("plain", "percent", "length", "volume", "mass")
    return bool(not needs_scale or SCALE.search(name) or name.isupper())


def is_score(name: str) -> bool:
    """Whether a bare number counts points: scores, indices, scales, pain."""
    return bool(re.search(r"(?:score|index|scale|pain)s?$|^(?:NRS|VAS|ODI|NPRS)$", name, re.I))
