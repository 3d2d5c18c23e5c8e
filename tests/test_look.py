"""The look: words legible on every background in light and dark (WCAG 2.2, 1.4.3), stances in the palette's colours."""

import re
from pathlib import Path

import pytest

from cartkg.server.site import HERE, STATIC
from cartkg.use.palette import DARK, LIGHT, STANCES

LEGIBLE, SEEN = 4.5, 3.0  # contrast of words (1.4.3) and of marks (1.4.11)
CSS = (STATIC / "site.css").read_text(encoding="utf-8")
INKS = ("ink", "muted", "accent", "requires-ink", "excludes-ink", "permits-ink", "unknown-ink")
GROUNDS = ("paper", "soft", "accent-soft", "warn-soft")


def tokens(mode: str) -> dict[str, str]:
    """The colours of a mode: those of the dark one stand over those of the light one."""
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in re.findall(r":root \{(.*?)\}", CSS, re.S)
    )
    return light if mode == "light" else light | dark


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_measured_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("ink", INKS)
def test_words_are_legible(ink: str, ground: str, mode: str) -> None:
    colours = tokens(mode)
    assert contrast(colours[ink], colours[ground]) >= LEGIBLE


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("mark", ["requires", "excludes", "permits", "unknown", "focus", "strong-line"])
def test_marks_are_seen(mark: str, mode: str) -> None:
    assert contrast(tokens(mode)[mark], tokens(mode)["paper"]) >= SEEN


def test_stances_have_the_colours_of_the_palette() -> None:
    for stance in ("requires", "excludes", "permits"):
        assert tokens("light")[stance] == STANCES[stance].on_light.lower()
        assert tokens("dark")[stance] == STANCES[stance].on_dark.lower()
    assert (tokens("light")["paper"], tokens("dark")["paper"]) == (LIGHT.lower(), DARK.lower())


def test_stances_differ_by_a_mark_too() -> None:
    marks = re.findall(r'\.stance-([\w-]+)::before \{ content: "([^"]+)"', CSS)
    assert {"excludes", "requires", "not-stated", "excludes-in-part"} <= {name for name, _ in marks}
    assert len({mark for _, mark in marks}) == len(marks)


@pytest.mark.parametrize("template", sorted((HERE / "templates").glob("*.html")), ids=lambda path: path.name)
def test_no_template_breaks_the_content_policy(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|\son\w+=|<style|javascript:", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
