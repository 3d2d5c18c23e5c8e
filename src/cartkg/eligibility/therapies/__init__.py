"""Therapy statements of an item: which agents, classes and procedures it names, and what the trial does with a person who had one.

`mentions` finds the names (vocabulary, composed class names, stems of unknown drugs), `roles` sorts out those that are no treatment
of the person (allergies, yardsticks of a dose, the trial's own drug, causes, tests), `lists` reads "at least 2 of the following".
Stance, window and cohort come from their own modules.
"""

from cartkg.eligibility.therapies.statements import read

__all__ = ["read"]
