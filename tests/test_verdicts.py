"""One list of verdict words: what each trial does with people who had a therapy or have a condition."""

import re
import runpy
from pathlib import Path

import pytest

from cartkg.ask import questions
from cartkg.graph.build import build
from cartkg.graph.store import GraphStore
from cartkg.model import VERDICTS, Completeness, Criterion, Diagnosis, Section, Span, Stance, Therapy, namespaces
from cartkg.model.namespaces import BASE
from cartkg.model.resources import folder
from graphs import BIOLOGIC, RITUXIMAB, TARGETED, criterion, graph, named, shared, therapy, trial

OUT, INTO = Section.EXCLUSION, Section.INCLUSION
DEPLETING = "cartkgv:b-cell-depleting-therapy"
BELIMUMAB = "NCIT:C91385"
EX, REQ, PER = Stance.EXCLUDES, Stance.REQUIRES, Stance.PERMITS
EDGES = {
    "excludes": "excludesPeopleWith", "excludes-within": "excludesForATimePeopleWith",
    "excludes-in-part": "excludesSomePeopleWith", "requires": "asksForPeopleWith", "permits": "permitsPeopleWith",
    "does-not-exclude": "doesNotExcludePeopleWith", "not-stated": "leavesOpenPeopleWith",
}  # fmt: skip


def one(*items: Criterion, text: Completeness = Completeness.COMPLETE) -> GraphStore:
    return graph((trial(1, 18, None, text), items))


def verdict(store: GraphStore, agent: str = RITUXIMAB) -> tuple[str, str, str]:
    """Verdict, how and in_doubt of the one trial."""
    answer = questions.ask("therapy-verdicts", {"agent": agent}, store)
    (row,) = answer.rows
    return tuple(row[answer.columns.index(column)] for column in ("verdict", "how", "in_doubt"))  # type: ignore[return-value]


def said(*statements: Therapy, section: Section = OUT) -> Criterion:
    return criterion(section, "1", *statements)


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([therapy(EX, RITUXIMAB, time="ever")], ("excludes", "named", "false")),
        ([therapy(EX, RITUXIMAB)], ("excludes", "named", "false")),
        ([therapy(EX, TARGETED)], ("excludes", "class", "false")),
        ([therapy(EX, RITUXIMAB, window="P6M")], ("excludes-within", "named", "false")),
        ([therapy(EX, RITUXIMAB, window="P6M"), therapy(EX, RITUXIMAB)], ("excludes", "named", "false")),
        ([therapy(EX, RITUXIMAB, time="current")], ("excludes-in-part", "named", "false")),
        ([therapy(EX, RITUXIMAB, time="planned")], ("excludes-in-part", "named", "false")),
        ([therapy(EX, RITUXIMAB, cohort="cohort A")], ("excludes-in-part", "named", "false")),
        ([therapy(EX, RITUXIMAB, window="P6M", provided="unless B cells are back")], ("excludes-in-part", "named", "false")),
        ([therapy(EX, RITUXIMAB, min_count=2)], ("excludes-in-part", "named", "false")),
        ([therapy(EX, BIOLOGIC), therapy(PER, RITUXIMAB, exception=True)], ("permits", "named", "false")),
        ([therapy(EX, BIOLOGIC, apart_from=(named(TARGETED),))], ("does-not-exclude", "", "false")),
        ([therapy(REQ, RITUXIMAB)], ("requires", "named", "false")),
        ([therapy(REQ, RITUXIMAB, min_count=2)], ("does-not-exclude", "named", "false")),
        ([therapy(PER, RITUXIMAB)], ("permits", "named", "false")),
        ([therapy(EX, RITUXIMAB, doubt="why")], ("not-stated", "named", "true")),
        ([therapy(EX, RITUXIMAB, doubt="why"), therapy(EX, TARGETED)], ("excludes", "class", "false")),
        ([therapy(EX, BELIMUMAB)], ("does-not-exclude", "", "false")),
    ],
)
def test_what_a_trial_does_with_people_who_had_a_therapy(statements: list[Therapy], expected: tuple[str, str, str]) -> None:
    found = verdict(one(said(*statements)))
    if expected[0] == "does-not-exclude":
        assert (found[0], found[2]) == (expected[0], expected[2])
    else:
        assert found == expected


@pytest.mark.parametrize(
    ("exclusion", "expected"),
    [
        (therapy(EX, RITUXIMAB, cohort="cohort A"), ("requires", "false")),
        (therapy(EX, RITUXIMAB, window="P6M"), ("excludes-within", "false")),
        (therapy(EX, BIOLOGIC), ("requires", "true")),
    ],
)
def test_who_must_have_failed_it_cannot_be_kept_out_for_it(exclusion: Therapy, expected: tuple[str, str]) -> None:
    demand = criterion(INTO, "2", therapy(REQ, RITUXIMAB, min_count=2))
    found = verdict(one(said(exclusion), demand))
    assert (found[0], found[2]) == expected


def test_a_member_excludes_its_class_in_part() -> None:
    assert verdict(one(said(therapy(EX, RITUXIMAB))), DEPLETING)[:2] == ("excludes-in-part", "member")


@pytest.mark.parametrize(
    ("statements", "expected"),
    [([], "not-stated"), ([therapy(REQ, RITUXIMAB, min_count=2)], "requires"), ([therapy(EX, RITUXIMAB)], "excludes")],
)
def test_of_a_text_that_is_cut_off_only_what_stands_there_is_known(statements: list[Therapy], expected: str) -> None:
    assert verdict(one(said(*statements), text=Completeness.PARTIAL))[0] == expected


def unread(number: str, *categories: str) -> Criterion:
    return Criterion(OUT, number, categories, Span(0, 9), "made up")


@pytest.mark.parametrize(
    ("categories", "agent", "expected"),
    [
        (("prior-therapy",), RITUXIMAB, "not-stated"),
        (("trial-participation",), "cartkgv:investigational-drug", "not-stated"),
        (("trial-participation",), RITUXIMAB, "does-not-exclude"),
        (("vaccination",), "MESH:D014613", "not-stated"),
        (("consent",), RITUXIMAB, "does-not-exclude"),
        (("prior-therapy", "investigator-discretion"), RITUXIMAB, "does-not-exclude"),
    ],
)
def test_an_unread_item_that_could_decide_leaves_it_open(categories: tuple[str, ...], agent: str, expected: str) -> None:
    found = verdict(one(unread("5", *categories)), agent)
    assert (found[0], found[2]) == (expected, "true" if expected == "not-stated" else "false")


def test_a_lead_in_is_read_by_the_items_under_it() -> None:
    store = one(unread("5", "prior-therapy"), criterion(OUT, "5.1", therapy(EX, BELIMUMAB)))
    assert verdict(store)[0] == "does-not-exclude"


def test_a_term_outside_the_topics_is_answered() -> None:
    assert verdict(one(said(therapy(EX, TARGETED))), "cartkgv:b-cell-targeted-therapy") == ("excludes", "named", "false")


def test_each_row_shows_its_item_and_its_words() -> None:
    answer = questions.ask("therapy-verdicts", {}, one(said(therapy(EX, RITUXIMAB))))
    row = dict(zip(answer.columns, answer.rows[0], strict=True))
    assert (row["section"], row["number"], row["words"]) == ("exclusion", "1", "made up")


HIV, INFECTION = "MONDO:0005109", "MONDO:0005550"


@pytest.mark.parametrize(
    ("condition", "more", "expected"),
    [
        (HIV, {}, ("excludes", "named")),
        (HIV, {"window": "P1Y"}, ("excludes-within", "named")),
        (HIV, {"provided": "active"}, ("excludes-in-part", "named")),
        (INFECTION, {}, ("excludes-in-part", "wider")),
    ],
)
def test_conditions(condition: str, more: dict[str, str], expected: tuple[str, str]) -> None:
    diagnosis = Diagnosis(EX, named(condition), Span(1, 5), "made-up rule", **more)  # type: ignore[arg-type]
    answer = questions.ask("condition-verdicts", {}, one(criterion(OUT, "1", diagnoses=(diagnosis,))))
    at = answer.columns.index
    assert [(row[at("verdict")], row[at("how")]) for row in answer.rows] == [expected]


def mixed() -> GraphStore:
    """Trials of every kind."""
    return graph(
        (trial(1, 18, None), (said(therapy(EX, RITUXIMAB, window="P6M"), therapy(PER, TARGETED, exception=True)),)),
        (trial(2, 5, 17), (said(therapy(EX, TARGETED, provided="if recent")), unread("7", "infection"))),
        (trial(3, 5, None), (said(therapy(REQ, RITUXIMAB), section=INTO), unread("9", "trial-participation"))),
        (trial(4, 5, None, Completeness.PARTIAL), (said(therapy(EX, BIOLOGIC, doubt="why")),)),
        (trial(5, 5, None), (criterion(OUT, "1", diagnoses=(Diagnosis(EX, named(INFECTION), Span(1, 5), "rule"),)),)),
    )


def test_derived_edges_say_what_the_questions_say() -> None:
    store = mixed()
    kinds = {"TherapyTopic": ("therapy-verdicts", "agent"), "ConditionTopic": ("condition-verdicts", "condition")}
    topics = [
        (row[0], *of)
        for kind, of in kinds.items()
        for row in store.table(f"SELECT ?term {{ ?topic cartkg:topicTerm ?term ; a cartkg:{kind} }}")[1]
    ]
    assert len(topics) > 25
    for term, name, parameter in topics:
        answer = questions.ask(name, {parameter: term, "scope": "all"}, store)
        asked = {(row[0], row[answer.columns.index("verdict")]) for row in answer.rows}
        derived = {
            (row["t"].removeprefix(f"{BASE}trial/"), word)
            for word, edge in EDGES.items()
            for row in store.select(f"SELECT ?t {{ ?t cartkg:{edge} <{namespaces.expand(term)}> }}")
        }
        assert asked == derived, term


def body(text: str) -> str:
    """What decides, without the line that says of which terms."""
    start, end = text.index("(MIN(?key)"), text.index("AS ?verdict)")
    inner = re.sub(r"VALUES \?\w+ \{ \S+ \}|\?topic a cartkg:\w+ ; cartkg:topicTerm \?\w+ \.", "…", text[start:end])
    return re.sub(r"GROUP BY .*", "", inner)


@pytest.mark.parametrize(
    ("question", "rule"), [("therapy-verdicts", "verdicts-on-therapies"), ("condition-verdicts", "verdicts-on-conditions")]
)
def test_question_and_derivation_decide_by_the_same_lines(question: str, rule: str) -> None:
    texts = (folder("queries/questions") / f"{question}.rq", folder("queries/derive") / f"{rule}.rq")
    asked, derived = (body(path.read_text(encoding="utf-8")) for path in texts)
    assert asked == derived


def test_there_is_one_list_of_words() -> None:
    assert set(EDGES) == set(VERDICTS)
    for path in folder("queries").glob("*/*.rq"):
        words = set(re.findall(r'"((?:excludes|does-not|not-|permits|requires)[\w-]*)"', path.read_text(encoding="utf-8")))
        assert words <= set(VERDICTS), path.name


@pytest.mark.skipif(
    not (shared("gold") / "seeds").exists(), reason="the seed pages and their gold are not part of this repository"
)
def test_agreement_with_a_careful_reader(tmp_path: Path) -> None:
    """At least so many of 155 verdicts as when this was last measured."""
    script = runpy.run_path(str(Path(__file__).parents[1] / "scripts" / "verdict_agreement.py"))
    build(sorted(shared("seeds").glob("*.txt")), tmp_path / "graph")
    right, wrong = script["compared"](GraphStore.open(tmp_path / "graph"), shared("gold") / "seeds" / "verdicts.csv")
    assert right >= 127, wrong
