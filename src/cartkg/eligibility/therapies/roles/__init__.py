"""Which names of therapies are no treatment of the person.

Each rule looks at the words of the name's sentence before and behind it; the first rule that fits decides, by its name.
"""

from cartkg.eligibility.therapies.roles.own import contraception, dated, own, own_product
from cartkg.eligibility.therapies.roles.place import Place, either
from cartkg.eligibility.therapies.roles.properties import antibody_of_the_body, cause, property_
from cartkg.eligibility.therapies.roles.reactions import reaction, unable

__all__ = ["Place", "refused"]

ANTI_INFECTIVE = frozenset(
    ("antibiotic", "antifungal", "antiviral", "anti-infective", "standard of care", "antituberculosis drug")
)
DESPITE = either(
    r"despite|(?:not|un|in)\s*(?:adequately\s+)?controlled (?:by|with|on|despite)|unresponsive to|refractory to",
    end=r"\s+(?:[\w-]+\s+){0,8}(?:(?:or|and|,)\s*[\w-]*\s*)*$",
)


def despite(place: Place) -> bool:
    """Under Exclusion, infections that go on despite treatment: the infection is what excludes."""
    return place.excluded and place.label in ANTI_INFECTIVE and bool(DESPITE.search(place.before))


RULES = (
    ("reaction", reaction),
    ("unable", unable),
    ("cause", cause),
    ("property", property_),
    ("antibody-of-the-body", antibody_of_the_body),
    ("own", own),
    ("own-product", own_product),
    ("dated", dated),
    ("contraception", contraception),
    ("despite", despite),
)


def refused(place: Place) -> str:
    """The name of the rule by which the mention is no treatment of the person; "" where it is one."""
    return next((name for name, rule in RULES if rule(place)), "")
