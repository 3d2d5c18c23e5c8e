"""The lists that grounding reads: words that qualify a disease, words that name none, abbreviations of several meanings."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from cartkg.model.errors import VocabularyError
from cartkg.model.resources import folder
from cartkg.vocabulary.tables import rows, several
from cartkg.vocabulary.words import normalise

QUALIFYING = frozenset({"course", "severity", "class", "population", "manifestation", "record", "join"})
NO_DISEASE = frozenset({"outcome", "person", "finding", "procedure"})


@cache
def phrases() -> Mapping[str, str]:
    """Normal form of each phrase of qualifiers.tsv to its role."""
    path = folder("data/vocabulary") / "qualifiers.tsv"
    found = {}
    for number, row in rows(path, ("words", "role", "note")):
        if row["role"] not in QUALIFYING | NO_DISEASE:
            known = ", ".join(sorted(QUALIFYING | NO_DISEASE))
            raise VocabularyError(f"{path}:{number}", f"unknown role {row['role']!r}", f"one of {known}")
        found[normalise(row["words"])] = row["role"]
    return found


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """Words of several meanings: what they may stand for here, and the diseases beside which they mean the first of these."""

    candidates: tuple[str, ...]
    cues: tuple[str, ...] = ()


@cache
def abbreviations() -> Mapping[str, Abbreviation]:
    """The lines of abbreviations.tsv by the normal form of the words."""
    path = folder("data/vocabulary") / "abbreviations.tsv"
    lines = rows(path, ("abbreviation", "candidates", "cues", "note"))
    return {normalise(row["abbreviation"]): Abbreviation(several(row["candidates"]), several(row["cues"])) for _, row in lines}
