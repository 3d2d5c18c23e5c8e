"""rdflib's SPARQL 1.1 grammar as a second reader of a query. Slow to load and to read: used when it must be."""

from pyparsing import ParseBaseException, ParseResults
from rdflib.plugins.sparql.parser import Query
from rdflib.plugins.sparql.parserutils import CompValue

from cartkg.graph.sparql.tokens import ESCAPE


def finds_service(query: str) -> bool | None:
    """Whether the grammar finds SERVICE; None where it cannot read the query.

    It must not be led to read otherwise than the engine. Its comments end at a line feed only, so carriage returns become line
    feeds; it replaces code point escapes before it looks for the ends of strings, so they become letters here.
    """
    text = ESCAPE.sub(lambda found: "x" * len(found[0]), query.replace("\r", "\n"))
    try:
        return any(part.name == "ServiceGraphPattern" for part in _parts(Query.parse_string(text, parse_all=True)))
    except (ParseBaseException, RecursionError):
        return None


def stops_at(query: str) -> int:
    """The first character that the grammar cannot place, counted from 0; 0 as well where it reads the whole."""
    try:
        Query.parse_string(query, parse_all=True)
    except ParseBaseException as error:
        return int(error.loc)
    except RecursionError:
        pass
    return 0


def _parts(tree: object) -> list[CompValue]:
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
