"""The SPARQL editor: a form that works as it stands, and what the script editor.js makes of it.

`/editor?query=…` opens a query, `/editor?question=NAME&PARAMETER=VALUE…` a named question with its parameters bound.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from cartkg.ask import questions
from cartkg.graph import queries
from cartkg.graph.queries import Query
from cartkg.model import namespaces
from cartkg.model.errors import QuestionError
from cartkg.server.protocol import MAX_QUERY_BYTES
from cartkg.server.site import Site

FIRST = """# Trials that exclude prior rituximab by its own name
PREFIX cartkg: <https://w3id.org/cartkg/ontology/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX NCIT: <http://purl.obolibrary.org/obo/NCIT_>

SELECT DISTINCT ?trial ?title WHERE {
  ?trial a cartkg:Trial ; rdfs:label ?title ; cartkg:hasCriterion ?criterion .
  ?criterion cartkg:states ?statement .
  ?statement cartkg:agent NCIT:C1702 ; cartkg:stance "excludes" .
}
ORDER BY ?title
LIMIT 100
"""


@dataclass(frozen=True, slots=True)
class Opened:
    """What the editor opens with: a query, the question that it is, and what was wrong with the address."""

    query: str
    question: str = ""
    problem: str = ""

    @property
    def status(self) -> int:
        """The status of the page (RFC 9110): 404 for an unknown question, 400 for a parameter that it does not take."""
        if not self.problem:
            return 200
        return 400 if self.question else 404


def opened(asked: Mapping[str, str]) -> Opened:
    """The query that an address asks for: `query`, or `question` with its parameters; else a first example."""
    name = asked.get("question", "")
    if query := asked.get("query", "").replace("\r\n", "\n"):
        return Opened(query[:MAX_QUERY_BYTES])
    if not name:
        return Opened(FIRST)
    parameters = {key: value for key, value in asked.items() if key not in ("question", "query") and value}
    try:
        question = questions.named(name)
    except QuestionError as error:
        return Opened(FIRST, problem=str(error))
    try:
        return Opened(_shown(question, queries.bound(question, parameters)), name)
    except QuestionError as error:
        return Opened(_shown(question, question.text), name, str(error))


def _shown(question: Query, text: str) -> str:
    """The query under its summary as a comment, without the lines of its header."""
    body = re.sub(r"^#\+.*\n", "", text, flags=re.MULTILINE)
    return f"# {question.summary}\n{body.strip()}\n"


def grouped() -> list[tuple[str, list[Query]]]:
    """The named questions under their first tag."""
    groups: dict[str, list[Query]] = {}
    for question in questions.listed():
        groups.setdefault(question.tags[0] if question.tags else "other", []).append(question)
    return sorted(groups.items())


def routes(site: Site) -> list[BaseRoute]:
    """The page's route."""
    examples = grouped()

    def editor(request: Request) -> Response:
        found = opened(request.query_params)
        values = {"opened": found, "examples": examples, "prefixes": namespaces.PREFIXES}
        return site.render(request, site.live.build, "editor.html", values, found.status)

    return [Route("/editor", editor)]
