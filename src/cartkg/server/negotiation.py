"""Content negotiation: which form of answer, and whether compressed (RFC 9110, sections 12.5.1 and 12.5.3)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import QueryResultsFormat, RdfFormat


@dataclass(frozen=True, slots=True)
class Form:
    """A serialisation: the media type that names it, those that clients also ask it by, the engine's own name for it, the word
    by which the parameter `format` asks for it, and a file's ending."""

    media_type: str
    also: tuple[str, ...]
    engine: QueryResultsFormat | RdfFormat
    word: str
    ending: str

    @property
    def content_type(self) -> str:
        """The Content-Type header's value; text says its character set, which clients else guess."""
        return self.media_type + ("; charset=utf-8" if self.media_type.startswith("text/") else "")


# The first of each list is the answer where the client has no preference.
SOLUTIONS: tuple[Form, ...] = (
    Form("application/sparql-results+json", ("application/json",), QueryResultsFormat.JSON, "json", "srj"),
    Form("application/sparql-results+xml", ("application/xml", "text/xml"), QueryResultsFormat.XML, "xml", "srx"),
    Form("text/csv", (), QueryResultsFormat.CSV, "csv", "csv"),
    Form("text/tab-separated-values", ("text/tsv",), QueryResultsFormat.TSV, "tsv", "tsv"),
)
BOOLEANS: tuple[Form, ...] = SOLUTIONS[:2]  # the CSV and TSV recommendation defines no form for ASK
TRIPLES: tuple[Form, ...] = (
    Form("text/turtle", ("application/x-turtle",), RdfFormat.TURTLE, "turtle", "ttl"),
    Form("application/n-triples", ("text/plain",), RdfFormat.N_TRIPLES, "ntriples", "nt"),
    Form("application/ld+json", ("application/json",), RdfFormat.JSON_LD, "jsonld", "jsonld"),
    Form("application/rdf+xml", ("application/xml", "text/xml"), RdfFormat.RDF_XML, "rdfxml", "rdf"),
    Form("application/n-quads", (), RdfFormat.N_QUADS, "nquads", "nq"),
    Form("application/trig", (), RdfFormat.TRIG, "trig", "trig"),
)
OF = {"SELECT": SOLUTIONS, "ASK": BOOLEANS, "CONSTRUCT": TRIPLES, "DESCRIBE": TRIPLES}

# Other words for forms of triples.
ALIASES = {"n3": "turtle", "json-ld": "jsonld", "json": "jsonld", "rdf+xml": "rdfxml", "xml": "rdfxml"}

WEIGHT = re.compile(r"q\s*=\s*(\d?\.?\d*)", re.IGNORECASE)


def choose(accept: str | None, forms: Sequence[Form]) -> Form | None:
    """The form with the highest quality for this Accept header; the first listed wins a tie; None when none is acceptable."""
    ranges = _ranges(accept or "*/*")
    ranked = [(quality, -place, form) for place, form in enumerate(forms) if (quality := _quality(form, ranges)) > 0]
    return max(ranked, key=lambda entry: entry[:2])[2] if ranked else None


def called(word: str, forms: Sequence[Form]) -> Form | None:
    """The form that the parameter `format` asks for: by word, media type or a file's ending; None where none is so called.

    SPARQLWrapper sends this parameter with words of its own, whether they fit the kind of query or not.
    """
    word = word.strip().lower()
    words = (word, ALIASES.get(word))
    return next((form for form in forms if {form.word, form.media_type, form.ending, *form.also} & {*words}), None)


def gzipped(accept_encoding: str | None) -> bool:
    """Whether the client takes gzip: it must say so, itself or by `*`."""
    ranges = _ranges(accept_encoding or "")
    return ranges.get("gzip", ranges.get("x-gzip", ranges.get("*", 0.0))) > 0


def _ranges(accept: str) -> dict[str, float]:
    """Media ranges and their qualities; a quality that is no number counts as 1, as lenient servers do."""
    found = {}
    for part in accept.split(","):
        media, *parameters = (piece.strip() for piece in part.split(";"))
        if media:
            weights = [match[1] for parameter in parameters if (match := WEIGHT.fullmatch(parameter))]
            found[media.lower()] = _number(weights[0]) if weights else 1.0
    return found


def _number(text: str) -> float:
    try:
        return min(float(text), 1.0)
    except ValueError:
        return 1.0


def _quality(form: Form, ranges: dict[str, float]) -> float:
    """The quality of a form: an exact type beats `type/*`, which beats `*/*`; among several exact names the best counts."""
    names = (form.media_type, *form.also)
    exact = [ranges[name] for name in names if name in ranges]
    if exact:
        return max(exact)
    family = form.media_type.split("/")[0] + "/*"
    return ranges.get(family, ranges.get("*/*", 0.0))
