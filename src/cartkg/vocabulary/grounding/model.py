"""What grounding answers with."""

from dataclasses import dataclass

from cartkg.model import Term

HOW = (
    "exact", "synonym", "normalised", "misspelling", "composite", "broader", "not-a-disease", "ambiguous", "unmapped",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Grounding:
    """What some words were grounded to.

    `term` is None where nothing sure is known; `words` are the words grounded (a part of the string where it names several
    things); `how` is one of HOW; `note` says in words what was done or why nothing was.
    """

    term: Term | None
    words: str
    how: str
    note: str = ""

    def __post_init__(self) -> None:
        if self.how not in HOW:
            raise ValueError(f"{self.how!r} is none of {', '.join(HOW)}")
