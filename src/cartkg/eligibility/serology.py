"""Laboratory markers read as the conditions that they stand for (HBsAg and hepatitis B, TPPA and syphilis)."""

from cartkg.model import Diagnosis, Item
from cartkg.terminology import Terminology


def read(item: Item, terminology: Terminology) -> tuple[Diagnosis, ...]:
    """The conditions that an item's markers stand for, in the order of its words."""
    return ()
