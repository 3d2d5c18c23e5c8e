"""One palette for graph files, figures and pages: colour and shape for each type of node, colour and line for each stance.

The colours are those of Okabe and Ito ("Color Universal Design", 2008) and, where eight are not enough, dark and pale ones that
stay apart under protanopia, deuteranopia and tritanopia (tests/test_palette.py measures it). Colour never stands alone: types
differ in shape too, stances in their line.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

LIGHT = "#FFFFFF"  # the background of a page in light mode, and of print
DARK = "#1B1F24"  # the background in dark mode


@dataclass(frozen=True, slots=True)
class Colour:
    """How one type or stance is drawn, as `#RRGGBB`.

    `fill` is for areas (with an outline of `on_light` or `on_dark`), `ink` for words upon that area (contrast 4.5:1 or more),
    `on_light` and `on_dark` for lines and marks on the backgrounds LIGHT and DARK (3:1 or more, WCAG 2.2, 1.4.11).
    `shape` is the name of a node's shape, `dash` a line's lengths of ink and gap ("" is a whole line).
    """

    fill: str
    ink: str
    on_light: str
    on_dark: str
    shape: str = "ellipse"
    dash: str = ""


TYPES: Mapping[str, Colour] = MappingProxyType(
    {
        "Trial": Colour("#0072B2", "#FFFFFF", "#0072B2", "#4DA3DC", "ellipse"),
        "Condition": Colour("#E69F00", "#000000", "#B57900", "#E69F00", "diamond"),
        "Target": Colour("#009E73", "#000000", "#009E73", "#3CC29A", "triangle"),
        "Product": Colour("#CC79A7", "#000000", "#C0549A", "#CC79A7", "hexagon"),
        "Sponsor": Colour("#332288", "#FFFFFF", "#332288", "#A79BE0", "rectangle"),
        "Country": Colour("#56B4E9", "#000000", "#2B8CC4", "#56B4E9", "octagon"),
        "Site": Colour("#BDD7E7", "#000000", "#5B89A8", "#BDD7E7", "vee"),
        "Agent": Colour("#F0E442", "#000000", "#8A7F00", "#F0E442", "round-rectangle"),
        "Measure": Colour("#882255", "#FFFFFF", "#882255", "#D67FA8", "pentagon"),
        "Criterion": Colour("#8C510A", "#FFFFFF", "#8C510A", "#C98A4B", "tag"),
        "Statement": Colour("#D9B48F", "#000000", "#A8835C", "#D9B48F", "rhomboid"),
        "Other": Colour("#CCCCCC", "#000000", "#737373", "#CCCCCC", "ellipse"),
    }
)

STANCES: Mapping[str, Colour] = MappingProxyType(
    {
        "requires": Colour("#0072B2", "#FFFFFF", "#0072B2", "#4DA3DC"),
        "excludes": Colour("#D55E00", "#000000", "#D55E00", "#FF8A3D", dash="8 3"),
        "permits": Colour("#009E73", "#000000", "#009E73", "#3CC29A", dash="2 3"),
        "not stated": Colour("#D9D9D9", "#000000", "#8C8C8C", "#B3B3B3", dash="1 5"),
    }
)

# For values that have no colour of their own (phases, sponsor classes, years): the eight of Okabe and Ito.
SERIES: tuple[str, ...] = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#000000")


def type_colour(kind: str) -> Colour:
    """The colour of a type of node; that of `Other` for a type without its own."""
    return TYPES.get(kind, TYPES["Other"])


def stance_colour(stance: str) -> Colour:
    """The colour of a stance; that of `not stated` where there is none."""
    return STANCES.get(stance, STANCES["not stated"])


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of `#RRGGBB`, each 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
