"""ICTRP's exports: made-up records in the forms of several registries."""

import csv
import io
from pathlib import Path

import pytest

from cartkg import sources
from cartkg.model import Age, Completeness, Trial
from cartkg.sources import ictrp
from cartkg.sources.ictrp import words

BASE = {
    "TrialID": "ChiCTR2100099999",
    "SecondaryIDs": "NULL",
    "public_title": "CD19 CAR-T cells for made-up lupus",
    "Scientific_title": "A made-up study of CD19 CAR-T cells &amp; nothing else in lupus",
    "url": "https://example.org/99999",
    "Public_Contact_Firstname": "Example",
    "Public_Contact_Email": "person@example.org",
    "study_type": "Interventional study",
    "phase": "I (Phase I study)",
    "Date_registration": "26/07/2021",
    "Date_enrollement": "2021-08-01",
    "Target_size": "Group A:6;Group B:3;",
    "Recruitment_status": "Not Recruiting",
    "Primary_sponsor": "Made-up Hospital",
    "Countries": "China",
    "Conditions": "Systemic lupus erythematosus;Lupus nephritis",
    "Interventions": "Group A:CD19 CAR-T cells;Group B:placebo;",
    "Agemin": "18",
    "Agemax": "65",
    "Gender": "Both",
    "Inclusion_Criteria": "Inclusion criteria: 1. Adults with lupus;<br>2. Two failed drugs.",
    "Exclusion_Criteria": "Exclusion criteria: 1. Prior rituximab;<br/ >2. Pregnancy &#8805; 1.",
    "Primary_Outcome": "Safety;",
    "Bridging_flag": "NULL",
}  # fmt: skip


def row(**cells: str) -> dict[str, str]:
    return BASE | cells


def table(*rows: dict[str, str], header: bool = True) -> str:
    """The rows as an export: with a header of their own columns, or without one in the full export's order."""
    file = io.StringIO()
    if header:
        writer = csv.DictWriter(file, list(BASE), quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows)
        return file.getvalue()
    places = {column.replace("_", "").lower(): column for column in BASE}
    full = [[one.get(places.get(name, ""), "") for name in ictrp.HEADERLESS] + [""] * 19 for one in rows]
    csv.writer(file).writerows(full)
    return file.getvalue()


def xml(*rows: dict[str, str]) -> str:
    names = {
        "Conditions": "Condition", "Interventions": "Intervention", "Agemin": "Inclusion_agemin",
        "Agemax": "Inclusion_agemax", "Gender": "Inclusion_gender", "url": "web_address", "SecondaryIDs": "Secondary_ID",
    }  # fmt: skip
    escaped = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}

    def plain(cell: str) -> str:
        return "".join(escaped.get(character, character) for character in cell)

    trials = "".join(
        "<Trial>" + "".join(f"<{names.get(k, k)}>{plain(v)}</{names.get(k, k)}>" for k, v in one.items()) + "</Trial>"
        for one in rows
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><Trials_downloaded_from_ICTRP>{trials}</Trials_downloaded_from_ICTRP>'


def read(tmp_path: Path, text: str) -> tuple[Trial, ...]:
    (tmp_path / "export.dat").write_text(text, "utf-8")
    reading = sources.read([tmp_path / "export.dat"])
    assert reading.refusals == ()
    return reading.trials


FORMS = {"header": table(row()), "no header": table(row(), header=False), "xml": xml(row())}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_the_export_says_the_same(tmp_path: Path, form: str) -> None:
    (trial,) = read(tmp_path, FORMS[form])
    assert (trial.id, trial.registry_id, trial.source.kind) == ("ChiCTR2100099999", "ChiCTR2100099999", "ictrp")
    assert trial.source.url == "https://example.org/99999"
    assert trial.official_title == "A made-up study of CD19 CAR-T cells & nothing else in lupus"
    assert (trial.study_type, trial.phases, trial.enrollment, trial.sex) == ("INTERVENTIONAL", ("PHASE1",), 9, "ALL")
    assert trial.status == ""  # "Not Recruiting" may be before, between or after
    assert [(date.kind, date.value) for date in trial.dates] == [("first_posted", "2021-07-26"), ("start", "2021-08-01")]
    assert trial.conditions == ("Systemic lupus erythematosus", "Lupus nephritis")
    assert [given.name for given in trial.interventions] == ["CD19 CAR-T cells", "placebo"]
    assert (trial.min_age, trial.max_age) == (Age(18), Age(65))
    assert (trial.modality, [target.symbol for target in trial.targets]) == ("CAR-T", ["CD19"])
    assert trial.contacts == ()
    assert trial.eligibility.completeness is Completeness.COMPLETE
    assert trial.eligibility.text == (
        "Inclusion Criteria:\n\n1. Adults with lupus;\n2. Two failed drugs.\n\n"
        "Exclusion Criteria:\n\n1. Prior rituximab;\n2. Pregnancy ≥ 1."
    )


def test_both_lists_may_stand_in_one_cell_and_one_list_alone_is_partial(tmp_path: Path) -> None:
    both = row(
        Inclusion_Criteria="<br> Inclusion Criteria:<br>- Lupus<br><br> Exclusion Criteria:<br>- Rituximab",
        Exclusion_Criteria="NULL",
    )
    alone = row(TrialID="DRKS00099999", Exclusion_Criteria="NA")
    found = {trial.id: trial.eligibility for trial in read(tmp_path, table(both, alone))}
    assert found["ChiCTR2100099999"].completeness is Completeness.COMPLETE
    assert found["ChiCTR2100099999"].text.count("Criteria:") == 2
    assert found["DRKS00099999"].completeness is Completeness.PARTIAL


def test_records_that_name_each_other_are_one_trial(tmp_path: Path) -> None:
    rows = (
        row(TrialID="NCT99999901"),
        row(TrialID="EUCTR2021-009999-12-DE", SecondaryIDs="ABC-1;NCT99999901"),
        row(TrialID="EUCTR2021-009999-12-FR"),
        row(TrialID="DRKS00099999", SecondaryIDs="2021-009999-12"),
        row(TrialID="JPRN-UMIN000099999", SecondaryIDs="U1111-1111-1111"),
        row(TrialID="NCT99999902", SecondaryIDs="NCT99999901"),
    )
    trials = read(tmp_path, table(*rows))
    assert sorted(trial.id for trial in trials) == ["JPRN-UMIN000099999", *["NCT99999901"] * 4, "NCT99999902"]
    german = next(trial for trial in trials if "EUCTR2021-009999-12-DE" in trial.secondary_ids)
    assert "NCT99999901" in german.registry_id_basis


def test_eu_ages_are_read_of_their_groups_and_leave_the_text(tmp_path: Path) -> None:
    groups = "<br>Are the trial subjects under 18? no<br>F.1.2 Adults (18-64 years) yes<br>F.1.3 Elderly (>=65 years) no<br>"
    (trial,) = read(
        tmp_path, table(row(TrialID="EUCTR2021-009999-12-DE", Agemin="NA", Agemax="NA", Inclusion_Criteria="Lupus" + groups))
    )
    assert (trial.min_age, trial.max_age) == (Age(18), Age(64))
    assert "under 18" not in trial.eligibility.text


@pytest.mark.parametrize(
    "cell, registry, upper, years",
    [
        ("18 Years", "NCT", False, 18),
        ("18Y", "RBR", False, 18),
        ("20years-old", "JPRN", False, 20),
        (">= 20age old", "JPRN", False, 20),
        ("19(Year)", "KCT", False, 19),
        ("19 Year(s)", "PACTR", False, 19),
        ("< 80age old", "JPRN", True, 79),
        ("<= 79age old", "JPRN", True, 79),
        ("6 Months", "NCT", False, 0.5),
        ("18", "ChiCTR", False, 18),
        ("18", "RBR", False, None),
        ("0", "ChiCTR", False, None),
        ("0", "RBR", True, None),
        ("no maximum age", "DRKS", True, None),
        ("N/A", "NCT", True, None),
        ("Not applicable", "JPRN", True, None),
        ("<= 79age old", "JPRN", False, None),
    ],
)
def test_ages_as_registries_write_them(cell: str, registry: str, upper: bool, years: float | None) -> None:
    found = words.age(cell, registry, upper=upper)
    assert (found.years if found else None) == years


@pytest.mark.parametrize(
    "cell, day",
    [
        ("26/07/2017", "2017-07-26"),
        ("1/2/2019", "2019-02-01"),
        ("2019-11-25", "2019-11-25"),
        ("2018/12/20", "2018-12-20"),
        ("30-04-2020", "2020-04-30"),
        ("July 9, 2019", "2019-07-09"),
        ("November 2015", "2015-11"),
        ("Nov-15", ""),
        ("31/02/2019", ""),
        ("NA", ""),
    ],
)
def test_days_in_the_order_of_the_export(cell: str, day: str) -> None:
    assert words.iso(cell) == day


@pytest.mark.parametrize(
    "cell, phases",
    [
        ("Phase 2/ Phase 3", ("PHASE2", "PHASE3")),
        ("2-3", ("PHASE2", "PHASE3")),
        ("IIIb", ("PHASE3",)),
        ("Phase4", ("PHASE4",)),
        ("0", ()),
        ("Human pharmacology (Phase I): yes Therapeutic exploratory (Phase II): no", ("PHASE1",)),
        ("Other", ()),
    ],
)
def test_phases_in_one_set_of_words(cell: str, phases: tuple[str, ...]) -> None:
    assert words.phases(cell) == phases


def test_what_has_no_id_and_what_is_no_xml_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(table(row(), row(TrialID="ABC-1")))
    (tmp_path / "b.xml").write_text("<Trials_downloaded_from_ICTRP><Trial>")
    (tmp_path / "c.xml").write_text("<!DOCTYPE a><Trials_downloaded_from_ICTRP/>")
    reading = sources.read([tmp_path])
    assert len(reading.trials) == 1
    assert [refusal.problem.split(":")[0] for refusal in reading.refusals] == [
        "no registry id (found 'ABC-1')", "broken XML", "the XML declares entities, which ICTRP's does not",
    ]  # fmt: skip


REAL = Path(__file__).resolve().parents[2] / "shared" / "registry" / "ictrp" / "records.csv"


@pytest.mark.skipif(not REAL.is_file(), reason="../shared is not here")
def test_real_records_of_many_registries_are_read_whole() -> None:
    reading = sources.read([REAL])
    assert reading.refusals == ()
    assert len(reading.trials) == 267
    assert {ictrp.registry_of(trial.id) for trial in reading.trials} >= {
        "NCT",
        "EUCTR",
        "ChiCTR",
        "JPRN",
        "IRCT",
        "CTRI",
        "ACTRN",
    }
    assert sum(bool(trial.eligibility.text) for trial in reading.trials) == 267
