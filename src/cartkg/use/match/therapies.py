"""Whether a person had, has or will have what a statement names: classes, windows, routes, doses, exceptions."""

import re
from dataclasses import dataclass
from datetime import date

from cartkg.model import Stance, Therapy, Threshold
from cartkg.use.match import days
from cartkg.use.match.candidate import Event
from cartkg.use.match.facts import THERAPY, Facts, Meaning
from cartkg.use.match.item import Item, exceptions
from cartkg.use.match.truth import Truth, all_of, any_of

ANYTHING = re.compile(
    r"^(standard|conventional|routine|prior|previous|first[- ]line|front[- ]?line)\b.*"
    r"(therapy|treatment|care|regimen|chemotherapy)",
    re.I,
)
INACTIVATED = "cartkgv:inactivated-vaccine"
PREDNISONE = {"prednisone": 1.0, "prednisolone": 1.0, "methylprednisolone": 1.25, "dexamethasone": 6.67, "hydrocortisone": 0.25}
ROUTES = {
    "oral": ("oral",),
    "intravenous": ("iv",),
    "intramuscular": ("im",),
    "intra-articular": ("ia",),
    "intraarticular": ("ia",),
    "intrathecal": ("it",),
    "topical": ("topical",),
    "inhaled": ("inhaled",),
    "injected": ("iv", "im", "ia", "sc"),
    "injection": ("iv", "im", "ia", "sc"),
    "subcutaneous": ("sc",),
}
LOCAL = ("topical", "inhaled")
PAST = re.compile(
    r"\b(received|receipt|history|previous\w*|prior|past|ever|undergone|underwent|had|used|"
    r"last|post|after|failed|treated with)\b",
    re.I,
)
NOW = re.compile(
    r"\b(current\w*|concomitant|concurrent|ongoing|taking|using|receiving|is on|are on|"
    r"need\w*|requir\w*|long-term|under treatment|use of)\b",
    re.I,
)
LATER = re.compile(r"\b(plan\w*|scheduled|intend\w*|expected to)\b", re.IGNORECASE)
FAILING = re.compile(
    r"\b(fail\w*|refractory|resist\w*|despite|inadequate\w*|insufficient\w*|ineffective|intoleran\w*|lack\w*|relaps\w*|"
    r"without (inducing |achieving )?remission|did not|unresponsive|non-?respon\w*|"
    r"no (significant )?(remission|response)|poor response)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """Whether it is so, with the told things that were used and, of those that count, how many surely and perhaps."""

    truth: Truth
    fact: str
    sure: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()


def asked(of: Therapy, facts: Facts) -> Meaning:
    """What the statement's agent stands for."""
    return facts.vocabulary.named(of.agent, THERAPY)


def list_of(meaning: Meaning, label: str, facts: Facts) -> str:
    """Which of the person's lists settles it when it is closed: therapies, procedures or vaccinations."""
    forms = {
        facts.vocabulary.terminology[one].extra.get("form", "") for one in meaning.own if one in facts.vocabulary.terminology
    }
    if "vaccine" in forms or "vaccin" in label.lower():
        return "vaccinations"
    procedure = "procedure" in forms or re.search(
        r"transplant|surg|dialysis|apheresis|transfusion|radiat|radiother|renal replacement", label, re.I
    )
    return "procedures" if procedure else "therapies"


def had(of: Therapy, item: Item, facts: Facts, *, failing: bool = False, dose: Threshold | None = None) -> Found:
    """Whether the person had, within the statement's window, what it names; `failing`: and it did not help."""
    meaning, label = asked(of, facts), of.agent.label
    if of.stance is Stance.REQUIRES and item.says(r"ahead of planned|\bplanned\b[^.;]{0,60}transplant"):
        return _planned(label, meaning, facts)
    absent = facts.is_absent(meaning) if meaning.own else ""
    sure: list[str] = []
    perhaps: list[str] = []
    used: list[Event] = []
    for event, own in facts.events:
        truth = _counts((event, own), of, item, facts, failing=failing, dose=dose)
        if truth is not False:
            used.append(event)
            (sure if truth else perhaps).append(event.name)
    if sure:
        return Found(True, " | ".join(map(str, used)), tuple(sure), tuple(perhaps))
    if perhaps:
        return Found(None, " | ".join(map(str, used)), (), tuple(perhaps))
    which = list_of(meaning, label, facts)
    if re.search(r"vasopress|vasoactive", label):  # a need, which no list of drugs closes
        needs = facts.state("needs vasopressors")
        return Found(needs, f"{'not told' if needs is None else 'state' if needs else 'absent'}: needs vasopressors")
    if absent:
        return Found(False, f"absent: {absent}")
    if which in facts.of.closed:
        return Found(False, f"absent: other {which}")
    return Found(None, f"not told: {label}")


def _planned(label: str, meaning: Meaning, facts: Facts) -> Found:
    """Whether something is planned: among the plans, or a state that says so."""
    for words in (*facts.of.plans, *facts.of.states):
        meant = "plan" in words or words in facts.of.plans
        if meant and facts.vocabulary.kinds(facts.vocabulary.meaning(words, THERAPY), meaning):
            return Found(True, f"planned: {words}")
    return Found(False, "absent: other plans") if "plans" in facts.of.closed else Found(None, f"not told: {label} planned")


def _kind(event: Event, own: Meaning, of: Therapy, facts: Facts) -> Truth:
    """Whether an event is of the kind that the statement names; an unknown name may be any of its list."""
    if ANYTHING.search(of.agent.label):
        return event.kind == "therapy"
    meaning = asked(of, facts)
    kind = facts.vocabulary.kinds(own, meaning)
    if kind is None and not (meaning.own and own.own):
        return None if list_of(meaning, of.agent.label, facts)[:4] == event.kind[:4] else False
    if event.kind == "vaccination" and "MESH:D014613" in meaning.own:
        return vaccine_kind(event, own, meaning)
    return kind


def _counts(
    told: tuple[Event, Meaning], of: Therapy, item: Item, facts: Facts, *, failing: bool, dose: Threshold | None
) -> Truth:
    """Whether an event is what the statement names, in time, by its route, in its dose."""
    (event, own), vocabulary = told, facts.vocabulary
    kind = _kind(event, own, of, facts)
    if kind is False:
        return False
    if any(vocabulary.kinds(own, vocabulary.named(left, THERAPY)) for left in of.apart_from):
        return False
    if of.stance is Stance.EXCLUDES and of.window and _ruled_elsewhere(own, of, item, facts):
        return False
    if of.stance is Stance.EXCLUDES and _elsewhere(own, of, item, facts):
        return False
    parts = [kind, _route(event, of, item), _in_time(event, of, item, facts.of.reference), _lasted(event, of, item)]
    if failing:
        parts.append(_failed(event, item))
    if dose is not None:
        parts.append(dosed(event, dose, facts))
    if of.stance is Stance.EXCLUDES:
        parts.append(_for_whom(event, own, item, facts))
        parts.append(_not_excepted(event, own, of, item, facts))
    return all_of(parts)


TRANSPLANTED = re.compile(
    r"post[- ](bone marrow|allo\w*)|history of allo\w* [\w ]{0,20}transplant|transplant participants|"
    r"previous stem cell transplant|after (allo\w* )?(HSCT|stem cell|transplant)",
    re.I,
)
AGAINST_GVHD = re.compile(
    r"(GvHD|graft[- ]versus[- ]host[\w ]*)\)? (prophyla\w+|treatment)|"
    r"(treat\w*|prevent\w*|prophyla\w*|against)\b[\w ]{0,15}(GvHD|graft)",
    re.I,
)


def _for_whom(event: Event, own: Meaning, item: Item, facts: Facts) -> Truth:
    """Whether the rule is for this person: some hold only after a transplant, or only for what is given against GVHD."""
    if not TRANSPLANTED.search(item.text) and not AGAINST_GVHD.search(item.text):
        return True
    transplants = facts.vocabulary.meaning("transplantation", THERAPY)
    if facts.vocabulary.kinds(own, transplants):
        return True
    done = any_of(
        facts.vocabulary.kinds(meaning, transplants)
        for one, meaning in facts.events
        if one.kind != "vaccination" and meaning.own
    )
    if done is not True and "procedures" not in facts.of.closed:
        done = None
    purpose = event.facts.get("purpose")
    against: Truth = True if not AGAINST_GVHD.search(item.text) else purpose == "GVHD" if purpose else None
    return all_of((done, against))


def vaccine_kind(event: Event, own: Meaning, meaning: Meaning) -> Truth:
    """Of a told vaccination where a live vaccine is asked for: what its kind says; open where it is not told. Else true."""
    if event.kind != "vaccination" or "MESH:D014613" not in meaning.own:
        return True
    told = event.facts.get("kind")
    if told:
        return told == "live"
    return True if "MESH:D014613" in own.all else False if INACTIVATED in own.all else None


def _ruled_elsewhere(own: Meaning, of: Therapy, item: Item, facts: Facts) -> bool:
    """Whether another item of the section has a washout of its own for a part of the class that the event belongs to."""
    mine = asked(of, facts)
    rivals = (asked(one, facts) for one in item.rivals)
    return any(facts.vocabulary.kinds(own, one) and mine.own & one.all and not mine.own & one.own for one in rivals)


def _elsewhere(own: Meaning, of: Therapy, item: Item, facts: Facts) -> bool:
    """Whether a remainder ("any other immunomodulator") is meant and the drug has a rule of its own in the list."""
    if not re.search(r"\bother\s*$", item.before(of)[-60:], re.IGNORECASE):
        return False
    others = (one for one in item.criterion.therapies if one is not of and one.agent != of.agent)
    return any(facts.vocabulary.kinds(own, asked(one, facts)) for one in others)


def _route(event: Event, of: Therapy, item: Item) -> Truth:
    words = _route_words(of, item)
    wanted = {route for name, routes in ROUTES.items() if re.search(rf"\b{name}", words, re.IGNORECASE) for route in routes}
    if not wanted:
        local_only = event.route in LOCAL and re.search(r"\bsystemic", item.before(of), re.IGNORECASE)
        return not local_only
    return None if not event.route else event.route in wanted


def _route_words(of: Therapy, item: Item) -> str:
    """The adjectives right before a drug's name; those of a list of routes too ("intra-articular, intramuscular or …")."""
    start, end = item.span(of)
    if not end:
        return ""
    names = "|".join(ROUTES)
    found = re.search(rf"(?:(?:{names})\w*[\s,]*(?:or|and|/)?\s*)+$", item.text[:start], re.IGNORECASE)
    named = item.text[start:end] if not any(name in of.agent.label.lower() for name in ROUTES) else ""
    return (found[0] if found else "") + " " + named


def _in_time(event: Event, of: Therapy, item: Item, reference: date) -> Truth:
    if event.planned:
        return bool(LATER.search(item.text)) if item.text else None
    time = of.time or ("current" if any_dose(item) and of.stance is Stance.EXCLUDES and not of.window else "")
    if time == "planned":
        return False
    if of.window:
        window = item.window(of)
        if of.stance is Stance.REQUIRES:
            return _since(event, of, item, reference) if _long_ago(of) else True
        inside = days.within(event.end, window, reference, event.half_life_days)
        started_inside = days.within(event.start, window, reference, event.half_life_days) if event.start else None
        return True if inside is None and started_inside else inside
    if of.stance is Stance.REQUIRES or time == "ever":
        return True
    current = event.ongoing or (event.end is not None and event.end.first >= reference)
    if time == "current" and re.search(r"\b(previous\w*|prior|history|ever)\b", item.before(of), re.IGNORECASE):
        return True  # "previous or current"
    if time == "current":
        return current
    if time or (PAST.search(item.clause(of) + " " + item.before(of)) and not NOW.search(item.clause(of))):
        return True
    return True if current else (False if NOW.search(item.before(of) + item.clause(of)) and event.end else None)


def _since(event: Event, of: Therapy, item: Item, reference: date) -> Truth:
    """A therapy that is wanted with a window: long enough ago where the words say so, else for so long."""
    if re.search(r"more than|at least|≥|>", item.text) and re.search(r"\b(before|prior|ago|post)\b", item.text):
        window = days.Window(of.window, edge=item.says(r"more than"))
        inside = days.within(event.end, window, reference)
        return None if inside is None else not inside
    return True


def _lasted(event: Event, of: Therapy, item: Item) -> Truth:
    lasting = of.lasting or (of.window if of.stance is Stance.REQUIRES and not _long_ago(of) else "")
    if not lasting or "half" in lasting or "T" in lasting:
        return True
    said = next((one for one in days.in_words(item.text) if one.code == lasting), None)
    return days.lasted(event.start, event.end, lasting, strictly=bool(said and said.more))


def _long_ago(of: Therapy) -> bool:
    """Of what is done once, a window says how long ago; of what is given, how long."""
    return bool(re.search(r"transplant|surg|infusion|vaccin|CAR", of.agent.label))


def _failed(event: Event, item: Item) -> Truth:
    if event.response == "failed":
        return True
    if event.response == "intolerant":
        return item.says(r"intoleran\w+(?! to standard)") and not item.says(r"intoleran\w* to (the )?(standard|conventional)")
    return False if event.response == "responded" else None


def dosed(event: Event, limit: Threshold, facts: Facts) -> Truth:
    """Whether a glucocorticoid was given in the prednisone-equivalent dose of the limit; milligrams a day by told weight."""
    name = next((name for name in PREDNISONE if any(name == facts.vocabulary.label(one) for one in _own(event, facts))), "")
    if event.dose is None or not name:
        return None
    value, unit = event.dose[0] * PREDNISONE[name], event.dose[1]
    if unit != limit.unit:
        weight = next(
            facts.measured(Meaning(frozenset({"cartkgv:measure-body-weight"}), frozenset({"cartkgv:measure-body-weight"}))),
            None,
        )
        if weight is None or {unit, limit.unit} != {"mg/d", "mg/kg/d"}:
            return None
        value = value / weight.value if unit == "mg/d" else value * weight.value
    return compare(round(value, 6), limit.comparator, float(limit.value))


def _own(event: Event, facts: Facts) -> frozenset[str]:
    return next((meaning.own for one, meaning in facts.events if one is event), frozenset())


def compare(value: float, comparator: str, limit: float) -> bool:
    """A value against a limit."""
    return {">=": value >= limit, ">": value > limit, "<=": value <= limit, "<": value < limit, "=": value == limit}[comparator]


def _not_excepted(event: Event, own: Meaning, of: Therapy, item: Item, facts: Facts) -> Truth:
    """True unless an exception of the item lifts the exclusion for this event; open where that hangs on what is not told."""
    for exception in exceptions(item.criterion.statements):
        if not isinstance(exception, Therapy):
            continue
        label = exception.agent.label.lower()
        kind = facts.vocabulary.kinds(own, asked(exception, facts))
        if exception.agent == of.agent and "T" in of.window:
            continue  # "permitted up until 48 hours before", which is what excludes here
        if exception.agent == of.agent:
            return _lifted(item, facts)
        if "intrathecal" in label and event.route == "it":
            return False
        if "maintenance" in label and event.facts.get("maintenance"):
            return False
        if kind and _route(event, exception, item) is not False:
            return False
    return _lifted(item, facts) if re.search(r"\b(except|unless)\b", item.lower) and _bare_exception(item) else True


def _bare_exception(item: Item) -> bool:
    """Whether the item names an exception that no statement reads ("except those who …")."""
    return item.says(r"\b(except|unless)\b(?! (for )?the following)") and not exceptions(item.criterion.statements)


def _lifted(item: Item, facts: Facts) -> Truth:
    """Of an exception in words: false if a told state says it is given, true if it is told to be absent, else open."""
    words = re.split(r"\b(?:except|unless)\b", item.text, maxsplit=1, flags=re.IGNORECASE)[-1]
    said = facts.phrase(words)
    return None if said is None else not said[0]


def failed_count(group: list[Therapy], item: Item, facts: Facts, beside: list[Therapy]) -> Found:
    """How many different told therapies of a list count: those that surely do, and those that perhaps do.

    The examples of a class ("DMARDs (include …)") are the list: another member of the class counts perhaps, and one that the
    item demands beside the list (`beside`) does not.
    """
    failing = bool(FAILING.search(item.text)) or not item.text
    named = [one for one in group if not ANYTHING.search(one.agent.label)]
    group = named or group  # "or intolerant to standard treatments" is no member of a list of drugs
    sure: dict[str, str] = {}
    perhaps: dict[str, str] = {}
    for statement in group:
        found = had(statement, item, facts, failing=failing)
        if _is_class(statement, group, facts):
            found = _members(found, beside, facts)
        if found.truth is False or (found.truth is None and not found.perhaps):
            continue
        sure |= dict.fromkeys(found.sure, found.fact)
        perhaps |= dict.fromkeys(found.perhaps, found.fact)
    least = group[0].min_count or 1
    open_ones = [name for name in perhaps if name not in sure]
    closed = all(list_of(asked(one, facts), one.agent.label, facts) in facts.of.closed for one in group)
    names = " | ".join(str(event) for event, _ in facts.events if event.name in {*sure, *open_ones})
    if len(sure) >= least:
        return Found(True, names)
    if len(sure) + len(open_ones) >= least or not closed:
        return Found(None, names or f"not told: at least {least} of {', '.join(one.agent.label for one in group[:4])} …")
    return Found(False, names or "absent: other therapies")


def _is_class(of: Therapy, group: list[Therapy], facts: Facts) -> bool:
    own = asked(of, facts).own
    return any(own & asked(one, facts).all for one in group if one is not of and not own & asked(one, facts).own)


def _members(found: Found, beside: list[Therapy], facts: Facts) -> Found:
    """What a class adds to its examples: perhaps, and nothing that is demanded beside the list."""
    apart = [asked(one, facts) for one in beside]
    names = [
        event.name
        for event, own in facts.events
        if event.name in {*found.sure, *found.perhaps} and not any(facts.vocabulary.kinds(own, one) for one in apart)
    ]
    return Found(None if names else False, found.fact, (), tuple(names))


def any_dose(item: Item) -> Threshold | None:
    """The prednisone-equivalent dose that an item sets, if any."""
    return next((one for one in item.criterion.thresholds if one.measure.label == "prednisone-equivalent dose"), None)


def is_steroid(of: Therapy, facts: Facts) -> bool:
    """Whether the statement names a glucocorticoid."""
    return any("glucocorticoid" in facts.vocabulary.label(one) for one in asked(of, facts).all)


__all__ = [
    "FAILING",
    "LATER",
    "Found",
    "any_dose",
    "any_of",
    "asked",
    "compare",
    "failed_count",
    "had",
    "is_steroid",
    "list_of",
]
