"""Sponsors that bridge diseases: who stands between diseases that few others join."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations

import networkx as nx
from networkx.algorithms import bipartite

from cartkg.graph import parameters
from cartkg.graph.store import GraphStore, Row
from cartkg.graph.view import View
from cartkg.graph.view.field import FieldTrial, combination
from cartkg.graph.view.main_diseases import SPECIALTY, order
from cartkg.use.analysis.model import Analysis, Result
from cartkg.use.analysis.shared_targets import named

COLUMNS = (
    "sponsor", "sponsor_class", "betweenness", "joined_alone", "specialties", "diseases", "trials", "specialty_names",
    "disease_names", "targets", "pairs_joined_alone",
)  # fmt: skip
LEAST = parameters.number("least", "2", "diseases that a sponsor must study")


def find(store: GraphStore, parameters: Mapping[str, str]) -> Result:
    """A row for each sponsor of several diseases, by its betweenness."""
    known = View.of(store).field()
    own: dict[str, list[FieldTrial]] = defaultdict(list)
    for trial in known.trials:
        if trial.sponsor and named(trial):
            own[trial.sponsor].append(trial)
    network = joined(known.trials)
    between = betweenness(network, [("sponsor", sponsor) for sponsor in own])
    studied = {sponsor: order(disease for trial in trials for disease in named(trial)) for sponsor, trials in own.items()}
    alone = joined_alone(studied)
    rows = [
        _row(sponsor, trials, studied[sponsor], between["sponsor", sponsor], alone[sponsor])
        for sponsor, trials in own.items()
        if len(studied[sponsor]) >= float(parameters["least"])
    ]
    says = (
        f"Speaks of {sum(len(trials) for trials in own.values())} of the {len(known.trials)} trials of the field, those that "
        f"name a main disease, of {len(own)} lead sponsors; a sponsor that no register knows counts once for each spelling.",
    )
    return Result(COLUMNS, tuple(sorted(rows, key=lambda row: (-float(row[2]), -int(row[3]), row))), says)


def betweenness(network: nx.Graph, sponsors: list[tuple[str, str]]) -> Mapping[tuple[str, str], float]:
    """The betweenness of each sponsor. Where a side has one node alone, networkx would divide by the most possible: 0."""
    diseases = network.number_of_nodes() - len(sponsors)
    if diseases < 2:
        return dict.fromkeys(sponsors, 0.0)  # no two diseases to join
    if len(sponsors) == 1:
        return dict.fromkeys(sponsors, 1.0)  # all ways between diseases run through the only sponsor
    between: Mapping[tuple[str, str], float] = bipartite.betweenness_centrality(network, sponsors)
    return between


def _row(sponsor: str, trials: list[FieldTrial], diseases: list[str], between: float, alone: list[str]) -> Row:
    specialties = sorted({SPECIALTY[disease] for disease in diseases})
    counts = (str(len(alone)), str(len(specialties)), str(len(diseases)), str(len(trials)))
    targets = sorted({combination(trial) for trial in trials})
    listed = ("; ".join(specialties), "; ".join(diseases), "; ".join(targets), "; ".join(alone))
    return (sponsor, trials[0].sponsor_class, f"{between:.3f}", *counts, *listed)


def joined_alone(studied: Mapping[str, list[str]]) -> Mapping[str, list[str]]:
    """For each sponsor the pairs of diseases that it studies and no other sponsor does."""
    joining = Counter(pair for diseases in studied.values() for pair in combinations(diseases, 2))
    return {
        sponsor: [" + ".join(pair) for pair in combinations(diseases, 2) if joining[pair] == 1]
        for sponsor, diseases in studied.items()
    }


def joined(trials: Iterable[FieldTrial]) -> nx.Graph:
    """The network of sponsors and diseases; an edge is one trial or more."""
    network = nx.Graph()
    for trial in trials:
        for disease in named(trial):
            if trial.sponsor:
                network.add_edge(("sponsor", trial.sponsor), ("disease", disease))
    return network


ANALYSIS = Analysis(
    "bridging-sponsors",
    "Which sponsors carry engineered cells from one disease to another.",
    "betweenness is the share of shortest ways between all other diseases and sponsors that run through this sponsor: it "
    "is high where a sponsor joins diseases that few others join, not where it merely has many trials; joined_alone "
    "counts the pairs of diseases that no other sponsor joins. A sponsor with one target over several diseases could "
    "compare them under one product; one with several targets (targets shows them) has several programmes. Nothing is "
    "said of quality.",
    find,
    (LEAST,),
)
