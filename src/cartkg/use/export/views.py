"""Views: small networks of the trials in scope, each made for one way of looking."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from cartkg.ask import questions
from cartkg.graph import iri
from cartkg.graph.store import GraphStore
from cartkg.graph.view import View
from cartkg.graph.view.statements import Said
from cartkg.model.namespaces import BASE, expand
from cartkg.use.export.network import Edge, Network, Node, Value, identifier, network

NUMBERS: Mapping[str, type] = {"enrollment": int, "min_age_years": float, "max_age_years": float}
SEVERAL = {"phase", "source", "record"}  # columns of `trials` with several values, joined by a bar; `source` is an edge's end

CONDITIONS = """
SELECT DISTINCT ?trial ?words ?term ?label WHERE {
  ?trial cartkg:hasCondition ?studied . ?studied cartkg:sourceText ?words .
  OPTIONAL { ?studied cartkg:condition ?term . ?term rdfs:label ?label }
}"""
TARGETS = """
SELECT DISTINCT ?trial ?term ?label ?symbol WHERE {
  ?trial cartkg:hasProduct ?made . ?made cartkg:target ?term . ?term rdfs:label ?label .
  OPTIONAL { ?term cartkg:symbol ?symbol }
}"""
PRODUCTS = """
SELECT DISTINCT ?trial ?term ?label WHERE {
  ?trial cartkg:hasProduct ?made . ?made cartkg:namedProduct ?term . ?term rdfs:label ?label
}"""
SPONSORS = """
SELECT DISTINCT ?trial ?term ?label ?class ?country WHERE {
  ?trial cartkg:leadSponsor ?term . ?term rdfs:label ?label .
  OPTIONAL { ?trial cartkg:sponsorClass ?class }
  OPTIONAL { ?term cartkg:registeredAs ?registered . ?registered cartkg:inCountry ?where . ?where rdfs:label ?country }
}"""
SITES = """
SELECT DISTINCT ?trial ?site ?label ?facility ?city ?words ?term ?country WHERE {
  ?trial cartkg:hasSite ?site . ?site rdfs:label ?label
  OPTIONAL { ?site cartkg:facility ?facility }
  OPTIONAL { ?site cartkg:city ?city }
  OPTIONAL { ?site cartkg:country ?words }
  OPTIONAL { ?site cartkg:inCountry ?term . ?term rdfs:label ?country }
}"""
LABELS = "SELECT DISTINCT ?term ?label { ?term a owl:Class ; rdfs:label ?label }"
SPOKEN_OF = {"therapy": "Agent", "threshold": "Measure", "diagnosis": "Condition"}  # ages are facts of the trial
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NetworkView:
    """A view: what it shows, and how it is made of a graph."""

    name: str
    shows: str
    make: Callable[[GraphStore], Network]


def trials(store: GraphStore) -> dict[str, Node]:
    """The trials in scope by IRI, with the columns of the question `trials` as facts."""
    inside = {row[0] for row in questions.ask("scope", {"in_scope": "true"}, store).rows}
    answer = questions.ask("trials", {}, store)
    found: dict[str, dict[str, set[str]]] = {}
    for row in answer.rows:
        if row[0] in inside:
            cells = found.setdefault(row[0], {})
            for column, cell in zip(answer.columns[1:], row[1:], strict=True):
                cells.setdefault("record" if column == "source" else column, set()).update(
                    filter(None, cell.split("|") if column in SEVERAL else [cell])
                )
    return {
        f"{BASE}trial/{trial}": Node(f"trial/{trial}", trial, "Trial", {"iri": f"{BASE}trial/{trial}"} | dict(_facts(cells)))
        for trial, cells in found.items()
    }


def _facts(cells: Mapping[str, set[str]]) -> Iterator[tuple[str, Value]]:
    for column, values in cells.items():
        if len(values) > 1 or (values and column in SEVERAL):
            yield column, tuple(sorted(values))
        elif values:
            yield column, NUMBERS.get(column, str)(next(iter(values)))


def _rows(store: GraphStore, text: str, inside: Mapping[str, Node]) -> list[dict[str, str]]:
    """The rows of a query that are about trials in scope, in a fixed order."""
    return sorted((row for row in store.select(text) if row["trial"] in inside), key=lambda row: tuple(row.values()))


def _terms(rows: Iterable[Row], kind: str, *facts: str) -> dict[str, Node]:
    """A node for each `term` of the rows; `facts` are taken over where they are known."""
    return {
        row["term"]: Node(
            identifier(row["term"]), row["label"], kind, {"iri": row["term"]} | {name: row[name] for name in facts if row[name]}
        )
        for row in rows
        if row["term"]
    }


def trial_network(store: GraphStore) -> Network:
    """Trials with their conditions, targets, named products, sponsors and countries.

    A product without a name of its own is no node (two "CD19 CAR-T cells" need not be one product); its modality and cell
    source are facts of the trial. Words of a condition without a term are the trial's fact `conditions_without_term`.
    """
    inside = trials(store)
    studied, aims = _rows(store, CONDITIONS, inside), _rows(store, TARGETS, inside)
    given, led, sites = _rows(store, PRODUCTS, inside), _rows(store, SPONSORS, inside), _rows(store, SITES, inside)
    countries = [row | {"label": row["country"]} for row in sites]
    terms = (
        _terms(studied, "Condition") | _terms(aims, "Target", "symbol") | _terms(given, "Product")
        | _terms(led, "Sponsor", "country") | _terms(countries, "Country")
    )  # fmt: skip
    links = (
        (studied, "hasCondition", "studies"), (aims, "hasTarget", "aims at"), (given, "namedProduct", "gives"),
        (led, "leadSponsor", "led by"), (countries, "hasSiteIn", "has sites in"),
    )  # fmt: skip
    edges = [edge for rows, relation, label in links for edge in _weighted(rows, inside, terms, relation, label)]
    return network("trial-network", [*_with_words(inside, studied), *terms.values()], edges)


def _with_words(inside: Mapping[str, Node], studied: Iterable[Row]) -> Iterator[Node]:
    words: dict[str, set[str]] = defaultdict(set)
    for row in studied:
        if not row["term"]:
            words[row["trial"]].add(row["words"])
    for name, node in inside.items():
        more = {"conditions_without_term": tuple(sorted(words[name]))} if name in words else {}
        yield Node(node.id, node.label, node.type, {**node.facts, **more})


def _weighted(
    rows: Iterable[Row], inside: Mapping[str, Node], terms: Mapping[str, Node], relation: str, label: str
) -> Iterator[Edge]:
    """An edge from trial to term, weighted by how many rows say it (sites in a country, say); it begins when the trial does."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        if row["term"]:
            counts[row["trial"], row["term"]] += 1
    for (trial, term), count in counts.items():
        start = {"start": inside[trial].facts["start"]} if "start" in inside[trial].facts else {}
        yield Edge(inside[trial].id, terms[term].id, relation, label, {"weight": count, **start})


def condition_target(store: GraphStore) -> Network:
    """Conditions and the antigens aimed at in them: an edge's `weight` is the number of trials, `trials` names them."""
    inside = trials(store)
    studied, aims = _rows(store, CONDITIONS, inside), _rows(store, TARGETS, inside)
    of, at = _by_trial(studied), _by_trial(aims)
    pairs: dict[tuple[str, str], set[str]] = defaultdict(set)
    for trial in inside:
        for pair in product(of[trial], at[trial]):
            pairs[pair].add(inside[trial].label)
    terms = _terms(studied, "Condition") | _terms(aims, "Target", "symbol")
    nodes = [_counted(terms[term], {trial for trial in inside if term in of[trial] | at[trial]}) for term in terms]
    edges = (
        _shared(terms[a].id, terms[b].id, "studiedWithTarget", "studied with target", found) for (a, b), found in pairs.items()
    )
    return network("condition-target", nodes, edges)


def _by_trial(rows: Iterable[Row]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["term"]:
            found[row["trial"]].add(row["term"])
    return found


def _counted(node: Node, found: set[str]) -> Node:
    return Node(node.id, node.label, node.type, {**node.facts, "trials": len(found)})


def _shared(source: str, target: str, relation: str, label: str, found: set[str]) -> Edge:
    return Edge(source, target, relation, label, {"weight": len(found), "trials": tuple(sorted(found))})


def sponsor_site(store: GraphStore) -> Network:
    """Sponsors and the sites of their trials; sites of one name, city and country are one node."""
    inside = trials(store)
    led, rows = _rows(store, SPONSORS, inside), _rows(store, SITES, inside)
    sponsors, lead = _terms(led, "Sponsor", "country"), {row["trial"]: row["term"] for row in led}
    sites = {_place(row): _site(row) for row in rows}
    at: dict[str, set[str]] = defaultdict(set)
    pairs: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        at[_place(row)].add(row["trial"])
        if row["trial"] in lead:
            pairs[lead[row["trial"]], _place(row)].add(inside[row["trial"]].label)
    nodes = [_counted(node, {t for t in lead if lead[t] == name}) for name, node in sponsors.items()]
    nodes += [_counted(node, at[name]) for name, node in sites.items()]
    edges = (_shared(sponsors[a].id, sites[b].id, "hasSite", "runs a trial at", found) for (a, b), found in pairs.items())
    return network("sponsor-site", nodes, edges)


def _place(row: Row) -> str:
    return "site/" + iri.digest(row["label"].casefold())


def _site(row: Row) -> Node:
    facts = {"facility": row["facility"], "city": row["city"], "country": row["country"] or row["words"]}
    return Node(_place(row), row["facility"] or row["label"], "Site", {name: fact for name, fact in facts.items() if fact})


def criteria(store: GraphStore) -> Network:
    """Trials and the agents, conditions and measures that their eligibility texts speak of.

    The edge's type is the stance: requires, excludes, permits; `permitsAsException` is carved out of an exclusion. `says` is
    the whole statement in words; what is in doubt is no edge. Only trials of whose text something was read are nodes: the
    absence of others says nothing.
    """
    inside = {node.label: node for node in trials(store).values()}
    labels = {identifier(row["term"]): row["label"] for row in store.select(LABELS)}
    said = [one for one in View.of(store).claims("all", *SPOKEN_OF) if one.trial in inside]
    things = {
        _about(one): Node(_about(one), labels.get(one.term, one.words), SPOKEN_OF[one.kind], _grounded(one)) for one in said
    }
    speaking = [inside[trial] for trial in sorted({one.trial for one in said})]
    return network("criteria", [*speaking, *things.values()], (_edge(one, inside[one.trial], labels) for one in said))


def _about(said: Said) -> str:
    return said.term or f"words/{iri.digest(said.kind, said.words)}"


def _grounded(said: Said) -> dict[str, Value]:
    facts: dict[str, Value] = {"grounded": bool(said.term)}
    return facts | {"iri": expand(said.term)} if ":" in said.term else facts


def _edge(said: Said, trial: Node, labels: Mapping[str, str]) -> Edge:
    apart = tuple(labels.get(term, term) for term in said.apart)
    facts: dict[str, Value] = {
        "stance": said.stance, "section": said.section, "number": said.number, "says": _in_words(said, labels),
        "exception": said.exception, "window": said.window, "anchor": said.anchor, "cohort": said.cohort,
        "lasting": said.lasting, "time": said.time, "provided": said.provided,
        "comparator": said.comparator, "value": said.value, "unit": said.unit, "apart_from": apart,
    }  # fmt: skip
    numbers: dict[str, Value] = {"min_count": int(said.least)} if said.least else {}
    known = {name: fact for name, fact in facts.items() if fact not in ("", ())} | numbers
    relation = "permitsAsException" if said.exception else said.stance
    return Edge(trial.id, _about(said), relation, "permits as an exception" if said.exception else said.stance, known)


def _in_words(said: Said, labels: Mapping[str, str]) -> str:
    """ "excludes rituximab, within 6 months before screening"."""
    least = f"at least {said.least} of: " if said.least else ""
    subject = " ".join(filter(None, (said.stance, f"{least}{labels.get(said.term, said.words)}", said.limit)))
    apart = "apart from " + " and ".join(labels.get(term, term) for term in said.apart) if said.apart else ""
    return ", ".join(filter(None, (subject, said.timing, said.held, apart, "as an exception" if said.exception else "")))


VIEWS: Mapping[str, NetworkView] = {
    view.name: view
    for view in (
        NetworkView("trial-network", "trials, conditions, targets, named products, sponsors and countries", trial_network),
        NetworkView(
            "condition-target", "conditions and targets, weighted by how many trials bring them together", condition_target
        ),
        NetworkView("criteria", "trials and the agents, measures and conditions they require, exclude or permit", criteria),
        NetworkView("sponsor-site", "sponsors and the sites of their trials, weighted by the number of trials", sponsor_site),
    )
}
