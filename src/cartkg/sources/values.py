"""The registry's tokens and numbers in the words that sites show for them.

Every function returns the empty value where it does not recognise the words: a token is never guessed.
"""

import re
from datetime import datetime

STATUSES = {
    "recruiting": "RECRUITING", "open recruiting": "RECRUITING", "not yet recruiting": "NOT_YET_RECRUITING",
    "active not recruiting": "ACTIVE_NOT_RECRUITING", "enrolling by invitation": "ENROLLING_BY_INVITATION",
    "completed": "COMPLETED", "terminated": "TERMINATED", "suspended": "SUSPENDED", "withdrawn": "WITHDRAWN",
    "unknown": "UNKNOWN", "unknown status": "UNKNOWN", "available": "AVAILABLE", "no longer available": "NO_LONGER_AVAILABLE",
    "temporarily not available": "TEMPORARILY_NOT_AVAILABLE", "approved for marketing": "APPROVED_FOR_MARKETING",
    "withheld": "WITHHELD",
}  # fmt: skip
SEXES = {"all": "ALL", "both": "ALL", "both sexes": "ALL", "any": "ALL", "female": "FEMALE", "male": "MALE"}
STUDY_TYPES = {"interventional": "INTERVENTIONAL", "observational": "OBSERVATIONAL", "expanded access": "EXPANDED_ACCESS",
               "observational patient registry": "OBSERVATIONAL"}  # fmt: skip
SPONSOR_CLASSES = frozenset({"INDUSTRY", "OTHER", "NIH", "FED", "OTHER_GOV", "NETWORK", "INDIV", "UNKNOWN", "AMBIG"})
ALLOCATIONS = frozenset({"NA", "RANDOMIZED", "NON_RANDOMIZED"})
INTERVENTION_MODELS = frozenset({"SINGLE_GROUP", "PARALLEL", "CROSSOVER", "FACTORIAL", "SEQUENTIAL"})
PURPOSES = frozenset({"TREATMENT", "PREVENTION", "DIAGNOSTIC", "ECT", "SUPPORTIVE_CARE", "SCREENING",
                      "HEALTH_SERVICES_RESEARCH", "BASIC_SCIENCE", "DEVICE_FEASIBILITY", "OTHER"})  # fmt: skip
MASKINGS = frozenset({"NONE", "SINGLE", "DOUBLE", "TRIPLE", "QUADRUPLE"})
INTERVENTION_TYPES = ("Combination Product", "Diagnostic Test", "Dietary Supplement", "Behavioral", "Biological", "Device",
                      "Drug", "Genetic", "Procedure", "Radiation", "Other")  # fmt: skip
NCT_ID = re.compile(r"\bNCT[0-9]{8}\b")
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
EMPTY = frozenset({"", "n/a", "na", "-", "--", "—", "none", "not reported", "not provided", "not specified", "not available"})


def _plain(words: str) -> str:
    return re.sub(r"[\s_,/-]+", " ", words).strip(" .:;").lower()


def stated(words: str) -> str:
    """The words, or "" where they only say that there is nothing ("n/a", "Not reported")."""
    return "" if words.strip().lower() in EMPTY else words.strip()


def status(words: str) -> str:
    """RECRUITING, … for "Recruiting", "Active, not recruiting", "Unknown status"."""
    return STATUSES.get(_plain(words), "")


def sex(words: str) -> str:
    """ALL, FEMALE or MALE for "Both", "All", "Female"."""
    return SEXES.get(_plain(words), "")


def study_type(words: str) -> str:
    """INTERVENTIONAL, OBSERVATIONAL or EXPANDED_ACCESS."""
    return STUDY_TYPES.get(_plain(words.split("[", maxsplit=1)[0]), "")


def token(words: str, allowed: frozenset[str]) -> str:
    """`words` in the registry's spelling (Single Group gives SINGLE_GROUP) where that is one of `allowed`."""
    written = re.sub(r"[\s/-]+", "_", words.strip().removesuffix(" Assignment")).upper().replace("N_A", "NA")
    return written if written in allowed else ""


def phases(words: str) -> tuple[str, ...]:
    """("PHASE1", "PHASE2") for "Phase 1/Phase 2", "Phase 1/2", "PHASE1 | PHASE2"; ("NA",) for "N/A" and "Phase N/A"."""
    plain = _plain(words)
    if re.fullmatch(r"early phase ?1|phase ?0", plain):
        return ("EARLY_PHASE1",)
    if re.fullmatch(r"(phase )?(n a|na|not applicable)", plain):
        return ("NA",)
    plain = re.sub(r"\biv\b", "4", re.sub(r"\biii\b", "3", re.sub(r"\bii\b", "2", re.sub(r"\bi\b", "1", plain))))
    if not re.fullmatch(r"phase ?[1-4]([ab])?((\s*(and|&|\||))?\s*(phase ?)?[1-4][ab]?)?", plain):
        return ()
    return tuple(f"PHASE{digit}" for digit in re.findall(r"[1-4]", plain))


def healthy_volunteers(words: str) -> bool | None:
    """What "Yes", "No" or "Accepts Healthy Volunteers" says."""
    return {"yes": True, "no": False, "true": True, "false": False, "accepts healthy volunteers": True}.get(_plain(words))


def iso_date(words: str) -> str:
    """ISO 8601 as exact as the words: "Jan 15, 2024", "30 January 2025", "January 2026", "2025-05", "2025-04-01"."""
    words = re.sub(r"(\d)(st|nd|rd|th)\b", r"\1", words.strip().rstrip("."))
    if re.fullmatch(r"[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?", words):
        return words if len(words) < 10 or _real_day(words) else ""
    found = re.fullmatch(
        r"(?:(?P<d>[0-9]{1,2})\s+)?(?P<m>[A-Za-z]{3,9})\.?,?\s+(?:(?P<e>[0-9]{1,2}),?\s+)?(?P<y>[0-9]{4})", words
    )
    month = _month(found["m"]) if found else 0
    if not found or not month or (found["d"] and found["e"]):
        return ""
    day = found["d"] or found["e"]
    written = f"{found['y']}-{month:02}" + (f"-{int(day):02}" if day else "")
    return written if not day or _real_day(written) else ""


def _month(name: str) -> int:
    fits = [
        n for n, full in enumerate(MONTHS, 1) if full.startswith(name.lower()[:4] if name.lower() == "sept" else name.lower())
    ]
    return fits[0] if len(fits) == 1 else 0


def _real_day(words: str) -> bool:
    try:
        datetime.strptime(words, "%Y-%m-%d")
    except ValueError:
        return False
    return True
