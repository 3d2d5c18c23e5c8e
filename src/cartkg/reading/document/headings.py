"""Headings of an eligibility text: which section they open, and which cohort, arm or donor they limit it to."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from cartkg.model import Section

_WORD = r"[\w/&'’().,-]+"
_CRITERIA = r"(?:criteri(?:a|on|ar|as|um)|requirements?|conditions?)"
_DRESS = re.compile(r"^[\W_]*(?:\d{1,2}(?:\.\d+)*[.)、]?\s+|[A-Z][.)]\s+)?[\W_]*")
_TITLE = re.compile(
    rf"(?P<before>(?:{_WORD}\s+){{0,6}}?)(?P<section>inclusion|exclusion|eligibility)(?:\s+and\s+(?P<second>exclusion))?"
    rf"(?:\s*{_CRITERIA})?\b(?P<after>[^:：\n]{{0,110}}?)\s*(?P<colon>[:：]|[*_.]*\s*$|$)",
    re.I,
)
_INLINE = re.compile(
    r"(?:(?<=[\s.;。；|])|^)(?:\W{0,4}\s)?(?P<title>(?:(?:Key|Main|Major|General|Principal|Primary|Specific|KEY|MAIN)\s+)?"
    r"(?P<section>Inclusion|Exclusion|INCLUSION|EXCLUSION)\s+(?:Criteria|criteria|CRITERIA|standards?|Standards?)(?P<after>\s+for\s+[^:：\n.;]{2,60})?\s*(?:[:：]|(?=\s*[(（]?1[.)、）]\s?)))"
    # At the end of an item ("… for 2 weeks. Exclusion Criteria"), and the bare word behind a stop ("… SLE. Exclusion: …").
    r"|(?<=[.;]\s)(?P<last>(?P<last_section>Inclusion|Exclusion|INCLUSION|EXCLUSION)\s+(?:[Cc]riteria|CRITERIA)"
    r"(?:\s*\(\w+\))?(?P<last_after>\s+for\s+[^:：\n.;]{2,60})?)\s*$"
    r"|(?<=[.;]\s)(?P<word>(?P<word_section>Inclusion|Exclusion))\s*[:：](?=\s*\S)",
    re.M,
)
_SHORT = re.compile(r"\W{0,4}(?P<section>Inclusion|Exclusion|INCLUSION|EXCLUSION)\s*[:：]\s*(?=\S)")
_OUTSIDE = re.compile(
    r"\W*(?:(?:subject|patient|participant|study|trial)\s+)?(?:withdrawal|removal|removing|rejection|elimination|discontinuation|termination|"
    r"drop-?\s?out|exit|suspension|stopping)\s+criteria\W*$",
    re.I,
)
_MAY_NOT = re.compile(
    r"\b(?:not\s+(?:be\s+)?(?:eligible|participate|take\s+part|join|considered\s+eligible|be\s+enrolled|enrolled|included|permitted\s+to\s+enter)|may\s+not|cannot|can\s?not|excluded|exclusion|ineligible)\b",
    re.I,
)
_MAY = re.compile(
    r"\b(?:eligible|may\s+(?:be\s+able\s+to\s+)?(?:participate|take\s+part|join)|can\s+(?:participate|take\s+part|join)|qualify|included|inclusion|enrolled|must\s+(?:meet|fulfil|satisfy))\b",
    re.I,
)
_GENERIC = re.compile(
    r"^(?:(?:all|the|each|any|of|these|those|following|subjects?|patients?|participants?|candidates?|persons?|people|individuals?|who|"
    r"meet(?:s|ing)?|must|should|have|to|be|will|not|are|is|may|can|in|this|study|trial|from|for|if|they|you|one|or|more|every|both|only|"
    r"(?:in|ex)clusion|inclusive|criteri(?:a|on)|conditions?|requirements?|eligible|considered|included|excluded|enrolled|enter|entry|entered|"
    r"enrol+ment|participat(?:e|ing|ion)|take|part|join|apply|fulfil+(?:ed|s)?|satisfy|satisfied|met|simultaneously|at|the|same|time|with|by|a|an|and|"
    r"clinical|order|eligibility|as|follows|below|listed|exclude|include|object|person|potential|whom|able|list|also|ineligible|"
    r"prior|order|additional|other|further|protocol|defined)\b\W*)+$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Heading:
    """`section` is None where a heading only groups items; `cohort` is the group that it limits them to, "" for all."""

    section: Section | None
    cohort: str = ""


def title(line: str) -> Heading | None:
    """The heading that a line is, when it names a section; None for a line that only speaks of one."""
    words = re.sub(r"\s+", " ", _DRESS.sub("", line)).strip("*_ \t|")
    found = _TITLE.match(words)
    if not found or not _is_title(found, words):
        return None
    section = Section.EXCLUSION if found["section"].lower() == "exclusion" else Section.INCLUSION
    return Heading(section, cohort(found["before"].strip(), found["after"].strip()))


def _is_title(found: re.Match[str], words: str) -> bool:
    """A title says little beside its section: a few words before it, "for …" or "of …" after it."""
    tail = words[found.end() :].strip(" *_.")
    if tail and not _GENERIC.match(tail):
        return False
    after = found["after"].strip(" *_()-–.,")
    if after and not _GENERIC.match(after) and not re.match(r"(?:for|of|in|to|specific|\(|-|–|—|[A-Z0-9])", after, re.I):
        return False
    if re.search(r"[a-z%]{3,}[.;]\s*$", found["before"]) and not _ARM.search(found["before"]):
        return False
    if re.search(r"\b(?:any|other|these|those)\b", found["before"], re.I) and not found["colon"]:
        return False
    if re.search(r"\b(?:not|no|meets?|met|apply|applies|fulfil\w*|could|may|will|unlisted|see)\b", found["before"], re.I):
        return False
    if words.endswith((".", ";")):
        return bool(re.match(rf"(?i)(?:inclusion|exclusion) {_CRITERIA} (?:for|of)\b", words))
    return bool(re.search(_CRITERIA, words, re.I) or found["colon"] or words.lower() == found["section"].lower())


def inline(text: str, start: int, end: int) -> list[tuple[int, int, Heading]]:
    """Section titles within a run of text ("… Exclusion Criteria: 1. …") as (start, end, heading)."""
    found: list[tuple[int, int, Heading]] = []
    if "clusion" not in text[start:end].lower():
        return found
    for match in _INLINE.finditer(text, start, end):
        kind = next(group for group in ("title", "last", "word") if match[group])
        section = Section(match["section" if kind == "title" else f"{kind}_section"].lower())
        after = match["after"] or match["last_after"] or ""
        found.append((match.start(kind), match.end(), Heading(section, cohort("", after.strip()))))
    if not found and (short := _SHORT.match(text, start, end)):
        found.append((short.start("section"), short.end(), Heading(Section(short["section"].lower()))))
    return found


def leaves(line: str) -> bool:
    """Whether a line heads criteria of another kind: for leaving the trial, not for entering it."""
    return bool(_OUTSIDE.match(line))


def lead_in(line: str) -> Heading | None:
    """A sentence that opens a list without saying anything of its own ("Subjects must meet all of the following criteria:")."""
    words = line.strip().strip("*_-• ")
    if not _GENERIC.match(words) or len(words.split()) < 2 or _ARM.match(words):
        return None
    if _MAY_NOT.search(words):
        return Heading(Section.EXCLUSION)
    return Heading(Section.INCLUSION if _MAY.search(words) else None)


_FOR = re.compile(r"\b(?:for|in|of)\s+(?:the\s+|all\s+)?(?P<cohort>\S.*)$", re.I)
_CRITERIA_FOR = re.compile(
    r"(?:(?:\S+\s+){0,5}?(?:criteria|criterion|requirements?|conditions?)\s+(?:only\s+|specific\s+)?(?:for|in|of)|"
    r"for|only for|in)\s+"
    r"(?:the\s+|all\s+)?(?P<cohort>\S.*)$",
    re.I,
)
_FOR_PEOPLE = re.compile(
    r"\bfor\s+(?:the\s+|all\s+)?(?P<cohort>(?:patients?|participants?|subjects?|people|persons?|those|men|women|males?|females?|adults|"
    r"children|adolescents|recipients|donors)\b.*)$",
    re.I,
)
_MUST = re.compile(
    r"^(?:all\s+)?(?:(?:patients?|participants?|subjects?|persons?|people|individuals?|those)\s+(?:with|having|who\s+have|diagnosed\s+with|in)\s+"
    r"(?:a\s+(?:diagnosis|history)\s+of\s+)?(?P<cohort>\S.{1,60}?)|(?P<named>\S.{1,40}?)\s+(?:patients?|participants?|subjects?))\s+"
    r"(?:must|should|shall|have\s+to|need\s+to|are\s+required\s+to|will)\b.*(?:meet|fulfil|satisfy|have|following|criteria)\b",
    re.I,
)
_ALL = re.compile(
    r"^(?:all\s+|the\s+|this\s+|both\s+)?(?:patients?|subjects?|participants?|groups?|cohorts?|arms?|study|trial|everyone|study\s+participants|"
    r"randomi[sz]ations?|(?:trial|study)\s+entry|(?:this|the)\s+(?:study|trial)|enrol+ment|participation|inclusion|exclusion|entry|parts?)$",
    re.I,
)
_ARM = re.compile(
    r"\b(?:cohorts?|arms?|parts?|groups?|phases?|stages?|steps?)\s+(?:[A-Z]\b|\d+[a-z]?\b|[IVX]+[ab]?\b)(?:\s*(?:,|and|&|or|to|-|–|/)\s*(?:[A-Z]\b|\d+[a-z]?\b|[IVX]+[ab]?\b))*",
    re.I,
)
_PEOPLE = re.compile(
    r"\b(?:donors?|recipients?|healthy\s+(?:volunteers?|participants?|controls?|subjects?)|controls?|caregivers?)\b", re.I
)
_PLAIN = re.compile(
    r"^(?:|(?:key|main|requires?|required|major|general|principal|primary|common|core|basic|patients?|subjects?|participants?|study|trial|list\s+of|additional|"
    r"other|specific|special|the|all|disease|disease-specific|clinical|screening|for|of|and|inclusion|exclusion|eligibility|criteria|"
    r"pre-?\s?operative|intra-?\s?operative|\W)+)$",
    re.I,
)


def cohort(before: str, after: str) -> str:
    """The group of people that the words around a title name, in the record's words."""
    words = after.strip(" *_()[]-–—:：.,")
    if limited := _FOR.search(words):
        return _people(limited["cohort"])
    if words and not _PLAIN.match(words) and not _GENERIC.match(words):
        return _people(words)
    name = before.strip(" *_():-–")
    return "" if not name or _PLAIN.match(name) or _GENERIC.match(name) else re.sub(r"(?i)\b(?:key|main|specific)\s+", "", name)


_ANYBODY = re.compile(
    r"\b(?:all|the|these|those|eligible|enrolled|study|trial|potential|such|each|any|wocbp|fe?male|childbearing|of)\b", re.I
)


def group(line: str) -> str:
    """The cohort of a heading without a section ("Special criteria for SLE:", "Cohort 1", "Donors:"), "" when it names none."""
    words = _DRESS.sub("", line).strip().strip("*_ ").rstrip(":： *_")
    if arm := _ARM.search(words):
        return _arm(words, arm)
    if limited := _CRITERIA_FOR.match(words) or _FOR_PEOPLE.search(words):
        return _people(limited["cohort"])
    if (of := _MUST.match(words)) and not _ANYBODY.search(of["named"] or ""):
        return _people(of["cohort"] or of["named"])
    people = _PEOPLE.search(words)
    return words if people and len(words.split()) <= 4 else ""


_BESIDE_NAME = re.compile(
    r"\s*\([^)]*\)|[\s-]+(?:specific|patients?|participants?|subjects?|cohorts?|groups?|arms?|only|criteria|requirements?)\b",
    re.I,
)


def demands(line: str) -> bool:
    """Whether a line demands something of patients of one kind ("Lupus nephritis subjects must meet:")."""
    return bool(_MUST.match(_DRESS.sub("", line)))


def before(line: str) -> str:
    """The cohort of a line that is the first half of a section's heading ("RA-specific" over "Inclusion Criteria:")."""
    half = re.sub(r"[- ]?specific\s*$", "", _DRESS.sub("", line).strip(), flags=re.I)
    return group(line) or ("" if _PLAIN.match(half) else half)


_BEFORE_NAME = re.compile(
    r"^(?:for|in|with|diagnos(?:is|ed)(?:\s+(?:of|as|with))?|clinically|confirmed|(?:relapsed|relapsing)\s*(?:[/,]|and|or|and/or)\s*refractory|refractory|"
    r"relapsed|active|patients?|participants?|subjects?)\b[\s:]*",
    re.I,
)


def condition(line: str, is_condition: Callable[[str], bool]) -> str:
    """The disease that a heading of a basket trial consists of ("SLE:", "Systemic sclerosis (SSc) patients:"), else ""."""
    words = _DRESS.sub("", line).strip("*_ :：.")
    words = re.sub(r"(?i)^(?:for|in|diagnosis of)\s+", "", words)
    name = _BESIDE_NAME.sub("", words).strip(" -–,")
    return words if name and len(name.split()) <= 5 and is_condition(name) else ""


_BEHIND_NAME = re.compile(
    r"\s*[:：,;]|\s+(?:according\s+to|based\s+on|by|that|who|and\s+meet|meeting|meets?|as\s+defined)\b", re.I
)


def qualified(line: str, is_condition: Callable[[str], bool]) -> str:
    """The disease that a group's head begins with ("Refractory gout:", "Myasthenia gravis (MG): meets the following")."""
    words = _DRESS.sub("", line).strip("*_ .")
    while shorter := _BEFORE_NAME.match(words):
        words = words[shorter.end() :]
    head = _BEHIND_NAME.split(words, maxsplit=1)[0]
    name = _BESIDE_NAME.sub("", head).strip(" -–,")
    return head.strip() if name and len(name.split()) <= 6 and is_condition(name) else ""


_SUBJECT_MATTER = re.compile(
    r"\b(?:histor(?:y|ies)|comorbidit\w*|organs?|functions?|therap(?:y|ies)|treatments?|screening|safety|laborator\w*|following|"
    r"status|medications?|disease activity|months?|weeks?|days?|hours?|prior|before)\b",
    re.I,
)


def _people(words: str) -> str:
    """The people or arm after "for", without an abbreviation in brackets; "" for all of them or for a subject matter."""
    words = words[: words.index("(")] if words.count("(") > words.count(")") else words
    name = re.sub(r"\s*\([A-Z][A-Za-z]{0,5}\)|\s+only$|^applicable to\s+", "", words.strip(" *_.:"), flags=re.I)
    name = name.strip("() ") if name.count("(") != name.count(")") else name
    if len(name.split()) > 10 or re.match(r"(?:case|order|the\s+opinion)\b", name, re.I):
        return ""
    return "" if _ALL.match(name) or _GENERIC.match(name) or _SUBJECT_MATTER.search(name) else name


def names_arm(line: str) -> bool:
    """Whether a line begins with an arm's name ("Cohort A: SLE")."""
    return bool(_ARM.match(line))


def _arm(words: str, arm: re.Match[str]) -> str:
    """An arm with its by-name ("Arm B (lupus nephritis)") where the heading begins with it, else the arm alone in few words."""
    if arm.start() == 0:
        return words if len(words.split()) <= 8 else arm[0]
    if re.match(r"(?i)(?:for|in|only)\b|(?:\S+\s+){0,3}(?:criteria|requirements?)\b", words) or len(words.split()) <= 4:
        return arm[0]
    return ""
