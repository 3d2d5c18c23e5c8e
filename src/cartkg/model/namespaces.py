"""The one prefix map: CURIE prefixes to IRI prefixes (bioregistry's), and our own namespaces."""

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
    "HGNC": "https://www.genenames.org/data/gene-symbol-report/#!/hgnc_id/",
    "UniProtKB": "http://purl.uniprot.org/uniprot/",
    "NCBIGene": "https://www.ncbi.nlm.nih.gov/gene/",
    "LOINC": "https://loinc.org/",
    "RxNorm": "https://mor.nlm.nih.gov/RxNav/search?searchBy=RXCUI&searchTerm=",
    "ATC": "http://www.whocc.no/atc_ddd_index/?code=",
    "MESH": "https://meshb.nlm.nih.gov/record/ui?ui=",
    "DrugBank": "https://go.drugbank.com/drugs/",
    "DOID": OBO + "DOID_",
    "PR": OBO + "PR_",
    "ENSEMBL": "https://www.ensembl.org/id/",
    "Orphanet": "http://www.orpha.net/ORDO/Orphanet_",
    "OMIM": "https://omim.org/entry/",
    "ROR": "https://ror.org/",
    "CVX": "https://biopragmatics.github.io/providers/cvx/",
    "ISO3166": "https://data.who.int/countries/",
    "clinicaltrials": "https://www.clinicaltrials.gov/study/",
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
