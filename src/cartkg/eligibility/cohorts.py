"""The subgroup to which a stretch of an item is limited: an arm, a condition, an age band, a donor, a kind of person.

It stands before what it limits ("for patients with SLE, …", "children under 3 years: …", "patients with Gilbert syndrome may
have …"), or after it ("… if aged 18 or older", "… (for those under 16)"), or in the heading or lead-in of the item.
"""

from cartkg.eligibility import clauses
from cartkg.eligibility.clauses import Words, word_set
from cartkg.model import Item, Span

KINDS = word_set(
    "children adults donors donor women men females males female male adolescents infants girls boys volunteers recipients"
)
PERSONS = KINDS | word_set(
    "patient patients participant participants subject subjects individual individuals those persons people recipient who"
)
BOUNDS = word_set("< > ≤ ≥ under over older younger above below")
SIGNS = word_set("< > ≤ ≥")
OPENERS = word_set("for in if among when")
ARTICLES = word_set("the all any case cases of event presence a an other")
STATES = word_set("case cases event presence")
SAYING = word_set("may can must should need needs are")
EXCEPTING = word_set("except excluding unless other")
GENERAL = word_set(  # what opens like a subgroup and is none
    "enrollment enrolment inclusion screening entry participation this study trial opinion accordance last past previous least "
    "order general addition investigator reproductive"
)


def cohort_of(item: Item, span: Span) -> str:
    """The subgroup, arm, age band or donor to which the stretch `span` of the item is limited, in the record's words, or "".

    What is said nearest counts: a limit after the stretch, then one before it in its sentence, then the item's own cohort (its
    heading's), then a lead-in that names one.
    """
    words = clauses.words(item.text)
    first, last = words.at(span.start - item.span.start), words.at(span.end - 1 - item.span.start)
    limit = _after(words, last) or _before(words, first)
    return limit or item.cohort or (_of_lead_in(item.parent) if item.parent else "")


def _after(words: Words, last: int) -> str:
    """The limit that follows in the same member of the list, as "if aged 18 or older" or in a bracket of its own."""
    for index in range(last + 1, min(len(words.tokens), last + 40)):
        if index in words.stops or (words.word(index) in {",", "and"} and words.clause_of[index] == words.clause_of[last]):
            return ""
        if words.word(index) in {"(", "["} and (limit := _limit(words, index + 1, _bracket_end(words, index + 1))):
            return limit
        if words.word(index) in OPENERS and (limit := _limit(words, index, _member_end(words, index))):
            return limit
    return ""


def _before(words: Words, first: int) -> str:
    """The limit that the sentence opens with: up to its comma or colon, or as the subject of "may have"."""
    start = _sentence_start(words, first)
    while start < first and not words.word(start)[:1].isalpha() and words.word(start) not in BOUNDS:
        start += 1
    end = next((i for i in range(start, first) if words.word(i) in {",", ":"}), -1)
    if end > 0 and (words.word(start) in OPENERS or (words.word(end) == ":" and words.word(start) in KINDS)):
        return _limit(words, start, end)
    return _subject_of_may(words, start, first)


def _sentence_start(words: Words, index: int) -> int:
    while index > 0 and (index not in words.stops or index == len(words.tokens)):
        index -= 1
    return index


def _subject_of_may(words: Words, start: int, first: int) -> str:
    """ "Patients with Gilbert syndrome may have a bilirubin of": the subject, which the permission is for."""
    verb = next((i for i in range(start, first) if words.word(i) in SAYING), -1)
    if verb < 0 or words.word(start) not in PERSONS:
        return ""
    if words.word(verb - 1) in {"who", "that"}:
        return ""  # "women who are pregnant": the verb is not the sentence's
    may_have = words.word(verb) in {"may", "can"} and words.word(verb + 1) in {"have", "also"}
    return _words_of(words, start, verb) if may_have or words.word(start) in KINDS else ""


def _limit(words: Words, first: int, end: int) -> str:
    """The words of a limit where they name persons, an age or a state ("in case of"); "" where they do not."""
    start = first
    while start < end and words.word(start) in OPENERS | ARTICLES:
        start += 1
    state = any(words.word(i) in STATES for i in range(first, start))
    opening = [words.word(i) for i in range(start, min(end, start + 6))]
    if not opening or set(opening[:3]) & GENERAL or {words.word(first - 1), opening[0]} & EXCEPTING:
        return ""
    persons = (bool(set(opening[:2]) & PERSONS) and len(opening) > 1) or opening[0] in KINDS
    years = {"old", "age"} if words.word(first) == "for" else {"old", "age", "years"}  # "for ≥ 2 years" is a duration
    age = opening[0] in {"aged", "age"} or (opening[0] in BOUNDS and bool(years & set(opening)))
    return _words_of(words, start, end) if persons or age or state else ""


def _words_of(words: Words, start: int, end: int) -> str:
    """The words without "patients with", "those who are" before what makes the group."""
    while (
        start < end and words.word(start) in PERSONS | ARTICLES | {"with", "are", "known", "having", "had"} and end - start > 1
    ):
        if words.word(start) in KINDS:
            break
        start += 1
    if start >= end:
        return ""
    return " ".join(words.text[words.tokens[start].start : words.tokens[end - 1].end].split())


def _bracket_end(words: Words, index: int) -> int:
    return words.clauses[words.clause_of[index]].last if index < len(words.tokens) else index


def _member_end(words: Words, index: int) -> int:
    """To the comma, conjunction or end of the clause."""
    end = words.clauses[words.clause_of[index]].last
    marks = {",", ":", ";", "and", "(", ")"}
    return next(
        (i for i in range(index + 1, end) if words.word(i) in marks or (words.word(i) == "or" and words.word(i + 1) in SIGNS)),
        end,
    )


def _of_lead_in(parent: Item) -> str:
    words = clauses.words(parent.text)
    last = len(words.tokens)
    if last and words.word(last - 1) == ":" and (limit := _before(words, last)):
        return limit
    return parent.cohort or (_of_lead_in(parent.parent) if parent.parent else "")
