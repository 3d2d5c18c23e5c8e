"""Writes docs/class-tree.md: the classes of the ontology and the top two levels of the imported terms, as Protégé shows them.

python scripts/class_tree.py
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rdflib import OWL, RDF, RDFS, Graph, URIRef
from rdflib.term import Node

from cartkg.model.resources import folder

TARGET = Path(__file__).resolve().parents[1] / "docs" / "class-tree.md"
LEVELS = 2  # of imported terms, below the class of ours that they hang on
HEAD = "# The classes\nMade by `python scripts/class_tree.py`; a test holds it. Of imported terms\n"
HEAD += "those of the top two levels that have narrower ones are shown; the others are counted.\n\n"


def text() -> str:
    """The page: one line a class, indented by its depth, in the order of labels."""
    ours = Graph().parse(folder("ontology") / "cartkg.ttl")
    everything = Graph().parse(folder("ontology") / "cartkg.ttl")
    for file in sorted((folder("ontology") / "imports").glob("*.ttl")):
        everything.parse(file)
    own: set[Node] = {term for term in ours.subjects(RDF.type, OWL.Class) if isinstance(term, URIRef)}
    below: dict[Node, set[Node]] = defaultdict(set)
    for child, parent in everything.subject_objects(RDFS.subClassOf):
        if isinstance(child, URIRef) and isinstance(parent, URIRef):
            below[parent].add(child)
    children = {child for found in below.values() for child in found}
    return HEAD + "".join(_Tree(everything, below, own).lines(own - children))


@dataclass(frozen=True)
class _Tree:
    """All classes, what stands right below each, and which are ours."""

    graph: Graph
    below: Mapping[Node, set[Node]]
    own: set[Node]

    def lines(self, classes: set[Node], depth: int = 0, left: int = LEVELS) -> Iterator[str]:
        for label, _, term in sorted((str(self.graph.value(term, RDFS.label) or term), str(term), term) for term in classes):
            levels, under = LEVELS if term in self.own else left - 1, self.below.get(term, set())
            if levels < 0 or (term not in self.own and not under):
                continue
            leaves = sum(1 for child in under if child not in self.own and not self.below.get(child))
            yield f"{'  ' * depth}- {label}{f' ({leaves} without narrower ones)' if leaves else ''}\n"
            yield from self.lines(under, depth + 1, levels)


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
