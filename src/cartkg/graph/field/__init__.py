"""The field as rows: each trial in scope with the facts that figures and analyses count by, and what its texts state."""

from cartkg.graph.field.diseases import BASKET, OTHER, UNSPECIFIED, Disease, main_diseases
from cartkg.graph.field.trials import NOT_STATED, Field, FieldTrial, read

__all__ = ["BASKET", "NOT_STATED", "OTHER", "UNSPECIFIED", "Disease", "Field", "FieldTrial", "main_diseases", "read"]
