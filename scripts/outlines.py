"""Write data/outlines/countries.tsv, the outlines of countries for the world map, from a TopoJSON file.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python scripts/outlines.py package/countries-110m.json > data/outlines/countries.tsv

The file is Natural Earth's "Admin 0 countries" at 1:110 million (public domain) as the npm package world-atlas 2.0.2 (ISC)
carries it. Each line is a ring: the country's ISO 3166-1 numeric code (empty where Natural Earth has none), then longitude and
latitude in turn, in tenths of a degree. Arcs are thinned before rings are put together, so that neighbours share a border.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from math import hypot
from pathlib import Path
from typing import Any

NEAR = 0.5  # degrees: points nearer than this to the last one are left out
SMALLEST = 8.0  # square degrees of the box around a ring that is kept, unless it is the country's only one
ANTARCTICA = "010"
Point = tuple[float, float]


def main() -> None:
    """Reads the TopoJSON file that the argument names and prints the table."""
    topology = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    arcs = [list(thinned(decoded(arc, topology["transform"]))) for arc in topology["arcs"]]
    print("iso3166\ttenths_of_degrees")
    for geometry in topology["objects"]["countries"]["geometries"]:
        code = geometry.get("id", "")
        if code != ANTARCTICA:
            for outline in kept([part for ring in rings(geometry) for part in parted(joined(ring, arcs))]):
                print(code, " ".join(f"{round(10 * x)} {round(10 * y)}" for x, y in outline), sep="\t")


def decoded(arc: Iterable[tuple[int, int]], transform: dict[str, Any]) -> Iterator[Point]:
    """The points of an arc in degrees (TopoJSON 1.0, section 2.1.3: deltas of quantized positions)."""
    x = y = 0
    (across, up), (left, bottom) = transform["scale"], transform["translate"]
    for dx, dy in arc:
        x, y = x + dx, y + dy
        yield x * across + left, y * up + bottom


def thinned(points: Iterable[Point]) -> Iterator[Point]:
    """The points without those near to the one before; both ends stay."""
    *inner, last = points
    before: Point | None = None
    for point in inner:
        if before is None or hypot(point[0] - before[0], point[1] - before[1]) >= NEAR:
            yield point
            before = point
    yield last


def rings(geometry: dict[str, Any]) -> Iterator[list[int]]:
    """The outer rings of a country, as numbers of arcs."""
    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    yield from (polygon[0] for polygon in polygons)


def joined(ring: Iterable[int], arcs: list[list[Point]]) -> list[Point]:
    """The points of a ring; a negative number is an arc backwards (TopoJSON 1.0, section 2.1.4)."""
    points: list[Point] = []
    for number in ring:
        points += arcs[number][1:] if number >= 0 else arcs[~number][::-1][1:]
    return points


def parted(ring: list[Point]) -> Iterator[list[Point]]:
    """A ring that crosses the 180th meridian as its parts on either side; any other ring as it is."""
    whole = [ring[0]]
    for x, y in ring[1:]:
        turns = round((x - whole[-1][0]) / 360)
        whole.append((x - 360 * turns, y))
    for turn in (-360.0, 0.0, 360.0):
        part = clipped(clipped([(x + turn, y) for x, y in whole], -180.0, 1), 180.0, -1)
        if len(part) >= 3 and box(part) > 0.01:
            yield part


def clipped(ring: list[Point], edge: float, side: int) -> list[Point]:
    """The part of a ring to the right (`side` 1) or left (-1) of a meridian, by Sutherland and Hodgman's rule."""
    found: list[Point] = []
    for (x, y), (u, v) in zip(ring, [*ring[1:], *ring[:1]], strict=True):
        if side * (x - edge) >= 0:
            found.append((x, y))
        if (x - edge) * (u - edge) < 0:
            found.append((edge, y + (v - y) * (edge - x) / (u - x)))
    return found


def kept(found: list[list[Point]]) -> Iterator[list[Point]]:
    """The rings that can be seen: of three points or more, and not too small."""
    shapes = [ring for ring in found if len(ring) >= 3]
    largest = max((box(ring) for ring in shapes), default=0.0)
    yield from (ring for ring in shapes if box(ring) >= min(SMALLEST, largest))


def box(ring: list[Point]) -> float:
    """The area of the box around a ring, in square degrees."""
    across, up = [x for x, _ in ring], [y for _, y in ring]
    return (max(across) - min(across)) * (max(up) - min(up))


if __name__ == "__main__":
    main()
