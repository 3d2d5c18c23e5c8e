"""What `import cartkg` gives: build a graph, open one, ask it. (`read_text` is in `use.text`.)

The command line's words are the library's: `cartkg ask NAME --param KEY=VALUE` is `graph.ask(NAME, KEY=VALUE)`.
"""

import json
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from cartkg.ask import answers, plain_words, questions
from cartkg.ask.questions import Answer
from cartkg.graph.build import BuildResult
from cartkg.graph.build import build as build_graph
from cartkg.graph.store import MANIFEST, GraphStore
from cartkg.graph.view import trial as trials
from cartkg.graph.view.trial import TrialPage
from cartkg.model.errors import QuestionError
from cartkg.use.match import Candidate, Match, MatchTrial, read_person, read_trials
from cartkg.use.match import match as hold

GRAPH = "build/graph"


class Graph:
    """A built graph, opened read-only.

    >>> graph = cartkg.open("build/graph")                                                          # doctest: +SKIP
    >>> graph.ask("excludes-prior-therapy", agent="NCIT:C1702", population="pediatric-only").rows   # doctest: +SKIP
    """

    def __init__(self, folder: Path, built: BuildResult | None = None) -> None:
        self.folder, self.built = folder, built
        self.store = GraphStore.open(folder)

    def __repr__(self) -> str:
        return f"cartkg.open({str(self.folder)!r})"

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What was read, refused, counted and found when the graph was built, and by which versions."""
        found: dict[str, Any] = json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))
        return found

    @property
    def questions(self) -> dict[str, str]:
        """The named questions, each with what it answers."""
        return {question.name: question.summary for question in questions.listed()}

    def ask(self, question: str, **parameters: object) -> Answer:
        """The answer to a named question, or to plain words that clearly ask one (`answer.question` says which).

        A parameter whose name Python keeps for itself takes an underscore: `class_="cartkgv:b-cell-depleting-therapy"`.
        Raises QuestionError for an unknown question, parameter, value or term, and for words that ask none clearly.
        """
        given = {name.removesuffix("_"): _text(value) for name, value in parameters.items()}
        if " " in question:
            match = _understood(question)
            question, given = match.question.name, {**match.parameters, **given}
        return questions.ask(question, given, self.store)

    def query(self, sparql: str) -> Answer:
        """The answer to any SPARQL 1.1 query over the union of the graphs; the project's prefixes need not be declared.

        ASK gives one cell `true` or `false`, CONSTRUCT and DESCRIBE give rows of subject, predicate and object. Identifiers
        are CURIEs. Raises QuestionError where the query does not parse.
        """
        return answers.rows(sparql, self.store)

    def trial(self, identifier: str) -> TrialPage:
        """Everything the graph says of a trial: facts, criteria with statements, verdicts, conflicts, records.

        Raises QuestionError where the graph holds no such trial, or merely a mention of it.
        """
        found = trials.read(self.store, identifier)
        if isinstance(found, TrialPage):
            return found
        problem = "is named by other records, but no record of it was read" if found else "no such trial in the graph"
        raise QuestionError(identifier, problem, "graph.ask('trials') lists all")

    def match(
        self, person: str | Path | Candidate, *trials: str, on: date | None = None, scope: str = "field"
    ) -> tuple[Match, ...]:
        """Which trials a person could enter, nearest first: excluded, possible or not known, criterion by criterion.

        `person` is a file (our short YAML or JSON, a GA4GH Phenopacket, a FHIR bundle) or a Candidate. `trials` are ids; none
        named: the trials of the field, or of `scope="all"`. `on` is the day that stands for every anchor where the file gives
        none. Raises CartkgError for a file that cannot be read and for an unknown trial.
        """
        candidate = person if isinstance(person, Candidate) else read_person(Path(person), on)
        held = {trial.id: trial for trial in self._held}
        for identifier in trials:
            if identifier not in held:
                raise QuestionError(identifier, "no such trial in the graph", "graph.ask('trials') lists all")
        chosen = [held[one] for one in trials] if trials else [t for t in held.values() if scope == "all" or t.in_scope]
        return hold(candidate, chosen)

    @cached_property
    def _held(self) -> tuple[MatchTrial, ...]:
        return read_trials(self.store)


def open(folder: str | Path = GRAPH) -> Graph:
    """The built graph of a folder. Raises StoreError where there is none."""
    return Graph(Path(folder))


def build(*sources: str | Path, out: str | Path = GRAPH, statements: str | Path | None = None) -> Graph:
    """Read records (files or folders; none named: the shipped data), write the graph folder `out` and open it.

    `graph.built` says what was read, refused and found. `statements` is a folder of reviewed statements that win over the
    program's reading. Raises UnreadableRecord where nothing could be read, StoreError where `out` cannot be written.
    """
    result = build_graph(map(Path, sources), Path(out), Path(statements) if statements else None)
    return Graph(result.folder, result)


def _understood(words: str) -> plain_words.Understood:
    found = plain_words.find(words)
    if isinstance(found, plain_words.Understood):
        return found
    nearest = "; ".join(match.question.name for match in found.matches) or "graph.questions lists all"
    raise QuestionError(words, found.why, f"ask one by its name: {nearest}")


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
