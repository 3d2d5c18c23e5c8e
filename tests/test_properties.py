"""Properties that every reading keeps: spans quote the source, dress does not matter, order does not lose a mention."""

from collections.abc import Callable
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from cartkg.model import Criterion, Eligibility, Therapy
from cartkg.reading import criteria, document
from cartkg.sources import curation
from cartkg.vocabulary import Terminology

ITEMS = (
    "Adults aged 18 to 65 years",
    "Lupus for two years or more",
    "Rituximab within 6 months before screening",
    "Treated with methotrexate, azathioprine or cyclosporine",
    "eGFR of at least 60 mL/min",
    "No live vaccine in the last 4 weeks",
    "Active tuberculosis",
    "Platelets below 50 x 10^9/L",
    "Written consent",
    "Pregnant or breastfeeding",
)
HEADS = (("Inclusion Criteria:", "Exclusion Criteria:"), ("Key inclusion criteria", "Key exclusion criteria"))
DRUGS = ("rituximab", "belimumab", "methotrexate", "azathioprine", "tacrolimus", "cyclophosphamide", "prednisone")
BULLETS = ("* ", "- ", "• ", "o ", "▪ ")

lists = st.lists(st.sampled_from(ITEMS), min_size=1, max_size=6, unique=True)
quick = settings(max_examples=40, deadline=None)


@cache
def terms() -> Terminology:
    return Terminology.shipped()


def read(text: str) -> tuple[Criterion, ...]:
    return criteria.read(Eligibility(text), terms())


def listed(items: list[str], mark: str) -> str:
    """A list as text: `mark` before each item, "#" in it standing for the item's number."""
    return "\n".join(mark.replace("#", str(number)) + item for number, item in enumerate(items, 1))


def said(criteria: tuple[Criterion, ...]) -> list[tuple[object, ...]]:
    """What a reading says, without places."""
    return [
        (c.section, c.number, c.text, c.categories, sorted(curation.said(c).items()))
        for c in criteria
    ]  # fmt: skip


@given(lists, lists, st.sampled_from(["#. ", "(#) ", "* ", "#) "]), st.sampled_from(HEADS))
@quick
def test_spans_quote_the_source(wanted: list[str], barred: list[str], mark: str, heads: tuple[str, str]) -> None:
    text = f"{heads[0]}\n{listed(wanted, mark)}\n\n{heads[1]}\n{listed(barred, mark)}\n"
    found = read(text)
    assert [c.text for c in found] == [*wanted, *barred]
    for criterion in found:
        assert criterion.span is not None
        assert text[criterion.span.start : criterion.span.end] == criterion.text
        for statement in criterion.statements:
            assert criterion.span.start <= statement.span.start < statement.span.end <= criterion.span.end


@given(lists, lists, st.lists(st.integers(0, 3), min_size=14, max_size=14))
@quick
def test_blank_lines_change_nothing(wanted: list[str], barred: list[str], blanks: list[int]) -> None:
    lines = [HEADS[0][0], *listed(wanted, "#. ").split("\n"), HEADS[0][1], *listed(barred, "#. ").split("\n")]
    spaced = "".join(line + "\n" + "\n" * more for line, more in zip(lines, blanks, strict=False))
    assert said(read(spaced)) == said(read("\n".join(lines)))


@given(lists, lists, st.sampled_from(BULLETS), st.sampled_from([*BULLETS, "#. ", "#) ", "(#) "]))
@quick
def test_bullets_change_nothing(wanted: list[str], barred: list[str], one: str, other: str) -> None:
    def text(mark: str) -> str:
        return f"{HEADS[0][0]}\n{listed(wanted, mark)}\n{HEADS[0][1]}\n{listed(barred, mark)}\n"

    assert said(read(text(one))) == said(read(text(other)))


@given(lists, lists, st.sampled_from([str.upper, str.lower, str.title, str.capitalize]), st.sampled_from(HEADS))
@quick
def test_the_case_of_headings_changes_nothing(
    wanted: list[str], barred: list[str], case: Callable[[str], str], heads: tuple[str, str]
) -> None:
    def text(first: str, second: str) -> str:
        return f"{first}\n{listed(wanted, '* ')}\n{second}\n{listed(barred, '* ')}\n"

    assert said(read(text(*map(case, heads)))) == said(read(text(*heads)))


@given(st.permutations(DRUGS))
@quick
def test_a_list_of_mentions_is_not_lost_by_reordering(drugs: list[str]) -> None:
    (criterion,) = read(f"Exclusion Criteria:\n* Treated with {', '.join(drugs[:-1])} or {drugs[-1]} before screening\n")
    assert sorted({t.agent.label for t in criterion.therapies} & set(DRUGS)) == sorted(DRUGS)
    assert all(isinstance(t, Therapy) and t.stance == "excludes" for t in criterion.therapies)


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_can_be_cut_into_items(text: str) -> None:
    found = document.items(text)
    assert all(item.origin and item.origin.quote(item.span) in text for item in found)
    assert all(len(item.text) == item.span.end - item.span.start for item in found)
    assert len({(item.section, item.path) for item in found}) == len(found)


@given(st.text(alphabet="12ab.)(*- \n:;,Incluson rtaExkpg", max_size=200))
@settings(max_examples=300, deadline=None)
def test_marks_without_sense_can_be_cut_into_items(text: str) -> None:
    found = document.items(text)
    assert all(text[item.span.start : item.span.end].split() == item.text.split() != [] for item in found)
    assert len({(item.section, item.path) for item in found}) == len(found)


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_text_can_be_read(text: str) -> None:
    for criterion in read(f"Inclusion Criteria:\n1. {text}"):
        assert criterion.categories
