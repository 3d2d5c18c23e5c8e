"""A question's parameters as fields of a form, and what people type there as the values that a question takes.

A term may be typed as its CURIE, its label, one of its other names, or as a suggestion gives it: "rituximab (NCIT:C1702)".
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cartkg.graph.parameters import Parameter, Type
from cartkg.graph.view.hierarchy import Hierarchy
from cartkg.model.errors import QuestionError
from cartkg.server.asking.around import Around

SUGGESTED = re.compile(r".*\(([A-Za-z][\w.]*:[^\s()]+)\)\s*")
NEAR = 5  # candidates named when no term bears the words


@dataclass(frozen=True, slots=True)
class FormField:
    """A parameter in a form: `value` is the question's, `shown` what stands in the field."""

    name: str
    meaning: str
    kind: Type
    value: str
    shown: str
    choices: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()


def fields(parameters: Iterable[Parameter], given: Mapping[str, str], around: Around) -> tuple[FormField, ...]:
    """The fields of parameters with the values given, the defaults where none is."""
    return tuple(_field(parameter, given.get(parameter.name) or parameter.default, around) for parameter in parameters)


def _field(parameter: Parameter, value: str, around: Around) -> FormField:
    if not parameter.is_term:
        return FormField(parameter.name, parameter.meaning, parameter.type, value, value, parameter.choices)
    shown = suggestion(value, around.terms) if value in around.terms else value
    return FormField(
        parameter.name, parameter.meaning, parameter.type, value, shown, suggestions=suggestions(parameter, around)
    )


def suggestion(curie: str, terms: Hierarchy) -> str:
    """A term as a field shows it: label and CURIE."""
    return f"{terms.label(curie)} ({curie})"


def suggestions(parameter: Parameter, around: Around) -> tuple[str, ...]:
    """The terms that a parameter may sensibly have: of the default's kind, among those that the graph speaks of; by label."""
    fitting = [entry for entry in around.terms.of_kind(parameter.of) if entry.curie in allowed(parameter, around)]
    return tuple(suggestion(entry.curie, around.terms) for entry in fitting)


def allowed(parameter: Parameter, around: Around) -> frozenset[str]:
    """The terms among which suggestions are made."""
    return around.used | {parameter.default}


def resolved(parameters: Iterable[Parameter], given: Mapping[str, str], around: Around) -> dict[str, str]:
    """The values given, terms as CURIEs; an empty value counts as none.

    Raises QuestionError where words name no term, or several.
    """
    known = {parameter.name: parameter for parameter in parameters}
    return {
        name: _term(known[name], value.strip(), around) if name in known and known[name].is_term else value.strip()
        for name, value in given.items()
        if value.strip()
    }


def _term(parameter: Parameter, typed: str, around: Around) -> str:
    chosen = SUGGESTED.fullmatch(typed)
    curie = chosen[1] if chosen else typed if typed in around.terms else ""
    if not curie:
        curie = _meant(parameter, typed, around)
    return curie


def _meant(parameter: Parameter, typed: str, around: Around) -> str:
    kind = parameter.of
    found = around.terms.meant(typed, kind)
    if len(found) == 1:
        return found[0]
    if found:
        named = ", ".join(suggestion(curie, around.terms) for curie in found[:NEAR])
        raise QuestionError(parameter.name, f"“{typed}” names several terms", f"choose one: {named}")
    near = [
        entry
        for entry in around.terms.of_kind(kind)
        if entry.curie in around.used and typed.casefold() in entry.label.casefold()
    ]
    named = ", ".join(suggestion(entry.curie, around.terms) for entry in near[:NEAR])
    raise QuestionError(
        parameter.name, f"no {kind} is called “{typed}”", f"perhaps: {named}" if named else "take one of the suggestions"
    )
