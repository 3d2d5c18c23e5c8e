"""Disease to target to cell source: an alluvial drawing in which each trial is counted once."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from cartkg.graph.store import GraphStore
from cartkg.graph.view import View
from cartkg.graph.view.field import NOT_STATED, FieldTrial, combination
from cartkg.graph.view.main_diseases import BASKET, LUPUS, OTHER, UNSPECIFIED, order
from cartkg.use.figures.counting import NO_TERM, trials
from cartkg.use.figures.model import Figure, Table
from cartkg.use.figures.sheet import BODY, INK, QUIET, SMALL, Sheet
from cartkg.use.figures.style import Look, looks

LEAST = 5  # trials: smaller streams go into "other"
OTHERS = (OTHER, "other targets", "")
STAGES = ("disease", "target", "cell source")
AT = (2.2, 4.05, 5.85)  # inches: where the three stages stand
BROAD, GAP = 0.12, 0.1  # inches: of a block, between blocks

Way = tuple[str, str, str]


def _disease(trial: FieldTrial) -> str:
    if not trial.diseases:
        return NO_TERM
    if set(trial.diseases) <= set(LUPUS):
        return "lupus (SLE, nephritis)"
    return trial.diseases[0] if len(trial.diseases) == 1 else BASKET


def table(store: GraphStore, _: Mapping[str, str]) -> Table:
    """A row for each way that some trial goes."""
    known = View.of(store).field()
    full = [(_disease(t), combination(t), t.cell_source or NOT_STATED) for t in known.trials]
    ways = Counter(_gathered(full))
    rows = sorted(ways, key=lambda way: (_places(ways)[0][way[0]], _places(ways)[1][way[1]], way[2]))
    caption = (
        f"{trials(len(known.trials))} of the field, each counted once. “{BASKET}” are basket trials of two or more of the main "
        f"diseases; diseases and combinations of targets with fewer than {LEAST} trials stand together as “other”, as do "
        f"{known.lacking(lambda t: t.diseases)} whose words for the disease have no term.",
        f"{known.lacking(lambda t: t.targets)} do not state their target, {known.lacking(lambda t: t.cell_source)} do not "
        "state where the cells come from.",
    )
    return Table(
        FIGURE.title, (*STAGES, "trials"), tuple((*way, str(ways[way])) for way in rows), caption, known.days
    )  # fmt: skip


def _gathered(full: Sequence[Way]) -> Iterable[Way]:
    """The ways with small diseases and small combinations of targets put together."""
    sizes = [Counter(way[stage] for way in full) for stage in range(3)]
    for way in full:
        yield tuple(_or_other(way[stage], stage, sizes[stage]) for stage in range(3))  # type: ignore[misc]


def _or_other(value: str, stage: int, sizes: Counter[str]) -> str:
    kept = not OTHERS[stage] or value in (NOT_STATED, BASKET) or sizes[value] >= LEAST
    return value if kept else OTHERS[stage]


def _places(ways: Mapping[Way, int]) -> tuple[dict[str, int], ...]:
    """For each stage the values from the largest to the smallest, with what is other or not stated last."""
    last = {*OTHERS, NO_TERM, NOT_STATED, UNSPECIFIED}
    found = []
    for stage in range(3):
        sizes: Counter[str] = Counter()
        for way, number in ways.items():
            sizes[way[stage]] += number
        ranked = sorted(sizes, key=lambda v: (v == NOT_STATED, v in last, v not in order([v]), -sizes[v], v))
        found.append({value: place for place, value in enumerate(ranked)})
    return tuple(found)


@dataclass
class Block:
    """A value of a stage: where it stands, and how far its streams have been drawn on either side."""

    top: float
    height: float
    left: float = 0.0
    right: float = 0.0


@dataclass(frozen=True)
class Columns:
    """The blocks of the three stages, the order of their values, the inches of a trial and the looks of the targets."""

    places: tuple[dict[str, int], ...]
    blocks: list[dict[str, Block]]
    scale: float
    looks: Mapping[str, Look]


def plot(data: Table) -> Sheet:
    """Three columns of blocks with streams between them, coloured by the target."""
    ways = {(row[0], row[1], row[2]): int(row[3]) for row in data.rows}
    places = _places(ways)
    height = max(3.4, 0.34 * max(len(stage) for stage in places) + 1.0)
    sheet = Sheet(data.title, data.words, height)
    axes = sheet.axes(0, 0, 7.2, height)
    axes.set_xlim(0, 7.2)
    axes.set_ylim(height, 0)
    axes.set_axis_off()
    scale = (height - 0.55 - GAP * max(len(stage) for stage in places)) / max(1, sum(ways.values()))
    blocks = [_blocks(ways, stage, places[stage], scale, height) for stage in range(3)]
    found = looks(list(places[1]))
    for step in (0, 1):
        _streams(axes, ways, step, Columns(places, blocks, scale, found))
    for stage, column in enumerate(blocks):
        _draw(axes, stage, column, ways, found)
    return sheet


def _blocks(ways: Mapping[Way, int], stage: int, places: Mapping[str, int], scale: float, height: float) -> dict[str, Block]:
    whole = sum(ways.values()) * scale + GAP * (len(places) - 1)
    top, found = 0.35 + (height - 0.5 - whole) / 2, {}
    for value in sorted(places, key=lambda v: places[v]):
        size = scale * sum(number for way, number in ways.items() if way[stage] == value)
        found[value] = Block(top, size)
        top += size + GAP
    return found


def _streams(axes: Axes, ways: Mapping[Way, int], step: int, columns: Columns) -> None:
    """The streams from one stage to the next, parted by target so that a stream keeps its colour."""
    places, blocks, scale, found = columns.places, columns.blocks, columns.scale, columns.looks
    streams: Counter[tuple[str, str]] = Counter()
    for way, number in ways.items():
        streams[way[step], way[step + 1]] += number
    for one, other in sorted(streams, key=lambda s: (places[step][s[0]], places[step + 1][s[1]])):
        start, end, wide = blocks[step][one], blocks[step + 1][other], streams[one, other] * scale
        colour = found[one if step else other].colour
        _stream(axes, (AT[step] + BROAD, start.top + start.right), (AT[step + 1], end.top + end.left), wide, colour)
        start.right += wide
        end.left += wide


def _stream(axes: Axes, start: tuple[float, float], end: tuple[float, float], wide: float, colour: str) -> None:
    (x, y), (u, v) = start, end
    middle = (x + u) / 2
    points = [(x, y), (middle, y), (middle, v), (u, v), (u, v + wide), (middle, v + wide), (middle, y + wide), (x, y + wide)]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3]
    shape = PathPatch(Path([*points, (x, y)], [*codes, Path.CLOSEPOLY]), facecolor=colour, alpha=0.55, edgecolor="white")
    shape.set_linewidth(0.3)
    axes.add_patch(shape)


def _draw(axes: Axes, stage: int, column: Mapping[str, Block], ways: Mapping[Way, int], found: Mapping[str, Look]) -> None:
    """The blocks of a stage with their names and numbers."""
    axes.text(AT[stage] + BROAD / 2, 0.2, STAGES[stage], ha="center", va="center", fontsize=BODY, fontweight="bold")
    for value, block in column.items():
        colour = found[value].colour if stage == 1 else QUIET
        axes.add_patch(Rectangle((AT[stage], block.top), BROAD, block.height, facecolor=colour, edgecolor=INK, linewidth=0.5))
        number = sum(count for way, count in ways.items() if way[stage] == value)
        box = {"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.75} if stage == 1 else None
        x, side = (AT[stage] - 0.06, "right") if stage == 0 else (AT[stage] + BROAD + 0.06, "left")
        y = block.top + block.height / 2
        axes.text(x, y, f"{value}: {number}", ha=side, va="center", fontsize=SMALL + 0.5, bbox=box)


FIGURE = Figure(
    "disease-target-source",
    "From disease to target to cell source",
    "Each trial flows once from left to right; the thickness of a stream is its number of trials, its colour the target.",
    table,
    plot,
)
