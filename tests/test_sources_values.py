"""Tokens, ages, dates and places in the words that registries and sites show."""

import pytest
from rdflib import Literal

from cartkg.graph.triples import node
from cartkg.model import Age, Completeness, Site
from cartkg.sources import places, values
from cartkg.sources.age_words import age_range, one_age
from cartkg.sources.completeness import completeness

RANGES = [
    ("18 Years to 70 Years", Age(18), Age(70)),
    ("5 - 18 years of age", Age(5), Age(18)),
    ("18 Years and older", Age(18), None),
    ("18 Years to N/A", Age(18), None),
    ("18+ years of age", Age(18), None),
    ("≥ 18 years", Age(18), None),
    ("N/A to 17 Years", None, Age(17)),
    ("up to 17 Years", None, Age(17)),
    ("under 18 years", None, Age(18)),
    ("- 17 years of age", None, Age(17)),
    ("0 - 18 years", Age(0), Age(18)),
    ("6 Months to 17 Years", Age(6, "months"), Age(17)),
    ("2 Months - 17 Years (Child)", Age(2, "months"), Age(17)),
    ("N/A and older", None, None),
    ("18 years of age", None, None),
    ("Recruiting", None, None),
    ("Phase 1 - Phase 2", None, None),
]


@pytest.mark.parametrize("words, lower, upper", RANGES)
def test_age_range(words: str, lower: Age | None, upper: Age | None) -> None:
    assert age_range(words) == (lower, upper)


@pytest.mark.parametrize(
    "words, age",
    [
        ("18 Years", Age(18)),
        ("1 Year", Age(1)),
        ("30 Days", Age(30, "days")),
        ("8 Months", Age(8, "months")),
        ("18", None),
        ("N/A", None),
        ("30 minutes", None),
    ],
)
def test_one_age(words: str, age: Age | None) -> None:
    assert one_age(words) == age


@pytest.mark.parametrize(
    "words, phases",
    [
        ("Phase 1", ("PHASE1",)),
        ("PHASE3", ("PHASE3",)),
        ("Phase 1/Phase 2", ("PHASE1", "PHASE2")),
        ("Phase 1/2", ("PHASE1", "PHASE2")),
        ("PHASE1 | PHASE2", ("PHASE1", "PHASE2")),
        ("Phase I/II", ("PHASE1", "PHASE2")),
        ("Phase 1b/2a", ("PHASE1", "PHASE2")),
        ("Phase IV", ("PHASE4",)),
        ("Early Phase 1", ("EARLY_PHASE1",)),
        ("EARLY_PHASE1", ("EARLY_PHASE1",)),
        ("N/A", ("NA",)),
        ("Phase N/A", ("NA",)),
        ("Phase", ()),
        ("Phase 5", ()),
        ("A Phase 1 Study", ()),
    ],
)
def test_phases(words: str, phases: tuple[str, ...]) -> None:
    assert values.phases(words) == phases


@pytest.mark.parametrize(
    "words, date",
    [
        ("Jan 15, 2024", "2024-01-15"),
        ("30 January 2025", "2025-01-30"),
        ("January 2026", "2026-01"),
        ("Sept 3, 2024", "2024-09-03"),
        ("March 1st, 2031", "2031-03-01"),
        ("2025-05", "2025-05"),
        ("2025-04-01", "2025-04-01"),
        ("2025", "2025"),
        ("Feb 31, 2024", ""),
        ("2025-13", ""),
        ("03/04/2025", ""),
        ("Ma 2025", ""),
        ("soon", ""),
    ],
)
def test_iso_date(words: str, date: str) -> None:
    assert values.iso_date(words) == date


@pytest.mark.parametrize(
    "words, status",
    [
        ("Recruiting", "RECRUITING"),
        ("Active, not recruiting", "ACTIVE_NOT_RECRUITING"),
        ("NOT_YET_RECRUITING", "NOT_YET_RECRUITING"),
        ("Unknown status", "UNKNOWN"),
        ("Enrolling by invitation", "ENROLLING_BY_INVITATION"),
        ("Paused for tea", ""),
    ],
)
def test_status(words: str, status: str) -> None:
    assert values.status(words) == status


@pytest.mark.parametrize(
    "words, token",
    [("SINGLE_GROUP", "SINGLE_GROUP"), ("Single Group Assignment", "SINGLE_GROUP"), ("N/A", ""), ("Quartet", "")],
)
def test_token(words: str, token: str) -> None:
    assert values.token(words, values.INTERVENTION_MODELS) == token


@pytest.mark.parametrize(
    "words, site",
    [
        ("Nanjing, Jiangsu, China", Site("", "Nanjing", "Jiangsu", "China")),
        ("Seoul, , South Korea", Site("", "Seoul", "", "South Korea")),
        ("Seoul, Korea, Republic of", Site("", "Seoul", "", "Korea, Republic of")),
        ("Bergen, Norway", Site("", "Bergen", "", "Norway")),
        ("Children's Hospital, Springfield University", None),
    ],
)
def test_site(words: str, site: Site | None) -> None:
    assert places.site(words) == site


def test_a_file_that_ends_inside_a_sentence_is_partial() -> None:
    assert completeness("Adults with lup", source_goes_on=False) is Completeness.PARTIAL
    assert completeness("Adults with lup", source_goes_on=True) is Completeness.COMPLETE
    assert completeness("Adults with lupus.", source_goes_on=False) is Completeness.COMPLETE


@pytest.mark.parametrize("words", ["NCT9999990\u0661", "NCT\uff10\uff10\uff10\uff10\uff10\uff10\uff10\uff11"])
def test_digits_of_other_scripts_make_no_registry_id(words: str) -> None:
    assert not values.NCT_ID.search(words)


@pytest.mark.parametrize("words", ["\u0662\u0660\u0662\u0666-01-02", "2026-\u0660\u0661", "\u0662 January 2026"])
def test_digits_of_other_scripts_make_no_date(words: str) -> None:
    assert values.iso_date(words) == ""
    assert node.date(words) == Literal(words)
