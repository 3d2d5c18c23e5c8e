"""A knowledge graph of engineered-cell trials in autoimmune disease, read from trial records.

>>> import cartkg
>>> [criterion] = cartkg.read_text("No rituximab within 6 months before screening", section="inclusion")
>>> [(str(one.stance), one.agent.label, one.window) for one in criterion.therapies]
[('excludes', 'rituximab', 'P6M')]

`build` makes a graph of records, `open` opens a built one: `Graph.ask`, `query`, `trial`, `match`. Every failure that a user
can mend is a `CartkgError` with its place and remedy. Names are loaded when they are first used, so importing takes no time.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cartkg.ask.questions import Answer as Answer
    from cartkg.model import AgeBound as AgeBound
    from cartkg.model import Criterion as Criterion
    from cartkg.model import Diagnosis as Diagnosis
    from cartkg.model import Source as Source
    from cartkg.model import Term as Term
    from cartkg.model import Therapy as Therapy
    from cartkg.model import Threshold as Threshold
    from cartkg.model import Trial as Trial
    from cartkg.model.errors import CartkgError as CartkgError
    from cartkg.use.library import Graph as Graph
    from cartkg.use.library import build as build
    from cartkg.use.library import open as open
    from cartkg.use.text import read_text as read_text

    __version__: str

_HOMES = {
    "build": "cartkg.use.library",
    "open": "cartkg.use.library",
    "read_text": "cartkg.use.text",
    "Graph": "cartkg.use.library",
    "Answer": "cartkg.ask.questions",
    "CartkgError": "cartkg.model.errors",
    **dict.fromkeys(
        ("Trial", "Criterion", "Therapy", "Threshold", "Diagnosis", "AgeBound", "Term", "Source"),
        "cartkg.model",
    ),
}
__all__ = sorted([*_HOMES, "__version__"])  # noqa: PLE0605  (the same names, held together by a test)


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415  (only who asks pays for it)

        return version("cartkg")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'cartkg' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__doc__"]
