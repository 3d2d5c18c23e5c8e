"""Search over trials, terms and questions: a page for everybody, suggestions as JSON for those with scripts.

Words that ask a named question are understood as such (`cartkg.ask.plain_words`); where that is not sure, the nearest questions
are offered and none is taken.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from cartkg.ask import plain_words, questions
from cartkg.ask.plain_words import Candidates, Understood
from cartkg.graph.queries import Query
from cartkg.graph.view import tokens
from cartkg.graph.view.catalogue import TrialRow
from cartkg.graph.view.facets import ordered
from cartkg.server.live import Build
from cartkg.server.pages.lookup import Name, Names
from cartkg.server.pages.trial import canonical
from cartkg.server.pages.trials import catalogue
from cartkg.server.site import SECURITY, Site, address, place
from cartkg.vocabulary import Terminology

LONGEST = 200  # characters of a search that are looked at
OFFERED = 4  # suggestions of each kind
SHOWN = 20  # results of each kind on the page


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line under the search box: what kind of thing it is, its words, a second line, and where it leads."""

    kind: str  # question, trial, term
    label: str
    sub: str
    address: str


@dataclass(frozen=True, slots=True)
class AskedInWords:
    """Words understood as a named question: which one, with which values, and where its answer stands."""

    question: Query
    parameters: Mapping[str, str]
    labels: Mapping[str, str]  # the values in words
    address: str
    absent: tuple[str, ...] = ()  # terms that nothing in this graph speaks of: then there is nothing to ask


def words_of(request: Request) -> str:
    """The words that were typed, one space between them."""
    return " ".join(request.query_params.get("q", "")[:LONGEST].split())


def trials(build: Build, words: str) -> list[TrialRow]:
    """The trials whose record holds every word, those in the field and of these the newest first."""
    found = [trial for trial in catalogue(build).trials if trial.holds(words)]
    return sorted(ordered(found, "-start"), key=lambda trial: trial.in_scope is False)


def terms(build: Build, words: str) -> list[Name]:
    """The terms of the vocabulary that the words may mean, best first."""
    return [name for name in build.kept(Names, Names.of).complete(words) if name.kind == "class"]


def meant(words: str, found: Iterable[Name]) -> Name | None:
    """The term that the words are a name of."""
    wanted = words.casefold()
    return next((name for name in found if wanted in (one.casefold() for one in (name.label, *name.others))), None)


def ways(build: Build, term: str) -> list[tuple[str, str]]:
    """What can be asked of a term: words and addresses. Trials are counted as the table of trials does."""
    kind = Terminology.shipped()[term].kind if term in Terminology.shipped() else ""
    if kind == "therapy":
        return [
            ("Trials that exclude people who had it", address("/questions/excludes-prior-therapy", agent=term)),
            ("Trials that require it", address("/questions/requires-prior-therapy", agent=term)),
            ("Washouts", address("/questions/washouts", agent=term)),
        ]
    field = catalogue(build).in_scope
    if kind == "condition":
        count = sum(term in trial.diseases for trial in field)
        return [(f"{_trials(count)} that study it", address("/trials", disease=term))]
    if kind == "antigen":
        count = sum(term in (target.id for target in trial.targets) for trial in field)
        return [(f"{_trials(count)} that aim at it", address("/trials", target=term))]
    return []


def _trials(count: int) -> str:
    return f"{count} trial{'' if count == 1 else 's'} in the field"


def named_questions(words: str) -> list[Query]:
    """The questions that hold every word in their name, summary or aliases."""
    wanted = words.casefold().split()
    said = ((q, " ".join((q.name, q.name.replace("-", " "), q.summary, *q.aliases)).casefold()) for q in questions.listed())
    return [question for question, text in said if all(word in text for word in wanted)]


def asked(build: Build, words: str) -> tuple[AskedInWords | None, tuple[AskedInWords, ...], str]:
    """The question that the words ask, the nearest ones where it is not sure, and why none was taken."""
    found = plain_words.find(words)
    if isinstance(found, Candidates):
        return None, tuple(_asked(build, match) for match in found.matches), found.why
    return _asked(build, found), (), ""


def _asked(build: Build, match: Understood) -> AskedInWords:
    given = [
        (parameter, match.parameters[parameter.name])
        for parameter in match.question.parameters
        if parameter.name in match.parameters
    ]
    known = {name.curie for name in build.kept(Names, Names.of).all} if any(one.is_term for one, _ in given) else set()
    labels = {one.name: _label(value) if one.is_term else value for one, value in given}
    absent = tuple(labels[one.name] for one, value in given if one.is_term and value not in known)
    at = address(f"/questions/{match.question.name}", **match.parameters)
    return AskedInWords(match.question, match.parameters, labels, at, absent)


def _label(term: str) -> str:
    return Terminology.shipped()[term].label if term in Terminology.shipped() else term


def suggestions(build: Build, words: str) -> Iterator[Suggestion]:
    """A few lines of each kind for what is being typed; a question in words comes first."""
    if len(words) < 2:
        return
    taken = []
    if len(words.split()) > 2:
        found, near, _ = asked(build, words)
        for one in [one for one in ((found,) if found else near[:2]) if not one.absent]:
            taken.append(one.question.name)
            yield Suggestion("question", one.question.summary, _with(one), one.address)
    yield from (Suggestion("term", name.label, name.curie, place(name.iri)) for name in terms(build, words)[:OFFERED])
    yield from (_trial(trial) for trial in trials(build, words)[:OFFERED])
    for question in [q for q in named_questions(words) if q.name not in taken][:OFFERED]:
        yield Suggestion("question", question.summary, question.name, f"/questions/{question.name}")


def _with(one: AskedInWords) -> str:
    given = ", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in one.labels.items())
    return f"{one.question.name}{' with ' + given if given else ''}"


def _trial(trial: TrialRow) -> Suggestion:
    said = [trial.id, tokens.in_words(trial.status, tokens.STATUSES), trial.start[:4]]
    return Suggestion("trial", trial.title or trial.id, " · ".join(filter(None, said)), f"/trial/{trial.id}")


def routes(site: Site) -> list[BaseRoute]:
    """The page and its suggestions."""

    def page(request: Request) -> Response:
        build, words = site.live.build, words_of(request)
        if canonical(words) in catalogue(build).by_id:
            return RedirectResponse(f"/trial/{canonical(words)}", 303, SECURITY)
        return site.render(request, build, "search.html", {"words": words, **_found(build, words)})

    def as_json(request: Request) -> Response:
        found: Iterable[Suggestion] = suggestions(site.live.build, words_of(request))
        return JSONResponse({"suggestions": [asdict(one) for one in found]}, headers=SECURITY)

    return [Route("/search", page), Route("/search.json", as_json)]


def _found(build: Build, words: str) -> dict[str, object]:
    if not words:
        return {
            "asked": None,
            "near": (),
            "why": "",
            "trials": [],
            "terms": [],
            "questions": [],
            "shown": SHOWN,
            "term": None,
            "ways": [],
        }
    found, near, why = asked(build, words) if len(words.split()) > 1 else (None, (), "")
    found_terms = terms(build, words)
    term = meant(words, found_terms)
    return {
        "asked": found, "near": near, "why": why, "trials": trials(build, words), "terms": found_terms,
        "questions": named_questions(words), "shown": SHOWN, "term": term, "ways": ways(build, term.curie) if term else [],
    }  # fmt: skip
