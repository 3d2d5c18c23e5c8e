"""Sets of classification criteria that a person has to meet stand for their disease ("meets the Yamaguchi criteria")."""

from collections.abc import Iterable, Iterator

from cartkg.reading.conditions.mentions import Mention, condition_of
from cartkg.vocabulary import Terminology

RULE = "classification criteria"


def implied(text: str, named_there: Iterable[Mention], terminology: Terminology) -> Iterator[Mention]:
    """The conditions of the criteria that a text names, where it names none that is the same or narrower."""
    known = [mention.condition.id for mention in named_there if mention.condition.id]
    for hit in terminology.find(text, ("classification-criteria",)):
        named = condition_of(hit.term.extra.get("condition", ""), terminology)
        if named and not any(terminology.is_a(curie, named.id) for curie in known):
            yield Mention(hit.span, named, RULE)
