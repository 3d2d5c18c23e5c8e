"""Which of an item's names get a statement: names that only label, repeat, measure or date another one do not."""

import re
from functools import lru_cache

from cartkg.eligibility.therapies import roles
from cartkg.eligibility.therapies.mentions import Mention
from cartkg.model import Item
from cartkg.vocabulary import Terminology

SENTENCE_END = re.compile(r"(?<!\be\.g)(?<!\bi\.e)(?<!\betc)(?<!\bvs)(?<!\bDr)[.;](?=\s|$)|\n\s*\n|[.;](?=[A-Z][a-z])")
LABEL = re.compile(r"\s*[^.;:\n]{0,90}?:(?!\d)")
VERB_OR_TIME = re.compile(
    r"\b(?:receiv\w*|treat(?:ed|ment with)|us(?:e|ed|ing)|within|prior|fail\w*|had|taking|following|must|requir\w*)\b|\d", re.I
)
YARDSTICK_BEHIND = re.compile(
    r"^\s*[-,(]?\s*(?:(?:dose|daily|per day)\s+)?(?:[-\s]?equivalen\w*|or (?:its |an? )?(?:other )?equivalen\w*|[≥≤<>=]|\d)",
    re.I,
)
YARDSTICK_AHEAD = re.compile(
    r"(?:\bequivalen\w*\s*(?:dos\w+\s*)?(?:of|to|to that of)?\s*"
    r"(?:[≥≤<>=~]*\s*\d[\d.]*\s*m?c?g\S*\s*(?:/?\s*(?:per\s*)?(?:kg|day|d)\b)*\s*"
    r"(?:of\s*)?)?(?:oral\s+)?|\d\s*m?c?g\S*[\s\w/.]{0,18}(?:of\s*)?(?:oral\s+)?)$",
    re.I,
)
JOINED_TO_LIST = re.compile(r"\s*,?\s*(?:and(?!/)|plus|as well as)\b[^,;:]{0,40}\b(?:following|these)\b", re.I)
WITH = re.compile(r"\s+(?:with|using|by means of|of)\s+(?:the\s+|an?\s+)?", re.I)
SETTING = re.compile(r"\b(?:post|after|following|since)[-\s]+(?:the\s+|an?\s+|prior\s+|previous\s+)?$", re.I)
PURPOSE = re.compile(r"\bfor\s+(?:the\s+)?(?:purpose of\s+)?$", re.I)
FAILED = re.compile(
    r"fail\w*|receiv\w*|treated|refractory|respon\w*|inadequate|despite|relaps\w*|progress\w*|at least|"
    r"after|lack|ineffective|insufficient",
    re.I,
)
ADJECTIVE = re.compile(r"^biologic(?:al)?$", re.I)
NO_FAILURE = re.compile(r"(?:intoleran\w*|unable|available|no |declin\w*|refus\w*|eligible)[\s\w]{0,30}$", re.I)


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The bounds of the sentence (or clause up to a semicolon) that holds [start, end)."""
    ends = _sentence_ends(text)
    first = max((stop for _, stop in ends if stop <= start), default=0)
    return first, next((begin for begin, _ in ends if begin >= end), len(text))


@lru_cache(maxsize=1024)
def _sentence_ends(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(match.span() for match in SENTENCE_END.finditer(text))


def place_of(item: Item, mention: Mention) -> roles.Place:
    """A mention with the words of its sentence before and behind it."""
    start, end = mention.span.start, mention.span.end
    first, last = sentence(item.text, start, end)
    return roles.Place(mention, item.text[first:start], item.text[end:last], item.text[start:end], item.section)


def stated(item: Item, named: tuple[Mention, ...], terminology: Terminology) -> list[Mention]:
    """The names that say something of a person's treatments."""
    kept = [m for i, m in enumerate(named) if not _repeats(item.text, list(named), i, terminology)]
    kept = [mention for mention in kept if not roles.refused(place_of(item, mention))]
    kept = [m for i, m in enumerate(kept) if not _repeats(item.text, kept, i, terminology)]
    kept = [m for m in kept if not _labels(item, m, kept, terminology)]
    kept = [m for m in kept if not _measures(item.text, m, kept, terminology)]
    kept = [m for i, m in enumerate(kept) if not _specified(item.text, m, kept[i + 1 : i + 2], terminology)]
    kept = [m for i, m in enumerate(kept) if not _heads_again(item.text, m, kept[i - 1 : i], terminology)]
    kept = [m for i, m in enumerate(kept) if not _qualifies(item.text, m, kept[i + 1 : i + 2])]
    return [m for i, m in enumerate(kept) if not _dates(item.text, m, kept[:i])]


def _specified(text: str, mention: Mention, following: list[Mention], terminology: Terminology) -> bool:
    """A class that only says what is done with its member: "immunization with PPV23"."""
    if not following or mention.term is None or following[0].term is None:
        return False
    between = text[mention.span.end : following[0].span.start]
    return bool(WITH.fullmatch(between)) and terminology.is_a(following[0].term.id, mention.term.id)


def _qualifies(text: str, mention: Mention, following: list[Mention]) -> bool:
    """ "Biologic B-cell-depleting agents" are no biologics at large: an adjective right before the class that it narrows."""
    if not following or mention.form != "class" or following[0].form != "class":
        return False
    adjective = ADJECTIVE.search(text[mention.span.start : mention.span.end])
    return adjective is not None and text[mention.span.end : following[0].span.start].isspace()


def _heads_again(text: str, mention: Mention, before: list[Mention], terminology: Terminology) -> bool:
    """ "Live vaccine vaccination": the act right behind the thing that is given."""
    if not before or mention.term is None or before[0].term is None or text[before[0].span.end : mention.span.start].strip():
        return False
    return mention.agent.label == "vaccine" and terminology.is_a(before[0].term.id, mention.term.id)


def _repeats(text: str, kept: list[Mention], index: int, terminology: Terminology) -> bool:
    """ "Transplant (allograft)": a bracket that holds only another name of the same thing, or of a wider one."""
    if not index:
        return False
    before, here = kept[index - 1], kept[index]
    alone = re.fullmatch(r"\s*[(\[]\s*", text[before.span.end : here.span.start]) and re.match(
        r"\s*[)\]]", text[here.span.end :]
    )
    if not alone or before.term is None or here.term is None:
        return False
    return terminology.is_a(before.term.id, here.term.id) or (
        terminology.is_a(here.term.id, before.term.id) and here.term.extra.get("form") == "class"
    )


def _labels(item: Item, mention: Mention, kept: list[Mention], terminology: Terminology) -> bool:
    """A class that only heads a list or its sub-items: "Radiotherapy: …", "one of the following antifungals: …"."""
    text = item.text
    label = LABEL.match(text)
    behind = [m for m in kept if m.span.start > mention.span.end]
    if label and mention.span.end <= label.end() and not _in_brackets(text, mention):
        open_end = item.has_children and not text[label.end() :].strip()
        if open_end and _is_label(label[0]):
            return True
        return bool([m for m in behind if m.span.start >= label.end()]) and (_is_label(label[0]) or _heads(label[0], mention))
    return False


def _is_label(label: str) -> bool:
    """Whether a label holds hardly more than the name: no verb of treatment, no time."""
    return label.isupper() or not VERB_OR_TIME.search(label)


def _heads(label: str, mention: Mention) -> bool:
    """ "The following antifungal medications:"; in "steroids and two of the following:" the steroids are one thing more."""
    joined = JOINED_TO_LIST.match(label, mention.span.end)
    return mention.form in ("class", "") and not joined and bool(re.search(r"\b(?:following|these)\b", label, re.I))


def _in_brackets(text: str, mention: Mention) -> bool:
    before = text[: mention.span.start]
    return before.count("(") > before.count(")")


def _measures(text: str, mention: Mention, kept: list[Mention], terminology: Terminology) -> bool:
    """A drug that only measures the dose of the class named beside it: "steroids (prednisone ≥ 10 mg/d or equivalent)"."""
    if mention.term is None or mention.form != "small molecule":
        return False
    first, last = sentence(text, mention.span.start, mention.span.end)
    classes = [m for m in kept if m.form == "class" and m.term and terminology.is_a(mention.term.id, m.term.id)]
    before, behind = text[first : mention.span.start], text[mention.span.end : last]
    until = last if re.match(r"[-\s]*equivalen", behind) else mention.span.start
    if not any(first <= m.span.start < until and m.span != mention.span for m in classes):
        return False
    return bool(YARDSTICK_BEHIND.search(behind) or YARDSTICK_AHEAD.search(before))


def _dates(text: str, mention: Mention, before: list[Mention]) -> bool:
    """What another treatment came after or was for: "immunosuppression after HSCT", "… for GVHD prophylaxis"."""
    first, _ = sentence(text, mention.span.start, mention.span.end)
    if not any(m.span.start >= first for m in before):
        return False
    words = text[first : mention.span.start]
    if mention.agent.label == "graft-versus-host disease treatment or prophylaxis":
        return bool(PURPOSE.search(words))
    return "transplantation" in mention.agent.label and bool(SETTING.search(words))


def is_failed_standard(item: Item, mention: Mention) -> bool:
    """Whether unnamed standard treatment is demanded as received or failed; else it is background."""
    place = place_of(item, mention)
    return bool(FAILED.search(place.before + place.after[:80])) and not NO_FAILURE.search(place.before)
