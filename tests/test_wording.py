"""Codes of the graph in plain words: durations, anchors, limits with their units."""

import pytest

from cartkg.model.wording import limit_in_words, timing_in_words, window_in_words


@pytest.mark.parametrize(
    ("window", "words"),
    [
        ("P6M", "6 months"),
        ("P1Y", "1 year"),
        ("P1Y6M", "1 year 6 months"),
        ("P12W", "12 weeks"),
        ("P28D|5 half-lives", "28 days or 5 half-lives"),
        ("PT72H", "72 hours"),
        ("P0.5Y", "0.5 years"),
        ("5 half-lives", "5 half-lives"),
        ("", ""),
    ],
)
def test_a_window_keeps_the_records_own_unit(window: str, words: str) -> None:
    assert window_in_words(window) == words


def test_a_window_counts_back_from_its_anchor() -> None:
    assert timing_in_words("P6M", "screening") == "within 6 months before screening"
    assert timing_in_words("P6M", "") == "within 6 months"
    assert timing_in_words("", "infusion") == "counted from infusion"
    assert timing_in_words("", "") == ""


@pytest.mark.parametrize(
    ("comparator", "value", "unit", "words"),
    [
        (">=", "1e9", "/L", "≥ 1 × 10⁹/L"),
        (">=", "1.5e9", "/L", "≥ 1.5 × 10⁹/L"),
        ("<=", "3", "{ULN}", "≤ 3 × ULN"),
        (">=", "40", "%", "≥ 40%"),
        (">=", "8", "{score}", "≥ 8"),
        (">=", "80", "{titer}", "≥ 1:80"),
        ("<", "30", "mL/min/{1.73_m2}", "< 30 mL/min/1.73 m²"),
        (">=", "0.25", "mg/kg/d", "≥ 0.25 mg/kg/day"),
        ("<", "100", "/uL", "< 100/µL"),
        (">", "45", "mm[Hg]", "> 45 mmHg"),
        (">", "30", "[IU]/mL", "> 30 IU/mL"),
        (">=", "12", "wk", "≥ 12 weeks"),
        ("<", "221", "umol/L", "< 221 µmol/L"),
        (">=", "18.5", "kg/m2", "≥ 18.5 kg/m²"),
        ("<=", "2.5e-3", "g/dL", "≤ 2.5 × 10⁻³ g/dL"),
    ],
)
def test_a_limit_is_written_as_in_a_protocol(comparator: str, value: str, unit: str, words: str) -> None:
    assert limit_in_words(comparator, value, unit) == words
