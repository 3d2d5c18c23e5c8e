"""Persons with a condition: those excluded because they are treated for it, and those admitted under conditions."""

import re

from cartkg.eligibility.diagnoses.mentions import Mention
from cartkg.eligibility.gates import gated
from cartkg.model import Item, Section

QUALIFIERS = (
    r"(?:(?:the|their|his|her|a|an|any|other|some|chronic|acute|severe|active|underlying|primary|recurrent|known|prior|previous|current"
    r"|suspected|future|non|symptomatic|concomitant|existing|baseline|this|these|such|moderate|mild|newly|diagnosed|unresectable"
    r"|resectable|advanced|metastatic|relapsed|refractory|locally|early|late|stage|recent|latent|clinical|confirmed|documented)[\s-]+)*"
)
UNDER_TREATMENT = gated(
    r"(?:^|\b(?:receiving|undergoing|requir\w+|on|ongoing|current(?:ly)?|active|under)\s+)"
    r"(?:(?:active|current|ongoing|systemic)\s+)*(?:treatment|therapy)s? (?:of|for)\s+" + QUALIFIERS + "$",
    re.I,
)
AGENT = re.compile(r"\s+(?:with|by|using)\b", re.I)
PERSONS_WITH = re.compile(
    r"\b(?:patients?|participants?|subjects?|those|individuals?|women|men|persons?)\s+"
    r"(?:with|who have|who are|having|known to (?:have|be))\s+"
    r"(?:(?!and\b|or\b)[\w-]+\s+){0,4}$",
    re.I,
)
OBLIGED = re.compile(r"[^.;]{0,60}?\b(?:must|may|can|should|needs?|(?:are|is) required|will|ha(?:s|ve) to)\b", re.I)


def under_treatment(item: Item, mention: Mention) -> bool:
    """Whether persons are excluded because they are being treated for the condition, so have it."""
    if item.section is not Section.EXCLUSION or AGENT.match(item.text, mention.span.end):
        return False
    return UNDER_TREATMENT.search(item.text, 0, mention.span.start) is not None


def only_admitted(item: Item, mention: Mention) -> bool:
    """Whether an inclusion item says when persons with a disease may take part ("Patients with HIV must …")."""
    if item.section is not Section.INCLUSION or not PERSONS_WITH.search(item.text, 0, mention.span.start):
        return False
    return OBLIGED.match(item.text, mention.span.end) is not None
