"""The first page: the search, the question that the graph was made for with its answer, the state of the data, the ways in."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from cartkg.ask import questions
from cartkg.facts.scope import RULES
from cartkg.graph.store import GraphStore
from cartkg.graph.view import tokens
from cartkg.graph.view.catalogue import Catalogue
from cartkg.graph.view.facets import NOT_STATED
from cartkg.model import VERDICTS
from cartkg.server.live import Build
from cartkg.server.pages.trials import catalogue
from cartkg.server.site import Site

EXAMPLES = (
    "pediatric trials that exclude prior rituximab",
    "which washouts are shorter than recommended",
    "lupus nephritis",
    "NCT06904729",
    "eGFR limits across trials",
)


@dataclass(frozen=True, slots=True)
class Line:
    """How many trials of the field with one population do what with people who had rituximab."""

    population: str  # CONTRACT's word, "not-stated" where no age is known
    trials: int
    verdicts: Mapping[str, int]  # trials by CONTRACT's word


def flagship_lines(store: GraphStore, known: Catalogue) -> tuple[Line, ...]:
    """The answer of the question `therapy-verdicts` for rituximab, counted over the trials in scope by population."""
    field = {trial.id: trial.population or NOT_STATED for trial in known.in_scope}
    trials = Counter(field.values())
    answer = questions.ask("therapy-verdicts", {}, store)
    verdict = answer.columns.index("verdict")
    said = Counter((field[row[0]], row[verdict]) for row in answer.rows if row[0] in field)
    order = (*tokens.POPULATIONS, NOT_STATED)
    lines = (Line(one, trials[one], {kind: said[one, kind] for kind in VERDICTS}) for one in order if trials[one])
    return tuple(lines)


def under_18(lines: Iterable[Line]) -> Line:
    """The trials that admit people under 18, alone or with adults, together."""
    open_to = [line for line in lines if line.population in ("pediatric-only", "admits-minors")]
    counts = {kind: sum(line.verdicts[kind] for line in open_to) for kind in VERDICTS}
    return Line("under-18", sum(line.trials for line in open_to), counts)


@dataclass(frozen=True, slots=True)
class State:
    """The state of the data: how many trials were read and belong to the field, and what is known of their texts."""

    read: int
    in_scope: int
    refused: tuple[tuple[str, int], ...]  # rules in words, with the trials that each kept out
    texts: tuple[tuple[str, int], ...]  # complete, cut off, none shown: trials in scope
    diseases: int
    targets: int
    countries: int

    @classmethod
    def of(cls, known: Catalogue) -> "State":
        """The state of a catalogue."""
        field = known.in_scope
        refused = Counter(trial.scope_rule for trial in known.trials if trial.in_scope is False)
        texts = Counter(trial.completeness for trial in field)
        return cls(
            len(known.trials), len(field),
            tuple((tokens.in_words(rule, RULES), count) for rule, count in refused.most_common()),
            tuple((kind, texts[kind]) for kind in tokens.COMPLETENESS),
            len({term.id for trial in field for term in trial.conditions if term.id}),
            len({term.id for trial in field for term in trial.targets}),
            len({country for trial in field for country in trial.countries}),
        )  # fmt: skip


def routes(site: Site) -> list[BaseRoute]:
    """The page's route."""

    def home(request: Request) -> Response:
        build = site.live.build
        known = catalogue(build)
        values = {
            "state": build.kept(State, lambda _: State.of(known)), "flagship": flagship(build),
            "children": under_18(flagship(build)), "verdicts": VERDICTS, "examples": EXAMPLES,
            "completeness": tokens.COMPLETENESS, "populations": tokens.POPULATIONS, "questions": len(questions.listed()),
        }  # fmt: skip
        return site.render(request, build, "home.html", values)

    return [Route("/", home)]


def flagship(build: Build) -> tuple[Line, ...]:
    """The answer to the question that the graph was made for, counted once a build."""
    known = catalogue(build)
    return build.kept(Line, lambda store: flagship_lines(store, known))
