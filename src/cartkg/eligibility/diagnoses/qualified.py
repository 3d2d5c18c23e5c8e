"""Names with a qualifier that makes another disease of them: "drug-induced pemphigus", "secondary IgA nephropathy".

Who excludes these does not exclude the disease itself, which may be the one that is studied. Where the vocabulary has no term
for the whole, the statement keeps the words and has no identifier.
"""

import re

from cartkg.eligibility.diagnoses.mentions import Mention
from cartkg.model import Item, Named, Section
from cartkg.vocabulary import Terminology

KEPT = ("MONDO:0005550", "MONDO:0004992")  # a secondary infection is an infection, a secondary cancer a cancer
GROWTH = re.compile(r"lymphom|leuk[ae]*mi|cancer|carcinom|sarcom|myelom|tumou?r|malignan|neoplas", re.I)
QUALIFIER = re.compile(
    r"(?P<words>\b(?:drugs?|medications?|medicines?|cancers?|malignancy|tumou?rs?|radiation|toxins?)"
    r"\s(?:induced|related|associated)|(?<!non)(?<!non[- ])\b[\w/]+-\s?(?:induced|related|associated)"
    r"|\b(?:secondary|paraneoplastic|iatrogenic))\s+$",
    re.I,
)


def widened(item: Item, mention: Mention, terminology: Terminology) -> Named:
    """The condition of a mention; under its words alone where an exclusion qualifies it to another disease."""
    found = QUALIFIER.search(item.text, 0, mention.span.start) if item.section is Section.EXCLUSION else None
    named = mention.condition
    if not found or GROWTH.search(named.label) or any(named.id and terminology.is_a(named.id, kept) for kept in KEPT):
        return named
    words = " ".join(item.text[found.start("words") : mention.span.end].split())
    return Named(words, "", "qualified")
