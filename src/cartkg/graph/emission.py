"""Which triples stand in which named graph.

One graph for each record (what it states), one for each reading of a record (what the program understood of its words), one for
each derivation (what follows), and one each for vocabulary, ontology and descriptions of all these graphs.
"""

from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from itertools import chain

from rdflib import Graph, Literal, URIRef

from cartkg.facts import conflicts, products, scope
from cartkg.graph import iri, linking, queries, triples
from cartkg.graph.triples import Triple
from cartkg.graph.triples.node import CARTKG, LABEL
from cartkg.model import Criterion, Named, Trial
from cartkg.model.namespaces import BASE
from cartkg.model.resources import folder
from cartkg.sources.merging import Merged
from cartkg.vocabulary import Terminology, grounding
from cartkg.vocabulary.tables import rows

VOCABULARY = f"{BASE}graph/vocabulary"
ONTOLOGY = f"{BASE}graph/ontology"
REVIEWED = f"{BASE}graph/reviewed"
PROVENANCE = f"{BASE}graph/provenance"
ENTITIES = f"{BASE}graph/entities"
AGES = "ages-and-population"
SCOPE = "scope"
LINKS = "names-to-terms"
NAMED_PRODUCTS = "named-products"
VERSION = version("cartkg")

Graphs = Iterator[tuple[str, Iterable[Triple]]]


def derived_graph(rule: str) -> str:
    """The name of the graph of one derivation."""
    return iri.derived(rule)


def trial_graphs(merged: Merged, criteria: tuple[Criterion, ...], terminology: Terminology) -> Graphs:
    """The graphs of one trial: what each record states, and what was read from them."""
    told: set[Triple] = set()
    for share in merged.shares:
        stated = [triple for triple in _stated(merged, share) if triple not in told]
        told.update(stated)
        yield iri.record(share.source, share.id), stated
    record = iri.record(merged.text_source, merged.trial.id)
    yield iri.reading(record), _read(merged, criteria, record, terminology)
    yield derived_graph(AGES), _ages(merged.trial, criteria)
    yield derived_graph(NAMED_PRODUCTS), _named_products(merged.trial)
    verdict = scope.verdict(merged.trial, terminology)
    yield derived_graph(SCOPE), triples.scope_triples(merged.trial.id, verdict.in_scope, verdict.rule, verdict.words)


def _named_products(trial: Trial) -> Iterator[Triple]:
    """What is known of the products that a trial names, apart from what its record says of them."""
    read, known = products.apart(trial)
    read_already = set(triples.product_triples(read))
    found = list(triples.made_triples(trial))
    if not trial.made:
        found += triples.named_triples(trial.id, trial.named_products, trial.from_named_products)
        found += triples.product_triples(known) if trial.from_named_products else ()
    for doubt in trial.doubts:
        found += triples.doubt_triples(trial.id, doubt)
    yield from (triple for triple in dict.fromkeys(found) if triple not in read_already)


def _stated(merged: Merged, share: Trial) -> Iterator[Triple]:
    """What a record adds; title line and completeness come once, from the record that leads and the one with the text."""
    leads, has_text = share is merged.shares[0], share.source == merged.text_source
    for triple in triples.trial_triples(share):
        of_trial = triple[0] == URIRef(iri.trial(share.id))
        if of_trial and triple[1] == LABEL and not leads:
            continue
        if of_trial and triple[1] == CARTKG.eligibilityText:
            continue
        yield triple
    if has_text:
        subject = URIRef(iri.trial(share.id))
        yield subject, CARTKG.eligibilityText, Literal(merged.trial.eligibility.completeness.value)


def _read(merged: Merged, criteria: tuple[Criterion, ...], record: str, terminology: Terminology) -> Iterator[Triple]:
    trial = merged.trial
    yield from triples.product_triples(products.apart(trial)[0])
    yield from triples.criteria_triples(trial.id, criteria, triples.Basis(record, iri.software(VERSION)))
    for words, grounded in _conditions(trial, terminology):
        yield from triples.condition_triples(trial.id, words, grounded)
    for conflict in conflicts.conflicts(trial, criteria):
        yield from triples.conflict_triples(trial.id, conflict)
    for disagreement in merged.disagreements:
        yield from triples.disagreement_triples(disagreement)


def _conditions(trial: Trial, terminology: Terminology) -> Iterator[tuple[str, tuple[Named, ...]]]:
    """The record's condition words with their terms; some records list their product ("CAR T Cell") among them."""
    for words in trial.conditions:
        grounded = _grounded(words, _context(trial), terminology)
        if any(named.id for named in grounded) or not products.names_cells(words):
            yield words, grounded


def _context(trial: Trial) -> str:
    """The record's other words, which settle what an abbreviation among its conditions means."""
    return " ".join((trial.title, trial.official_title, *trial.conditions, *trial.keywords, trial.summary))


def _grounded(words: str, context: str, terminology: Terminology) -> tuple[Named, ...]:
    found = grounding.ground(words, "condition", context, terminology)
    return tuple(Named(one.term.label, one.term.id, one.how) if one.term else Named(one.words, "", one.how) for one in found)


def _ages(trial: Trial, criteria: tuple[Criterion, ...]) -> Iterator[Triple]:
    ages = conflicts.ages_of(trial, criteria)
    return triples.population_triples(trial.id, ages.min_years, ages.max_years, ages.population, ages.source)


def shared_graphs(trials: Iterable[Merged], criteria: Mapping[str, tuple[Criterion, ...]], terminology: Terminology) -> Graphs:
    """The graphs that all trials share: vocabulary, ontology, and where every graph comes from."""
    merged = tuple(trials)
    yield VOCABULARY, chain(_vocabulary(merged, criteria, terminology), linking.terms(merged, terminology))
    yield ENTITIES, linking.entities(merged)
    yield derived_graph(LINKS), linking.linked(merged, terminology)
    yield ONTOLOGY, ontology_triples()
    yield REVIEWED, reviewed_triples()
    yield PROVENANCE, _provenance(merged)


def ontology_triples() -> Iterator[Triple]:
    """The ontology's own named terms; what OWL says with blank nodes stays in ontology/cartkg.ttl."""
    for subject, predicate, value in Graph().parse(folder("ontology") / "cartkg.ttl"):
        if isinstance(subject, URIRef) and isinstance(predicate, URIRef) and isinstance(value, URIRef | Literal):
            yield subject, predicate, value


def reviewed_triples() -> Iterator[Triple]:
    """What the reviewed tables beside the vocabulary say: recommended washouts, the topics of verdicts, the categories of items
    that could name a term."""
    for row in _reviewed("washout_recommendations"):
        yield from triples.recommendation_triples(row)
    for row in _reviewed("verdict_topics"):
        yield from triples.topic_triples(row)
    for row in _reviewed("deciding_categories"):
        yield from triples.category_triples(row)
    for row in _reviewed("manifestations"):
        yield from triples.manifestation_triples(row)
    for row in _reviewed("specialties"):
        yield from triples.specialty_triples(row)
    for product in products.table():
        yield from triples.known_product_triples(product.id, product.names, product.evidence, product.note)


def _reviewed(table: str) -> Iterator[dict[str, str]]:
    yield from (row for _, row in rows(folder("data/vocabulary") / f"{table}.tsv", ("id", "label")))


def _vocabulary(
    trials: tuple[Merged, ...], criteria: Mapping[str, tuple[Criterion, ...]], terminology: Terminology
) -> Iterator[Triple]:
    used = dict(_named_terms(trials, criteria, terminology))
    yield from triples.term_triples(used, terminology)
    for identifier in sorted(used.keys() - terminology.terms.keys()):
        yield from triples.unlisted_term(identifier, used[identifier])


def _named_terms(
    trials: tuple[Merged, ...], criteria: Mapping[str, tuple[Criterion, ...]], terminology: Terminology
) -> Iterator[tuple[str, str]]:
    """Every term that the trials' facts and statements, or the topics of verdicts, name, with its label."""
    yield from ((row["id"], row["label"]) for row in _reviewed("verdict_topics"))
    for merged in trials:
        yield from ((target.id, target.symbol) for target in merged.trial.targets)
        for _, grounded in _conditions(merged.trial, terminology):
            yield from ((n.id, n.label) for n in grounded if n.id)
        for criterion in criteria[merged.trial.id]:
            for named in _names(criterion):
                if named.id:
                    yield named.id, named.label


def _names(criterion: Criterion) -> Iterator[Named]:
    for therapy in criterion.therapies:
        yield from (therapy.agent, *therapy.apart_from)
    yield from (threshold.measure for threshold in criterion.thresholds)
    yield from (diagnosis.condition for diagnosis in criterion.diagnoses)


def _provenance(trials: tuple[Merged, ...]) -> Iterator[Triple]:
    yield from triples.software_triples(VERSION)
    yield from triples.derivation_triples(
        AGES, "effective age bounds and population: the registry's field rules, else the eligibility text", VERSION
    )
    yield from triples.derivation_triples(
        SCOPE,
        "whether a trial gives engineered cells for an immune-mediated disease, by the first rule that refuses it",
        VERSION,
    )
    yield from triples.derivation_triples(
        NAMED_PRODUCTS,
        "what the reviewed tables of products know of a product that a trial gives, where the record is silent",
        VERSION,
    )
    yield from triples.derivation_triples(
        LINKS, "which organisation of ROR and which country of ISO 3166 a name stands for, where that is sure", VERSION
    )
    yield from triples.derivation_triples(
        iri.TYPES.rsplit("/", 1)[-1],
        "the broader classes of each thing, and the classes that ontology/cartkg.ttl defines by what their members have",
        VERSION,
    )
    for rule in queries.listed(folder("queries/derive")):
        yield from triples.derivation_triples(rule.name, rule.summary, VERSION)
    for merged in trials:
        for share in merged.shares:
            yield from triples.record_triples(share.source, share.id)
        yield from triples.reading_triples(iri.record(merged.text_source, merged.trial.id), VERSION)
