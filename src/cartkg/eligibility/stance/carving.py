"""Exceptions that name no thing but people or conditions ("except those who have progressed"): what they are carved out of."""

from dataclasses import dataclass

from cartkg.eligibility import clauses
from cartkg.eligibility.clauses import Words, word_set
from cartkg.eligibility.stance import turns
from cartkg.eligibility.stance.cues import Effect
from cartkg.eligibility.stance.turns import PERSONS
from cartkg.model import Item, Span

CONDITIONS = PERSONS | word_set("if when where in who whose without with used using given prescribed it they he she")


@dataclass(frozen=True, slots=True)
class CarveOut:
    """`exception`: the words of the exception; `whole`: the clause that it is carved out of (offsets in the text)."""

    exception: Span
    whole: Span


def carve_outs(item: Item) -> tuple[CarveOut, ...]:
    """The exceptions of an item that let people in and name no thing of their own, in order.

    "Has received CAR-T cells (except those whose risk is ruled out)": what the whole names is permitted to those people.
    """
    words = clauses.words(item.text)
    carving = [t for t in turns.of(item) if t.cue.effect in {Effect.EXCEPTION, Effect.UNLESS}]
    found = []
    for turn in carving:
        end = _whole(words, turn.cue.first)
        start = turn.reach.start + words.word(turn.reach.start).endswith("ly")  # "unless specifically prescribed"
        finite = words.word(turn.cue.first) == "unless"
        if end and (finite or words.word(start) in CONDITIONS):
            found.append(CarveOut(_span(item, words, turn.reach), _span(item, words, end)))
    return tuple(found)


def _whole(words: Words, cue: int) -> range:
    """The tokens before a cue in its clause, before its bracket where it opens one, else the clause before."""
    clause = words.clauses[words.clause_of[cue]]
    if any(words.word(i)[:1].isalnum() for i in range(clause.first, cue)):
        return range(clause.first, cue)
    if clause.outer >= 0:
        return range(words.clauses[words.clause_of[clause.outer]].first, clause.outer)
    before = next((c for c in words.clauses if c.outer < 0 and c.last == clause.first), None)
    return range(before.first, before.last) if before else range(0)


def _span(item: Item, words: Words, tokens: range) -> Span:
    return Span(item.span.start + words.tokens[tokens[0]].start, item.span.start + words.tokens[tokens[-1]].end)
