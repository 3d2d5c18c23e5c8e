"""The registry's tokens in words for people: PHASE1 is "phase 1". A token that is not listed stands in lower case."""

from collections.abc import Mapping

PHASES: Mapping[str, str] = {
    "EARLY_PHASE1": "early phase 1",
    "PHASE1": "phase 1",
    "PHASE2": "phase 2",
    "PHASE3": "phase 3",
    "PHASE4": "phase 4",
    "NA": "not applicable",
}

# ClinicalTrials.gov's agency classes; OTHER holds whoever is none of the others, such as hospitals and universities.
SPONSOR_CLASSES: Mapping[str, str] = {
    "INDUSTRY": "industry",
    "OTHER": "other organisation",
    "OTHER_GOV": "other government",
    "NIH": "NIH",
    "FED": "US federal agency",
    "INDIV": "individual",
    "NETWORK": "network",
}

STATUSES: Mapping[str, str] = {
    "RECRUITING": "recruiting",
    "NOT_YET_RECRUITING": "not yet recruiting",
    "ENROLLING_BY_INVITATION": "enrolling by invitation",
    "ACTIVE_NOT_RECRUITING": "active, not recruiting",
    "COMPLETED": "completed",
    "SUSPENDED": "suspended",
    "TERMINATED": "terminated",
    "WITHDRAWN": "withdrawn",
    "UNKNOWN": "unknown (says the registry)",
}

COMPLETENESS: Mapping[str, str] = {"complete": "complete", "partial": "cut off", "none": "none shown"}

POPULATIONS: Mapping[str, str] = {
    "pediatric-only": "pediatric only",
    "admits-minors": "minors and adults",
    "adult-only": "adults only",
}

SEXES: Mapping[str, str] = {"ALL": "all", "FEMALE": "women only", "MALE": "men only"}


def in_words(token: str, words: Mapping[str, str]) -> str:
    """The words of a token: its own, else the token in lower case without underscores; where there are no words, the token."""
    return words.get(token) or (token.replace("_", " ").lower() if words else token)
