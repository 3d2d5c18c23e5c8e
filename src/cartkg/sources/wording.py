"""What a record's prose says of its trial where no field does: conditions, design, who began it, other trials."""

import re
from collections.abc import Iterator
from dataclasses import replace

from cartkg.facts.products.passages import is_about_this_trial, sentences
from cartkg.model import Mention, Trial
from cartkg.sources import values
from cartkg.vocabulary import Terminology

_NOUN = r"(?:single|multi|one|phase|non|prospective|exploratory|dose|clinical|study|trial)"
DESIGN = {
    "randomized": r"(?<!non-)(?<!non )\brandomi[sz]ed\b",
    "non-randomized": r"\bnon-?\s?randomi[sz]ed\b",
    "open-label": rf"\bopen[\s-]+labell?(?:ed)?\b|\bopen\b(?=[\s,-]+{_NOUN})",
    "double-blind": r"\bdouble[\s-]+blind(?:ed)?\b",
    "placebo-controlled": r"\bplacebo[\s-]+controlled\b",
    "single-arm": r"\b(?:single|one)[\s-]+arm\b",
    "single-center": r"\b(?:single|one|mono)[\s-]?(?:cent(?:er|re)|site)\b",
    "multicenter": r"\bmulti[\s-]?(?:ple[\s-]+)?(?:cent(?:er|re)s?|site)\b",
    "prospective": r"\bprospective\b",
    "dose-escalation": r"\bdose[\s-]+(?:escalat\w+|increas\w+|climbing|ascending)\b|\bascending[\s-]+dose\b",
    "dose-expansion": r"\bdose[\s-]+expansion\b",
    "first-in-human": r"\bfirst[\s-]+in[\s-]+(?:hu)?man\b",
    "exploratory": r"\bexploratory\b",
    "basket": r"\bbasket\b",
    "long-term-follow-up": r"\blong[\s-]+term follow[\s-]?up\b",
}
QUALIFIERS = {
    "refractory": r"\brefractory\b|\bintractable\b",
    "relapsed": r"\brelaps(?:ed|ing)\b|\brecurrent\b",
    "active": r"\bactive\b",
    "moderate-to-severe": r"\bmoderate[\s-]+to[\s-]+severe\b|\bmoderate or severe\b",
    "severe": r"(?<!to-)(?<!to )(?<!or )\bsevere\b",
    "childhood-onset": r"\b(?:childhood|juvenile|p(?:a?)ediatric)[\s-]+onset\b|\bjuvenile\b",
    "progressive": r"\bprogressive\b",
    "newly-diagnosed": r"\bnewly[\s-]+diagnosed\b",
    "early-onset": r"\bearly[\s-]+onset\b",
}
_ORDINAL = r"(?:IV|I{1,3}|[1-4])[ab]?"
PHASE = re.compile(
    rf"(?<!recommended )\b(?:early\s+)?phase[\s-]*{_ORDINAL}"
    rf"(?:\s*(?:/|-|–|\band\b|\bor\b)\s*(?:phase\s*)?{_ORDINAL})?(?!\w|[\s-]+dose)",
    re.IGNORECASE,
)
INVESTIGATOR = re.compile(r"\binvestigator[\s-]+initiated\b", re.IGNORECASE)


def described(trial: Trial, terminology: Terminology) -> Trial:
    """The trial with what its own sentences say; fields that the record fills itself are kept."""
    own = "\n".join(_own_sentences(trial))
    conditions, basis = _conditions(trial, terminology)
    return replace(
        trial,
        conditions=conditions,
        conditions_basis=basis,
        condition_qualifiers=trial.condition_qualifiers or _words(QUALIFIERS, _about_conditions(trial)),
        design_words=trial.design_words or _words(DESIGN, own),
        phases_in_text=trial.phases_in_text or _phases(own),
        initiation=trial.initiation or ("investigator-initiated" if INVESTIGATOR.search(own) else ""),
        mentions=(*trial.mentions, *_mentions(trial)),
        notes=tuple(dict.fromkeys((*trial.notes, *_oddities(trial)))),
    )


def _own_sentences(trial: Trial) -> Iterator[str]:
    """Titles, arms, and the sentences that speak of this trial."""
    yield from (trial.title, trial.official_title, *(f"{arm.label}. {arm.description}" for arm in trial.arms))
    for prose in (trial.summary, trial.description):
        yield from (sentence for sentence in sentences(prose) if is_about_this_trial(sentence))


def _about_conditions(trial: Trial) -> str:
    """Titles and the sentences of the brief summary about this trial: a long description speaks of other diseases too."""
    summary = (sentence for sentence in sentences(trial.summary) if is_about_this_trial(sentence))
    return "\n".join((trial.title, trial.official_title, *summary))


def _words(patterns: dict[str, str], text: str) -> tuple[str, ...]:
    return tuple(word for word, pattern in patterns.items() if re.search(pattern, text, re.IGNORECASE))


def _phases(text: str) -> tuple[str, ...]:
    """The phases that a text states, as the registry's tokens: "phase I/IIa" gives PHASE1 and PHASE2."""
    found = (values.phases(re.sub(r"–|\band\b|\bor\b", "/", stated[0])) for stated in PHASE.finditer(text))
    return tuple(sorted({phase for phases in found for phase in phases}))


def _conditions(trial: Trial, terminology: Terminology) -> tuple[tuple[str, ...], str]:
    """The record's own conditions, else the diseases that its title names."""
    if trial.conditions:
        is_page = trial.source.kind.startswith("page:")
        parted = (_parted(words, terminology) if is_page else (words,) for words in trial.conditions)
        return tuple(dict.fromkeys(name for names in parted for name in names)), trial.conditions_basis
    for title in (trial.title, trial.official_title):
        named = tuple(dict.fromkeys(mention.surface for mention in terminology.find(title, ("condition",))))
        if named:
            return named, "title"
    return (), ""


def _parted(words: str, terminology: Terminology) -> tuple[str, ...]:
    """A page's line that holds nothing but names of several diseases, as these names; any other line as it is."""
    found = terminology.find(words, ("condition",))
    rest = words
    for mention in reversed(found):
        rest = rest[: mention.span.start] + rest[mention.span.end :]
    return tuple(mention.surface for mention in found) if len(found) > 1 and not rest.strip(" ,;/|·•") else (words,)


def _mentions(trial: Trial) -> Iterator[Mention]:
    """Registry ids in the record's prose that are not its own and that it does not list already."""
    known = {trial.registry_id, *trial.aliases, *trial.secondary_ids, *(mention.id for mention in trial.mentions)}
    for found in dict.fromkeys(values.NCT_ID.findall(f"{trial.summary}\n{trial.description}\n{trial.eligibility.text}")):
        if found not in known:
            yield Mention(found)


def _oddities(trial: Trial) -> Iterator[str]:
    doses = {i.name: i.doses_cells_per_kg for i in trial.interventions if i.doses_cells_per_kg}
    if trial.intervention_model == "SINGLE_GROUP" and len(doses) > 1:
        yield f"single group by the design field, yet {len(doses)} interventions with doses of their own"
    for other in trial.mentions:
        if (
            trial.registry_id
            and other.title
            and other.title.casefold() == trial.title.casefold()
            and other.id != trial.registry_id
        ):
            yield f"{other.id} bears the same title: by its id another trial"
    start = next((date.value for date in trial.dates if date.kind == "start"), "")
    updated = next((date.value for date in trial.dates if date.kind == "last_update"), "")
    if trial.status == "RECRUITING" and start and updated and updated < start[: len(updated)]:
        yield f"recruiting by a record of {updated}, before its start on {start}"
