"""Names from codes: what the registers of other formats call a thing, as a name that the vocabulary knows."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from cartkg.vocabulary import Terminology

# The systems of FHIR's codings, by the prefix under which the vocabulary cites them.
SYSTEMS = {
    "http://loinc.org": "LOINC",
    "http://www.nlm.nih.gov/research/umls/rxnorm": "RxNorm",
    "http://www.whocc.no/atc": "ATC",
    "http://snomed.info/sct": "SNOMEDCT",
    "http://purl.obolibrary.org/obo/mondo.owl": "MONDO",
    "http://ncithesaurus-stage.nci.nih.gov": "NCIT",
    "http://purl.obolibrary.org/obo/chebi.owl": "CHEBI",
    "http://www.orpha.net": "Orphanet",
    "urn:oid:2.16.840.1.113883.6.177": "MESH",
}
POSITIVE = {"positive", "detected", "reactive", "present", "260373001", "10828004", "ncit:c38758"}
NEGATIVE = {"negative", "not detected", "non-reactive", "nonreactive", "absent", "260415000", "260385009", "ncit:c38757"}


@cache
def _cited() -> Mapping[str, str]:
    """Every identifier that the vocabulary cites to the label of its term."""
    return {xref: term.label for term in Terminology.shipped().terms.values() for xref in term.xrefs}


def by_identifier(curie: str, label: str = "") -> str:
    """The name to use for an identifier: the vocabulary's label where it knows it, else the label given with it."""
    terms = Terminology.shipped().terms
    return terms[curie].label if curie in terms else _cited().get(curie, label or curie)


def by_concept(concept: Mapping[str, Any]) -> str:
    """The name of a FHIR CodeableConcept: of the first coding that the vocabulary knows, else its text or display."""
    codings: Iterable[Mapping[str, Any]] = concept.get("coding") or ()
    for coding in codings:
        curie = f"{SYSTEMS.get(str(coding.get('system', '')).rstrip('/'), '')}:{coding.get('code', '')}"
        if curie in Terminology.shipped().terms or curie in _cited():
            return by_identifier(curie)
    displays = [str(coding["display"]) for coding in codings if coding.get("display")]
    return str(concept.get("text") or next(iter(displays), "") or next((str(c.get("code", "")) for c in codings), ""))


def result(words: str) -> bool | None:
    """Whether words say that a test is positive; None where they say neither."""
    plain = words.strip().lower()
    return True if plain in POSITIVE else False if plain in NEGATIVE else None
