"""The form in which cartkg ships trials."""

from collections import Counter

from cartkg.model import Source, Trial
from cartkg.sources.fields import Json

KIND = "cartkg"


def is_record(value: Json) -> bool:
    """Whether a JSON value is a record in this form."""
    return False


def read(record: Json, source: Source, place: str, unknown: Counter[str]) -> Trial:
    """The trial of a record."""
    raise NotImplementedError
