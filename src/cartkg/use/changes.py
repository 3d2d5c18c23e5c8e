"""What changed between two built graphs: trials, their registry facts, and what their eligibility texts say.

A change has a cause. `record`: the registry's record differs. `program`: the record is the same, so that the reading differs,
by a newer program, vocabulary or reviewer. Where a record differs but the item's own words do not, the reading changed, not the
record. What cannot be told apart has no cause.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from rdflib import PROV, RDF, Graph, Literal, URIRef

from cartkg.ask import questions
from cartkg.ask.questions import Answer
from cartkg.graph import iri
from cartkg.graph.store import GraphStore
from cartkg.graph.triples.node import CARTKG
from cartkg.model.namespaces import BASE

FIELDS = (
    "title", "status", "phase", "enrollment", "start", "completion", "sponsor", "sponsor_class", "modality", "cell_source",
    "min_age_years", "max_age_years", "sex", "population", "eligibility_text",
)  # fmt: skip
LISTS = {"conditions": "condition_label", "targets": "symbol"}
KINDS = {  # table: what names a statement, what it says of it
    "therapies": (
        ("stance", "agent", "agent_label", "cohort"),
        ("window", "anchor", "min_count", "lasting", "time", "provided", "in_doubt"),
    ),
    "thresholds": (("stance", "measure", "measure_label", "unit", "cohort"), ("comparator", "value", "provided", "in_doubt")),
    "diagnoses": (("stance", "condition", "condition_label", "cohort"), ("window", "provided", "in_doubt")),
}
SAID_AS = {"lasting": "lasting {}", "provided": "provided: {}", "in_doubt": "in doubt"}

TEXTS = """SELECT ?trial ?section ?number ?text {
?t a cartkg:Trial ; dcterms:identifier ?trial ; cartkg:hasCriterion ?criterion .
?criterion cartkg:section ?section ; cartkg:number ?number ; cartkg:text ?text }"""
RECORDS = """SELECT ?trial ?digest { ?t a cartkg:Trial ; dcterms:identifier ?trial ; dcterms:source ?record .
?record cartkg:sha256 ?digest }"""

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One change. `field`: trial, a registry field, conditions, targets, therapies, thresholds or diagnoses; `subject`: what it
    is about there ("excludes rituximab"); `item`: the criterion in the newer graph that has it, else in the older."""

    trial: str
    field: str
    subject: str
    old: str
    new: str
    item: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is compared of a graph: its answer tables, the words of its items, the digests of its records."""

    tables: Mapping[str, tuple[Row, ...]]
    texts: Mapping[tuple[str, str, str], str]
    records: Mapping[str, frozenset[str]]
    digest: str

    @classmethod
    def of(cls, graph: Path) -> "Snapshot":
        """The snapshot of a graph folder. Raises StoreError when there is no graph."""
        store = GraphStore.open(graph)
        tables = {name: _rows(questions.ask(name, {}, store)) for name in ("trials", *LISTS, *KINDS)}
        texts = {(row["trial"], row["section"], row["number"]): row["text"] for row in store.select(TEXTS)}
        records = defaultdict(set)
        for row in store.select(RECORDS):
            records[row["trial"]].add(row["digest"])
        digest = json.loads((graph / "manifest.json").read_text(encoding="utf-8"))["sha256"]
        return cls(tables, texts, {trial: frozenset(found) for trial, found in records.items()}, digest)

    def of_trial(self, table: str) -> dict[str, list[Row]]:
        """The rows of a table by trial."""
        found = defaultdict(list)
        for row in self.tables[table]:
            found[row["trial"]].append(row)
        return found


def compare(old: Snapshot, new: Snapshot) -> tuple[Change, ...]:
    """Every change from the older to the newer graph, sorted by trial and field."""
    before, after = ({row["trial"]: row for row in snapshot.tables["trials"]} for snapshot in (old, new))
    found = [Change(trial, "trial", after[trial]["title"], "", "added") for trial in after.keys() - before.keys()]
    found += [Change(trial, "trial", before[trial]["title"], "gone", "") for trial in before.keys() - after.keys()]
    common = before.keys() & after.keys()
    for trial in common:
        cause = "program" if old.records.get(trial) == new.records.get(trial) else "record"
        found += _field_changes(before[trial], after[trial], cause)
    found += [change for table in LISTS for change in _list_changes(table, common, old, new)]
    found += [change for table in KINDS for change in _statement_changes(table, common, old, new)]
    return tuple(sorted(found))


def _rows(answer: Answer) -> tuple[Row, ...]:
    return tuple(dict(zip(answer.columns, row, strict=True)) for row in answer.rows)


def _field_changes(before: Row, after: Row, cause: str) -> Iterator[Change]:
    for name in FIELDS:
        if before[name] != after[name]:
            yield Change(before["trial"], name, "", before[name], after[name], cause=cause)


def _list_changes(table: str, common: Iterable[str], old: Snapshot, new: Snapshot) -> Iterator[Change]:
    """A condition or target more or less."""
    before, after, column = old.of_trial(table), new.of_trial(table), LISTS[table]
    for trial in common:
        had, has = ({row[column] for row in rows.get(trial, []) if row[column]} for rows in (before, after))
        cause = "program" if old.records.get(trial) == new.records.get(trial) else "record"
        yield from (Change(trial, table, name, name, "", cause=cause) for name in had - has)
        yield from (Change(trial, table, name, "", name, cause=cause) for name in has - had)


def _statement_changes(table: str, common: Iterable[str], old: Snapshot, new: Snapshot) -> Iterator[Change]:
    """Statements more or less, and those that say something else of the same thing (a window shortened)."""
    before, after = old.of_trial(table), new.of_trial(table)
    for trial in common:
        had, has = _by_subject(table, before.get(trial, [])), _by_subject(table, after.get(trial, []))
        for subject in had.keys() | has.keys():
            lost, won = _differing(table, had.get(subject, []), has.get(subject, []))
            while lost or won:
                yield _change(table, lost.pop(0) if lost else None, won.pop(0) if won else None, old, new)


def _by_subject(table: str, rows: Iterable[Row]) -> dict[tuple[str, ...], list[Row]]:
    found = defaultdict(list)
    for row in rows:
        found[tuple(row[column] for column in KINDS[table][0])].append(row)
    return found


def _differing(table: str, had: list[Row], has: list[Row]) -> tuple[list[Row], list[Row]]:
    """The rows of each side whose details the other side has not, whichever item they stand in."""

    def beyond(rows: list[Row], others: list[Row]) -> list[Row]:
        left = Counter(_details(table, row) for row in others)
        kept = []
        for row in rows:
            if left[_details(table, row)]:
                left[_details(table, row)] -= 1
            else:
                kept.append(row)
        return kept

    return beyond(had, has), beyond(has, had)


def _change(table: str, lost: Row | None, won: Row | None, old: Snapshot, new: Snapshot) -> Change:
    row = won or lost or {}
    label = next(row[column] for column in KINDS[table][0] if column.endswith("_label"))
    scope = f" for {row['cohort']}" if row["cohort"] else ""
    item = f"{row['section']} {row['number']}"
    words = (_words(table, lost), _words(table, won))
    return Change(row["trial"], table, f"{row['stance']} {label}{scope}", *words, item, _cause(lost, won, old, new))


def _words(table: str, row: Row | None) -> str:
    """What a statement says of its subject; a therapy or diagnosis without a window counts ever."""
    if row is None:
        return ""
    said = " ".join(_details(table, row))
    return said or ("ever" if row["stance"] == "excludes" else "stated")


def _details(table: str, row: Row) -> tuple[str, ...]:
    """What a statement says of its subject, part by part; that a window bounds the time is said by the window itself."""
    silent = {"time": "within", "in_doubt": "false"}
    return tuple(
        SAID_AS.get(column, "{}").format(row[column])
        for column in KINDS[table][1]
        if row[column] and row[column] != silent.get(column)
    )


def _cause(lost: Row | None, won: Row | None, old: Snapshot, new: Snapshot) -> str:
    trial = (won or lost or {})["trial"]
    if old.records.get(trial) == new.records.get(trial):
        return "program"
    known = {text for row, side in ((lost, old), (won, new)) if row for text in [side.texts.get(_place(row), "")]}
    if "" in known:
        return ""
    both = known <= _texts_of(old, trial) and known <= _texts_of(new, trial)
    return "program" if both else "record"


def _place(row: Row) -> tuple[str, str, str]:
    return row["trial"], row["section"], row["number"]


def _texts_of(snapshot: Snapshot, trial: str) -> set[str]:
    return {text for (of, _, _), text in snapshot.texts.items() if of == trial}


# --- forms -------------------------------------------------------------------------------------------------------------


def as_answer(changes: Iterable[Change]) -> Answer:
    """The changes as a table that every form of `questions` can write."""
    columns = ("trial", "field", "subject", "old", "new", "item", "cause")
    return Answer(columns, tuple(tuple(asdict(change)[column] for column in columns) for change in changes))


def as_turtle(changes: Iterable[Change], old: Snapshot, new: Snapshot) -> str:
    """The changes as a PROV activity that used the older graph and made the newer one (PROV-O), a node for each change."""
    graph = Graph()
    for prefix, namespace in (("cartkg", CARTKG), ("prov", PROV)):
        graph.bind(prefix, namespace)
    activity = URIRef(iri.part(f"{BASE}changes", "activity", old.digest, new.digest))
    graph.add((activity, RDF.type, PROV.Activity))
    graph.add((activity, PROV.used, URIRef(f"{BASE}graph/{old.digest[:12]}")))
    graph.add((activity, PROV.generated, URIRef(f"{BASE}graph/{new.digest[:12]}")))
    for change in changes:
        for triple in _change_triples(change, activity):
            graph.add(triple)
    return graph.serialize(format="turtle")


def _change_triples(change: Change, activity: URIRef) -> Iterator[tuple[URIRef, URIRef, URIRef | Literal]]:
    node = URIRef(iri.part(str(activity), "change", *asdict(change).values()))
    yield node, RDF.type, CARTKG.Change
    yield node, PROV.wasGeneratedBy, activity
    yield node, CARTKG.changedTrial, URIRef(iri.trial(change.trial))
    for name, value in (
        ("changedField", change.field), ("changedSubject", change.subject), ("oldValue", change.old),
        ("newValue", change.new), ("changedItem", change.item), ("changeCause", change.cause),
    ):  # fmt: skip
        if value:
            yield node, CARTKG[name], Literal(value)
