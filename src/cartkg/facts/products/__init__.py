"""What a record's own words say of its cell product: modality, source of the cells, antigens, doses.

Only words about the trial's product count: titles, interventions, arms, and those sentences of the summary that say what this
trial does. Eligibility text, background prose, comparators and what patients had before are not about it. What the words do not
say stays empty: there is no default source of cells and no default antigen.
"""

from dataclasses import replace

from cartkg.facts.products import antigens, cells, doses, names, source
from cartkg.facts.products.named import apart, completed, table
from cartkg.facts.products.passages import Passage, passages
from cartkg.model import Intervention, Trial
from cartkg.vocabulary import Terminology

__all__ = ["apart", "completed", "described", "names_cells", "table"]


def described(trial: Trial, terminology: Terminology) -> Trial:
    """The trial with modality, cell source, targets and doses from its words.

    What the record itself states in a field (the shipped records do) is kept as it is.
    """
    found = passages(trial)
    modality = trial.modality or cells.modality(found)
    targets = trial.targets or antigens.targets(found, terminology)
    about_cells = bool(modality or targets) or source.is_generic_name(found)
    return replace(
        trial,
        modality=modality,
        targets=targets,
        cell_source=trial.cell_source or (source.cell_source(found, modality) if about_cells else ""),
        interventions=_with_making(trial, tuple(_dosed(i) for i in trial.interventions))
        or names.from_titles(trial, found, terminology),
    )


def names_cells(words: str) -> bool:
    """Whether words name engineered cells: "CAR T Cell", "CD19/BCMA CAR T-cells"."""
    return any(cells.mentions(Passage(words, "title", is_name=True)))


def _with_making(trial: Trial, given: tuple[Intervention, ...]) -> tuple[Intervention, ...]:
    """Where there is one intervention alone, the prose that says how long the product takes to make speaks of it."""
    if len(given) != 1 or given[0].preparation_time:
        return given
    return (replace(given[0], preparation_time=doses.preparation_time(f"{trial.summary}\n{trial.description}")),)


def _dosed(intervention: Intervention) -> Intervention:
    words = f"{intervention.name}\n{intervention.description}"
    return replace(
        intervention,
        doses_cells_per_kg=intervention.doses_cells_per_kg or doses.cells_per_kg(words),
        preparation_time=intervention.preparation_time or doses.preparation_time(words),
    )
