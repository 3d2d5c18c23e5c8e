"""What a person cannot have: allergies, contraindications, intolerance, treatment that is not possible."""

import re

from cartkg.eligibility.therapies.roles.place import Place, either

REACTION = either(
    r"allerg\w*|hyper[- ]?sens\w*|sensitivit\w+(?:\s+or\s+\w+)?\s+to|sensitive to",
    r"anaphyla\w*|idiosyncra\w*|contra[- ]?indicat\w*",
    r"(?:adverse|allergic|infusion|severe|prior)[\s-]+reactions?|side[\s-]effects?|reactions? to",
)
INTOLERANCE = either(
    r"intolera\w*|not tolera\w*|refus\w+|resistan\w+ to",
    r"(?:inability|unable|cannot|can not|not able) (?:to )?(?:tolerate|take|receive|undergo|swallow)",
)
FAILURE = either(
    r"fail\w*|inadequate\w*|insufficient\w*|refractory|respon[sd]\w*|ineffective|lack of (?:efficacy|response)|despite",
    start="",
)
# What ends the list of what a person reacts to.
TREATED = either(
    r"use|using|receiv\w*|treat(?:ed|ing|ment with)|taking|therap(?:y|ies) with|administ\w*|within",
    r"requir\w*|need\w*|premedic\w*|failure|failed",
    end=r"\b",
)
GIVING_THAT_HURT = either(
    r"(?:after|following|to|with|during|upon)\s+(?:the\s+)?(?:administration|use|receipt|treatment|intake|exposure)",
    start=r"^\s*",
)
TRIAL_TREATMENT = either(
    r"(?:study|trial|protocol|investigational)[\s-]+(?:treatment|therap\w+|drug|medication|product|intervention)s?\b"
)
REACTION_BEHIND = either(
    r"allerg\w*|hypersensitiv\w*|anaphyla\w*|(?:is|are)\s+contra-?indicated|intoleran\w*",
    r"(?:may be|is|are|would be|deemed)\s+(?:\w+ly\s+)?(?:inappropriate|unsafe|unsuitable)",
    r"(?:may be|is|are|would be|deemed)\s+(?:\w+ly\s+)?not (?:\w+ly\s+)?(?:suitable|appropriate)",
    r"(?:is |are |be )?(?:impossible|unfeasible|infeasible|inadvisable|not (?:possible|feasible|advisable))",
    start=r"^[-\s]*(?:\([^()]*\)\s*)?(?:(?:drugs?|or|and|products?|/|\w+)\s+){0,3}?",
)
NOT_GIVEN = either(
    # who cannot stop a treatment has it
    r"(?:unable to|inability to|cannot|can not|not able to)\s+(?!discontinu|stop|interrupt|withhold|ceas|suspend)"
    r"(?:receive|take|undergo)?",
    r"ineligible (?:for|to)|unsuitable for",
    end=r"[\s\w]{0,20}$",
)
# Names between, but no verb that says what has happened: "not suitable for surgery and treated with X" names X as given.
NAMES = r"\s+(?:(?!receiv|treat|fail|after|progress|relaps|have|has|had|must|prior|previous)[\w-]+[,/]?\s+){0,8}$"
NOT_FIT = either(
    r"(?:not|no longer|un|in|no|without)[\s-]?(?:(?:considered|deemed|be|being|a|an|good|any)\s+)*"
    r"(?:suitable|suited|eligible|candidates?|fit|chance|opportunity|indications?)\s+(?:for|of|to (?:receive|undergo))",
    end=NAMES,
)
NOT_TREATABLE = either(
    r"amenable (?:to|for)|(?:curable|treatable|treated curatively|cured) (?:by|with)|unresponsive to local",
    end=r"\s+(?:[\w-]+\s+){0,4}(?:[\w-]+\s*(?:,|or|and)\s*)*$",
)

# "A condition that could impair the tolerance of X": what may stand in the way of a treatment to come.
HINDERED = either(
    r"(?:impair|jeopardi[sz]|compromis|affect|influenc|reduc|limit|interfer|prevent|preclud|hinder|worsen|endanger)\w*\b"
    r"[^.;]{0,40}\b(?:tolera\w+|safety|efficacy|feasibility|success)\s+(?:of|to|for)",
    end=r"\s+(?:[\w-]+,?\s+){0,6}$",
)


def reaction(place: Place) -> bool:
    """ "Allergy to X", "X is contraindicated"; intolerance only under Exclusion: under Inclusion the treatment has failed."""
    behind = REACTION_BEHIND.search(place.after)
    if behind and (place.excluded or "intoleran" not in behind[0].lower()):
        return True
    before = TRIAL_TREATMENT.sub(" ", place.before)
    if not place.excluded and FAILURE.search(before):
        return False
    cues: list[re.Match[str]] = list(REACTION.finditer(before))
    if place.excluded:
        cues += INTOLERANCE.finditer(before)
    return any(not TREATED.search(GIVING_THAT_HURT.sub(" ", before[cue.end() :])) for cue in cues)


def unable(place: Place) -> bool:
    """ "Unable to receive X", "not amenable to X": no treatment that took place."""
    return any(pattern.search(place.before) for pattern in (NOT_GIVEN, NOT_FIT, NOT_TREATABLE, HINDERED))
