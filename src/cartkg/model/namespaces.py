"""The one prefix map: CURIE prefixes to IRI prefixes, and our own namespaces.

An IRI names a thing, so it is the one that the vocabulary itself publishes (OBO, MeSH, ROR), else identifiers.org's or
bioregistry's, never the address of a page about it.
"""

from cartkg.model.errors import VocabularyError

BASE = "https://w3id.org/cartkg/"
ONTOLOGY = BASE + "ontology/"
VOCABULARY = BASE + "vocabulary/"

OBO = "http://purl.obolibrary.org/obo/"

PREFIXES: dict[str, str] = {
    "cartkg": ONTOLOGY,  # classes and properties
    "cartkgv": VOCABULARY,  # vocabulary terms that no public vocabulary has
    "MONDO": OBO + "MONDO_",
    "CHEBI": OBO + "CHEBI_",
    "NCIT": OBO + "NCIT_",
    "HP": OBO + "HP_",
    "OBI": OBO + "OBI_",
    "CTO": OBO + "CTO_",
    "IAO": OBO + "IAO_",
    "HGNC": "https://identifiers.org/hgnc:",
    "UniProtKB": "http://purl.uniprot.org/uniprot/",
    "NCBIGene": "https://identifiers.org/ncbigene:",
    "LOINC": "http://loinc.org/rdf/",
    "RxNorm": "http://purl.bioontology.org/ontology/RXNORM/",
    "ATC": "https://identifiers.org/atc:",
    "MESH": "http://id.nlm.nih.gov/mesh/",
    "DrugBank": "https://identifiers.org/drugbank:",
    "DOID": OBO + "DOID_",
    "PR": OBO + "PR_",
    "ENSEMBL": "https://identifiers.org/ensembl:",
    "Orphanet": "http://www.orpha.net/ORDO/Orphanet_",
    "OMIM": "https://identifiers.org/mim:",
    "ROR": "https://ror.org/",
    "UMLS": "https://identifiers.org/umls:",
    "UNII": "https://identifiers.org/unii:",
    "CVX": "https://bioregistry.io/cvx:",
    "ISO3166": "https://bioregistry.io/iso3166:",
    "clinicaltrials": "https://identifiers.org/clinicaltrials:",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "oboInOwl": "http://www.geneontology.org/formats/oboInOwl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "prov": "http://www.w3.org/ns/prov#",
    "sh": "http://www.w3.org/ns/shacl#",
    "void": "http://rdfs.org/ns/void#",
    "schema": "https://schema.org/",
    "biolink": "https://w3id.org/biolink/vocab/",
}

_LONGEST_FIRST = sorted(PREFIXES.items(), key=lambda pair: -len(pair[1]))  # pages compact tens of thousands of IRIs


def expand(curie: str) -> str:
    """The IRI of a CURIE. Raises VocabularyError when its prefix is not in the map."""
    prefix, colon, local = curie.partition(":")
    if not colon or prefix not in PREFIXES:
        known = ", ".join(sorted(PREFIXES))
        raise VocabularyError(curie, "unknown identifier prefix", f"known prefixes: {known}")
    return PREFIXES[prefix] + local


def compact(iri: str) -> str:
    """The CURIE of an IRI by the longest matching prefix; the IRI itself when none matches."""
    for prefix, start in _LONGEST_FIRST:
        if iri.startswith(start):
            return f"{prefix}:{iri[len(start) :]}"
    return iri
