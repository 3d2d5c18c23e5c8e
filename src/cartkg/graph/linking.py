"""Names of sponsors and countries as things of public registers: organisations of ROR, countries of ISO 3166.

A name is linked only where the vocabulary is sure of it; the words of the record stay beside the link.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from cartkg.graph import iri, triples
from cartkg.graph.triples import Triple
from cartkg.model import Trial
from cartkg.sources.merging import Merged
from cartkg.vocabulary import Terminology, grounding


def linked(trials: Iterable[Merged], terminology: Terminology) -> Iterator[Triple]:
    """Links of organisations and sites to their terms, each with the way it was found."""
    shares = [share for merged in trials for share in merged.shares]
    for names in organisations(shares).values():
        yield from _organisation(min(names), terminology)
    for share in shares:
        yield from _sites(share, terminology)


def organisations(shares: Iterable[Trial]) -> dict[str, set[str]]:
    """The names of each sponsor and collaborator, by the organisation's IRI."""
    found: dict[str, set[str]] = defaultdict(set)
    for share in shares:
        for name in filter(None, (share.sponsor, *share.collaborators)):
            found[iri.organisation(name)].add(name)
    return found


def entities(trials: Iterable[Merged]) -> Iterator[Triple]:
    """Every organisation, and every trial that is mentioned and has no record of its own."""
    merged = tuple(trials)
    shares = [share for one in merged for share in one.shares]
    for names in organisations(shares).values():
        yield from triples.organisation_triples(names)
    for identifier in {m.id for share in shares for m in share.mentions} - {one.trial.id for one in merged}:
        yield from triples.mentioned_triples(identifier)


def terms(trials: Iterable[Merged], terminology: Terminology) -> Iterator[Triple]:
    """The listed organisations and countries that the links name, as things."""
    used = {str(value) for _, _, value in linked(trials, terminology)}
    codes = {term.extra.get("alpha2", ""): term for term in terminology.terms.values() if term.kind == "country"}
    countries = {term.id for term in codes.values() if str(triples.curie(term.id)) in used}
    for term in terminology.terms.values():
        if term.kind == "sponsor" and str(triples.curie(term.id)) in used:
            country = codes.get(term.extra.get("country", ""))
            yield from triples.registered_term(term, country.id if country else "")
            countries |= {country.id} if country else set()
    for identifier in sorted(countries):
        yield from triples.country_term(terminology[identifier])


def _organisation(name: str, terminology: Terminology) -> Iterator[Triple]:
    for found in grounding.ground(name, "sponsor", terminology=terminology):
        if found.term:
            yield from triples.registered_triples(name, found.term, found.how)


def _sites(share: Trial, terminology: Terminology) -> Iterator[Triple]:
    for site in share.sites:
        for found in grounding.ground(site.country, "country", terminology=terminology) if site.country else ():
            if found.term:
                yield from triples.located_triples(triples.site_iri(share.id, site), found.term, found.how)
