"""Keeping the vocabulary true to the ontologies it was taken from: `cartkg terms check | refresh | lookup`."""

from cartkg.vocabulary.upkeep.check import TermFinding, check_pairs, check_tables, check_vocabulary
from cartkg.vocabulary.upkeep.lookup import TermsFound, lookup
from cartkg.vocabulary.upkeep.refresh import refresh
from cartkg.vocabulary.upkeep.releases import Release, ReleaseEntry, read_release

__all__ = [
    "Release",
    "ReleaseEntry",
    "TermFinding",
    "TermsFound",
    "check_pairs",
    "check_tables",
    "check_vocabulary",
    "lookup",
    "read_release",
    "refresh",
]
