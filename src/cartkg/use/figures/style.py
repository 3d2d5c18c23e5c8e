"""Looks: a colour, a hatch and a mark for each value, so that nothing is told by colour alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.patches import Patch

from cartkg.graph.view.field import NOT_STATED
from cartkg.use.figures.sheet import QUIET, SMALL
from cartkg.use.palette import SERIES, STANCES

HATCHES = ("", "///", "...", "xxx", "---", "\\\\\\", "++", "oo")
DARK_FILLS = {"#0072B2", "#000000", "#332288", "#882255"}


@dataclass(frozen=True, slots=True)
class Look:
    """How one value is drawn."""

    colour: str
    hatch: str = ""

    @property
    def ink(self) -> str:
        """The colour of words upon it."""
        return "white" if self.colour in DARK_FILLS else "black"


UNKNOWN = Look(STANCES[NOT_STATED].fill, "\\\\\\\\\\\\")


def looks(values: Iterable[str]) -> Mapping[str, Look]:
    """A look for each value, in their order; what is not stated has its own."""
    known = [value for value in values if value != NOT_STATED]
    found = {value: Look(SERIES[i % len(SERIES)], HATCHES[i % len(HATCHES)]) for i, value in enumerate(known)}
    return found | {NOT_STATED: UNKNOWN}


def bare(axes: Axes, *sides: str) -> None:
    """Take away the frame, all but the named sides."""
    for side, spine in axes.spines.items():
        spine.set_visible(side in sides)
    axes.tick_params(length=2.5, colors=QUIET, labelcolor="black")


def patch(look: Look) -> dict[str, str | float]:
    """How an area of this look is drawn."""
    return {"facecolor": look.colour, "hatch": look.hatch, "edgecolor": "white", "linewidth": 0.5}


Corner = Literal["upper left", "lower right"]


def key(axes: Axes, values: Iterable[str], found: Mapping[str, Look], where: Corner) -> None:
    """The key of the looks, in a corner, without a frame."""
    handles = [Patch(label=value, **patch(found[value])) for value in values]  # type: ignore[arg-type]
    axes.legend(handles=handles, loc=where, frameon=False, fontsize=SMALL, handlelength=1.6, borderaxespad=0.2)
