"""What a statement says, without its place and its words: two trials that say the same have the same key."""

from dataclasses import dataclass

from cartkg.graph.view.statements import Said
from cartkg.model.wording import lasting_in_words, limit_in_words, timing_in_words


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """Stance, thing, bound and window of a statement; cohort and condition too, since with another it is another rule."""

    stance: str
    thing: str  # the term's CURIE, or the words where there is no term
    name: str
    bound: tuple[str, str, str]  # comparator, value, unit; empty where there is none
    window: str
    anchor: str
    cohort: str
    least: str
    lasting: str = ""
    provided: str = ""


def key(stated: Said) -> Key:
    """The key of a statement."""
    bound = (stated.comparator, stated.value, stated.unit) if stated.kind == "threshold" else ("", "", "")
    thing = stated.term or stated.words
    return Key(
        stated.stance, thing, stated.name, bound, stated.window, stated.anchor, stated.cohort, stated.least, stated.lasting,
        stated.provided,
    )  # fmt: skip


def in_words(one: Key) -> str:
    """A key in words; the stance only where it does not exclude."""
    limit = limit_in_words(*one.bound) if one.bound[0] else ""
    stance = "" if one.stance == "excludes" else one.stance
    cohort = f"for {one.cohort}" if one.cohort else ""
    provided = f"provided: {one.provided}" if one.provided else ""
    several = f"(of a list, at least {one.least} of them)" if one.least else ""
    timing = (timing_in_words(one.window, one.anchor), lasting_in_words(one.lasting))
    return " ".join(filter(None, (stance, one.name, several, limit, *timing, cohort, provided)))
