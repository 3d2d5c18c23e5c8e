"""Which names of therapies are no treatment of the person.

Each rule looks at the words of the mention's sentence before and behind it. The first rule that fits decides, by its name.
"""

import re
from dataclasses import dataclass

from cartkg.eligibility.therapies.mentions import Mention
from cartkg.model import Section


@dataclass(frozen=True, slots=True)
class Place:
    """A mention in its sentence: the words before and behind it, its own words, its section."""

    mention: Mention
    before: str
    after: str
    words: str
    section: Section


def refused(place: Place) -> str:
    """The name of the rule by which the mention is no treatment of the person; "" where it is one."""
    return next((name for name, rule in RULES if rule(place)), "")


# --- allergy, contraindication, intolerance ---------------------------------------------------------------------------

REACTION = re.compile(
    r"\b(?:allerg\w*|hyper[- ]?sens\w*|sensitivit\w+(?:\s+or\s+\w+)?\s+to|sensitive to|anaphyla\w*|idiosyncra\w*|contra[- ]?indicat\w*|(?:adverse|allergic|infusion|severe|prior)[\s-]+reactions?|"
    r"side[\s-]effects?|reactions? to|hypersens\w*)",
    re.I,
)
INTOLERANCE = re.compile(
    r"\b(?:intolera\w*|(?:inability|unable|cannot|can not|not able) (?:to )?(?:tolerate|take|receive|undergo|swallow)|not tolera\w*|refus\w+|resistan\w+ to)",
    re.I,
)
FAILURE = re.compile(
    r"fail\w*|inadequate\w*|insufficient\w*|refractory|respon[sd]\w*|ineffective|lack of (?:efficacy|response)|despite", re.I
)
UNABLE = re.compile(
    r"\b(?:(?:unable to|inability to|cannot|can not|not able to)\s+(?:receive|take|undergo)?|ineligible (?:for|to)|unsuitable for)[\s\w]{0,20}$|"
    r"\b(?:amenable (?:to|for)|(?:curable|treatable|treated curatively|cured) (?:by|with)|unresponsive to local)\s+(?:[\w-]+\s+){0,4}(?:[\w-]+\s*(?:,|or|and)\s*)*$",
    re.I,
)
# What ends the list of what a person is allergic to.
TREATED = re.compile(
    r"\b(?:use|using|receiv\w*|treat(?:ed|ing|ment with)|taking|therap(?:y|ies) with|administ\w*|within|requir\w*|need\w*|premedic\w*|failure|failed)\b",
    re.I,
)
GIVING_THAT_HURT = re.compile(
    r"^\s*(?:after|following|to|with|during|upon)\s+(?:the\s+)?(?:administration|use|receipt|treatment|intake|exposure)", re.I
)
TRIAL_TREATMENT = re.compile(
    r"\b(?:study|trial|protocol|investigational)[\s-]+(?:treatment|therap\w+|drug|medication|product|intervention)s?\b", re.I
)
REACTION_AFTER = re.compile(
    r"^[-\s]*(?:\([^()]*\)\s*)?(?:(?:drug|drugs|or|and|product|products|/|\w+)\s+){0,3}?(?:allerg\w*|hypersensitiv\w*|anaphyla\w*|(?:is|are)\s+contra-?indicated|intoleran\w*|"
    r"(?:may be|is|are|would be|deemed)\s+(?:inappropriate|unsafe|unsuitable|not (?:suitable|indicated|appropriate)))",
    re.I,
)


def _reaction(place: Place) -> bool:
    """ "Allergy to X", "X is contraindicated"; intolerance only under Exclusion: under Inclusion it is a treatment that failed."""
    behind = REACTION_AFTER.search(place.after)
    if behind and not (place.section is Section.INCLUSION and "intoleran" in behind[0].lower()):
        return True
    before = TRIAL_TREATMENT.sub(" ", place.before)
    if place.section is Section.INCLUSION and FAILURE.search(before):
        return False
    cues = list(REACTION.finditer(before))
    if place.section is Section.EXCLUSION:
        cues += INTOLERANCE.finditer(before)
    return any(not TREATED.search(GIVING_THAT_HURT.sub(" ", before[cue.end() :])) for cue in cues)


def _unable(place: Place) -> bool:
    """ "Unable to receive X": no treatment that took place."""
    return bool(UNABLE.search(place.before))


# --- causes, tests, properties ------------------------------------------------------------------------------------------

LIST = (
    r"(?:[\w'’-]+\s+){0,4}(?:[\w'’-]+(?:\s[\w'’-]+)?\s*(?:,|/|\bor\b|\band\b|,\s*and)\s*(?:/?or\s)?){0,6}(?:[\w'’-]+\s+){0,3}"
)
CAUSES = (
    r"induced by|due to|caused by|attribut\w+ to|secondary to|resulting from|result of|related to|because of",
    r"toxic\w*\b[^;]{0,80}?\b(?:from|of|due to|related to)|(?:adverse|toxic|side) effects? (?:of|from)|recover\w* from",
    r"(?:adverse (?:events?|reactions?)|i[mr]-?AEs?|AEs|sequelae) (?:from|of|due to|related to|during|on)|evidence of (?:prior|previous)",
    r"complications? (?:of|from)|interact\w* with|(?:affected|exacerbated|worsened|aggravated) by(?: treatment with)?|interfere\w* with|metaboli[sz]ed by|substrates? (?:of|for)",
    r"(?:mutation\w*|confer\w*|genotyp\w*)\s[^.;]{0,40}resistan\w+ to|(?:rejection|dysfunction|interruption|absorption) of|compatib\w+ with",
    r"(?:non)?-?\s?(?:adheren|complian)\w+ (?:to|with)(?:[\w\s/]{0,20}use of)?",
    r"not considered(?: to be| as)?|considered as|such as that of|analog\w* of|similar to",
)
CAUSE = re.compile(rf"\b(?:{'|'.join(CAUSES)})\s+(?P<list>{LIST})$", re.I)
CAUSE_AFTER = re.compile(
    r"^(?:[-–]\s?|\s+)(?:induced|related|associated|resistan\w*|dependen\w*|sensitive|responsive|sparing|mediated|overdose|free\b(?! period)|"
    r"withdrawal|intoxication|poisoning|abuse|toxicit\w*|naive patients with)\b",
    re.I,
)
TREATMENT_WITH = re.compile(r"^(?:(?:the|prior|previous|their|any)\s+)*(?:treatment|therapy|use)\s+(?:with|of)\s+", re.I)
DEMANDED = re.compile(r"\b(?:requir\w*|receiv\w*|use of|treat(?:ed|ment with)|within|not|no)\b", re.I)
PROPERTY = re.compile(
    r"^[-\s]*(?:\([^()]{1,12}\)\s*)?(?:(?:serum|plasma|blood|trough)\s+)?(?:levels?|concentrations?|deficien\w*|resistance|assays?|tests?|testing|titers?|titres?|"
    r"positiv\w*|negativ\w*|challenge|clearance|metaboli\w*|release|secret\w*|excess|overload|binding|IC50|ratios?|status|conditions?|states?|disorders?|disease|"
    r"standard|gene|staining|criteria|receptors?(?!\s+(?:agon|antag|block|inhib|modul))|producing|-?secreting|pharmacokinetic\w*|catheters?|fistulas?|access|"
    r"grafts?\b|shunt|trial|stud(?:y|ies)|site|cent(?:er|re)|rejection|injury|dysfunction|failure|loss|function|baseline|nephrectomy|expos|"
    r"participants?|patients?|recipients?|subjects?|candidates?|physicians?|teams?|waiting|donors?|list|surgeons?|lesions?|"
    r"preventable|strain|antigen|expression|gap|"
    r"pneumonitis|enteritis|colitis|cystitis|proctitis|dermatitis|o?esophagitis|necrosis|neuropathy|fibrosis)\b",
    re.I,
)
DISEASE_OF = re.compile(
    r"^\s*(?:or|and|/)\s*(?:immuno\w+\s+)?(?:immunodeficien\w+|auto-?immune|immunocompromis\w+)\s*\w*|^\s+(?:condition|state|disease|disorder)",
    re.I,
)
ISOTYPE = re.compile(r"^\s+[AMGED]\d?\b")
ANTIBODIES = re.compile(r"^\s*antibod(?:y|ies)\b", re.I)
PHYSICAL_STATUS = re.compile(r"^\s*(?:[-(]\s*)?(?:class\w*|grade|score|physical|status|[IV]+\b|[1-5]\b|≥|≤|>|<)")
GROWTH = re.compile(r"(?:epidermal|endothelial|fibroblast|platelet[- ]derived|nerve|transforming|insulin[- ]like)\s*$", re.I)
MAIN_RECIPIENT = re.compile(r"^\s*recipients?\s*(?:[.,;(]|$)", re.I)
SATURATION = re.compile(r"(?:SpO2|SaO2|PaO2|saturation|room air)[^.;]{0,60}$", re.I)
PERSONS_AFTER = re.compile(r"^\s*(?:participants?|patients?|recipients?|subjects?|candidates?)\b", re.I)
ANTIBODY_OF_THE_BODY = re.compile(
    r"(?:presence of|positiv\w+ for|against|donor[- ]specific|auto|levels? of|tested? for|history of|detectable|neutrali[sz]ing)\s*(?:\w+\s+){0,2}$",
    re.I,
)


GIVEN = re.compile(r"monoclonal|therap|treat|receiv|inhibitor|agent|drug|such as|e\.g|prior|within", re.I)


def _cause(place: Place) -> bool:
    """ "Steroid-induced diabetes", "toxicity from prior chemotherapy", "unrelated to the use of"."""
    before = CAUSE.search(place.before)
    return bool(before and not DEMANDED.search(TREATMENT_WITH.sub("", before["list"]))) or bool(CAUSE_AFTER.search(place.after))


def _property(place: Place) -> bool:
    """Levels, tests and states that a name is part of: "vitamin D level", "renal transplant recipients", "immunosuppressive condition"."""
    if DISEASE_OF.search(place.after):
        return True
    if place.mention.agent.label == "oxygen therapy" and SATURATION.search(place.before):
        return True
    if place.words.lower().startswith("immunoglobulin") and ISOTYPE.search(place.after):
        return True
    if ANTIBODIES.search(place.after) and not place.words.lower().startswith("anti"):
        return True
    if GROWTH.search(place.before) or (place.words == "ASA" and PHYSICAL_STATUS.search(place.after)):
        return True
    if MAIN_RECIPIENT.search(place.after) and len(place.before.strip()) < 30:
        return False
    return bool(PROPERTY.search(place.after)) and not (PERSONS_AFTER.search(place.after) and _is_drug(place))


def _is_drug(place: Place) -> bool:
    return place.mention.form in ("biologic", "small molecule", "class", "vaccine", "")


def _antibody_of_the_body(place: Place) -> bool:
    """ "Presence of anti-HLA antibodies": an antibody of unknown name is a drug only where somebody gives it."""
    if place.mention.term is not None or not place.mention.agent.label.endswith("antibody"):
        return False
    around = place.before + place.words + place.after[:30]
    return bool(ANTIBODY_OF_THE_BODY.search(place.before)) or not GIVEN.search(around)


# --- the trial's own treatment, events that only date something ---------------------------------------------------------

STARTING = (
    r"(?:start\w*|initiat\w*|beginning|begin|commenc\w*|enrol\w+|admission|first\s+(?:dose|infusion|administration|injection|treatment|vaccination|day|cycle)s?|"
    r"(?:initial|next|second|each|1st)\s+(?:dose|infusion|administration|injection|vaccination)s?)"
)
GIVING = r"(?:administration|administering|dosing|treatment|therapy|infusion|injection|dose|doses|day)"
OWN = re.compile(
    r"\b(?:first|1st|initial)\s+(?:dose|infusion|administration|injection)s?\s+of\s+(?:the\s+)?$|\bfollow-?\s?up\s+(?:for|of|after)\s+(?:an?\s+|the\s+)?$|"
    rf"\b(?:prior to|before|preceding|until|after|following|of|from|at|during|since)\s+(?:the\s+)?{STARTING}\s+(?:(?:of|with|on|to|for)\s+)?(?:the\s+)?(?:\w+\s+){{0,1}}$|"
    rf"\b(?:prior to|before|preceding|until)\s+(?:the\s+)?{GIVING}\s+(?:(?:of|with)\s+)?(?:the\s+)?$|"
    rf"\b(?:of|before|prior to|from)\s+(?:the\s+)?(?:starting|beginning|initiating|commencing|receiving|taking)\s+(?:the\s+)?$|"
    r"\b(?:suitable|candidates?|eligible|fit|qualif\w+|able|willing\w*|appropriate|indicated|indications?|suitability|appropriateness|prescribed|intended)\s+(?:and\s+\w+\s+)?(?:for|to (?:receive|undergo|take|start|"
    r"tolerate|be treated with|accept|initiate))\s+(?:the\s+|a\s+|an\s+)?(?:\w+\s+){0,2}$|"
    r"\bwill (?:not )?(?:be (?:given|treated|administered)|receive)\s+(?:with\s+)?(?:the\s+)?$|\bmanufactur\w+\s+(?:of\s+)?(?:the\s+)?$|\bex[- ]?vivo\s+$",
    re.I,
)
PLANNED = re.compile(r"\b(?:or|and|,)\s*$")
DATED = re.compile(
    r"(?:\bprior to|\bbefore|\bpreceding|\buntil|\bup to|\bat the time of|\bon the day of)\s+(?:the\s+|their\s+|study\s+|first\s+|planned\s+|any\s+|each\s+|"
    r"potential\s+|scheduled\s+|initial\s+){0,3}$",
    re.I,
)
BETWEEN = re.compile(r"\b(?:interval|time|period)\s+between\s[^.;,]{0,40}\band\s+(?:the\s+)?$", re.I)
SURGERY_DAY = re.compile(
    r"(?:\b(?:suspended|stopped|held|discontinued|off|cleared|risk)[^.;,]{0,40}\bfor|\b(?:date|day|time) of|\bpreclud\w+)\s+(?:(?:the|index|planned|study)\s+)*$",
    re.I,
)
POST = re.compile(r"(?<!days)(?<!weeks)(?<!months)(?<!years)\s*\bpost[-\s]?$", re.I)
NEVER_GIVEN = frozenset(("leukapheresis", "lymphodepletion", "conditioning regimen"))
OWN_PRODUCT = re.compile(
    r"(?:\bthe|\bthis|\bstudy|\bour|case of oral|dose of|components? of|infusion of|risks? of|events? of an?|manufactur\w+)\s+$",
    re.I,
)


IF_GIVEN = re.compile(r"^\s*(?:therap\w+\s*)?(?:is|are|will be|were to be)\s+(?:administered|given|infused|performed)", re.I)


def _own(place: Place) -> bool:
    """The trial's own treatment: "first dose of X", "candidate for X", "will receive X"."""
    if IF_GIVEN.search(place.after) and re.search(r"\bif\b[^,;]{0,30}$", place.before, re.I):
        return True
    return bool(OWN.search(place.before)) and not (place.mention.term is not None and PLANNED.search(place.before))


def _dated(place: Place) -> bool:
    """An event that only dates something: "4 weeks before vaccination"; collections that are no treatment."""
    if place.mention.agent.label in NEVER_GIVEN:
        return not re.search(r"^\s*(?:therap|treat)", place.after, re.I)
    if place.mention.agent.label == "transplantation" and POST.search(place.before):
        return True
    if "surgery" in place.mention.agent.label and SURGERY_DAY.search(place.before):
        return True
    return bool(DATED.search(place.before) or BETWEEN.search(place.before))


def _own_product(place: Place) -> bool:
    """ "Components of the investigational product": the trial's own, unless another one is meant."""
    if place.mention.agent.label != "investigational drug":
        return False
    return bool(OWN_PRODUCT.search(place.before)) and not place.words.lower().startswith(("other", "another"))


CONTRACEPTION = re.compile(
    r"contracepti\w*|child-?\s?bearing|birth control|pregnan\w*|lactat\w*|breast-?\s?f\w+|fertil\w*|sperm|conceiv\w*|conception|reproductive|father|condom|abstinen\w*|diaphragm",
    re.I,
)
DEMAND_OF_CONTRACEPTION = re.compile(
    r"agree\w*|willing\w*|must|should|use\b|using|acceptable|effective|adequate|reliable|practi[cs]|method|consent", re.I
)
CONTRACEPTIVES = frozenset(
    (
        "hormonal contraceptive",
        "levonorgestrel",
        "etonogestrel",
        "progestin",
        "estrogen",
        "stent implantation",
        "medroxyprogesterone",
    )
)
TIME_BEFORE = re.compile(
    r"\b(?:after|during|until|following|throughout|through|while|within|before|prior to|dose|infusion|end of)\b[^.;]{0,80}$",
    re.I,
)


def _contraception(place: Place) -> bool:
    """Demands of contraception name products and times that are none of the person's treatments."""
    cue = CONTRACEPTION.search(place.before)
    if place.mention.agent.label in CONTRACEPTIVES:
        own = CONTRACEPTION.search(place.before + place.after)
        return bool(own and DEMAND_OF_CONTRACEPTION.search(place.before)) or (
            place.section is Section.INCLUSION and not re.search(r"stable|taking", place.before, re.I)
        )
    return cue is not None and bool(TIME_BEFORE.search(place.before[cue.end() :]))


# --- words that are too wide ----------------------------------------------------------------------------------------------

ANTI_INFECTIVE = frozenset(
    ("antibiotic", "antifungal", "antiviral", "anti-infective", "standard of care", "antituberculosis drug")
)
DESPITE = re.compile(
    r"\b(?:despite|(?:not|un|in)\s*(?:adequately\s+)?controlled (?:by|with|on|despite)|unresponsive to|uncontrolled (?:by|with)|refractory to)\s+(?:[\w-]+\s+){0,8}(?:(?:or|and|,)\s*[\w-]*\s*)*$",
    re.I,
)


def _despite(place: Place) -> bool:
    """Under Exclusion, infections that go on despite treatment: the infection is what excludes."""
    return (
        place.section is Section.EXCLUSION
        and place.mention.agent.label in ANTI_INFECTIVE
        and bool(DESPITE.search(place.before))
    )


RULES = (
    ("reaction", _reaction),
    ("unable", _unable),
    ("cause", _cause),
    ("property", _property),
    ("antibody-of-the-body", _antibody_of_the_body),
    ("own", _own),
    ("own-product", _own_product),
    ("dated", _dated),
    ("contraception", _contraception),
    ("despite", _despite),
)
