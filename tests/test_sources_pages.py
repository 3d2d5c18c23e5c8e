"""The five layouts, on made-up pages: every fact that a page shows, and none of the site's own words."""

from pathlib import Path

import pytest

from cartkg import sources
from cartkg.model import Age, Arm, Completeness, Mention, Outcome, Person, Site, Trial

RECORDS = Path(__file__).parent / "records"


@pytest.fixture(scope="module")
def trials() -> dict[str, Trial]:
    reading = sources.read(sorted(RECORDS.glob("*.txt")))
    assert reading.refusals == ()
    return {trial.source.name: trial for trial in reading.trials}


def test_every_made_up_page_is_read(trials: dict[str, Trial]) -> None:
    kinds = {name: trial.source.kind for name, trial in trials.items()}
    assert kinds == {
        "clinconnect.txt": "page:clinconnect",
        "ai_overview.txt": "page:ai-overview",
        "pipe_table.txt": "page:pipe-table",
        "labelled.txt": "page:template",
        "stripped.txt": "page:template",
    }


@pytest.mark.parametrize("name", ["clinconnect.txt", "ai_overview.txt", "pipe_table.txt", "labelled.txt", "stripped.txt"])
def test_the_eligibility_text_is_a_slice_of_the_page(trials: dict[str, Trial], name: str) -> None:
    page = (RECORDS / name).read_text(encoding="utf-8")
    eligibility = trials[name].eligibility
    assert eligibility.offset is not None
    assert page[eligibility.offset :].startswith(eligibility.text)
    assert eligibility.text.lstrip("- ").startswith("Inclusion Criteria")
    assert "Exclusion Criteria" in eligibility.text
    assert eligibility.completeness is Completeness.COMPLETE


@pytest.mark.parametrize(
    "name, last_words",
    [
        ("clinconnect.txt", "A thymoma within the last 5 years."),
        ("ai_overview.txt", "(3) Anything else the team finds unwise"),
        ("pipe_table.txt", "Contact lenses at screening."),
        ("labelled.txt", "A nap within 24 hours before consent."),
        ("stripped.txt", "* Asleep at noon."),
    ],
)
def test_the_eligibility_text_ends_where_the_site_goes_on(trials: dict[str, Trial], name: str, last_words: str) -> None:
    assert trials[name].eligibility.text.endswith(last_words)


FACTS: list[tuple[str, str, object]] = [
    ("clinconnect.txt", "title", "Examining Anti-CD20 CAR-T Cells Grown Under Moonlight in Stubborn Myasthenia Gravis"),
    ("clinconnect.txt", "sponsor", "Moonlight Cells, Inc."),
    ("clinconnect.txt", "status", "ACTIVE_NOT_RECRUITING"),
    ("clinconnect.txt", "sex", "FEMALE"),
    ("clinconnect.txt", "keywords", ("Moonlight", "Night Cells")),
    ("clinconnect.txt", "contacts", ()),
    ("clinconnect.txt", "min_age", None),
    ("clinconnect.txt", "max_age", None),
    (
        "clinconnect.txt",
        "sites",
        (Site("Moon General Hospital", "Springfield", "Ohio", "United States"), Site("", "Tromsø", "", "Norway")),
    ),
    (
        "clinconnect.txt",
        "officials",
        (
            Person("Ada Example, MD", "PRINCIPAL_INVESTIGATOR", "Moon General Hospital"),
            Person("Ben Sample, PhD", "STUDY_DIRECTOR"),
        ),
    ),
    ("ai_overview.txt", "title", "A First Look at Twin CD19/BCMA CAR-NK Cells for Restless Dermatomyositis"),
    ("ai_overview.txt", "registry_id", "NCT99000001"),
    ("ai_overview.txt", "org_study_id", "TWIN-07"),
    ("ai_overview.txt", "status", "NOT_YET_RECRUITING"),
    ("ai_overview.txt", "phases", ("PHASE1", "PHASE2")),
    ("ai_overview.txt", "min_age", Age(18)),
    ("ai_overview.txt", "max_age", Age(70)),
    ("ai_overview.txt", "sex", "ALL"),
    ("ai_overview.txt", "sponsor", "University of Nowhere"),
    ("ai_overview.txt", "conditions", ("Dermatomyositis", "Juvenile Dermatomyositis")),
    ("ai_overview.txt", "initiation", "investigator-initiated"),
    ("ai_overview.txt", "mentions", ()),
    ("ai_overview.txt", "contacts", ()),
    ("pipe_table.txt", "registry_id", "NCT99000002"),
    ("pipe_table.txt", "generic_title", True),
    ("pipe_table.txt", "official_title", "A Bold Trial of Autologous CD19-directed TCR-T Cells for Dry Eyes That Stay Dry"),
    ("pipe_table.txt", "org_study_id", "TEARS-1"),
    ("pipe_table.txt", "enrollment", 1024),
    ("pipe_table.txt", "healthy_volunteers", False),
    ("pipe_table.txt", "min_age", Age(12)),
    ("pipe_table.txt", "max_age", None),
    ("pipe_table.txt", "sponsor", "Tears and Sons, Ltd."),
    ("pipe_table.txt", "collaborators", ("Fjord Hospital", "Onions United")),
    ("pipe_table.txt", "conditions", ("Sjogren's Syndrome",)),
    ("pipe_table.txt", "summary", "The trial asks if the cells bring tears back."),
    (
        "pipe_table.txt",
        "sites",
        (Site("Tears Clinic", "Springfield", "Ohio", "United States"), Site("Fjord Hospital", "Bergen", "", "Norway")),
    ),
    (
        "pipe_table.txt",
        "outcomes",
        (
            Outcome("primary", "Tears in a minute", "6 months", "counted by hand"),
            Outcome("secondary", "Use of tissues", "1 year"),
        ),
    ),
    (
        "pipe_table.txt",
        "mentions",
        (
            Mention("NCT99009001", "Onions in Sjogren's Syndrome", "COMPLETED", "PHASE2|PHASE3"),
            Mention("NCT99009002", "Sad Films for Dry Eyes", "WITHDRAWN", "NA"),
        ),
    ),
    ("labelled.txt", "registry_id", "NCT99000003"),
    ("labelled.txt", "org_study_id", "NIGHT-3"),
    ("labelled.txt", "secondary_ids", ("EU-77",)),
    ("labelled.txt", "status", "ENROLLING_BY_INVITATION"),
    ("labelled.txt", "phases", ("PHASE1", "PHASE2")),
    ("labelled.txt", "enrollment", 36),
    ("labelled.txt", "study_type", "INTERVENTIONAL"),
    ("labelled.txt", "summary", "Explore with us whether cells that sleep by day help at night."),
    ("labelled.txt", "allocation", "NON_RANDOMIZED"),
    ("labelled.txt", "intervention_model", "PARALLEL"),
    ("labelled.txt", "primary_purpose", "TREATMENT"),
    ("labelled.txt", "masking", "NONE"),
    ("labelled.txt", "min_age", Age(6, "months")),
    ("labelled.txt", "max_age", Age(17)),
    ("labelled.txt", "sex", "MALE"),
    ("labelled.txt", "healthy_volunteers", True),
    ("labelled.txt", "sponsor", "Night Shift University"),
    ("labelled.txt", "sponsor_class", "OTHER"),
    ("labelled.txt", "collaborators", ("Lamp Makers, Inc.",)),
    ("labelled.txt", "responsible_party", "PRINCIPAL_INVESTIGATOR"),
    ("labelled.txt", "officials", (Person("Cara Madeup", "PRINCIPAL_INVESTIGATOR", "Night Shift University"),)),
    ("labelled.txt", "contacts", (Person("Dan Fictive", "CONTACT"),)),
    ("labelled.txt", "results_posted", False),
    (
        "labelled.txt",
        "arms",
        (
            Arm(
                "Night cohort",
                "EXPERIMENTAL",
                "Receives night cells at 2×10^6 CAR-T cells/kg once.",
                ("CD19 night CAR-T cells", "Fludarabine"),
            ),
            Arm("Day cohort", "ACTIVE_COMPARATOR", "", ("Day pills",)),
        ),
    ),
    (
        "labelled.txt",
        "sites",
        (
            Site("Night Clinic", "Springfield", "Ohio", "United States", "RECRUITING"),
            Site("Owl Hospital", "Bergen", "", "Norway", "NOT_YET_RECRUITING"),
        ),
    ),
    ("labelled.txt", "mentions", (Mention("NCT99009003", "Lamps for Fatigue", "COMPLETED", "PHASE2|PHASE3"),)),
    ("stripped.txt", "registry_id", "NCT99000004"),
    ("stripped.txt", "org_study_id", "DAWN-4"),
    ("stripped.txt", "status", "COMPLETED"),
    ("stripped.txt", "phases", ("EARLY_PHASE1",)),
    ("stripped.txt", "enrollment", 7),
    ("stripped.txt", "allocation", "RANDOMIZED"),
    ("stripped.txt", "intervention_model", "CROSSOVER"),
    ("stripped.txt", "primary_purpose", "PREVENTION"),
    ("stripped.txt", "masking", "DOUBLE"),
    ("stripped.txt", "conditions", ()),
    ("stripped.txt", "min_age", Age(2)),
    ("stripped.txt", "max_age", Age(65)),
    ("stripped.txt", "sponsor", "Dawn Foundation"),
    ("stripped.txt", "sponsor_class", "NETWORK"),
    ("stripped.txt", "responsible_party", ""),
    ("stripped.txt", "contacts", ()),
    ("stripped.txt", "sites", (Site("Dawn Ward", "Seoul", "", "South Korea"),)),
    (
        "stripped.txt",
        "arms",
        (
            Arm("Early arm", "", "Receives cells before sunrise.", ("BCMA dawn cells",)),
            Arm("Late arm", "", "", ("BCMA dawn cells",)),
        ),
    ),
]


@pytest.mark.parametrize("name, field, value", FACTS, ids=[f"{name}:{field}" for name, field, _ in FACTS])
def test_fact(trials: dict[str, Trial], name: str, field: str, value: object) -> None:
    assert getattr(trials[name], field) == value


DATES = [
    ("clinconnect.txt", "page_current_as_of", "2031-04-05"),
    ("clinconnect.txt", "unclear", "2031-03-03"),
    ("clinconnect.txt", "first_submitted", "2031-03-01"),
    ("clinconnect.txt", "start", "2031-03-20"),
    ("clinconnect.txt", "completion", "2035-12"),
    ("ai_overview.txt", "unclear", "2032-02-14"),
    ("pipe_table.txt", "start", "2031-05-02"),
    ("pipe_table.txt", "completion", "2034-06"),
    ("labelled.txt", "last_update", "2031-07-09"),
    ("labelled.txt", "start", "2031-06-01"),
    ("labelled.txt", "primary_completion", "2033-06"),
    ("labelled.txt", "completion", "2034-06-30"),
    ("stripped.txt", "last_update", "2031-08-01"),
]


@pytest.mark.parametrize("name, kind, value", DATES)
def test_date(trials: dict[str, Trial], name: str, kind: str, value: str) -> None:
    assert [date.value for date in trials[name].dates if date.kind == kind] == [value]


def test_dates_without_labels_stay_unclear(trials: dict[str, Trial]) -> None:
    dates = trials["stripped.txt"].dates
    assert [(date.kind, date.value) for date in dates[1:]] == [("unclear", "2030-01-01"), ("unclear", "2031-02-02")]
    assert all(date.note for date in dates[1:])


def test_a_timeline_label_without_a_value_gives_no_date(trials: dict[str, Trial]) -> None:
    assert not [date for date in trials["clinconnect.txt"].dates if date.kind == "last_update"]


def test_help_sentences_are_nobodys_words(trials: dict[str, Trial]) -> None:
    for name in ("labelled.txt", "stripped.txt"):
        trial = trials[name]
        words = [trial.summary, trial.description, *trial.conditions, *trial.keywords, trial.sponsor, trial.org_study_id]
        words += [arm.label + arm.description for arm in trial.arms]
        words += [given.name + given.description for given in trial.interventions]
        assert not [w for w in words if "See the medical" in w or "Review" in w or "Learn" in w or "Meet the" in w]


def test_interventions_of_the_labelled_form(trials: dict[str, Trial]) -> None:
    given = trials["labelled.txt"].interventions
    assert [(i.name, i.type, i.description) for i in given] == [
        ("CD19 night CAR-T cells", "BIOLOGICAL", "One infusion of 2×10^6 CAR-T cells/kg."),
        ("Fludarabine", "DRUG", "Three days."),
        ("Day pills", "DRUG", ""),
    ]
    assert given[0].doses_cells_per_kg == (2e6,)


def test_treatments_of_the_study_details(trials: dict[str, Trial]) -> None:
    given = trials["ai_overview.txt"].interventions
    assert [(i.name, i.type) for i in given] == [("Twin-NK cells", "BIOLOGICAL"), ("Fludarabine", "DRUG")]


LONE_AGE = "18 years of age"


def test_a_lone_age_is_the_lower_bound_with_a_note(tmp_path: Path) -> None:
    page = (RECORDS / "ai_overview.txt").read_text(encoding="utf-8").replace("18 - 70 years of age", LONE_AGE)
    (tmp_path / "page").write_text(page, encoding="utf-8")
    (trial,) = sources.read([tmp_path / "page"]).trials
    assert (trial.min_age, trial.max_age) == (Age(18), None)
    assert any("one age" in note for note in trial.notes)


def test_a_page_cut_inside_its_criteria_is_partial(tmp_path: Path) -> None:
    page = (RECORDS / "labelled.txt").read_text(encoding="utf-8")
    (tmp_path / "page").write_text(page[: page.index("EDSS score") + 12], encoding="utf-8")
    (trial,) = sources.read([tmp_path / "page"]).trials
    assert trial.eligibility.completeness is Completeness.PARTIAL
    assert trial.eligibility.text.endswith("EDSS score o")


def test_a_page_without_its_eligibility_section_has_none(tmp_path: Path) -> None:
    page = (RECORDS / "stripped.txt").read_text(encoding="utf-8")
    start, end = page.index("Eligibility Criteria"), page.index("Sponsors")
    (tmp_path / "page").write_text(page[:start] + page[end:], encoding="utf-8")
    (trial,) = sources.read([tmp_path / "page"]).trials
    assert trial.eligibility.completeness is Completeness.NONE
    assert trial.eligibility.text == ""


def test_line_ends_of_windows_change_nothing(tmp_path: Path) -> None:
    page = (RECORDS / "pipe_table.txt").read_text(encoding="utf-8")
    (tmp_path / "page").write_bytes(page.replace("\n", "\r\n").encode())
    (trial,) = sources.read([tmp_path / "page"]).trials
    (unix,) = sources.read([RECORDS / "pipe_table.txt"]).trials
    assert trial.eligibility == unix.eligibility
    assert trial.outcomes == unix.outcomes
