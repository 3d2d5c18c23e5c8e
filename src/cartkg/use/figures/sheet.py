"""A sheet: a drawing of fixed width with its title above and its caption below, written as SVG or PNG.

Matplotlib's objects are used without pyplot, so that nothing is global but its settings. They hold while `drawing` does, and
one drawing is made at a time.
"""

import io
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Any

from matplotlib import rc_context
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from cartkg.use.figures.vector import finished

WIDTH = 7.2  # inches: the text width of a page, two columns of a journal
EDGE = 0.12
TITLE, BODY, SMALL = 10.5, 8.0, 7.2  # points
LINE = 0.145  # inches between two lines of the caption
INK, QUIET, RULE = "#1A1A1A", "#4D4D4D", "#D0D0D0"
CHARACTERS = 132  # of SMALL type in a line of the caption
SETTINGS: Any = {  # the stubs want each key as a literal
    "svg.hashsalt": "cartkg", "svg.fonttype": "none", "font.family": ["DejaVu Sans"], "font.size": BODY, "hatch.linewidth": 0.6,
    "text.color": INK, "axes.labelcolor": INK, "xtick.color": INK, "ytick.color": INK, "axes.edgecolor": QUIET,
    "axes.linewidth": 0.6, "xtick.major.width": 0.6, "ytick.major.width": 0.6, "text.parse_math": False,
}  # fmt: skip
_DRAWING = Lock()


@contextmanager
def drawing() -> Iterator[None]:
    """Within it sheets are made, drawn and written, by one thread at a time and under our settings."""
    with _DRAWING, rc_context(SETTINGS):
        yield


class Sheet:
    """A drawing in inches: axes are placed from the body's upper left corner."""

    def __init__(self, title: str, caption: str, height: float) -> None:
        self.title, self.lines, self.height = title, textwrap.wrap(caption, CHARACTERS), height
        self.head = 0.18 + 0.17 * len(self._headline())
        self.whole = self.head + height + 0.16 + LINE * len(self.lines)
        self.figure = Figure(figsize=(WIDTH, self.whole), facecolor="white")
        self._write_words()

    def _headline(self) -> list[str]:
        return textwrap.wrap(self.title, 84)

    def _write_words(self) -> None:
        self.text(EDGE, -self.head + 0.12, "\n".join(self._headline()), size=TITLE, weight="bold", va="top")
        for number, line in enumerate(self.lines):
            self.text(EDGE, self.height + 0.14 + LINE * number, line, size=SMALL, color=QUIET, va="top")

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Axes whose upper left corner lies at `left`, `top` of the body."""
        below = self.whole - self.head - top - height
        fractions = (left / WIDTH, below / self.whole, width / WIDTH, height / self.whole)
        return self.figure.add_axes(fractions)

    def text(self, x: float, y: float, words: str, *, size: float = BODY, **how: str) -> None:
        """Words at `x`, `y` inches of the body."""
        self.figure.text(x / WIDTH, 1 - (self.head + y) / self.whole, words, fontsize=size, **how)  # type: ignore[arg-type]

    def key(self, marks: Sequence[Artist]) -> None:
        """A key of marks, side by side below the title."""
        self.figure.legend(
            handles=marks, loc="upper left", bbox_to_anchor=(0.008, 1 - (self.head + 0.02) / self.whole), ncols=len(marks),
            frameon=False, fontsize=SMALL, handletextpad=0.3, columnspacing=1.1, borderaxespad=0, borderpad=0,
        )  # fmt: skip

    def svg(self, name: str, description: str) -> bytes:
        """The sheet as an SVG file whose text is text, with a title and a description for those who do not see it."""
        return finished(self._written("svg"), name, self.title, description)

    def png(self, dpi: int) -> bytes:
        """The sheet as a PNG file."""
        return self._written("png", dpi)

    def _written(self, form: str, dpi: int = 72) -> bytes:
        out = io.BytesIO()
        metadata = {"Date": None} if form == "svg" else {"Software": None}
        FigureCanvasAgg(self.figure)
        self.figure.savefig(out, format=form, dpi=dpi, metadata=metadata)
        return out.getvalue()
