"""What can be wrong with a query before, and while, an engine answers it."""

from cartkg.graph.sparql.place import Place
from cartkg.model.errors import QuestionError


class RefusedQueryError(QuestionError):
    """A query that asks for what is never done here: an update, or a request to another server."""


class UnreadableQueryError(QuestionError):
    """A query that does not parse, or cannot be evaluated. `at` is the place, where it is known."""

    def __init__(self, problem: str, remedy: str, at: Place | None = None) -> None:
        self.at = at
        super().__init__("query", problem, remedy)
