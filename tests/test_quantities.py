"""The grammar of quantities, by a table that a medical reader can edit, and by properties."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartkg.reading import quantities
from cartkg.reading.quantities import lexemes, units
from cartkg.reading.quantities.tables import lines
from sentences import rows

CASES = [(row["text"], row["expected"] or "") for row in rows(Path(__file__).parent / "criteria" / "quantities.tsv")]


def written(text: str) -> str:
    bounds = [b for b in quantities.read(text) if b.comparator]
    return "; ".join(f"{b.comparator} {quantities.plain(b.quantity.value)} {b.unit}".strip() for b in bounds)


def test_the_table_has_cases() -> None:
    assert len(CASES) > 100


@pytest.mark.parametrize("text, expected", CASES)
def test_bounds(text: str, expected: str) -> None:
    assert written(text) == expected


@pytest.mark.parametrize("text, expected", CASES)
def test_spans_quote_the_text(text: str, expected: str) -> None:
    for bound in quantities.read("  " + text + " "):
        assert 0 <= bound.start < bound.end <= len(text) + 3
        assert any(c.isalnum() for c in ("  " + text + " ")[bound.start : bound.end])


@given(st.text(alphabet="0123456789.,<>≥≤= ×x^/%()-gradeULNmLdIVto\n²³⁹½٣１Ⅲ'’·&;:[]*~?\\|•", max_size=60))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for bound in quantities.read(text):
        assert 0 <= bound.start < bound.end <= len(text)


@given(st.decimals(min_value="0.01", max_value="9999", places=2), st.sampled_from([">=", ">", "<=", "<"]))
def test_a_number_is_read_back(value: object, sign: str) -> None:
    (bound,) = quantities.read(f"x {sign} {value} mg/dL")
    assert bound.comparator == sign
    assert bound.quantity.value == value
    assert bound.unit == "mg/dL"


def test_tokens_cover_all_but_spaces() -> None:
    text = "ALT ≤ 2.5×ULN, PLT ≥ 75×109/L; (grade 2)"
    tokens = lexemes(text)
    covered = "".join(text[t.start : t.end] for t in tokens)
    assert covered.replace(" ", "") == text.replace(" ", "")


ANNOTATED = {"{ULN}", "{LLN}", "{score}", "{titer}", "{grade}", "{copies}", "{pack-years}", ""}


@pytest.mark.parametrize("code", sorted(c for c in units.kinds() if c not in ANNOTATED))
def test_every_code_is_ucum(code: str) -> None:
    from ucumvert import get_ucum_parser  # noqa: PLC0415  (slow to load, and needed here only)

    assert get_ucum_parser().parse(code)


def test_every_atom_of_the_spelling_table_is_ucum() -> None:
    from ucumvert import get_ucum_parser  # noqa: PLC0415

    parser = get_ucum_parser()
    for code in sorted({c for c in (line["code"] for line in lines("units")) if c not in ANNOTATED and c not in units.COUNTED}):
        assert parser.parse(code), code
