"""Organ limits: for each measure of an organ, the range of the limits that trials set."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from cartkg.graph import parameters
from cartkg.graph.store import GraphStore, Row
from cartkg.graph.view import View
from cartkg.graph.view.statements import Said
from cartkg.use.figures.bounds import admits, converted, plain, shown, side, unit_in_words
from cartkg.use.figures.counting import trials
from cartkg.use.figures.model import Figure, Table
from cartkg.use.figures.sheet import BODY, INK, QUIET, SMALL, Sheet
from cartkg.use.figures.style import bare
from cartkg.use.figures.texts import SCOPE, coverage
from cartkg.use.palette import SERIES, TYPES


@dataclass(frozen=True, slots=True)
class Organ:
    """A measure of an organ's function and the side to which trials bound it for safety."""

    name: str
    measure: str  # CURIE
    side: str


ORGANS = (
    Organ("heart and lung", "NCIT:C99524", "at least"),  # LVEF
    Organ("heart and lung", "NCIT:C60832", "at least"),  # SpO2
    Organ("heart and lung", "NCIT:C111361", "at least"),  # FVC
    Organ("heart and lung", "NCIT:C38083", "at least"),  # DLCO
    Organ("heart and lung", "cartkgv:measure-fev1", "at least"),
    Organ("kidney", "NCIT:C110935", "at least"),  # eGFR
    Organ("kidney", "NCIT:C25747", "at least"),  # creatinine clearance
    Organ("kidney", "NCIT:C64547", "at most"),  # creatinine
    Organ("liver", "NCIT:C64433", "at most"),  # ALT
    Organ("liver", "NCIT:C64467", "at most"),  # AST
    Organ("liver", "NCIT:C38037", "at most"),  # total bilirubin
    Organ("liver", "NCIT:C64805", "at most"),  # INR
    Organ("blood", "NCIT:C51948", "at least"),  # white cells
    Organ("blood", "NCIT:C63321", "at least"),  # neutrophils
    Organ("blood", "NCIT:C51949", "at least"),  # lymphocytes
    Organ("blood", "NCIT:C51951", "at least"),  # platelets
    Organ("blood", "NCIT:C64848", "at least"),  # hemoglobin
)
CHOICES = ("all", *dict.fromkeys(organ.name for organ in ORGANS))
ORGAN = parameters.choice("organ", CHOICES, "organ system", "all")
PANEL = 0.5  # inches
NEAR = 0.07  # of a panel's breadth: labels nearer than this are staggered


def table(store: GraphStore, parameters: Mapping[str, str]) -> Table:
    """A row for each measure, unit, sign and value, with the trials that set it."""
    scope, wanted = parameters["trials"], parameters["organ"]
    setters: dict[tuple[str, ...], set[str]] = defaultdict(set)
    found = View.of(store).claims(scope, "threshold")
    for organ in (organ for organ in ORGANS if wanted in ("all", organ.name)):
        for one in found:
            if one.term == organ.measure and side(admits(one)) == organ.side:
                setters[organ.name, *_limit(one)].add(one.trial)
    rows = ((*limit, str(len(who)), " ".join(sorted(who))) for limit, who in setters.items())
    caption = (
        "Limits of people who are let in: what a requirement demands, or the opposite of what an exclusion names. Limits to "
        "the other side (platelets below 30 × 10⁹/L, to enter for thrombocytopenia) are left out; those for one cohort count.",
        "Units are converted only where that is exact (a count per microlitre, g/dL); others stand apart. Whether a limit is "
        "itself let in (≥ or >) stands in the data.",
        coverage(store, scope),
    )
    columns = ("organ", "measure", "measure_label", "comparator", "value", "unit", "trials", "which_trials")
    return Table(FIGURE.title, columns, tuple(sorted(rows, key=_order)), caption, View.of(store).days(scope))


def _limit(one: Said) -> tuple[str, str, str, str, str]:
    value, unit = converted(one.value, one.unit)
    return one.term, one.label, admits(one), plain(value), unit


def _order(row: Row) -> tuple[int, str, float, str]:
    places = {organ.measure: place for place, organ in enumerate(ORGANS)}
    return places[row[1]], row[5], float(row[4]), row[3]


def plot(data: Table) -> Sheet:
    """A thin panel for each measure and unit."""
    panels: dict[tuple[str, str, str, str], list[Row]] = defaultdict(list)
    for row in data.rows:
        panels[row[0], row[2], side(row[3]), row[5]].append(row)
    height = PANEL * len(panels)
    sheet = Sheet(data.title, data.words, height + 0.35)
    sheet.text(0.12, 0.1, "limits", size=SMALL, weight="bold")
    sheet.text(3.0, 0.1, "each limit, with the number of trials that set it", size=SMALL, weight="bold")
    before = ""
    for place, (panel, rows) in enumerate(panels.items()):
        top = 0.2 + PANEL * place
        _name(sheet, panel, rows, top, panel[0] != before)
        _panel(sheet.axes(2.75, top, 4.35, PANEL), panel[2], rows)
        before = panel[0]
    return sheet


def _name(sheet: Sheet, panel: tuple[str, str, str, str], rows: Sequence[Row], top: float, first: bool) -> None:
    organ, measure, sided, unit = panel
    if first:
        sheet.text(0.12, top + 0.2, organ, size=SMALL - 0.2, color=QUIET)
    who = {trial for row in rows for trial in row[7].split()}
    sheet.text(1.02, top + 0.2, f"{measure}, {sided}", size=BODY, weight="bold")
    sheet.text(1.02, top + 0.34, f"{trials(len(who))}, {unit_in_words(unit)}", size=SMALL - 0.2, color=QUIET)


def _panel(axes: Axes, sided: str, rows: Sequence[Row]) -> None:
    """A line from the lowest to the highest limit, a mark for each, its number above and its value below."""
    bare(axes)
    axes.set_xticks([])
    axes.set_yticks([])
    grouped: dict[float, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[float(row[4])].append(row)
    low, high = min(grouped), max(grouped)
    room = max(high - low, abs(high) * 0.1, 0.1)
    axes.set_xlim((low + high) / 2 - 0.62 * room, (low + high) / 2 + 0.62 * room)
    axes.set_ylim(-1.35, 1)
    axes.plot([low, high], [0, 0], color=QUIET, linewidth=1.2, zorder=1)
    marker, colour = (">", SERIES[0]) if sided == "at least" else ("<", TYPES["Measure"].on_light)
    before, lower = low - room, False
    for value, same in sorted(grouped.items()):
        number = len({trial for row in same for trial in row[7].split()})
        axes.plot(value, 0, marker=marker, color=colour, markersize=4.5 + 1.2 * number**0.5, zorder=2)
        axes.text(value, 0.45, str(number), ha="center", va="bottom", fontsize=SMALL, fontweight="bold")
        lower = not lower and value - before < NEAR * room
        words = plain(shown(value, rows[0][5]))
        axes.text(value, -0.85 if lower else -0.42, words, ha="center", va="top", fontsize=SMALL - 0.4, color=INK)
        before = value


FIGURE = Figure(
    "organ-limits",
    "Organ limits over trials",
    "A line spans the limits that trials set on one measure; a mark is a limit and points to the people who are let in, the "
    "number above it is how many trials set it.",
    table,
    plot,
    (ORGAN, SCOPE),
)
