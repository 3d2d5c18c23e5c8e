"""What a query may not do here: reach the network (SERVICE), name graphs outside the store (FROM), or change data.

pyoxigraph would follow SERVICE to the network, so a query is parsed by rdflib's SPARQL 1.1 grammar first and refused before any
engine sees it. A query that only the stricter of the two parsers refuses is refused: what is not understood is not run.
"""

from pyparsing import ParseBaseException, ParseResults
from rdflib.plugins.sparql.parser import parseQuery, parseUpdate
from rdflib.plugins.sparql.parserutils import CompValue

from cartkg.server.protocol import Fault

FORMS = {"SelectQuery": "SELECT", "AskQuery": "ASK", "ConstructQuery": "CONSTRUCT", "DescribeQuery": "DESCRIBE"}


def check(query: str) -> str:
    """The query's form (SELECT, ASK, CONSTRUCT, DESCRIBE). Raises Fault 400 with the parser's place, or 403."""
    try:
        tree = parseQuery(query)
    except ParseBaseException as error:
        raise _fault(query, error) from error
    except RecursionError as error:
        raise Fault(400, "the query is nested too deeply", "flatten its groups") from error
    if any(part.name == "ServiceGraphPattern" for part in _parts(tree)):
        raise Fault(403, "SERVICE is refused: this endpoint makes no requests of its own", "ask both endpoints from your side")
    return FORMS[tree[1].name]


def _fault(query: str, error: ParseBaseException) -> Fault:
    if _is_update(query):
        return Fault(403, "this endpoint is read-only: updates are refused", "change the records and build the graph again")
    return Fault(400, f"the query does not parse at line {error.lineno}, column {error.column}: {error.msg}", "mend it there")


def _is_update(query: str) -> bool:
    try:
        return bool(parseUpdate(query).request)
    except (ParseBaseException, RecursionError):
        return False


def _parts(tree: object) -> "list[CompValue]":
    """Every named part of a parse tree."""
    found, open_ = [], [tree]
    while open_:
        node = open_.pop()
        if isinstance(node, CompValue):
            found.append(node)
            open_.extend(node.values())
        elif isinstance(node, ParseResults | list | tuple):
            open_.extend(node)
    return found
