"""Sets of classification criteria that a person has to meet stand for their disease ("meets the Yamaguchi criteria")."""

from collections.abc import Iterable, Iterator

from cartkg.eligibility.diagnoses.mentions import Mention, condition_of
from cartkg.model import Item, Section
from cartkg.vocabulary import Terminology


def implied(item: Item, named_there: Iterable[Mention], terminology: Terminology) -> Iterator[Mention]:
    """The conditions of the criteria that an inclusion item names, where it names none that is the same or narrower."""
    known = [m.condition.id for m in named_there]
    if item.section is Section.INCLUSION:
        for hit in terminology.find(item.text, ("classification-criteria",)):
            named = condition_of(hit.term.extra.get("condition", ""), terminology)
            if named and not any(curie and terminology.is_a(curie, named.id) for curie in known):
                yield Mention(hit.span, named, "classification criteria")
