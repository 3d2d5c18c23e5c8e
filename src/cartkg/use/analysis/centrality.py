"""What holds the field together: diseases, targets and sponsors through which the trials hang on each other."""

from collections.abc import Iterable, Mapping

import networkx as nx

from cartkg.graph import parameters
from cartkg.graph.store import GraphStore
from cartkg.graph.view import View
from cartkg.graph.view.field import FieldTrial
from cartkg.use.analysis.model import Analysis, Result
from cartkg.use.analysis.shared_targets import named

COLUMNS = ("kind", "name", "trials", "share_of_paths", "cut_off")
KINDS = ("all", "disease", "target", "sponsor")
KIND = parameters.choice("kind", KINDS, "kind of node", "all")


def find(store: GraphStore, parameters: Mapping[str, str]) -> Result:
    """A row for each disease, target and sponsor, by betweenness (the share of shortest paths between trials)."""
    known = View.of(store).field()
    network = joined(known.trials)
    trials = [node for node in network if node[0] == "trial"]
    between = nx.betweenness_centrality_subset(network, trials, trials, normalized=False)
    pairs = len(trials) * (len(trials) - 1) / 2 or 1
    whole = len(_largest(network))
    rows = [
        (*node, str(network.degree(node)), f"{between[node] / pairs:.3f}", str(_lost(network, node, whole)))
        for node in network
        if node[0] != "trial" and parameters["kind"] in ("all", node[0])
    ]
    says = (
        f"Speaks of {len(trials)} of the {len(known.trials)} trials of the field, those that state a main disease, a target or "
        f"a sponsor; {whole} of them hang together.",
    )
    return Result(COLUMNS, tuple(sorted(rows, key=lambda row: (-float(row[3]), -int(row[2]), row))), says)


def joined(trials: Iterable[FieldTrial]) -> nx.Graph:
    """Each trial linked to its diseases, its targets and its sponsor."""
    network = nx.Graph()
    for trial in trials:
        linked = [("disease", name) for name in named(trial)] + [("target", name) for name in trial.targets]
        linked += [("sponsor", trial.sponsor)] if trial.sponsor else []
        network.add_edges_from((("trial", trial.id), node) for node in linked)
    return network


def _largest(network: nx.Graph) -> set[tuple[str, str]]:
    """The trials of the largest part of the network that hangs together."""
    parts = ({node for node in part if node[0] == "trial"} for part in nx.connected_components(network))
    return max(parts, key=len, default=set())


def _lost(network: nx.Graph, node: tuple[str, str], whole: int) -> int:
    """How many trials fall off the largest part when a node is taken away."""
    return whole - len(_largest(nx.restricted_view(network, [node], [])))


ANALYSIS = Analysis(
    "centrality",
    "Which diseases, targets and sponsors hold the trials of the field together.",
    "share_of_paths is the share of shortest ways between two trials that run through the disease, target or sponsor; "
    "cut_off is how many trials lose their link to the main body of the field when it is taken away. Both measure how the "
    "field is wired: a high value says that many trials can be compared through it, not that it works or matters "
    "clinically.",
    find,
    (KIND,),
)
