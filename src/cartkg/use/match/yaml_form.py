"""The short YAML (or JSON) form of a person, checked against data/match/person.schema.json before it is read."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from cartkg.model.errors import CartkgError
from cartkg.model.resources import folder
from cartkg.use.match import days
from cartkg.use.match.candidate import (
    CLOSING,
    Allergy,
    Biopsy,
    Candidate,
    Condition,
    Event,
    Measurement,
    Participation,
    Pregnancy,
    Test,
)
from cartkg.use.match.days import Days

OWN = {"name", "since", "status", "last_day", "criteria", "criteria_not_met", "biopsies", "course"}
HALF_LIFE = {"d": 1.0, "h": 1 / 24}


class PersonError(CartkgError):
    """A person's file that cannot be read; names the place in it."""


@cache
def schema() -> dict[str, Any]:
    """The form as JSON Schema 2020-12."""
    found: dict[str, Any] = json.loads((folder("data/match") / "person.schema.json").read_text(encoding="utf-8"))
    return found


def read(place: str, values: Mapping[str, Any], today: date) -> Candidate:
    """The person that the values tell of. `today` is the reference day where none is given. Raises PersonError."""
    plain = _plain(values)
    _check(place, plain)
    absent = [str(word).strip() for word in plain.get("absent", ())]
    try:
        return _candidate(plain, absent, today)
    except ValueError as error:
        raise PersonError(place, str(error), "write days as 2026-02-17, 2026-02 or 2026") from error


def _plain(value: Any) -> Any:
    """The values as JSON has them: YAML reads bare days as dates and bare years as numbers."""
    if isinstance(value, Mapping):
        return {str(key): _day(key, _plain(each)) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def _day(key: object, value: Any) -> Any:
    dated = re.search(r"day$|date$|^(since|start|stop|end)$|_stop$|_end$", str(key))
    return str(value) if dated and isinstance(value, int) and not isinstance(value, bool) else value


def _check(place: str, values: Any) -> None:
    errors = sorted(Draft202012Validator(schema()).iter_errors(values), key=lambda one: list(map(str, one.absolute_path)))
    if errors:
        path = ".".join(map(str, errors[0].absolute_path)) or "the whole"
        more = f"; {len(errors) - 1} more" if len(errors) > 1 else ""
        raise PersonError(f"{place}: {path}", errors[0].message + more, "see data/match/person.schema.json for the form")


def _candidate(of: Mapping[str, Any], absent: list[str], today: date) -> Candidate:
    reference = date.fromisoformat(of["reference_day"]) if "reference_day" in of else today
    genetics = of.get("genetics", {})
    return Candidate(
        id=str(of.get("id", "")),
        reference=reference,
        birth=date.fromisoformat(of["birth_date"]) if "birth_date" in of else None,
        age_years=of.get("age_years"),
        sex=of.get("sex", ""),
        conditions=tuple(_condition(one) for one in of.get("conditions", ())),
        events=tuple(_events(of, reference)),
        measurements=tuple(_measurement(one) for one in of.get("measurements", ())),
        tests=tuple(_test(one, "test") for one in of.get("infections", ())),
        pregnancy=_pregnancy(of.get("pregnancy", {})),
        allergies=tuple(Allergy(one["name"], one.get("serious")) for one in of.get("allergies", ())),
        trials=tuple(_participation(one, reference) for one in of.get("trials", ())),
        plans=tuple(one["name"] for one in of.get("plans", ())),
        diet=tuple((one["name"], days.told(one["last_day"])) for one in of.get("diet", ())),
        alterations=tuple(genetics.get("alterations", ())),
        genetics_complete=genetics.get("complete", False),
        states=tuple(of.get("states", ())),
        absent=tuple(word for word in absent if word not in CLOSING),
        closed=frozenset(CLOSING[word] for word in absent if word in CLOSING),
    )


def _told(of: Mapping[str, Any], key: str) -> Days | None:
    return days.told(of[key]) if key in of else None


def _condition(of: Mapping[str, Any]) -> Condition:
    biopsies = (Biopsy(days.told(one["day"]), one["class"], one.get("active")) for one in of.get("biopsies", ()))
    return Condition(
        of["name"],
        _told(of, "since"),
        of.get("status", ""),
        _told(of, "last_day"),
        tuple(of.get("criteria", ())),
        tuple(of.get("criteria_not_met", ())),
        tuple(biopsies),
        of.get("course", ""),
        {key: value for key, value in of.items() if key not in OWN},
    )


def _events(of: Mapping[str, Any], reference: date) -> Iterator[Event]:
    yield from (_event("therapy", one, reference) for one in of.get("therapies", ()))
    yield from (_event("procedure", one, reference) for one in of.get("procedures", ()))
    yield from (_event("vaccination", one, reference) for one in of.get("vaccinations", ()))


def _event(kind: str, of: Mapping[str, Any], reference: date) -> Event:
    ongoing, life = bool(of.get("ongoing")), of.get("half_life")
    start = _told(of, "start") or _told(of, "day")
    end = Days(reference, reference) if ongoing else _told(of, "stop") or _told(of, "day")
    return Event(
        kind,
        of["name"],
        start,
        end,
        ongoing,
        bool(of.get("planned")),
        of.get("response", ""),
        of.get("route", ""),
        _quantity(of.get("dose")),
        _quantity(of.get("cumulative_dose")),
        life["value"] * HALF_LIFE[life["unit"]] if life else None,
        dict(of),
    )


def _quantity(of: Mapping[str, Any] | None) -> tuple[float, str] | None:
    return (float(of["value"]), of["unit"]) if of else None


def _measurement(of: Mapping[str, Any]) -> Measurement:
    return Measurement(of["name"], of["value"], of["unit"], _told(of, "day"), of.get("uln"), of.get("condition", ""))


def _test(of: Mapping[str, Any], name: str) -> Test:
    return Test(of[name], of["result"] == "positive", _told(of, "day"))


def _pregnancy(of: Mapping[str, Any]) -> Pregnancy:
    tests = tuple(_test(one, "kind") for one in of.get("tests", ()))
    return Pregnancy(of.get("childbearing_potential"), of.get("lactating"), of.get("pregnant"), tests)


def _participation(of: Mapping[str, Any], reference: date) -> Participation:
    ongoing = bool(of.get("ongoing"))
    end = Days(reference, reference) if ongoing else _told(of, "end")
    return Participation(of["kind"] == "interventional", end, ongoing, of.get("study_drug_received"))
