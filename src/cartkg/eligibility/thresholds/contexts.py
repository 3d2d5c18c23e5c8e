"""Words around a number that make it no limit, a limit on something else, or a limit the other way round."""

import re

from cartkg.eligibility.quantities import Bound
from cartkg.eligibility.thresholds.measures import Mention

# "on the 0-4 scale", "(range 0-100)", "score of 6 out of 12"
SCALE_BEFORE = re.compile(
    r"\b(?:range[sd]?|scale of|scale from|scale:|on an?|on the|possible|total|scored|graded|scored from|maximum of"
    r"|out of)\s*(?:from|of|:)?\s*$",
    re.I,
)
SCALE_AFTER = re.compile(r"^\s*(?:-?\s*points?|-?\s*item|mm|cm|point)?\s*(?:[A-Z]\w*\s+)?(?:scale|likert|range)\b", re.I)
# "type 1 diabetes": the number is part of a name
NAMED_TYPE = re.compile(r"type\s+(?:[1-3]|I{1,3})\s+(?!(?:and|or|to|by|in|on|at|as|per|with|within|according)\b)[a-z]", re.I)
# "PT > ULN + 4 seconds": a sum that UCUM cannot say
SUM_AFTER = re.compile(r"^\s*[\])]?\s*\+\s*\d")
# "If creatinine is > 1.5 × ULN, the clearance must be …": when a further test is due, not whom the trial admits
IF_BEFORE = re.compile(
    r"(?:^|[.;]\s*|\n\s*|\(\s*)(?:note:?\s+)?(?:if|when|once|where)\s+(?:the\s+|a\s+|your\s+|baseline\s+|serum\s+"
    r"|urine\s+)*$",
    re.I,
)
IF_AFTER = re.compile(r"^[^.;]{0,80}?,|^[^.;]{0,60}?\bthen\b", re.I)
DOWN = r"decreases?|decrement|decline[ds]?|drop|reduction|fall|loss|worsening"
UP = r"increases?|rise|gain|improvement"
SPREAD = r"variability|variation|fluctuations?"
CHANGED = re.compile(
    rf"\b(?:(?P<down>{DOWN}|decreased|reduced)|(?P<up>{UP}|increased)|(?P<spread>{SPREAD}))\b(?!\s+(?:to|below|under|less))",
    re.I,
)
CHANGE_OF = re.compile(
    rf"\b(?:(?P<down>{DOWN})|(?P<up>{UP})|(?P<spread>{SPREAD}))\s*(?:of|by|in|:|\()?\s*(?:more than|at least|over)?\s*$", re.I
)
CHANGED_BY = re.compile(
    rf"\b(?:(?P<down>{DOWN}|decreased|reduced)|(?:{UP}|increased))\s+(?:of|by)\s*(?:at least|more than|over)?\s*$", re.I
)
RECOVERED = re.compile(
    r"\b(?:recover\w*|resol\w+|restor\w+|return\w*|reduc\w+|relie\w+|improv\w+|subsid\w+|recede\w*|declin\w+"
    r"|decreas\w+|down|alleviat\w+)\b[^.;]{0,60}?(?:\bto\b|:|\()?\s*"
    r"(?:[\w\s().,/-]{0,45})$",
    re.I,
)


NOT_RECOVERED = re.compile(
    r"\b(?:not|never|without|failed to|failure to)(?: been| have| yet| fully| completely| adequately| sufficiently)*\s+"
    r"(?:recover\w*|resolv\w+|return\w*|improv\w+|subsid\w+|declin\w+|reduced)\b[^.;]{0,40}?\bto\b[^.;,]{0,25}$",
    re.I,
)


def describes_scale(text: str, bound: Bound) -> bool:
    """Whether a range only says how far a scale goes, or a number is part of a name or a sum."""
    if bound.both and (SCALE_BEFORE.search(text[: bound.start]) or SCALE_AFTER.match(text[bound.end : bound.end + 40])):
        return True
    if NAMED_TYPE.match(text, bound.start):
        return True
    return bool(SUM_AFTER.match(text[bound.end : bound.end + 12]))


def is_conditional(text: str, bound: Bound, measure: Mention, start: int) -> bool:
    """Whether a sentence begins with this limit as its if-clause."""
    first = min(measure.start, bound.start)
    return bool(IF_BEFORE.search(text[start:first]) and IF_AFTER.match(text[bound.end :]))


def change(text: str, bound: Bound, measure: Mention) -> str:
    """The word for a change of a measure that is limited ("FEV1 decrease"), "" where the limit is on the measure itself.

    A percentage limits a change beside it, another number only one that it is said to be the size of ("increase by ≥ 5").
    """
    if bound.unit != "%":
        by = CHANGED_BY.search(text[measure.end : bound.start]) if measure.end <= bound.start else None
        return "" if by is None else "decrease" if by["down"] else "increase"
    if measure.end <= bound.start:
        match = CHANGED.search(text[measure.end : bound.start]) or CHANGE_OF.search(
            text[max(0, measure.start - 20) : measure.start]
        )
    else:
        match = CHANGE_OF.search(text[max(0, bound.start - 30) : bound.start]) or CHANGED.match(text[bound.end :].lstrip())
    if match is None:
        return ""
    return "decrease" if match["down"] else "increase" if match["up"] else "variability"


def not_recovered(text: str, bound: Bound) -> bool:
    """Whether a grade is one that something has not come down to ("have not resolved to grade 1")."""
    return bool(bound.quantity.grade and NOT_RECOVERED.search(re.split(r"[.;\n]", text[: bound.start])[-1]))


def recovered(text: str, bound: Bound) -> bool:
    """Whether a grade is the level to which something recovers ("have resolved to grade 1"): at most that level is meant."""
    return bool(bound.quantity.grade and RECOVERED.search(re.split(r"[.;\n]", text[: bound.start])[-1]))
