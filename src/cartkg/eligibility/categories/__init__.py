"""What an item is about: CONTRACT's categories, the leading one first.

Two witnesses: the item's words (`cues`) and what was read from it (`evidence`). The category that an item speaks of first leads;
those that only say how something is measured or judged (laboratory, organ function, the investigator's discretion) come after.
"""

from cartkg.eligibility.categories import cues, evidence
from cartkg.eligibility.categories.evidence import Statements
from cartkg.model import AgeBound, Diagnosis, Item, Section, Therapy, Threshold
from cartkg.terminology import Terminology

FOLLOWERS = ("sex", "disease-activity", "organ-function", "laboratory", "investigator-discretion", "other-condition")


def of(
    item: Item,
    terminology: Terminology,
    therapies: tuple[Therapy, ...] = (),
    thresholds: tuple[Threshold, ...] = (),
    diagnoses: tuple[Diagnosis, ...] = (),
    ages: tuple[AgeBound, ...] = (),
) -> tuple[str, ...]:
    """The categories of an item from its words and from what was read from it; ("other",) when nothing fits."""
    statements = Statements(therapies, thresholds, diagnoses, ages)
    places: dict[str, int] = {}
    for category, place in (*cues.found(item.text), *evidence.found(item, statements, terminology)):
        places[category] = min(place, places.get(category, place))
    kept = _settled(places, item, statements)
    return tuple(sorted(kept, key=lambda category: (category in FOLLOWERS, kept[category]))) or ("other",)


def _settled(places: dict[str, int], item: Item, statements: Statements) -> dict[str, int]:
    """Drops the categories whose words stood there for something else."""
    kept = dict(places)
    if "reproductive" in kept:
        for category in ("laboratory", "age", "sex", "cell-collection", "other-condition", "trial-participation", "consent"):
            kept.pop(category, None)
    if "consent" in kept and len(kept) > 1:
        for category in ("trial-participation", "age", "other-condition"):
            kept.pop(category, None)
    if "vaccination" in kept:
        for category in ("infection", "prior-therapy", "concomitant-therapy"):
            kept.pop(category, None)
    if "performance-status" in kept and not statements.diagnoses:
        for category in ("age", "malignancy", "disease-activity"):
            kept.pop(category, None)
    if item.section is Section.INCLUSION and "diagnosis" in kept:
        kept.pop("other-condition", None)
    if "trial-participation" in kept and "prior-therapy" in kept and not statements.therapies:
        kept.pop("prior-therapy")
    return kept
