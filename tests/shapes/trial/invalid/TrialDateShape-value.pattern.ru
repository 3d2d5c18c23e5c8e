PREFIX cartkg: <https://w3id.org/cartkg/ontology/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX ex: <https://example.org/>

DELETE WHERE { ex:date <https://w3id.org/cartkg/ontology/dateValue> ?old } ;
INSERT DATA { ex:date <https://w3id.org/cartkg/ontology/dateValue> "2026-99"^^xsd:gYearMonth }
