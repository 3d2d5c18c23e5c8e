"""Therapy statements of an item: the agents, classes and procedures it names, and what that means for a person.

`mentions` finds the names (vocabulary; `ellipsis`: shared heads; `shapes`: class names and stems of unknown drugs); `roles` and
`selection` sort out those that are no treatment of the person (allergies, causes, tests, the trial's own drug, yardsticks of a
dose); `exceptions` and `combinations` read what is carved out and what is meant only together; `lines` reads unnamed earlier
treatment; `timing` asks `eligibility.time` for windows; `statements` puts the rows together. Counts are `eligibility.lists`'.
"""

from cartkg.eligibility.therapies.statements import read

__all__ = ["read"]
