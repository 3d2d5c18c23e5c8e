"""Where a record's own fields and its eligibility text disagree, and which ages then hold.

CONTRACT: ages come from the registry's fields, or from the text where a record has none; where the two disagree, both are
kept, the field rules and the trial is in `conflicts`. A bound that is absent is open, never zero. A limit whose sign may
have been lost on the way is reported too.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cartkg.model import Age, AgeBound, Criterion, Section, Stance, Threshold, Trial

ADULT = 18.0
NO_UPPER = 99.0  # what registries are told where there is no upper bound: 99, 100, 120, 130 years
NO_BOUND = {"lower": "no lower bound", "upper": "no upper bound"}
# text inside an inclusion item that admits one sex only; "women of childbearing potential must …" does not
ONE_SEX = re.compile(
    r"^\W*(?:(?P<female>(?:adult\s+)?(?:female|women)(?:\s+(?:patients?|subjects?|participants?))?(?:\s+only)?)"
    r"|(?P<male>(?:adult\s+)?(?:male|men)(?:\s+(?:patients?|subjects?|participants?))?(?:\s+only)?))"
    r"\W*(?:$|[,;.]|\baged?\b|\bbetween\b|[≥>])",
    re.I,
)
BOTH_SEXES = re.compile(
    r"\b(?:male|men|man|boys?)\b.{0,30}\b(?:female|women|woman|girls?)\b|\b(?:female|women)\b.{0,30}\b(?:male|men)\b", re.I
)
ANY_SEX = re.compile(
    r"\b(?:either|any|both|all)\s+(?:sex|gender)|(?:sex|gender)s?\W+(?:is\s+)?(?:not|un)\s?(?:limited|restricted)"
    r"|regardless of (?:sex|gender)|no (?:sex|gender) limit",
    re.I,
)
HEALTHY = re.compile(
    r"^\W*(?:healthy (?:male |female |adult |human )*(?:volunteers?|subjects?|participants?|adults?|individuals?"
    r"|males?|men|women)\b)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Conflict:
    """One disagreement: field (age, sex, healthy_volunteers, threshold), both values in words, the place in the text."""

    field: str
    registry_value: str
    text_value: str
    section: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Limit:
    """One end ("lower", "upper") of the age range that a text sets for all participants: `inclusive` of `age` or not."""

    end: str
    age: Age
    inclusive: bool
    section: str
    number: str


@dataclass(frozen=True, slots=True)
class Ages:
    """The ages that hold, in years; None where open. `source` is "registry", "text", or "" where nothing is stated."""

    min_years: float | None = None
    max_years: float | None = None
    source: str = ""
    population: str = ""


def population(minimum: float | None, maximum: float | None) -> str:
    """CONTRACT's word for an age range in years: pediatric-only, admits-minors, adult-only; "" where no bound is known."""
    if maximum is not None and maximum <= ADULT:
        return "pediatric-only"
    if minimum is not None and minimum >= ADULT:
        return "adult-only"
    return "" if minimum is None and maximum is None else "admits-minors"


def ages_of(trial: Trial, criteria: Sequence[Criterion]) -> Ages:
    """The ages that hold for a trial: the registry's fields where there is one, else the bounds of the text."""
    if trial.min_age or trial.max_age:
        low, high = _years(trial.min_age), _years(trial.max_age)
        return Ages(low, high, "registry", population(low, high))
    lower, upper = text_limit(criteria, "lower"), text_limit(criteria, "upper")
    if not lower and not upper:
        return Ages()
    low, high = _years(lower.age if lower else None), _years(upper.age if upper else None)
    return Ages(low, high, "text", population(low, high))


def _years(age: Age | None) -> float | None:
    return age.years if age else None


def conflicts(trial: Trial, criteria: Sequence[Criterion]) -> tuple[Conflict, ...]:
    """The disagreements between a trial's fields and its eligibility text, and the limits that stay in doubt."""
    return (*_age(trial, criteria), *_sex(trial, criteria), *_healthy(trial, criteria), *_doubts(criteria))


def text_limit(criteria: Sequence[Criterion], end: str) -> Limit | None:
    """The "lower" or "upper" age that the text sets for all participants, None where it sets none.

    Of several demands in one item the widest counts ("12 to 17 or 18 to 40 years"), of several items the tightest.
    """
    wide, tight = (min, max) if end == "lower" else (max, min)
    limits = []
    for criterion in criteria:
        found = [(bound, limit) for bound in criterion.ages if (limit := _limit(criterion, bound, end))]
        demanded = [limit for bound, limit in found if bound.stance is Stance.REQUIRES]
        limits += [wide(demanded, key=_limit_years)] if demanded else []
        limits += [limit for bound, limit in found if bound.stance is Stance.EXCLUDES]
    return tight(limits, key=_limit_years, default=None)


def _limit_years(limit: Limit) -> float:
    return limit.age.years


def _limit(criterion: Criterion, bound: AgeBound, end: str) -> Limit | None:
    """An age bound as one end of the range; an excluded "< 18" is a lower end of 18."""
    if bound.cohort or bound.provided or bound.in_doubt or bound.stance is Stance.PERMITS:
        return None
    admits_above = (bound.comparator[0] == ">") is (bound.stance is Stance.REQUIRES)
    if bound.comparator == "=" or admits_above is not (end == "lower"):
        return None
    closed = bound.comparator.endswith("=")
    inclusive = closed if bound.stance is Stance.REQUIRES else not closed
    return Limit(end, bound.age, inclusive, criterion.section, criterion.number)


def _age(trial: Trial, criteria: Sequence[Criterion]) -> Iterator[Conflict]:
    """A field against the text, end by end; nothing to compare where either of them has no age at all."""
    lower, upper = text_limit(criteria, "lower"), text_limit(criteria, "upper")
    if not (trial.min_age or trial.max_age) or not (lower or upper):
        return
    for end, field, limit in (("lower", trial.min_age, lower), ("upper", trial.max_age, upper)):
        if _agree(field, limit):
            continue
        place = limit or lower or upper
        assert place is not None
        yield Conflict("age", _field_words(field, end), _text_words(limit, end), place.section, place.number)


def _agree(field: Age | None, limit: Limit | None) -> bool:
    if limit is None:
        return field is None or field.years >= NO_UPPER
    if field is None:
        return False
    whole = field.unit == limit.age.unit == "years" and not limit.inclusive
    if whole and abs(abs(field.value - limit.age.value) - 1) < 0.01:
        return (field.value < limit.age.value) is (limit.end == "upper")  # "below 18" is the field's 17 completed years
    return abs(field.years - limit.age.years) < 0.02 and limit.inclusive


def _field_words(field: Age | None, end: str) -> str:
    return f"{end} bound {_age_words(field)}" if field else NO_BOUND[end]


def _text_words(limit: Limit | None, end: str) -> str:
    if limit is None:
        return NO_BOUND[end]
    if limit.inclusive:
        return f"{end} bound {_age_words(limit.age)}"
    return f"{'above' if end == 'lower' else 'below'} {_age_words(limit.age)}"


def _age_words(age: Age) -> str:
    return f"{age.value:g} {age.unit if age.value != 1 else age.unit.removesuffix('s')}"


def _sex(trial: Trial, criteria: Sequence[Criterion]) -> Iterator[Conflict]:
    """The field admits all, the text one sex, or the other way round."""
    for criterion in criteria:
        stated = _stated_sex(criterion)
        if trial.sex and stated and stated != trial.sex.upper():
            yield Conflict("sex", trial.sex, stated, criterion.section, criterion.number)
            return


def _stated_sex(criterion: Criterion) -> str:
    if criterion.section != Section.INCLUSION or criterion.cohort:
        return ""
    if ANY_SEX.search(criterion.text) or (BOTH_SEXES.search(criterion.text) and {"age", "sex"} & set(criterion.categories)):
        return "ALL"
    match = ONE_SEX.match(criterion.text)
    return "" if match is None else "FEMALE" if match["female"] else "MALE"


def _healthy(trial: Trial, criteria: Sequence[Criterion]) -> Iterator[Conflict]:
    """The field says that no healthy volunteers are admitted, an inclusion item asks for them."""
    if trial.healthy_volunteers is not False:
        return
    for criterion in criteria:
        if criterion.section == Section.INCLUSION and HEALTHY.match(criterion.text):
            yield Conflict("healthy_volunteers", "No", "healthy volunteers", criterion.section, criterion.number)
            return


def _doubts(criteria: Sequence[Criterion]) -> Iterator[Conflict]:
    """The limits whose comparator the source may have lost."""
    for criterion in criteria:
        for threshold in criterion.thresholds:
            if threshold.in_doubt and threshold.comparator == "=":
                yield Conflict("threshold", "", _limit_words(threshold), criterion.section, criterion.number)


def _limit_words(threshold: Threshold) -> str:
    return " ".join(filter(None, (threshold.measure.label, threshold.comparator, threshold.value, threshold.unit)))
