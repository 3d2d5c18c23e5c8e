"""Washout forest: how long after a therapy each trial still keeps people out, beside the published recommendation."""

from collections.abc import Mapping, Sequence
from math import log10
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from cartkg.graph import parameters
from cartkg.graph.store import GraphStore, Row
from cartkg.graph.view import View
from cartkg.graph.view.statements import Said
from cartkg.model.wording import window_in_words
from cartkg.use.figures.model import Figure, Table
from cartkg.use.figures.sheet import INK, QUIET, RULE, SMALL, Sheet
from cartkg.use.figures.style import bare
from cartkg.use.figures.texts import SCOPE, below, coverage
from cartkg.use.palette import SERIES, STANCES

COLUMNS = (
    "trial", "agent", "agent_label", "window", "days", "anchor", "cohort", "recommended_for", "recommended",
    "recommended_days", "citation", "section", "number",
)  # fmt: skip
MOST = 60  # rows that are drawn
TICKS = (
    (7, "1 wk"), (14, "2 wk"), (28, "4 wk"), (61, "2 mo"), (91, "3 mo"), (182, "6 mo"), (365, "1 y"), (730, "2 y"),
    (1825, "5 y"),
)  # fmt: skip
RECOMMENDED = """SELECT ?agent ?for ?window ?days ?citation {
  ?one cartkg:recommendedFor ?term ; cartkg:recommendedWindow ?window ; cartkg:recommendedDays ?days ;
    dcterms:bibliographicCitation ?citation .
  ?term rdfs:label ?for .
  ?agent rdfs:subClassOf* ?term } ORDER BY ?agent DESC(?days)"""
B_CELLS = "cartkgv:b-cell-targeted-therapy"
AGENT = parameters.term("agent", "therapy", B_CELLS, "a therapy or class")
NO_WINDOW = "no window stated"


def table(store: GraphStore, parameters: Mapping[str, str]) -> Table:
    """A row for each trial, agent and window of an exclusion; the agent itself, its members and the classes that hold it."""
    agent, scope = parameters["agent"], parameters["trials"]
    view, near, advised = View.of(store), below(store, agent), _recommended(store)
    found = [
        one for one in view.claims(scope, "therapy")
        if one.stance == "excludes" and one.term in near and not view.terms.above(agent).intersection(one.apart)
    ]  # fmt: skip
    rows = sorted({_row(one, advised.get(one.term, ("", "", "", ""))) for one in found}, key=_strictness)
    drawn = f" Of {len(rows)} rows {MOST} are drawn, those with a window first; the data hold all." if len(rows) > MOST else ""
    cited = ", ".join(sorted({one[3] for one in advised.values()}))
    caption = (
        "A row is an exclusion of the agent, of a member of it or of a class that holds it. “No window stated”: whoever ever "
        "had it is kept out, or the text does not say since when; it is no washout of zero. A month is a twelfth of a year."
        + drawn,
        f"Recommended: time before leukapheresis ({cited}); many trials count from another event, so that the two are not "
        "strictly comparable. A class without a recommendation shows none.",
        coverage(store, scope),
    )
    return Table(f"Washout: exclusions of {view.label(agent)}", COLUMNS, tuple(rows), caption, View.of(store).days(scope))


def _recommended(store: GraphStore) -> Mapping[str, tuple[str, str, str, str]]:
    """For each agent the recommendation for it or for the class that holds it; the shortest where several do."""
    return {agent: (words, window, days, cited) for agent, words, window, days, cited in store.table(RECOMMENDED)[1]}


def _row(one: Said, advised: tuple[str, str, str, str]) -> Row:
    days = "" if one.days is None else str(one.days)
    return (one.trial, one.term, one.name, one.window, days, one.anchor, one.cohort, *advised, one.section, one.number)


def _strictness(row: Row) -> tuple[int, float, Row]:
    """Without a window first, then from the longest to the shortest."""
    return (0 if not row[3] else 1 if not row[4] else 2, -float(row[4] or 0), row)


def plot(data: Table) -> Sheet:
    """A dot for the stated window, a bar for the recommendation, a diamond where no window is stated."""
    rows = _drawn(data.rows)
    height = 0.2 * len(rows)
    sheet = Sheet(data.title, data.words, height + 0.75)
    axes = sheet.axes(2.75, 0.3, 2.75, height)
    bare(axes, "bottom")
    edges = _scale(axes, rows)
    for place, row in enumerate(rows):
        _mark(axes, place, row, edges)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_yticks(range(len(rows)), [f"{row[0]}, {_cut(row[2], 25)}" for row in rows])
    axes.tick_params(axis="y", length=0, labelsize=SMALL)
    _legend(sheet)
    return sheet


def _drawn(rows: Sequence[Row]) -> list[Row]:
    """The rows that are drawn, in their order; where they are too many, those with a window first."""
    single = {row[:7]: row for row in reversed(rows)}.values()
    first = set(sorted(single, key=lambda row: (not row[3], _strictness(row)))[:MOST])
    return [row for row in rows if row in first]


def _scale(axes: Axes, rows: Sequence[Row]) -> tuple[float, float]:
    """The days' axis, logarithmic, with the strip for rows without days at its right end; returns the strip's two edges."""
    longest = max((float(row[4] or row[9] or 0) for row in rows), default=365.0) or 365.0
    last = next((days for days, _ in TICKS if days >= longest), TICKS[-1][0])
    left, right = log10(5), log10(last) + 0.12
    edge = right + 0.32 * (right - left)
    shown = [(log10(days), words) for days, words in TICKS if days <= last]
    axes.set_xlim(left, edge)
    axes.set_xticks([at for at, _ in shown], [words for _, words in shown], fontsize=SMALL - 0.6, rotation=40, ha="right")
    axes.grid(axis="x", color=RULE, linewidth=0.4)
    axes.set_axisbelow(True)
    axes.add_patch(Rectangle((right, -1), edge - right, len(rows) + 2, facecolor="#F2F2F2", edgecolor="none", zorder=0))
    return right, edge


def _mark(axes: Axes, place: int, row: Row, strip: tuple[float, float]) -> None:
    excludes, middle = STANCES["excludes"].on_light, sum(strip) / 2
    if row[9]:
        axes.plot(
            [log10(float(row[9]))] * 2, [place - 0.33, place + 0.33], color=SERIES[0], linewidth=2.2, solid_capstyle="butt"
        )
    if row[4]:
        at = log10(max(5.5, float(row[4])))
        if row[9]:
            axes.plot([log10(float(row[9])), at], [place, place], color=QUIET, linewidth=0.8)
        axes.plot(at, place, marker="o", color=excludes, markersize=5)
    else:
        axes.plot(middle, place, marker="^" if row[3] else "D", color=excludes, markersize=5, markerfacecolor="white")
    axes.text(strip[1] + 0.03, place, _words(row), va="center", fontsize=SMALL - 0.2, color=INK, clip_on=False)


def _words(row: Row) -> str:
    window = window_in_words(row[3]) if row[3] else NO_WINDOW
    return _cut(f"{window} before {row[5]}" if row[3] and row[5] else window, 31)


def _cut(words: str, room: int) -> str:
    return words if len(words) <= room else words[: room - 1] + "…"


def _legend(sheet: Sheet) -> None:
    excludes = STANCES["excludes"].on_light
    looks: tuple[dict[str, Any], ...] = (
        {"marker": "o", "color": excludes, "markersize": 5, "label": "window of the exclusion"},
        {"marker": "D", "color": excludes, "markersize": 5, "markerfacecolor": "white", "label": NO_WINDOW},
        {"marker": "^", "color": excludes, "markersize": 5, "markerfacecolor": "white", "label": "half-lives or hours"},
        {"marker": "|", "color": SERIES[0], "markersize": 9, "markeredgewidth": 2.2, "label": "recommended"},
    )
    sheet.key([Line2D([], [], linestyle="", **look) for look in looks])


FIGURE = Figure(
    "washout-forest",
    "Washout: how long after a therapy people are kept out",
    "A row is one exclusion; the farther right its dot, the longer ago the last dose must be; the upright bar is the "
    "published recommendation.",
    table,
    plot,
    (AGENT, SCOPE),
)
