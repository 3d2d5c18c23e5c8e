"""The day of the data: on which most records were retrieved, and the newest where it is another."""

from collections import Counter
from collections.abc import Container

from cartkg.graph.queries import text
from cartkg.graph.store import GraphStore


def days(store: GraphStore, trials: Container[str]) -> tuple[str, ...]:
    """The day of most records of these trials, then the newest day where it differs."""
    retrieved = {(record, day) for trial, record, day in store.table(text("view/record-days"))[1] if trial in trials}
    counts = Counter(day for _, day in retrieved)
    most = max(counts, key=lambda day: (counts[day], day), default="")
    newest = max(counts, default="")
    return tuple(day for day in dict.fromkeys((most, newest)) if day)


def in_words(found: tuple[str, ...]) -> str:
    """ "registry data of 2026-08-22, newest record 2026-11-22"."""
    if not found:
        return "registry data whose day is not stated"
    return f"registry data of {found[0]}" + (f", newest record {found[1]}" if len(found) > 1 else "")
