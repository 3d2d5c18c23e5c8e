"""One criterion and one person: met, violated, unknown or not judged, with the facts that were used.

A criterion is met only where all that it says was judged: what was not read of a demand leaves it unknown. An exclusion that
was not read through is met only where every list that it could be about is closed and nothing told is near its words.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, lru_cache

from cartkg.model import AgeBound, Diagnosis, Stance, Statement, Therapy, Threshold
from cartkg.model.resources import folder
from cartkg.use.match import conditions, limits, readers, therapies
from cartkg.use.match.facts import CONDITIONS, THERAPY, Facts, Meaning, stem, tokens
from cartkg.use.match.item import Item, Part, subject
from cartkg.use.match.truth import Truth, all_of, any_of, negate
from cartkg.vocabulary import Terminology


class Status(StrEnum):
    """What a criterion comes to for a person."""

    MET = "met"
    VIOLATED = "violated"
    UNKNOWN = "unknown"
    NOT_JUDGED = "not-judged"


@dataclass(frozen=True, slots=True)
class Judged:
    """A criterion with its status, the facts used, and the item's words where they are at hand."""

    section: str
    number: str
    status: Status
    fact: str = ""
    words: str = ""
    in_doubt: bool = False
    cohort: str = ""
    asks: tuple[str, ...] = ()  # what would settle it, where it is unknown


# The lists that items of a category are about; a category that is not here is settled by no list.
LISTS = {
    "prior-therapy": ("therapies",),
    "concomitant-therapy": ("therapies",),
    "transplantation": ("procedures",),
    "surgery": ("procedures",),
    "vaccination": ("vaccinations",),
    "trial-participation": ("trials",),
    "allergy": ("allergies",),
    "malignancy": ("conditions",),
    "infection": ("conditions",),
    "cardiovascular": ("conditions",),
    "pulmonary": ("conditions",),
    "renal": ("conditions",),
    "hepatic": ("conditions",),
    "neurological": ("conditions",),
    "psychiatric": ("conditions",),
    "hematological": ("conditions",),
    "other-condition": ("conditions",),
    "diagnosis": ("conditions",),
}
OPEN = frozenset(
    {
        "laboratory",
        "organ-function",
        "biomarker",
        "reproductive",
        "performance-status",
        "substance-use",
        "cell-collection",
        "other",
        "disease-activity",
        "life-expectancy",
    }
)
NOT_JUDGED_CATEGORIES = frozenset({"consent", "investigator-discretion"})
WORD = re.compile(r"[^\W\d_][\w'’-]*|\d[\d.,]*")
GENERIC = frozenset(
    [
        "antibody",
        "antibodies",
        "inhibitor",
        "inhibitors",
        "surface",
        "human",
        "receptor",
        "fusion",
        "protein",
        "acute",
        "active",
        "agent",
        "any",
        "cell",
        "chronic",
        "condition",
        "disease",
        "disorder",
        "drug",
        "dysfunction",
        "function",
        "major",
        "medical",
        "other",
        "severe",
        "study",
        "symptom",
        "system",
        "systemic",
        "told",
        "positive",
        "negative",
        "high",
        "low",
        "syndrome",
        "target",
        "therapy",
        "treatment",
        "trial",
    ]
)


def judge(item: Item, facts: Facts, own: frozenset[str]) -> Judged:
    """What one criterion comes to. `own` are the terms of the diseases that the trial is about."""
    criterion = item.criterion
    if _heading(item):
        return _answer(item, Status.MET, [Part(True, "a heading")], False)
    parts = list(_parts(item, facts, own))
    doubt = any(one.in_doubt for one in criterion.statements)
    judged = [part for part in parts if part.judged]
    if not judged and (_not_judged(item) or (parts and all(not part.judged for part in parts))):
        return _answer(item, Status.NOT_JUDGED, [], doubt)
    if not judged and _permission(item):
        return _answer(item, Status.MET, [Part(True, "a permission")], doubt)
    judged = _lifted(judged)
    passes = all_of(part.passes for part in judged)
    if passes is True and not _read_through(item, parts, facts, own):
        return _answer(item, Status.UNKNOWN, [Part(None, "not all of its words could be judged")], doubt)
    status = {True: Status.MET, False: Status.VIOLATED, None: Status.UNKNOWN}[passes]
    if not judged and item.text and item.criterion.categories[:1] == ("sex",) and not leftover(item, parts, facts):
        return _answer(item, Status.MET, [Part(True, "either sex")], doubt)
    if not judged:
        status = Status.MET if _closed_world(item, parts, facts, own) else Status.UNKNOWN
        judged = [
            Part(True if status is Status.MET else None, _closing(item) if status is Status.MET else "not read: " + _gist(item))
        ]
    return _answer(item, status, [part for part in judged if part.passes is passes or status is Status.MET], doubt)


def _answer(item: Item, status: Status, parts: Iterable[Part], doubt: bool) -> Judged:
    told = list(dict.fromkeys(part.fact for part in parts if part.fact))
    asks = tuple(
        dict.fromkeys(fact.removeprefix("not told: ") for fact in told for fact in fact.split(" | ") if "not told: " in fact)
    )
    of = item.criterion
    return Judged(
        of.section.value,
        of.number,
        status,
        " | ".join(told),
        of.text,
        doubt,
        of.cohort,
        asks if status is Status.UNKNOWN else (),
    )


def _heading(item: Item) -> bool:
    """Whether an item only opens a list."""
    return not item.criterion.statements and item.text.rstrip().endswith((":", "："))


def _lifted(parts: list[Part]) -> list[Part]:
    """The parts, those that were open settled where the very thing that they ask for is told to be absent."""
    denied = [part.lifts for part in parts if part.lifts]
    return [replace(part, passes=True, fact=f"absent: {word}") if (word := _denied(part, denied)) else part for part in parts]


def _denied(part: Part, denied: Iterable[str]) -> str:
    asked = tokens(part.fact) - GENERIC if part.passes is None else frozenset()
    return next((word for word in denied if (tokens(word) - GENERIC) & asked), "")


def _not_judged(item: Item) -> bool:
    if set(item.criterion.categories) <= NOT_JUDGED_CATEGORIES and item.criterion.categories:
        return True
    return bool(item.criterion.categories[:1] and item.criterion.categories[0] in NOT_JUDGED_CATEGORIES) or bool(
        readers.not_judged_spans(item)
    )


def _permission(item: Item) -> bool:
    statements = item.criterion.statements
    return bool(readers.PERMISSION.search(item.text)) and all(one.stance is Stance.PERMITS for one in statements)


# --- parts ---------------------------------------------------------------------------------------------------------------


def _parts(item: Item, facts: Facts, own: frozenset[str]) -> Iterator[Part]:
    """Everything of a criterion that can be judged, and the parts that cannot."""
    aside = readers.not_judged_spans(item)
    for span in aside:
        yield Part(True, judged=False, spans=(span,))
    statements = [one for one in item.criterion.statements if not _inside(item.span(one), aside)]
    read = [part for reader in readers.of(item) for part in reader(item, facts)]
    read = [part for part in read if not part.spans or not all(_within(span, aside) for span in part.spans)]
    whole = any(part.whole for part in read)
    yield from read
    if whole:
        return
    permitted = item.once("permits", lambda: _only_permits(item))
    if permitted and not any(one.stance is Stance.EXCLUDES for one in statements):
        return
    bounds = [one for one in statements if isinstance(one, Threshold) and one.stance is Stance.REQUIRES]
    if not item.excludes and any(_contrary(one, bounds, item, facts) for one in bounds):
        yield Part(None, "asks for a bad value; the reading is in doubt")
        return
    yield from _therapies([one for one in statements if isinstance(one, Therapy)], item, facts)
    yield from _thresholds([one for one in statements if isinstance(one, Threshold)], item, facts)
    yield from _diagnoses([one for one in statements if isinstance(one, Diagnosis)], item, facts, own)
    yield from _ages([one for one in statements if isinstance(one, AgeBound)], item, facts)


def _only_permits(item: Item) -> bool:
    bound = re.search(r"\bmust\b|≥|≤|[<>]", item.text)
    return bool(readers.PERMISSION.search(item.text)) and not item.excludes and not bound


def _inside(span: tuple[int, int], spans: Iterable[tuple[int, int]]) -> bool:
    return span[1] > 0 and any(a <= span[0] and span[1] <= b for a, b in spans)


def _within(span: tuple[int, int], spans: Iterable[tuple[int, int]]) -> bool:
    return any(a <= span[0] and span[1] <= b + 2 for a, b in spans)


def _doubted(of: Therapy) -> bool:
    """Whether a demand is in doubt for a word that is not understood here either: "lack of efficacy" is."""
    words = re.findall(r"[a-z]+", of.doubt.partition("not understood:")[2].lower())
    return of.in_doubt and not (words and all(therapies.FAILING.search(word) or word in plain_words() for word in words))


def _settled(of: Statement, truth: Truth, fact: str, *, excluding: bool = False) -> Part:
    """What a statement means that is true or not of the person: one in doubt never decides."""
    if of.stance is Stance.REQUIRES:
        passes = truth
        if passes is False and (of.provided or excluding):
            passes = None
    else:
        passes = negate(truth)
    absent = passes is True and excluding and of.stance is Stance.EXCLUDES  # what surely is not there excludes in no reading
    return Part(None if of.in_doubt and not absent else passes, fact)


def _therapies(of: list[Therapy], item: Item, facts: Facts) -> Iterator[Part]:
    demands = [one for one in of if one.stance is Stance.REQUIRES and not _of_other_way(one, item)]
    lists: dict[tuple[int, str], list[Therapy]] = {}
    for one in demands:
        if one.min_count:
            lists.setdefault((one.min_count, one.cohort), []).append(one)
    dose = therapies.any_dose(item)
    core: list[Truth] = []
    facts_used: list[str] = []
    for group in lists.values():
        found = therapies.failed_count(group, item, facts, [one for one in demands if one not in group])
        core.append(None if any(_doubted(one) for one in group) else found.truth)
        facts_used.append(found.fact)
    singles = [one for one in demands if not one.min_count]
    for group in _alternatives(singles, item):
        answers = [
            therapies.had(
                one, item, facts, failing=bool(lists) or _failing(item), dose=dose if therapies.is_steroid(one, facts) else None
            )
            for one in group
        ]
        core.append(None if any(_doubted(one) for one in group) else any_of(one.truth for one in answers))
        facts_used += [one.fact for one in answers]
    if core:
        truth = _with_other_way(all_of(core), item, facts)
        if item.excludes and truth is not True:  # "those with X who have not had it": who they are is not read
            yield Part(None, "not told: " + ", ".join(one.agent.label for one in demands))
        else:
            yield Part(truth, " | ".join(dict.fromkeys(facts_used)))
    of = [*of, *(replace(one, stance=Stance.EXCLUDES, exception=False) for one in of if _until(one, item))]
    steroid_limit = dose if dose and dose.stance is Stance.EXCLUDES else None
    for one in of:
        if one.stance is Stance.EXCLUDES and not _is_study(one) and not _of_other_disease(one, item):
            answer = therapies.had(one, item, facts, dose=steroid_limit if therapies.is_steroid(one, facts) else None)
            truth = answer.truth
            if truth and one.provided:
                truth = _provided(one.provided, facts)
            if truth is not False and (ill := _for_disease(one, item)):
                truth = all_of((conditions.has(ill, item, facts, frozenset()).truth, None))
            yield _settled(one, truth, answer.fact, excluding=item.excludes)


OTHER_WAY = re.compile(r";\s*or\b[^;]*$", re.IGNORECASE)


def _of_other_way(of: Therapy, item: Item) -> bool:
    """Whether a therapy stands in the way beside the list: "; or …, routine treatment being ineffective"."""
    found = None if item.excludes else OTHER_WAY.search(item.text)
    return bool(found and item.span(of)[0] > found.start())


NEEDED = re.compile(r"\b(requir\w*|need\w*)\b[^.;]*$", re.IGNORECASE)


def _for_disease(of: Therapy, item: Item) -> Diagnosis | None:
    """The disease that must need a therapy for it to count: "lupus nephritis requiring dialysis"."""
    before = item.before(of)
    needed = NEEDED.search(before)
    if not needed:
        return None
    start = item.span(of)[0] - len(before)
    earlier = [one for one in item.criterion.diagnoses if start <= item.span(one)[0] < start + needed.start()]
    earlier = [one for one in earlier if not re.search(r"\bor\b", item.text[item.span(one)[1] : start + needed.start()])]
    return next((one for one in earlier if one.stance is Stance.EXCLUDES), None)


def _of_other_disease(of: Therapy, item: Item) -> bool:
    """Whether a therapy only says how bad another disease is; a reader answers for that."""
    return bool(readers.OTHER_DISEASE.search(item.before(of)))


def _until(of: Therapy, item: Item) -> bool:
    """Permitted up to some hours before: what is given later is excluded."""
    excluded = any(one.stance is Stance.EXCLUDES and one.agent == of.agent for one in item.criterion.therapies)
    return of.stance is Stance.PERMITS and "T" in of.window and not excluded and item.says(r"\b(un)?til\b")


def _failing(item: Item) -> bool:
    return bool(
        re.search(
            r"\b(fail\w*|despite|refractory|ineffective|did not show|lack efficacy|without (inducing )?remission)",
            item.text,
            re.I,
        )
    )


def _is_study(of: Therapy) -> bool:
    """Taking part in another trial, which the person's own list of studies tells of."""
    return bool(
        re.search(r"\b(clinical|another|other)\b.*\b(trial|study|research)|trial participation", of.agent.label, re.IGNORECASE)
    )


def _provided(words: str, facts: Facts) -> Truth:
    """Whether the condition that a statement hangs on is so, by a told state; open where none speaks of it."""
    said = facts.phrase(words)
    return said[0] if said else None


def _alternatives(of: list[Therapy], item: Item) -> Iterator[list[Therapy]]:
    """Single demands, those joined by "and/or" or "or" together."""
    group: list[Therapy] = []
    for one in sorted(of, key=item.span):
        between = item.between(group[-1], one) if group and item.span(one)[1] else ""
        between = re.sub(r"^[^()]*\)", " ", re.sub(r"\([^()]*\)", " ", between))  # words in brackets join nothing
        if group and not re.search(r"\band/or\b|\bor\b", between, re.IGNORECASE):
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _with_other_way(truth: Truth, item: Item, facts: Facts) -> Truth:
    """A list of failed treatments and the way beside it: not tolerating the standard treatments, or what its words say."""
    if truth is True:
        return True
    intolerant = re.search(r"\bor\b[^.;]{0,20}intoleran\w* to (the )?(standard|conventional)", item.text, re.IGNORECASE)
    hangs = any("intoleran" in one.provided.lower() for one in item.criterion.statements)
    if intolerant or hangs:
        return any_of((truth, facts.state("intolerant to standard treatments")))
    other = re.search(r";\s*or\b(?P<way>[^;]*)$", item.text, re.IGNORECASE)
    if other:
        said = facts.phrase(other["way"])
        return any_of((truth, said[0] if said else None))
    return truth


def _thresholds(of: list[Threshold], item: Item, facts: Facts) -> Iterator[Part]:
    dose = therapies.any_dose(item)
    of = [one for one in of if one is not dose or not any(therapies.is_steroid(t, facts) for t in item.criterion.therapies)]
    demands = [one for one in of if one.stance is Stance.REQUIRES]
    if demands and _scores_of_choice(demands, item):
        yield _of_choice(demands, item, facts)
        demands = []
    answers = list(limits.demanded(demands, item, facts))
    where = {id(limit): found for limit, found in answers}
    for group in limits.groups([limit for limit, _ in answers], item):
        truths = [None if one.in_doubt else where[id(one)].truth for one in group]
        facts_of = " | ".join(where[id(one)].fact for one in group)
        yield Part(any_of(truths), facts_of)
    for one in of:
        if one.stance is Stance.EXCLUDES:
            if item.text and limits.band(item.sentence(one), facts) is False:
                yield Part(True, f"not for this age: {one.measure.label}")
                continue
            found = limits.holds(one, item, facts)
            truth = _qualifying(one, found.truth, item, facts)
            yield _settled(one, truth, found.fact)


def _contrary(of: Threshold, demands: list[Threshold], item: Item, facts: Facts) -> bool:
    """Whether an inclusion demands only the bad side of a measure of organ function: such a reading is not relied on."""
    term = facts.vocabulary.terminology.terms.get(of.measure.id)
    bad = {"high": "<", "low": ">"}.get(term.extra.get("wanted", "") if term else "", "")
    if "disease-activity" in item.criterion.categories:
        return False
    signs = {one.comparator[0] for one in demands if one.measure == of.measure}
    return bool(bad) and of.unit != "{ULN}" and signs == {bad}


QUALIFYING = re.compile(r"(\(|\bwith an?\b|\bdefined as\b)[^);]*$", re.IGNORECASE)


def _qualifying(of: Threshold, truth: Truth, item: Item, facts: Facts) -> Truth:
    """A limit that only says how bad a disease of the item must be counts with the disease, and is false without it."""
    qualifies = re.search(r"pressure|grade|class", of.measure.label) or QUALIFYING.search(item.before(of))
    if not qualifies or not item.criterion.diagnoses:
        return truth
    if truth is None:
        has = [
            conditions.has(one, item, facts, frozenset()).truth
            for one in item.criterion.diagnoses
            if one.stance is Stance.EXCLUDES
        ]
        return False if has and all(one is False for one in has) else None
    return truth


def _scores_of_choice(demands: list[Threshold], item: Item) -> bool:
    return {one.measure.label for one in demands} == {"Lansky", "Karnofsky"} and not limits.BAND.search(item.text)


def _of_choice(demands: list[Threshold], item: Item, facts: Facts) -> Part:
    """ "Lansky or Karnofsky, as applicable": what is told of either."""
    found = [limits.holds(one, item, facts) for one in demands]
    known = [one for one in found if one.truth is not None]
    truth: Truth = None if not known or len({one.truth for one in known}) > 1 else known[0].truth
    return Part(truth, " | ".join(one.fact for one in known or found))


def _diagnoses(of: list[Diagnosis], item: Item, facts: Facts, own: frozenset[str]) -> Iterator[Part]:
    demands = [one for one in of if one.stance is Stance.REQUIRES and not _spoken_of(one, item)]
    if demands:
        answers = [conditions.has(one, item, facts, own) for one in demands]
        either = len({one.condition.id for one in demands}) > 1 and (not item.text or re.search(r"\bor\b|,|/", item.text))
        truth = any_of(one.truth for one in answers) if either else all_of(one.truth for one in answers)
        passes = None if any(one.in_doubt for one in demands) else truth
        if passes is False and "diagnosis" not in item.criterion.categories and not _denied_disease(demands, facts):
            passes = None  # a sign of the disease, which a list of diseases need not hold
        if passes is False and all(one.provided for one in demands):
            passes = None
        yield Part(passes, " | ".join(dict.fromkeys(one.fact for one in answers if one.truth is truth)))
    for one in of:
        if one.stance is Stance.EXCLUDES and not _spoken_of(one, item) and not _label(one, of, item, facts):
            found = conditions.has(one, item, facts, own)
            yield _settled(one, found.truth, found.fact, excluding=item.excludes)


def _denied_disease(demands: list[Diagnosis], facts: Facts) -> bool:
    return all(facts.is_absent(conditions.asked(one, facts)) for one in demands)


def _label(of: Diagnosis, among: list[Diagnosis], item: Item, facts: Facts) -> bool:
    """A class that only heads its kinds: "central nervous system disease: lupus of the central nervous system"."""
    start, end = item.span(of)
    if not end or (
        not re.match(r"\s*(\([^)]*\)\s*)?[:：]", item.text[end:])
        and not re.match(r"[^:;.]{0,12}\([^)]*\)[^:;.]{0,12}:", item.text[end:])
    ):
        return False
    mine = conditions.asked(of, facts)
    return any(mine.own & conditions.asked(one, facts).all for one in among if one is not of and item.span(one)[0] > start)


def _spoken_of(of: Diagnosis, item: Item) -> bool:
    """Whether a reader answers for it: pregnancy and lactation, proteinuria by its state."""
    return bool(item.text) and of.condition.label in ("pregnancy", "lactation", "proteinuria", "unstable vital signs")


def _ages(of: list[AgeBound], item: Item, facts: Facts) -> Iterator[Part]:
    if item.criterion.categories[:1] not in (("age",), ("sex",)) or item.criterion.thresholds or item.says(r"first diagnosis"):
        return
    bounds = [one for one in of if one.stance is not Stance.PERMITS and not _of_some(one, item)]
    for one in bounds:
        truth = limits.age_holds(one, facts)
        passes = truth if one.stance is Stance.REQUIRES else negate(truth)
        years = limits.age(facts)
        yield Part(None if one.in_doubt else passes, f"age {years:g} years" if years is not None else "not told: age")


def _of_some(of: AgeBound, item: Item) -> bool:
    """A bound of the first enrolled alone is none for whoever comes later."""
    return bool(of.cohort) or bool(
        re.search(r"\bfirst (\d+|one|two|three) (enrolled )?(subjects|patients)", item.before(of), re.IGNORECASE)
    )


# --- what was not read ---------------------------------------------------------------------------------------------------


def _permitting(item: Item) -> list[tuple[int, int]]:
    """The sentences that only permit: one with a condition does so beside other sentences, which hold what is demanded."""
    sentences = list(SENTENCES.finditer(item.text))
    bound = r"\bmust\b" if len(sentences) > 1 else r"\b(must|if|only|provided)\b"
    return [one.span() for one in sentences if readers.PERMISSION.search(one[0]) and not re.search(bound, one[0])]


@cache
def plain_words() -> frozenset[str]:
    """The words that carry no demand of their own: data/match/plain_words.txt."""
    lines = (folder("data/match") / "plain_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def leftover(item: Item, parts: Iterable[Part], facts: Facts) -> frozenset[str]:
    """The words of an item that nothing was read from and that may carry a demand."""
    spans = tuple(sorted({span for part in parts for span in part.spans}))
    return item.once(("left", spans), lambda: _leftover(item, spans, facts))


def _leftover(item: Item, spans: Iterable[tuple[int, int]], facts: Facts) -> frozenset[str]:
    covered = list(spans)
    covered += item.spans
    covered += _permitting(item)
    covered += [found.span() for found in EXCEPTION.finditer(item.text)]
    terminology = facts.vocabulary.terminology
    if not item.excludes and _demands(item):
        covered += [found.span() for found in re.finditer(r";\s*or\b[^;]*$", item.text, re.IGNORECASE)]
    covered += [found.span() for found in re.finditer(r"\((?:see [^)]*|[A-Z][A-Za-z]{1,6})\)", item.text)]
    covered += [found.span() for found in re.finditer(r"\b[A-Z]{2,6}-?\d{2,}\w*", item.text)]
    covered += [span for one in item.criterion.thresholds for span in limits.further(one, item)]
    labels = {word for one in item.criterion.statements for word in tokens(subject(one).label)}
    meant = {named for one in item.criterion.statements for named in _terms(one)}
    for mention in item.mentions(terminology):
        if (
            mention.term.kind == "classification-criteria"
            or mention.term.id in meant
            or _related(mention.term.id, meant, terminology)
        ):
            covered.append((mention.span.start, mention.span.end))
    found, plain = set(), plain_words()
    for word in WORD.finditer(item.text):
        if any(a < word.end() and word.start() < b for a, b in covered):
            continue
        for piece in re.split(r"[-'’./]", word[0].lower()):
            if (
                piece
                and piece.rstrip("0123456789") not in plain
                and piece not in labels
                and not re.fullmatch(r"[\d.,]+", piece)
            ):
                found.add(piece)
    return frozenset(found)


SENTENCES = re.compile(r"[^.]+(?:\.(?!\s|$)[^.]*)*")
# An exception only lifts: of a criterion that is met without it nothing depends on it.
EXCEPTION = re.compile(
    r"\b(?:except|unless|note:|with the exception of|excluding|can be eligible even if)\b[^;)]*", re.IGNORECASE
)


def _related(term: str, meant: Iterable[str], terminology: Terminology) -> bool:
    """Whether a mention is one of what is meant, narrower or broader."""
    return any(terminology.is_a(one, term) or terminology.is_a(term, one) for one in meant if one in terminology)


def _terms(of: Statement) -> set[str]:
    match of:
        case Therapy():
            return {of.agent.id, *(one.id for one in of.apart_from)}
        case Threshold():
            return {of.measure.id}
        case Diagnosis():
            return {of.condition.id}
    return set()


def _read_through(item: Item, parts: list[Part], facts: Facts, own: frozenset[str]) -> bool:
    """Whether nothing was left unread that could make a met criterion a violated one."""
    if not item.text:
        return bool(item.criterion.review) or bool(item.criterion.statements)
    left = leftover(item, parts, facts)
    if left and not item.excludes and _demands(item):
        left -= _negated(item) if "conditions" in facts.of.closed and not _near(item, parts, facts, own) else frozenset()
    if not left:
        return True
    if item.excludes and any(part.lifts and part.passes for part in parts) and len(list(SENTENCES.finditer(item.text))) == 1:
        return True  # the very thing is told to be absent
    if item.excludes or (any(one.stance is Stance.EXCLUDES for one in item.criterion.statements) and not _demands(item)):
        return _closed_world(item, parts, facts, own)
    return False


def _negated(item: Item) -> frozenset[str]:
    """The words of the clauses of an item that begin with a negation: "no serious lung lesions"."""
    clauses = re.findall(r"(?:^|[;:,(])\s*(?:no|without|absence of)\b([^;:,()]*)", item.text, re.IGNORECASE)
    return frozenset(word.lower() for clause in clauses for word in re.findall(r"\w+", clause))


def _demands(item: Item) -> bool:
    return any(one.stance is Stance.REQUIRES for one in item.criterion.statements)


def _closed_world(item: Item, parts: Iterable[Part], facts: Facts, own: frozenset[str]) -> bool:
    """Whether every list that the item could be about is closed, and nothing told is near what was not read of it."""
    if not item.excludes and not any(one.stance is Stance.EXCLUDES for one in item.criterion.statements):
        return False
    categories = [one for one in item.criterion.categories if one not in NOT_JUDGED_CATEGORIES]
    lists = {name for one in categories for name in LISTS.get(one, ())}
    if not lists or not lists <= facts.of.closed or (set(categories) & OPEN and not set(categories) - OPEN):
        return False
    return not _near(item, parts, facts, own)


def _near(item: Item, parts: Iterable[Part], facts: Facts, own: frozenset[str]) -> bool:
    """Whether something told, and not judged by a statement, shares a word of weight with the item's unread words."""
    left = {word for word in leftover(item, parts, facts) if len(word) > 3 and word not in GENERIC}
    lists = {name for one in item.criterion.categories for name in LISTS.get(one, ())}
    if lists == {"allergies"}:
        told = [(one.name, Meaning()) for one in facts.of.allergies]
        return any({stem(word) for word in left} & _stems(name, meaning, facts) for name, meaning in told)
    told = [(one.name, meaning) for one, meaning in facts.conditions if one.status != "resolved" and not meaning.all & own]
    told += [(one.name, meaning) for one, meaning in facts.events if not _judged(meaning, item, facts)]
    stems = {stem(word) for word in left}
    return any(stems & _stems(name, meaning, facts) for name, meaning in told)


def _judged(meaning: Meaning, item: Item, facts: Facts) -> bool:
    """Whether a statement of the item has judged a told therapy already."""
    return any(facts.vocabulary.kinds(meaning, therapies.asked(one, facts)) for one in item.criterion.therapies)


@lru_cache(maxsize=65536)
def _words_of_weight(labels: tuple[str, ...]) -> frozenset[str]:
    return frozenset(stem(word) for label in labels for word in tokens(label) if len(word) > 3 and word not in GENERIC)


def _stems(name: str, meaning: Meaning, facts: Facts) -> frozenset[str]:
    """The words of weight of a told thing, of its term and of its classes."""
    return _words_of_weight((name, *(facts.vocabulary.label(one) for one in meaning.all)))


def _closing(item: Item) -> str:
    lists = dict.fromkeys(name for one in item.criterion.categories for name in LISTS.get(one, ()))
    return " | ".join(f"absent: other {name}" for name in lists)


def _gist(item: Item) -> str:
    return " ".join(item.text.split()[:8]) if item.text else ", ".join(item.criterion.categories)


__all__ = ["CONDITIONS", "THERAPY", "Judged", "Status", "judge", "leftover"]
