PREFIX cartkg: <https://w3id.org/cartkg/ontology/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX ex: <https://example.org/>

DELETE WHERE { ex:product <https://w3id.org/cartkg/ontology/target> ?old } ;
INSERT DATA { ex:product <https://w3id.org/cartkg/ontology/target> "https://identifiers.org/hgnc:1633" }
