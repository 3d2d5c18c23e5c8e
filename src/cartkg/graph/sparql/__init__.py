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
from cartkg.graph.sparql.tokens import form, names_graphs, select_star, variables
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
        results = engine.query(text, **options)
        ordered = _in_order(text, results)
        return engine.query(ordered, **options) if ordered else results


def _in_order(text: str, results: Results) -> str:
    """Of `SELECT *` the query with its columns in the order of the text (the engine sorts them); "" where they stand so."""
    star = select_star(text) if isinstance(results, ox.QuerySolutions) else None
    if star is None or not isinstance(results, ox.QuerySolutions):
        return ""
    held = [variable.value for variable in results.variables]
    wanted = [name for name in variables(text) if name in held]
    columns = " ".join(f"?{name}" for name in wanted)
    return "" if wanted == held or len(wanted) < len(held) else f"{text[:star]} {columns} {text[star + 1 :]}"


@contextmanager
def faults_told(text: str) -> Iterator[None]:
    """Within it the engine's errors become UnreadableQueryError, with the place in the query where it can be told."""
    try:
        yield
    except SyntaxError as error:
        raise syntax.fault(text, str(error)) from error
    except RuntimeError as error:  # what shows only when the query runs, as a function that there is not
        raise UnreadableQueryError(f"the query cannot be evaluated: {error}", "mend it there") from error
