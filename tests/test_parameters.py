"""Typed parameters: a header line is read in one place, a value is checked in one place."""

from pathlib import Path

import pytest

from cartkg.graph import parameters, queries
from cartkg.graph.parameters import Parameter, Type
from cartkg.model.errors import QuestionError


@pytest.mark.parametrize(
    ("line", "parameter"),
    [
        ("term(therapy) = NCIT:C1702; a therapy", Parameter("x", Type.TERM, "NCIT:C1702", "a therapy", "therapy")),
        ("choice(all, under-18) = all; ages", Parameter("x", Type.CHOICE, "all", "ages", choices=("all", "under-18"))),
        ("number = 12; years", Parameter("x", Type.NUMBER, "12", "years")),
        ("duration = none; at most", Parameter("x", Type.DURATION, "none", "at most")),
        ("text(country) = South Korea; where", Parameter("x", Type.TEXT, "South Korea", "where", "country")),
    ],
)
def test_a_header_line_is_read(line: str, parameter: Parameter) -> None:
    assert parameters.read("x", line, "made-up.rq") == parameter


@pytest.mark.parametrize(
    "line",
    [
        "the CURIE of a therapy",
        "colour = red; which",
        "term = NCIT:C1702; of no kind",
        "term(drug) = NCIT:C1702; of an unknown kind",
        "choice(a, b) = c; a default that is no choice",
        "duration = soon; when",
        "number = many; how many",
    ],
)
def test_a_line_that_is_not_well_formed_is_refused_with_its_place(line: str) -> None:
    with pytest.raises(QuestionError) as error:
        parameters.read("x", line, "made-up.rq")
    assert error.value.remedy


@pytest.mark.parametrize(
    ("line", "value", "written"),
    [
        ("term(therapy) = NCIT:C1702; .", "MONDO:0007915", "<http://purl.obolibrary.org/obo/MONDO_0007915>"),
        ("choice(a, b) = a; .", "b", '"b"'),
        ("number = 12; .", "0.5", "0.5"),
        ("duration = none; .", "none", "UNDEF"),
        ("duration = none; .", "P4W", "28"),
        ("duration = none; .", "P2Y", "730"),
        ("text(country) = China; .", "Côte d’Ivoire", '"Côte d’Ivoire"'),
    ],
)
def test_a_value_stands_in_the_query(line: str, value: str, written: str) -> None:
    assert parameters.read("x", line, "").in_sparql(value) == written


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("term(therapy) = NCIT:C1702; .", "rituximab"),
        ("term(therapy) = NCIT:C1702; .", "NCIT:C1> } DROP"),
        ("choice(a, b) = a; .", "A"),
        ("number = 12; .", "1e9"),
        ("number = 12; .", "1 } UNION {"),
        ("duration = none; .", "6 months"),
        ("duration = none; .", "P28D|5 half-lives"),
        ("text(country) = China; .", 'China" } DROP'),
    ],
)
def test_a_value_of_another_type_is_refused(line: str, value: str) -> None:
    with pytest.raises(QuestionError):
        parameters.read("x", line, "").in_sparql(value)


def test_a_default_that_differs_between_header_and_query_is_refused(tmp_path: Path) -> None:
    text = "#+ summary: s\n#+ columns: a\n#+ parameter n: number = 12; years\nSELECT ?a { VALUES ?n { 13 } }\n"
    (tmp_path / "made-up.rq").write_text(text, encoding="utf-8")
    with pytest.raises(QuestionError, match="different defaults"):
        queries.read(tmp_path / "made-up.rq")
    (tmp_path / "made-up.rq").write_text(text.replace("13", "12"), encoding="utf-8")
    assert queries.bound(queries.read(tmp_path / "made-up.rq"), {"n": "5"}).endswith("VALUES ?n { 5 } }\n")
