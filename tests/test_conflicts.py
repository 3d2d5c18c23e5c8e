"""Conflicts between a record's fields and its eligibility text, the ages that hold, and the population."""

import pytest

from cartkg.facts.conflicts import Conflict, ages_of, conflicts, population
from cartkg.model import Age, AgeBound, Criterion, Named, Section, Source, Span, Stance, Threshold, Trial

SOURCE = Source("made-up.json", "clinicaltrials.gov-v2", "0" * 64)


def trial(low: float | None = None, high: float | None = None, sex: str = "", healthy: bool | None = None) -> Trial:
    return Trial(
        "T1", SOURCE, min_age=None if low is None else Age(low), max_age=None if high is None else Age(high), sex=sex,
        healthy_volunteers=healthy,
    )  # fmt: skip


def bound(comparator: str, years: float, stance: Stance = Stance.REQUIRES, cohort: str = "", unit: str = "years") -> AgeBound:
    return AgeBound(stance, comparator, Age(years, unit), Span(0, 1), "age/heading", cohort)


def criterion(*ages: AgeBound, section: Section = Section.INCLUSION, number: str = "1", text: str = "Age") -> Criterion:
    return Criterion(section, number, ("age",), Span(0, 1), text, ages=ages)


@pytest.mark.parametrize(
    "low, high, word",
    [
        (None, None, ""), (5, 18, "pediatric-only"), (None, 17, "pediatric-only"), (0.5, 16, "pediatric-only"),
        (5, None, "admits-minors"), (5, 65, "admits-minors"), (None, 30, "admits-minors"), (17, 18.5, "admits-minors"),
        (18, None, "adult-only"), (18, 70, "adult-only"), (50, None, "adult-only"), (18, 18, "pediatric-only"),
    ],
)  # fmt: skip
def test_population(low: float | None, high: float | None, word: str) -> None:
    assert population(low, high) == word


def test_ages_come_from_the_fields() -> None:
    found = ages_of(trial(18, 70), [criterion(bound(">=", 5))])
    assert (found.min_years, found.max_years, found.source, found.population) == (18, 70, "registry", "adult-only")


def test_ages_come_from_the_text_where_there_is_no_field() -> None:
    found = ages_of(trial(), [criterion(bound(">=", 5))])
    assert (found.min_years, found.max_years, found.source, found.population) == (5, None, "text", "admits-minors")


def test_no_age_anywhere_is_open_and_never_zero() -> None:
    found = ages_of(trial(), [criterion()])
    assert (found.min_years, found.max_years, found.source, found.population) == (None, None, "", "")


def test_an_excluded_age_is_the_other_end() -> None:
    excluded = criterion(bound("<", 18, Stance.EXCLUDES), bound(">", 75, Stance.EXCLUDES), section=Section.EXCLUSION)
    found = ages_of(trial(), [excluded])
    assert (found.min_years, found.max_years) == (18, 75)


def test_an_age_of_a_subgroup_binds_nobody_else() -> None:
    assert ages_of(trial(), [criterion(bound(">=", 18, cohort="first 2 participants"))]).min_years is None


def test_a_text_without_the_fields_upper_bound() -> None:
    assert conflicts(trial(5, 18), [criterion(bound(">=", 5))]) == (
        Conflict("age", "upper bound 18 years", "no upper bound", "inclusion", "1"),
    )


def test_the_same_ages_are_no_conflict() -> None:
    assert conflicts(trial(6, 18), [criterion(bound(">=", 6), bound("<=", 18))]) == ()
    assert conflicts(trial(1), [criterion(bound(">=", 12, unit="months"))]) == ()
    assert conflicts(trial(18, 75), [criterion(bound("<", 18, Stance.EXCLUDES), bound(">", 75, Stance.EXCLUDES))]) == ()


def test_below_and_up_to_differ() -> None:
    (found,) = conflicts(trial(0.5, 16), [criterion(bound(">=", 6, unit="months"), bound("<", 16), number="2")])
    assert (found.registry_value, found.text_value, found.number) == ("upper bound 16 years", "below 16 years", "2")


def test_completed_years_and_endless_bounds_are_no_conflict() -> None:
    assert conflicts(trial(0, 17), [criterion(bound(">=", 0), bound("<", 18))]) == ()
    assert conflicts(trial(18, 120), [criterion(bound(">=", 18))]) == ()


def test_two_ranges_of_one_item_are_joined() -> None:
    both = criterion(bound(">=", 12), bound("<=", 17), bound(">=", 18), bound("<=", 40))
    assert (ages_of(trial(), [both]).min_years, ages_of(trial(), [both]).max_years) == (12, 40)


def test_nothing_to_compare_is_no_conflict() -> None:
    assert conflicts(trial(), [criterion(bound(">=", 5))]) == ()
    assert conflicts(trial(18, 70), [criterion()]) == ()


def test_another_lower_bound() -> None:
    (found,) = conflicts(trial(12), [criterion(bound(">=", 18))])
    assert (found.field, found.registry_value, found.text_value) == ("age", "lower bound 12 years", "lower bound 18 years")


@pytest.mark.parametrize(
    "sex, text, expected",
    [
        ("ALL", "Female patients aged 18 to 60 years", "FEMALE"),
        ("ALL", "Women, aged 18 to 60 years", "FEMALE"),
        ("FEMALE", "Male or female, aged 18 to 60 years", "ALL"),
        ("MALE", "Any sex, aged 18 to 60 years", "ALL"),
        ("ALL", "Male or female, aged 18 to 60 years", ""),
        ("ALL", "Female participants of childbearing potential must use contraception", ""),
        ("FEMALE", "Women aged 18 to 60 years", ""),
        ("", "Women aged 18 to 60 years", ""),
    ],
)
def test_sex(sex: str, text: str, expected: str) -> None:
    found = [c.text_value for c in conflicts(trial(sex=sex), [criterion(text=text)])]
    assert found == ([expected] if expected else [])


def test_healthy_volunteers() -> None:
    (found,) = conflicts(trial(healthy=False), [criterion(text="Healthy volunteers between 20 and 40")])
    assert (found.field, found.registry_value) == ("healthy_volunteers", "No")
    assert conflicts(trial(healthy=True), [criterion(text="Healthy volunteers between 20 and 40")]) == ()
    assert conflicts(trial(healthy=False), [criterion(text="No healthy volunteers take part")]) == ()


def test_a_limit_whose_sign_may_be_lost() -> None:
    limit = Threshold(
        Stance.EXCLUDES,
        Named("SLEDAI-2K"),
        "=",
        "8",
        "{score}",
        Span(0, 1),
        "measure-before/heading",
        doubt="a sign may be lost",
    )
    doubtful = Criterion(Section.EXCLUSION, "3", ("disease-activity",), Span(0, 1), "SLEDAI-2K = 8", thresholds=(limit,))
    (found,) = conflicts(trial(), [doubtful])
    assert (found.field, found.text_value, found.section, found.number) == (
        "threshold",
        "SLEDAI-2K = 8 {score}",
        "exclusion",
        "3",
    )
