"""How much of an eligibility text the source shows."""

import re

from cartkg.model import Completeness

_ETC = re.compile(r"\b(etc|and so on|and others?)\W*$", re.IGNORECASE)
_CUT = re.compile(
    r"(…|(?<!\.)\.{3,4}|\[\s*(…|\.{3})\s*\]|\b(show|read|see|view|load)\s+(more|full|all)\b[^\n]{0,30}|\[?truncated\]?)\W*$",
    re.IGNORECASE,
)
_OPEN_END = re.compile(r"\b(and|or|of|the|with|in|to|by|for|than|including|a|an|at|from|within|who|that)$")
_CLOSED_END = re.compile(r"[.;:!?。；)\]]$")


def completeness(text: str, *, source_goes_on: bool = True) -> Completeness:
    """`none` without words, `partial` where the source cuts the text off, else `complete`.

    Cut off is a text that ends with an ellipsis or a "read more", or with a word that needs another after it.
    `source_goes_on` is False where the file itself ends with the text: then only a closed sentence counts as an end.
    """
    words = text.rstrip()
    if not words:
        return Completeness.NONE
    if _CUT.search(words) and not _ETC.search(re.sub(r"[.…\s]+$", "", words)):
        return Completeness.PARTIAL
    if _OPEN_END.search(words) or not (source_goes_on or _CLOSED_END.search(words)):
        return Completeness.PARTIAL
    return Completeness.COMPLETE
