"""What the graph as a network shows: analyses with networkx, each with a sentence that says how to read its answer.

analysis = analysis.ANALYSES["gaps"]
result = analysis.run(store, {"axis": "modality"})
"""

from collections.abc import Mapping
from types import MappingProxyType

from cartkg.use.analysis import bridging_sponsors, centrality, eligibility_families, gaps, shared_targets
from cartkg.use.analysis.model import Analysis, Result

__all__ = ["ANALYSES", "Analysis", "Result"]

MODULES = (shared_targets, bridging_sponsors, eligibility_families, gaps, centrality)
ANALYSES: Mapping[str, Analysis] = MappingProxyType({module.ANALYSIS.name: module.ANALYSIS for module in MODULES})
