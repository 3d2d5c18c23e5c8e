"""The graph page: a table of a view, which the script graph.js draws; /graph.json for the script and for others.

`/graph?view=…&disease=CURIE&target=CURIE`; `/graph.json` takes the same, or `trial=NCT…` for what is around a trial.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from cartkg.server.live import Build
from cartkg.server.pages.networks import Cut, drawn, narrower, neighbourhood, network, of_trials, page, view
from cartkg.server.site import SECURITY, Site, address
from cartkg.use.export import views
from cartkg.use.export.network import Edge, Network, Node

TITLES = {
    "condition-target": "Conditions and targets",
    "trial-network": "Trials, conditions and sponsors",
    "criteria": "What texts require and exclude",
}


@dataclass(frozen=True, slots=True)
class GraphCell:
    """One entry of the table: words, where they lead, and a note beside them."""

    words: str
    page: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class GraphTable:
    """A network as a table: a row for each node that edges start from."""

    columns: tuple[str, ...]
    rows: tuple[tuple[GraphCell, tuple[tuple[GraphCell, ...], ...]], ...]


def asked(parameters: Mapping[str, str]) -> Cut:
    """What an address asks for; an unknown view is the first one."""
    name = parameters.get("view", "")
    return Cut(name if name in TITLES else next(iter(TITLES)), parameters.get("disease", ""), parameters.get("target", ""))


def table(found: Network) -> GraphTable:
    """A network as a table: conditions by targets with their trials counted, else what each node leads to by kind of link."""
    return _matrix(found) if found.name == "condition-target" else _listing(found)


def _matrix(found: Network) -> GraphTable:
    nodes = {node.id: node for node in found.nodes}
    weights = {(edge.source, edge.target): edge.facts.get("weight", 0) for edge in found.edges}
    columns = sorted({edge.target for edge in found.edges}, key=lambda name: (-_trials(nodes[name]), name))
    lines = sorted({edge.source for edge in found.edges}, key=lambda name: (-_trials(nodes[name]), nodes[name].label))
    rows = tuple((_named(nodes[line]), tuple(_count(line, to, weights.get((line, to))) for to in columns)) for line in lines)
    return GraphTable(("condition", *(nodes[name].label for name in columns)), rows)


def _count(disease: str, target: str, weight: object) -> tuple[GraphCell, ...]:
    return (GraphCell(str(weight), address("/trials", disease=disease, target=target)),) if weight else ()


def _trials(node: Node) -> int:
    count = node.facts.get("trials", 0)
    return count if isinstance(count, int) else 0


def _listing(found: Network) -> GraphTable:
    nodes = {node.id: node for node in found.nodes}
    columns = tuple(dict.fromkeys(edge.label for edge in sorted(found.edges, key=lambda edge: edge.relation)))
    leading: dict[str, dict[str, dict[str, GraphCell]]] = {}
    for edge in found.edges:
        leading.setdefault(edge.source, {}).setdefault(edge.label, {})[edge.target] = _end(edge, nodes[edge.target])
    rows = tuple(
        (_named(nodes[name]), tuple(tuple(leading[name].get(column, {}).values()) for column in columns))
        for name in sorted(leading, key=lambda name: nodes[name].label)
    )
    first = nodes[found.edges[0].source].type.lower() if found.edges else ""
    return GraphTable((first, *columns), rows)


def _end(edge: Edge, node: Node) -> GraphCell:
    weight = edge.facts.get("weight", 1)
    return GraphCell(node.label, page(node), str(weight) if weight != 1 else "")


def _named(node: Node) -> GraphCell:
    title = node.facts.get("title", "")
    count = f"{_trials(node)} trials" if "trials" in node.facts else ""
    return GraphCell(node.label, page(node), str(title) or count)


def choices(build: Build) -> dict[str, list[tuple[str, str, int]]]:
    """The diseases and targets that the page offers: identifier, label, number of trials (narrower diseases included)."""
    field, trials = view(build, "trial-network"), of_trials(build)
    found: dict[str, list[tuple[str, str, int]]] = {"Condition": [], "Target": []}
    for node in field.nodes:
        if node.type in found:
            below = narrower(build.store, node.id) & trials.keys() if node.type == "Condition" else {node.id}
            found[node.type].append((node.id, node.label, len(set().union(*(trials[term] for term in below)))))
    return {kind: sorted(entries, key=lambda entry: entry[1].casefold()) for kind, entries in found.items()}


def routes(site: Site) -> list[BaseRoute]:
    """The page's two routes."""

    def graph(request: Request) -> Response:
        build, cut = site.live.build, asked(request.query_params)
        found = network(build, cut)
        offered = build.kept("choices of the graph page", lambda _: choices(build))
        data = address("/graph.json", view=cut.view, disease=cut.disease, target=cut.target)
        labels = {identifier: label for entries in offered.values() for identifier, label, _ in entries}
        values = {
            "cut": cut,
            "labels": labels,
            "titles": TITLES,
            "shows": views.VIEWS[cut.view].shows,
            "network": found,
            "data": data,
        }
        return site.render(request, build, "graph.html", {**values, "table": table(found), "choices": offered})

    def as_json(request: Request) -> Response:
        build, trial = site.live.build, request.query_params.get("trial", "")
        found = neighbourhood(build, trial) if trial else network(build, asked(request.query_params))
        if found is None:
            return JSONResponse({"problem": f"{trial} is not a trial in scope"}, 404, headers=SECURITY)
        return JSONResponse(drawn(found), headers=SECURITY)

    return [Route("/graph", graph), Route("/graph.json", as_json)]
