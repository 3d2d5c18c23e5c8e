"""One thing that a shape, a check or the ontology reports of a graph."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that a shape or a check reports: where (focus, path), what (value), why (message), by which rule."""

    severity: str
    focus: str
    path: str
    value: str
    message: str
    rule: str  # the shape and the kind of constraint, or the check's name
