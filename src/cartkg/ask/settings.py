"""Parameters of figures and analyses with the values that they were given."""

from collections.abc import Mapping

from cartkg.graph.parameters import Parameter
from cartkg.model.errors import QuestionError


def settings(name: str, parameters: tuple[Parameter, ...], given: Mapping[str, str]) -> Mapping[str, str]:
    """Every parameter with its value, the default where none is given.

    Raises QuestionError for an unknown parameter, a value that is not among the choices, or a number that is none; whether a
    term is known is for those who look it up.
    """
    known = {parameter.name: parameter for parameter in parameters}
    for key, value in given.items():
        if key not in known:
            raise QuestionError(name, f"no parameter {key}", "it has: " + (", ".join(known) or "none"))
        known[key].check(value)
    return {parameter.name: given.get(parameter.name) or parameter.default for parameter in parameters}
