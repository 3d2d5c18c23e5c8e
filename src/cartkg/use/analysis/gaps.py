"""Gaps: diseases, ages and antigens that many trials have, but none together."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from cartkg.graph import parameters
from cartkg.graph.store import GraphStore, Row
from cartkg.graph.view import View
from cartkg.graph.view.field import FieldTrial
from cartkg.graph.view.main_diseases import UNSPECIFIED, order
from cartkg.use.analysis.model import Analysis, Result
from cartkg.use.analysis.shared_targets import named

AGES = {"minors": ("pediatric-only", "admits-minors"), "adults": ("adult-only", "admits-minors")}
AXES = ("target", "modality")
AXIS = parameters.choice("axis", AXES, "of the table")
LEAST = parameters.number("least", "5", "trials that a disease and an antigen must have")


@dataclass(frozen=True, slots=True)
class GapCell:
    """A disease, an age group and a product's property that no trial is known to join."""

    disease: str
    ages: str
    product: str
    expected: float  # trials, if the three were independent
    rows: tuple[int, int, int]  # trials of the disease, of the age group, of the property
    disease_with_product: int
    disease_with_ages: int
    could: int  # trials that lack a fact and might stand here
    baskets: int  # trials of unspecified autoimmune disease with the ages and the property


def find(store: GraphStore, parameters: Mapping[str, str]) -> Result:
    """A row for each empty cell, the one that chance would have filled most first."""
    known, axis, least = View.of(store).field(), parameters["axis"], float(parameters["least"])
    cells = sorted(empty(known.trials, axis, least), key=lambda one: (-one.expected, one.disease, one.ages, one.product))
    lacking = known.lacking(lambda trial: _products(trial, axis))
    ageless = known.lacking(lambda trial: trial.population)
    says = (
        f"Speaks of {len(known.trials)} trials of the field; {lacking} state no {axis} and {ageless} no ages. Those that might "
        "stand in a cell are counted in could_be_here, and such a cell is no certain gap.",
        f"Rows and columns with fewer than {parameters['least']} trials are left out. Trials of “{UNSPECIFIED}” may take "
        "patients of the disease without naming it: unspecified counts them.",
    )
    columns = (
        "disease", "ages", axis, "missing", "expected", "certain", "could_be_here", "unspecified", "trials_of_disease",
        f"trials_of_{axis}", f"disease_with_{axis}", "disease_with_ages",
    )  # fmt: skip
    return Result(columns, tuple(_row(cell) for cell in cells), says)


def empty(trials: Sequence[FieldTrial], axis: str, least: float) -> Iterable[GapCell]:
    """The cells without a known trial, among diseases and products that have at least `least` trials."""
    diseases = [name for name, number in _sizes(trials).items() if number >= least]
    products = sorted({product for trial in trials for product in _products(trial, axis)})
    for product in products:
        having = [trial for trial in trials if product in _products(trial, axis)]
        for disease in diseases if len(having) >= least else ():
            studying = [trial for trial in trials if disease in trial.diseases]
            for ages, words in AGES.items():
                if not any(disease in trial.diseases and trial.population in words for trial in having):
                    yield _cell(trials, (disease, studying), ages, (product, having), axis)


def _cell(
    trials: Sequence[FieldTrial], of: tuple[str, list[FieldTrial]], ages: str, to: tuple[str, list[FieldTrial]], axis: str
) -> GapCell:
    (disease, studying), (product, having) = of, to
    admitting = _count(trials, lambda trial: trial.population in AGES[ages])
    expected = len(studying) * len(having) * admitting / len(trials) ** 2
    fits = [
        trial for trial in trials
        if trial.population in ("", *AGES[ages]) and (not _products(trial, axis) or product in _products(trial, axis))
    ]  # fmt: skip
    return GapCell(
        disease, ages, product, expected, (len(studying), admitting, len(having)),
        _count(having, lambda trial: disease in trial.diseases),
        _count(studying, lambda trial: trial.population in AGES[ages]),
        _count(fits, lambda trial: disease in trial.diseases),
        _count(having, lambda trial: UNSPECIFIED in trial.diseases and trial.population in AGES[ages]),
    )  # fmt: skip


def _sizes(trials: Iterable[FieldTrial]) -> Mapping[str, int]:
    """How many trials each disease has, in the order of the main diseases."""
    found = Counter(disease for trial in trials for disease in named(trial))
    return {disease: found[disease] for disease in order(found)}


def _products(trial: FieldTrial, axis: str) -> tuple[str, ...]:
    return trial.targets if axis == "target" else (trial.modality,) if trial.modality else ()


def _count(trials: Iterable[FieldTrial], holds: Callable[[FieldTrial], bool]) -> int:
    return sum(holds(trial) for trial in trials)


def missing(cell: GapCell) -> str:
    """What is wanting in a cell: the age group in the disease, the product in the disease, both, or only the three together."""
    wanting = [
        word for word, number in (("ages", cell.disease_with_ages), ("product", cell.disease_with_product)) if not number
    ]
    return " and ".join(wanting) or "together"


def _row(cell: GapCell) -> Row:
    sizes = (cell.baskets, cell.rows[0], cell.rows[2], cell.disease_with_product, cell.disease_with_ages)
    certain = "no" if cell.could else "yes"
    return (
        cell.disease, cell.ages, cell.product, missing(cell), f"{cell.expected:.2f}", certain, str(cell.could),
        *map(str, sizes),
    )  # fmt: skip


ANALYSIS = Analysis(
    "gaps",
    "Which diseases, ages and antigens have trials of their own, but no trial together.",
    "missing says what is wanting: ages (no trial of the disease admits them), product (none of the disease has it), or "
    "only the three together. expected is how many trials the cell would hold if disease, ages and product were chosen "
    "independently: the higher, the less an empty cell is chance. certain says yes where no trial with an unknown fact "
    "could stand there. An empty cell is a question (no rationale, no product, another name?), not a recommendation.",
    find,
    (AXIS, LEAST),
)
