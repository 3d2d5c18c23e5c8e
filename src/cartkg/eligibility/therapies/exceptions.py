"""What is carved out of a treatment: members of a class ("other than …"), persons ("except those whose …"), single drugs.

"Other than" a class says what the wider class does not cover, not that it is allowed: it is kept beside the wider class as
`apart_from`. "Except" a drug, and persons who are excepted, are permissions.
"""

import re

from cartkg.eligibility import stance
from cartkg.eligibility.gates import gated
from cartkg.eligibility.therapies.mentions import Mention
from cartkg.eligibility.therapies.selection import sentence
from cartkg.model import Item, Span

OTHER_THAN = gated(r"\b(?:other than|apart from|besides)\s+(?:[\w-]+\s+){0,3}$", re.I)
EXAMPLE = re.compile(r"\(\s*(?:e\.?g\.?|for example|such as|i\.e\.?|including|like)[,:]?\s+(?:[\w-]+\s+){0,2}$", re.I)
ANOTHER_TOPIC = re.compile(r"[;:]|\b(?:infections?|diseases?|malignan\w+|cancers?|tumou?rs?)\b", re.I)
SEPARATELY = re.compile(
    r"\b(?:separately|alone|individually|as monotherap\w+|as single agents?)\b[^.;)]{0,80}"
    r"\b(?:eligible|allowed|permitted|may|acceptable|not excluded)",
    re.I,
)


def is_apart(text: str, mention: Mention) -> bool:
    """Whether the name is a class that a wider class is said not to cover ("a biologic other than B-cell-targeted therapy")."""
    first, _ = sentence(text, mention.span.start, mention.span.end)
    return mention.form in ("class", "cell therapy") and bool(OTHER_THAN.search(text[first : mention.span.start]))


def host_of_example(text: str, index: int, named: list[Mention]) -> Mention | None:
    """The class that a bracketed example stands for, where the bracket hangs at something carved out that does not hold it.

    "Any immunotherapy other than monoclonal antibodies (e.g. CAR-T cells)": CAR-T cells are an example of immunotherapy.
    """
    mention = named[index]
    first, _ = sentence(text, mention.span.start, mention.span.end)
    if index < 2 or not EXAMPLE.search(text[first : mention.span.start]) or not is_apart(text, named[index - 1]):
        return None
    return named[index - 2]


def excepts_persons(item: Item, mention: Mention, named: tuple[Mention, ...]) -> bool:
    """Whether persons are excepted from the treatment; the exception may repeat its name, but names no other one."""
    for carved in stance.carve_outs(item):
        first, last = carved.exception.start - item.span.start, carved.exception.end - item.span.start
        whole = range(carved.whole.start - item.span.start, carved.whole.end - item.span.start)
        others = [m for m in named if first <= m.span.start < last and m.agent.label != mention.agent.label]
        if mention.span.start in whole and not others and not _another_topic(item.text, mention.span.end, whole.stop):
            return True
    return False


def _another_topic(text: str, start: int, end: int) -> bool:
    """Whether something else than treatments stands between the name and the exception."""
    return bool(ANOTHER_TOPIC.search(text, start, end))


def separately_allowed(text: str, end: int) -> Span | None:
    """ "(… either drug separately can be eligible)" behind a combination."""
    match = SEPARATELY.search(text, end, end + 260)
    return Span(*match.span()) if match else None
