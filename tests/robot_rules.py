"""The rules of `robot report` (robot.obolibrary.org/report_queries) in queries of our own: each selects what breaks the rule.

Left out are those about subsets and synonym types, which we do not use, and replaced terms, which `cartkg terms check` finds.
"""

# ruff: noqa: E501  # a rule on a line

PREFIXES = """
PREFIX dc: <http://purl.org/dc/elements/1.1/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX obo: <http://purl.obolibrary.org/obo/>
PREFIX oio: <http://www.geneontology.org/formats/oboInOwl#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
ENTITY = """
  VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty owl:NamedIndividual }
  ?entity a ?kind . FILTER(isIRI(?entity))"""
TERM = "VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty } ?entity a ?kind . FILTER(isIRI(?entity))"
SYNONYM = "oio:hasExactSynonym|oio:hasNarrowSynonym|oio:hasBroadSynonym|oio:hasRelatedSynonym"
DEFINITION = "obo:IAO_0000115"


def _select(pattern: str) -> str:
    return f"SELECT DISTINCT ?entity WHERE {{ {pattern} }}"


RULES: dict[str, tuple[str, str]] = {
    "annotation_whitespace": ("WARN", _select(
        'VALUES ?p { obo:IAO_0000115 skos:altLabel oio:hasExactSynonym } ?entity ?p ?v . FILTER(REGEX(STR(?v), "^ | $"))')),
    "deprecated_boolean_datatype": ("ERROR", _select("?entity owl:deprecated ?v . FILTER(!isLiteral(?v))")),
    "deprecated_class_reference": ("ERROR", _select("?entity rdfs:subClassOf|owl:equivalentClass ?o . ?o owl:deprecated true")),
    "deprecated_property_reference": ("ERROR", _select("?entity owl:onProperty ?p . ?p owl:deprecated true")),
    "duplicate_definition": ("ERROR", _select(
        f"{TERM} ?entity {DEFINITION} ?d . ?other {DEFINITION} ?d . FILTER(?entity != ?other)")),
    "duplicate_exact_synonym": ("WARN", _select(
        "?entity oio:hasExactSynonym ?s . ?other oio:hasExactSynonym ?s . FILTER(?entity != ?other)")),
    "duplicate_label": ("ERROR", _select(f"{TERM} ?entity rdfs:label ?l . ?other rdfs:label ?l ; a ?kind . FILTER(?entity != ?other)")),
    "duplicate_label_synonym": ("WARN", _select(f"{TERM} ?entity rdfs:label ?l ; {SYNONYM} ?l")),
    "duplicate_scoped_synonym": ("WARN", _select("?entity oio:hasExactSynonym ?s ; oio:hasNarrowSynonym ?s")),
    "equivalent_class_axiom_no_genus": ("WARN", _select(
        "?entity owl:equivalentClass ?m . ?m owl:intersectionOf/<http://www.w3.org/1999/02/22-rdf-syntax-ns#rest>*"
        "/<http://www.w3.org/1999/02/22-rdf-syntax-ns#first> ?part . FILTER(isBlank(?m))"
        " MINUS { ?m owl:intersectionOf/<http://www.w3.org/1999/02/22-rdf-syntax-ns#rest>*"
        "/<http://www.w3.org/1999/02/22-rdf-syntax-ns#first> ?named . FILTER(isIRI(?named)) }")),
    "equivalent_pair": ("WARN", _select("?entity owl:equivalentClass ?o . FILTER(isIRI(?o) && isIRI(?entity))")),
    "illegal_use_of_built_in_vocabulary": ("ERROR", _select(
        'VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty } ?entity a ?kind . FILTER(REGEX(STR(?entity), '
        '"^http://www.w3.org/(2002/07/owl|2000/01/rdf-schema|1999/02/22-rdf-syntax-ns)#"))')),
    "invalid_entity_uri": ("ERROR", _select(f'{ENTITY} FILTER(REGEX(STR(?entity), "[ <>{{}}]|^[^:]*$"))')),
    "invalid_xref": ("WARN", _select('?entity oio:hasDbXref ?x . FILTER(!REGEX(STR(?x), "^([A-Za-z][^: ]*:[^ ]+|https?://[^ ]+)$"))')),
    "label_formatting": ("ERROR", _select(f'{TERM} ?entity rdfs:label ?l . FILTER(REGEX(STR(?l), "\\\\n|\\\\t|\\\\r"))')),
    "label_whitespace": ("ERROR", _select(f'{TERM} ?entity rdfs:label ?l . FILTER(REGEX(STR(?l), "^ | $"))')),
    "lowercase_definition": ("INFO", _select(f'{TERM} ?entity {DEFINITION} ?d . FILTER(REGEX(STR(?d), "^[a-z]"))')),
    "missing_definition": ("WARN", _select(f"{TERM} MINUS {{ ?entity {DEFINITION} ?d }}")),
    "missing_label": ("ERROR", _select(f"{ENTITY} MINUS {{ ?entity rdfs:label ?l }}")),
    "missing_ontology_description": ("ERROR", _select("?entity a owl:Ontology MINUS { ?entity dcterms:description|dc:description ?d }")),
    "missing_ontology_license": ("ERROR", _select("?entity a owl:Ontology MINUS { ?entity dcterms:license ?d . FILTER(isIRI(?d)) }")),
    "missing_ontology_title": ("ERROR", _select("?entity a owl:Ontology MINUS { ?entity dcterms:title|dc:title ?d }")),
    "missing_superclass": ("INFO", _select("?entity a owl:Class . FILTER(isIRI(?entity)) MINUS { ?entity rdfs:subClassOf ?above }")),
    "multiple_definitions": ("ERROR", _select(f"?entity {DEFINITION} ?one , ?other . FILTER(?one != ?other)")),
    "multiple_equivalent_class_definitions": ("ERROR", _select(
        "?entity owl:equivalentClass ?one , ?other . FILTER(isBlank(?one) && isBlank(?other) && ?one != ?other)")),
    "multiple_labels": ("ERROR", _select(f"{TERM} ?entity rdfs:label ?one , ?other . FILTER(?one != ?other)")),
}  # fmt: skip
