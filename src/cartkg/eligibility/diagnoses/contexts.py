"""Which of the named conditions the item speaks of, and which stand in it for another reason.

A name is not a demand of the item when it is the purpose of a treatment, the cause of something else, a relative's, a risk, or
part of the name of a test, a score, a vaccine or a set of criteria.
"""

import re
from collections.abc import Iterable

from cartkg.eligibility.diagnoses.mentions import Mention

LEFT = re.compile(
    r"(?:\b(?:prophyla\w+|prevent(?:ion|ing)?|vaccin\w+|immuni[sz]ation) (?:of|for|against|from)"
    r"|\b(?:treatments?|therap(?:y|ies)|medications?|drugs?|surgery) (?:of|for)"
    r"|\b(?:to|for) treat(?:ing)?|\bdue to|\bcaused by|\bbecause of|\bsecondary to|\battribut\w+ to|\bas a result of"
    r"|\b(?:family|familial) (?:medical )?history of|\brisk (?:of|for|factors? for)|\bscreen\w* for|\bindications? (?:of|for|such as)"
    r"|\banti)[\s-]+(?:(?:the|their|a|an|other|any|chronic|acute|severe|active|underlying)\s+)*$",
    re.I,
)
RIGHT = re.compile(
    r"^[\s-]*(?:\(\w+\)\s*)?(?:classification|diagnostic )?(?:criteria|score|index|scale|vaccin\w*|prophyla\w+|immuni[sz]ation|therap(?:y|ies)"
    r"|treatments?|medications?|drugs?|tests?|testing|screening|guidelines?|classification|registry|trials?|stud(?:y|ies)|cells?"
    r"|antigens?|specific|free|directed|targeted|antibod(?:y|ies)|chemotherapy|surgery|samples?|tissue|biops\w+|specialist|clinic)\b",
    re.I,
)


def demanded(text: str, mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """The mentions that the item speaks of."""
    return tuple(m for m in mentions if not LEFT.search(text[: m.span.start]) and not RIGHT.search(text[m.span.end :]))
