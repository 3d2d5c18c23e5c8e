"""Trials side by side: a picker, the table, the same as CSV and JSON."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from cartkg.ask import questions
from cartkg.graph.view import View, tokens
from cartkg.model.errors import QuestionError
from cartkg.server.site import SECURITY, Site, address
from cartkg.use.comparison import FEWEST, GROUPS, MOST, Comparison, Difference, Row, compare

SHOWS = {"all": "all rows", "differences": "only what differs or is stated by some only"}
APART = (Difference.DIFFERS, Difference.SOME)
FORMS = {"csv": ("text/csv; charset=utf-8", questions.as_csv), "json": ("application/json", questions.as_json)}
OFFERED = 24  # trials offered for a start: those whose texts say most
WORDS = {  # row of facts: the registry's tokens in words
    "recruitment status": tokens.STATUSES, "phase": tokens.PHASES, "class of sponsor": tokens.SPONSOR_CLASSES,
    "population": tokens.POPULATIONS, "sex": tokens.SEXES,
}  # fmt: skip
HEADINGS = {
    "facts": "Registry facts", "product and disease": "Product and disease", "ages": "Ages", "therapies": "Therapies",
    "washouts": "Washouts: how long before the trial an excluded therapy counts", "limits": "Limits on measures",
    "infections": "Infections", "malignancies": "Malignancies", "diagnoses": "Other diseases and states",
}  # fmt: skip


def routes(site: Site) -> list[BaseRoute]:
    """The page and its files."""

    def page(request: Request) -> Response:
        return _page(site, request)

    return [Route("/compare", page), *(Route(f"/compare.{form}", _file(site, form)) for form in FORMS)]


def _file(site: Site, form: str) -> Callable[[Request], Response]:
    """The comparison in a form; wrong trials rise as QuestionError and become a 400."""
    media, write = FORMS[form]

    def file(request: Request) -> Response:
        found = compare(View.of(site.live.build.store), asked(request.query_params.getlist("trial")))
        headers = {**SECURITY, "Content-Disposition": f'attachment; filename="compare.{form}"'}
        return Response(write(found.answer()), media_type=media, headers=headers)

    return file


def asked(values: Iterable[str]) -> list[str]:
    """The trials' identifiers among what was typed or ticked: the first word of each value, nothing twice."""
    return list(dict.fromkeys(value.split()[0] for value in values if value.strip()))


def _page(site: Site, request: Request) -> Response:
    build = site.live.build
    view = View.of(build.store)
    given = request.query_params.getlist("trial")
    trials, show = asked(given), request.query_params.get("show", "all")
    if trials != given:
        return RedirectResponse(address("/compare", trial=trials, show="" if show == "all" else show), 303)
    found, error = _compared(view, trials)
    values = {
        "trials": trials, "show": show if show in SHOWS else "all", "shows": SHOWS, "most": MOST, "view": view,
        "found": found, "error": error, "offered": _offered(view, trials), "groups": _groups(found, show != "differences"),
        "words": WORDS, "differences": Difference, "in_words": tokens.in_words,
    }  # fmt: skip
    return site.render(request, build, "compare.html", values, 400 if error else 200)


def _compared(view: View, trials: Sequence[str]) -> tuple[Comparison | None, QuestionError | None]:
    """The comparison; None with fewer than two trials that are known, which is where one begins to choose."""
    if len(trials) < FEWEST and all(trial in view.trials for trial in trials):
        return None, None
    try:
        return compare(view, trials), None
    except QuestionError as error:
        return None, error


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of a group under its heading; `hidden` counts those that the choice of rows leaves out."""

    name: str
    heading: str
    rows: tuple[Row, ...]
    hidden: int


def _groups(found: Comparison | None, everything: bool) -> list[Group]:
    if not found:
        return []
    groups = []
    for name in GROUPS:
        rows = [row for row in found.rows if row.group == name]
        shown = tuple(row for row in rows if everything or row.difference in APART)
        if rows:
            groups.append(Group(name.replace(" ", "-"), HEADINGS[name], shown, len(rows) - len(shown)))
    return groups


@dataclass(frozen=True, slots=True)
class Offer:
    """A trial to choose: how many statements its text makes, and how whole the text is."""

    trial: str
    title: str
    statements: int
    text: str


def _offered(view: View, chosen: Sequence[str]) -> list[Offer]:
    """Trials worth comparing: of the chosen ones' conditions first, then those of whose text most is known."""
    near = {trial for trial in view.trials if _conditions(view, [trial]) & _conditions(view, chosen)}
    offers = [
        Offer(trial, row["title"], len(view.statements.get(trial, ())), row["eligibility_text"] or "none")
        for trial, row in view.trials.items()
        if trial not in chosen
    ]

    def order(offer: Offer) -> tuple[bool, bool, int, str]:
        return offer.trial not in near, offer.text != "complete", -offer.statements, offer.trial

    return sorted(offers, key=order)[:OFFERED]


def _conditions(view: View, trials: Iterable[str]) -> set[str]:
    return {curie for trial in trials for curie, _ in view.conditions.get(trial, ()) if curie}
