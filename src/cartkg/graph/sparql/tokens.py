"""A query cut into tokens by SPARQL 1.1's own terminals (section 19.8), in time linear in its length.

No parser: it tells keywords from words inside strings, comments, IRIs and names. Characters that begin no terminal are tokens
of their own. A quote that never closes is the last token: what follows it cannot be read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

TERMINALS = re.compile(
    r"""
    (?P<space>[ \t\r\n\f\v]++)
  | (?P<comment>\#[^\r\n]*+)
  | (?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>)
  | (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*+\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*+'''
             | "(?!"")(?:[^"\\\r\n]|\\.)*+" | '(?!'')(?:[^'\\\r\n]|\\.)*+')
  | (?P<open>["'])
  | (?P<variable>[?$]\w++)
  | (?P<language>@[A-Za-z][\w-]*+)
  | (?P<number>\d++(?:\.\d++)?(?:[eE][+-]?\d++)?)
  | (?P<name>(?:[^\W\d][\w.-]*)?:(?:[\w:%.-]|\\[_~.\-!$&'()*+,;=/?\#@%])*+)
  | (?P<word>[^\W\d]\w*+)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")  # of a code point (section 19.2)
KINDS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "ADD", "MOVE", "COPY", "WITH")
PROLOGUE = ("PREFIX", "BASE", "VERSION")
FIRST = 5_000  # tokens among which a query's first keyword must stand


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query: what it is (a group of TERMINALS), its text and its first character's place, counted from 0."""

    kind: str
    text: str
    start: int


def tokens(query: str) -> Iterator[Token]:
    """The tokens of a query without spaces and comments, up to a quote that never closes."""
    for found in TERMINALS.finditer(query):
        kind = found.lastgroup or ""
        if kind not in ("space", "comment"):
            yield Token(kind, found.group(), found.start())
        if kind == "open":
            return


def form(query: str) -> str:
    """By its first keyword: SELECT, ASK, CONSTRUCT, DESCRIBE, UPDATE, or "" where it is none of these."""
    for token in islice(tokens(query), FIRST):
        word = token.text.upper()
        if token.kind == "word" and word not in PROLOGUE:
            return word if word in KINDS else "UPDATE" if word in UPDATES else ""
        if token.kind not in ("word", "iri", "name", "string"):
            return ""
    return ""


def select_star(query: str) -> int | None:
    """Where the `*` of a query's own SELECT stands; None where it selects columns by name, or nothing."""
    selects = False
    for token in islice(tokens(query), FIRST):
        word = token.text.upper()
        if selects and word not in ("DISTINCT", "REDUCED"):
            return token.start if token.text == "*" else None
        if token.kind == "word" and word not in PROLOGUE:
            if not selects and word != "SELECT":
                return None
            selects = True
    return None


def variables(query: str) -> list[str]:
    """The names of a query's variables, in the order in which they first stand."""
    return list(dict.fromkeys(token.text[1:] for token in tokens(query) if token.kind == "variable"))


def names_graphs(query: str) -> bool:
    """Whether it says with FROM which graphs it asks. No other keyword begins so."""
    return "from" in query.lower() and any(t.kind == "word" and t.text.lower().startswith("from") for t in tokens(query))
