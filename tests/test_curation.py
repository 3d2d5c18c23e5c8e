"""Reviewed statements: files that come back as they were written, that win item by item, and that show every difference."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from cartkg.cli import main
from cartkg.model import Completeness, Criterion, Eligibility, Stance
from cartkg.model.resources import folder
from cartkg.reading import criteria
from cartkg.sources import curation
from cartkg.sources.curation import CurationError
from cartkg.vocabulary import Terminology

RECORD = Path(__file__).parent / "golden" / "record.json"

TEXT = """Inclusion Criteria:
1. Aged 18 to 65 years
2. Lupus for which both of methotrexate and azathioprine failed
Exclusion Criteria for Cohort 2:
1. Rituximab within 6 months before screening
2. ALT above 3 x ULN
3. Owns a boat
"""


@cache
def reading() -> tuple[Criterion, ...]:
    return criteria.read(Eligibility(TEXT, Completeness.COMPLETE), Terminology.shipped())


def plain(criteria: tuple[Criterion, ...]) -> list[object]:
    """What a reading says, without words and places."""
    return [(c.section, c.number, c.categories, c.cohort, sorted(curation.said(c))) for c in criteria]


def written(folder: Path, **changes: str) -> Path:
    """A file of the reading in which each text named by a key is replaced by its value ("_" in a key is a comma)."""
    path = folder / "trial.csv"
    curation.write(reading(), path, source="made up", day="2026-01-02")
    content = path.read_text("utf-8")
    for old, new in changes.items():
        assert old.replace("_", ",") in content
        content = content.replace(old.replace("_", ","), new)
    path.write_text(content, "utf-8")
    return path


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    curated = curation.read(written(tmp_path))
    assert plain(tuple(item.criterion for item in curated)) == plain(reading())
    assert {item.source for item in curated} == {"made up"}
    assert curation.differences(reading(), curated) == ()


def test_a_file_holds_no_words_of_the_record(tmp_path: Path) -> None:
    content = written(tmp_path).read_text("utf-8")
    assert "boat" not in content
    assert "exclusion,3,other" in content


def test_without_a_text_the_file_stands(tmp_path: Path) -> None:
    assert plain(curation.apply((), curation.read(written(tmp_path)))) == plain(reading())


def test_an_unsigned_file_changes_no_reading(tmp_path: Path) -> None:
    path = written(tmp_path, P6M="P9M")
    assert curation.apply(reading(), curation.read(path)) == reading()
    different = curation.differences(reading(), curation.read(path))
    assert {d.only for d in different} == {"program", "file"}
    assert all((d.section, d.number) == ("exclusion", "1") for d in different)


def test_a_signed_item_wins_and_keeps_words_and_place(tmp_path: Path) -> None:
    curated = curation.read(written(tmp_path, P6M="P9M"))
    signed = tuple(
        replace(item, reader="curator", reviewer="Dr. Ada Sample") if item.criterion.number == "1" else item for item in curated
    )
    found = curation.apply(reading(), signed)
    (barred,) = [c for c in found if (c.section, c.number) == ("exclusion", "1")]
    assert barred.therapies[0].window == "P9M"
    assert barred.text == "Rituximab within 6 months before screening"
    assert TEXT[barred.therapies[0].span.start : barred.therapies[0].span.end]
    assert plain(tuple(c for c in found if c != barred)) == plain(
        tuple(c for c in reading() if c.number != "1" or c.section == "inclusion")
    )


ORCID = "0000-0002-1825-0097"  # the example of ORCID's own documentation


def test_signing_says_who_read_an_item_and_keeps_its_rule(tmp_path: Path) -> None:
    path = written(tmp_path)
    before = curation.read(path)
    first = f"{before[0].criterion.section} {before[0].criterion.number}"
    assert curation.sign(path, [first], "physician", ORCID, "2026-11-29") >= 1
    after = curation.read(path)
    assert [(item.reader, item.reviewer, item.signed) for item in after][:2] == [
        ("physician", ORCID, True), ("program", "", False),
    ]  # fmt: skip
    assert [item.criterion for item in after] == [item.criterion for item in before]


@pytest.mark.parametrize(
    "reader, reviewer, wrong",
    [
        ("curator", "", ""),
        ("curator", "Ada Sample", ""),
        ("curator", "cartkg", "a program is no reviewer"),
        ("physician", ORCID, ""),
        ("physician", "https://orcid.org/" + ORCID, ""),
        ("physician", "Dr. Ada Sample", "ORCID"),
        ("physician", "0000-0002-1825-0098", "ORCID"),  # the check digit is wrong
        ("program", "Ada Sample", "what kind of reader"),
    ],
)
def test_a_signature_names_the_kind_of_reader(reader: str, reviewer: str, wrong: str) -> None:
    found = curation.signature_problem(reader, reviewer)
    assert wrong in found
    assert bool(wrong) == bool(found)


def test_an_item_that_is_not_there_cannot_be_signed(tmp_path: Path) -> None:
    with pytest.raises(curation.CurationError, match="no item exclusion 99"):
        curation.sign(written(tmp_path), ["exclusion 99"], "curator", "", "2026-11-29")


def test_the_fuller_page_rules_and_the_other_disagrees(tmp_path: Path) -> None:
    head = "section,number,category,item_cohort,kind,stance,term,label,comparator,value,unit,reader,source\n"
    age = "inclusion,1,age,,age,requires,,,>=,{},years,curator,{}\n"
    more = "exclusion,1,other-condition,,diagnosis,excludes,cartkgv:pregnancy,pregnancy,,,,curator,page b\n"
    (tmp_path / "NCT99999999.csv").write_text(head + age.format(18, "page a"), "utf-8")
    (tmp_path / "NCT99999999.newer.csv").write_text(head + age.format(12, "page b") + more, "utf-8")
    found = curation.read_folder(tmp_path)["NCT99999999"]
    items, parted = found.items, found.disagreements
    assert [item.source for item in items] == ["page b", "page b"]
    (one,) = parted
    assert (one.field, one.record, one.other_record) == ("inclusion 1", "page b", "page a")
    assert "12" in one.value
    assert "18" in one.other_value


def test_an_item_that_only_the_file_has_is_added_and_shown(tmp_path: Path) -> None:
    path = written(tmp_path)
    with path.open("a", encoding="utf-8") as file:
        file.write("exclusion,9,infection,,diagnosis,excludes,MONDO:0005550,infection\n")
    curated = curation.read(path)
    added = curation.apply(reading(), curated)[-1]
    assert (added.number, added.diagnoses[0].stance, added.diagnoses[0].rule) == ("9", Stance.EXCLUDES, "reviewed")
    assert [(d.number, d.only) for d in curation.differences(reading(), curated)] == [("9", "file")]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("both,1,age", "section 'both'"),
        ("inclusion,one,age", "number 'one'"),
        ("inclusion,1,ages", "unknown category 'ages'"),
        ("inclusion,1,age,,weight,requires", "kind 'weight'"),
        ("inclusion,1,age,,therapy,wants,,rituximab", "stance 'wants'"),
        ("inclusion,1,age,,therapy,requires,,", "label ''"),
        ("inclusion,1,age,,therapy,requires,,rituximab,two", "min_count 'two'"),
        ("inclusion,1,age,,therapy,requires,,rituximab,,,,,6 months", "window '6 months'"),
        ("inclusion,1,age,,therapy,requires,,rituximab,,,,,P6M,visit", "anchor 'visit'"),
        ("inclusion,1,age,,therapy,requires,,rituximab,,,,,P6M,,3 months", "lasting '3 months'"),
        ("inclusion,1,age,,therapy,requires,,rituximab,,,,,P6M,,,once", "time 'once'"),
        ("inclusion,1,age,,threshold,requires,,ALT,,about,3,{ULN}", "comparator 'about'"),
        ("inclusion,1,age,,threshold,requires,,ALT,,<=,three,{ULN}", "value 'three'"),
        ("inclusion,1,age,,age,requires,,,,>=,18,decades", "unit 'decades'"),
        ("inclusion,1,age,,threshold,requires,,ALT,,<=,3,{ULN},,,,,,,,perhaps", "repaired 'perhaps'"),
    ],
)
def test_a_wrong_line_is_named_with_a_remedy(tmp_path: Path, line: str, problem: str) -> None:
    path = tmp_path / "trial.csv"
    path.write_text(",".join(curation.COLUMNS) + "\n" + line + "\n", "utf-8")
    with pytest.raises(CurationError) as error:
        curation.read(path)
    assert problem in error.value.problem
    assert error.value.place == f"{path}:2"
    assert error.value.remedy


def test_a_file_without_the_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "trial.csv"
    path.write_text("section,number\ninclusion,1\n", "utf-8")
    with pytest.raises(CurationError, match="no column category"):
        curation.read(path)


HEADER = ",".join(curation.COLUMNS)


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (f"{HEADER}\ninclusion,1,age,,diagnosis,requires,,Sjögren\n".encode("cp1252"), 2, "not UTF-8: the byte 0xf6"),
        (f"{HEADER}\n\n\ninclusion,1,age,Müller\n".encode("cp1252"), 4, "not UTF-8"),
        (f"{HEADER}\ninclusion,1,age,{'x' * 131_073}\n".encode(), 2, "field larger than field limit"),
        (HEADER.encode("utf-16"), 1, "not UTF-8"),
        (HEADER.replace(",", ";").encode(), 1, "no column section"),
        (f"{HEADER}\ninclusion,1,age,\0\n".encode(), 2, "control character"),
        (f'{HEADER}\ninclusion,1,age,"open\n'.encode(), 2, "unexpected end"),
        (f"{HEADER}{',' * 3}\n".encode(), 1, "unknown column"),
        (f"{HEADER},reviewr\n".encode(), 1, "unknown column reviewr"),
        (f"{HEADER},day\n".encode(), 1, "day stands twice"),
        (f"{HEADER}\ninclusion,1,age{',' * 30}\n".encode(), 2, "more cells"),
        (b"", 1, "no column section"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_ends_the_build_and_is_named(tmp_path: Path, content: bytes, line: int, said: str) -> None:
    """None of them empties its trial, or puts the blame on the record."""
    (tmp_path / "NCT99999901.csv").write_bytes(content)
    done = CliRunner().invoke(main, ["build", str(RECORD), "--statements", str(tmp_path), "--out", str(tmp_path / "graph")])
    assert done.exit_code == 2, done.output
    assert f"NCT99999901.csv:{line}: " in done.stderr
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "graph").exists()


@pytest.mark.parametrize("value", ["nan", "inf", "1e999", "１８", "1_8", "0x12", "9" * 5000])
def test_a_number_is_a_finite_one_in_plain_digits(tmp_path: Path, value: str) -> None:
    path = tmp_path / "trial.csv"
    for kind, unit in (("age", "years"), ("threshold", "{score}")):
        path.write_text(f"{HEADER}\ninclusion,1,age,,{kind},requires,,label,,>=,{value},{unit}\n", "utf-8")
        with pytest.raises(CurationError, match="value"):
            curation.read(path)


def test_what_cannot_be_right_is_found(tmp_path: Path) -> None:
    def row(number: int, term: str, **signed: str) -> str:
        cells = {"section": "inclusion", "number": str(number), "category": "age", "kind": "diagnosis", "stance": "requires"}
        cells |= {"term": term, "label": "lupus"} | signed
        return ",".join(cells.get(column, "") for column in curation.COLUMNS)

    rows = (
        row(1, "MONDO:0007915", reader="curator", reviewer="Dr. Ada Sample", day="2026-02-30"),
        row(2, "MONDO:9999999", reader="curator", reviewer="Dr. Ada Sample", day="2026-02-28"),
        row(3, "MONDO:0007915", reader="curator", reviewer="Dr. Ada Sample", day="2026-02-28"),
        row(3, "MONDO:0007915"),
    )
    for trial in ("NCT99999901", "NCT99999902"):
        (tmp_path / f"{trial}.csv").write_text("\n".join((HEADER, *(rows if trial[-1] == "1" else ()))) + "\n")
    found = [
        (error.place.removeprefix(f"{tmp_path}/"), error.problem)
        for error in curation.findings(tmp_path, ["NCT99999901"], Terminology.shipped())
    ]
    assert found == [
        ("NCT99999901.csv:2", "day '2026-02-30' is not understood"),
        ("NCT99999901.csv:3", "term 'MONDO:9999999' is not understood"),
        ("NCT99999901.csv:5", "says the same as line 4"),
        ("NCT99999902.csv", "no trial NCT99999902 in this build"),
    ]
    assert [item.day for item in curation.read(tmp_path / "NCT99999901.csv")] == ["", "2026-02-28", "2026-02-28"]
    done = CliRunner().invoke(main, ["build", str(RECORD), "--statements", str(tmp_path), "--out", str(tmp_path / "graph")])
    assert done.exit_code == 1
    assert done.stderr.count("reviewed statements: ") == 4
    manifest = json.loads((tmp_path / "graph" / "manifest.json").read_text())
    assert len(manifest["review_findings"]) == 4


def test_nothing_is_found_in_the_shipped_files() -> None:
    trials = [path.stem for path in folder("data/statements").glob("*.csv")]
    assert len(trials) > 50
    assert curation.findings(folder("data/statements"), trials, Terminology.shipped()) == ()
