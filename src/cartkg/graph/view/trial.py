"""One trial with everything that its records, their reading and the derivations say of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cartkg.graph import iri
from cartkg.graph.store import GraphStore
from cartkg.graph.view import facts, items, nodes
from cartkg.graph.view.catalogue import NamedTerm
from cartkg.graph.view.facts import FactGroup
from cartkg.graph.view.items import ShownItem, Signature, Statement
from cartkg.graph.view.nodes import Node
from cartkg.model import namespaces

VERDICTS = {
    "excludesPeopleWith": "excludes",
    "excludesForATimePeopleWith": "excludes-within",
    "excludesSomePeopleWith": "excludes-in-part",
    "asksForPeopleWith": "requires",
    "permitsPeopleWith": "permits",
    "doesNotExcludePeopleWith": "does-not-exclude",
    "leavesOpenPeopleWith": "not-stated",
}


@dataclass(frozen=True, slots=True)
class Record:
    """A record that was read: `number` is how the page refers to it."""

    number: int
    iri: str
    file: str
    kind: str
    day: str  # of retrieval, "" where it is not known
    address: str
    sha256: str
    licence: str
    site: str


@dataclass(frozen=True, slots=True)
class ShownConflict:
    """A registry field and the text of the trial that disagree."""

    field: str
    registry_value: str
    text_value: str
    section: str
    number: str


@dataclass(frozen=True, slots=True)
class ShownDisagreement:
    """Two records of the trial that disagree; the first one's value rules."""

    field: str
    ruling_value: str
    ruling_file: str
    other_value: str
    other_file: str


@dataclass(frozen=True, slots=True)
class TermVerdict:
    """What the trial does with people who had or have something, and the items that settle it."""

    verdict: str  # CONTRACT's word
    term: NamedTerm
    items: tuple[ShownItem, ...]
    in_doubt: bool = False  # words were found that could decide it, and it is not sure what they do


@dataclass(frozen=True, slots=True)
class TrialPage:
    """A trial as its page shows it."""

    id: str
    iri: str
    title: str
    official_title: str
    registry_id: str
    registry_id_basis: str
    completeness: str
    in_scope: str  # "true", "false" or "" where nothing was decided
    scope_rule: str
    scope_words: str
    notes: tuple[str, ...]
    groups: tuple[FactGroup, ...]
    items: tuple[ShownItem, ...]
    verdicts: tuple[TermVerdict, ...]
    conflicts: tuple[ShownConflict, ...]
    disagreements: tuple[ShownDisagreement, ...]
    mentions: tuple[NamedTerm, ...]
    records: tuple[Record, ...]
    day: str  # the newest day on which one of its records was retrieved

    def section(self, name: str) -> tuple[ShownItem, ...]:
        """The items under the inclusion or the exclusion heading, in the text's order."""
        return tuple(item for item in self.items if item.section == name)

    @property
    def has_words(self) -> bool:
        """Whether the graph carries the source's words."""
        return any(item.text for item in self.items)

    @property
    def signature(self) -> Signature | None:
        """The one signature under all items; None where they differ or some have none."""
        signatures = {item.signature for item in self.items}
        return signatures.pop() if len(signatures) == 1 else None

    @property
    def silent(self) -> tuple[ShownItem, ...]:
        """The items from which no statement was read."""
        return tuple(item for item in self.items if not item.statements)

    def record(self, graph: str) -> Record | None:
        """The record of this graph or of its reading."""
        return next((record for record in self.records if graph in (record.iri, iri.reading(record.iri))), None)


@dataclass(frozen=True, slots=True)
class MentionPage:
    """A trial that records merely name: what they say of it, and the trials whose records name it."""

    id: str
    titles: tuple[str, ...]
    statuses: tuple[str, ...]
    phases: tuple[str, ...]
    named_by: tuple[NamedTerm, ...]


def read(store: GraphStore, identifier: str) -> TrialPage | MentionPage | None:
    """What the graph says of a trial; None where it does not know the identifier."""
    subject = iri.trial(identifier)
    node = nodes.read(store, f"VALUES ?thing {{ <{subject}> }}").get(subject)
    if node is None:
        return None
    return _trial(store, node) if "cartkg:Trial" in node.all(nodes.TYPE) else _mention(store, node)


def _mention(store: GraphStore, node: Node) -> MentionPage:
    rows = store.table(
        f"SELECT DISTINCT ?id ?label {{ ?t cartkg:mentions <{node.iri}> ; dcterms:identifier ?id ; rdfs:label ?label }} "
        "ORDER BY ?id"
    )[1]
    return MentionPage(
        node.one("dcterms:identifier") or node.iri.rsplit("/", 1)[-1], node.all("mentionedTitle"),
        node.all("mentionedStatus"), node.all("mentionedPhase"), tuple(NamedTerm(*row) for row in rows),
    )  # fmt: skip


def _trial(store: GraphStore, node: Node) -> TrialPage:
    parts = nodes.read(store, f"<{node.iri}> ?to ?thing . FILTER(STRSTARTS(STR(?thing), '{node.iri}/'))")
    said = nodes.read(store, f"<{node.iri}> cartkg:hasCriterion/(cartkg:states|cartkg:mayState) ?thing .")
    records = _records(store, node)
    names = nodes.labels(store, _terms(node, parts, said))
    items = tuple(sorted(_items(node, parts, said, names), key=lambda item: item.position))
    return TrialPage(
        node.one("dcterms:identifier"), node.iri, node.one(nodes.LABEL), node.one("officialTitle"), node.one("registryId"),
        node.one("registryIdBasis"), node.one("eligibilityText") or "none", node.one("inScope"), node.one("scopeRule"),
        node.one("scopeWords"), node.all("note"), facts.groups(store, node, parts, names, {r.iri: r.number for r in records}),
        items, tuple(_verdicts(node, items, names)), tuple(_conflicts(parts)), tuple(_disagreements(parts)),
        _mentions(store, node), records, max((record.day for record in records), default=""),
    )  # fmt: skip


def _terms(node: Node, parts: Mapping[str, Node], said: Mapping[str, Node]) -> set[str]:
    verdicts = {term for link in VERDICTS for term in node.all(link)}
    links = ("condition", "target", "namedProduct", "inCountry")
    return verdicts | items.terms(said.values()) | {c for part in parts.values() for link in links for c in part.all(link)}


def _items(node: Node, parts: Mapping[str, Node], said: Mapping[str, Node], names: Mapping[str, str]) -> Iterator[ShownItem]:
    criteria = set(node.all("hasCriterion"))
    return (items.item(node.iri, part, said, names) for key, part in parts.items() if key in criteria)


def _verdicts(node: Node, items: tuple[ShownItem, ...], names: Mapping[str, str]) -> Iterator[TermVerdict]:
    for link, verdict in VERDICTS.items():
        for term in sorted(node.all(link), key=lambda one: names.get(one, one).casefold()):
            doubt = term in node.all("isInDoubtAbout")
            yield TermVerdict(verdict, NamedTerm(term, names.get(term, term)), tuple(_settling(verdict, term, items)), doubt)


def _settling(verdict: str, term: str, items: tuple[ShownItem, ...]) -> Iterator[ShownItem]:
    """The items that settle a verdict: those that bear on its term, of a partial one also those that bear on it partly."""

    def bears(statement: Statement) -> bool:
        if verdict in ("requires", "permits"):
            return statement.stance == verdict and statement.term.id == term
        partly = verdict == "excludes-in-part" and term in statement.bears_partly_on
        return not statement.doubt and (term in statement.bears_on or partly)

    return (item for item in items if any(bears(statement) for statement in item.statements))


def _conflicts(parts: Mapping[str, Node]) -> Iterator[ShownConflict]:
    for part in parts.values():
        if part.type == "cartkg:Conflict":
            yield ShownConflict(*(part.one(link) for link in ("field", "registryValue", "textValue", "section", "number")))


def _disagreements(parts: Mapping[str, Node]) -> Iterator[ShownDisagreement]:
    for part in parts.values():
        if part.type == "cartkg:Disagreement":
            links = ("field", "rulingValue", "rulingFile", "otherValue", "otherFile")
            yield ShownDisagreement(*(part.one(link) for link in links))


def _records(store: GraphStore, node: Node) -> tuple[Record, ...]:
    found = nodes.read(store, f"<{node.iri}> dcterms:source ?thing .")
    ordered = sorted(found.values(), key=lambda record: record.one("fileName"))
    return tuple(_record(number, record) for number, record in enumerate(ordered, 1))


def _record(number: int, node: Node) -> Record:
    links = ("fileName", "recordKind", "retrieved", "address", "sha256", "dcterms:license", "site")
    return Record(number, node.iri, *(node.one(link) for link in links))


def _mentions(store: GraphStore, node: Node) -> tuple[NamedTerm, ...]:
    rows = store.table(
        f"SELECT ?id (MIN(?said) AS ?title) {{ <{node.iri}> cartkg:mentions ?other . ?other dcterms:identifier ?id "
        "OPTIONAL { ?other cartkg:mentionedTitle ?said } } GROUP BY ?id ORDER BY ?id"
    )[1]
    return tuple(NamedTerm(*row) for row in rows)


def local(trial_iri: str) -> str:
    """The identifier in a trial's IRI."""
    return trial_iri.removeprefix(namespaces.BASE + "trial/")
