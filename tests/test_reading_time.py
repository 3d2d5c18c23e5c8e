"""Times: length, comparison, side and event, whatever the order of the words."""

import pytest

from cartkg.reading import time
from cartkg.reading.tokens import tokens

CASES = [
    ("no less than 24 weeks prior to the screening visit", ("P24W", "more", "back", "screening")),
    ("off it for \u2265 2 weeks when apheresis takes place", ("P2W", "more", "for", "leukapheresis")),
    ("more than 12 weeks before signing the ICF", ("P12W", "more", "back", "consent")),
    ("28 days have to pass before lymphodepleting chemotherapy starts", ("P28D", "", "passed", "lymphodepletion")),
    ("Less than 12 weeks since the last one", ("P12W", "less", "since", "")),
    ("6 half-lives, or 60 days, ahead of informed consent", ("P60D|6 half-lives", "", "back", "consent")),
    (
        "\u2264 90 d or \u2264 5 t\u00bd prior to apheresis (take the greater)",
        ("P90D|5 half-lives", "less", "back", "leukapheresis"),
    ),
    ("within the longer of 28 days and 7 half-lives preceding enrolment", ("P28D|7 half-lives", "less", "back", "enrollment")),
    ("in the preceding half a year", ("P6M", "", "back", "")),
    ("in the preceding three-month period", ("P3M", "", "back", "")),
    ("within twenty-one days of consent", ("P21D", "less", "back", "consent")),
    ("for a fortnight or longer before apheresis", ("P2W", "more", "for", "leukapheresis")),
    ("\u2264 9 mos. before baseline", ("P9M", "less", "back", "baseline")),
    ("in the last 3 months (or < 5 t1/2)", ("P3M|5 half-lives", "less", "back", "")),
    ("within 60 days/4 half-lives of baseline", ("P60D|4 half-lives", "less", "back", "baseline")),
    ("for 7 days prior to Flu/Cy conditioning", ("P7D", "", "for", "lymphodepletion")),
    ("not later than 4 weeks before screening", ("P4W", "more", "back", "screening")),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_time(text: str, expected: tuple[str, str, str, str]) -> None:
    found = next(t for t in time.find([token.word for token in tokens(text)]) if t.value)
    assert (found.value, found.comparison, found.side, found.anchor) == expected


@pytest.mark.parametrize(
    "text",
    [
        "aged 12 years",
        "15 mg once every two weeks",
        "cycle 1 day 1",
        "life expectancy of 12 weeks",
        "a half-life of more than 5 days",
    ],
)
def test_what_is_no_window(text: str) -> None:
    assert not [t for t in time.find([token.word for token in tokens(text)]) if t.value]


def test_an_event_without_a_length() -> None:
    (found,) = time.find([token.word for token in tokens("before enrolment")])
    assert (found.value, found.side, found.anchor) == ("", time.EVENT, "enrollment")
