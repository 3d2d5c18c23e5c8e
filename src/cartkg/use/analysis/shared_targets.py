"""Which diseases share targets: the network of diseases and antigens, projected on the diseases."""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import combinations

import networkx as nx
from networkx.algorithms import bipartite

from cartkg.graph import parameters
from cartkg.graph.store import GraphStore, Row
from cartkg.graph.view import View
from cartkg.graph.view.field import FieldTrial
from cartkg.graph.view.main_diseases import OTHER, UNSPECIFIED, order
from cartkg.use.analysis.model import Analysis, Result

COLUMNS = (
    "disease", "other_disease", "shared_targets", "jaccard", "likeness", "likeness_apart", "trials_in_both", "trials",
    "other_trials", "only_in_disease", "only_in_other",
)  # fmt: skip
FEWEST = 3  # trials of either disease that likeness_apart needs
LEAST = parameters.number("least", "5", "trials with a known target that a disease must have")


def find(store: GraphStore, parameters: Mapping[str, str]) -> Result:
    """A row for each pair of diseases that share an antigen, the most alike first."""
    known = View.of(store).field()
    trials = [trial for trial in known.trials if trial.targets]
    sizes = Counter(disease for trial in trials for disease in named(trial))
    diseases = [disease for disease in order(sizes) if sizes[disease] >= float(parameters["least"])]
    network = joined(trials, diseases)
    alike = bipartite.overlap_weighted_projected_graph(network, diseases, jaccard=True)
    rows = [_row(one, other, trials, network, alike) for one, other in combinations(diseases, 2) if alike.has_edge(one, other)]
    says = (
        f"Speaks of {len(trials)} of the {len(known.trials)} trials of the field: those whose target is known.",
        f"Diseases with fewer than {parameters['least']} of them are left out, and so are unspecified and other diseases.",
    )
    return Result(COLUMNS, tuple(sorted(rows, key=lambda row: (-float(row[5] or 0), -float(row[4]), row))), says)


def named(trial: FieldTrial) -> list[str]:
    """The main diseases of a trial, without those that name no one disease."""
    return [disease for disease in trial.diseases if disease not in (OTHER, UNSPECIFIED)]


def joined(trials: Iterable[FieldTrial], diseases: Iterable[str]) -> nx.Graph:
    """The network of diseases and antigens; an edge's weight is the number of trials that join the two."""
    network = nx.Graph()
    network.add_nodes_from(diseases)
    for trial in trials:
        for disease in set(trial.diseases) & set(diseases):
            for target in trial.targets:
                weight = network.get_edge_data(disease, ("target", target), {"weight": 0})["weight"]
                network.add_edge(disease, ("target", target), weight=weight + 1)
    return network


def _row(one: str, other: str, trials: list[FieldTrial], network: nx.Graph, alike: nx.Graph) -> Row:
    mine, theirs = ({target for _, target in network[disease]} for disease in (one, other))
    of_one, of_other = (profile(trials, disease) for disease in (one, other))
    apart = [trial for trial in trials if not {one, other} <= set(trial.diseases)]
    few = min(sum(disease in trial.diseases for trial in apart) for disease in (one, other)) < FEWEST
    alone = "" if few else f"{likeness(profile(apart, one), profile(apart, other)):.2f}"
    sizes = [sum(disease in trial.diseases for trial in trials) for disease in (one, other)]
    return (
        one, other, _listed(mine & theirs), f"{alike[one][other]['weight']:.2f}", f"{likeness(of_one, of_other):.2f}",
        alone, str(len(trials) - len(apart)),
        str(sizes[0]), str(sizes[1]), _listed(mine - theirs), _listed(theirs - mine),
    )  # fmt: skip


def profile(trials: Iterable[FieldTrial], disease: str) -> Mapping[str, float]:
    """For each combination of antigens its share of the disease's trials."""
    found = Counter("+".join(trial.targets) for trial in trials if disease in trial.diseases)
    return {targets: number / found.total() for targets, number in found.items()}


def likeness(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """How much of two profiles lies over each other: 1 where the shares are equal, 0 where no combination is shared."""
    return sum(min(one[targets], other[targets]) for targets in set(one) & set(other))


def _listed(targets: Iterable[str]) -> str:
    return " ".join(sorted(targets))


ANALYSIS = Analysis(
    "shared-targets",
    "Which diseases are treated through the same antigens.",
    "jaccard is the share of antigens that both diseases have among those that either has, one trial being enough; "
    "likeness is how far the trials' combinations of antigens are divided alike (1: the same shares). likeness_apart "
    "leaves out the trials that study both diseases, which are alike by design; it is empty where fewer than 3 trials of "
    "either remain. It shows where products go, not shared biology.",
    find,
    (LEAST,),
)
