"""What HermiT infers from ontology, terms and individuals: types, unsatisfiable classes, inconsistency. Needs Java."""

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import owlready2
from rdflib import OWL, RDF, RDFS, BNode, Graph, URIRef
from rdflib.collection import Collection

from cartkg import owl
from cartkg.errors import CartkgError
from cartkg.namespaces import ONTOLOGY
from cartkg.store import GraphStore

# What HermiT need not see: words and places that no axiom speaks of. Without them it is several times faster.
LOGICAL = frozenset(
    URIRef(ONTOLOGY + name)
    for name in (
        "minAgeYears", "maxAgeYears", "openBelow", "openAbove", "modality", "cellSource", "stance", "category", "section",
        "hasProduct", "hasCriterion", "states", "target", "agent", "covers", "apartFrom", "condition", "measure", "hasCondition",
    )
)  # fmt: skip
AXIOMS = frozenset(
    {RDF.type, RDFS.subClassOf, RDFS.domain, RDFS.range, RDFS.subPropertyOf, OWL.equivalentClass, OWL.disjointWith, OWL.members}
)


@dataclass(frozen=True, slots=True)
class Inference:
    """What follows: the individuals of each of our classes, the classes that nothing can belong to, whether all is consistent."""

    members: Mapping[str, frozenset[str]]
    unsatisfiable: tuple[str, ...]
    consistent: bool
    seconds: float


def classify(store: GraphStore) -> Inference:
    """HermiT's inference over a built graph. Raises CartkgError when there is no Java."""
    return infer(owl.merged(store))


def infer(graph: Graph) -> Inference:
    """HermiT's inference over an ontology with individuals; only what the axioms speak of is given to it."""
    if not shutil.which("java"):
        raise CartkgError("java", "not found", "install a Java runtime (11 or newer) for reasoning")
    started = monotonic()
    world = owlready2.World()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "graph.owl"
        owl.write(logical(graph), file)
        ontology = world.get_ontology(file.as_uri()).load()
    try:
        with ontology:
            owlready2.sync_reasoner_hermit(world, infer_property_values=False, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return Inference({}, (), False, monotonic() - started)
    unsatisfiable = sorted(found.iri for found in world.inconsistent_classes() if found.iri != str(OWL.Nothing))
    return Inference(_members(world), tuple(unsatisfiable), True, monotonic() - started)


def _members(world: owlready2.World) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for individual in world.individuals():
        for kind in individual.INDIRECT_is_a:
            if isinstance(kind, owlready2.ThingClass) and kind.iri.startswith(ONTOLOGY):
                found[kind.iri].add(individual.iri)
    return {kind: frozenset(members) for kind, members in found.items()}


def logical(graph: Graph) -> Graph:
    """The part of an ontology that its axioms speak of."""
    kept = Graph()
    for subject, predicate, value in graph:
        about_class = isinstance(subject, BNode) or predicate in AXIOMS
        if about_class or predicate in LOGICAL:
            kept.add((subject, predicate, value))
    return kept
