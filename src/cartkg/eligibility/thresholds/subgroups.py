"""The subgroup that a limit is for: what `cohorts` finds in an item, and what only limits have.

That is an age band in brackets behind one of two measures ("Lansky (age < 16 years) or Karnofsky (age ≥ 16 years) ≥ 70"), a
sex right before a figure ("male > 450 ms"), and a state under which another figure holds ("≤ 5 × ULN if the liver is
involved").
"""

import re
from collections.abc import Sequence

from cartkg.reading import cohorts
from cartkg.eligibility.gates import gated
from cartkg.eligibility.quantities import Bound
from cartkg.eligibility.thresholds.binding import Bond, Stretch
from cartkg.eligibility.thresholds.measures import Mention
from cartkg.model import Item, Span

BAND = re.compile(
    r"^\s*(?:\w+\s+){0,3}\((?:(?:for|in|if)\s+)?(?:patients\s+|subjects\s+)?"
    r"(?P<age>[^()]*\b(?:years?|months?|age[ds]?|adults?|children)\b[^()]*)\)",
    re.I,
)
SEX = gated(
    r"(?:^|[(;,:/]|\bor\b|\band\b)\s*(?:for |in )?(?P<sex>(?:adult )?(?:males?|females?|men|women|boys|girls))\s*[:,]?\s*"
    r"(?:QTcF?\s*|is\s*|are\s*)?$",
    re.I,
)
STATE = re.compile(
    r"^[\s,;]*(?:\[?\(?\s*ULN\s*\)?\]?)?[\s,;]*[(\[]?\s*(?:if\s+(?:there\s+(?:is|are)\s+|due\s+to\s+"
    r"|related\s+to\s+)?|with\s+(?=known|documented"
    r"|suspected|liver|hepatic|gilbert|confirmed)|(?:in|for)\s+(?!(?:the\s+)?(?:case|event|presence|absence|patient|subject|participant|those))(?:the\s+)?"
    r"(?=gilbert|(?:[\w'’-]+\s+){1,4}"
    r"(?:syndrome|disease|cohort|arm|group|involvement|metastas[ei]s)\b))(?P<state>[^;,.()\[\]\n]+)",
    re.I,
)
STATE_BEFORE = re.compile(r"(?:^|[(;,.])\s*(?:if|except(?:\s+for|\s+in)?)\s+(?P<state>[^;.()\n,:]+?)\s*[,:]\s*[^;.,\n]*$", re.I)
NO_STATE = re.compile(
    r"^(?:applicable|available|clinically|possible|necessary|needed|not\b|measured|using|determined|calculated"
    r"|assessed|at least"
    r"|\d|they|it|tested|done|performed|indicated|he|she|the (?:patient|subject|participant)s?\b|(?:patient|subject"
    r"|participant)s?\b)",
    re.I,
)
PERSON_WITH = re.compile(
    r"^(?:the\s+|in\s+|for\s+)*(?:patients?|subjects?|participants?|those)\s+(?:with|who have|having)\s+", re.I
)
OTHER_LIMIT = re.compile(r"\s+(?:or|and|but)\s+(?=[<>≥≤=]|up to|at least|less|more)")  # "if no metastases or ≤ 5 × ULN …"
ANY_AGE = re.compile(r"age\b(?!\s*(?:[<>≥≤\d]|of|under|over|above|below|at least|between))", re.I)  # "≤ 10 × ULN for age"
LONGEST = 12


def of(item: Item, bond: Bond, measure: Mention, others: Sequence[Bound], stretch: Stretch) -> str:
    """The words of the subgroup that a limit on one of some measures is for; "" where it is for all."""
    text, bound = item.text, bond.bound
    banded = {m.term.id: _group(BAND.match(text[m.end : bound.start]), "age") for m in bond.measures}
    if any(banded.values()):
        return banded[measure.term.id]
    state = _group(STATE.match(text[bound.end : stretch.end]), "state")
    if state:
        return state
    named = cohorts.cohort_of(item, Span(item.span.start + bound.start, item.span.start + bound.end)).replace("\\", "")
    if named and named != item.cohort and not ANY_AGE.match(named) and _is_own(text, named, bound, others):
        return named
    return (
        _group(SEX.search(text[stretch.start : bound.start]), "sex")
        or _group(STATE_BEFORE.search(text[stretch.start : bound.start]), "state")
        or item.cohort
    )


def _is_own(text: str, named: str, bound: Bound, others: Sequence[Bound]) -> bool:
    """Whether the words of a subgroup belong to this limit, not to a later one: "≤ 2 × ULN (≤ 3 × ULN for those with …)"."""
    place = text.find(named, bound.end)
    if place < 0:
        return len(named.split()) <= LONGEST
    end = place + len(named)
    return not any(bound.end <= b.start < end and b.comparator for b in others if b.kind != "time" or b.end <= place)


def _group(match: re.Match[str] | None, name: str) -> str:
    words = " ".join(match[name].replace("\\", "").split()) if match else ""
    words = PERSON_WITH.sub("", OTHER_LIMIT.split(words)[0])
    return "" if NO_STATE.match(words) or len(words.split()) > LONGEST else words
