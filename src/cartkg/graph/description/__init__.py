"""The graph described for programs: what the data set holds, whence it comes, and what can be asked of it.

statistics   counts, by SPARQL                     dataset    VoID and DCAT, from a survey of the graph
sources      the vocabularies and records used     linksets   links into other data sets
examples     the named questions as sh:SPARQLExecutable
"""

from cartkg.graph.description.dataset import RIGHTS, Edition, Survey, dataset_triples, surveyed
from cartkg.graph.description.examples import EXAMPLES, example_triples
from cartkg.graph.description.words import DATASET, DOCUMENT

__all__ = ["DATASET", "DOCUMENT", "EXAMPLES", "RIGHTS", "Edition", "Survey", "dataset_triples", "example_triples", "surveyed"]
