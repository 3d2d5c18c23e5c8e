"""The subgroup that a limit is for: "(≤ 3 × ULN for patients with Gilbert's syndrome)", "Lansky (age < 16 years)"."""

import re
from collections.abc import Sequence

from cartkg.eligibility.quantities import Bound
from cartkg.eligibility.thresholds.measures import Mention

PERSON = r"(?:patients?|subjects?|participants?|children|adults?|individuals?|females?|males?|women|men|girls|boys|those|persons?|people|recipients?|infants?|adolescents?)"
AFTER = re.compile(
    rf"""^[\s,;]*[(\[]?\s*(?:
        (?:for|in|among)\s+(?P<who>(?:the\s+)?(?:\w+\s+)?{PERSON}\s+(?:with\s+|who\s+(?:have|has|are|were)\s+|whose\s+|having\s+|aged?\s+)?)(?P<for>[^;,.()\[\]\n]+)
      | (?:in\s+(?:the\s+)?(?:case|presence|setting|event)\s+of|if\s+(?:there\s+(?:is|are)\s+|due\s+to\s+|associated\s+with\s+)?|when|with\s+(?=known|documented|suspected|liver|hepatic|gilbert))\s*(?P<case>[^;,.()\[\]\n]+)
      | (?:for|in)\s+(?P<named>gilbert[^;,.()\[\]\n]*)
      | \(\s*(?:if\s+|for\s+)?(?P<age>age[ds]?\b[^()]*|\\?[<>≥≤]\s?\\?=?\s?\d+\s*(?:-\s*\d+\s*)?(?:years?|months?)[^()]*)\)
    )""",
    re.I | re.X,
)
BEFORE = re.compile(
    rf"""(?:
        \b(?:for|in)\s+(?:the\s+|all\s+)?{PERSON}\s+(?:with|having|who\s+have)\s+(?P<with>[^;.()\n,:]+?)\s*(?:,|:|\bmay\b|\bmust\b|\bshould\b|\bcan\b)
      | \b{PERSON}\s+(?:with|having|who\s+have)\s+(?P<holder>[^;.()\n,:]+?)\s*(?::|\bmay\b|\bmust\b|\bshould\b|\bcan\b|\bneed)
      | \b(?:if|except(?:\s+for|\s+in)?|unless|in\s+case\s+of|in\s+the\s+(?:case|presence)\s+of)\s+(?P<case>[^;.()\n,:]+?)\s*[,:]
      | \b(?P<kin>gilbert[^;.()\n,:]*?)\s*(?:,|:|\bmay\b|\bmust\b|\bshould\b|\bcan\b|\bsubjects?\b|\bpatients?\b)
    )[^;.\n]*$""",
    re.I | re.X,
)
ON_MENTION = re.compile(r"^\s*(?:\w+\s+){0,3}\((?:(?:for|in|if)\s+)?(?P<age>[^()]*\b(?:years?|months?|age[ds]?|adults?|children)\b[^()]*)\)", re.I)
NO_COHORT = re.compile(
    r"^(?:applicable|available|clinically|possible|necessary|needed|not\b|measured|using|determined|calculated|assessed|at least|\d|the (?:last|past|study|opinion)|they|it|tested|done|performed|indicated|screening)",
    re.I,
)
SEX = re.compile(r"(?:[(;,:/]|\bor\b|\band\b)\s*(?:for |in )?(?P<sex>(?:adult )?(?:males?|females?|men|women|boys|girls))\s*[:,]?\s*(?:QTcF?\s*|is\s*|are\s*)?$", re.I)
LONGEST = 14


def of(text: str, bound: Bound, measure: Mention, measures: Sequence[Mention], start: int, end: int) -> str:
    """The words of the subgroup that a limit on one of some measures is for, within [start, end) of a text; "" where for all."""
    banded = {m.term.id: _on_mention(text, m, bound) for m in measures}
    if any(banded.values()):
        return banded[measure.term.id]
    return _behind(text[bound.end : end]) or _sex(text[start : bound.start]) or _ahead(text[start : min(measure.start, bound.start)])


def _sex(lead: str) -> str:
    """ "QTc (male > 450 ms; female > 470 ms)": the sex that stands right before a limit."""
    match = SEX.search(lead)
    return match["sex"] if match else ""


def _behind(rest: str) -> str:
    match = AFTER.match(re.sub(r"^\s*\[?\(?(?:ULN)\)?\]?", "", rest))
    if match is None:
        return ""
    words = next((match[g] for g in ("for", "case", "named", "age") if match[g]), "")
    if match["who"] and re.match(r"[<>≥≤\\\d]|under|over|aged?\b|less|younger|older|at least", words.strip(), re.I):
        words = re.sub(r"\s+", " ", match["who"] + words)
        words = re.sub(rf"^(?:the\s+)?(?:patients?|subjects?|participants?|those|individuals?)\s+(?:who\s+(?:are|were)\s+)?", "", words, flags=re.I)
    return _clean(words)


def _on_mention(text: str, mention: Mention, bound: Bound) -> str:
    match = ON_MENTION.match(text[mention.end : bound.start])
    return _clean(match["age"]) if match else ""


def _ahead(lead: str) -> str:
    match = None
    for match in BEFORE.finditer(lead):
        pass
    if match is None:
        return ""
    return _clean(next((match[g] for g in ("with", "holder", "case", "kin") if match[g]), ""))


def _clean(words: str) -> str:
    words = " ".join(words.replace("\\", "").split()).strip(" -:,(")
    words = re.split(r"\s(?:or|and)\s+(?=[<>≥≤])|\bat the time\b|\bas determined\b", words)[0].strip()
    words = re.sub(rf"^(?:for|in)?\s*{PERSON}\s+(?:with|who\s+have)\s+", "", words, flags=re.I)
    words = re.sub(r"\s+(?:patients?|subjects?)$", "", words) if words.lower().startswith("gilbert") else words
    return "" if not words or NO_COHORT.match(words) or len(words.split()) > LONGEST else words
