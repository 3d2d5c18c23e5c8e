"""Which names of therapies are no treatment of the person.

Each rule is a name and a pattern over the words around a mention: `before` ends at the mention, `after` starts behind it, both stay
in the mention's sentence. The first rule that fits decides.
"""

import re
from dataclasses import dataclass

from cartkg.eligibility.therapies.mentions import Mention
from cartkg.model import Section


@dataclass(frozen=True, slots=True)
class Place:
    """A mention in its sentence: the words before and behind it, its section."""

    mention: Mention
    before: str
    after: str
    section: Section
    surface: str


LIST = r"(?:[\w®™'’/+.-]+(?:\s+[\w®™'’/+.-]+){0,5}\s*(?:\([^()]*\))?\s*(?:,|/|\bor\b|\band\b|and/or|;)\s*){0,12}(?:(?:or|and|any|other|to|its|the|a|an)\s+){0,3}[\w\s/-]{0,25}$"
REACTION = r"(?:allerg\w*|hyper[- ]?sensitiv\w*|sensitivity|anaphyla\w*|idiosyncra\w*|contra[- ]?indicat\w*|(?:adverse|allergic|infusion)\s+reactions?|reactions?)"
INTOLERANCE = r"(?:intoleran\w*|inability to (?:tolerate|take|receive)|unable to (?:tolerate|take|receive)|cannot (?:tolerate|take|receive)|not tolerate\w*|refus\w+)"

REACTION_BEFORE = re.compile(
    rf"\b{REACTION}[^.;]{{0,60}}?\b(?:to|for|against|with|of|from|after|following|by|towards?)\s+{LIST}", re.I
)
INTOLERANCE_BEFORE = re.compile(rf"\b{INTOLERANCE}(?:[^.;]{{0,40}}?\b(?:to|of|for))?\s+{LIST}", re.I)
REACTION_AFTER = re.compile(
    rf"^[-\s]*(?:\([^()]*\))?\s*(?:(?:drug|or|and|\w+)\s+){{0,3}}?(?:allerg\w*|hypersensitiv\w*|anaphyla\w*|(?:is|are)\s+contraindicated)",
    re.I,
)
BREAK = re.compile(
    r"\b(?:use|using|receiv\w*|treat\w*|taking|therap\w+ with|administ\w*|within|prior|previous\w*|requir\w*|need\w*|fail\w*)\b",
    re.I,
)

CAUSE_BEFORE = re.compile(
    r"(?:\b(?:induced by|due to|caused by|attributed to|attributable to|secondary to|resulting from|related to|associated with|"
    r"as a result of|because of|response to|resistan\w+ to|toxicit\w+ (?:from|of|due to|related to)|effects? (?:of|from)|recover\w* from|"
    r"complications? (?:of|from)|interact\w* with|affected by|interfere\w* with|excreted|metaboli[sz]ed by|substrates? of|mutations? \w+ing)\s+)"
    r"(?:\w+\s+){0,6}(?:[\w-]+\s*(?:,|/|\bor\b|\band\b)\s*){0,5}$",
    re.I,
)
CAUSE_AFTER = re.compile(
    r"^[-–\s]*(?:induced|related|associated|resistan\w*|dependen\w*|refractory|sensitive|responsive|sparing|mediated|free\b(?! period)|overdose"
    r"|withdrawal|intoxication|poisoning|abuse|toxicit\w*)\b",
    re.I,
)
TEST_AFTER = re.compile(
    r"^[-\s]*(?:(?:serum|plasma|blood)\s+)?(?:levels?|concentrations?|deficien\w*|resistance|assays?|tests?\b|testing|titers?|antibod\w*|positiv\w*|negativ\w*"
    r"|challenge|clearance|metaboli\w*|receptors?\b(?! (?:agon|antag|block|inhib|modul))|release assay|gamma release|secret\w*|excess|overload|sensitivity|gene\b|staining|criteria\b)",
    re.I,
)
OWN_BEFORE = re.compile(
    r"\b(?:(?:first|last|final|initial|second|study|each)\s+(?:dose|infusion|administration|injection|day|cycle)\w*\s+(?:of|with)|"
    r"(?:prior|before|until|during|after|following|preceding|of|to)\s+(?:the\s+)?(?:start|initiation|beginning|administration|completion)\s+of|"
    r"(?:suitable|candidates?|eligible|scheduled|planned|plan\w*|fit|qualif\w+|able|willing|appropriate|indicated|indication)\s+"
    r"(?:and\s+\w+\s+)?(?:for|to (?:receive|undergo|take|start|be treated with))|standards? (?:of|for)|(?:contraindication\w*|tolerate|access) (?:for|to)?)\s+(?:the\s+|a\s+|an\s+)?(?:\w+\s+){0,2}$",
    re.I,
)
ANCHOR_BEFORE = re.compile(
    r"\b(?:prior to|before|preceding|until|up to|up until|at the time of|on the day of|at|day of|time of|during|while on|throughout)\s+(?:the\s+)?(?:\w+\s+){0,2}$",
    re.I,
)
ANCHOR_TERMS = frozenset(
    (
        "CAR-T cell therapy",
        "leukapheresis",
        "lymphodepletion",
        "CAR cell therapy",
        "transplantation",
        "surgery",
        "vaccine",
        "conditioning regimen",
        "cell therapy",
    )
)
CONTRACEPTION = re.compile(
    r"contracepti|childbearing|child-bearing|birth control|pregnan|lactat|breast|fertil|sperm|conceiv|reproductive|father", re.I
)
YARDSTICK_AFTER = re.compile(
    r"^\s*(?:[-,(]\s*)?(?:(?:dose|daily)\s+)?(?:equivalents?\b|or (?:its |an? )?(?:other )?equivalents?\b|[≥≤<>=]|\d)", re.I
)
YARDSTICK_BEFORE = re.compile(
    r"(?:\bequivalents?\s*(?:dose\w*\s*)?(?:of|to)\s*(?:[≥≤<>=]*\s*[\d.]+\s*[\w/]+\s*(?:/\s*\w+)?\s*(?:of\s*)?)?|mg\b[\w\s/.]{0,15}\bof\s*)$",
    re.I,
)


def refused(place: Place) -> str:
    """The name of the rule by which the mention is no treatment of the person; "" where it is one."""
    return next((name for name, rule in RULES if rule(place)), "")


def _reaction(place: Place) -> bool:
    """ "Allergy to X", "X is contraindicated"; intolerance only under Exclusion: under Inclusion it is a treatment that failed."""
    if REACTION_AFTER.search(place.after):
        return True
    cues = [REACTION_BEFORE] if place.section is Section.INCLUSION else [REACTION_BEFORE, INTOLERANCE_BEFORE]
    return any((m := cue.search(place.before)) is not None and not BREAK.search(m[0]) for cue in cues)


def _cause(place: Place) -> bool:
    """ "Steroid-induced diabetes", "toxicity from prior chemotherapy", "steroid-refractory"."""
    return bool(CAUSE_BEFORE.search(place.before) or CAUSE_AFTER.search(place.after))


def _test(place: Place) -> bool:
    """ "Vitamin D level", "interferon-gamma release assay"."""
    return bool(TEST_AFTER.search(place.after))


def _own(place: Place) -> bool:
    """The trial's own treatment: "first dose of X", "candidate for X"."""
    return bool(OWN_BEFORE.search(place.before))


def _anchor(place: Place) -> bool:
    """An event that only dates something: "before leukapheresis"."""
    return place.mention.agent.label in ANCHOR_TERMS and bool(ANCHOR_BEFORE.search(place.before))


def _contraception(place: Place) -> bool:
    """Demands of contraception name drugs and products that are none of the person's treatments."""
    label = place.mention.agent.label
    return bool(CONTRACEPTION.search(place.before + place.surface)) and label in CONTRACEPTIVE_CONTEXT


CONTRACEPTIVE_CONTEXT = frozenset(
    ("hormonal contraceptive", "CAR-T cell therapy", "levonorgestrel", "etonogestrel", "progestin", "estrogen")
)

RULES = (
    ("reaction", _reaction),
    ("cause", _cause),
    ("test", _test),
    ("own", _own),
    ("anchor", _anchor),
    ("contraception", _contraception),
)
