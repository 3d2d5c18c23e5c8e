"""Keeping the vocabulary true to the ontologies it was taken from: `cartkg terms check | refresh | lookup`."""

from cartkg.vocabulary.upkeep.check import Finding, check_pairs, check_tables, check_vocabulary
from cartkg.vocabulary.upkeep.lookup import Answer, lookup
from cartkg.vocabulary.upkeep.refresh import refresh
from cartkg.vocabulary.upkeep.releases import Entry, Release, read_release

__all__ = [
    "Answer",
    "Entry",
    "Finding",
    "Release",
    "check_pairs",
    "check_tables",
    "check_vocabulary",
    "lookup",
    "read_release",
    "refresh",
]
