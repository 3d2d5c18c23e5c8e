"""The answer to any SPARQL query, written in the form asked for."""

import pyoxigraph as ox

from cartkg.ask.questions import Answer, as_table
from cartkg.graph import sparql
from cartkg.graph.store import GraphStore, cell, cells
from cartkg.model import namespaces
from cartkg.model.errors import QuestionError

SOLUTION_FORMS = {
    "csv": ox.QueryResultsFormat.CSV,
    "json": ox.QueryResultsFormat.JSON,
    "tsv": ox.QueryResultsFormat.TSV,
    "xml": ox.QueryResultsFormat.XML,
}
TRIPLE_FORMS = {
    "json": ox.RdfFormat.JSON_LD,
    "turtle": ox.RdfFormat.TURTLE,
    "xml": ox.RdfFormat.RDF_XML,
}
FORMS = ("table", "csv", "json", "tsv", "turtle", "xml")


def run(text: str, store: GraphStore, form: str = "table") -> str:
    """The answer to a query: solutions and booleans as table, csv, json, tsv or xml; triples as turtle, json (JSON-LD) or xml.

    "table" shows triples as Turtle and identifiers as CURIEs. Raises QuestionError when the query does not parse or its kind
    of answer has no such form.
    """
    with sparql.faults_told(text):
        return _written(store.query(text), form)


def _written(results: sparql.Results, form: str) -> str:
    if isinstance(results, ox.QueryTriples):
        engine = TRIPLE_FORMS.get("turtle" if form == "table" else form)
        if engine is None:
            raise QuestionError("query", f"its triples cannot be written as {form}", "choose turtle, json or xml")
        return _text(ox.serialize(results, format=engine, prefixes=namespaces.PREFIXES))
    if form == "table":
        return _table(results)
    if form not in SOLUTION_FORMS or (isinstance(results, ox.QueryBoolean) and form in ("csv", "tsv")):
        raise QuestionError("query", f"its answer cannot be written as {form}", "choose table, json or xml")
    return _text(results.serialize(format=SOLUTION_FORMS[form]))


def _text(data: bytes | None) -> str:
    return (data or b"").decode().rstrip("\n") + "\n"


def _table(results: ox.QuerySolutions | ox.QueryBoolean) -> str:
    if isinstance(results, ox.QueryBoolean):
        return f"{'true' if results else 'false'}\n"
    return as_table(Answer(*cells(results)))


def rows(text: str, store: GraphStore) -> Answer:
    """The answer to any query as rows of plain cells: ASK has one cell, CONSTRUCT and DESCRIBE subject, predicate and object.

    Raises QuestionError when the query does not parse.
    """
    with sparql.faults_told(text):
        return _rows(store.query(text))


def _rows(found: sparql.Results) -> Answer:
    if isinstance(found, ox.QueryBoolean):
        return Answer(("answer",), (("true" if found else "false",),))
    if isinstance(found, ox.QueryTriples):
        triples = ((triple.subject, triple.predicate, triple.object) for triple in found)
        return Answer(("subject", "predicate", "object"), tuple(tuple(map(cell, triple)) for triple in triples))
    return Answer(*cells(found))
