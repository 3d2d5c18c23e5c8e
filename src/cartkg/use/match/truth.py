"""Three-valued logic: True, False, and None for what the told facts leave open (Kleene's strong tables)."""

from collections.abc import Iterable

Truth = bool | None


def all_of(values: Iterable[Truth]) -> Truth:
    """False if one is false, else open if one is open; true of nothing."""
    found = list(values)
    return False if False in found else None if None in found else True


def any_of(values: Iterable[Truth]) -> Truth:
    """True if one is true, else open if one is open; false of nothing."""
    found = list(values)
    return True if True in found else None if None in found else False


def negate(value: Truth) -> Truth:
    """The opposite; what is open stays open."""
    return None if value is None else not value
