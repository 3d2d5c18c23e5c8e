"""Content negotiation: which form of answer an Accept header asks for (RFC 9110, section 12.5.1)."""

from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import QueryResultsFormat, RdfFormat


@dataclass(frozen=True, slots=True)
class Form:
    """A serialisation: the media type that names it, those that clients also ask it by, and the engine's own name."""

    media_type: str
    also: tuple[str, ...]
    engine: QueryResultsFormat | RdfFormat


# The first of each list is the answer where the client has no preference.
SOLUTIONS: tuple[Form, ...] = (
    Form("application/sparql-results+json", ("application/json",), QueryResultsFormat.JSON),
    Form("application/sparql-results+xml", ("application/xml", "text/xml"), QueryResultsFormat.XML),
    Form("text/csv", (), QueryResultsFormat.CSV),
    Form("text/tab-separated-values", ("text/tsv",), QueryResultsFormat.TSV),
)
BOOLEANS: tuple[Form, ...] = SOLUTIONS[:2]  # the CSV and TSV recommendation defines no form for ASK
TRIPLES: tuple[Form, ...] = (
    Form("text/turtle", ("application/x-turtle",), RdfFormat.TURTLE),
    Form("application/n-triples", ("text/plain",), RdfFormat.N_TRIPLES),
    Form("application/ld+json", ("application/json",), RdfFormat.JSON_LD),
    Form("application/rdf+xml", ("application/xml",), RdfFormat.RDF_XML),
    Form("application/n-quads", (), RdfFormat.N_QUADS),
    Form("application/trig", (), RdfFormat.TRIG),
)


def choose(accept: str | None, forms: Sequence[Form]) -> Form | None:
    """The form with the highest quality for this Accept header; the first listed wins a tie; None when none is acceptable."""
    ranges = _ranges(accept or "*/*")
    ranked = [(quality, -place, form) for place, form in enumerate(forms) if (quality := _quality(form, ranges)) > 0]
    return max(ranked, key=lambda entry: entry[:2])[2] if ranked else None


def _ranges(accept: str) -> dict[str, float]:
    """Media ranges and their qualities; a quality that is no number counts as 1, as lenient servers do."""
    found = {}
    for part in accept.split(","):
        media, *parameters = (piece.strip() for piece in part.split(";"))
        if media:
            weights = [p[2:] for p in parameters if p.lower().startswith("q=")]
            found[media.lower()] = _number(weights[0]) if weights else 1.0
    return found


def _number(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
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
