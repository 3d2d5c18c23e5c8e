"""Time windows and their anchors: where in an item they stand, and to which of its parts they belong."""

from cartkg.eligibility.time.attachment import opens, window_of
from cartkg.eligibility.time.windows import Window, windows

__all__ = ["Window", "opens", "window_of", "windows"]
