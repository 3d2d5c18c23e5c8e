"""The passages of a record that speak of its product."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cartkg.facts.products.patterns import either, words
from cartkg.model import Trial

PRIOR = either(
    "after", "following", "post", "prior(?: to)?", "previous(?:ly)?", "before", "fail(?:ed|ure|ing)(?: of| to)?", "history of",
    "refractory to", "resistant to", r"relaps\w+ (?:after|from|following|to)", "exposed to", "exposure to",
    "who (?:have )?(?:received|undergone)", r"toxicit\w+ (?:of|from)", "associated with", "induced by", "related to",
    "complications? (?:of|after)", "secondary to", "bridging to", r"versus|vs\.?", "compared (?:to|with)",
)  # fmt: skip
"""Words behind which a treatment is not the trial's own: what patients had before, a comparator, what an effect comes from."""

_PRIOR = re.compile(rf"\b{PRIOR}[\s-]+(?:[\w/+-]+\s+){{0,4}}$", re.IGNORECASE)
_EFFECT = re.compile(
    rf"^[\s-]*(?:{either('cells?', 'therapy', 'treatment', 'infusion', 'immunotherapy')}[\s-]*)*"
    rf"{either('related', 'associated', 'induced', 'toxicit.*', 'recipients?', 'naive')}\b",
    re.IGNORECASE,
)
_FOLLOW_UP = words("long term (?:safety )?follow[\\s-]?up", "LTFU", "rollover")

_THIS_TRIAL = (
    re.compile(
        rf"\b{either('this', 'the', 'our', 'present', 'current')}\s+(?:[\w()-]+[\s,]+){{0,6}}?"
        rf"{either('study', 'trial', 'protocol', 'research')}\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"^\s*{either('an?', 'to', 'this', 'phase', 'study', 'trial')}\b.*\b"
        rf"{either('study', 'trial', 'evaluate', 'assess', 'investigate', 'explore', 'determine', 'test')}",
        re.IGNORECASE,
    ),
    words(
        "purposes?", "aims?", "goals?", "objectives?", "will (?:be|receive|undergo|evaluate|use|enrol)", "study (?:of|to)",
        "(?:we|investigators?|researchers?) (?:will|plan|aim|intend|propose|conduct)", "(?:is|are) (?:an?|being)", "designed",
        "consists? of",
    ),
)  # fmt: skip
_BACKGROUND = words(
    r"ha(?:s|ve) been (?:\w+ly )?(?:shown|demonstrated|used|applied|approved|reported|proven|developed|observed|introduced"
    r"|established|associated|increasing|studied|found|made|described)",
    "ha(?:s|ve) (?:shown|demonstrated|emerged|achieved|become|also|already|proven)",
    "(?:previous|prior|recent|other|earlier|several|many|clinical|early) (?:clinical )?"
    "(?:studies|trials|reports|research|data|work)",
    r"since (?:19|20)\d\d", "in recent years", "recently", "reported", "published", "literature", "currently", "traditional",
    "conventional", "compared (?:to|with)", "unlike", "approved (?:by|for)", "(?:was|were) first",
)  # fmt: skip
_SENTENCE = re.compile(r"(?<=[.!?;。])\s+(?=[A-Z(\[\"'“\d])|\n+")


@dataclass(frozen=True, slots=True)
class Passage:
    """Words about the product: from which part of the record, and of which intervention.

    `part` is title, intervention, arm or summary; "explanation" is what the brief summary says without naming the trial.
    """

    text: str
    part: str
    intervention: str = ""
    is_name: bool = False


def passages(trial: Trial) -> tuple[Passage, ...]:
    """The passages in the order in which they are believed: titles, interventions, arms, then sentences of the summary."""
    return tuple(passage for passage in (*_fields(trial), *_prose(trial)) if passage.text.strip())


def _fields(trial: Trial) -> Iterator[Passage]:
    for title in (trial.title, trial.official_title, trial.acronym):
        yield Passage(title, "title")
    for given in trial.interventions:
        for name in (given.name, *given.other_names):
            yield Passage(name, "intervention", given.name, is_name=True)
        yield from (Passage(sentence, "intervention", given.name) for sentence in sentences(given.description))
    for arm in trial.arms:
        yield Passage(arm.label, "arm", is_name=True)
        yield from (Passage(sentence, "arm") for sentence in sentences(arm.description))


def _prose(trial: Trial) -> Iterator[Passage]:
    product = _defines_product(trial)
    for prose in (trial.summary, trial.description):
        for sentence in sentences(prose):
            if is_about_this_trial(sentence) or (product and product.match(sentence)):
                yield Passage(sentence, "summary")
            elif prose is trial.summary and not _BACKGROUND.search(sentence):
                yield Passage(sentence, "explanation")


def _defines_product(trial: Trial) -> re.Pattern[str] | None:
    """A sentence that says what one of the interventions is: "KYV-101 is an autologous …", "QEL-005 is made from …"."""
    names = {re.sub(r"\s+(?:cells?|injection|infusion|product|therapy)\b.*", "", given.name) for given in trial.interventions}
    codes = [re.escape(name) for name in names if re.search(r"\d|[A-Z]{3}", name)]
    if not codes:
        return None
    return re.compile(rf"\s*(?:{'|'.join(codes)})\s+(?:cells?\s+|injection\s+)?(?:is|are)\s+(?:an?|the|made|derived)\b", re.I)


def sentences(prose: str) -> tuple[str, ...]:
    """The sentences and lines of a text."""
    return tuple(part for part in _SENTENCE.split(prose) if part.strip())


def is_about_this_trial(sentence: str) -> bool:
    """Whether a sentence says what this trial does, and not what is known or was done elsewhere."""
    return any(pattern.search(sentence) for pattern in _THIS_TRIAL) and not _BACKGROUND.search(sentence)


def is_product(passage: Passage, start: int, end: int) -> bool:
    """Whether the words from `start` to `end` name what the trial gives: not what patients had before, nor an effect of it."""
    if passage.is_name or _FOLLOW_UP.search(passage.text):
        return True
    before, behind = passage.text[max(start - 80, 0) : start], passage.text[end : end + 60]
    return not _PRIOR.search(before) and not _EFFECT.match(behind)
