"""The ledger of inclusion: from the records that were read to the trials of the field, with the rule of every refusal."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from cartkg.ask import questions
from cartkg.graph.store import GraphStore
from cartkg.graph.view import View
from cartkg.graph.view.days import days
from cartkg.use.figures.counting import trials
from cartkg.use.figures.model import Figure, Table
from cartkg.use.figures.sheet import BODY, INK, QUIET, SMALL, Sheet
from cartkg.use.palette import SERIES

RECORDS = "SELECT (COUNT(DISTINCT ?record) AS ?n) { ?t a cartkg:Trial ; dcterms:source ?record }"
WIDE, TALL = 2.7, 0.62  # inches of a box


def table(store: GraphStore, _: Mapping[str, str]) -> Table:
    """A row for each step: records read, trials identified, refused by each rule, included; by completeness of the text."""
    known = View.of(store).field()
    ledger = questions.ask("ledger", {}, store).rows
    records = store.table(RECORDS)[1][0][0]
    rows = [("records read", "", records), *((step.partition(" ")[2], rule, number) for step, rule, number in ledger)]
    for text in ("complete", "partial", "none"):
        number = sum((trial.completeness or "none") == text for trial in known.trials)
        rows.append(("eligibility text", text, str(number)))
    caption = (
        "Each trial is counted once, under the rule that decided on it; several records may tell of one trial. Trials that "
        "were refused stay in the graph and are never counted as part of the field.",
        "What a trial does not demand is answered only from complete eligibility texts.",
    )
    return Table(FIGURE.title, ("step", "rule", "trials"), tuple(rows), caption, days(store, "all"))


def plot(data: Table) -> Sheet:
    """Boxes from top to bottom, refusals to the right."""
    refused = [(rule, int(number)) for step, rule, number in data.rows if step == "refused"]
    height = 3.75 + max(0, len(refused) - 6) * 0.15
    sheet = Sheet(data.title, data.words, height)
    axes = sheet.axes(0, 0, 7.2, height)
    axes.set_xlim(0, 7.2)
    axes.set_ylim(height, 0)
    axes.set_axis_off()
    one = {step: int(number) for step, _, number in data.rows if step not in ("refused", "eligibility text")}
    words = "engineered cells for an immune-mediated disease"
    _box(axes, (0.4, 0.1, WIDE, TALL), f"{one.get('records read', 0)} records read", "")
    _box(
        axes,
        (0.4, 1.15, WIDE, TALL),
        f"{trials(one.get('identified', 0))} identified",
        "by their registry identifier or their record",
    )
    _box(axes, (0.4, 2.2, WIDE, TALL), f"{trials(one.get('included', 0))} included", words, strong=True)
    _arrow(axes, (1.75, 0.1 + TALL), (1.75, 1.15))
    _arrow(axes, (1.75, 1.15 + TALL), (1.75, 2.2))
    _refusals(axes, refused)
    _arrow(axes, (0.4 + WIDE, 1.46), (4.0, 1.46))
    _texts(axes, data)
    return sheet


def _refusals(axes: Axes, refused: Sequence[tuple[str, int]]) -> None:
    """The box of refusals with a line for each rule."""
    tall = 0.42 + 0.15 * max(1, len(refused))
    top = 1.46 - tall / 2
    _box(axes, (4.0, top, WIDE, tall), f"{sum(number for _, number in refused)} refused", " " if refused else "")
    for place, (rule, number) in enumerate(refused):
        y = top + 0.43 + 0.15 * place
        axes.text(4.45, y, str(number), ha="right", va="center", fontsize=SMALL, fontweight="bold")
        axes.text(4.53, y, rule.replace("-", " "), ha="left", va="center", fontsize=SMALL)


def _texts(axes: Axes, data: Table) -> None:
    """The included trials by how much of their eligibility text the sources show."""
    for place, (_, text, number) in enumerate(row for row in data.rows if row[0] == "eligibility text"):
        x = 0.4 + 2.2 * place
        words = {"complete": "text complete", "partial": "text cut off by the source", "none": "no text in the source"}
        _box(axes, (x, 3.2, 2.0, 0.5), f"{number}", words[text])
        _arrow(axes, (1.75, 2.2 + TALL), (x + 1.0, 3.2))


def _box(axes: Axes, place: tuple[float, float, float, float], head: str, words: str, strong: bool = False) -> None:
    """A box at `place` (left, top, width, height in inches) with a headline and words below it."""
    x, y, wide, tall = place
    edge = SERIES[0] if strong else QUIET
    face = "#EAF3FA" if strong else "white"
    shape = FancyBboxPatch((x, y), wide, tall, boxstyle="round,pad=0,rounding_size=0.05", facecolor=face, edgecolor=edge)
    axes.add_patch(shape)
    middle = x + wide / 2
    axes.text(middle, y + (0.13 if words else tall / 2), head, ha="center", va="top" if words else "center", fontsize=BODY + 1,
              fontweight="bold")  # fmt: skip
    axes.text(middle, y + 0.33, words, ha="center", va="top", fontsize=SMALL, linespacing=1.35)


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    axes.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 0.8, "shrinkA": 0, "shrinkB": 0})


FIGURE = Figure(
    "inclusion-ledger",
    "From records to the trials of the field",
    "Read from top to bottom: what was read, what was identified, what was refused by which rule, and what is counted.",
    table,
    plot,
)
