"""The one read model: what a built graph says, as plain frozen values, each part loaded once a graph.

    view = View.of(store)
    view.catalogue.trials      every trial as a row                  view.terms         all terms, broader and narrower
    view.statements[trial]     what its eligibility text states      view.field()       the trials that figures count

Pages, comparison, figures, analyses and exports read this and nothing else; `trial` reads one trial with every item. Its
queries are files in `queries/view/`. Nothing here knows of HTML or HTTP.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from functools import cached_property

from cartkg.graph import queries
from cartkg.graph.store import GraphStore
from cartkg.graph.view import field, statements
from cartkg.graph.view.catalogue import Catalogue, TrialRow
from cartkg.graph.view.days import days
from cartkg.graph.view.field import Field
from cartkg.graph.view.hierarchy import Hierarchy
from cartkg.graph.view.main_diseases import main_diseases
from cartkg.graph.view.statements import Said
from cartkg.model.errors import QuestionError
from cartkg.model.resources import folder

__all__ = ["Pair", "Said", "View"]

Pair = tuple[str, str]  # CURIE ("" where there is none) and label


class View:
    """A built graph as values. Every part is read from the store when it is first asked for, and kept."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store

    @classmethod
    def of(cls, store: GraphStore) -> "View":
        """The view of a graph: the same one every time, until the graph changes."""
        return store.once(cls)

    @cached_property
    def catalogue(self) -> Catalogue:
        """Every trial as a row."""
        return Catalogue.of(self._store)

    @cached_property
    def terms(self) -> Hierarchy:
        """Every term, with what is broader and narrower."""
        return Hierarchy.of(self._store)

    @cached_property
    def statements(self) -> Mapping[str, tuple[Said, ...]]:
        """What the eligibility texts state, by trial; those in doubt too."""
        found: dict[str, list[Said]] = defaultdict(list)
        for one in statements.read(self._store, self.terms.label):
            found[one.trial].append(one)
        return {trial: tuple(said) for trial, said in found.items()}

    @cached_property
    def trials(self) -> Mapping[str, Mapping[str, str]]:
        """The answer of the question `trials` by trial: cells by column, the first row of each."""
        return {name: dict(zip(self.catalogue.columns, rows[0], strict=True)) for name, rows in self.catalogue.rows.items()}

    @cached_property
    def conditions(self) -> Mapping[str, tuple[Pair, ...]]:
        """The conditions by trial: CURIE (or "") and label (or the record's words), by label."""
        return self._pairs("conditions", lambda row: (row["condition"], row["condition_label"] or row["source_text"]))

    @cached_property
    def targets(self) -> Mapping[str, tuple[Pair, ...]]:
        """The antigens by trial: CURIE and symbol."""
        return self._pairs("targets", lambda row: (row["target"], row["symbol"]))

    @property
    def countries(self) -> Mapping[str, tuple[str, ...]]:
        """The countries of the sites by trial, as the register names them."""
        return {trial.id: tuple(one.label for one in trial.countries) for trial in self.catalogue.trials}

    def label(self, curie: str) -> str:
        """The label of a term. Raises QuestionError for one that the graph does not know."""
        if curie not in self.terms:
            raise QuestionError(curie, "is not in the graph", "look it up: cartkg terms lookup WORDS")
        return self.terms.label(curie)

    def in_scope(self, scope: str = "field") -> tuple[TrialRow, ...]:
        """The trials of the field, or all of them."""
        return tuple(trial for trial in self.catalogue.trials if scope == "all" or trial.in_scope)

    def field(self, scope: str = "field") -> Field:
        """The trials in scope with the facts that figures and analyses count by."""
        return field.of(self.in_scope(scope), self._main_diseases, self.days(scope))

    def days(self, scope: str = "field") -> tuple[str, ...]:
        """The day of most records of the trials in scope, then the newest day where it differs."""
        return days(self._store, {trial.id for trial in self.in_scope(scope)})

    def claims(self, scope: str, *kinds: str) -> tuple[Said, ...]:
        """Every statement of these kinds of the trials in scope that is not in doubt."""
        return tuple(
            one
            for trial in self.in_scope(scope)
            for one in self.statements.get(trial.id, ())
            if one.kind in kinds and not one.doubt
        )

    def texts(self, scope: str = "field") -> dict[str, int]:
        """How many trials show their eligibility text complete, partial or none."""
        counted = Counter(trial.completeness for trial in self.in_scope(scope))
        return {text: counted[text] for text in ("complete", "partial", "none")}

    @cached_property
    def _main_diseases(self) -> Mapping[str, tuple[str, ...]]:
        return main_diseases(self.terms)

    def _pairs(self, name: str, of: Callable[[Mapping[str, str]], Pair]) -> dict[str, tuple[Pair, ...]]:
        query = queries.read(folder("queries/questions") / f"{name}.rq")
        found: dict[str, dict[Pair, None]] = defaultdict(dict)
        for cells in queries.rows(query, {}, self._store):
            row = dict(zip(query.columns, cells, strict=True))
            found[row["trial"]][of(row)] = None
        return {trial: tuple(sorted(pairs, key=lambda pair: pair[1].casefold())) for trial, pairs in found.items()}
