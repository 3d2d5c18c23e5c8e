"""What a comparison is made from, read once a graph."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cartkg.ask import questions
from cartkg.graph import statements
from cartkg.graph.hierarchy import Hierarchy
from cartkg.graph.statements import Said
from cartkg.graph.store import GraphStore
from cartkg.use.comparison.model import Pair

COUNTRIES = """SELECT DISTINCT ?trial ?country { ?t a cartkg:Trial ; dcterms:identifier ?trial ; cartkg:hasSite ?site .
?site cartkg:country ?country }"""


@dataclass(frozen=True, slots=True)
class Basis:
    """The rows of the answer tables by trial: registry facts, conditions, targets, countries, statements; and the terms."""

    trials: Mapping[str, Mapping[str, str]]
    conditions: Mapping[str, tuple[Pair, ...]]  # CURIE (or "") and label (or the record's words)
    targets: Mapping[str, tuple[Pair, ...]]  # CURIE and symbol
    countries: Mapping[str, tuple[str, ...]]
    statements: Mapping[str, tuple[Said, ...]]
    terms: Hierarchy

    @classmethod
    def of(cls, store: GraphStore) -> "Basis":
        """The basis of a graph."""
        table = questions.ask("trials", {}, store)
        said = defaultdict(list)
        for one in statements.read(store):
            said[one.trial].append(one)
        return cls(
            {row[0]: dict(zip(table.columns, row, strict=True)) for row in table.rows},
            _pairs("conditions", store, lambda row: (row["condition"], row["condition_label"] or row["source_text"])),
            _pairs("targets", store, lambda row: (row["target"], row["symbol"])),
            _countries(store),
            {trial: tuple(found) for trial, found in said.items()},
            Hierarchy.of(store),
        )


def _pairs(name: str, store: GraphStore, of: Callable[[Mapping[str, str]], Pair]) -> dict[str, tuple[Pair, ...]]:
    table = questions.ask(name, {}, store)
    found: dict[str, dict[Pair, None]] = defaultdict(dict)
    for cells in table.rows:
        row = dict(zip(table.columns, cells, strict=True))
        found[row["trial"]][of(row)] = None
    return {trial: tuple(sorted(pairs, key=lambda pair: pair[1].casefold())) for trial, pairs in found.items()}


def _countries(store: GraphStore) -> dict[str, tuple[str, ...]]:
    found = defaultdict(set)
    for row in store.select(COUNTRIES):
        found[row["trial"]].add(row["country"])
    return {trial: tuple(sorted(countries)) for trial, countries in found.items()}
