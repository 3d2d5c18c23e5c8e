"""A gate opens for every text that its pattern fits, and the searches give what the pattern's own give."""

import re
import sys

import pytest

from cartkg import eligibility
from cartkg.eligibility.gates import Gated, gated, letters_of

LETTERS = [
    ("vaccin|transplant", {"vaccin", "transplant"}),
    (r"\bpre-?existing\b", {"existing"}),
    (r"(?:stem|germ) cells?", {" cell"}),
    (r"\d+ mg", {" mg"}),
    (r"therapy|therap", {"therap"}),
    (r"\d+", set()),
    (r"(?:live)?\s*", set()),
    (r"(?<!un)[xy]", {"x", "y"}),
    (r"(?=vaccine)\w+", set()),
]


@pytest.mark.parametrize(("pattern", "letters"), LETTERS)
def test_letters_are_those_that_every_match_holds(pattern: str, letters: set[str]) -> None:
    assert letters_of(pattern) == letters


@pytest.mark.parametrize("text", ["", "LIVE vaccines", "İNFECTİON", "ınfectıon", "a ſtent", "no such word", "µg/K unit"])
def test_searches_are_those_of_the_pattern(text: str) -> None:
    for words in (r"vaccines?", r"infection", r"stent", r"μg/k", r"\bno\b"):
        plain, behind_gate = re.compile(words, re.I), gated(words, re.I)
        assert [m.span() for m in behind_gate.finditer(text)] == [m.span() for m in plain.finditer(text)]
        assert (behind_gate.search(text, 1) is None) == (plain.search(text, 1) is None)
        assert behind_gate.sub("-", text) == plain.sub("-", text)


def test_most_gates_of_the_rules_have_letters() -> None:
    assert eligibility
    modules = [module for name, module in sys.modules.items() if name.startswith("cartkg.eligibility")]
    gates = [value for module in modules for value in vars(module).values() if isinstance(value, Gated)]
    assert len(gates) > 5
    assert sum(bool(gate.letters) for gate in gates) > len(gates) * 0.8
