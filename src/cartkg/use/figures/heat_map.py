"""Disease by target: how many trials stand in each cell."""

from collections.abc import Iterable, Mapping

from matplotlib.patches import Rectangle

from cartkg.graph.store import GraphStore
from cartkg.graph.view import View
from cartkg.graph.view.field import NOT_STATED, FieldTrial
from cartkg.graph.view.main_diseases import order
from cartkg.use.figures.counting import NO_TERM, cells, counts, crossed, firsts, trials
from cartkg.use.figures.model import Figure, Table
from cartkg.use.figures.sheet import BODY, INK, RULE, Sheet
from cartkg.use.figures.style import bare

UNKNOWN = "#F2F2F2"
SHADES = ("#EAF3FA", "#C6DFF1", "#8FC1E3", "#4A98CC", "#0072B2", "#00466E")  # pale to dark: 1, 2-3, 4-8, 9-20, 21-60, above
BOUNDS = (1, 3, 8, 20, 60)


def _diseases(trial: FieldTrial) -> Iterable[str]:
    return trial.diseases or (NO_TERM,)


def _targets(trial: FieldTrial) -> Iterable[str]:
    return trial.targets or (NOT_STATED,)


def table(store: GraphStore, _: Mapping[str, str]) -> Table:
    """A row for each disease and antigen that some trial has together."""
    known = View.of(store).field()
    crossing = crossed(known.trials, _diseases, _targets)
    sums = crossed(known.trials, _targets, lambda _: ("",))
    targets = sorted({target for _, target in crossing}, key=lambda t: (t == NOT_STATED, -sums[t, ""], t))
    caption = (
        f"{trials(len(known.trials))} of the field; a trial counts in every cell that it has, so that rows and "
        "columns do not add up. A product of two antigens counts under both.",
        f"{trials(known.lacking(lambda t: t.targets))} do not state their target. An empty cell means that no trial was found, "
        "not that none can exist. Diseases hold all that MONDO puts below them.",
    )
    return Table(
        FIGURE.title,
        ("disease", "target", "trials"),
        cells(crossing, order(d for d, _ in crossing), targets),
        caption,
        known.days,
    )


def plot(data: Table) -> Sheet:
    """A grid with the number in each cell."""
    diseases, found = firsts(data.rows), counts(data.rows)
    sums = {target: sum(n for (_, t), n in found.items() if t == target) for target in firsts(data.rows, 1)}
    targets = sorted(sums, key=lambda t: (t == NOT_STATED, -sums[t], t))
    height = 0.22 * len(diseases)
    sheet = Sheet(data.title, data.words, height + 0.5)
    axes = sheet.axes(2.15, 0.42, 4.9, height)
    for y, disease in enumerate(diseases):
        for x, target in enumerate(targets):
            number = found.get((disease, target), 0)
            unknown = target == NOT_STATED
            axes.add_patch(
                Rectangle((x, y), 1, 1, edgecolor=RULE, linewidth=0.5, facecolor=UNKNOWN if unknown else shade(number))
            )
            if number:
                colour = INK if unknown else _ink(number)
                axes.text(x + 0.5, y + 0.52, str(number), ha="center", va="center", fontsize=BODY, color=colour)
    axes.set_xlim(-0.02, max(1, len(targets)) + 0.02)
    axes.set_ylim(max(1, len(diseases)) + 0.02, -0.02)
    axes.set_xticks([x + 0.5 for x in range(len(targets))], [t.replace(" ", "\n") for t in targets])
    axes.set_yticks([y + 0.5 for y in range(len(diseases))], diseases)
    axes.xaxis.tick_top()
    bare(axes)
    axes.tick_params(length=0)
    return sheet


def shade(number: int) -> str:
    """The shade of a cell: white for none, darker in six steps."""
    return SHADES[sum(number > bound for bound in BOUNDS)] if number else "white"


def _ink(number: int) -> str:
    return "white" if number > BOUNDS[2] else INK


FIGURE = Figure(
    "disease-target",
    "Diseases and the antigens that products aim at",
    "A row is a disease, a column an antigen; the number, and the darkness of the cell, is how many trials join the two.",
    table,
    plot,
)
