"""The passages of a record that speak of its product."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cartkg.model import Trial

PRIOR_CUE = (
    r"(?:after|following|post|prior(?: to)?|previous(?:ly)?|before|fail(?:ed|ure|ing)(?: of| to)?|history of|refractory to|resistant to"
    r"|relaps\w+ (?:after|from|following|to)|exposed to|exposure to|who (?:have )?(?:received|undergone)|toxicit\w+ (?:of|from)"
    r"|associated with|induced by|related to|complications? (?:of|after)|secondary to|bridging to|versus|vs\.?|compared (?:to|with))"
)
_PRIOR = re.compile(rf"\b{PRIOR_CUE}[\s-]+(?:[\w/+-]+\s+){{0,4}}$", re.IGNORECASE)
_OTHERS = re.compile(r"^[\s-]*(?:(?:cells?|therapy|treatment|infusion|immunotherapy)[\s-]*)*(?:related|associated|induced|toxicit\w*|recipients?|naive)\b", re.IGNORECASE)
_FOLLOW_UP = re.compile(r"long[- ]term (?:safety )?follow[- ]?up|\bLTFU\b|rollover", re.IGNORECASE)

_THIS_TRIAL = re.compile(
    r"\b(?:this|the|our|present|current)\s+(?:[\w()-]+[\s,]+){0,6}?(?:study|trial|protocol|research)\b|\b(?:purpose|aim|goal|objective)s?\b"
    r"|^\s*(?:a|an|to|this|phase)\b.*\b(?:study|trial|evaluate|assess|investigate|explore|determine|test)|\bwill (?:be|receive|undergo|evaluate|use|enrol)"
    r"|\b(?:we|investigators?|researchers?) (?:will|plan|aim|intend|propose|conduct)|\bstudy (?:of|to)\b|\b(?:is|are) (?:a|an|being)\b|\bdesigned\b|\bconsists? of\b",
    re.IGNORECASE,
)  # fmt: skip
_BACKGROUND = re.compile(
    r"\b(?:ha(?:s|ve) been (?:\w+ly )?(?:shown|demonstrated|used|applied|approved|reported|proven|developed|observed|introduced|established|associated|increasing|studied|found|made|described)|ha(?:s|ve) (?:shown|demonstrated|emerged|achieved|become|also|already|proven)|(?:previous|prior|recent|other|earlier|several|many|clinical|early)"
    r" (?:clinical )?(?:studies|trials|reports|research|data|work)|since (?:19|20)\d\d|in recent years|recently|reported|published|literature|currently|"
    r"traditional|conventional|compared (?:to|with)|unlike|approved (?:by|for)|was first|were first)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?;。])\s+(?=[A-Z(\[\"'“\d])|\n+")


@dataclass(frozen=True, slots=True)
class Passage:
    """Words about the product: from which part of the record, and of which intervention."""

    text: str
    part: str  # title, intervention, arm, summary; explanation: what the brief summary says without naming the trial
    intervention: str = ""
    is_name: bool = False


def passages(trial: Trial) -> tuple[Passage, ...]:
    """The passages in the order in which they are believed: titles, interventions, arms, then sentences of the summary."""
    return tuple(p for p in _all(trial) if p.text.strip())


def _all(trial: Trial) -> Iterator[Passage]:
    for title in (trial.title, trial.official_title, trial.acronym):
        yield Passage(title, "title")
    for given in trial.interventions:
        for name in (given.name, *given.other_names):
            yield Passage(name, "intervention", given.name, is_name=True)
        for sentence in sentences(given.description):
            yield Passage(sentence, "intervention", given.name)
    for arm in trial.arms:
        yield Passage(arm.label, "arm", is_name=True)
        for sentence in sentences(arm.description):
            yield Passage(sentence, "arm")
    for prose in (trial.summary, trial.description):
        for sentence in sentences(prose):
            if is_about_this_trial(sentence):
                yield Passage(sentence, "summary")
            elif prose is trial.summary and not _BACKGROUND.search(sentence):
                yield Passage(sentence, "explanation")


def is_about_this_trial(sentence: str) -> bool:
    """Whether a sentence says what this trial does, and not what is known or was done elsewhere."""
    return bool(_THIS_TRIAL.search(sentence)) and not _BACKGROUND.search(sentence)


def is_product(passage: Passage, start: int, end: int) -> bool:
    """Whether the words from `start` to `end` name what the trial gives: not what patients had before, nor a toxicity of it."""
    if passage.is_name or _FOLLOW_UP.search(passage.text):
        return True
    before, behind = passage.text[max(start - 80, 0) : start], passage.text[end : end + 60]
    return not _PRIOR.search(before) and not _OTHERS.match(behind)


def sentences(prose: str) -> tuple[str, ...]:
    """The sentences and lines of a text."""
    return tuple(part for part in _SENTENCE.split(prose) if part.strip())
