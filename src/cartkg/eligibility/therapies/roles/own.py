"""What belongs to the trial, not to the past: its own drug, events that only date something, demands of contraception."""

import re

from cartkg.eligibility.gates import gated
from cartkg.eligibility.therapies.roles.place import Place, either

DOSE = r"(?:dose|infusion|administration|injection|vaccination)s?"
STARTING = (
    r"(?:start\w*|initiat\w*|begin|beginning|commenc\w*|enrol\w+|admission|"
    rf"(?:first|initial|next|second|each|1st)\s+{DOSE}|first\s+(?:treatment|day|cycle))"
)
GIVING = r"(?:administration|administering|dosing|treatment|therapy|infusion|injection|doses?|day)"
THE = r"(?:(?:the|an?)\s+)?"
FIRST_DOSE = either(
    rf"(?:first|1st|initial)\s+{DOSE}\s+of",
    r"follow-?\s?up\s+(?:for|of|after)",
    rf"(?:prior to|before|preceding|until|after|following|of|from|at|during|since)\s+{THE}{STARTING}"
    r"(?:\s+(?:of|with|on|to|for))?",
    rf"(?:prior to|before|preceding|until)\s+{THE}{GIVING}(?:\s+(?:of|with))?",
    r"(?:of|before|prior to|from)\s+(?:the\s+)?(?:starting|beginning|initiating|commencing|receiving|taking)",
    end=rf"\s+{THE}(?:\w+\s+)?$",
)
CANDIDATE = either(
    r"suitable|candidates?|eligible|fit|qualif\w+|able|willing\w*|appropriate|indicated|indications?|suitability|appropriateness",
    r"prescribed|intended",
    end=r"\s+(?:and\s+\w+\s+)?(?:for|to (?:receive|undergo|take|start|tolerate|be treated with|accept|initiate))"
    rf"\s+{THE}(?:\w+\s+){{0,2}}$",
)
WILL_RECEIVE = either(
    r"will (?:not )?(?:be (?:given|treated|administered)|receive)(?:\s+with)?|manufactur\w+(?:\s+of)?|ex[- ]?vivo",
    end=r"\s+(?:the\s+)?$",
)
IF_GIVEN = either(r"(?:is|are|will be|were to be)\s+(?:administered|given|infused|performed)", start=r"^\s*(?:therap\w+\s*)?")
IF = either(r"if\b[^,;]{0,30}$")
COORDINATED = re.compile(r"\b(?:or|and|,)\s*$")
DATED = either(
    r"prior to|before|preceding|until|up to|at the time of|on the day of",
    end=r"\s+(?:(?:the|their|study|first|planned|any|each|potential|scheduled|initial)\s+){0,3}$",
)
BETWEEN = either(r"(?:interval|time|period)\s+between\s[^.;,]{0,40}\band\s+(?:the\s+)?$")
SURGERY_DAY = either(
    r"(?:suspended|stopped|held|discontinued|off|cleared|risk)[^.;,]{0,40}\bfor|(?:date|day|time) of|preclud\w+",
    end=r"\s+(?:(?:the|index|planned|study)\s+)*$",
)
POST = gated(r"(?<!days)(?<!weeks)(?<!months)(?<!years)\s*\bpost[-\s]?$", re.IGNORECASE)
NEVER_GIVEN = frozenset(("leukapheresis", "lymphodepletion", "conditioning regimen"))
OWN_PRODUCT = either(
    r"the|this|study|our|case of oral|dose of|components? of|infusion of|risks? of|events? of an?|manufactur\w+",
    r"(?:the|this)\s+(?:study|trial) of an?|contraindicat\w+\s+(?:the\s+)?use of an?|participation or",
    end=r"\s+$",
)
RISK = either(
    r"risks?|interfer\w*|safety|complian\w*|comply|jeopardi[sz]\w*|components?|excipients?|ingredients?|unable", end=r"\b"
)
GIVEN_BEFORE = either(r"other|another|prior|previous\w*|receiv\w*|treat\w*|within|use of|used", end=r"\b")

CONTRACEPTION = either(
    r"contracepti\w*|child-?\s?bearing|birth control|pregnan\w*|lactat\w*|breast-?\s?f\w+|fertil\w*|sperm",
    r"conceiv\w*|conception|reproductive|father|condom|abstinen\w*|diaphragm",
    start="",
)
DEMAND = either(
    r"agree\w*|willing\w*|must|should|use\b|using|acceptable|effective|adequate|reliable|practi[cs]|method", start=""
)
TAKEN = either(r"stable|taking|no|not|without|discontinu\w*|stop\w*", end=r"\b")
CONTRACEPTIVES = frozenset(
    ("hormonal contraceptive", "levonorgestrel", "etonogestrel", "progestin", "estrogen", "medroxyprogesterone")
)
HORMONES = frozenset(("hormone therapy", "hormone replacement therapy", "hormonal contraceptive", "estrogen", "progestin"))
MENOPAUSE = either(r"amenorrh\w*|menopaus\w*|post-?menopaus\w*|menstrua\w*|menses", end=r"\b")
TIME_BEFORE = either(
    r"after|during|until|following|throughout|through|while|within|before|prior to|dose|infusion|end of", end=r"\b[^.;]{0,80}$"
)


def own(place: Place) -> bool:
    """The trial's own treatment: "first dose of X", "candidate for X", "will receive X"."""
    if IF_GIVEN.search(place.after) and IF.search(place.before):
        return True
    if place.mention.term is not None and COORDINATED.search(place.before):
        return False
    return any(pattern.search(place.before) for pattern in (FIRST_DOSE, CANDIDATE, WILL_RECEIVE))


def own_product(place: Place) -> bool:
    """ "Components of the investigational product": the trial's own, unless another one is meant."""
    if place.label != "investigational drug" or place.words.lower().startswith(("other", "another")):
        return False
    risk = RISK.search(place.before) and not GIVEN_BEFORE.search(place.before)
    return bool(risk or OWN_PRODUCT.search(place.before))


def dated(place: Place) -> bool:
    """An event that only dates something: "4 weeks before vaccination"; collections that are no treatment."""
    if place.label in NEVER_GIVEN:
        return not re.search(r"^\s*(?:therap|treat)", place.after, re.IGNORECASE)
    if place.label == "transplantation" and POST.search(place.before):
        return True
    if "surgery" in place.label and SURGERY_DAY.search(place.before):
        return True
    return bool(DATED.search(place.before) or BETWEEN.search(place.before))


def contraception(place: Place) -> bool:
    """Demands of contraception name products and times that are none of the person's treatments."""
    if place.label in CONTRACEPTIVES:
        about = CONTRACEPTION.search(place.before + place.after)
        demanded = about is not None and DEMAND.search(place.before) is not None
        return demanded or not (place.excluded or TAKEN.search(place.before))
    if place.label in HORMONES and MENOPAUSE.search(place.before):
        return True  # "12 months after cessation of exogenous hormones" defines the menopause
    cue = CONTRACEPTION.search(place.before)
    return cue is not None and bool(TIME_BEFORE.search(place.before[cue.end() :]))
