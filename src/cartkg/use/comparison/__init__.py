"""Trials side by side: what each record and each eligibility text says of the same thing, and where they part.

    view = View.of(store)                          # read once a graph
    found = compare(view, ["NCT06904729", "NCT06222853"])
    found.rows[0].difference                         # what differs comes first in its group

`facts` lays out registry fields, `eligibility` what the texts state; `model` says how a row is judged.
"""

from collections.abc import Sequence

from cartkg.graph.view import View
from cartkg.model.errors import QuestionError
from cartkg.use.comparison import eligibility, facts
from cartkg.use.comparison.model import GROUPS, Cell, Comparison, Difference, Head, Phrase, Row, State

__all__ = ["FEWEST", "GROUPS", "MOST", "Cell", "Comparison", "Difference", "Head", "Phrase", "Row", "State", "compare"]

FEWEST, MOST = 2, 8  # trials that can be laid side by side; more are not readable in one table


def compare(view: View, trials: Sequence[str]) -> Comparison:
    """The comparison of these trials, in the order given; a trial named twice counts once.

    Raises QuestionError for an unknown trial, for fewer than FEWEST and for more than MOST.
    """
    asked = tuple(dict.fromkeys(trials))
    for trial in asked:
        if trial not in view.trials:
            raise QuestionError("trial", f"{trial} is not a trial of this graph", "look it up among the trials")
    if not FEWEST <= len(asked) <= MOST:
        raise QuestionError("trial", f"{len(asked)} trials cannot be compared", f"name {FEWEST} to {MOST} trials")
    heads = tuple(_head(view, trial) for trial in asked)
    rows = (*facts.rows(view, heads), *eligibility.rows(view, heads))
    return Comparison(heads, tuple(sorted(rows, key=lambda row: (GROUPS.index(row.group), row.difference.order))))


def _head(view: View, trial: str) -> Head:
    row = view.trials[trial]
    return Head(trial, row["title"], row["population"], row["eligibility_text"] or "none")
