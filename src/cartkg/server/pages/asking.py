"""The named questions: all of them by what they are about, and a page for each with its form and its answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from cartkg.ask import plain_words, questions
from cartkg.ask.questions import Answer
from cartkg.graph import queries
from cartkg.graph.queries import Query
from cartkg.model.errors import QuestionError
from cartkg.server.asking import forms, lead, readable
from cartkg.server.asking.around import Around, around_of
from cartkg.server.live import Build
from cartkg.server.site import SECURITY, Site, address

PAGE = 500  # rows on one page of an answer
FORMS = {"csv": ("text/csv; charset=utf-8", questions.as_csv), "json": ("application/json", questions.as_json)}
GROUPS = (  # heading, the tags that lead there; a question stands under the first that fits
    ("Verdicts on people", ("verdict",)),
    ("Windows and washouts", ("window",)),
    ("Limits on measures", ("threshold",)),
    ("Therapies in eligibility texts", ("therapy", "transplantation", "vaccination")),
    ("Conditions in eligibility texts", ("infection", "malignancy", "reproductive", "exception")),
    ("Gaps", ("gap",)),
    ("Counts", ("count", "counts")),
    ("Eligibility texts", ("eligibility",)),
    ("Trials", ("trial", "product", "condition")),
    ("Sources and quality", ("quality", "provenance", "scope")),
)


def routes(site: Site) -> list[BaseRoute]:
    """The list, the answers as pages, CSV and JSON."""

    def listed(request: Request) -> Response:
        words = request.query_params.get("q", "").strip()
        values = {"groups": grouped(matching(words)), "words": words, "meant": meant(words) if words else None}
        return site.render(request, site.live.build, "questions.html", values)

    def one(request: Request) -> Response:
        name, _, form = request.path_params["name"].partition(".")
        question = known(name)
        if form:
            return _file(site.live.build, question, form, request.query_params)
        return _page(site, request, question)

    return [Route("/questions", listed), Route("/questions/{name}", one)]


def known(name: str) -> Query:
    """The question of this name; 404 where there is none."""
    try:
        return questions.named(name)
    except QuestionError as error:
        raise HTTPException(404, f"There is no question named {name}.") from error


@cache
def catalogue() -> tuple[Query, ...]:
    """Every named question; the files are the package's and do not change while it serves."""
    return questions.listed()


def matching(words: str) -> tuple[Query, ...]:
    """The questions whose name, summary, tags or aliases hold every one of these words; all when there are none."""
    wanted = words.casefold().split()
    return tuple(question for question in catalogue() if all(word in _text(question) for word in wanted))


def _text(question: Query) -> str:
    return " ".join((question.name, question.summary, *question.tags, *question.aliases)).casefold()


def grouped(found: tuple[Query, ...]) -> list[tuple[str, list[Query]]]:
    """Questions under headings."""
    groups: dict[str, list[Query]] = {heading: [] for heading, _ in GROUPS}
    for question in found:
        heading = next((heading for heading, tags in GROUPS if set(tags) & set(question.tags)), GROUPS[-1][0])
        groups[heading].append(question)
    return [(heading, members) for heading, members in groups.items() if members]


@dataclass(frozen=True, slots=True)
class Meant:
    """A question that plain words ask, and its address with the parameters that they fill."""

    question: Query
    address: str


def meant(words: str) -> Meant | None:
    """The question that plain words ask, None where no single one fits."""
    found = plain_words.find(words, catalogue())
    if not isinstance(found, plain_words.Understood):
        return None
    return Meant(found.question, address(f"/questions/{found.question.name}", **found.parameters))


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question with its parameters as the address gives them, and the answer."""

    question: Query
    given: Mapping[str, str]
    answer: Answer

    @property
    def chosen(self) -> dict[str, str]:
        """The values that are not the defaults: what a permalink carries."""
        defaults = {parameter.name: parameter.default for parameter in self.question.parameters}
        return {name: value for name, value in self.given.items() if value != defaults[name]}


def ask(build: Build, question: Query, given: Mapping[str, str]) -> AskedQuestion:
    """The answer to a question. Raises QuestionError for a wrong parameter or value."""
    key = ("answer", question.name, *sorted(given.items()))
    return AskedQuestion(question, given, build.kept(key, lambda store: questions.ask(question.name, given, store)))


def _file(build: Build, question: Query, form: str, given: Mapping[str, str]) -> Response:
    """An answer as CSV or JSON; a wrong parameter rises as QuestionError and becomes a 400."""
    if form not in FORMS:
        raise HTTPException(404, f"An answer has no form .{form}; there are .csv and .json.")
    media, write = FORMS[form]
    resolved = forms.resolved(question.parameters, given, around_of(build))
    text = write(ask(build, question, resolved).answer)
    headers = {**SECURITY, "Content-Disposition": f'attachment; filename="{question.name}.{form}"'}
    return Response(text, media_type=media, headers=headers)


def _page(site: Site, request: Request, question: Query) -> Response:
    build = site.live.build
    around = around_of(build)
    typed = {name: value for name, value in request.query_params.items() if name != "page"}
    try:
        given = forms.resolved(question.parameters, typed, around)
        asked = ask(build, question, given)
    except QuestionError as error:
        values = {**_form(question, typed, around), "error": error, "asked": None}
        return site.render(request, build, "question.html", values, 400)
    if given != typed:
        return RedirectResponse(address(request.url.path, **given), 303)
    return site.render(request, build, "question.html", {**_form(question, given, around), **_answer(request, asked, around)})


def _form(question: Query, given: Mapping[str, str], around: Around) -> dict[str, object]:
    return {"question": question, "fields": forms.fields(question.parameters, given, around), "error": None}


def _answer(request: Request, asked: AskedQuestion, around: Around) -> dict[str, object]:
    """What the page shows of an answer: its sentence, its rows in words, its query."""
    pages = max(1, -(-len(asked.answer.rows) // PAGE))
    page = _number(request.query_params.get("page", "1"), pages)
    shown = Answer(asked.answer.columns, asked.answer.rows[(page - 1) * PAGE : page * PAGE])
    return {
        "asked": asked,
        "lead": lead.lead(asked.question, asked.given, asked.answer, around),
        "table": readable.readable(shown, around.terms),
        "texts": around.texts,
        "page": page,
        "pages": pages,
        "first": (page - 1) * PAGE + 1,
        "sparql": _sparql(asked),
    }


def _number(text: str, most: int) -> int:
    return min(max(int(text), 1), most) if text.isascii() and text.isdigit() else 1


def _sparql(asked: AskedQuestion) -> str:
    """The query that was asked, without the lines of its header."""
    lines = queries.bound(asked.question, asked.given).splitlines()
    return "\n".join(line for line in lines if not line.startswith("#+"))
