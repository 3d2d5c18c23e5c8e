"""The day of the data: on which most records were retrieved, and the newest where it is another."""

from cartkg.graph.store import GraphStore

DAYS = """SELECT ?day (COUNT(DISTINCT ?record) AS ?n) { ?t a cartkg:Trial ; %s dcterms:source ?record .
  ?record cartkg:retrieved ?day } GROUP BY ?day"""
FIELD = "cartkg:inScope true ;"


def days(store: GraphStore, scope: str = "field") -> tuple[str, ...]:
    """The day of most records of the trials in scope ("all": of all trials), then the newest day where it differs."""
    found = [(int(number), day) for day, number in store.table(DAYS % (FIELD if scope == "field" else ""))[1]]
    most = max(found, default=(0, ""))[1]
    newest = max((day for _, day in found), default="")
    return tuple(day for day in dict.fromkeys((most, newest)) if day)


def in_words(found: tuple[str, ...]) -> str:
    """ "registry data of 2026-08-22, newest record 2026-11-22"."""
    if not found:
        return "registry data whose day is not stated"
    return f"registry data of {found[0]}" + (f", newest record {found[1]}" if len(found) > 1 else "")
