"""Trials side by side: what each record and each eligibility text says of the same thing, and where they part.

    basis = Basis.of(store)                          # read once a graph
    found = compare(basis, ["NCT06904729", "NCT06222853"])
    found.rows[0].difference                         # what differs comes first in its group

`facts` lays out registry fields, `eligibility` what the texts state; `model` says how a row is judged.
"""

from collections.abc import Sequence

from cartkg.model.errors import QuestionError
from cartkg.use.comparison import eligibility, facts
from cartkg.use.comparison.basis import Basis
from cartkg.use.comparison.model import GROUPS, Cell, Comparison, Difference, Head, Phrase, Row, State

__all__ = ["FEWEST", "GROUPS", "MOST", "Basis", "Cell", "Comparison", "Difference", "Head", "Phrase", "Row", "State", "compare"]

FEWEST, MOST = 2, 8  # trials that can be laid side by side; more are not readable in one table


def compare(basis: Basis, trials: Sequence[str]) -> Comparison:
    """The comparison of these trials, in the order given; a trial named twice counts once.

    Raises QuestionError for an unknown trial, for fewer than FEWEST and for more than MOST.
    """
    asked = tuple(dict.fromkeys(trials))
    for trial in asked:
        if trial not in basis.trials:
            raise QuestionError("trial", f"{trial} is not a trial of this graph", "look it up among the trials")
    if not FEWEST <= len(asked) <= MOST:
        raise QuestionError("trial", f"{len(asked)} trials cannot be compared", f"name {FEWEST} to {MOST} trials")
    heads = tuple(_head(basis, trial) for trial in asked)
    rows = (*facts.rows(basis, heads), *eligibility.rows(basis, heads))
    return Comparison(heads, tuple(sorted(rows, key=lambda row: (GROUPS.index(row.group), row.difference.order))))


def _head(basis: Basis, trial: str) -> Head:
    row = basis.trials[trial]
    return Head(trial, row["title"], row["population"], row["eligibility_text"] or "none")
