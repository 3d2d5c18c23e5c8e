"""Whether a person has or had what a diagnosis statement names: qualifiers, windows, tests, exceptions."""

import re
from datetime import date

from cartkg.model import Diagnosis, Stance
from cartkg.use.match import days
from cartkg.use.match.candidate import Condition
from cartkg.use.match.facts import CONDITIONS, Facts, Meaning
from cartkg.use.match.item import Item, exceptions
from cartkg.use.match.therapies import LATER, Found
from cartkg.use.match.truth import Truth, all_of, any_of, negate

INFECTION, MALIGNANCY, TUBERCULOSIS, LATENT = "MONDO:0005550", "MONDO:0004992", "MONDO:0018076", "MONDO:0040753"
STATE_LIKE = re.compile(
    r"\b(abuse|addict|dependence|misuse|smok|alcohol|organ involvement|unstable vital)", re.IGNORECASE
)  # no list of conditions closes these
SEVERE = re.compile(r"\b(severe|serious|life-threatening|significant|major|massive|moderate|large)\b", re.IGNORECASE)
UNCONTROLLED = re.compile(
    r"\b(uncontrol\w*|unstable|not (be )?(well )?controlled|cannot be controlled|poorly controlled|incurable)\b", re.I
)
ACTIVE = re.compile(r"\b(active|ongoing)\b", re.IGNORECASE)
TREATED = re.compile(
    r"\b((requir\w*|need\w*)\s+(\w+\s+){0,3}(treatment|therapy|medications?|intervention)|systemic (treatment|therapy)|"
    r"requir\w* antibiotic|long[- ]term|cannot be controlled or require treatment)",
    re.IGNORECASE,
)
EVER = re.compile(r"\b(history|previous\w*|prior|past|ever|known|have had|had|suffered|diagnosed)\b", re.IGNORECASE)
OTHER = re.compile(r"\b(other|another|second(ary)?|unrelated|non-\w+[- ]related|non-SLE|besides)\b", re.IGNORECASE)
COURSE = {
    "relapsed": r"\b(relaps\w*|recurren\w*)",
    "refractory": r"\brefractory|resistant",
    "newly diagnosed": r"\bnewly diagnosed",
}
HISTOLOGY = {
    "radical_resection": r"radical (resection|treatment)",
    "fully_treated": r"fully treated|adequately treated|cured|curatively",
    "curative_intent": r"curative",
}
NO_COUNT = frozenset({"disease", "human disease", "disorder"})


def asked(of: Diagnosis, facts: Facts) -> Meaning:
    """What the statement's condition stands for."""
    return facts.vocabulary.named(of.condition, CONDITIONS)


def has(of: Diagnosis, item: Item, facts: Facts, own: frozenset[str]) -> Found:
    """Whether the person has what the statement names. `own`: the terms of the diseases that the trial itself is about."""
    meaning = asked(of, facts)
    tested = by_tests(of, item, facts)
    if tested is not None:
        return tested
    if meaning.own and INFECTION in meaning.own:
        return infected(of, item, facts, own)
    absent = facts.is_absent(meaning) if meaning.own else ""
    used, truths = [], []
    for condition, told in facts.conditions:
        truth = _counts((condition, told), of, item, facts, own)
        if truth is not False:
            used.append(str(condition))
            truths.append(truth)
    if truths:
        return Found(any_of(truths), " | ".join(used))
    return missing(of.condition.label, item, facts, absent)


def missing(label: str, item: Item, facts: Facts, absent: str = "") -> Found:
    """What follows when nothing told is it: false where it is told to be absent or its list is closed."""
    if absent:
        return Found(False, f"absent: {absent}")
    if re.search(r"allerg|hypersensitiv|intoleran", label, re.IGNORECASE):
        return allergic(item, facts)
    if "conditions" in facts.of.closed and not STATE_LIKE.search(label):
        return Found(False, "absent: other conditions")
    said = facts.phrase(label)
    return Found(said[0], f"{'state' if said[0] else 'absent'}: {said[1]}") if said else Found(None, f"not told: {label}")


def _counts(told_of: tuple[Condition, Meaning], of: Diagnosis, item: Item, facts: Facts, own: frozenset[str]) -> Truth:
    (condition, told), meaning = told_of, asked(of, facts)
    kind = facts.vocabulary.kinds(told, meaning)
    if kind is None and not told.own and not meaning.own:
        return None if of.condition.label.lower() in condition.name.lower() else False
    if kind is False:
        return False
    if of.stance is Stance.EXCLUDES:
        if kind is None and told.own & own and "conditions" in facts.of.closed:
            return False  # the trial's own disease; a manifestation would be told apart from it
        if _is_own(told, meaning, own):
            return False
        return all_of(
            (
                kind,
                _time(condition, of, item, facts.of.reference),
                *_qualified(condition, of, item),
                _excepted(condition, told, of, item, facts),
            )
        )
    return all_of(
        (
            kind,
            _present(condition, of, item, facts.of.reference),
            _course(condition, item),
            classified(condition, of, item, facts),
        )
    )


def _is_own(told: Meaning, meaning: Meaning, own: frozenset[str]) -> bool:
    """Whether a class is excluded that the trial's own disease falls under: its own disease is not meant."""
    mine = bool(told.all & own)
    if not mine:
        return False
    return not meaning.own & own and (bool(meaning.own & told.all) and not meaning.own & told.own)


def _present(condition: Condition, of: Diagnosis, item: Item, reference: date) -> Truth:
    """A disease that is wanted: not resolved; with a window diagnosed so long before, or within it."""
    if condition.status == "resolved":
        return False
    if not of.window:
        return True
    if condition.since is None:
        return None
    window = item.window(of)
    inside = days.within(condition.since, window, reference)
    said = next((one for one in days.in_words(item.text) if one.code == of.window), None)
    if said and (said.least or said.more):
        return None if inside is None else not inside
    return inside if item.says(r"diagnos\w+.*within|within.*diagnos") else True


def _course(condition: Condition, item: Item) -> Truth:
    wanted = {course for course, pattern in COURSE.items() if re.search(pattern, item.text, re.IGNORECASE)}
    if not wanted or not item.says(r"leuk|lymphom|malignan|myelom|AML|ALL|CMML"):
        return True
    if not condition.course:
        return None
    return any(course in condition.course for course in wanted)


def classified(condition: Condition, of: Diagnosis, item: Item, facts: Facts) -> Truth:
    """Whether the classification criteria that the item names are told to be met; another set leaves it open."""
    wanted = sets(item.text) if item.says(r"criteria|standards|classification|definition") else []
    wanted = [one for one in wanted if not item.says(r"ISN|RPS|NCCN|WHO") or "EULAR" in one[1]]
    if not wanted or not (condition.criteria or condition.criteria_not_met or wanted):
        return True
    if any(_same(one, told) for one in wanted for told in condition.criteria):
        return True
    return False if any(_same(one, told) for one in wanted for told in condition.criteria_not_met) else None


BODIES = re.compile(
    r"\b(EULAR|ACR|American College of Rheumatology|SLICC|ILAR|CARRA|Yamaguchi|McDonald|Rome|Peter)\b", re.IGNORECASE
)


def sets(text: str) -> list[tuple[str, frozenset[str]]]:
    """The classification criteria that words name: a year, where one stands there, and the bodies."""
    found = {
        name.upper().replace("AMERICAN COLLEGE OF RHEUMATOLOGY", "ACR")
        for name in BODIES.findall(re.sub(r"(?<=\d)(?=[A-Z])", " ", text))
    }
    year = re.search(r"\b(19|20)\d\d", re.sub(r"(?<=\d)(?=[A-Z])", " ", text))
    return [(year[0] if year else "", frozenset(found))] if found else []


def _same(wanted: tuple[str, frozenset[str]], told: str) -> bool:
    mine = sets(told)
    return bool(mine) and (not wanted[0] or not mine[0][0] or wanted[0] == mine[0][0]) and bool(wanted[1] & mine[0][1])


def _time(condition: Condition, of: Diagnosis, item: Item, reference: date) -> Truth:
    """A told condition counts to its last day, an active one to the reference day."""
    end = days.Days(reference, reference) if condition.status == "active" else condition.last
    if of.window:
        if MALIGNANCY in of.condition.id and item.says(r"diagnosed (with|in)"):
            return days.within(condition.since, item.window(of), reference)
        return days.within(end, item.window(of), reference)
    words = item.before(of) + " " + item.clause(of)
    if EVER.search(words):
        return True
    if condition.status in ("resolved", "remission"):
        return False
    return True if condition.status == "active" else None


def _qualified(condition: Condition, of: Diagnosis, item: Item) -> list[Truth]:
    """What the words around the name, or the statement's own condition, ask of it."""
    words = f"{item.clause(of)} {of.provided}"
    found: list[Truth] = []
    if UNCONTROLLED.search(words):
        found.append(negate(condition.flag("controlled")) if condition.status != "resolved" else False)
    elif ACTIVE.search(words) and not EVER.search(words):
        found.append(condition.status == "active" if condition.status else None)
    if SEVERE.search(words):
        grade = condition.facts.get("grade")
        found.append(grade >= 3 if isinstance(grade, int) else condition.flag("severe", "significant"))
    if TREATED.search(words):
        found.append(condition.flag("systemic_treatment", "systemic_therapy", "needs_long_term_glucocorticoid"))
    if re.search(r"\bsymptomatic\b", words, re.IGNORECASE) and not re.search(r"\basymptomatic\b", words, re.IGNORECASE):
        found.append(condition.flag("symptomatic"))
    if of.provided and not found:
        found.append(None)
    return found


def _excepted(condition: Condition, told: Meaning, of: Diagnosis, item: Item, facts: Facts) -> Truth:
    """True unless an exception of the item holds for the told condition; open where what it asks is not told."""
    lifted: list[Truth] = []
    for exception in exceptions(item.criterion.statements):
        if not isinstance(exception, Diagnosis):
            continue
        kind = facts.vocabulary.kinds(told, asked(exception, facts))
        if kind is False:
            continue
        lifted.append(all_of((kind, *_conditions_of(exception, condition, item, facts))))
    if not exceptions(item.criterion.statements) and item.says(r"\b(except|unless|excluding|with the exception)\b"):
        lifted.append(None)
    return negate(any_of(lifted)) if lifted else True


def _conditions_of(exception: Diagnosis, condition: Condition, item: Item, facts: Facts) -> list[Truth]:
    """What an exception asks of a tumor: removed whole, treated for cure, so long without treatment or activity."""
    clause = item.clause(exception) + " " + item.sentence(exception)
    near = item.clause(exception)
    found: list[Truth] = []
    for name, pattern in HISTOLOGY.items():
        place = near if exception.condition.label != "malignancy" else ""
        if re.search(pattern, place, re.IGNORECASE) or (
            re.search(pattern, clause, re.IGNORECASE)
            and place
            and name == "radical_resection"
            and re.search("after radical", near)
        ):
            found.append(condition.flag(name, "fully_treated", "curative_intent", "radical_resection"))
    if exception.window:
        end = days.told(str(condition.facts["treatment_end"])) if "treatment_end" in condition.facts else condition.last
        inside = days.within(end, days.Window(exception.window, edge=True), facts.of.reference)
        found.append(None if inside is None else not inside)
        found.append(condition.status in ("resolved", "remission") if condition.status else None)
    return found


def infected(of: Diagnosis, item: Item, facts: Facts, own: frozenset[str]) -> Found:
    """Infections: uncontrolled, or active with systemic treatment whose last day lies in the window; a latent one is none."""
    words, used, truths = item.sentence(of) if item.text else "", [], []
    for condition, told in facts.conditions:
        kind = facts.vocabulary.kinds(told, Meaning(frozenset({INFECTION}), frozenset({INFECTION})))
        if kind is False or LATENT in told.own:
            continue
        truth = all_of((kind, _infection(condition, of, item, words, facts.of.reference)))
        if truth is not False:
            used.append(str(condition))
            truths.append(truth)
    return (
        Found(any_of(truths), " | ".join(used))
        if truths
        else missing("infection", item, facts, facts.is_absent(asked(of, facts)))
    )


def _infection(condition: Condition, of: Diagnosis, item: Item, words: str, reference: date) -> Truth:
    active: Truth = condition.status == "active" if condition.status else None
    uncontrolled = all_of((active, negate(condition.flag("controlled"))))
    severe = condition.flag("severe", "significant") if SEVERE.search(words) else True
    treated: Truth = True
    if TREATED.search(words) or of.window:
        stop = condition.facts.get("systemic_treatment_stop")
        end = (
            days.told(str(stop))
            if stop
            else days.Days(reference, reference)
            if condition.status == "active"
            else condition.last
        )
        inside = days.within(end, item.window(of), reference) if of.window else active
        treated = all_of((condition.flag("systemic_treatment", "systemic_therapy") if TREATED.search(words) else True, inside))
        active = True if of.window else active
    chronic = re.search(r"\b(chronic|recurrent|history)\b", words, re.IGNORECASE)
    if chronic:
        return any_of((active, None if condition.status != "active" else True))
    if UNCONTROLLED.search(words) and re.search(r"\bor\b", words) and (TREATED.search(words) or of.window):
        return any_of((uncontrolled, all_of((active, treated, severe))))
    if UNCONTROLLED.search(words):
        return all_of((uncontrolled, severe))
    return all_of((active, treated, severe))


# --- what tests settle ------------------------------------------------------------------------------------------------

HEPATITIS_B, HEPATITIS_C, HIV, SYPHILIS, CMV = (
    "hepatitis B",
    "hepatitis C",
    "HIV infection",
    "syphilis",
    "cytomegalovirus infection",
)
HBS, HBC, HBV_DNA = ("HBsAg",), ("HBcAb", "anti-HBc", "HBc Ab"), ("HBV DNA",)
HCV, HCV_RNA = ("HCV antibody", "anti-HCV", "HCV Ab"), ("HCV RNA",)
HIV_TEST, SYPHILIS_TEST, CMV_DNA = (
    ("HIV antibody", "HIV", "HIV Ag/Ab"),
    ("syphilis test", "syphilis", "Treponema pallidum antibody", "TPPA", "RPR"),
    ("CMV DNA",),
)
TB_TEST = ("IGRA", "tuberculosis test", "QuantiFERON", "T-SPOT", "TST", "PPD")


def by_tests(of: Diagnosis, item: Item, facts: Facts) -> Found | None:
    """What tests say of infections that are told by tests; None of every other condition."""
    label = of.condition.label
    if label in ("hepatitis", "viral hepatitis"):
        each = [_virus(HEPATITIS_B, of, item, facts), _virus(HEPATITIS_C, of, item, facts)]
        return Found(any_of(one.truth for one in each), " | ".join(one.fact for one in each))
    if label in (HEPATITIS_B, HEPATITIS_C, HIV, SYPHILIS, CMV) or re.match(r"(chronic |active )?hepatitis [BC]\b", label):
        return _virus(
            next(one for one in (HEPATITIS_B, HEPATITIS_C, HIV, SYPHILIS, CMV) if one.lower() in label.lower()), of, item, facts
        )
    return None


def _virus(which: str, of: Diagnosis, item: Item, facts: Facts) -> Found:
    told = [
        str(one)
        for one, meaning in facts.conditions
        if facts.vocabulary.kinds(meaning, facts.vocabulary.meaning(which, CONDITIONS)) and one.status == "active"
    ]
    if told:
        return Found(True, " | ".join(told))
    truth, names = _result(which, item, facts)
    used = [str(test) for test in facts.of.tests if test.name in names]
    return Found(truth, " | ".join(used) if used else f"not told: {names[0]}")


def _result(which: str, item: Item, facts: Facts) -> tuple[Truth, tuple[str, ...]]:
    words, latest = item.text, facts.latest
    if which == HEPATITIS_B:
        return _hepatitis_b(words, facts), (*HBS, *HBC, *HBV_DNA)
    if which == HEPATITIS_C:
        antibody, rna = latest(*HCV), latest(*HCV_RNA)
        if re.search(r"HCV[ -]?RNA|RNA", words):
            return all_of((antibody, rna)), (*HCV, *HCV_RNA)
        return (antibody if re.search(r"antibod|positive|sero", words, re.I) or rna is None else all_of((antibody, rna))), (
            *HCV,
            *HCV_RNA,
        )
    names = {HIV: HIV_TEST, SYPHILIS: SYPHILIS_TEST, CMV: CMV_DNA}[which]
    return latest(*names), names


def _hepatitis_b(words: str, facts: Facts) -> Truth:
    surface, core, dna = (facts.latest(*names) for names in (HBS, HBC, HBV_DNA))
    only_surface = re.search(r"HBsAg|surface antigen", words) and not re.search(r"HBc|core", words)
    if only_surface:
        return surface
    if re.search(r"\bDNA\b", words):
        return all_of((any_of((surface, core)), dna))
    return any_of((surface, all_of((core, dna))))


# --- pregnancy, allergy ---------------------------------------------------------------------------------------------------


def pregnant(item: Item, facts: Facts) -> Found:
    """Whether the person is pregnant as the item asks: by which test, and how old it may be."""
    told = facts.of.pregnancy
    if facts.of.sex == "male" or told.possible is False:
        return Found(False, "male" if facts.of.sex == "male" else "no childbearing potential")
    if told.pregnant is not None:
        return Found(told.pregnant, f"pregnant: {told.pregnant}")
    limit = next(
        (
            one
            for one in days.in_words(item.text)
            if re.search(r"test|performed|tested", item.text, re.I)
            and re.search(r"within[^.;]{0,12}$", item.text[: one.start], re.I)
        ),
        None,
    )
    recent = [test for test in told.tests if _recent(test.day, limit, facts.of.reference)]
    blood = item.says(r"\b(blood|serum)\b") and not item.says(r"\burine\b")
    urine = item.says(r"\burine\b") and not item.says(r"\b(blood|serum)\b")
    of_kind = [test for test in recent if not blood or test.name != "urine"] if blood else recent
    if any(test.positive for test in of_kind):
        return Found(True, " | ".join(f"{test.name} pregnancy {test}" for test in of_kind))
    if any(test.positive for test in recent):
        return Found(None, "only a urine test was positive")
    del urine
    return (
        Found(False, " | ".join(f"{test.name} pregnancy test negative" for test in recent))
        if recent
        else Found(None, "not told: pregnancy test")
    )


def _recent(day: days.Days | None, limit: days.Said | None, reference: date) -> bool:
    if day is None:
        return True
    if day.first > reference:
        return False
    return limit is None or days.within(day, days.Window(limit.code, True), reference) is True


def lactating(facts: Facts) -> Found:
    """Whether the person is breastfeeding."""
    told = facts.of.pregnancy.lactating
    if facts.of.sex == "male":
        return Found(False, "male")
    return Found(told, f"lactating: {told}" if told is not None else "not told: lactating")


def allergic(item: Item, facts: Facts) -> Found:
    """Whether an allergy is told that the item may mean; drug intolerance where the item speaks of it."""
    truths: list[Truth] = []
    used = []
    serious = item.says(r"\b(serious|severe)\b")
    broad = item.says(r"drug allergy|any .*allerg|allergy history")
    for allergy in facts.of.allergies:
        truths.append(all_of((True if broad else None, allergy.serious if serious else True)))
        used.append(f"allergy: {allergy.name}")
    if item.says(r"intoleran"):
        for event, _ in facts.events:
            if event.response == "intolerant":
                truths.append(True)
                used.append(f"not tolerated: {event.name}")
        state = facts.state("intolerant to standard treatments")
        if state:
            truths.append(True)
            used.append("state: intolerant to standard treatments")
    if truths and any_of(truths) is not False:
        return Found(any_of(truths), " | ".join(used))
    return Found(False, "absent: other allergies") if "allergies" in facts.of.closed else Found(None, "not told: allergies")


__all__ = ["ACTIVE", "LATER", "OTHER", "allergic", "asked", "by_tests", "has", "lactating", "missing", "pregnant", "sets"]
