"""Unnamed earlier treatment: "at least two prior lines of therapy", "after at least one treatment"."""

import re
from collections.abc import Iterator

from cartkg.eligibility.gates import gated
from cartkg.eligibility.therapies.mentions import Mention
from cartkg.model import Item, Named, Section, Span

NUMBER = r"(?:[1-8]|one|two|three|four|five|six)"
LINES = gated(
    rf"\b(?:at least|minimum of|≥|>=|no less than)?\s*\b{NUMBER}\b\s*(?:\(\s*\w+\s*\)\s*)?(?:or more\s+)?"
    rf"(?:(?:prior|previous|different|earlier|systemic|full|complete)\s+){{0,2}}"
    rf"(?P<what>(?:lines?|regimens?|courses?)\s+of\s+(?:(?:prior|previous|systemic|any)\s+){{0,2}}(?:therap(?:y|ies)|treatments?)|"
    rf"(?:therap(?:y|ies)|treatments?|treatment regimens?|therapy regimens?|regimens|lines)"
    rf"(?=\s*(?:$|[,.;)]|or\b|and\b|for\b|before|prior|within|including)))",
    re.I,
)
PRIOR = gated(
    r"prior|previous|earlier|fail|refractory|relaps|remission|respon|after|receiv|treated|resistan|progress|lines?|despite",
    re.I,
)


def unnamed(item: Item, named: tuple[Mention, ...]) -> Iterator[Mention]:
    """Counted earlier treatments without a name, where the words do not overlap with a name; only under Inclusion."""
    if item.section is not Section.INCLUSION:
        return
    for match in LINES.finditer(item.text):
        span = Span(*match.span("what"))
        overlaps = any(_names(item.text, match, mention) for mention in named)
        if not overlaps and PRIOR.search(item.text[max(0, match.start() - 80) : match.end()]):
            yield Mention(span, Named("prior therapy"), "lines-of-therapy")


def _names(text: str, match: re.Match[str], mention: Mention) -> bool:
    """Whether the counted treatment is named in the same phrase ("one line of chemotherapy")."""
    if mention.span.start < match.end():
        return mention.span.end > match.start()
    return mention.span.start < match.end() + 30 and not re.search(r"[,;:(.]", text[match.end() : mention.span.start])
