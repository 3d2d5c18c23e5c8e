PREFIX cartkg: <https://w3id.org/cartkg/ontology/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX ex: <https://example.org/>

DELETE WHERE { ex:derivation <http://www.w3.org/ns/prov#wasAttributedTo> ?old } ;
INSERT DATA { ex:derivation <http://www.w3.org/ns/prov#wasAttributedTo> "hgnc_id/1633" }
