"""What an item is about: CONTRACT's categories, the leading one first."""

from cartkg.model import AgeBound, Diagnosis, Item, Therapy, Threshold


def of(
    item: Item,
    therapies: tuple[Therapy, ...],
    thresholds: tuple[Threshold, ...],
    diagnoses: tuple[Diagnosis, ...],
    ages: tuple[AgeBound, ...],
) -> tuple[str, ...]:
    """The categories of an item from its words and from what was read from it; ("other",) when nothing fits."""
    return ("other",)
