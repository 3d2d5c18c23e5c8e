"""Graph and shapes to a report: pySHACL over rdflib graphs, a batch of trials at a time, and the checks that accuse.

pySHACL is many times slower over a store than over rdflib's own graphs, so each trial's triples are taken out of the store and
validated apart from the others; many trials are shared among processes.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cache
from itertools import chain
from multiprocessing import get_context
from os import cpu_count
from pathlib import Path
from types import ModuleType

import pyoxigraph as ox
from pyshacl import validate as run_shacl
from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.namespace import SH
from rdflib.term import Node

from cartkg.graph import consistency, iri, queries
from cartkg.graph.finding import Finding
from cartkg.graph.store import GraphStore
from cartkg.model import namespaces
from cartkg.model.errors import StoreError
from cartkg.model.namespaces import BASE
from cartkg.model.resources import folder

BATCH = 20  # trials in one run of pySHACL: its fixed cost a run is about that of two trials
TRIAL = f"<{BASE}trial/"
ALONE = 3 * BATCH  # up to so many trials, starting processes costs more than it saves

STRING = ox.NamedNode("http://www.w3.org/2001/XMLSchema#string")
SEVERITIES = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}


@dataclass(frozen=True, slots=True)
class Report:
    """The findings, sorted. The graph conforms when none of them is a violation.

    `checked` says how many things of each class were looked at: a graph that holds none of ours has not been validated.
    """

    findings: tuple[Finding, ...]
    checked: Mapping[str, int] = field(default_factory=dict)

    @property
    def conforms(self) -> bool:
        return not any(finding.severity == "violation" for finding in self.findings)

    @property
    def counts(self) -> Counter[str]:
        return Counter(finding.severity for finding in self.findings)

    def as_text(self) -> str:
        """For people: one line for each finding, most severe first, and a closing line."""
        order = ("violation", "warning", "info")
        lines = [_line(f) for severity in order for f in self.findings if f.severity == severity]
        tally = ", ".join(f"{self.counts[s]} {s}{'' if self.counts[s] == 1 else 's'}" for s in order if self.counts[s])
        seen = ", ".join(
            f"{number:,} {kind}" for kind, number in sorted(self.checked.items(), key=lambda one: (-one[1], one[0]))
        )
        return "\n".join([*lines, *([f"checked: {seen}"] if seen else []), tally or "no findings"]) + "\n"

    def as_json(self) -> str:
        """For programs: whether the graph conforms, and every finding with its fields."""
        content = {
            "conforms": self.conforms,
            "checked": dict(self.checked),
            "findings": [asdict(finding) for finding in self.findings],
        }
        return json.dumps(content, ensure_ascii=False, indent=1) + "\n"

    def as_turtle(self) -> str:
        """For programs: a SHACL validation report."""
        return _report_graph(self).serialize(format="turtle")


FORMATS = {"table": Report.as_text, "json": Report.as_json, "turtle": Report.as_turtle}


def _line(finding: Finding) -> str:
    about = " ".join(filter(None, (namespaces.compact(finding.path), repr(finding.value) if finding.value else "")))
    place = finding.focus.removeprefix(BASE)
    return f"{finding.severity}: {place}: {finding.message}" + (f" [{about}]" if about else "")


def _report_graph(report: Report) -> Graph:
    graph = Graph()
    graph.bind("sh", SH)
    top = BNode("report")
    graph.add((top, RDF.type, SH.ValidationReport))
    graph.add((top, SH.conforms, Literal(report.conforms)))
    for number, finding in enumerate(report.findings):
        result = BNode(f"result{number}")
        graph.add((top, SH.result, result))
        graph.add((result, RDF.type, SH.ValidationResult))
        graph.add((result, SH.resultSeverity, next(iri for iri, name in SEVERITIES.items() if name == finding.severity)))
        graph.add((result, SH.focusNode, URIRef(finding.focus)))
        graph.add((result, SH.resultMessage, Literal(finding.message)))
        shape, _, component = finding.rule.rpartition(" ")
        graph.add((result, SH.sourceConstraintComponent, URIRef(f"{SH}{component if shape else 'SPARQLConstraintComponent'}")))
        graph.add((result, SH.sourceShape, URIRef(namespaces.ONTOLOGY + (shape or component))))
        if finding.path.startswith("http"):
            graph.add((result, SH.resultPath, URIRef(finding.path)))
        if finding.value:
            graph.add((result, SH.value, Literal(finding.value)))
    return graph


# --- the run -------------------------------------------------------------------------------------------------------------


def validate(store: GraphStore) -> Report:
    """What the shipped shapes and checks find in a built graph."""
    trials = _by_trial(store)
    batches = [list(chain.from_iterable(trials[i : i + BATCH])) for i in range(0, len(trials), BATCH)]
    batches.append(_shared(store))
    return _report(store, _run(batches, alone=len(trials) <= ALONE))


def validate_path(path: Path) -> Report:
    """What shapes and checks find in a graph folder, or in any RDF file. Raises StoreError when it is neither."""
    if path.is_dir():
        return validate(GraphStore.open(path))
    if not path.exists():
        raise StoreError(path, "no such file or folder", "give a graph folder or an RDF file")
    store = GraphStore.read(path)
    return _report(store, _findings(_triple_lines(store.lines())), str(path))


def _report(store: GraphStore, found: Iterable[Finding], name: str = "graph") -> Report:
    """What shapes found, with what checks and the ontology find in the whole graph, and what was looked at."""
    seen = {kind: n for kind, n in sorted(consistency.checked(store).items()) if kind in _targets()}
    nothing = Finding(
        "violation", name, "", "", "holds nothing of ours: no thing of a class that shapes look at", "nothing-checked"
    )
    more = set(checks(store)) | set(consistency.consistent(store)) | (set() if seen else {nothing})
    return Report(tuple(sorted(set(found) | more)), seen)


@cache
def _targets() -> frozenset[str]:
    """The names of the classes of ours that shapes look at."""
    return frozenset(str(kind).removeprefix(namespaces.ONTOLOGY) for kind in shapes().objects(None, SH.targetClass))


def _by_trial(store: GraphStore) -> list[list[str]]:
    """The N-Triples of each trial: its records' graphs and readings, and what was derived of it."""
    groups: dict[str, list[str]] = defaultdict(list)
    for graph in _validated(store):
        if graph.startswith(f"{BASE}record/"):
            trial = graph.removesuffix("/reading").rsplit("/", 1)[-1]
            groups[trial] += _triple_lines(store.lines(graph))
        elif graph.startswith(f"{BASE}derived/"):
            for line in _triple_lines(store.lines(graph)):
                if line.startswith(TRIAL):
                    groups[line.split(">", 1)[0].removeprefix(TRIAL).split("/")[0]].append(line)
    return [groups[trial] for trial in sorted(groups)]


def _shared(store: GraphStore) -> list[str]:
    """What belongs to no trial alone: the shared graphs, and what was derived of organisations."""
    lines = list[str]()
    for graph in _validated(store):
        if graph.startswith(f"{BASE}graph/"):
            lines += _triple_lines(store.lines(graph))
        elif graph.startswith(f"{BASE}derived/"):
            lines += (line for line in _triple_lines(store.lines(graph)) if not line.startswith(TRIAL))
    return lines


def _validated(store: GraphStore) -> list[str]:
    """The graphs that shapes look at: all but the types that follow, since each shape targets what a thing was made as."""
    return [graph for graph in store.graphs() if graph != iri.TYPES]


def _triple_lines(quads: Iterable[str]) -> list[str]:
    """N-Quads lines without their graph."""
    return [f"{line[: line.rindex(' <')]} ." if line.count(" ") > 3 and line.endswith("> .") else line for line in quads]


def _run(batches: Sequence[list[str]], alone: bool) -> Iterator[Finding]:
    if alone:
        for batch in batches:
            yield from _findings(batch)
        return
    with ProcessPoolExecutor(min(cpu_count() or 1, 4), mp_context=get_context("spawn")) as pool:
        with _without_the_script():
            work = pool.map(_findings, batches)  # starts the processes
        for found in work:
            yield from found


@contextmanager
def _without_the_script() -> Iterator[None]:
    """Processes that start within it do not run the caller's script again, as they would where it has no guard."""
    script = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = script


@cache
def shapes() -> Graph:
    """All shapes that the package carries, as one graph."""
    graph = Graph()
    for path in sorted(folder("shapes").glob("*.ttl")):
        graph.parse(path)
    return graph


def _findings(lines: list[str]) -> list[Finding]:
    """What the shapes find in these N-Triples lines."""
    data = _graph(lines)
    _, results, _ = run_shacl(data, shacl_graph=shapes(), allow_warnings=True, meta_shacl=False, advanced=False)
    return [_finding(results, node) for node in results.subjects(RDF.type, SH.ValidationResult)]


def _graph(lines: Iterable[str]) -> Graph:
    """N-Triples lines as an rdflib graph, read by the faster parser of pyoxigraph."""
    graph, seen = Graph(), dict[str, URIRef]()

    def iri(node: ox.NamedNode) -> URIRef:
        return seen.get(node.value) or seen.setdefault(node.value, URIRef(node.value))

    for quad in ox.parse("\n".join(lines).encode(), ox.RdfFormat.N_TRIPLES):
        subject = iri(quad.subject) if isinstance(quad.subject, ox.NamedNode) else BNode(quad.subject.value)
        graph.add((subject, iri(quad.predicate), _rdflib(quad.object, iri)))
    return graph


def _rdflib(term: object, iri: Callable[[ox.NamedNode], URIRef]) -> Node:
    if isinstance(term, ox.NamedNode):
        return iri(term)
    if isinstance(term, ox.Literal):
        if term.language:
            return Literal(term.value, lang=term.language)
        return Literal(term.value, datatype=None if term.datatype == STRING else iri(term.datatype))
    return BNode(str(getattr(term, "value", term)))


def _finding(results: Graph, node: Node) -> Finding:
    def of(predicate: URIRef) -> str:
        value = results.value(node, predicate)
        return "" if value is None or isinstance(value, BNode) else str(value)

    component = of(SH.sourceConstraintComponent).rpartition("#")[2]
    severity = SEVERITIES[URIRef(of(SH.resultSeverity))]
    shape = of(SH.sourceShape).removeprefix(namespaces.ONTOLOGY)
    message = min(str(text) for text in results.objects(node, SH.resultMessage))
    return Finding(severity, of(SH.focusNode), of(SH.resultPath), of(SH.value), message, f"{shape} {component}".strip())


def checks(store: GraphStore) -> Iterator[Finding]:
    """What the checks accuse: each is a question whose columns are focus, value and message."""
    for check in queries.listed(folder("queries/checks")):
        severity = "violation" if "violation" in check.tags else "warning"
        for row in store.select(check.text):
            yield Finding(severity, row["focus"], "", row["value"], row["message"], check.name)
