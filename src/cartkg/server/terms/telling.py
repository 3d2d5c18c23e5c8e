"""What the trials of a graph say of a term, in the rows of its page."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cartkg.ask import questions
from cartkg.graph.store import GraphStore
from cartkg.graph.view import View
from cartkg.graph.view.hierarchy import Entry
from cartkg.use.term_usage import Studied, Use, stated, studied, trials

STANCES = ("excludes", "requires", "permits")
IN_DOUBT = "in-doubt"
MOST = 200  # rows of a section; the questions' CSV has all
THROUGH = {
    "named": "by itself", "class": "through its drug class", "wider": "by something wider", "member": "a member of it only",
    "narrower": "something narrower only",
}  # fmt: skip
# Questions that take a term of a kind: the question, its parameter.
ASKED: Mapping[str, tuple[tuple[str, str], ...]] = {
    "therapy": (
        ("excludes-prior-therapy", "agent"), ("requires-prior-therapy", "agent"), ("permits-therapy", "agent"),
        ("washouts", "agent"), ("why", "agent"), ("excludes-therapy-class", "class"),
    ),
    "condition": (("trials-of-disease", "disease"), ("gaps-disease-target", "disease")),
    "measure": (("organ-limits", "measure"),),
    "antigen": (("trials-by-target", "target"),),
}  # fmt: skip
TOPICAL = {"therapy": ("therapy-verdicts", "agent"), "condition": ("condition-verdicts", "condition")}
PRODUCTS = """SELECT DISTINCT ?trial WHERE { ?t a cartkg:Trial ; dcterms:identifier ?trial .
  { ?t cartkg:namedProduct <%s> } UNION { ?t cartkg:hasProduct ?product . ?product cartkg:namedProduct <%s> } UNION
  { ?t cartkg:hasIntervention ?given . ?given cartkg:namedProduct <%s> } }"""
COUNTRY = """SELECT DISTINCT ?trial WHERE { ?t a cartkg:Trial ; dcterms:identifier ?trial ; cartkg:hasSite ?site .
  ?site cartkg:inCountry <%s> }"""
SPONSOR = """SELECT DISTINCT ?trial WHERE { ?t a cartkg:Trial ; dcterms:identifier ?trial ; cartkg:leadSponsor ?sponsor .
  ?sponsor cartkg:registeredAs <%s> }"""
THINGS = "SELECT (COUNT(DISTINCT ?thing) AS ?count) WHERE { ?thing a <%s> }"
TRIPLES = "SELECT (COUNT(*) AS ?count) WHERE { ?thing <%s> ?value }"


@dataclass(frozen=True, slots=True)
class StanceSection:
    """The uses of one stance; `by_way` counts trials by how they speak of the term; `hidden` counts rows that are not shown."""

    stance: str
    uses: tuple[Use, ...]
    trials: int
    by_way: Mapping[str, int]
    hidden: int


def sections(view: View, curie: str) -> tuple[StanceSection, ...]:
    """What is stated of a term, by stance, and what may be: statements in doubt are no claims and stand apart."""
    uses = stated(view, curie)
    sure = [use for use in uses if not use.said.doubt]
    by_stance = [_section(stance, [use for use in sure if use.said.stance == stance]) for stance in STANCES]
    return (*by_stance, _section(IN_DOUBT, [use for use in uses if use.said.doubt]))


def _section(stance: str, uses: list[Use]) -> StanceSection:
    ways = Counter(way for _, way in {(use.trial, use.how) for use in uses})
    return StanceSection(
        stance,
        tuple(uses[:MOST]),
        trials(uses),
        {THROUGH[way]: ways[way] for way in THROUGH if ways[way]},
        max(0, len(uses) - MOST),
    )


def studying(view: View, entry: Entry) -> tuple[Studied, ...]:
    """The trials that study a condition or aim at an antigen."""
    return studied(view, entry.curie) if entry.kind in ("condition", "antigen") else ()


def bearing_trials(store: GraphStore, entry: Entry, iri: str) -> tuple[str, ...]:
    """The trials that give a known product, have a site in a country, or a lead sponsor that is this organisation."""
    queries = {"known product": PRODUCTS % (iri, iri, iri), "country": COUNTRY % iri, "organisation": SPONSOR % iri}
    query = queries.get(entry.kind)
    return tuple(sorted(row["trial"] for row in store.select(query))) if query else ()


def of_class(store: GraphStore, entry: Entry) -> tuple[str, ...]:
    """The trials that are of a class which OWL defines and the graph does not state: those of the question `trial-classes`."""
    if entry.kind != "class":
        return ()
    return tuple(sorted(row[2] for row in questions.ask("trial-classes", {}, store).rows if row[0] == entry.curie))


def instances(store: GraphStore, entry: Entry, iri: str) -> int | None:
    """How many things the graph states to be of a class, or how many triples use a property; None for other terms."""
    query = {"class": THINGS, "property": TRIPLES}.get(entry.kind)
    return int(next(iter(store.select(query % iri)))["count"]) if query else None


@dataclass(frozen=True, slots=True)
class Bound:
    """How many trials set the same kind of limit on a measure, and between which values."""

    stance: str
    comparator: str
    unit: str
    trials: int
    lowest: str
    highest: str


def bounds(uses: Iterable[Use]) -> tuple[Bound, ...]:
    """The limits on a measure over trials, by stance, sign and unit; those that most trials set first."""
    groups: dict[tuple[str, str, str], list[Use]] = {}
    for use in uses:
        if use.said.value and not use.said.doubt:
            groups.setdefault((use.said.stance, use.said.comparator, use.said.unit), []).append(use)
    found = [Bound(*key, trials(members), *_range(members)) for key, members in groups.items()]
    return tuple(sorted(found, key=lambda one: (-one.trials, one.stance, one.comparator, one.unit)))


def _range(uses: Iterable[Use]) -> tuple[str, str]:
    values = sorted((use.said.value for use in uses), key=float)
    return values[0], values[-1]
