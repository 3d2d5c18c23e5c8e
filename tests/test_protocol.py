"""What a request asks, what it gets, and what is refused, before any engine sees a query."""

import pytest

from cartkg.graph.sparql import Place, RefusedQueryError, UnreadableQueryError, guard, syntax
from cartkg.graph.sparql.tokens import form, names_graphs, tokens
from cartkg.graph.store import GraphStore
from cartkg.server import protocol
from cartkg.server.negotiation import BOOLEANS, SOLUTIONS, TRIPLES, called, choose, gzipped

FAR = "<http://127.0.0.1:1/>"


@pytest.mark.parametrize(
    ("accept", "forms", "media_type"),
    [
        (None, SOLUTIONS, "application/sparql-results+json"),
        ("*/*", TRIPLES, "text/turtle"),
        ("text/csv", SOLUTIONS, "text/csv"),
        ("text/csv;q=0.5, application/sparql-results+xml", SOLUTIONS, "application/sparql-results+xml"),
        ("text/*", SOLUTIONS, "text/csv"),
        ("application/json", SOLUTIONS, "application/sparql-results+json"),
        ("application/json", TRIPLES, "application/ld+json"),
        ("text/turtle;q=0, */*;q=0.1", TRIPLES, "application/n-triples"),
        ("text/html", SOLUTIONS, None),
        ("text/csv", BOOLEANS, None),
        ("TEXT/CSV; Q=0.3, image/png", SOLUTIONS, "text/csv"),
        ("text/csv; q=nan, text/tab-separated-values; q=0.9", SOLUTIONS, "text/csv"),
        ("text/csv; header=present; q=0.2, application/xml;q=0.1", SOLUTIONS, "text/csv"),
        ("application/n-quads, application/trig;q=0.9", TRIPLES, "application/n-quads"),
        (",;, ,", SOLUTIONS, None),
    ],
)
def test_the_accept_header_chooses_the_form(accept: str | None, forms: tuple[object, ...], media_type: str | None) -> None:
    chosen = choose(accept, forms)  # type: ignore[arg-type]  # the three tuples hold the same class
    assert (chosen.media_type if chosen else None) == media_type


@pytest.mark.parametrize(
    ("word", "media_type"),
    [("csv", "text/csv"), ("SRX", "application/sparql-results+xml"), ("text/tsv", "text/tab-separated-values"), ("png", None)],
)
def test_the_parameter_format_chooses_by_word_ending_or_media_type(word: str, media_type: str | None) -> None:
    chosen = called(word, SOLUTIONS)
    assert (chosen.media_type if chosen else None) == media_type


def test_words_for_forms_of_triples_are_those_that_clients_use() -> None:
    words = ("turtle", "n3", "json-ld", "json", "xml", "rdf+xml", "nq")
    found = [form.ending for word in words if (form := called(word, TRIPLES))]
    assert found == ["ttl", "ttl", "jsonld", "jsonld", "rdf", "rdf", "nq"]


@pytest.mark.parametrize(
    ("accept_encoding", "wanted"),
    [(None, False), ("gzip, br", True), ("gzip;q=0", False), ("*", True), ("br", False), ("*;q=0, gzip;q=0.1", True)],
)
def test_an_answer_is_compressed_where_the_client_says_so(accept_encoding: str | None, wanted: bool) -> None:
    assert gzipped(accept_encoding) is wanted


def test_a_query_comes_in_three_forms() -> None:
    wanted = protocol.Request("ASK {}", ("http://example.org/g",))
    encoded = "query=ASK%20%7B%7D&default-graph-uri=http%3A%2F%2Fexample.org%2Fg"
    assert protocol.read("GET", encoded, "", b"") == wanted
    assert protocol.read("POST", "", protocol.FORM + "; charset=utf-8", encoded.encode()) == wanted
    in_address = "default-graph-uri=http%3A%2F%2Fexample.org%2Fg"
    assert protocol.read("POST", in_address, protocol.DIRECT, b"ASK {}") == wanted
    assert protocol.read("POST", in_address, protocol.FORM, b"query=ASK+%7B%7D") == wanted


def test_a_form_in_a_page_says_which_form_the_answer_takes() -> None:
    asked = protocol.read("GET", "query=ASK+%7B%7D&format=csv&download=1", "", b"")
    assert (asked.format, asked.download) == ("csv", True)
    assert not protocol.read("GET", "query=ASK+%7B%7D&download=", "", b"").download


@pytest.mark.parametrize(
    ("method", "address", "content_type", "body", "status"),
    [
        ("GET", "", "", b"", 400),
        ("GET", "query=ASK+%7B%7D&query=ASK+%7B%7D", "", b"", 400),
        ("GET", "query=%FF%FE", "", b"", 400),
        ("GET", "query=ASK%00%7B%7D", "", b"", 400),
        ("GET", "query=ASK+%7B%7D&default-graph-uri=no+iri", "", b"", 400),
        ("GET", "query=ASK+%7B%7D&named-graph-uri=relative", "", b"", 400),
        ("GET", "&".join(["a=b"] * (protocol.MAX_PARAMETERS + 1)), "", b"", 400),
        ("GET", "query=" + "a" * protocol.MAX_ENCODED_BYTES, "", b"", 414),
        ("GET", "query=" + "a" * (protocol.MAX_QUERY_BYTES + 1), "", b"", 413),
        ("GET", "update=CLEAR+ALL", "", b"", 403),
        ("PUT", "query=ASK+%7B%7D", "", b"", 405),
        ("POST", "", "text/plain", b"ASK {}", 415),
        ("POST", "", protocol.DIRECT + "; charset=utf-16", b"ASK {}", 415),
        ("POST", "", protocol.DIRECT, b"\xff\xfe", 400),
        ("POST", "", protocol.DIRECT, b"ASK {\xed\xa0\x80}", 400),
        ("POST", "", protocol.DIRECT, b" " * (protocol.MAX_QUERY_BYTES + 1), 413),
        ("POST", "", protocol.DIRECT, b" " * (protocol.MAX_ENCODED_BYTES + 1), 413),
        ("POST", "query=ASK+%7B%7D", protocol.DIRECT, b"ASK {}", 400),
        ("POST", "", "application/sparql-update", b"CLEAR ALL", 403),
        ("POST", "", protocol.FORM, b"update=CLEAR+ALL", 403),
    ],
)
def test_a_wrong_request_has_its_status(method: str, address: str, content_type: str, body: bytes, status: int) -> None:
    with pytest.raises(protocol.Fault) as caught:
        protocol.read(method, address, content_type, body)
    assert caught.value.status == status
    assert caught.value.remedy


def test_half_of_a_surrogate_pair_is_no_character() -> None:
    with pytest.raises(protocol.Fault, match="line 1, column 6"):
        protocol._checked("ASK {\ud800}")


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("SELECT * { ?s ?p ?o }", "SELECT"),
        ("ask{}", "ASK"),
        ("# SELECT\rPREFIX ask: <http://example.org/#construct>\nBASE <http://example.org/> CONSTRUCT WHERE {}", "CONSTRUCT"),
        ("describe <http://example.org/t1>", "DESCRIBE"),
        ("PREFIX : <http://example.org/> INSERT DATA { :a :b 1 }", "UPDATE"),
        ("nonsense", ""),
        ("{ SELECT * {} }", ""),
        ("", ""),
        (":" * 100_000 + "SELECT * {}", ""),
    ],
)
def test_the_first_keyword_tells_the_kind(query: str, kind: str) -> None:
    assert form(query) == kind


def test_tokens_are_the_standards_terminals() -> None:
    query = "?a<http://x/#y>'''it's'''@en-GB a:b\\'c.d 1.5e3#note\r\"q\\\"\"<5"
    assert [token.text for token in tokens(query)] == [
        "?a", "<http://x/#y>", "'''it's'''", "@en-GB", "a:b\\'c.d", "1.5e3", '"q\\""', "<", "5",
    ]  # fmt: skip


def test_tokens_end_at_a_quote_that_never_closes() -> None:
    assert [(token.kind, token.text) for token in tokens("a 'b\n c")] == [("word", "a"), ("open", "'")]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("SELECT * FROM <http://x/> {}", True),
        ("SELECT * from<http://x/> {}", True),
        ("SELECT * FROM NAMED<http://x/> {}", True),
        ("SELECT ?from { ?from x:from 'FROM <http://x/>' } # FROM", False),
    ],
)
def test_from_is_seen_where_it_is_the_keyword(query: str, wanted: bool) -> None:
    assert names_graphs(query) is wanted


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT * {{ SERVICE {FAR} {{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVICE{FAR}{{ ?s ?p ?o }} }}",
        f"SELECT * {{ service silent {FAR} {{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVICESILENT{FAR}{{ ?s ?p ?o }} }}",
        "SELECT * { { SELECT ?s { OPTIONAL { SERVICE SILENT ?where { ?s ?p ?o } } } } }",
        f"SELECT * {{ ?s ?p ?o FILTER EXISTS {{ SERVICE {FAR} {{ ?s ?p ?o }} }} }}",
        f"SELECT * {{ ?s ?p ?o MINUS {{ GRAPH ?g {{ SERVICE {FAR} {{ ?s ?p ?o }} }} }} }}",
        f"ASK {{ {{}} UNION {{ SERVICE {FAR} {{}} }} }}",
        f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ SERVICE {FAR} {{ ?s ?p ?o }} }}",
        f"DESCRIBE ?s {{ SERVICE {FAR} {{ ?s ?p ?o }} }}",
        # what pyoxigraph reads as SERVICE though the words are joined
        f"SELECT * {{ ?s ?p trueSERVICE {FAR} {{ ?a ?b ?c }} }}",
        f"SELECT * {{ ?s ?p 1SERVICE {FAR} {{ ?a ?b ?c }} }}",
        "PREFIX a: <http://127.0.0.1:1/> SELECT * { SERVICEa:b { ?a ?b ?c } }",
        "PREFIX : <http://127.0.0.1:1/> SELECT * { SERVICE:b { ?a ?b ?c } }",
        # what rdflib takes for a comment, or for a string, and pyoxigraph does not
        f"SELECT * {{ #\r SERVICE {FAR} {{ ?s ?p ?o }} \n}}",
        f'SELECT * {{ ?s ?p "x\\u005C" . SERVICE {FAR} {{ ?a ?b ?c }} #" \n }}',
        f"SELECT * {{ BIND(<http://x/\\u0041'> AS ?x) SERVICE {FAR} {{ ?a ?b ?c }} #'\n }}",
        "SELECT * { FILTER(?a<?b)SERVICE?y#>\n{ ?a ?b ?c } }",
        f"SELECT * {{ ?s a:b\\' ?o . SERVICE {FAR} {{ ?a ?b ?c }} #'\n }}",
        f"SELECT * {{ ?s ?p a:b.SERVICE {FAR} {{ ?a ?b ?c }} }}",
        f"SELECT * {{ ?s ?p '' SERVICE {FAR} {{ ?a ?b '' }} }}",
        f"SELECT * {{ ?s ?p '\n' SERVICE {FAR} {{ ?a ?b '' }} }}",
        f"SELECT * {{ \\u0053ERVICE {FAR} {{}} }}",
    ],
)
def test_no_query_reaches_another_server(query: str) -> None:
    with pytest.raises((RefusedQueryError, UnreadableQueryError)):
        guard.check(query)
    with pytest.raises((RefusedQueryError, UnreadableQueryError)):
        GraphStore.in_memory().query(query)  # the library and the commands go through the same door


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?s ?p "SERVICE <http://x/> {}" # SERVICE\n }',
        "SELECT ?service { ?service a <http://www.w3.org/ns/sparql-service-description#Service> }",
        "SELECT ?s { ?s dcat:accessService ?o }",
        "SELECT ?s { ?s ?p 'a service provider'@en }",
    ],
)
def test_a_word_that_looks_like_service_is_no_service(query: str) -> None:
    guard.check(query)


@pytest.mark.parametrize("query", ["INSERT DATA { <http://x/a> <http://x/b> 1 }", f"LOAD {FAR}", "# note\nDROP ALL"])
def test_updates_are_refused(query: str) -> None:
    with pytest.raises(RefusedQueryError, match="read-only"):
        guard.check(query)


@pytest.mark.parametrize(
    ("query", "line", "column", "words"),
    [
        ("SELECT *\n{ ?s ?p ?o", 2, 1, "this { is not closed"),
        ("SELECT *\r\n{ ?s ?p (1) ] }", 2, 13, "this ] closes nothing"),
        ("SELECT * { ?s a 'abc }\nLIMIT 3", 1, 17, "the string that begins here does not end"),
        ("SELECT * {\n  ?s foo:bar ?o }", 2, 6, "the prefix foo: is not declared"),
        ("PREFIX foo: <http://x/> SELECT * { ?s foo:bar ; bar:foo 1 }", 1, 49, "the prefix bar: is not declared"),
    ],
)
def test_frequent_faults_are_told_exactly(query: str, line: int, column: int, words: str) -> None:
    fault = syntax.fault(query, "error at 1:1: expected one of nothing that is used here")
    assert fault.at is not None
    assert (fault.at.line, fault.at.column) == (line, column)
    assert words in fault.problem


def test_other_faults_have_the_place_of_the_parser_that_came_further() -> None:
    keyword = syntax.fault("SELECT * { ?s a ?t . FILTR(?s) }", "error at 1:30: expected OPTIONAL")  # 8 letters on from FILTR
    assert str(keyword.at) == "line 1, column 22"
    number = syntax.fault("SELECT * { ?s a ?t } LIMIT ten", "error at 1:28: expected one of OFFSET, ['0'..='9']")
    assert str(number.at) == "line 1, column 28"
    alias = syntax.fault("SELECT (COUNT(?s) ?n) { ?s a ?t }", "error at 1:23: expected DISTINCT")
    assert str(alias.at) == "line 1, column 19"


def test_a_place_holds_its_line() -> None:
    assert Place.at("one\r\ntwo\rthree\nfour", 7) == Place(2, 3, "two")
    assert Place.at("one\ntwo", 7) == Place(2, 4, "two")
