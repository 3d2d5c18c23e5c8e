"""Where and why a query does not parse, as well as can be told.

pyoxigraph's parser names the furthest character that it came to, but a keyword that it tried is counted to its end; rdflib's
names the beginning of the clause that it could not read. The later of both is near the fault. Three faults are frequent and
told by our own tokens, exactly: a quote or bracket that does not close, and a prefix that is not declared.
"""

import re

from cartkg.graph.sparql.errors import UnreadableQueryError
from cartkg.graph.sparql.place import Place
from cartkg.graph.sparql.tokens import Token, tokens
from cartkg.model.namespaces import PREFIXES

ENGINE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
LITERAL = re.compile(r'"((?:[^"\\]|\\.)+)"')
KEYWORDS = re.compile(r"[A-Z_]+(?:, [A-Z_]+)*")
REASONS = (
    "Duplicated variable name in SELECT",
    "The SELECT contains a variable that is unbound",
    "IRI parsing failed",
    "language tag parsing failed",
    "The variable is already in scope",
)
CLOSING = {")": "(", "]": "[", "}": "{"}
SHORT = 10_000  # characters of a query that is given to rdflib's slower parser for a second opinion


def fault(query: str, said: str = "") -> UnreadableQueryError:
    """The fault of a query that does not parse; `said` is pyoxigraph's message, where it was asked."""
    offset, reason = _told_by_tokens(query) or _told_by_parsers(query, said)
    place = Place.at(query, offset)
    return UnreadableQueryError(
        f"the query does not parse at {place}" + (f": {reason}" if reason else ""), "mend it there", place
    )


def _told_by_tokens(query: str) -> tuple[int, str] | None:
    declared, opened, before = {*PREFIXES, "_"}, list[Token](), ""
    for token in tokens(query):
        if token.kind == "open":
            return token.start, "the string that begins here does not end"
        if token.kind == "name":
            prefix = token.text.partition(":")[0]
            if before == "PREFIX":
                declared.add(prefix)
            elif prefix not in declared:
                return token.start, f"the prefix {prefix}: is not declared"
        elif token.text in CLOSING.values():
            opened.append(token)
        elif token.text in CLOSING and (not opened or opened.pop().text != CLOSING[token.text]):
            return token.start, f"this {token.text} closes nothing that is open"
        before = token.text.upper()
    return (opened[-1].start, f"this {opened[-1].text} is not closed") if opened else None


def _told_by_parsers(query: str, said: str) -> tuple[int, str]:
    found = ENGINE.match(said)
    if not found:
        return _rdflib_offset(query), said.strip()[:200]
    reason = next((reason for reason in REASONS if reason in found[3]), "")
    column = int(found[2]) - (len(max(found[3].split(", "), key=len)) if KEYWORDS.fullmatch(found[3]) else 0)
    engine = _offset(query, int(found[1]), column)
    second = _rdflib_offset(query)
    if second > engine:
        return second, ""
    literals = LITERAL.findall(found[3])
    return engine, reason[:1].lower() + reason[1:] or (f"expected {' or '.join(literals)}" if 0 < len(literals) <= 5 else "")


def _offset(query: str, line: int, column: int) -> int:
    """The place of a line and column as a number of characters from the start, inside the query."""
    begin = sum(len(text) for text in query.splitlines(keepends=True)[: line - 1])
    return max(0, min(begin + column - 1, len(query.rstrip())))


def _rdflib_offset(query: str) -> int:
    if len(query) > SHORT:
        return 0
    from cartkg.graph.sparql import grammar  # noqa: PLC0415 - slow to load, and seldom needed

    return grammar.stops_at(query)
