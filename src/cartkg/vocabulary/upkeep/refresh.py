"""Proposing changes to a table from a newer release, as a diff that a person reads and applies; nothing is overwritten."""

import difflib
from collections.abc import Mapping
from pathlib import Path

from cartkg.model import utf8
from cartkg.vocabulary.tables import COLUMNS, rows, several
from cartkg.vocabulary.upkeep.releases import Release, ReleaseEntry
from cartkg.vocabulary.words import normalise


def refresh(table: Path, new: Release, old: Release | None = None) -> str:
    """A unified diff of a table of the vocabulary: labels that changed, obsolete terms and their successors, parents.

    With the release that the table was made from (`old`), synonyms that are new since then are proposed too: without it they
    are not, for a synonym that the table lacks may have been left out on purpose. Empty where nothing is to change. Raises
    VocabularyError for a bad table.
    """
    before = utf8.read(table).splitlines(keepends=True)
    header = before[0].rstrip("\n").split("\t")
    held = {row["id"] for _, row in rows(table, COLUMNS)}
    after = [before[0]]
    for (_, row), line in zip(rows(table, COLUMNS), before[1:], strict=True):
        changed = _changed(row, new, old, held)
        after.append(line if changed == row else "\t".join(changed[column] for column in header) + "\n")
    note = f"{new.path.name} {new.version}".strip()
    return "".join(difflib.unified_diff(before, after, f"a/{table.name}", f"b/{table.name} ({note})"))


def _changed(row: Mapping[str, str], new: Release, old: Release | None, held: set[str]) -> dict[str, str]:
    changed = dict(row)
    entry = new.entries.get(row["id"])
    if entry is None:
        return changed
    if entry.obsolete:
        successor = new.entries.get(entry.replaced_by)
        what = f"obsolete in {new.version or new.path.name}"
        changed["note"] = " · ".join(part for part in (row["note"], what) if part)
        return {**changed, "id": successor.id, "label": successor.label} if successor else changed
    if normalise(entry.label) not in _names(row):
        changed |= {"label": entry.label, "synonyms": "|".join(dict.fromkeys([*several(row["synonyms"]), row["label"]]))}
    fresh = _fresh_synonyms(entry, old, _names(changed))
    if fresh:
        changed["synonyms"] = "|".join([*several(changed["synonyms"]), *fresh])
    changed["parents"] = _parents(row, entry, new, held)
    return changed


def _names(row: Mapping[str, str]) -> set[str]:
    names = (row["label"], row.get("mondo_label", ""), *several(row["synonyms"]))
    return {normalise(name) for name in names if name}


def _fresh_synonyms(entry: ReleaseEntry, old: Release | None, known: set[str]) -> list[str]:
    if old is None or entry.id not in old.entries:
        return []
    had = {normalise(name) for name in old.entries[entry.id].synonyms} | known
    fresh: dict[str, str] = {}
    for name in entry.synonyms:
        if normalise(name) not in had:
            fresh.setdefault(normalise(name), name)
    return list(fresh.values())


def _parents(row: Mapping[str, str], entry: ReleaseEntry, new: Release, held: set[str]) -> str:
    """The nearest terms above that the table holds; parents of other vocabularies and tables stay as they are."""
    own = entry.id.partition(":")[0] + ":"
    kept = several(row["parents"])
    above = _above(entry, new)
    still = [p for p in kept if not p.startswith(own) or p not in held or p in above]
    near = [p for p in sorted(above & held) if not any(p in _above(new.entries[q], new) for q in above & held if q != p)]
    covered = set().union(*(_above(new.entries[p], new) for p in still if p in new.entries), still)
    return "|".join(dict.fromkeys([*still, *(p for p in near if p not in covered)]))


def _above(entry: ReleaseEntry, release: Release) -> set[str]:
    found: set[str] = set()
    open_ = list(entry.parents)
    while open_:
        current = open_.pop()
        if current not in found:
            found.add(current)
            open_.extend(release.entries[current].parents if current in release.entries else ())
    return found
