"""A name of a therapy in its sentence, and patterns over the words around it."""

import re
from dataclasses import dataclass

from cartkg.eligibility.gates import Gated, gated
from cartkg.eligibility.therapies.mentions import Mention
from cartkg.model import Section


@dataclass(frozen=True, slots=True)
class Place:
    """A mention in its sentence: the words before and behind it, its own words, its section."""

    mention: Mention
    before: str
    after: str
    words: str
    section: Section

    @property
    def label(self) -> str:
        return self.mention.agent.label

    @property
    def excluded(self) -> bool:
        """Whether it stands under an Exclusion heading."""
        return self.section is Section.EXCLUSION


def either(*alternatives: str, start: str = r"\b", end: str = "") -> Gated:
    """A pattern of alternatives, one or more a line; `start` and `end` hold for all of them. Upper and lower case are alike."""
    return gated(f"{start}(?:{'|'.join(alternatives)}){end}", re.IGNORECASE)
