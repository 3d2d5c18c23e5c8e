"""What a query may not do here: reach the network (SERVICE), or change data.

pyoxigraph would follow SERVICE to the network, and does not show how it read a query. Two readings of ours must agree that
there is none: our tokens, read so that a doubt counts against the query, and rdflib's SPARQL 1.1 grammar. Most queries do not
hold the word at all, however their escapes are read, and need neither. Where the kernel allows it a worker has no network.

FROM names graphs of the store here; pyoxigraph fetches nothing for it.
"""

import re

from cartkg.server import syntax
from cartkg.server.protocol import READ_ONLY, Fault
from cartkg.server.tokens import ESCAPE, Token, form, tokens

SERVICE = "service"
AFTER_DOT = re.compile(r"(^|\.)service", re.IGNORECASE)

REFUSED = Fault(403, "SERVICE is refused: this endpoint makes no requests of its own", "ask both endpoints from your side")
UNCLEAR = Fault(
    403,
    "the word SERVICE stands where it could be read as a request to another server",
    "write names with that word in full (<…>), and text with it without escapes and on one line",
)


def check(query: str) -> None:
    """Raises Fault 403 for an update, for SERVICE, and for what might be read as SERVICE; 400 where it then does not parse."""
    if form(query) == "UPDATE":
        raise READ_ONLY
    if not _holds_the_word(query):
        return
    if any(_may_be_service(token) for token in tokens(query)):
        raise REFUSED
    from cartkg.server import grammar  # noqa: PLC0415 - slow to load, and seldom needed

    found = grammar.finds_service(query)
    if found is None:
        raise syntax.fault(query)
    if found:
        raise UNCLEAR


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
