"""The one door to the graph engine: a graph folder is opened, asked and written here and nowhere else.

A graph folder holds `graph.nq` (sorted N-Quads: the graph itself), `store/` (the same graph, indexed on disk) and
`manifest.json`. A query sees the union of all named graphs, unless it names some with GRAPH.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import pyoxigraph as ox

from cartkg.graph import sparql
from cartkg.graph.sparql import Results
from cartkg.graph.triples.node import Triple
from cartkg.model import namespaces
from cartkg.model.errors import QuestionError, StoreError

STORE = "store"
QUADS = "graph.nq"
MANIFEST = "manifest.json"

Row = tuple[str, ...]
Value = TypeVar("Value")
Table = tuple[Row, tuple[Row, ...]]  # the columns' names, and the rows


class GraphStore:
    """A graph under one engine, in memory or in a folder."""

    def __init__(self, engine: ox.Store) -> None:
        self.engine = engine
        self._kept: dict[object, Any] = {}

    def once(self, make: Callable[["GraphStore"], Value]) -> Value:
        """What `make` gives for this graph, made once and kept until the graph changes."""
        if make not in self._kept:
            self._kept[make] = make(self)
        value: Value = self._kept[make]
        return value

    @classmethod
    def in_memory(cls) -> "GraphStore":
        """An empty graph in memory."""
        return cls(ox.Store())

    @classmethod
    def create(cls, folder: Path) -> "GraphStore":
        """A new graph on disk, at `folder`."""
        return cls(ox.Store(str(folder)))

    @classmethod
    def open(cls, graph: Path) -> "GraphStore":
        """The built graph of a graph folder, read-only. Raises StoreError when there is none."""
        if not (graph / STORE / "CURRENT").is_file():
            raise StoreError(graph, "no built graph here", "build one first: cartkg build --out " + str(graph))
        try:
            return cls(ox.Store.read_only(str(graph / STORE)))
        except (OSError, RuntimeError) as error:  # RocksDB tells of damaged files by the latter
            raise StoreError(graph, f"the graph does not open: {error}", "build it again") from error

    @classmethod
    def read(cls, file: Path) -> "GraphStore":
        """The graph of one RDF file (N-Quads, TriG, Turtle, RDF/XML, …, told by its ending), in memory."""
        store = cls.in_memory()
        try:
            store.engine.load(path=str(file))
        except (OSError, SyntaxError, ValueError) as error:
            raise StoreError(
                file, f"not a readable RDF file: {error}", "give .nq, .trig, .ttl, .nt, .rdf or .jsonld"
            ) from error
        return store

    def add(self, graph: str, triples: Iterable[Triple]) -> None:
        """Put triples into the named graph `graph`."""
        self._kept.clear()
        lines = "\n".join(sorted({quad_line(triple, graph) for triple in triples}))
        self.engine.bulk_load(lines.encode(), ox.RdfFormat.N_QUADS)

    def drop(self, graphs: Iterable[str]) -> None:
        """Take these named graphs out."""
        for graph in graphs:
            self.engine.remove_graph(ox.NamedNode(graph))

    def load(self, quads: Path) -> None:
        """Load a file of N-Quads."""
        self._kept.clear()
        self.engine.bulk_load(path=str(quads), format=ox.RdfFormat.N_QUADS)

    def close(self) -> None:
        """Write everything to disk and let go of the folder; the store is not used afterwards."""
        self.engine.flush()
        self.engine.optimize()
        del self.engine

    def query(self, text: str, substitutions: Mapping[str, str] | None = None) -> Results:
        """The answer of any SPARQL 1.1 query, as `sparql.run` gives it: over the union of the graphs where it names none.

        `substitutions` binds variables (without `?`) to IRIs. Raises QuestionError when the text does not parse, and for
        updates and SERVICE.
        """
        return sparql.run(self.engine, text, substitutions=substitutions)

    def select(self, text: str) -> Iterator[dict[str, str]]:
        """The rows of a SELECT query as plain text: the lexical form of literals, IRIs in full, "" where unbound."""
        solutions = self._solutions(text, "query")
        names = [variable.value for variable in solutions.variables]
        for solution in solutions:
            yield {name: "" if solution[name] is None else str(solution[name].value) for name in names}

    def table(self, text: str, name: str = "query") -> Table:
        """The columns and rows of a SELECT query as plain cells, as `cells` gives them; `name` is for messages."""
        return cells(self._solutions(text, name))

    def _solutions(self, text: str, name: str) -> ox.QuerySolutions:
        answer = self.query(text)
        if not isinstance(answer, ox.QuerySolutions):
            raise QuestionError(name, "is not a SELECT query", "select columns; ASK, CONSTRUCT and DESCRIBE go to query()")
        return answer

    def construct(self, text: str, graph: str) -> int:
        """Add what a CONSTRUCT query gives to the named graph `graph`; returns how many triples."""
        answer = self.query(text)
        if not isinstance(answer, ox.QueryTriples):
            raise QuestionError(graph, "is not a CONSTRUCT query", "a derivation constructs triples")
        quads = [ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(graph)) for t in answer]
        self._kept.clear()
        self.engine.extend(quads)
        return len(set(quads))

    def graphs(self) -> list[str]:
        """The names of the graphs, sorted."""
        return sorted(graph.value for graph in self.engine.named_graphs() if isinstance(graph, ox.NamedNode))

    def lines(self, graph: str | None = None) -> list[str]:
        """The quads as sorted N-Quads lines (of one graph when named)."""
        name = ox.NamedNode(graph) if graph else None
        return sorted(f"{quad} ." for quad in self.engine.quads_for_pattern(None, None, None, name))

    def __len__(self) -> int:
        return len(self.engine)


def cells(solutions: ox.QuerySolutions) -> Table:
    """The columns and rows of solutions as plain text: CURIEs for identifiers, "" where unbound."""
    columns = tuple(variable.value for variable in solutions.variables)
    return columns, tuple(tuple(cell(solution[index]) for index in range(len(columns))) for solution in solutions)


def cell(value: object) -> str:
    """A term as plain text: the CURIE of an IRI, the lexical form of a literal, "" for None."""
    if isinstance(value, ox.NamedNode):
        return namespaces.compact(value.value)
    return "" if value is None else str(getattr(value, "value", value))


def quad_line(triple: Triple, graph: str) -> str:
    """One N-Quads line."""
    subject, predicate, value = triple
    return f"{subject.n3()} {predicate.n3()} {_nt(value)} <{graph}> ."


def _nt(value: object) -> str:
    """A term in N-Triples form: literals on one line, with the escapes that the format knows."""
    datatype, lexical = getattr(value, "datatype", None), str(value)
    if not hasattr(value, "language"):
        return f"<{lexical}>"
    for character, escape in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r")):
        lexical = lexical.replace(character, escape)
    return f'"{lexical}"' + (f"^^<{datatype}>" if datatype else "")
