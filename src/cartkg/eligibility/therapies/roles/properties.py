"""What a name is only a part of: a cause, a laboratory value, a state of the body, a kind of person."""

import re

from cartkg.eligibility.therapies.roles.place import Place, either

WORD = r"[\w'’-]+"
LIST = rf"(?:{WORD}\s+){{0,4}}(?:{WORD}(?:\s{WORD})?\s*(?:,\s*and|,|/|\bor\b|\band\b)\s*(?:/?or\s)?){{0,6}}(?:{WORD}\s+){{0,3}}"
CAUSE = either(
    r"induced by|due to|caused by|attribut\w+ to|secondary to|resulting from|result of|related to|because of",
    r"toxic\w*\b[^;]{0,80}?\b(?:from|of|due to|related to)|(?:adverse|toxic|side) effects? (?:of|from)|recover\w* from",
    r"(?:adverse (?:events?|reactions?)|i[mr]-?AEs?|AEs|sequelae) (?:from|of|due to|related to|during|on)",
    r"evidence of (?:prior|previous)|complications? (?:of|from)|interact\w* with|interfere\w* with",
    r"(?:affected|exacerbated|worsened|aggravated) by(?: treatment with)?|metaboli[sz]ed by|substrates? (?:of|for)",
    r"(?:mutation\w*|confer\w*|genotyp\w*)\s[^.;]{0,40}resistan\w+ to",
    r"(?:rejection|dysfunction|interruption|absorption) of|compatib\w+ with",
    r"(?<!side )effects? of",
    r"(?:non)?-?\s?(?:adheren|complian)\w+ (?:to|with)(?:[\w\s/]{0,20}use of)?",
    r"not considered(?: to be| as)?|considered as|such as that of|analog\w* of|similar to",
    end=rf"\s+(?P<list>{LIST})$",
)
CAUSE_BEHIND = either(
    r"induced|related|associated|resistan\w*|dependen\w*|sensitive|responsive|sparing|mediated|overdose|free\b(?! period)",
    r"withdrawal|intoxication|poisoning|abuse|toxicit\w*|naive patients with",
    start=r"^(?:[-–]\s?|\s+)",
    end=r"\b",
)
TREATMENT_WITH = either(r"(?:treatment|therapy|use)\s+(?:with|of)\s+", start=r"^(?:(?:the|prior|previous|their|any)\s+)*")
TOXIC_EFFECTS = either(
    r"toxic (?:effects?|reactions?)\b[^;.]{0,120}\b(?:associated with|related to)\s+", end=r"(?P<list>[^;.]{0,70})$"
)
# A demand in what looks like a list of causes starts something of its own.
DEMANDED = either(r"requir\w*|receiv\w*|use of|treat(?:ed|ment with)|within|not|no", end=r"\b")
PROPERTY = either(
    r"levels?|concentrations?|deficien\w*|resistance|assays?|tests?|testing|titers?|titres?|positiv\w*|negativ\w*|challenge",
    r"clearance|metaboli\w*|release|secret\w*|excess|overload|binding|IC50|ratios?|status|conditions?|states?|disorders?|disease",
    r"standard|gene|staining|criteria|receptors?(?!\s+(?:agon|antag|block|inhib|modul))|producing|-?secreting|pharmacokinetic\w*",
    r"(?:phospho)?kinase(?! inhib)|(?:amino)?transferase|dehydrogenase",
    r"catheters?|fistulas?|access|grafts?\b|shunt|trial|stud(?:y|ies)|site|cent(?:er|re)|rejection|injury|dysfunction|failure",
    r"loss|function|baseline|nephrectomy|expos|participants?|patients?|recipients?|subjects?|candidates?|physicians?|teams?",
    r"waiting|donors?|list|surgeons?|lesions?|preventable|strain|antigen|expression|gap|necrosis|neuropathy|fibrosis",
    r"pneumonitis|enteritis|colitis|cystitis|proctitis|dermatitis|o?esophagitis",
    start=r"^[-\s]*(?:\([^()]{1,12}\)\s*)?(?:(?:serum|plasma|blood|trough)\s+)?",
    end=r"\b",
)
STATE_BEHIND = either(
    r"\s*(?:or|and|/)\s*(?:immuno\w+\s+)?(?:immunodeficien\w+|auto-?immune|immunocompromis\w+)\s*\w*",
    r"\s+(?:condition|state|disease|disorder)",
    start="^",
)
# What a drug is known for gives a reason and demands nothing; a bronchodilator before a lung function is a test.
REASON_BEHIND = either(
    r"(?:is|are|may be) (?:also )?(?:known to be |potentially )?(?:teratogenic|embryotoxic|harmful)", start=r"^\s*"
)
EFFECT_BEHIND = either(r"effects?|activity|half[- ]li(?:fe|ves)|responses?|reversibility|testing", start=r"^\s*", end=r"\b")
BRONCHODILATORS = frozenset(("bronchodilator", "salbutamol", "beta2 agonist"))
AFTER_BRONCHODILATOR = either(r"(?:post|pre|after|before)[-\s]?(?:bronchodilator\s*\(|albuterol\s|salbutamol\s)?", end=r"\s*$")
PERSONS_BEHIND = either(r"participants?|patients?|recipients?|subjects?|candidates?", start=r"^\s*", end=r"\b")
RECIPIENT_ITSELF = either(r"recipients?\s*(?:[.,;(]|$)", start=r"^\s*")
ISOTYPE = re.compile(r"^\s+[AMGED]\d?\b")
ANTIBODY_BEHIND = either(r"antibod(?:y|ies)\b", start=r"^\s*")
PHYSICAL_STATUS = re.compile(r"^\s*(?:[-(]\s*)?(?:class\w*|grade|score|physical|status|[IV]+\b|[1-5]\b|[≥≤><])")
GROWTH = either(r"epidermal|endothelial|fibroblast|platelet[- ]derived|nerve|transforming|insulin[- ]like", end=r"\s*$")
SATURATION = either(r"SpO2|SaO2|PaO2|saturation|room air", end=r"[^.;]{0,60}$")
BODY = either(
    r"presence of|positiv\w+ for|against|donor[- ]specific|auto|levels? of|tested? for|history of|detectable|neutrali[sz]ing",
    start="",
    end=r"\s*(?:\w+\s+){0,2}$",
)
GIVEN = either(r"monoclonal|therap|treat|receiv|inhibitor|agent|drug|such as|e\.g|prior|within", start="")
DRUGS = frozenset(("biologic", "small molecule", "class", "vaccine", ""))


def cause(place: Place) -> bool:
    """ "Steroid-induced diabetes", "toxicity from prior chemotherapy", "adherence to X"."""
    before = CAUSE.search(place.before) or TOXIC_EFFECTS.search(place.before)
    caused = before is not None and not DEMANDED.search(TREATMENT_WITH.sub("", before["list"]))
    return caused or bool(CAUSE_BEHIND.search(place.after))


def property_(place: Place) -> bool:
    """Levels, tests, states and persons: "vitamin D level", "immunosuppressive condition", "transplant physician"."""
    if STATE_BEHIND.search(place.after) or _other_meaning(place) or _only_known(place):
        return True
    if RECIPIENT_ITSELF.search(place.after) and len(place.before.strip()) < 30:
        return False
    persons_on_a_drug = PERSONS_BEHIND.search(place.after) and place.mention.form in DRUGS
    return bool(PROPERTY.search(place.after)) and not persons_on_a_drug


def _only_known(place: Place) -> bool:
    """ "Cytotoxic drugs are teratogenic", "the duration of the biological effect", "FEV1 post-bronchodilator"."""
    if REASON_BEHIND.search(place.after):
        return True
    if place.label in BRONCHODILATORS and AFTER_BRONCHODILATOR.search(place.before):
        return True
    return place.label in BRONCHODILATORS | {"biologic"} and bool(EFFECT_BEHIND.search(place.after))


def _other_meaning(place: Place) -> bool:
    """The name means something else here: an oxygen saturation, an isotype, an antibody, the ASA class, a receptor."""
    words = place.words.lower()
    return (
        (place.label == "oxygen therapy" and SATURATION.search(place.before) is not None)
        or (words.startswith("immunoglobulin") and ISOTYPE.search(place.after) is not None)
        or (ANTIBODY_BEHIND.search(place.after) is not None and not words.startswith("anti"))
        or (place.words == "ASA" and PHYSICAL_STATUS.search(place.after) is not None)
        or GROWTH.search(place.before) is not None
    )


def antibody_of_the_body(place: Place) -> bool:
    """ "Presence of anti-HLA antibodies": an antibody of unknown name is a drug only where somebody gives it."""
    if place.mention.term is not None or not place.label.endswith("antibody"):
        return False
    return bool(BODY.search(place.before)) or not GIVEN.search(place.before + place.words + place.after[:30])
