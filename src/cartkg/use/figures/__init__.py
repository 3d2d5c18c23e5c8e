"""Figures of a graph: each is a table of plain cells (its CSV) and a drawing made from it, as SVG or PNG.

figure = figures.FIGURES["starts-by-year"]
table = figure.data(store, {})
svg = figure.draw(table, "svg")
"""

from collections.abc import Mapping
from types import MappingProxyType

from cartkg.use.figures import flow, forest, heat_map, inclusion, organs, phases, populations, starts, washouts, world
from cartkg.use.figures.model import DPI, FORMS, Figure, Table

__all__ = ["DPI", "FIGURES", "FORMS", "Figure", "Table"]

DRAWN = (
    starts.FIGURE, heat_map.FIGURE, flow.FIGURE, phases.FIGURE, populations.FIGURE, washouts.FIGURE, organs.FIGURE,
    forest.FIGURE, world.FIGURE, inclusion.FIGURE,
)  # fmt: skip
FIGURES: Mapping[str, Figure] = MappingProxyType({figure.name: figure for figure in DRAWN})
