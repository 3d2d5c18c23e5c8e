"""A person as a GA4GH Phenopacket (schema version 2). It closes no list: what it does not tell is not known."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from cartkg.use.match import coded, yaml_form
from cartkg.use.match.candidate import Candidate

ROUTES = {
    "oral": "oral",
    "intravenous": "iv",
    "intramuscular": "im",
    "subcutaneous": "sc",
    "intra-articular": "ia",
    "intrathecal": "it",
    "topical": "topical",
    "inhal": "inhaled",
}
Values = Mapping[str, Any]


def is_one(values: Values) -> bool:
    """Whether the values look like a phenopacket."""
    return "subject" in values and (
        "metaData" in values or "meta_data" in values or "diseases" in values or "phenotypicFeatures" in values
    )


def read(place: str, values: Values, today: date) -> Candidate:
    """The person of a phenopacket, by way of the short form. Raises PersonError where a value cannot be used."""
    subject = values.get("subject", {})
    form: dict[str, Any] = {"id": str(subject.get("id") or values.get("id") or ""), "reference_day": today.isoformat()}
    sex = str(subject.get("sex", "")).lower()
    form |= {"sex": sex} if sex in ("male", "female") else {}
    if "dateOfBirth" in subject:
        form["birth_date"] = str(subject["dateOfBirth"])[:10]
    elif age := _age(subject.get("timeAtLastEncounter", {})):
        form["age_years"] = age
    told = [*values.get("diseases", ()), *values.get("phenotypicFeatures", ())]
    form["conditions"] = [_condition(one) for one in told if not one.get("excluded")]
    form["absent"] = [_name(one.get("term") or one.get("type") or {}) for one in told if one.get("excluded")]
    form["measurements"], form["infections"] = _measured(values)
    actions = list(values.get("medicalActions", ()))
    form["therapies"] = [therapy for action in actions for therapy in _therapies(action)]
    form["procedures"] = [_procedure(action["procedure"]) for action in actions if "procedure" in action]
    form["procedures"] += [{"name": "radiotherapy"} for action in actions if "radiationTherapy" in action]
    return yaml_form.read(place, form, today)


def _name(of: Values) -> str:
    return coded.by_identifier(str(of.get("id", "")), str(of.get("label", "")))


def _age(of: Values) -> float | None:
    """Whole years of an ISO 8601 age."""
    duration = str(of.get("age", {}).get("iso8601duration", ""))
    years = duration.removeprefix("P").partition("Y")
    return float(years[0]) if years[1] and years[0].isdigit() else None


def _day(of: Values | None) -> str:
    """The day of a time element that is a timestamp or an interval's start; "" of an age or a class."""
    of = of or {}
    stamp = of.get("timestamp") or of.get("interval", {}).get("start") or ""
    return str(stamp)[:10]


def _filled(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in ("", None)}


def _condition(of: Values) -> dict[str, Any]:
    resolved = _day(of.get("resolution"))
    return _filled(
        name=_name(of.get("term") or of.get("type") or {}),
        since=_day(of.get("onset")),
        last_day=resolved,
        status="resolved" if of.get("resolution") else "active",
    )


def _measured(values: Values) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Measurements with a quantity, and tests whose value is a class that says positive or negative."""
    numbers, tests = [], []
    for one in values.get("measurements", ()):
        name, day, value = _name(one.get("assay", {})), _day(one.get("timeObserved")), one.get("value", {})
        quantity = value.get("quantity", {})
        if "value" in quantity:
            unit = str(quantity.get("unit", {}).get("id", "")).removeprefix("UCUM:")
            numbers.append(
                _filled(
                    name=name, value=quantity["value"], unit=unit, day=day, uln=quantity.get("referenceRange", {}).get("high")
                )
                | {"unit": unit}
            )
        kind = value.get("ontologyClass", {})
        positive = next(
            (said for said in map(coded.result, (str(kind.get("id", "")), str(kind.get("label", "")))) if said is not None),
            None,
        )
        if positive is not None:
            tests.append(_filled(test=name, result="positive" if positive else "negative", day=day))
    return numbers, tests


def _therapies(action: Values) -> Iterator[dict[str, Any]]:
    ended = action.get("treatmentTerminationReason")
    if "treatment" in action:
        of = action["treatment"]
        spans = [one.get("interval", {}) for one in of.get("doseIntervals", ())]
        starts = sorted(str(span["start"])[:10] for span in spans if span.get("start"))
        stops = sorted(str(span["end"])[:10] for span in spans if span.get("end"))
        route = str(of.get("routeOfAdministration", {}).get("label", "")).lower()
        yield _filled(
            name=_name(of.get("agent", {})),
            start=next(iter(starts), ""),
            stop=next(reversed(stops), ""),
            route=next((short for word, short in ROUTES.items() if word in route), ""),
            response=_response(action),
        )
    if "therapeuticRegimen" in action:
        of = action["therapeuticRegimen"]
        ongoing = str(of.get("regimenStatus", "")) in ("STARTED", "2") and not ended
        yield _filled(
            name=_name(of.get("ontologyClass", {})) or str(of.get("externalReference", {}).get("description", "regimen")),
            start=_day(of.get("startTime")),
            stop=_day(of.get("endTime")),
            ongoing=ongoing or None,
            response=_response(action),
        )


def _response(action: Values) -> str:
    """failed, intolerant or responded, where the packet's words say it."""
    ended = str(action.get("treatmentTerminationReason", {}).get("label", "")).lower()
    answered = str(action.get("responseToTreatment", {}).get("label", "")).lower()
    if any(word in ended for word in ("toxic", "adverse", "intoleran")):
        return "intolerant"
    if any(
        word in ended + answered
        for word in ("progress", "no response", "unfavorable", "lack of efficacy", "refractory", "failure")
    ):
        return "failed"
    return "responded" if any(word in answered for word in ("favorable", "remission", "response")) else ""


def _procedure(of: Values) -> dict[str, Any]:
    return _filled(name=_name(of.get("code", {})), day=_day(of.get("performed")))
