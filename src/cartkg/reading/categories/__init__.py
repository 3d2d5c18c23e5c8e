"""What an item is about: CONTRACT's categories, the leading one first.

Two witnesses: the item's words (`cues`) and what was read from it (`evidence`). The category that an item names first leads;
those that only say how something is measured or judged (laboratory, organ function, the investigator's discretion) come after.
"""

from collections.abc import Iterator

from cartkg.model import Item, Section, Span
from cartkg.reading.categories import cues, evidence
from cartkg.reading.categories.evidence import Statements
from cartkg.vocabulary import Terminology

__all__ = ["Statements", "of"]

NO_STATEMENTS = Statements()
FOLLOWERS = (
    "sex",
    "organ-function",
    "laboratory",
    "investigator-discretion",
    "other-condition",
    "concomitant-therapy",
    "other",
)
NEAR = 120  # characters: a category that stands this far ahead of a stronger one stays
BESIDE_OTHER = {"consent", "prior-therapy", "concomitant-therapy", "age", "investigator-discretion"}
ORGANS = ("cardiovascular", "pulmonary", "renal", "hepatic")
BODY = (*ORGANS, "hematological", "neurological", "psychiatric", "infection", "malignancy", "other-condition")
OVERRULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("reproductive", ("age", "sex", "cell-collection", "other-condition", "trial-participation", "consent", "biomarker",
                      "other", "prior-therapy", "concomitant-therapy", "malignancy", "allergy", "surgery",
                      "organ-function")),
    ("performance-status", ("age", "consent", "malignancy", "disease-activity", "organ-function", "diagnosis")),
    ("consent", ("trial-participation", "age", "other-condition", "concomitant-therapy", "prior-therapy")),
    ("vaccination", ("infection", "concomitant-therapy", "other-condition")),
    ("allergy", ("other-condition", "prior-therapy", "concomitant-therapy", "disease-activity", "malignancy",
                 "trial-participation")),
    ("substance-use", ("other-condition",)),
    ("life-expectancy", ("other", "disease-activity")),
    ("biomarker", ("malignancy", "hematological")),
    ("diagnosis", ("malignancy", "hematological", "other-condition", "age")),
)  # fmt: skip


def of(item: Item, terminology: Terminology, statements: Statements = NO_STATEMENTS) -> tuple[str, ...]:
    """The categories of an item from its words and from what was read from it; ("other",) when nothing fits."""
    places: dict[str, int] = {}
    for category, place in (*_of_words(item, statements), *evidence.found(item, statements, terminology)):
        places[category] = min(place, places.get(category, place))
    if not places and item.parent:
        places = {category: 0 for category, _ in cues.found(item.parent.text) if category not in FOLLOWERS}
    kept = _settled(places, item)
    if statements.ages:
        kept["age"] = places["age"]
    ordered = tuple(sorted(kept, key=lambda category: (category in FOLLOWERS, kept[category])))
    return ordered or (cues.otherwise(item.section, item.text),)


def _of_words(item: Item, statements: Statements) -> Iterator[tuple[str, int]]:
    """What the words speak of; a disease in the name of a therapy ("tumor necrosis factor inhibitor") is not meant."""
    named = [Span(t.span.start - item.span.start, t.span.end - item.span.start) for t in statements.therapies]
    for category, place in cues.found(item.text):
        if category not in BODY or not any(span.start <= place < span.end for span in named):
            yield category, place


def _settled(places: dict[str, int], item: Item) -> dict[str, int]:
    """Drops the categories whose words stood there for something else, adds those that others bring with them."""
    kept = dict(places)
    for strong, weak in OVERRULES:
        for category in weak:
            if strong in kept and category in kept and kept[strong] < kept[category] + NEAR:
                del kept[category]
    _settle_place(kept, item)
    _settle_body(kept, item)
    if "trial-participation" in kept and "prior-therapy" not in kept:
        kept.pop("concomitant-therapy", None)
    if (
        "other" in kept
        and len(kept) > 1
        and not {"consent", "prior-therapy", "concomitant-therapy", "age", "investigator-discretion"} & set(kept)
    ):
        kept.pop("other")
    return kept


def _settle_place(kept: dict[str, int], item: Item) -> None:
    """Some categories belong to one section: a disease's activity is demanded, seldom barred."""
    if item.section is Section.EXCLUSION:
        kept.pop("diagnosis", None)
        if not kept.keys() <= {"disease-activity", "neurological", "malignancy"} or "malignancy" in kept:
            kept.pop("disease-activity", None)
    if "infection" in kept:
        for category in ("hepatic", "hematological", "pulmonary", "disease-activity"):
            kept.pop(category, None)


def _settle_body(kept: dict[str, int], item: Item) -> None:
    """Organs, blood and nerves: measured limits of an organ speak of its function, a disease elsewhere of itself alone."""
    if item.section is Section.INCLUSION and set(ORGANS) & set(kept) and not {"diagnosis", "transplantation"} & set(kept):
        kept.setdefault("organ-function", len(item.text))
    if set(kept) & set(ORGANS) and "age" in kept:
        kept.pop("age")
    if {"neurological", "malignancy"} <= set(kept):
        kept.pop("hematological", None)
    body = set(kept) & set(BODY) - {"other-condition"}
    if "other-condition" in kept and body and "transplantation" not in kept:
        _settle_other_condition(kept, body)


def _settle_other_condition(kept: dict[str, int], body: set[str]) -> None:
    """ "Bone disorders such as …" is the item's own subject; "… or other diseases" after named ones is not."""
    if min(kept[category] for category in body) < kept["other-condition"]:
        kept.pop("other-condition")
