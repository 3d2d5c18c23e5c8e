"""What an analysis is: a question to the graph as a network, its answer as rows, and sentences that say how far it reaches."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cartkg.ask.settings import settings
from cartkg.graph.parameters import Parameter
from cartkg.graph.store import GraphStore, Row


@dataclass(frozen=True, slots=True)
class Result:
    """The rows of an answer under their columns, and what must be known to read them: of how many trials they speak."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """An analysis by name: what it answers, how its answer is read, its parameters."""

    name: str
    summary: str
    reading: str  # how to read a row, and what it does not mean
    find: Callable[[GraphStore, Mapping[str, str]], Result]
    parameters: tuple[Parameter, ...] = ()

    def run(self, store: GraphStore, parameters: Mapping[str, str] | None = None) -> Result:
        """The answer. Raises QuestionError for an unknown parameter or value."""
        return self.find(store, settings(self.name, self.parameters, parameters or {}))
