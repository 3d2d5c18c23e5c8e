"""World map: in how many trials each country has a site.

The projection is Equal Earth (Šavrič, Patterson and Jenny, 2018), which keeps areas true. Outlines: data/outlines/countries.tsv
(Natural Earth, public domain).
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from math import asin, cos, radians, sin, sqrt

from matplotlib.axes import Axes
from matplotlib.patches import Polygon, Rectangle

from cartkg.graph.store import GraphStore
from cartkg.graph.view import View
from cartkg.graph.view.field import NOT_STATED, country
from cartkg.model.resources import folder
from cartkg.use.figures.counting import trials
from cartkg.use.figures.heat_map import BOUNDS, SHADES, shade
from cartkg.use.figures.model import Figure, Table
from cartkg.use.figures.sheet import INK, QUIET, SMALL, Sheet

NAMES = "SELECT DISTINCT ?country ?label { ?site cartkg:inCountry ?country . ?country rdfs:label ?label }"
PLAIN = {"Korea, Republic of": "South Korea"}
LAND, SHORE = "#F4F4F2", "#A6A6A6"
WORLD = (-2.72, 2.72, -1.05, 1.32)  # the map without the Antarctic
EUROPE = (-0.17, 0.60, 0.72, 1.17)  # of the inset, in the projection's own units
COLUMNS, LINE = 4, 0.135  # of the list of countries
A = (1.340264, -0.081106, 0.000893, 0.003796)  # Equal Earth's polynomial

Shape = Sequence[tuple[float, float]]


def table(store: GraphStore, _: Mapping[str, str]) -> Table:
    """A row for each country with a site, and one for the trials whose sites are not stated."""
    known = View.of(store).field()
    names = {curie: PLAIN.get(label, label) for curie, label in store.table(NAMES)[1]}
    found = Counter(country for trial in known.trials for country in trial.countries)
    rows = [
        (country(curie), names.get(curie, ""), str(number))
        for curie, number in sorted(found.items(), key=lambda item: (-item[1], names.get(item[0], "")))
    ]
    unknown = known.lacking(lambda t: t.countries)
    undrawn = [f"{name} ({number})" for code, name, number in rows if code not in _outlines()]
    caption = [f"{trials(len(known.trials))} of the field; one with sites in several countries counts in each of them."]
    if unknown:
        rows.append(("", NOT_STATED, str(unknown)))
        caption.append(f"{trials(unknown)} state no site.")
    if undrawn:
        caption.append(f"Too small for the map: {', '.join(undrawn)}.")
    caption.append("Outlines: Natural Earth 1:110 million (public domain), Equal Earth projection; borders imply no opinion.")
    return Table(FIGURE.title, ("iso3166", "country", "trials"), tuple(rows), tuple(caption), known.days)


def plot(data: Table) -> Sheet:
    """The map, Europe enlarged below it, and every number in a list."""
    numbers = {code: int(number) for code, _, number in data.rows if code}
    listed = -(-len(data.rows) // COLUMNS) * LINE
    sheet = Sheet(data.title, data.words, 3.15 + max(listed + 0.3, 1.3))
    world = sheet.axes(0.05, 0.0, 7.1, 3.1)
    _map(world, WORLD, numbers)
    europe = sheet.axes(0.12, 3.05, 2.3, 1.36)
    _map(europe, EUROPE, numbers, framed=True)
    _list(sheet, data, 3.3)
    _shades(sheet.axes(0.15, 1.62, 1.2, 1.0))
    return sheet


def _map(axes: Axes, box: tuple[float, float, float, float], numbers: Mapping[str, int], framed: bool = False) -> None:
    axes.set_xlim(box[0], box[1])
    axes.set_ylim(box[2], box[3])
    axes.set_aspect("equal", anchor="NW")
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(framed)
    for code, shapes in _outlines().items():
        number = numbers.get(code, 0)
        for shape in (shape for shape in shapes if _meets(shape, box)):
            axes.add_patch(Polygon(shape, facecolor=shade(number) if number else LAND, edgecolor=SHORE, linewidth=0.35))


def _meets(shape: Shape, box: tuple[float, float, float, float]) -> bool:
    """Whether the box around a shape meets a box (left, right, bottom, top)."""
    across, up = [x for x, _ in shape], [y for _, y in shape]
    return max(across) > box[0] and min(across) < box[1] and max(up) > box[2] and min(up) < box[3]


def _list(sheet: Sheet, data: Table, top: float) -> None:
    """Every country with its number, in columns."""
    rows = -(-len(data.rows) // COLUMNS)
    for place, (_, name, number) in enumerate(data.rows):
        x, y = 2.75 + 1.12 * (place // rows), top + LINE * (place % rows)
        sheet.text(x, y, number, size=SMALL, ha="right", weight="bold")
        sheet.text(x + 0.05, y, name, size=SMALL - 0.4, ha="left")


def _shades(axes: Axes) -> None:
    """The key of the shades."""
    axes.set_xlim(0, 4)
    axes.set_ylim(0, len(SHADES) + 1)
    axes.set_axis_off()
    axes.text(0, len(SHADES) + 0.2, "trials", va="bottom", fontsize=SMALL, color=INK)
    lows = (1, *(bound + 1 for bound in BOUNDS))
    for place, (low, colour) in enumerate(zip(lows, SHADES, strict=True)):
        high = BOUNDS[place] if place < len(BOUNDS) else None
        words = f"{low} and more" if high is None else str(low) if low == high else f"{low}–{high}"
        axes.add_patch(Rectangle((0, place), 0.7, 0.85, facecolor=colour, edgecolor=QUIET, linewidth=0.4))
        axes.text(0.85, place + 0.42, words, va="center", fontsize=SMALL - 0.4, color=INK)


@cache
def _outlines() -> Mapping[str, tuple[Shape, ...]]:
    """The projected rings of each country, by its ISO 3166-1 numeric code."""
    found: dict[str, tuple[Shape, ...]] = {}
    for line in (folder("data/outlines") / "countries.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        code, _, numbers = line.partition("\t")
        found[code] = (*found.get(code, ()), tuple(_ring(numbers)))
    return found


def _ring(numbers: str) -> Iterator[tuple[float, float]]:
    tenths = [int(number) for number in numbers.split()]
    for longitude, latitude in zip(tenths[::2], tenths[1::2], strict=True):
        yield projected(longitude / 10, latitude / 10)


def projected(longitude: float, latitude: float) -> tuple[float, float]:
    """A place in degrees on the plane, by the formulas of Equal Earth."""
    angle = asin(sqrt(3) / 2 * sin(radians(latitude)))
    square = angle * angle
    sixth = square**3
    slope = A[0] + 3 * A[1] * square + sixth * (7 * A[2] + 9 * A[3] * square)
    return (
        2 * sqrt(3) * radians(longitude) * cos(angle) / (3 * slope),
        angle * (A[0] + A[1] * square + sixth * (A[2] + A[3] * square)),
    )


FIGURE = Figure(
    "world-map",
    "Where the trials have sites",
    "The darker a country, the more trials have a site there; the list has the numbers. Land without a shade: no trial found.",
    table,
    plot,
)
