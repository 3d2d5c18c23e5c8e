"""Registry records: every form in which the API gives them, every module, and what no reader knows."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from cartkg import sources
from cartkg.model import Age, Arm, Completeness, Field, Mention, Outcome, Person, Site, Trial, TrialDate

STUDY: dict[str, Any] = {
    "protocolSection": {
        "identificationModule": {
            "nctId": "NCT99000021",
            "nctIdAliases": ["NCT99000020"],
            "orgStudyIdInfo": {"id": "OWL-1"},
            "secondaryIdInfos": [{"id": "2031-1", "type": "EUDRACT_NUMBER"}],
            "organization": {"fullName": "Owl Bio", "class": "INDUSTRY"},
            "briefTitle": "Owl Cells",
            "officialTitle": "A Phase 1 Study of Owl Cells",
            "acronym": "HOOT",
        },
        "statusModule": {
            "overallStatus": "RECRUITING",
            "statusVerifiedDate": "2031-02",
            "startDateStruct": {"date": "2031-01-15", "type": "ACTUAL"},
            "completionDateStruct": {"date": "2033-12", "type": "ESTIMATED"},
            "studyFirstSubmitDate": "2030-12-24",
            "expandedAccessInfo": {"hasExpandedAccess": True, "nctId": "NCT99000030", "statusForNctId": "AVAILABLE"},
        },
        "sponsorCollaboratorsModule": {
            "responsibleParty": {"type": "PRINCIPAL_INVESTIGATOR", "investigatorFullName": "Ada Example"},
            "leadSponsor": {"name": "Owl Bio", "class": "INDUSTRY"},
            "collaborators": [{"name": "Nest University", "class": "OTHER"}],
        },
        "oversightModule": {"oversightHasDmc": True, "isFdaRegulatedDrug": False},
        "descriptionModule": {
            "briefSummary": "This trial follows on NCT99000031.",
            "detailedDescription": "Owls sleep by day.",
        },
        "conditionsModule": {"conditions": ["Lupus Nephritis", "Leukemia, Myeloid"], "keywords": ["owl"]},
        "designModule": {
            "studyType": "INTERVENTIONAL",
            "phases": ["PHASE1", "PHASE2"],
            "designInfo": {
                "allocation": "NA",
                "interventionModel": "SINGLE_GROUP",
                "primaryPurpose": "TREATMENT",
                "maskingInfo": {"masking": "SINGLE", "whoMasked": ["PARTICIPANT", "INVESTIGATOR"]},
            },
            "enrollmentInfo": {"count": 12, "type": "ESTIMATED"},
        },
        "armsInterventionsModule": {
            "armGroups": [
                {"label": "Owls", "type": "EXPERIMENTAL", "description": "all", "interventionNames": ["Biological: Owl cells"]}
            ],
            "interventions": [
                {
                    "type": "BIOLOGICAL",
                    "name": "Owl cells",
                    "description": "once",
                    "armGroupLabels": ["Owls"],
                    "otherNames": ["OC"],
                }
            ],
        },
        "outcomesModule": {
            "primaryOutcomes": [{"measure": "Hoots", "timeFrame": "1 night"}],
            "otherOutcomes": [{"measure": "Feathers", "description": "lost"}],
        },
        "eligibilityModule": {
            "eligibilityCriteria": "Inclusion Criteria:\n\n* Awake at night\n",
            "healthyVolunteers": False,
            "sex": "ALL",
            "minimumAge": "6 Months",
            "stdAges": ["CHILD", "ADULT"],
        },
        "contactsLocationsModule": {
            "centralContacts": [{"name": "Ben Sample", "role": "CONTACT", "phone": "555-0100", "email": "b@example.org"}],
            "overallOfficials": [{"name": "Ada Example", "affiliation": "Owl Bio", "role": "PRINCIPAL_INVESTIGATOR"}],
            "locations": [
                {
                    "facility": "Nest",
                    "city": "Springfield",
                    "state": "Ohio",
                    "zip": "00000",
                    "country": "United States",
                    "status": "RECRUITING",
                    "geoPoint": {"lat": 0.0, "lon": 0.0},
                    "contacts": [{"name": "Cara Madeup", "role": "CONTACT", "phone": "555-0101"}],
                }
            ],
        },
        "referencesModule": {
            "references": [{"pmid": "12345678", "type": "BACKGROUND", "citation": "Owl A. Owls. 2030."}],
            "seeAlsoLinks": [{"label": "Nest", "url": "https://example.org/nest"}],
        },
        "ipdSharingStatementModule": {"ipdSharing": "NO"},
    },
    "derivedSection": {
        "miscInfoModule": {"versionHolder": "2031-03-01"},
        "conditionBrowseModule": {
            "meshes": [{"id": "D008181", "term": "Lupus Nephritis"}],
            "ancestors": [{"id": "D1", "term": "x"}],
        },
    },
    "hasResults": False,
}


def read(tmp_path: Path, value: object) -> sources.Reading:
    path = tmp_path / "record"
    path.write_text(json.dumps(value), encoding="utf-8")
    return sources.read([path])


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Trial:
    reading = read(tmp_path_factory.mktemp("study"), STUDY)
    assert reading.unknown_fields == {}
    return reading.trials[0]


FACTS: list[tuple[str, object]] = [
    ("id", "NCT99000021"),
    ("registry_id_basis", "stated"),
    ("aliases", ("NCT99000020",)),
    ("org_study_id", "OWL-1"),
    ("secondary_ids", ("2031-1",)),
    ("title", "Owl Cells"),
    ("official_title", "A Phase 1 Study of Owl Cells"),
    ("acronym", "HOOT"),
    ("status", "RECRUITING"),
    ("phases", ("PHASE1", "PHASE2")),
    ("study_type", "INTERVENTIONAL"),
    ("enrollment", 12),
    ("enrollment_type", "ESTIMATED"),
    ("sponsor", "Owl Bio"),
    ("sponsor_class", "INDUSTRY"),
    ("collaborators", ("Nest University",)),
    ("responsible_party", "PRINCIPAL_INVESTIGATOR"),
    ("sex", "ALL"),
    ("min_age", Age(6, "months")),
    ("max_age", None),
    ("healthy_volunteers", False),
    ("conditions", ("Lupus Nephritis", "Leukemia, Myeloid")),
    ("keywords", ("owl",)),
    ("arms", (Arm("Owls", "EXPERIMENTAL", "all", ("Owl cells",)),)),
    ("allocation", "NA"),
    ("intervention_model", "SINGLE_GROUP"),
    ("primary_purpose", "TREATMENT"),
    ("masking", "SINGLE"),
    ("sites", (Site("Nest", "Springfield", "Ohio", "United States", "RECRUITING"),)),
    ("officials", (Person("Ada Example", "PRINCIPAL_INVESTIGATOR", "Owl Bio"),)),
    ("contacts", (Person("Ben Sample", "CONTACT"), Person("Cara Madeup", "FACILITY_CONTACT", "Nest"))),
    ("outcomes", (Outcome("primary", "Hoots", "1 night"), Outcome("other", "Feathers", "", "lost"))),
    ("mentions", (Mention("NCT99000030", status="AVAILABLE"), Mention("NCT99000031"))),
    ("results_posted", False),
    ("summary", "This trial follows on NCT99000031."),
    ("description", "Owls sleep by day."),
    ("modality", ""),
    ("cell_source", ""),
    ("targets", ()),
]


@pytest.mark.parametrize("field, value", FACTS, ids=[field for field, _ in FACTS])
def test_fact(trial: Trial, field: str, value: object) -> None:
    assert getattr(trial, field) == value


def test_dates_keep_their_kind_exactness_and_type(trial: Trial) -> None:
    assert set(trial.dates) == {
        TrialDate("start", "2031-01-15", False),
        TrialDate("completion", "2033-12", True),
        TrialDate("first_submitted", "2030-12-24"),
        TrialDate("verified", "2031-02"),
    }


def test_eligibility_is_the_field_as_it_stands(trial: Trial) -> None:
    assert trial.eligibility.text == "Inclusion Criteria:\n\n* Awake at night\n"
    assert trial.eligibility.offset is None
    assert trial.eligibility.field == "protocolSection.eligibilityModule.eligibilityCriteria"
    assert trial.eligibility.completeness is Completeness.COMPLETE


@pytest.mark.parametrize(
    "name, value",
    [
        ("protocolSection.oversightModule.oversightHasDmc", "true"),
        ("protocolSection.designModule.designInfo.maskingInfo.whoMasked", "INVESTIGATOR"),
        ("protocolSection.referencesModule.references[].pmid", "12345678 (BACKGROUND)"),
        ("protocolSection.ipdSharingStatementModule.ipdSharing", "NO"),
        ("protocolSection.sponsorCollaboratorsModule.responsibleParty.investigatorFullName", "Ada Example"),
        ("protocolSection.sponsorCollaboratorsModule.collaborators[].class", "Nest University: OTHER"),
        ("derivedSection.conditionBrowseModule.meshes", "MESH:D008181 Lupus Nephritis"),
    ],
)
def test_facts_without_a_place_of_their_own_are_kept_by_path(trial: Trial, name: str, value: str) -> None:
    assert Field(name, value) in trial.fields


def test_telephones_and_addresses_are_left_behind(trial: Trial) -> None:
    assert "555-" not in repr(trial)
    assert "@" not in repr(trial)


def _page(studies: list[object]) -> str:
    return json.dumps({"studies": studies, "nextPageToken": "abc"})


def _lines(studies: list[object]) -> str:
    return "".join(json.dumps(one) + "\n" for one in studies)


FORMS = [("study", lambda studies: json.dumps(studies[0])), ("page", _page), ("list", json.dumps), ("lines", _lines)]


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize("name, form", FORMS, ids=[name for name, _ in FORMS])
def test_every_form_by_content(tmp_path: Path, name: str, form: Any, packed: bool) -> None:
    text = form([STUDY]).encode()
    path = tmp_path / "a-name.that-says-nothing"
    path.write_bytes(gzip.compress(text) if packed else text)
    (trial,) = sources.read([path]).trials
    assert trial.id == "NCT99000021"
    assert trial.source.kind == "clinicaltrials.gov-v2"
    assert trial.source.url == "https://clinicaltrials.gov/study/NCT99000021"


def _with(module: str, **fields: object) -> dict[str, Any]:
    study: dict[str, Any] = json.loads(json.dumps(STUDY))
    study["protocolSection"].setdefault(module, {}).update(fields)
    return study


@pytest.mark.parametrize(
    "study, path",
    [
        (_with("designModule", moonPhase="full"), "protocolSection.designModule.moonPhase"),
        (_with("moonModule", phase="full"), "protocolSection.moonModule"),
        (STUDY | {"resultsSection": {"much": 1}}, "resultsSection"),
        (_with("designModule", phases="PHASE1"), "protocolSection.designModule.phases (not a list)"),
        (
            _with("designModule", enrollmentInfo={"count": "twelve"}),
            "protocolSection.designModule.enrollmentInfo.count (not a whole number)",
        ),
        (_with("eligibilityModule", minimumAge="old"), "protocolSection.eligibilityModule.minimumAge (not an age)"),
        (
            _with("eligibilityModule", healthyVolunteers="maybe"),
            "protocolSection.eligibilityModule.healthyVolunteers (not true or false)",
        ),
        (
            _with("statusModule", startDateStruct={"date": "soon"}),
            "protocolSection.statusModule.startDateStruct.date (not a date)",
        ),
        (_with("identificationModule", nctId="NCT12"), "protocolSection.identificationModule.nctId (not a registry id)"),
        (
            _with("outcomesModule", primaryOutcomes=["Hoots"]),
            "protocolSection.outcomesModule.primaryOutcomes[] (not an object)",
        ),
    ],
)
def test_what_no_reader_knows_is_counted_and_the_rest_is_read(tmp_path: Path, study: dict[str, Any], path: str) -> None:
    reading = read(tmp_path, study)
    assert reading.unknown_fields == {path: 1}
    assert reading.trials[0].title == "Owl Cells"


def test_an_id_of_no_registry_is_not_the_trials_id(tmp_path: Path) -> None:
    (trial,) = read(tmp_path, _with("identificationModule", nctId="NCT12")).trials
    assert trial.registry_id == ""
    assert trial.id.startswith("cartkg-")


@pytest.mark.parametrize(
    "text, completeness",
    [
        ("Inclusion Criteria: adults; lupus.", Completeness.COMPLETE),
        ("Inclusion Criteria:\n\n* nausea, vomiting etc...", Completeness.COMPLETE),
        ("Inclusion Criteria:\n\n* Adults...", Completeness.PARTIAL),
        ("Inclusion Criteria:\n\n* Adults with…", Completeness.PARTIAL),
        ("Inclusion Criteria:\n\n* Adults. Show more", Completeness.PARTIAL),
        ("Inclusion Criteria:\n\n* Adults who have a history of", Completeness.PARTIAL),
        ("", Completeness.NONE),
        ("   \n", Completeness.NONE),
    ],
)
def test_completeness(tmp_path: Path, text: str, completeness: Completeness) -> None:
    (trial,) = read(tmp_path, _with("eligibilityModule", eligibilityCriteria=text)).trials
    assert trial.eligibility.completeness is completeness
