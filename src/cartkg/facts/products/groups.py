"""Antigens as texts write them: "CD19/BCMA", "CD19/20", "(CD)19 and CD20", "CAR7", "CD19CAR-T"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cartkg.model import Term
from cartkg.vocabulary import Terminology

_BETWEEN = re.compile(r"[\s)\]]*(?:[/+,&、×-]|\band\b|\bor\b|\bplus\b|\bx\b)*[\s(\[]*(?:(?:anti|dual|both)[\s-]*)?")
_NUMBER = re.compile(r"CD-?\d{1,3}$")
_SECOND = re.compile(r"\s*[/xX×+-]\s*(?:CD)?(\d{1,3})(?!\d|\s*(?:mg|kg|days?|weeks?|months?|years?|%))")
_NUMBERED = re.compile(r"\b(?:\w*[a-z])?CAR(?:T-?)?-?(\d{1,3})(?=v\d|[A-Z]?\b|[\s+-]*T\b)|\(CD\)[\s-]*(\d{1,3})\b")
_RUN_ON = re.compile(r"(?:(?:CD\d{1,3}|BCMA)(?=CD\d|BCMA|CAR))+(?:CD\d{1,3}|BCMA)?")
MOST = 5
"""No product aims at more antigens than this; longer runs are lists of something else."""

_PART = re.compile(r"CD\d{1,3}|BCMA")


@dataclass(frozen=True, slots=True)
class Group:
    """Antigens named in one breath, with the stretch of the text that names them."""

    terms: tuple[Term, ...]
    start: int
    end: int


def groups(text: str, terminology: Terminology) -> Iterator[Group]:
    """The antigens of a text; those that "/", "+" or "and" join are one group."""
    held: Group | None = None
    for one in sorted(_singles(text, terminology), key=lambda group: (group.start, -group.end)):
        if held and one.start < held.end:
            continue
        if held and _BETWEEN.fullmatch(text, held.end, one.start):
            held = Group((*held.terms, *one.terms), held.start, one.end)
            continue
        if held:
            yield held
        held = one
    if held:
        yield held


def _singles(text: str, terminology: Terminology) -> Iterator[Group]:
    for mention in terminology.find(text, ("antigen",)):
        yield _with_numbers(Group((mention.term,), mention.span.start, mention.span.end), text, terminology)
    for numbered in _NUMBERED.finditer(text):
        yield from _named((f"CD{numbered[1] or numbered[2]}",), numbered, terminology)
    for run in _RUN_ON.finditer(text):
        yield from _named(tuple(_PART.findall(run[0])), run, terminology)


def _with_numbers(group: Group, text: str, terminology: Terminology) -> Group:
    """The group with the numbers that follow it: "CD19/20/22" leaves the letters out."""
    if not _NUMBER.search(text[group.start : group.end]):
        return group
    while len(group.terms) < MOST and (second := _SECOND.match(text, group.end)):
        more = _terms((f"CD{second[1]}",), terminology)
        if not more:
            return group
        group = Group((*group.terms, *more), group.start, second.end())
    return group


def _named(names: tuple[str, ...], place: re.Match[str], terminology: Terminology) -> Iterator[Group]:
    if terms := _terms(names, terminology):
        yield Group(terms, place.start(), place.end())


def _terms(names: tuple[str, ...], terminology: Terminology) -> tuple[Term, ...]:
    found = (terminology.find(name, ("antigen",)) for name in names)
    return tuple(mentions[0].term for mentions in found if mentions)
