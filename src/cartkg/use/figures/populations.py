"""Pediatric coverage: which populations the trials of each disease admit."""

from collections.abc import Mapping

from cartkg.graph.store import GraphStore
from cartkg.graph.view import View
from cartkg.graph.view.field import NOT_STATED
from cartkg.graph.view.main_diseases import order
from cartkg.use.figures.bars import lying
from cartkg.use.figures.counting import NO_TERM, cells, counts, crossed, firsts, trials
from cartkg.use.figures.model import Figure, Table
from cartkg.use.figures.sheet import Sheet
from cartkg.use.figures.style import UNKNOWN, Look, bare, key
from cartkg.use.palette import SERIES

POPULATIONS = ("pediatric-only", "admits-minors", "adult-only", NOT_STATED)
LOOKS = {
    "pediatric-only": Look(SERIES[5]),
    "admits-minors": Look(SERIES[1], "////"),
    "adult-only": Look("#BFD9EA"),
    NOT_STATED: UNKNOWN,
}


def table(store: GraphStore, _: Mapping[str, str]) -> Table:
    """A row for each disease and population."""
    known = View.of(store).field()
    crossing = crossed(known.trials, lambda t: t.diseases or (NO_TERM,), lambda t: (t.population or NOT_STATED,))
    minors = sum(t.population in POPULATIONS[:2] for t in known.trials)
    caption = (
        f"{trials(len(known.trials))} of the field, of which {minors} are open to people under 18 years; a trial "
        "counts under each of its diseases.",
        f"{known.lacking(lambda t: t.population)} state no age bound. Diseases hold all that MONDO puts below them.",
    )
    rows = cells(crossing, order(disease for disease, _ in crossing), POPULATIONS)
    return Table(FIGURE.title, ("disease", "population", "trials"), rows, caption, known.days)


def plot(data: Table) -> Sheet:
    """Lying bars, a bar a disease, those open to minors first."""
    bars, parts = firsts(data.rows), [p for p in POPULATIONS if p in firsts(data.rows, 1)]
    height = 0.22 * len(bars)
    sheet = Sheet(data.title, data.words, height + 0.55)
    axes = sheet.axes(2.2, 0.08, 4.85, height)
    found = counts(data.rows)
    lying(axes, bars, parts, found, LOOKS, after={bar: _open(found, bar) for bar in bars})
    axes.set_xlim(0, axes.get_xlim()[1] * 1.16)
    axes.set_xlabel("trials")
    bare(axes, "bottom")
    key(axes, parts, LOOKS, "lower right")
    return sheet


def _open(found: Mapping[tuple[str, str], int], bar: str) -> str:
    minors = sum(found.get((bar, population), 0) for population in POPULATIONS[:2])
    return f", minors {minors}" if minors else ""


FIGURE = Figure(
    "pediatric-coverage",
    "Who is admitted, by disease",
    "A bar is a disease, its parts are the populations; the number at its end is that of its trials, and behind “minors” that "
    "of the trials that people under 18 years may enter.",
    table,
    plot,
)
