"""Asking a SPARQL endpoint elsewhere, by SPARQLWrapper."""

from urllib.error import HTTPError, URLError

from SPARQLWrapper import SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import EndPointInternalError, EndPointNotFound, QueryBadFormed, Unauthorized, URITooLong

from cartkg.model.errors import QuestionError, StoreError

ACCEPT = {
    "json": "application/sparql-results+json, text/turtle;q=0.5",
    "csv": "text/csv, text/turtle;q=0.5",
    "xml": "application/sparql-results+xml, application/rdf+xml;q=0.5",
    "tsv": "text/tab-separated-values, text/turtle;q=0.5",
    "turtle": "text/turtle",
}


def ask(endpoint: str, query: str, form: str = "json", seconds: int = 60) -> tuple[str, bytes]:
    """The endpoint's answer to a query as (media type, bytes), in the form asked for where the endpoint has it.

    `form` is a key of ACCEPT. Raises QuestionError when the endpoint refuses the query, StoreError when it cannot be reached.
    """
    client = SPARQLWrapper(endpoint)
    client.setQuery(query)
    client.setMethod("POST")
    client.setTimeout(seconds)
    client.setOnlyConneg(True)
    client.addCustomHttpHeader("Accept", ACCEPT[form])
    try:
        response = client.query().response
        return response.headers.get_content_type(), response.read()
    except (QueryBadFormed, URITooLong) as error:
        raise QuestionError(endpoint, f"the endpoint refuses the query: {_message(error)}", "mend the query") from error
    except (EndPointNotFound, EndPointInternalError, Unauthorized, HTTPError, URLError, OSError) as error:
        raise StoreError(endpoint, f"no answer: {_message(error)}", "check the address and that the endpoint runs") from error


def _message(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
