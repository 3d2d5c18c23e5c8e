"""The one door through which a query comes to an engine: the library's, the commands' and the server's.

What is refused, and which graphs a query sees, is the same for all: its own FROM and FROM NAMED where it names graphs, else the
union of all; no update, and no SERVICE, so that an answer needs no network.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pyoxigraph as ox

from cartkg.graph.sparql import guard, syntax
from cartkg.graph.sparql.errors import RefusedQueryError, UnreadableQueryError
from cartkg.graph.sparql.place import Place
from cartkg.graph.sparql.tokens import form, names_graphs
from cartkg.model import namespaces

__all__ = ["Place", "RefusedQueryError", "Results", "UnreadableQueryError", "faults_told", "form", "run"]

Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


def run(
    engine: ox.Store,
    text: str,
    *,
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
    substitutions: Mapping[str, str] | None = None,
) -> Results:
    """The answer over the graphs given, else the query's own, else the union of all.

    Our prefixes need not be declared, and relative IRIs are ours. `substitutions` binds variables (without `?`) to IRIs. Raises
    RefusedQueryError and UnreadableQueryError. Results that are still to be read raise the engine's own errors:
    read them within `faults_told`.
    """
    guard.check(text)
    options: dict[str, Any] = {"base_iri": namespaces.BASE, "prefixes": namespaces.PREFIXES}
    if substitutions:
        options["substitutions"] = {ox.Variable(name): ox.NamedNode(iri) for name, iri in substitutions.items()}
    if default_graphs or named_graphs:
        options["default_graph"] = [ox.NamedNode(iri) for iri in default_graphs]
        options["named_graphs"] = [ox.NamedNode(iri) for iri in named_graphs]
    else:  # the engine's union would win over FROM, so it is asked for only where no graph is named
        options["use_default_graph_as_union"] = not names_graphs(text)
    with faults_told(text):
        return engine.query(text, **options)


@contextmanager
def faults_told(text: str) -> Iterator[None]:
    """Within it the engine's errors become UnreadableQueryError, with the place in the query where it can be told."""
    try:
        yield
    except SyntaxError as error:
        raise syntax.fault(text, str(error)) from error
    except RuntimeError as error:  # what shows only when the query runs, as a function that there is not
        raise UnreadableQueryError(f"the query cannot be evaluated: {error}", "mend it there") from error
