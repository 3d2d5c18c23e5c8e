"""Small helpers that keep the patterns of this package readable as lists of words."""

import re


def either(*parts: str) -> str:
    """A group of alternatives. A blank stands for any spacing or hyphens between words, "a b" also matches "a-b" and "a  b"."""
    return "(?:" + "|".join(part.replace(" ", r"[\s-]+") for part in parts) + ")"


def words(*parts: str) -> re.Pattern[str]:
    """A pattern that finds any of these words, whole and in any case."""
    return re.compile(rf"\b{either(*parts)}\b", re.IGNORECASE)
