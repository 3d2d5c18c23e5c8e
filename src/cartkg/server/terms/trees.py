"""The trees of terms as nested branches, with how many trials speak of each term or of anything narrower."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cartkg.graph.view.hierarchy import Hierarchy

ROOTS: Mapping[str, tuple[str, str, str]] = {  # name in the address: heading, root, what it holds
    "conditions": (
        "Conditions",
        "cartkg:Condition",
        "Diseases and states of health, by MONDO and, where it has no term, by our own.",
    ),
    "therapies": (
        "Therapies",
        "cartkg:Therapy",
        "Drugs, classes of drugs and procedures; a class holds what is reviewed as its members.",
    ),
    "measures": ("Measures and scores", "cartkg:Measure", "What is measured or scored, by LOINC, NCIT or our own terms."),
    "antigens": ("Antigens", "cartkg:Antigen", "What products find, as the gene that makes it (HGNC)."),
    "criteria": (
        "Classification criteria",
        "cartkg:ClassificationCriteria",
        "Published rules by which a disease is classified.",
    ),
    "classes": ("Classes of the ontology", "", "What kinds of things the graph holds; beneath them the terms above are hung."),
    "properties": ("Properties of the ontology", "", "What the graph says of things."),
}
DEPTH = 24  # no tree of ours is as deep; a circle would be


@dataclass(frozen=True, slots=True)
class TermBranch:
    """A term in a tree, with the trials that speak of it or of anything narrower."""

    curie: str
    label: str
    trials: int
    branches: tuple["TermBranch", ...] = ()


def tree(terms: Hierarchy, name: str, counts: Mapping[str, int], everything: bool = False) -> tuple[TermBranch, ...]:
    """The branches of a tree of ROOTS. Of conditions, therapies and the like only those that some trial speaks of, unless
    `everything` is wanted. A term with several broader ones stands under each."""
    _, root, _ = ROOTS[name]
    if root:
        narrower = terms[root].narrower if root in terms else ()
        return tuple(_branches(terms, narrower, counts, everything, 0))
    return tuple(_own(terms, "class" if name == "classes" else "property", counts))


def _branches(
    terms: Hierarchy, curies: tuple[str, ...], counts: Mapping[str, int], everything: bool, depth: int
) -> Iterator[TermBranch]:
    for curie in curies if depth < DEPTH else ():
        if everything or counts.get(curie):
            below = tuple(_branches(terms, terms[curie].narrower, counts, everything, depth + 1))
            yield TermBranch(curie, terms.label(curie), counts.get(curie, 0), below)


def _own(terms: Hierarchy, kind: str, counts: Mapping[str, int]) -> Iterator[TermBranch]:
    """Classes or properties of the ontology, from those that have nothing broader of their kind."""
    for entry in terms.of_kind(kind):
        if not any(terms[broader].kind == kind for broader in entry.broader):
            yield _own_branch(terms, entry.curie, kind, counts)


def _own_branch(terms: Hierarchy, curie: str, kind: str, counts: Mapping[str, int]) -> TermBranch:
    below = (one for one in terms[curie].narrower if terms[one].kind == kind)
    branches = tuple(_own_branch(terms, one, kind, counts) for one in below)
    return TermBranch(curie, terms.label(curie), counts.get(curie, 0), branches)


def found(terms: Hierarchy, words: str, most: int = 200) -> list[tuple[str, str]]:
    """The terms whose CURIE, label or other name holds these words, with the name by which they were found; labels first."""
    wanted = words.strip().casefold()
    hits = []
    for entry in terms.entries.values():
        if wanted == entry.curie.casefold() or wanted in entry.label.casefold():
            hits.append((entry.label.casefold() != wanted, entry.label.casefold(), entry.curie, entry.label))
        elif name := next((name for name in entry.names if wanted in name.casefold()), ""):
            hits.append((True, entry.label.casefold(), entry.curie, name))
    return [(curie, name) for *_, curie, name in sorted(hits)[:most]]
