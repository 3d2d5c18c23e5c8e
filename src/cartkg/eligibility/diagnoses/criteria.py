"""Sets of classification criteria that a person has to meet stand for their disease ("meets the Yamaguchi criteria")."""

from collections.abc import Iterator

from cartkg.eligibility.diagnoses.mentions import Mention, condition_of
from cartkg.model import Item, Section
from cartkg.terminology import Terminology


def implied(item: Item, terminology: Terminology) -> Iterator[Mention]:
    """The conditions of the criteria that an inclusion item names."""
    if item.section is Section.INCLUSION:
        for hit in terminology.find(item.text, ("classification-criteria",)):
            named = condition_of(hit.term.extra.get("condition", ""), terminology)
            if named:
                yield Mention(hit.span, named, "classification criteria")
