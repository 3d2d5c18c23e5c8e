"""Which of the named conditions the item speaks of, and which stand in it for another reason.

A name is no demand of the item when it is the purpose of a treatment, the cause of something else, a relative's, a risk, the
limit of a threshold, or part of the name of a test, a score, a vaccine or a set of criteria. The reasons stand in
`contexts.tsv`, one a line: patterns for the words that end where the name begins (its qualifiers between) and for those that
begin where it ends, the section and the conditions to which the reason is limited, and an example. {LOOSE} is up to three
words, {TREATMENT} the stem of a treatment.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from cartkg.eligibility.diagnoses import persons
from cartkg.eligibility.diagnoses.mentions import Mention
from cartkg.eligibility.diagnoses.persons import QUALIFIERS
from cartkg.eligibility.gates import Gated, gated
from cartkg.model import Item, Section, Span

LOOSE = r"(?:(?!(?:and|or|who|that|but|not|no|which|without|include|including|if|when)\b)[\w-]+\s+){0,3}?"
TREATMENT = r"(?:treat|therap|medic|drug|agent|prohibit|administ|prescri|prophyla|surg|vaccin|regimen|hospitali)"
REACH = 160  # characters beside a name that are looked at


@dataclass(frozen=True, slots=True)
class Context:
    """A reason why a name is no demand: patterns for the words beside it, and where it holds."""

    reason: str
    before: Gated | None = None
    after: re.Pattern[str] | None = None
    section: Section | None = None
    conditions: frozenset[str] = frozenset()

    def fits(self, item: Item, mention: Mention) -> bool:
        """Whether the mention, of a section and condition that the context holds for, stands in this context."""
        start, end = mention.span.start, mention.span.end
        if self.after and not self.after.match(item.text, end):
            return False
        return not self.before or self.before.search(item.text, max(0, start - REACH), start) is not None


@cache
def contexts() -> tuple[Context, ...]:
    """The lines of `contexts.tsv`."""
    with Path(__file__).with_name("contexts.tsv").open(encoding="utf-8", newline="") as file:
        return tuple(_contexts(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)))


@lru_cache(maxsize=4096)
def contexts_for(section: Section, condition: str) -> tuple[Context, ...]:
    """The contexts that hold in a section for a condition, in their order."""
    return tuple(
        c for c in contexts() if (not c.section or c.section is section) and (not c.conditions or condition in c.conditions)
    )


def _contexts(lines: Iterable[dict[str, str]]) -> Iterator[Context]:
    for line in lines:
        before = line["before"].replace("{LOOSE}", LOOSE).replace("{TREATMENT}", TREATMENT)
        yield Context(
            line["reason"],
            gated(before + QUALIFIERS + "$", re.I) if before else None,
            re.compile(line["after"], re.I) if line["after"] else None,
            Section(line["section"]) if line["section"] else None,
            frozenset(filter(None, line["conditions"].split("|"))),
        )


CONTINUATION = re.compile(r"\s*(?:,|/|\b(?:and/or|and|or)\b)(?:\s*(?:,|/|and/or\b|and\b|or\b))*\s*" + QUALIFIERS + "$", re.I)
INDICATION = Context("indication", before=gated(r"\bfor\b"))
CONTRACEPTION = gated(
    r"contracep|birth control|childbearing|child-bearing|steril|condom|abstinen|reproductive potential|teratogen", re.I
)
THE_TUMOR = re.compile(r"tumou?rs?", re.I)
INDICATED = gated(r"\s*(?:\([^()]{1,20}\)\s*)?\b(?:for|in)\s+" + LOOSE + QUALIFIERS + "$", re.I)
DEFINITION = gated(r"\b(?:is|are|was|were) (?:further )?defined (?:as|by)\b", re.I)


def demanded(item: Item, mentions: Iterable[Mention], therapies: Iterable[Span] = ()) -> tuple[Mention, ...]:
    """The mentions that the item speaks of; `therapies` are the places of the therapies in its text."""
    found, ends = list(mentions), frozenset(t.end for t in therapies)
    reasons = [_reason(item, mention, ends) for mention in found]
    _carry_on(item.text, found, reasons)
    return tuple(m for m, reason in zip(found, reasons, strict=True) if not reason and not _defines(item.text, m))


def _reason(item: Item, mention: Mention, ends: frozenset[int]) -> Context | None:
    if persons.under_treatment(item, mention):
        return None
    return context_of(item, mention) or (INDICATION if _indication(item, mention, ends) else None)


def _carry_on(text: str, found: list[Mention], reasons: list[Context | None]) -> None:
    """What refuses a name refuses those coordinated with it: "therapy for A or B" to the right, "A/B therapy" to the left."""
    for index in range(1, len(found)):
        before = reasons[index - 1]
        if before and before.before and not reasons[index] and _continues(text, found[index - 1], found[index]):
            reasons[index] = before
    for index in range(len(found) - 2, -1, -1):
        behind = reasons[index + 1]
        if behind and behind.after and text[found[index].span.end : found[index + 1].span.start].strip() == "/":
            reasons[index] = behind


def only_spoken_of(item: Item, mention: Mention) -> bool:
    """Whether an item only speaks of a condition that it seems to demand: pregnancy to be avoided, "the tumor" treated."""
    if mention.condition.label in {"pregnancy", "lactation"}:
        return CONTRACEPTION.search(item.text) is not None
    return THE_TUMOR.fullmatch(item.text, mention.span.start, mention.span.end) is not None


def _indication(item: Item, mention: Mention, ends: frozenset[int]) -> bool:
    """Whether a therapy is named as given for the condition ("glucocorticoids for asthma")."""
    found = INDICATED.search(item.text, max(0, mention.span.start - REACH), mention.span.start)
    return found is not None and found.start() in ends


def _continues(text: str, one: Mention, other: Mention) -> bool:
    """Whether the other mention is coordinated with the one before it ("therapy for adrenal or pituitary insufficiency")."""
    return bool(CONTINUATION.match(text[one.span.end : other.span.start]))


def context_of(item: Item, mention: Mention) -> Context | None:
    """The first context in which a mention is no demand; None when it is one."""
    fitting = contexts_for(item.section, mention.condition.label)
    return next((context for context in fitting if context.fits(item, mention)), None)


def _defines(text: str, mention: Mention) -> bool:
    """Whether the mention stands in a later sentence that only defines a word ("Uncontrolled … is defined as …")."""
    start = max((m.end() for m in re.finditer(r"[.;]\s+(?=[A-Z])", text[: mention.span.start])), default=0)
    stop = re.search(r"[.;]\s+(?=[A-Z])|$", text[mention.span.end :])
    return start > 0 and bool(DEFINITION.search(text[start : mention.span.end + (stop.start() if stop else 0)]))
