"""A person as a FHIR bundle, R4 or R5: Patient, Condition, MedicationStatement, Procedure, Observation, Immunization.

It closes no list: what it does not tell is not known. Entries that were entered in error are left out.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from cartkg.use.match import coded, yaml_form
from cartkg.use.match.candidate import Candidate
from cartkg.use.match.yaml_form import PersonError

Values = Mapping[str, Any]
MEDICATION = ("MedicationStatement", "MedicationUsage", "MedicationRequest", "MedicationAdministration")
VOID = ("entered-in-error", "not-done", "not-taken", "cancelled", "draft")
STATUS = {
    "active": "active",
    "recurrence": "active",
    "relapse": "active",
    "remission": "remission",
    "inactive": "resolved",
    "resolved": "resolved",
}


def is_one(values: Values) -> bool:
    """Whether the values are a bundle."""
    return values.get("resourceType") == "Bundle"


def read(place: str, values: Values, today: date) -> Candidate:
    """The person of a bundle, by way of the short form. Raises PersonError where there is no one Patient."""
    found = [entry.get("resource", {}) for entry in values.get("entry", ())]
    found = [one for one in found if one.get("status") not in VOID]
    patients = [one for one in found if one.get("resourceType") == "Patient"]
    if len(patients) != 1:
        raise PersonError(place, f"{len(patients)} Patient resources", "give a bundle of one person")
    form: dict[str, Any] = {"id": str(patients[0].get("id", "")), "reference_day": today.isoformat()}
    form |= {"sex": patients[0]["gender"]} if patients[0].get("gender") in ("male", "female") else {}
    birth = str(patients[0].get("birthDate", ""))
    form |= {"birth_date": birth} if len(birth) == 10 else {"age_years": today.year - int(birth[:4]) - 1} if birth else {}
    medicines = {f"Medication/{one.get('id')}": one for one in found if one.get("resourceType") == "Medication"}
    form |= {
        key: []
        for key in (
            "conditions",
            "absent",
            "therapies",
            "procedures",
            "vaccinations",
            "measurements",
            "infections",
            "allergies",
        )
    }
    for one in found:
        _file(one, form, medicines)
    return yaml_form.read(place, form, today)


def _file(of: Values, form: dict[str, Any], medicines: Mapping[str, Values]) -> None:
    kind = of.get("resourceType")
    if kind == "Condition":
        refuted = coded.by_concept(of.get("verificationStatus", {})) == "refuted"
        (form["absent"].append(coded.by_concept(of.get("code", {}))) if refuted else form["conditions"].append(_condition(of)))
    elif kind in MEDICATION:
        form["therapies"].append(_therapy(of, medicines))
    elif kind == "Procedure":
        form["procedures"].append(
            {"name": coded.by_concept(of.get("code", {}))} | _when(of, "performed", "occurrence", single="day")
        )
    elif kind == "Immunization":
        day = str(of.get("occurrenceDateTime", ""))[:10]
        form["vaccinations"].append(_filled(name=coded.by_concept(of.get("vaccineCode", {})), day=day))
    elif kind == "Observation":
        _observed(of, form)
    elif kind == "AllergyIntolerance":
        form["allergies"].append(
            _filled(name=coded.by_concept(of.get("code", {})), serious=of.get("criticality") == "high" or None)
        )


def _filled(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in ("", None)}


def _condition(of: Values) -> dict[str, Any]:
    status = next((str(coding.get("code", "")) for coding in of.get("clinicalStatus", {}).get("coding", ())), "")
    return _filled(
        name=coded.by_concept(of.get("code", {})),
        since=str(of.get("onsetDateTime", ""))[:10],
        last_day=str(of.get("abatementDateTime", ""))[:10],
        status=STATUS.get(status, "resolved" if of.get("abatementDateTime") else ""),
    )


def _when(of: Values, *names: str, single: str) -> dict[str, Any]:
    for name in names:
        if f"{name}DateTime" in of:
            return {single: str(of[f"{name}DateTime"])[:10]}
        period = of.get(f"{name}Period", {})
        if period:
            return {single: str(period.get("end") or period.get("start") or "")[:10]}
    return {}


def _therapy(of: Values, medicines: Mapping[str, Values]) -> dict[str, Any]:
    period = of.get("effectivePeriod") or of.get("occurencePeriod") or of.get("occurrencePeriod") or {}
    single = str(of.get("effectiveDateTime") or of.get("occurenceDateTime") or of.get("occurrenceDateTime") or "")[:10]
    active = of.get("status") in ("active", "recorded") and not period.get("end") and of["resourceType"] != "MedicationRequest"
    route = next((coded.by_concept(one.get("route", {})) for one in _dosage(of)), "").lower()
    words = {
        "oral": "oral",
        "intraven": "iv",
        "intramus": "im",
        "subcut": "sc",
        "topical": "topical",
        "inhal": "inhaled",
        "intrathec": "it",
    }
    return _filled(
        name=_medicine(of, medicines),
        start=str(period.get("start", ""))[:10],
        stop=str(period.get("end", ""))[:10],
        day=single,
        ongoing=True if active and (period or not single) else None,
        dose=_dose(of),
        route=next((short for word, short in words.items() if word in route), ""),
    )


def _medicine(of: Values, medicines: Mapping[str, Values]) -> str:
    """The medicine's name: R4 has it as a concept or a reference, R5 as either inside `medication`."""
    held = of.get("medication", {})
    concept = of.get("medicationCodeableConcept") or held.get("concept") or {}
    reference = (of.get("medicationReference") or held.get("reference") or {}).get("reference", "")
    if not concept and reference:
        inside = next(
            (one for one in of.get("contained", ()) if f"#{one.get('id')}" == reference), medicines.get(reference, {})
        )
        concept = inside.get("code", {})
    return coded.by_concept(concept) or "a medicine that is not named"


def _dosage(of: Values) -> Iterator[Values]:
    found = of.get("dosage") or of.get("dosageInstruction") or ()
    yield from found if isinstance(found, list | tuple) else (found,)


def _dose(of: Values) -> dict[str, Any] | None:
    """The dose of a day, where it is given once a day."""
    for one in _dosage(of):
        rate = one.get("timing", {}).get("repeat", {})
        once = rate.get("frequency", 1) == 1 and rate.get("period", 1) == 1 and rate.get("periodUnit", "d") == "d" and rate
        quantity: Values = next((each.get("doseQuantity", {}) for each in one.get("doseAndRate", ())), {})
        if once and "value" in quantity and quantity.get("code") in ("mg", "mg/kg", "g"):
            return {"value": quantity["value"], "unit": f"{quantity['code']}/d"}
    return None


def _observed(of: Values, form: dict[str, Any]) -> None:
    name = coded.by_concept(of.get("code", {}))
    day = str(of.get("effectiveDateTime", ""))[:10]
    quantity = of.get("valueQuantity", {})
    if "value" in quantity:
        high = next((one["high"].get("value") for one in of.get("referenceRange", ()) if "high" in one), None)
        form["measurements"].append(
            _filled(name=name, value=quantity["value"], day=day, uln=high)
            | {"unit": str(quantity.get("code") or quantity.get("unit") or "")}
        )
    words = coded.by_concept(of.get("valueCodeableConcept", {})) or str(of.get("valueString", ""))
    codes = [str(one.get("code", "")) for one in of.get("valueCodeableConcept", {}).get("coding", ())]
    positive = next((said for said in map(coded.result, (words, *codes)) if said is not None), None)
    if positive is not None:
        form["infections"].append(_filled(test=name, result="positive" if positive else "negative", day=day))
