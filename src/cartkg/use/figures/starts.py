"""Starts by year and modality."""

from collections.abc import Mapping

from cartkg.graph.store import GraphStore
from cartkg.graph.view import View
from cartkg.graph.view.field import NOT_STATED
from cartkg.use.figures.bars import upright
from cartkg.use.figures.counting import cells, counts, crossed, firsts, trials
from cartkg.use.figures.model import Figure, Table
from cartkg.use.figures.sheet import Sheet
from cartkg.use.figures.style import bare, key, looks

MODALITIES = ("CAR-T", "CAR-NK", "in-vivo-CAR", "CAR-Treg", "CAAR-T", "TCR-T", NOT_STATED)


def table(store: GraphStore, _: Mapping[str, str]) -> Table:
    """A row for each year and modality."""
    known = View.of(store).field()
    crossing = crossed(known.trials, lambda t: (t.year or NOT_STATED,), lambda t: (t.modality or NOT_STATED,))
    years = sorted({year for year, _ in crossing} - {NOT_STATED})
    last = known.days[-1] if known.days else ""
    caption = [f"{trials(len(known.trials))} of the field, each counted once by the start that its record states."]
    if known.lacking(lambda t: t.start):
        caption.append(f"{trials(known.lacking(lambda t: t.start))} state no start and stand apart.")
    if last and any(year >= last[:4] for year in years):
        caption.append(f"The bars of {last[:4]} and later are not complete and hold planned starts.")
    return Table(
        FIGURE.title,
        ("year", "modality", "trials"),
        cells(crossing, [*years, NOT_STATED], MODALITIES),
        tuple(caption),
        known.days,
    )


def plot(data: Table) -> Sheet:
    """Upright bars, a bar a year."""
    sheet = Sheet(data.title, data.words, 3.6)
    axes = sheet.axes(0.55, 0.1, 6.5, 3.15)
    shown = [modality for modality in MODALITIES if modality in firsts(data.rows, 1)]
    found = looks(MODALITIES)
    upright(axes, _years(firsts(data.rows)), shown, counts(data.rows), found)
    axes.set_ylabel("trials")
    bare(axes, "bottom", "left")
    key(axes, shown, found, "upper left")
    return sheet


def _years(found: list[str]) -> list[str]:
    """Every year from the first to the last, so that empty ones show as empty."""
    stated = [int(year) for year in found if year != NOT_STATED]
    between = [str(year) for year in range(min(stated), max(stated) + 1)] if stated else []
    return [*between, *([NOT_STATED] if NOT_STATED in found else [])]


FIGURE = Figure(
    "starts-by-year",
    "Starts of trials by year and modality",
    "A bar is a year, its parts are the kinds of engineered cells, the number above it is the number of trials that start.",
    table,
    plot,
)
