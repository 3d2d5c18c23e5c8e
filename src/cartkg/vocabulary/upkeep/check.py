"""Checking the identifiers of the vocabulary, and of a graph, against full releases."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cartkg.model import Term
from cartkg.vocabulary import Terminology
from cartkg.vocabulary.tables import LISTS, numbered, read_folder
from cartkg.vocabulary.upkeep.releases import DAY, Release, ReleaseEntry
from cartkg.vocabulary.words import normalise


@dataclass(frozen=True, slots=True)
class TermFinding:
    """One thing wrong: where it stands ("file:line" or "graph"), the identifier, what is wrong, what to do."""

    place: str
    id: str
    label: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.id} {self.label!r}: {self.problem} ({self.remedy})"


def check_vocabulary(vocabulary: Path, releases: Iterable[Release]) -> list[TermFinding]:
    """Every identifier of the tables of a folder, against the releases of its vocabulary: known, in use, rightly labelled.

    One of a term's names (label, synonyms, columns `mondo_label`, `official_label`) must be the release's label. Identifiers of
    vocabularies that no release was given for are not checked, nor terms taken from a later release.
    """
    known = list(releases)
    found: list[TermFinding] = []
    for table in sorted(vocabulary.glob("*.tsv")):
        if table.name not in LISTS:
            for number, term in numbered(table):
                found += _of_term(f"{table}:{number}", term, known)
    return found


def check_pairs(
    pairs: Iterable[tuple[str, str]], releases: Iterable[Release], place: str = "graph", vocabulary: Terminology | None = None
) -> list[TermFinding]:
    """Identifiers with a label, as a graph has them, against releases; an empty label is not compared.

    A label that is the vocabulary's own (the shipped one where none is given) is right where the vocabulary's line is: a usual
    name stands for the official one.
    """
    known, terms = list(releases), vocabulary or Terminology.shipped()
    found: list[TermFinding] = []
    for identifier, label in sorted(set(pairs)):
        term = terms.terms.get(identifier)
        if term and label in ("", term.label):
            found += list(_itself(place, term, known))
        else:
            found += list(_one(place, identifier, label, (label,) if label else (), known))
    return found


def check_tables(vocabulary: Path) -> list[TermFinding]:
    """What the tables themselves show: broader terms that stand nowhere, and circles. Bad lines raise VocabularyError."""
    terms = {term.id: term for term in read_folder(vocabulary)}
    found: list[TermFinding] = []
    for term in terms.values():
        for parent in term.parents:
            if parent not in terms:
                remedy = f"add a line for {parent}, or take it from the parents"
                found.append(
                    TermFinding(str(vocabulary), term.id, term.label, f"its broader term {parent} stands nowhere", remedy)
                )
        if _in_circle(term, terms):
            found.append(
                TermFinding(str(vocabulary), term.id, term.label, "is broader than itself", "take out one of the parents")
            )
    return found


def _in_circle(term: Term, terms: dict[str, Term]) -> bool:
    seen, open_ = set(), list(term.parents)
    while open_:
        current = open_.pop()
        if current == term.id:
            return True
        if current not in seen and current in terms:
            seen.add(current)
            open_.extend(terms[current].parents)
    return False


def _itself(place: str, term: Term, releases: list[Release]) -> Iterator[TermFinding]:
    official = [term.extra[key] for key in ("mondo_label", "official_label") if key in term.extra]
    old_enough = [release for release in releases if not _newer(term, release)]
    yield from _one(place, term.id, term.label, (term.label, *official, *term.synonyms), old_enough)


def _of_term(place: str, term: Term, releases: list[Release]) -> Iterator[TermFinding]:
    yield from _itself(place, term, releases)
    for parent in term.parents:
        for release in _covering(parent, releases):
            if parent not in release.entries or release.entries[parent].obsolete:
                problem = f"its broader term {parent} is " + ("obsolete" if parent in release.entries else "unknown")
                yield TermFinding(place, term.id, term.label, f"{problem} in {_name(release)}", "take a broader term in use")


def _newer(term: Term, release: Release) -> bool:
    """Whether a term was taken from a later release than this one, which then cannot know it."""
    taken = DAY.search(term.source)
    return bool(taken and release.date and term.id not in release.entries and taken[0] > release.date)


def _one(place: str, identifier: str, label: str, names: tuple[str, ...], releases: list[Release]) -> Iterator[TermFinding]:
    covering = _covering(identifier, releases)
    holding = [release for release in covering if identifier in release.entries]
    if covering and not holding:
        where = " and ".join(_name(release) for release in covering)
        yield TermFinding(
            place, identifier, label, f"unknown in {where}", "look the identifier up; a newer release may hold it"
        )
    for release in holding:
        yield from _against(place, identifier, label, names, release)


def _against(place: str, identifier: str, label: str, names: tuple[str, ...], release: Release) -> Iterator[TermFinding]:
    entry: ReleaseEntry = release.entries[identifier]
    if entry.obsolete:
        instead = release.entries.get(entry.replaced_by)
        remedy = f"use {entry.replaced_by} {instead.label if instead else ''}".strip() if entry.replaced_by else "drop it"
        yield TermFinding(place, identifier, label, f"obsolete in {_name(release)}", remedy)
    elif names and entry.label and normalise(entry.label) not in {normalise(name) for name in names}:
        yield TermFinding(
            place, identifier, label, f"is {entry.label!r} in {_name(release)}", "correct the label or the identifier"
        )


def _covering(identifier: str, releases: list[Release]) -> list[Release]:
    prefix = identifier.partition(":")[0]
    return [release for release in releases if prefix in release.prefixes]


def _name(release: Release) -> str:
    return release.path.name + (f" ({release.version})" if release.version else "")
