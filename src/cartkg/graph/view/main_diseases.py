"""The main diseases that figures and analyses count under, each with all that the graph's class tree puts below it.

MONDO's tree says what is below what; which of its classes are worth a row of a figure is a choice, made here in the open. Lupus
nephritis has a row of its own because MONDO does not put it below systemic lupus erythematosus. A term below no main disease
counts under OTHER; the bare term "autoimmune disease", which basket trials give, counts under UNSPECIFIED.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cartkg.graph.view.hierarchy import Hierarchy

OTHER = "other disease"
UNSPECIFIED = "autoimmune disease, unspecified"
BASKET = "several diseases"
LUPUS = ("lupus nephritis", "systemic lupus erythematosus")


@dataclass(frozen=True, slots=True)
class Disease:
    """A main disease: the name that figures show, and the classes of which it and all below them count."""

    name: str
    roots: tuple[str, ...]  # CURIEs
    specialty: str = ""  # of those who mostly treat it
    below: bool = True  # False: only the roots themselves


MAIN = (
    Disease("systemic lupus erythematosus", ("MONDO:0004670",), "rheumatology"),
    Disease("lupus nephritis", ("MONDO:0005556",), "nephrology"),
    Disease("systemic sclerosis", ("MONDO:0019340",), "rheumatology"),
    Disease("inflammatory myopathy", ("MONDO:0021167",), "rheumatology"),
    Disease("ANCA-associated vasculitis", ("MONDO:0015492", "MONDO:0019988"), "rheumatology"),
    Disease("Sjogren syndrome", ("MONDO:0010030",), "rheumatology"),
    Disease("rheumatoid arthritis", ("MONDO:0008383",), "rheumatology"),
    Disease("IgG4-related disease", ("MONDO:0017287",), "rheumatology"),
    Disease("antiphospholipid syndrome", ("MONDO:8000010",), "rheumatology"),
    Disease("myasthenia gravis", ("MONDO:0009688",), "neurology"),
    Disease("multiple sclerosis", ("MONDO:0005301",), "neurology"),
    Disease("neuromyelitis optica, MOGAD", ("MONDO:0019100", "MONDO:1040024"), "neurology"),
    Disease("CIDP", ("MONDO:0006702",), "neurology"),
    Disease("autoimmune encephalitis", ("MONDO:0020640",), "neurology"),
    Disease("immune thrombocytopenia", ("MONDO:0002048", "MONDO:0019098"), "hematology"),
    Disease("autoimmune hemolytic anemia", ("MONDO:0020108",), "hematology"),
    Disease("IgA nephropathy", ("MONDO:0005342",), "nephrology"),
    Disease("membranous nephropathy", ("MONDO:0005376",), "nephrology"),
    Disease("type 1 diabetes", ("MONDO:0005147",), "endocrinology"),
    Disease(UNSPECIFIED, ("MONDO:0007179",), below=False),
)

SPECIALTY = {disease.name: disease.specialty for disease in MAIN}


def main_diseases(terms: Hierarchy) -> Mapping[str, tuple[str, ...]]:
    """From the CURIE of a condition to the names of the main diseases that it stands under; other conditions are absent."""
    below = {root: terms.below(root) for disease in MAIN for root in disease.roots}
    found: dict[str, tuple[str, ...]] = {}
    for disease in MAIN:
        for condition in _members(disease, below):
            found[condition] = (*found.get(condition, ()), disease.name)
    return found


def _members(disease: Disease, below: Mapping[str, Iterable[str]]) -> set[str]:
    if not disease.below:
        return set(disease.roots)
    return {condition for root in disease.roots for condition in below[root]}


def order(names: Iterable[str]) -> list[str]:
    """Names of diseases in the order of MAIN, with OTHER and what else there is at the end."""
    places = {disease.name: place for place, disease in enumerate(MAIN)}
    return sorted(set(names), key=lambda name: (places.get(name, len(places) + (name != OTHER)), name))
