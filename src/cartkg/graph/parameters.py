"""Typed parameters: what a question, figure or analysis may be given, read from one line of a header and checked in one place.

    #+ parameter agent: term(therapy) = NCIT:C1702; the therapy asked for
    #+ parameter population: choice(all, under-18, pediatric-only) = all; who the trial admits
    #+ parameter within: duration = none; only exclusions that reach no further back
    #+ parameter age: number = 12; years
    #+ parameter asked: text(country) = China; the country's name

Forms, the command line, plain words and the library use what stands here; nobody reads the meaning to guess a type.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from cartkg.model import namespaces, windows
from cartkg.model.errors import QuestionError, VocabularyError

NONE = "none"  # a duration that is not given
LINE = re.compile(r"(?P<type>\w+)(?:\((?P<of>[^)]*)\))? = (?P<default>[^;]*);\s*(?P<meaning>.*)")
NUMBER = re.compile(r"[0-9]{1,6}(\.[0-9]{1,3})?")
KINDS = ("therapy", "condition", "measure", "antigen")


class Type(StrEnum):
    """What values a parameter takes."""

    TERM = "term"  # a CURIE of the graph
    CHOICE = "choice"
    NUMBER = "number"
    DURATION = "duration"  # ISO 8601 (P6M), or "none"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter. `of` is a term's kind (therapy, condition, …) or what a text names (country, sponsor, date)."""

    name: str
    type: Type
    default: str
    meaning: str
    of: str = ""
    choices: tuple[str, ...] = ()

    @property
    def is_term(self) -> bool:
        return self.type is Type.TERM

    def check(self, value: str) -> None:
        """Raises QuestionError where the parameter cannot have this value."""
        match self.type:
            case Type.CHOICE if value not in self.choices:
                raise QuestionError(self.name, f"no value {value}", "one of " + ", ".join(self.choices))
            case Type.NUMBER if not NUMBER.fullmatch(value):
                raise QuestionError(self.name, f"{value} is not a plain number", "give a number such as 12 or 0.6")
            case Type.DURATION if value != NONE and windows.days(value) is None:
                raise QuestionError(self.name, f"{value} is not a duration", "give years, months, weeks or days: P2Y, P6M, P4W")
            case Type.TEXT if not value.isprintable() or set(value) & set('"\\{}'):
                raise QuestionError(self.name, f"{value!r} holds a character that no name has", "give plain words")
            case Type.TERM:
                _iri(self.name, value)

    def in_sparql(self, value: str) -> str:
        """The value as it stands in `VALUES ?name { … }`: a duration as its days, UNDEF for none. Raises QuestionError."""
        self.check(value)
        match self.type:
            case Type.TERM:
                return f"<{_iri(self.name, value)}>"
            case Type.NUMBER:
                return value
            case Type.DURATION:
                return "UNDEF" if value == NONE else str(windows.days(value))
        return f'"{value}"'


def _iri(name: str, value: str) -> str:
    try:
        iri = namespaces.expand(value)
    except VocabularyError as error:
        raise QuestionError(name, f"{value}: {error.problem}", "give a CURIE such as NCIT:C1702") from error
    if re.search(r'[<>"{}|\\^`\s]', iri):
        raise QuestionError(name, f"{value} is not a CURIE", "give a CURIE such as NCIT:C1702")
    return iri


def read(name: str, line: str, place: object) -> Parameter:
    """A parameter from its header line. Raises QuestionError naming `place` where the line is not well formed."""
    found = LINE.fullmatch(line.strip())
    if not found or found["type"] not in set(Type):
        known = ", ".join(Type)
        raise QuestionError(
            place, f"parameter {name}: {line!r} has no type", f"write `TYPE = DEFAULT; meaning`; types: {known}"
        )
    kind, of, default = Type(found["type"]), found["of"] or "", found["default"].strip()
    choices = tuple(part.strip() for part in of.split(",")) if kind is Type.CHOICE else ()
    parameter = Parameter(name, kind, default, found["meaning"].strip(), "" if choices else of, choices)
    if parameter.is_term and of not in KINDS:
        raise QuestionError(place, f"parameter {name}: {of or 'no'} kind of term", "one of " + ", ".join(KINDS))
    parameter.check(default)
    return parameter


def term(name: str, kind: str, default: str, meaning: str) -> Parameter:
    """A parameter that takes a term of this kind."""
    return Parameter(name, Type.TERM, default, meaning, kind)


def choice(name: str, choices: tuple[str, ...], meaning: str, default: str = "") -> Parameter:
    """A parameter that takes one of these words, the first of them by default."""
    return Parameter(name, Type.CHOICE, default or choices[0], meaning, choices=choices)


def number(name: str, default: str, meaning: str) -> Parameter:
    """A parameter that takes a plain number."""
    return Parameter(name, Type.NUMBER, default, meaning)
