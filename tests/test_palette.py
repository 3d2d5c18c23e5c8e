"""The palette can be told apart: on its backgrounds, with the words on it, and by people who are colour-blind."""

import math
from itertools import combinations

import pytest

from cartkg.use import palette
from cartkg.use.palette import SERIES, STANCES, TYPES, Colour, rgb

# How colours look to people who lack one kind of cone: matrices (linear RGB, whole) of Machado, Oliveira and Fernandes, 2009.
SIGHTS = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
EVERY = [*TYPES.values(), *STANCES.values()]
Three = tuple[float, ...]


def linear(colour: str) -> Three:
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in rgb(colour)))


def luminance(colour: str) -> float:
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lab(colour: str, sight: str) -> Three:
    """CIELAB (D65) of a colour as that sight sees it."""
    red, green, blue = (min(1, max(0, sum(a * b for a, b in zip(row, linear(colour), strict=True)))) for row in SIGHTS[sight])
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    a, b, c = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * b - 16, 500 * (a - b), 200 * (b - c)


def apart(one: str, other: str, sight: str) -> float:
    return math.dist(lab(one, sight), lab(other, sight))


def test_the_measure_itself() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert apart("#000000", "#FFFFFF", "usual") == pytest.approx(100, abs=0.1)
    red, green = "#FF0000", "#997000"  # a pair that deuteranopes confuse
    assert apart(red, green, "usual") > 3 * apart(red, green, "deuteranopia")


@pytest.mark.parametrize("colour", EVERY)
def test_words_and_lines_are_legible(colour: Colour) -> None:
    assert contrast(colour.fill, colour.ink) >= 4.5
    assert contrast(colour.on_light, palette.LIGHT) >= 3
    assert contrast(colour.on_dark, palette.DARK) >= 3


@pytest.mark.parametrize("sight", SIGHTS)
def test_no_two_look_alike(sight: str) -> None:
    for one, other in combinations(TYPES, 2):
        assert apart(TYPES[one].fill, TYPES[other].fill, sight) > 10, (one, other)
    for one, other in combinations(STANCES, 2):
        assert apart(STANCES[one].fill, STANCES[other].fill, sight) > 15, (one, other)
    for one, other in combinations(SERIES, 2):
        assert apart(one, other, sight) > 15


def test_colour_never_stands_alone() -> None:
    shapes = [colour.shape for kind, colour in TYPES.items() if kind != "Other"]
    assert len(shapes) == len(set(shapes))
    dashes = [colour.dash for colour in STANCES.values()]
    assert len(dashes) == len(set(dashes)) == 4


def test_what_has_no_colour_of_its_own() -> None:
    assert palette.type_colour("Arm") == TYPES["Other"]
    assert palette.stance_colour("") == STANCES["not stated"]
