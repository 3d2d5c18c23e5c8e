"""Counting trials under two facts, and saying what is only a part."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from cartkg.graph.store import Row
from cartkg.graph.view.field import FieldTrial

NO_TERM = "words without a term"  # the disease of a trial whose words were grounded to no term

Values = Callable[[FieldTrial], Iterable[str]]


def crossed(trials: Iterable[FieldTrial], first: Values, second: Values) -> Mapping[tuple[str, str], int]:
    """How many trials have each pair of values; a trial counts once under every pair that it has."""
    return Counter(pair for trial in trials for pair in {(one, other) for one in first(trial) for other in second(trial)})


def cells(counts: Mapping[tuple[str, str], int], firsts: Sequence[str], seconds: Sequence[str]) -> tuple[Row, ...]:
    """The counts as rows, in the order of the values; pairs that no trial has are left out."""
    return tuple((a, b, str(counts[a, b])) for a in firsts for b in seconds if counts.get((a, b)))


def counts(rows: Iterable[Row]) -> Mapping[tuple[str, str], int]:
    """Rows of two values and a number, as a mapping."""
    return {(row[0], row[1]): int(row[2]) for row in rows}


def firsts(rows: Iterable[Row], column: int = 0) -> list[str]:
    """The values of a column in the order of their first appearance."""
    return list(dict.fromkeys(row[column] for row in rows))


def trials(number: int) -> str:
    """ "1 trial", "3 trials"."""
    return f"{number} trial" + ("" if number == 1 else "s")
