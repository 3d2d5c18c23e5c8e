"""Who could enter: a form, and the answer to it. The person's data come in the body of one request and are kept nowhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from cartkg.graph.store import GraphStore
from cartkg.server.site import Site
from cartkg.use.match import NOTICE, Candidate, Match, MatchTrial, PersonError, Status, Verdict, match, parse_person, person_of
from cartkg.use.match import read_trials as read
from cartkg.use.match.candidate import CLOSING

LARGEST = 1_000_000  # bytes of a person
ROWS = {"conditions": 4, "therapies": 6, "measurements": 6}
TESTS = ("HBsAg", "HBcAb", "HBV DNA", "HCV antibody", "HCV RNA", "HIV antibody", "syphilis test")
MEASURES = {
    "LVEF": "%",
    "eGFR": "mL/min/{1.73_m2}",
    "creatinine": "umol/L",
    "ALT": "U/L",
    "AST": "U/L",
    "total bilirubin": "umol/L",
    "SpO2": "%",
    "hemoglobin": "g/L",
    "neutrophils": "10*9/L",
    "lymphocytes": "10*9/L",
    "platelets": "10*9/L",
    "weight": "kg",
    "ECOG": "{score}",
    "Karnofsky": "%",
    "SLEDAI-2K": "{score}",
    "mRSS": "{score}",
    "DLCO": "%",
    "FVC": "%",
    "INR": "{ratio}",
    "MG-ADL": "{score}",
    "EDSS": "{score}",
}
UNITS = (
    "%",
    "g/L",
    "g/dL",
    "10*9/L",
    "/uL",
    "umol/L",
    "mg/dL",
    "U/L",
    "mL/min/{1.73_m2}",
    "mL/min",
    "{score}",
    "{ratio}",
    "kg",
    "mg/L",
    "ms",
    "s",
)
DETAILED = 40  # trials whose every item is shown; of the others only what decides
PREGNANCY: Mapping[str, dict[str, Any]] = {
    "not possible": {"childbearing_potential": False},
    "negative blood test": {"childbearing_potential": True, "tests": [{"kind": "serum", "result": "negative"}]},
    "negative urine test": {"childbearing_potential": True, "tests": [{"kind": "urine", "result": "negative"}]},
    "pregnant": {"pregnant": True},
}


def routes(site: Site) -> list[BaseRoute]:
    """The form, and its answer at the same address: by POST, so that nothing of the person stands in an address."""

    async def page(request: Request) -> Response:
        body = await request.body() if request.method == "POST" else b""
        return await run_in_threadpool(_page, site, request, body)

    return [Route("/match", page, methods=["GET", "POST"])]


@dataclass(frozen=True, slots=True)
class Group:
    """The trials of one verdict, nearest first."""

    verdict: Verdict
    words: str
    trials: tuple[Match, ...]


def _page(site: Site, request: Request, body: bytes) -> Response:
    build = site.live.build
    trials = build.kept(MatchTrial, read)
    given: dict[str, list[str]] = {}
    candidate: Candidate | None = None
    found: tuple[Match, ...] = ()
    error: PersonError | None = None
    if request.method == "POST":
        given = parse_qs(body[:LARGEST].decode("utf-8", "replace"))
        try:
            candidate = _candidate(given, len(body))
            found = match(candidate, [one for one in trials if one.in_scope])
        except PersonError as raised:
            error = raised
    values = {
        "given": given,
        "candidate": candidate,
        "groups": _groups(found),
        "error": error,
        "notice": NOTICE,
        "rows": ROWS,
        "tests": TESTS,
        "measures": MEASURES,
        "units": UNITS,
        "closing": CLOSING,
        "pregnancy": tuple(PREGNANCY),
        "names": build.kept(Names, Names.of),
        "statuses": Status,
        "verdicts": Verdict,
        "today": date.today().isoformat(),
        "detailed": DETAILED,
        "asks": _asks(found),
        "held": sum(one.in_scope for one in trials),
    }
    response = site.render(request, build, "match.html", values, 400 if error else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


@dataclass(frozen=True, slots=True)
class Names:
    """What the form completes: names that the trials of this graph speak of. They come with the page."""

    conditions: tuple[str, ...]
    therapies: tuple[str, ...]

    @classmethod
    def of(cls, store: GraphStore) -> "Names":
        """The names in a graph's statements, most often named first."""
        return cls(_named(store, "condition"), _named(store, "agent"))


def _named(store: GraphStore, link: str) -> tuple[str, ...]:
    rows = store.select(
        f"SELECT ?label (COUNT(*) AS ?n) {{ ?s cartkg:{link} ?term . ?term rdfs:label ?label }} "
        "GROUP BY ?label ORDER BY DESC(?n) ?label LIMIT 400"
    )
    return tuple(sorted({row["label"] for row in rows}, key=str.casefold))


def _candidate(given: Mapping[str, Sequence[str]], size: int) -> Candidate:
    """The person of the form: of the pasted text where there is one, else of the fields. Raises PersonError."""
    if size > LARGEST:
        raise PersonError("the person", f"more than {LARGEST:,} bytes", "leave out what no trial asks for")
    pasted = _one(given, "person")
    if pasted:
        return parse_person("the pasted text", pasted)
    told = _told(given)
    if set(told) <= {"reference_day", "absent"} and not told.get("absent"):
        raise PersonError("the form", "nothing is told of the person", "fill in what is known; all else stays open")
    return person_of("the form", told)


def _one(given: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(given.get(name, ())), "").strip()


def _told(given: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The form's fields as the short form has them."""
    told: dict[str, Any] = {name: _one(given, name) for name in ("reference_day", "birth_date", "sex") if _one(given, name)}
    if _one(given, "age_years"):
        told["age_years"] = _number("age", _one(given, "age_years"))
    told["conditions"] = [
        _row(given, "condition", place, ("since", "status", "last_day")) for place in range(ROWS["conditions"])
    ]
    told["therapies"] = [_therapy(given, place) for place in range(ROWS["therapies"])]
    told["measurements"] = [_measurement(given, place) for place in range(ROWS["measurements"])]
    tests = [{"test": test, "result": _one(given, f"test.{test}")} for test in TESTS]
    told["infections"] = [test for test in tests if test["result"]]
    told["pregnancy"] = PREGNANCY.get(_one(given, "pregnancy"), {})
    told["absent"] = [word for word in given.get("absent", ()) if word in CLOSING]
    lists = ("conditions", "therapies", "measurements")
    told |= {name: [row for row in told[name] if row] for name in lists}
    return {name: value for name, value in told.items() if value}


def _row(given: Mapping[str, Sequence[str]], kind: str, place: int, fields: Sequence[str]) -> dict[str, Any]:
    name = _one(given, f"{kind}.{place}.name")
    values = {field: _one(given, f"{kind}.{place}.{field}") for field in fields}
    return {"name": name, **{field: value for field, value in values.items() if value}} if name else {}


def _therapy(given: Mapping[str, Sequence[str]], place: int) -> dict[str, Any]:
    row = _row(given, "therapy", place, ("start", "stop", "response", "route"))
    return row | ({"ongoing": True} if row and _one(given, f"therapy.{place}.ongoing") else {})


def _measurement(given: Mapping[str, Sequence[str]], place: int) -> dict[str, Any]:
    row = _row(given, "measurement", place, ("unit",))
    value, limit = (_one(given, f"measurement.{place}.{field}") for field in ("value", "uln"))
    if not row or not value:
        return {}
    row |= {"value": _number(row["name"], value), "unit": row.get("unit") or MEASURES.get(row["name"], "")}
    return row | ({"uln": _number(row["name"], limit)} if limit else {})


def _number(name: str, text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise PersonError(f"the form: {name}", f"{text!r} is no number", "write it with a point: 1.4") from None


def _groups(found: Sequence[Match]) -> list[Group]:
    words = {
        Verdict.POSSIBLE: "Possible: all that can be judged is met",
        Verdict.NOT_KNOWN: "Not known: what would settle it stands first",
        Verdict.EXCLUDED: "Excluded: an item is surely violated",
    }
    return [
        Group(verdict, words[verdict], tuple(one for one in found if one.verdict is verdict)) for verdict in Verdict if found
    ]


def _asks(found: Sequence[Match]) -> list[tuple[str, int]]:
    """What would settle most of the trials that are not known, with their number."""
    counts: dict[str, int] = {}
    for one in found:
        for ask in one.ask:
            counts[ask] = counts.get(ask, 0) + 1
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:8]
