"""How long a person has had the disease: "≤ 5 years since the first symptom", "SSc of fewer than 7 years' duration".

These name no measure; the words around a time make it one.
"""

from collections.abc import Container

from cartkg.reading.lexicon import member
from cartkg.reading.readers.binding import Bond
from cartkg.reading.readers.measures import Measure
from cartkg.reading.readers.parts import Parts, Sort
from cartkg.vocabulary import Terminology

LABEL = "disease duration"
LONG = ("a", "mo", "wk")


def bonds(text: str, parts: Parts, bound: Container[int], terminology: Terminology) -> dict[int, Bond]:
    """The times of an item that limit the duration of a disease, by the index of their part."""
    found = {}
    for at, part in enumerate(parts):
        if (
            part.sort is Sort.LIMIT
            and at not in bound
            and part.bound.unit in LONG
            and _is_duration(text, parts, at, terminology)
        ):
            (name,) = terminology.named(LABEL, ("measure",))[:1]
            found[at] = Bond(at, (), (Measure(name.term, part.start, part.end, LABEL),), "duration")
    return found


def _is_duration(text: str, parts: Parts, at: int, terminology: Terminology) -> bool:
    before, after = parts[max(0, at - 8) : at], parts[at + 1 : at + 8]
    words = [p.word for p in after]
    while words and words[0] in ("'", "s", "of", "disease"):
        words.pop(0)
    if any(member("TREATED", p.word) for p in (*before, *after)):
        return False
    if words[:1] == ["duration"] and _names_disease(text, before, terminology):
        return True
    if words[:1] == ["since"] and any(member("ONSET", w) for w in words[1:6]):
        return True
    told = any(member("ONSET", p.word) or p.word == "history" for p in before) and all(p.sort is not Sort.JOINT for p in before)
    return (
        told
        and words[:1] != ["ago"]
        and not member("MOMENT_OF", words[0] if words else "")
        and _names_disease(text, before, terminology)
    )


def _names_disease(text: str, parts: Parts, terminology: Terminology) -> bool:
    return bool(parts) and bool(terminology.find(text[parts[0].start : parts[-1].end], ("condition",)))
