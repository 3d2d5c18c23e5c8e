"""The networks that the graph page draws: views of `cartkg.use.export`, cut to the trials of a disease and a target, as JSON.

The form is that of Cytoscape.js (`data` of nodes and edges), with the page of each node and the colours of each type beside it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from cartkg.graph.store import GraphStore
from cartkg.model import namespaces
from cartkg.model.errors import VocabularyError
from cartkg.server.live import Build
from cartkg.server.site import place
from cartkg.use import palette
from cartkg.use.export import views
from cartkg.use.export.network import LIKE, Edge, Network, Node, Value, plain, spaced

UNSAID = {"iri", "source", "symbol", "trials", "grounded", "registry_id"}  # facts that the page shows elsewhere or not at all
# The order of facts; others follow.
FIRST = (
    "title", "status", "phase", "start", "completion", "enrollment", "population", "min_age_years", "max_age_years", "sex",
    "modality", "cell_source", "sponsor", "sponsor_class", "eligibility_text",
)  # fmt: skip
ALIKE = 8  # trials shown as most alike on a trial's own page
SHARED = {"hasCondition", "hasTarget", "namedProduct", "leadSponsor"}  # by what trials are alike
PLURALS = {"Country": "Countries", "Agent": "Therapies", "Condition": "Conditions"}


@dataclass(frozen=True, slots=True)
class Cut:
    """Which part of a view is wanted: trials that study `disease` (a CURIE; what is narrower counts), aimed at `target`."""

    view: str = "condition-target"
    disease: str = ""
    target: str = ""


def view(build: Build, name: str) -> Network:
    """A view of the build, made once. Raises KeyError for an unknown name."""
    made = views.VIEWS[name].make
    return build.kept(("view", name), made)


def network(build: Build, cut: Cut) -> Network:
    """The wanted part of a view. An edge stays where a trial of the cut says it, and is weighted by those trials."""
    whole, trials = view(build, cut.view), of_trials(build)
    inside = set().union(*trials.values()) if trials else set()
    terms = narrower(build.store, cut.disease) if cut.disease else set()
    if cut.disease:
        inside = set().union(*(trials[term] for term in terms & trials.keys()))
    if cut.target:
        inside &= trials.get(cut.target, set())
    edges = [kept for edge in whole.edges if _is_wanted(edge, cut, terms) and (kept := _within(edge, inside))]
    return _counted(whole, edges, trials if cut.view == "condition-target" else {}, inside)


def of_trials(build: Build) -> dict[str, set[str]]:
    """The trials (by identifier) of each condition, target, product, sponsor and country, by the node's identifier."""
    found: dict[str, set[str]] = {}
    for edge in view(build, "trial-network").edges:
        found.setdefault(edge.target, set()).add(_trial(edge.source))
    return found


def narrower(store: GraphStore, curie: str) -> set[str]:
    """A term and all that are narrower, as CURIEs; nothing where it is no CURIE."""
    try:
        iri = namespaces.expand(curie)
    except VocabularyError:
        return set()
    if set(iri) & set('<>"{}|\\^` \n\t'):
        return set()
    return {namespaces.compact(row["term"]) for row in store.select(f"SELECT ?term {{ ?term rdfs:subClassOf* <{iri}> }}")}


def _trial(identifier: str) -> str:
    return identifier.removeprefix("trial/")


def _is_wanted(edge: Edge, cut: Cut, terms: Collection[str]) -> bool:
    """In the view of conditions and targets the ends themselves are cut too."""
    if cut.view != "condition-target":
        return True
    return (not cut.disease or edge.source in terms) and (not cut.target or edge.target == cut.target)


def _within(edge: Edge, inside: Collection[str]) -> Edge | None:
    if edge.source.startswith("trial/"):
        return edge if _trial(edge.source) in inside else None
    named = edge.facts.get("trials", ())
    trials = tuple(trial for trial in (named if isinstance(named, tuple) else ()) if trial in inside)
    return replace(edge, facts={**edge.facts, "trials": trials, "weight": len(trials)}) if trials else None


def _counted(whole: Network, edges: list[Edge], trials: Mapping[str, set[str]], inside: Collection[str]) -> Network:
    """The network of these edges; each node is told how many trials stand behind it: those of `trials`, else of its edges."""
    behind: dict[str, set[str]] = {}
    for edge in edges:
        behind.setdefault(edge.source, set())
        behind.setdefault(edge.target, set()).add(_trial(edge.source))
    kept = (node for node in whole.nodes if node.id in behind)
    nodes = (_told(node, trials[node.id] & set(inside) if node.id in trials else behind[node.id]) for node in kept)
    return replace(whole, nodes=tuple(nodes), edges=tuple(edges))


def _told(node: Node, trials: Collection[str]) -> Node:
    return replace(node, facts={**node.facts, "trials": len(trials)}) if trials else node


def neighbourhood(build: Build, trial: str) -> Network | None:
    """A trial, what it studies, gives and demands, and the trials most alike; None for a trial that is in no view.

    Alike are trials that share most conditions, targets, named products and sponsor, beginning with two.
    """
    field, criteria = view(build, "trial-network"), view(build, "criteria")
    nodes = {node.id: node for node in (*criteria.nodes, *field.nodes)}
    start = f"trial/{trial}"
    if start not in nodes:
        return None
    near = [edge for edge in (*field.edges, *criteria.edges) if edge.source == start]
    ends = {edge.target for edge in near if edge.relation in SHARED}
    sharing = _sharing(field.edges, start, ends)
    edges = [*near, *(edge for edge in field.edges if edge.source in sharing and edge.target in ends)]
    named = {start, *sharing, *(edge.target for edge in near)}
    return replace(field, name=f"around {trial}", nodes=tuple(nodes[name] for name in sorted(named)), edges=tuple(edges))


def _sharing(edges: Iterable[Edge], start: str, ends: Collection[str]) -> list[str]:
    counts: dict[str, int] = {}
    for edge in edges:
        if edge.relation in SHARED and edge.target in ends and edge.source != start:
            counts[edge.source] = counts.get(edge.source, 0) + 1
    return sorted((name for name in counts if counts[name] > 1), key=lambda name: (-counts[name], name))[:ALIKE]


# --- as JSON ---------------------------------------------------------------------------------------------------------


def drawn(found: Network) -> dict[str, object]:
    """A network for the page's script: elements in Cytoscape.js's form, and how each type is drawn."""
    types = sorted({LIKE.get(node.type, node.type) for node in found.nodes})
    return {
        "name": found.name,
        "elements": {"nodes": [_node(node) for node in found.nodes], "edges": _edges(found.edges)},
        "types": {kind: _type(kind) for kind in types},
        "stances": {stance: _colours(colour) for stance, colour in palette.STANCES.items()},
    }


def _type(kind: str) -> dict[str, str]:
    colour = palette.type_colour(kind)
    name = {"Agent": "therapy"}.get(kind, kind.lower())
    return {"name": name, "plural": PLURALS.get(kind, kind + "s"), "shape": colour.shape, **_colours(colour)}


def _colours(colour: palette.Colour) -> dict[str, str]:
    return {"fill": colour.fill, "light": colour.on_light, "dark": colour.on_dark, "dash": colour.dash}


def _node(node: Node) -> dict[str, object]:
    names = sorted(node.facts, key=lambda name: (FIRST.index(name) if name in FIRST else len(FIRST), name))
    facts = [
        [spaced(name), _said(node.facts[name])] for name in names if name not in UNSAID and node.facts[name] not in ("", ())
    ]
    data: dict[str, object] = {
        "id": node.id,
        "label": node.label,
        "type": LIKE.get(node.type, node.type),
        "page": page(node),
        "facts": facts,
    }
    if "trials" in node.facts:
        data["trials"] = node.facts["trials"]
    return {"data": data}


def page(node: Node) -> str:
    """The page of a node, "" where it has none (words without a term, a site)."""
    iri = node.facts.get("iri", "")
    return place(iri) if isinstance(iri, str) and iri else ""


def _said(value: Value) -> str:
    return plain(value, ", ") if not isinstance(value, float) else f"{value:g}"


def _edges(edges: Iterable[Edge]) -> list[dict[str, object]]:
    return [{"data": {"id": f"e{number}", **_edge(edge)}} for number, edge in enumerate(edges)]


def _edge(edge: Edge) -> dict[str, object]:
    """An edge's data: `weight` counts trials, and only those; a country's number of sites is a note."""
    kept: dict[str, Value] = {name: value for name, value in edge.facts.items() if name in ("stance", "says")}
    weight = edge.facts.get("weight", 1)
    if "trials" in edge.facts:
        kept["weight"] = weight
    elif edge.relation == "hasSiteIn":
        kept["note"] = f"{weight} {'site' if weight == 1 else 'sites'}"
    elif {"section", "number"} <= edge.facts.keys():
        kept["note"] = f"{edge.facts['section']} {edge.facts['number']}"
    return {"source": edge.source, "target": edge.target, "type": edge.relation, "label": edge.label, **kept}
