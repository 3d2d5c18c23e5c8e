"""What a query may not do here: reach the network (SERVICE), or change data.

pyoxigraph would follow SERVICE to the network, and does not show how it read a query. Two readings of ours must agree that
there is none: our tokens, read so that a doubt counts against the query, and rdflib's SPARQL 1.1 grammar. Most queries do not
hold the word at all, however their escapes are read, and need neither. Where the kernel allows it a worker has no network.

FROM names graphs of the store here; pyoxigraph fetches nothing for it.
"""

import re

from cartkg.graph.sparql import syntax
from cartkg.graph.sparql.errors import RefusedQueryError, UnreadableQueryError
from cartkg.graph.sparql.place import Place
from cartkg.graph.sparql.tokens import ESCAPE, Token, form, tokens

SERVICE = "service"
NO_CHARACTER = re.compile("[\0\ud800-\udfff]")
AFTER_DOT = re.compile(r"(^|\.)service", re.IGNORECASE)

READ_ONLY = "updates are refused: a graph is read-only", "change the records and build the graph again"
REFUSED = "SERVICE is refused: no request is made to another server", "ask both endpoints from your side"
UNCLEAR = (
    "the word SERVICE stands where it could be read as a request to another server",
    "write names with that word in full (<…>), and text with it without escapes and on one line",
)


def check(query: str) -> None:
    """Raises RefusedQueryError for an update, for SERVICE, and for what might be read as SERVICE.

    Raises UnreadableQueryError for characters that are none, and where a query with that word does not parse.
    """
    check_characters(query)
    if form(query) == "UPDATE":
        raise RefusedQueryError("query", *READ_ONLY)
    if not _holds_the_word(query):
        return
    if any(_may_be_service(token) for token in tokens(query)):
        raise RefusedQueryError("query", *REFUSED)
    from cartkg.graph.sparql import grammar  # noqa: PLC0415 - slow to load, and seldom needed

    found = grammar.finds_service(query)
    if found is None:
        raise syntax.fault(query)
    if found:
        raise RefusedQueryError("query", *UNCLEAR)


def check_characters(query: str) -> None:
    """Raises UnreadableQueryError for NUL and for half of a surrogate pair, which are no characters of a query."""
    wrong = next((found.start() for found in NO_CHARACTER.finditer(query)), None)
    if wrong is not None:
        name, place = "NUL" if query[wrong] == "\0" else "half of a surrogate pair", Place.at(query, wrong)
        raise UnreadableQueryError(f"the query holds a character that is none ({name}) at {place}", "leave it out", place)


def _holds_the_word(query: str) -> bool:
    return SERVICE in query.lower() or SERVICE in _unescaped(query).lower()


def _unescaped(query: str) -> str:
    """With each code point escape read, wherever it stands (SPARQL 1.1, section 19.2)."""
    return ESCAPE.sub(lambda found: _character(int(found[1] or found[2], 16)), query)


def _character(code: int) -> str:
    return chr(code) if code < 0x110000 else "\ufffd"


def _may_be_service(token: Token) -> bool:
    """Whether a parser that sets less store by spaces than the standard could read SERVICE in a token.

    pyoxigraph reads `trueSERVICE<…>` and `SERVICEa:b`. A name may end before a dot, so what follows one counts as a beginning.
    `<` may be "less than" before a closing bracket: `FILTER(?a<?b)SERVICE?c#>` is one IRI to the eye of a tokenizer.
    """
    text = token.text.lower()
    if token.kind == "open":
        return True  # what follows was not read
    if token.kind == "word":
        return SERVICE in text
    if token.kind == "name":
        prefix, _, local = text.partition(":")
        return SERVICE in prefix or bool(AFTER_DOT.search(local))
    return token.kind == "iri" and SERVICE in text.partition(")")[2]
