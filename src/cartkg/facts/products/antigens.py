"""The antigens that a product is directed at."""

import re
from collections.abc import Iterable

from cartkg.facts.products import aim
from cartkg.facts.products.groups import groups
from cartkg.facts.products.passages import Passage
from cartkg.model import Target, Term
from cartkg.vocabulary import Terminology

NO_TARGET_ROLES = ("ligand", "drug target", "NK receptor", "in-vivo vector", "receptor of")
"""Roles of terms that are part of a product or of a drug's story: a CAR with BAFF as its binder is not against BAFF."""


_EITHER = re.compile(r"\beither\b", re.IGNORECASE)


def targets(passages: Iterable[Passage], terminology: Terminology) -> tuple[Target, ...]:
    """One target for each antigen, from the most believed part of the record that names any.

    Titles, interventions and arms are read together; the summary only where these name none.
    """
    held = tuple(passages)
    named = _collect((p for p in held if p.part in ("title", "intervention", "arm")), terminology)
    told = tuple(p for p in held if p.part == "summary")
    return _with_choice(named, told, terminology) if named else _collect(told, terminology)


def _with_choice(named: tuple[Target, ...], told: tuple[Passage, ...], terminology: Terminology) -> tuple[Target, ...]:
    """The targets with the others of a choice: "assigned to CAR-T cells targeting either CD19 or BCMA" gives two products."""
    choice = _collect((passage for passage in told if _EITHER.search(passage.text)), terminology)
    if not {target.id for target in named} < {target.id for target in choice}:
        return named
    kept = {target.id for target in named}
    return tuple(sorted((*named, *(t for t in choice if t.id not in kept)), key=lambda target: target.symbol))


def _collect(passages: Iterable[Passage], terminology: Terminology) -> tuple[Target, ...]:
    found: dict[str, Target] = {}
    for passage in passages:
        for group in groups(passage.text, terminology):
            if aim.is_target(passage, group):
                for term in filter(_can_be_target, group.terms):
                    _keep(found, term, passage.intervention)
    return tuple(sorted(found.values(), key=lambda target: target.symbol))


def _keep(found: dict[str, Target], term: Term, intervention: str) -> None:
    """The first naming counts, but one that says of which intervention it is comes before one that does not."""
    known = found.get(term.id)
    if known is None or (intervention and not known.intervention):
        found[term.id] = Target(term.id, term.extra.get("symbol", term.label), intervention)


def _can_be_target(term: Term) -> bool:
    return not term.extra.get("role", "").startswith(NO_TARGET_ROLES)
