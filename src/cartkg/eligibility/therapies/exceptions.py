"""What is carved out of a treatment: members of a class ("other than …"), persons ("except those whose …"), single drugs of a combination.

"Other than" a class says what the wider class does not cover, not that the class is allowed: it is kept beside the wider class as
`apart_from`. "Except" a drug, and persons who are excepted, are permissions.
"""

import re

from cartkg.eligibility.therapies.mentions import Mention
from cartkg.eligibility.therapies.selection import sentence
from cartkg.model import Span

OTHER_THAN = re.compile(r"\b(?:other than|apart from|besides)\s+(?:[\w-]+\s+){0,3}$", re.I)
EXAMPLE = re.compile(r"\(\s*(?:e\.?g\.?|for example|such as|i\.e\.?|including|like)[,:]?\s+(?:[\w-]+\s+){0,2}$", re.I)
# Persons or circumstances that are excepted; what follows names no other treatment.
EXCEPTED_PERSONS = re.compile(
    r"\b(?:except(?:ing)?(?: for| in)?|with the exception of|unless|excluding)\s+(?:for\s+)?(?P<who>those|patients|subjects|participants|people|individuals|"
    r"persons|cases|where|when|if|in case|in the case|without|who|whose|specifically|prescribed|it was|it is|they|the (?:patient|subject|participant|drug|last)|this|these|there)\b",
    re.I,
)
SEPARATELY = re.compile(
    r"\b(?:separately|alone|individually|as monotherap\w+|as single agents?)\b[^.;)]{0,80}\b(?:eligible|allowed|permitted|may|acceptable|not excluded)",
    re.I,
)


def is_apart(text: str, mention: Mention) -> bool:
    """Whether the name is a class that a wider class is said not to cover ("a biologic other than B-cell-targeted therapy")."""
    first, _ = sentence(text, mention.span.start, mention.span.end)
    return mention.form in ("class", "cell therapy") and bool(OTHER_THAN.search(text[first : mention.span.start]))


def host_of_example(text: str, index: int, named: list[Mention]) -> Mention | None:
    """The class that a bracketed example stands for, where the bracket hangs at something carved out that the example is no member of.

    "Any immunotherapy other than monoclonal antibodies (e.g. CAR-T cells)": CAR-T cells are an example of immunotherapy.
    """
    mention = named[index]
    first, _ = sentence(text, mention.span.start, mention.span.end)
    if index < 2 or not EXAMPLE.search(text[first : mention.span.start]) or not is_apart(text, named[index - 1]):
        return None
    return named[index - 2]


def excepts_persons(text: str, mention: Mention, named: list[Mention]) -> bool:
    """Whether the sentence of a name goes on to except persons from it; the exception may repeat the name, but names no other one."""
    first, last = sentence(text, mention.span.start, mention.span.end)
    last = _end_of_alternative(text, mention.span.end, last)
    match = EXCEPTED_PERSONS.search(text, mention.span.end, last)
    if not match or _other_topic(text[mention.span.end : match.start()]):
        return False
    return all(m.agent == mention.agent for m in named if match.end() <= m.span.start < last)


def _end_of_alternative(text: str, start: int, last: int) -> int:
    parted = re.compile(r";|\bor\s+(?:patients|subjects|participants)\b").search(text, start, last)
    return parted.start() if parted else last


def _other_topic(between: str) -> bool:
    """Whether another thing than treatments stands between the name and the exception."""
    return bool(re.search(r"[;:]|\b(?:infection|disease|malignan\w+|cancer|tumor)\b", between))


def separately_allowed(text: str, end: int) -> Span | None:
    """ "(… either drug separately can be eligible)" behind a combination."""
    match = SEPARATELY.search(text, end, end + 260)
    return Span(*match.span()) if match else None
