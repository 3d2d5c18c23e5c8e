"""Aggregator pages saved as text: which layout a page has is told by its structure, never by the file's name."""

from collections.abc import Callable
from typing import Protocol

from cartkg.model import Source, Trial
from cartkg.sources.pages import ai_overview, clinconnect, pipe_table, template
from cartkg.sources.pages.page import Page

LEAST_LIKENESS = 3
"""A page that shows fewer marks of a layout than this is not taken for it."""


class Layout(Protocol):
    """A module that reads one layout."""

    KIND: str
    SITE: str
    likeness: Callable[[Page], int]
    read: Callable[[Page, Source], Trial]


LAYOUTS: tuple[Layout, ...] = (template, clinconnect, ai_overview, pipe_table)  # type: ignore[assignment]


def layout_of(page: Page) -> Layout | None:
    """The layout that the page is most like, or None where it is like none."""
    best = max(LAYOUTS, key=lambda layout: layout.likeness(page))
    return best if best.likeness(page) >= LEAST_LIKENESS else None
