"""Who could enter: the conventions, one by one, on made-up criteria and made-up persons."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cartkg.model import AgeBound, Criterion, Diagnosis, Named, Section, Span, Stance, Statement, Therapy, Threshold
from cartkg.use.match import Match, MatchTrial, PersonError, Verdict, match, output, parse_person, person_of
from cartkg.use.match import days as day_rules
from cartkg.use.match.trials import own_terms
from cartkg.vocabulary import Terminology

REQUIRES, EXCLUDES, PERMITS = Stance.REQUIRES, Stance.EXCLUDES, Stance.PERMITS
NO_SPAN = Span(0, 0)
CLOSED = [
    "other conditions",
    "other therapies",
    "other procedures",
    "other vaccinations",
    "other trials",
    "other allergies",
    "other plans",
]


def person(**told: Any) -> dict[str, Any]:
    """A person with every list closed; what is told is added."""
    return {"reference_day": "2026-03-30", "birth_date": "1990-05-01", "sex": "female", "absent": CLOSED, **told}


def item(
    section: str, text: str, *statements: Statement, category: str = "other-condition", number: str = "1", cohort: str = ""
) -> Criterion:
    """A criterion whose statements stand where their words are in the text."""
    placed = [replace(one, span=_place(text, one)) for one in statements]
    kinds: dict[type, list[Any]] = {Therapy: [], Threshold: [], Diagnosis: [], AgeBound: []}
    for one in placed:
        kinds[type(one)].append(one)
    return Criterion(
        Section(section),
        number,
        (category,),
        Span(0, len(text)),
        text,
        cohort,
        tuple(kinds[Therapy]),
        tuple(kinds[Threshold]),
        tuple(kinds[Diagnosis]),
        tuple(kinds[AgeBound]),
    )


def _place(text: str, of: Statement) -> Span:
    words = {Therapy: "agent", Threshold: "measure", Diagnosis: "condition"}.get(type(of))
    label = getattr(of, words).label if words else ""
    start = text.lower().find(label.lower()) if label else -1
    return Span(start, start + len(label)) if start >= 0 else NO_SPAN


def named(label: str) -> Named:
    """The name with the identifier that a reading would give it."""
    names = Terminology.shipped().named(label)
    return Named(label, names[0].term.id if names else "")


def drug(stance: Stance, label: str, **more: Any) -> Therapy:
    return Therapy(stance, named(label), NO_SPAN, "", **more)


def limit(stance: Stance, label: str, comparator: str, value: str, unit: str, **more: Any) -> Threshold:
    return Threshold(stance, named(label), comparator, value, unit, NO_SPAN, "", **more)


def disease(stance: Stance, label: str, **more: Any) -> Diagnosis:
    return Diagnosis(stance, named(label), NO_SPAN, "", **more)


def held(told: dict[str, Any], *criteria: Criterion, completeness: str = "complete", **fields: Any) -> Match:
    """The one trial of these criteria against the person."""
    trial = MatchTrial("NCT00000001", "made up", completeness, criteria, own=own_terms(criteria), **fields)
    return match(person_of("test", told, date(2026, 3, 30)), [trial])[0]


def status(told: dict[str, Any], *criteria: Criterion) -> str:
    """The status of the first criterion."""
    return next(one.status.value for one in held(told, *criteria).criteria if one.section != "field")


def given(name: str, **more: Any) -> dict[str, Any]:
    return person(therapies=[{"name": name, **more}])


# --- days ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "start, window, expected",
    [
        ("2026-05-31", "P3M", "2026-02-28"),
        ("2024-02-29", "P1Y", "2023-02-28"),
        ("2026-03-30", "P4W", "2026-03-02"),
        ("2026-01-15", "P6M", "2025-07-15"),
    ],
)
def test_months_are_calendar_and_weeks_are_exact(start: str, window: str, expected: str) -> None:
    assert day_rules.moved(date.fromisoformat(start), window).isoformat() == expected


@pytest.mark.parametrize(
    "stop, words, expected",
    [
        ("2026-03-02", "Live vaccine within 4 weeks", "violated"),  # the day itself is within
        ("2026-03-01", "Live vaccine within 4 weeks", "met"),
        ("2026-03", "Live vaccine within 4 weeks", "unknown"),  # the 1st is outside, the 2nd inside
        ("2026-02", "Live vaccine within 4 weeks", "met"),
    ],
)
def test_a_day_on_the_edge_of_within_counts(stop: str, words: str, expected: str) -> None:
    told = person(vaccinations=[{"name": "MMR vaccine", "kind": "live", "day": stop}])
    assert (
        status(told, item("exclusion", words, drug(EXCLUDES, "live vaccine", window="P4W"), category="vaccination")) == expected
    )


def test_at_least_so_long_ago_is_satisfied_on_the_very_day() -> None:
    rule = item(
        "inclusion",
        "At least 7 days since last chemotherapy",
        drug(EXCLUDES, "chemotherapy", window="P7D"),
        category="prior-therapy",
    )
    assert status(given("vincristine", stop="2026-03-23"), rule) == "met"
    assert status(given("vincristine", stop="2026-03-24"), rule) == "violated"


@pytest.mark.parametrize("stop, expected", [("2026-02-04", "violated"), ("2026-02-02", "met")])
def test_half_lives_count_from_what_is_told(stop: str, expected: str) -> None:
    rule = item(
        "exclusion",
        "Any biologic within 5 half-lives",
        drug(EXCLUDES, "biologic", window="5 half-lives"),
        category="prior-therapy",
    )
    assert status(given("anifrolumab", stop=stop, half_life={"value": 11, "unit": "d"}), rule) == expected
    assert status(given("anifrolumab", stop=stop), rule) == "unknown"


@pytest.mark.parametrize("which, expected", [("shorter", "met"), ("longer", "violated")])
def test_of_two_windows_the_words_say_which(which: str, expected: str) -> None:
    words = f"Any biologic within 28 days or 5 half-lives, whichever is {which}"
    rule = item("exclusion", words, drug(EXCLUDES, "biologic", window="P28D|5 half-lives"), category="prior-therapy")
    assert status(given("anifrolumab", stop="2026-02-20", half_life={"value": 11, "unit": "d"}), rule) == expected


def test_hours_leave_open_what_days_cannot_tell() -> None:
    rule = item(
        "exclusion", "Hydroxyurea within 48 hours", drug(EXCLUDES, "hydroxyurea", window="PT48H"), category="prior-therapy"
    )
    assert [status(given("hydroxyurea", stop=day), rule) for day in ("2026-03-30", "2026-03-28", "2026-03-27")] == [
        "violated",
        "unknown",
        "met",
    ]


# --- therapies ----------------------------------------------------------------------------------------------------------

B_CELL = item("exclusion", "Prior B-cell-targeted therapy", drug(EXCLUDES, "B-cell-targeted therapy"), category="prior-therapy")


def test_a_class_holds_its_members_under_any_name() -> None:
    assert status(given("MabThera", stop="2019"), B_CELL) == "violated"
    assert status(given("tofacitinib", stop="2019"), B_CELL) == "met"


def test_nothing_follows_from_what_is_not_told() -> None:
    assert status({"sex": "male"}, B_CELL) == "unknown"
    assert status({"absent": ["other therapies"]}, B_CELL) == "met"
    assert status({"absent": ["B-cell-targeted therapy"]}, B_CELL) == "met"


def test_an_unknown_drug_may_belong_to_any_class() -> None:
    assert status(given("XYZ-4711", stop="2026-01"), B_CELL) == "unknown"


def test_a_statement_in_doubt_never_decides() -> None:
    doubted = item("exclusion", "Prior rituximab", drug(EXCLUDES, "rituximab", doubt="two readings"), category="prior-therapy")
    assert status(given("rituximab", stop="2026-01-01"), doubted) == "unknown"


def test_a_condition_keeps_a_statement_from_excluding_everybody() -> None:
    rule = item(
        "exclusion",
        "Rituximab unless B cells have recovered",
        drug(EXCLUDES, "rituximab", time="ever", provided="unless B cells have recovered"),
        category="prior-therapy",
    )
    assert status(given("rituximab", stop="2026-01-01"), rule) == "unknown"


FAILED = item(
    "inclusion",
    "Failed at least 2 of: methotrexate, azathioprine, tacrolimus",
    *(drug(REQUIRES, name, min_count=2) for name in ("methotrexate", "azathioprine", "tacrolimus")),
    category="prior-therapy",
)


@pytest.mark.parametrize(
    "responses, expected",
    [
        ({"methotrexate": "failed", "azathioprine": "failed"}, "met"),
        ({"methotrexate": "failed", "azathioprine": "responded"}, "violated"),
        ({"methotrexate": "failed", "azathioprine": ""}, "unknown"),
        ({"methotrexate": "failed", "cyclosporine": "failed"}, "violated"),
    ],
)
def test_k_of_a_list_must_have_failed(responses: dict[str, str], expected: str) -> None:
    therapies = [
        {"name": name, "stop": "2025-01-01", **({"response": said} if said else {})} for name, said in responses.items()
    ]
    assert status(person(therapies=therapies), FAILED) == expected


def test_a_route_that_is_not_asked_for_does_not_count() -> None:
    rule = item(
        "exclusion",
        "Intravenous glucocorticoid within 4 weeks",
        drug(EXCLUDES, "glucocorticoid", window="P4W"),
        category="prior-therapy",
    )
    assert [
        status(given("prednisone", stop="2026-03-20", **route), rule) for route in ({"route": "oral"}, {"route": "iv"}, {})
    ] == ["met", "violated", "unknown"]


# --- diseases, tests ----------------------------------------------------------------------------------------------------


def ill(name: str, **more: Any) -> dict[str, Any]:
    return person(conditions=[{"name": name, "status": "active", **more}])


def test_a_trial_does_not_exclude_the_disease_that_it_is_about() -> None:
    asks = item(
        "inclusion",
        "Systemic lupus erythematosus",
        disease(REQUIRES, "systemic lupus erythematosus"),
        category="diagnosis",
        number="1",
    )
    bars = item("exclusion", "Other autoimmune disease", disease(EXCLUDES, "autoimmune disease"), number="1")
    assert held(ill("systemic lupus erythematosus"), asks, bars).verdict is Verdict.POSSIBLE
    both = person(
        conditions=[{"name": name, "status": "active"} for name in ("systemic lupus erythematosus", "rheumatoid arthritis")]
    )
    assert held(both, asks, bars).verdict is Verdict.EXCLUDED


def test_another_set_of_classification_criteria_leaves_it_open() -> None:
    rule = item(
        "inclusion",
        "Systemic lupus erythematosus by the 2019 EULAR/ACR criteria",
        disease(REQUIRES, "systemic lupus erythematosus"),
        category="diagnosis",
    )
    assert status(ill("SLE", criteria=["2019 EULAR/ACR"]), rule) == "met"
    assert status(ill("SLE", criteria=["ACR 1997"]), rule) == "unknown"
    assert status(ill("SLE", criteria_not_met=["2019 EULAR/ACR"]), rule) == "violated"


HBV = item(
    "exclusion", "HBsAg or HBcAb positive and HBV DNA above the limit", disease(EXCLUDES, "hepatitis B"), category="infection"
)


@pytest.mark.parametrize(
    "tests, expected",
    [
        ({"HBsAg": "negative", "HBcAb": "negative"}, "met"),
        ({"HBsAg": "negative", "HBcAb": "positive"}, "unknown"),
        ({"HBsAg": "negative", "HBcAb": "positive", "HBV DNA": "negative"}, "met"),
        ({"HBsAg": "positive", "HBcAb": "positive", "HBV DNA": "positive"}, "violated"),
        ({"HBsAg": "negative"}, "unknown"),
    ],
)
def test_a_marker_counts_with_the_virus(tests: dict[str, str], expected: str) -> None:
    told = person(infections=[{"test": name, "result": result} for name, result in tests.items()])
    assert status(told, HBV) == expected


def test_an_infection_counts_with_its_treatment_and_a_latent_one_never() -> None:
    rule = item(
        "exclusion",
        "Active infection requiring systemic treatment within 1 week",
        disease(EXCLUDES, "infection", window="P1W"),
        category="infection",
    )
    treated = {"systemic_treatment": True, "controlled": True}
    assert status(ill("pneumonia", systemic_treatment_stop="2026-03-25", **treated), rule) == "violated"
    assert status(ill("pneumonia", systemic_treatment_stop="2026-03-20", **treated), rule) == "met"
    assert status(ill("latent tuberculosis"), rule) == "met"


@pytest.mark.parametrize(
    "told, expected",
    [
        ({"sex": "male"}, "met"),
        ({"pregnancy": {"childbearing_potential": False}}, "met"),
        ({}, "unknown"),
        (
            {
                "pregnancy": {
                    "childbearing_potential": True,
                    "tests": [{"kind": "urine", "result": "positive", "day": "2026-03-29"}],
                }
            },
            "unknown",
        ),
        (
            {
                "pregnancy": {
                    "childbearing_potential": True,
                    "tests": [{"kind": "serum", "result": "positive", "day": "2026-03-29"}],
                }
            },
            "violated",
        ),
    ],
)
def test_a_blood_test_is_no_urine_test(told: dict[str, Any], expected: str) -> None:
    rule = item("exclusion", "Positive blood pregnancy test", disease(EXCLUDES, "pregnancy"), category="reproductive")
    assert status(person(**told), rule) == expected


# --- measurements, ages -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "measured, bound, expected",
    [
        ({"name": "creatinine", "value": 1.5, "unit": "mg/dL"}, ("creatinine", "<=", "133", "umol/L"), "met"),
        ({"name": "lymphocytes", "value": 980, "unit": "/uL"}, ("ALC", ">=", "1e9", "/L"), "violated"),
        ({"name": "hemoglobin", "value": 6.2, "unit": "g/dL"}, ("hemoglobin", ">=", "60", "g/L"), "met"),
        ({"name": "ALT", "value": 120, "unit": "U/L", "uln": 40}, ("ALT", "<=", "3", "{ULN}"), "met"),
        ({"name": "ALT", "value": 120, "unit": "U/L"}, ("ALT", "<=", "3", "{ULN}"), "unknown"),
        ({"name": "Karnofsky", "value": 60, "unit": "%"}, ("Karnofsky", ">", "60", "{score}"), "violated"),
        ({"name": "LVEF", "value": 55, "unit": "%"}, ("eGFR", ">=", "60", "mL/min/{1.73_m2}"), "unknown"),
    ],
)
def test_units_are_converted_and_nothing_is_guessed(measured: dict[str, Any], bound: tuple[str, ...], expected: str) -> None:
    rule = item("inclusion", bound[0], limit(REQUIRES, *bound), category="laboratory")
    assert status(person(measurements=[measured]), rule) == expected


def test_the_latest_value_counts() -> None:
    rule = item("inclusion", "LVEF", limit(REQUIRES, "LVEF", ">=", "50", "%"), category="laboratory")
    values = [
        {"name": "LVEF", "value": value, "unit": "%", "day": day} for value, day in ((45, "2026-03-01"), (55, "2026-03-29"))
    ]
    assert status(person(measurements=values), rule) == "met"


@pytest.mark.parametrize(
    "birth, expected", [("2008-03-31", "violated"), ("2008-03-30", "met"), ("1955-03-31", "met"), ("1955-03-30", "violated")]
)
def test_ages_are_completed_years(birth: str, expected: str) -> None:
    found = held(person(birth_date=birth), min_age=18.0, max_age=70.0, ages_from_field=True)
    assert ("violated" if found.verdict is Verdict.EXCLUDED else "met") == expected


# --- verdicts -----------------------------------------------------------------------------------------------------------

LVEF = item("inclusion", "LVEF", limit(REQUIRES, "LVEF", ">=", "50", "%"), category="laboratory")
CONSENT = item("inclusion", "Signs the informed consent", category="consent", number="2")


def test_possible_needs_a_complete_text_that_was_read_through() -> None:
    good = person(measurements=[{"name": "LVEF", "value": 60, "unit": "%"}])
    assert held(good, LVEF, CONSENT).verdict is Verdict.POSSIBLE
    assert held(good, LVEF, CONSENT, completeness="partial").verdict is Verdict.NOT_KNOWN
    assert held(good).verdict is Verdict.NOT_KNOWN
    unread = item(
        "inclusion", "LVEF and a zygomatic frobnication index", limit(REQUIRES, "LVEF", ">=", "50", "%"), category="laboratory"
    )
    assert held(good, unread).verdict is Verdict.NOT_KNOWN


def test_of_cohorts_one_is_enough_and_all_must_exclude() -> None:
    adult = item("inclusion", "LVEF", limit(REQUIRES, "LVEF", ">=", "50", "%"), category="laboratory", number="1", cohort="A")
    other = item(
        "inclusion",
        "eGFR",
        limit(REQUIRES, "eGFR", ">=", "60", "mL/min/{1.73_m2}"),
        category="laboratory",
        number="2",
        cohort="B",
    )
    low = {"name": "LVEF", "value": 40, "unit": "%"}
    poor, fine = ({"name": "eGFR", "value": value, "unit": "mL/min/{1.73_m2}"} for value in (30, 90))
    assert held(person(measurements=[low, fine]), adult, other).verdict is Verdict.POSSIBLE
    assert held(person(measurements=[low, poor]), adult, other).verdict is Verdict.EXCLUDED
    assert held(person(measurements=[low]), adult, other).verdict is Verdict.NOT_KNOWN


def test_nearest_first_and_the_most_useful_question_first() -> None:
    egfr = item("inclusion", "eGFR", limit(REQUIRES, "eGFR", ">=", "60", "mL/min/{1.73_m2}"), category="laboratory", number="2")
    trials = [
        MatchTrial("A", "", "complete", (LVEF, egfr)),
        MatchTrial("B", "", "complete", (egfr,)),
        MatchTrial("C", "", "complete", (CONSENT,)),
    ]
    found = match(person_of("test", person()), trials)
    assert [one.trial for one in found] == ["C", "B", "A"]
    assert found[2].ask == ("eGFR", "LVEF")


# --- forms --------------------------------------------------------------------------------------------------------------


def test_a_wrong_file_says_where_and_how_it_is_mended() -> None:
    with pytest.raises(PersonError, match=r"who: therapies\.0.*'name' is a required property"):
        parse_person("who", "therapies: [{stop: 2026-01-01}]")
    with pytest.raises(PersonError, match="neither YAML nor JSON"):
        parse_person("who", "{")
    with pytest.raises(PersonError, match="weight_kg"):
        parse_person("who", "weight_kg: 70")


PACKET = {
    "id": "p",
    "subject": {"id": "p1", "sex": "FEMALE", "dateOfBirth": "1990-05-01T00:00:00Z"},
    "metaData": {},
    "diseases": [
        {"term": {"id": "MONDO:0007915", "label": "SLE"}, "onset": {"timestamp": "2020-01-01T00:00:00Z"}},
        {"term": {"id": "MONDO:0004992", "label": "cancer"}, "excluded": True},
    ],
    "measurements": [
        {"assay": {"id": "LOINC:10230-1", "label": "EF"}, "value": {"quantity": {"unit": {"id": "UCUM:%"}, "value": 61}}}
    ],
    "medicalActions": [
        {
            "treatment": {
                "agent": {"id": "NCIT:C1702", "label": "rituximab"},
                "doseIntervals": [{"interval": {"start": "2024-01-01T00:00:00Z", "end": "2024-01-15T00:00:00Z"}}],
            }
        }
    ],
}
BUNDLE = {
    "resourceType": "Bundle",
    "type": "collection",
    "entry": [
        {"resource": one}
        for one in (
            {"resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": "1990-05-01"},
            {
                "resourceType": "Condition",
                "code": {"text": "systemic lupus erythematosus"},
                "clinicalStatus": {"coding": [{"code": "active"}]},
                "onsetDateTime": "2020-01-01",
            },
            {
                "resourceType": "Condition",
                "code": {"text": "malignancy"},
                "verificationStatus": {"coding": [{"code": "refuted"}]},
            },
            {
                "resourceType": "MedicationStatement",
                "status": "completed",
                "medication": {"concept": {"text": "MabThera"}},
                "effectivePeriod": {"start": "2024-01-01", "end": "2024-01-15"},
            },
            {
                "resourceType": "MedicationStatement",
                "status": "entered-in-error",
                "medicationCodeableConcept": {"text": "tacrolimus"},
            },
            {
                "resourceType": "Observation",
                "status": "final",
                "code": {"coding": [{"system": "http://loinc.org", "code": "10230-1"}]},
                "valueQuantity": {"value": 61, "code": "%"},
            },
            {
                "resourceType": "Observation",
                "status": "final",
                "code": {"text": "HBsAg"},
                "valueCodeableConcept": {"text": "Negative"},
            },
            {
                "resourceType": "Immunization",
                "status": "completed",
                "vaccineCode": {"text": "MMR vaccine"},
                "occurrenceDateTime": "2026-03-20",
            },
        )
    ],
}


@pytest.mark.parametrize("form", [PACKET, BUNDLE], ids=["phenopacket", "fhir"])
def test_other_forms_tell_the_same_person(form: dict[str, Any]) -> None:
    told = person_of("who", form, date(2026, 3, 30))
    assert [one.name for one in told.conditions] == ["systemic lupus erythematosus"]
    assert (told.events[0].kind, told.events[0].name) in [("therapy", "rituximab"), ("therapy", "MabThera")]
    assert (told.events[0].end, told.measurements[0].name, told.measurements[0].value) == (
        day_rules.told("2024-01-15"),
        "LVEF",
        61,
    )
    assert (told.birth, told.sex, told.absent, told.closed) == (date(1990, 5, 1), "female", ("malignancy",), frozenset())
    tumor = item("exclusion", "Malignancy", disease(EXCLUDES, "malignancy"), category="malignancy")
    assert [status(form, rule) for rule in (B_CELL, tumor, LVEF, HBV)][:3] == ["violated", "met", "met"]


def test_a_bundle_is_of_one_person() -> None:
    with pytest.raises(PersonError, match="0 Patient resources"):
        person_of("who", {"resourceType": "Bundle", "entry": []})


# --- answers ------------------------------------------------------------------------------------------------------------


def test_the_answers_say_what_they_are() -> None:
    who = person_of("who", person(id="<b>x</b>"), date(2026, 3, 30))
    found = match(who, [MatchTrial("NCT00000001", "T", "complete", (LVEF, CONSENT))])
    first = json.loads(output.as_json(found))[0]
    assert first["verdict"] == "not-known"
    assert first["ask"] == ["LVEF"]
    assert {"section", "number", "status", "fact", "words", "in_doubt"} <= set(first["criteria"][0])
    page = output.as_html(who, found)
    assert "not medical advice" in page
    assert "<b>x</b>" not in page


# --- what tried to break it -----------------------------------------------------------------------------------------------


def test_another_disease_without_a_name_may_be_any_told_one() -> None:
    rule = item("exclusion", "Other diseases that require long-term use of glucocorticoid", drug(EXCLUDES, "glucocorticoid"))
    assert status(ill("rheumatoid arthritis"), rule) == "unknown"
    assert status(ill("rheumatoid arthritis", needs_long_term_glucocorticoid=True), rule) == "violated"
    assert status(given("prednisone", start="2025-01-01", ongoing=True), rule) == "met"


def test_a_therapy_that_a_disease_must_need_counts_with_the_disease() -> None:
    words = "Lupus nephritis requiring hemodialysis"
    rule = item("exclusion", words, disease(EXCLUDES, "lupus nephritis"), drug(EXCLUDES, "hemodialysis"), category="renal")
    dialysed = person(procedures=[{"name": "hemodialysis", "ongoing": True}])
    assert status(dialysed, rule) == "met"


def test_a_vaccine_of_an_untold_kind_may_be_live() -> None:
    rule = item(
        "exclusion", "Live vaccine within 4 weeks", drug(EXCLUDES, "live vaccine", window="P4W"), category="vaccination"
    )
    assert status(person(vaccinations=[{"name": "zoster vaccine", "day": "2026-03-20"}]), rule) == "unknown"
    assert status(person(vaccinations=[{"name": "zoster vaccine", "kind": "inactivated", "day": "2026-03-20"}]), rule) == "met"


def test_a_washout_of_its_own_beats_the_class() -> None:
    general = item(
        "inclusion",
        "At least 7 days since chemotherapy",
        drug(EXCLUDES, "chemotherapy", window="P7D"),
        category="prior-therapy",
    )
    own = item(
        "inclusion",
        "At least 1 day since hydroxyurea",
        drug(EXCLUDES, "hydroxyurea", window="P1D"),
        category="prior-therapy",
        number="2",
    )
    told = given("hydroxyurea", stop="2026-03-29")
    assert held(told, general, own).verdict is Verdict.POSSIBLE
    assert held(told, general).verdict is Verdict.EXCLUDED


def test_how_well_an_organ_works_is_not_told_by_its_disease() -> None:
    rule = item("exclusion", "Severe cardiac dysfunction", disease(EXCLUDES, "cardiac dysfunction"), category="cardiovascular")
    assert status(ill("heart failure"), rule) == "unknown"


def test_an_inclusion_that_asks_for_a_bad_value_is_in_doubt() -> None:
    rule = item("inclusion", "LVEF", limit(REQUIRES, "LVEF", "<", "50", "%"), category="cardiovascular")
    assert status(person(measurements=[{"name": "LVEF", "value": 60, "unit": "%"}]), rule) == "unknown"


def test_what_a_cohort_demands_its_parts_demand_too() -> None:
    whole = item(
        "inclusion", "LVEF", limit(REQUIRES, "LVEF", ">=", "50", "%"), category="laboratory", cohort="renal/lung transplant"
    )
    part = item("inclusion", "Signs the consent", category="consent", number="2", cohort="renal transplant")
    assert held(person(measurements=[{"name": "LVEF", "value": 40, "unit": "%"}]), whole, part).verdict is Verdict.EXCLUDED


def test_without_the_words_nobody_is_possible() -> None:
    good = person(measurements=[{"name": "LVEF", "value": 60, "unit": "%"}])
    silent = replace(LVEF, text="")
    assert status(good, silent) == "met"
    assert held(good, silent).verdict is Verdict.NOT_KNOWN
