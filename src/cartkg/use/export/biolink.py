"""What our types and links are in the Biolink Model (w3id.org/biolink/vocab), version 4.4.6.

Biolink has no predicate for "a trial excludes people who had this". Its `negated` qualifier on a positive edge would leave
the opposite claim to whoever drops it, so a stance is never an edge here: the statement is a node that `mentions` what it
speaks of.
"""

from collections.abc import Mapping

from cartkg.vocabulary import Terminology

CATEGORIES: Mapping[str, str] = {
    "Trial": "biolink:ClinicalTrial",
    "MentionedTrial": "biolink:ClinicalTrial",
    "Target": "biolink:Gene",
    "Product": "biolink:Treatment",
    "KnownProduct": "biolink:Treatment",
    "Intervention": "biolink:Treatment",
    "Agent": "biolink:Treatment",
    "Measure": "biolink:ClinicalAttribute",
    "Sponsor": "biolink:Agent",
    "Organisation": "biolink:Agent",
    "RegisteredOrganisation": "biolink:Agent",
    "Person": "biolink:Agent",
    "Country": "biolink:GeographicLocation",
    "Site": "biolink:GeographicLocation",
    "StudiedCondition": "biolink:InformationContentEntity",
    "InclusionCriterion": "biolink:InformationContentEntity",
    "ExclusionCriterion": "biolink:InformationContentEntity",
    "Statement": "biolink:InformationContentEntity",
    "TherapyStatement": "biolink:InformationContentEntity",
    "ThresholdStatement": "biolink:InformationContentEntity",
    "DiagnosisStatement": "biolink:InformationContentEntity",
    "AgeStatement": "biolink:InformationContentEntity",
    "WashoutRecommendation": "biolink:InformationContentEntity",
    "Outcome": "biolink:InformationContentEntity",
    "Conflict": "biolink:InformationContentEntity",
    "Disagreement": "biolink:InformationContentEntity",
    "Arm": "biolink:Cohort",
}
OTHER = "biolink:NamedThing"
# Where a type holds terms of several vocabularies, the vocabulary says more.
BY_PREFIX: Mapping[tuple[str, str], str] = {
    ("Condition", "MONDO"): "biolink:Disease",
    ("Condition", "HP"): "biolink:PhenotypicFeature",
    ("Agent", "CHEBI"): "biolink:ChemicalEntity",
}

RELATED = "biolink:related_to"
PREDICATES: Mapping[str, str] = {
    "subClassOf": "biolink:subclass_of",
    "states": "biolink:has_part",
    "agent": "biolink:mentions",
    "condition": "biolink:mentions",
    "measure": "biolink:mentions",
    "apartFrom": "biolink:mentions",
    "recommendedFor": "biolink:mentions",
    "inCountry": "biolink:located_in",
    "inClinicalTrialsFor": "biolink:in_clinical_trials_for",
}
# Links that carry a stance in their name. They become statement nodes where no statement node is there to carry it.
STANCES = ("excludes", "requires", "permits")
# What follows from statements and carries their stance unseen: left out.
FOLLOWS = ("bearsOn", "bearsPartlyOn", "covers")


# What a therapy is, by the vocabulary's word for its form; a class of drugs is no drug.
BY_FORM: Mapping[str, str] = {
    "small molecule": "biolink:Drug",
    "biologic": "biolink:Drug",
    "vaccine": "biolink:Drug",
    "cell therapy": "biolink:Treatment",
    "gene therapy": "biolink:Treatment",
    "procedure": "biolink:Procedure",
    "food": "biolink:Food",
    "class": "biolink:ChemicalEntity",
}


def category(kind: str, identifier: str) -> str:
    """The Biolink category of a node; `biolink:NamedThing` where nothing narrower is certain."""
    term = Terminology.shipped().terms.get(identifier) if kind == "Agent" else None
    if term and (form := term.extra.get("form", "")) in BY_FORM:
        return BY_FORM[form]
    return BY_PREFIX.get((kind, identifier.split(":", 1)[0]), CATEGORIES.get(kind, OTHER))


def predicate(relation: str) -> str:
    """The Biolink predicate of a link; `biolink:related_to` where nothing narrower is certain."""
    return PREDICATES.get(relation, RELATED)
