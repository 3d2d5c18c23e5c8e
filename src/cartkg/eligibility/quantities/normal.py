"""Multiples of a limit of the normal range: "3 × ULN", "2.5 times the institutional upper limit of normal"."""

from cartkg.eligibility.clauses import word_set
from cartkg.eligibility.quantities.reading import Tokens, text_at

MULTIPLE = dict.fromkeys(word_set("uln ulns unl iuln uhl uin ulin xuln unln iunl ulnr"), "{ULN}") | dict.fromkeys(
    word_set("lln lnl"), "{LLN}"
)
TIMES = {"×", "x", "times", "time", "fold", "folds", "*", "?", "-", "multiples", "multiple"}
LIMIT_WORDS = word_set(
    "the of institutional institution laboratory lab local institution's age adjusted for appropriate normal s ' ’ matched"
    " specific based reference standard site corresponding - a an assay its respective related upper higher high central"
)
NORMAL_WORDS = word_set(
    "normal range ranges value values reference age laboratory local institutional institution normality norm ' s"
)
JOINTS = word_set("of the for")


def multiple(tokens: Tokens, at: int) -> tuple[str, int] | None:
    """ "× ULN", "times the upper limit of normal", "-fold the institutional ULN" after a number."""
    times = at
    while text_at(tokens, times) in TIMES:
        times += 1
    if times > at and text_at(tokens, times) in ("greater", "higher", "more", "above", "over"):
        times += 1 + (text_at(tokens, times + 1) == "than")  # "2.5 times greater than the upper limit of normal"
    return limit_name(tokens, times)


def limit_name(tokens: Tokens, at: int) -> tuple[str, int] | None:
    """ "the upper limit of normal", "institutional ULN", "LLN" as the code and the index after the name."""
    start = at
    while text_at(tokens, at) in LIMIT_WORDS and at < start + 9 and not _upper(tokens, at):
        at += 1
    if text_at(tokens, at) in MULTIPLE:
        return MULTIPLE[tokens[at].text], _past_name(tokens, at + 1)
    if text_at(tokens, at) == "n" and at > start and tokens[at].raw == "N":
        return "{ULN}", at + 1
    if words := _upper(tokens, at):
        return _past_limit(tokens, at + words[1], words[0])
    return None


def _upper(tokens: Tokens, at: int) -> tuple[str, int] | None:
    """ "upper limit", "upper normal limit", "limit of normal" as (code, number of tokens)."""
    first = text_at(tokens, at)
    if first not in ("upper", "lower", "higher", "high", "highest"):
        return None
    code = "{LLN}" if first == "lower" else "{ULN}"
    for step in range(1, 6):
        word = text_at(tokens, at + step)
        if word in ("limit", "limits", "bound", "range", "value"):
            return code, step + 1
        if word not in ("normal", "institutional", "reference", "laboratory", "local", "of", "the"):
            return None
    return None


def _past_limit(tokens: Tokens, at: int, code: str) -> tuple[str, int]:
    """The words that end a limit's name: "of the normal reference range (ULN)"."""
    while text_at(tokens, at) in NORMAL_WORDS | JOINTS:
        if text_at(tokens, at) in JOINTS and text_at(tokens, at + 1) not in NORMAL_WORDS | {"the"}:
            break
        at += 1
    return code, _past_name(tokens, at)


def _past_name(tokens: Tokens, at: int) -> int:
    """Past "(ULN)" or "[ULN]" behind a limit's name."""
    while (
        text_at(tokens, at) in ("(", "[", "\\")
        and text_at(tokens, at + 1) in MULTIPLE
        and text_at(tokens, at + 2) in (")", "]")
    ):
        at += 3
    return at
