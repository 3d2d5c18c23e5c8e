"""Eligibility forest: one row a trial, the bounds that it sets on one measure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from cartkg.graph import parameters
from cartkg.graph.store import GraphStore, Row
from cartkg.graph.view import View
from cartkg.graph.view.statements import Said
from cartkg.model.wording import limit_in_words
from cartkg.use.figures.bounds import admits, converted, plain, shown, side, unit_in_words
from cartkg.use.figures.model import Figure, Table
from cartkg.use.figures.sheet import QUIET, RULE, SMALL, Sheet
from cartkg.use.figures.style import bare
from cartkg.use.figures.texts import SCOPE, coverage
from cartkg.use.palette import STANCES

COLUMNS = (
    "trial", "cohort", "stance", "comparator", "value", "unit", "admits", "comparable_value", "comparable_unit", "section",
    "number",
)  # fmt: skip
MEASURE = parameters.term("measure", "measure", "NCIT:C99524", "a measure")
MOST = 60  # rows that are drawn
MARKS = {"requires": "o", "excludes": "s", "permits": "^"}


def table(store: GraphStore, parameters: Mapping[str, str]) -> Table:
    """A row for each bound that a trial sets on the measure."""
    measure, scope = parameters["measure"], parameters["trials"]
    name = View.of(store).label(measure)
    found = [one for one in View.of(store).claims(scope, "threshold") if one.term == measure]
    rows = sorted((_row(one) for one in found), key=lambda row: (row[8], row[6][:1], float(row[7]), row))
    lines = len({(row[0], row[1], row[8]) for row in rows})
    counted = f"{lines} row" + ("" if lines == 1 else "s")
    caption = [
        f"Bounds on {name}, in {counted}. A line runs to the side on which people are let in; two bounds of one trial stand in "
        "one row. A mark without a line sets no side, or "
        "the bounds leave nobody between them and the text wants a look.",
        coverage(store, scope),
    ]
    if lines > MOST:
        caption.insert(1, f"The first {MOST} rows are drawn; the data hold all.")
    return Table(f"Who may enter by {name}", COLUMNS, tuple(rows), tuple(caption), View.of(store).days(scope))


def _row(one: Said) -> Row:
    value, unit = converted(one.value, one.unit)
    stated = (one.trial, one.cohort, one.stance, one.comparator, one.value, one.unit)
    return (*stated, admits(one), plain(value), unit, one.section, one.number)


def plot(data: Table) -> Sheet:
    """A panel for each unit, a row for each trial and cohort."""
    lines: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in data.rows:
        lines[row[8], row[0], row[1]].append(row)
    drawn = dict(list(lines.items())[:MOST])
    units = {unit: [key for key in drawn if key[0] == unit] for unit in dict.fromkeys(key[0] for key in drawn)}
    height = 0.19 * len(drawn) + 0.62 * len(units)
    sheet = Sheet(data.title, data.words, height + 0.3)
    top = 0.34
    for unit, keys in units.items():
        _panel(sheet.axes(2.35, top, 2.75, 0.19 * len(keys)), unit, [drawn[key] for key in keys])
        top += 0.19 * len(keys) + 0.62
    _legend(sheet)
    return sheet


def _panel(axes: Axes, unit: str, lines: Sequence[Sequence[Row]]) -> None:
    values = [_value(row) for rows in lines for row in rows]
    low, high = min(values), max(values)
    room = max(high - low, abs(high) * 0.3, 0.1)
    edges = (max(low - 0.25 * room, min(0.0, low)), high + 0.25 * room)
    axes.set_xlim(*edges)
    axes.set_ylim(len(lines) - 0.5, -0.5)
    for place, rows in enumerate(lines):
        _bounds(axes, place, rows, edges)
        words = " and ".join(
            dict.fromkeys(f"{_stance(row)}{limit_in_words(row[3], row[4], row[5])}" for row in sorted(rows, key=_value))
        )
        axes.text(
            edges[1] + 0.03 * (edges[1] - edges[0]), place, _cut(words, 38), va="center", fontsize=SMALL - 0.2, clip_on=False
        )
    axes.set_yticks(range(len(lines)), [_cut(", ".join(part for part in rows[0][:2] if part), 44) for rows in lines])
    axes.grid(axis="x", color=RULE, linewidth=0.4)
    axes.set_axisbelow(True)
    axes.set_xlabel(unit_in_words(unit) or "value", fontsize=SMALL)
    bare(axes, "bottom")
    axes.tick_params(axis="y", length=0, labelsize=SMALL - 0.2)


def _value(row: Row) -> float:
    return shown(float(row[7]), row[8])


def _stance(row: Row) -> str:
    return "" if row[2] == "requires" else f"{row[2]} "


def _bounds(axes: Axes, place: int, rows: Sequence[Row], edges: tuple[float, float]) -> None:
    """The people who are let in as a line between the bounds, or from one bound to the edge, and a mark at each bound."""
    least = max((_value(row) for row in rows if side(row[6]) == "at least"), default=edges[0])
    most = min((_value(row) for row in rows if side(row[6]) == "at most"), default=edges[1])
    if any(row[6] for row in rows) and least < most:
        axes.plot([least, most], [place, place], color=QUIET, linewidth=2.4, alpha=0.45, solid_capstyle="butt")
    for row in rows:
        colour = STANCES[row[2]].on_light
        whole = row[3] in (">=", "<=", "=")
        axes.plot(
            _value(row), place, marker=MARKS.get(row[2], "o"), color=colour, markersize=5.2,
            markerfacecolor=colour if whole else "white",
        )  # fmt: skip


def _legend(sheet: Sheet) -> None:
    looks: list[dict[str, Any]] = [
        {"marker": mark, "color": STANCES[stance].on_light, "label": stance} for stance, mark in MARKS.items()
    ]
    looks.append({"marker": "o", "color": QUIET, "markerfacecolor": "white", "label": "hollow: < or >"})
    marks = [Line2D([], [], linestyle="", markersize=5, **look) for look in looks]
    sheet.key([*marks, Line2D([], [], color=QUIET, linewidth=2.4, alpha=0.45, label="let in")])


def _cut(words: str, room: int) -> str:
    return words if len(words) <= room else words[: room - 1] + "…"


FIGURE = Figure(
    "eligibility-forest",
    "Who may enter, by the bounds on one measure",
    "A row is a trial, or one cohort of it; the grey line covers the values of people who are let in, the marks are the "
    "stated bounds.",
    table,
    plot,
    (MEASURE, SCOPE),
)
