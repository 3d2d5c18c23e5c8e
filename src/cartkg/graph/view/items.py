"""An item of the eligibility lists with its statements, as a page shows them, and its words with the read stretches marked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from cartkg.graph.view.catalogue import NamedTerm
from cartkg.graph.view.nodes import LABEL, Node
from cartkg.model.wording import COMPARATORS, lasting_in_words, limit_in_words, timing_in_words

KINDS = {
    "cartkg:TherapyStatement": ("therapy", "agent"),
    "cartkg:ThresholdStatement": ("threshold", "measure"),
    "cartkg:DiagnosisStatement": ("diagnosis", "condition"),
    "cartkg:AgeStatement": ("age", ""),
}


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that an item says. Words are ready to show; "" and () where there is nothing to say."""

    kind: str  # therapy, threshold, diagnosis, age
    stance: str
    term: NamedTerm
    limit: str = ""  # "≥ 1 × 10⁹/L" of a threshold, "≥ 5 years" of an age
    timing: str = ""  # "within 6 months before screening"
    min_count: str = ""  # k of "at least k of the following"
    cohort: str = ""
    exception: bool = False
    apart_from: tuple[NamedTerm, ...] = ()
    repaired: bool = False
    provided: str = ""
    doubt: str = ""  # why it is in doubt: shown, no claim
    rule: str = ""
    grounded_by: str = ""
    span: tuple[int, int] | None = None  # of the eligibility text
    record: str = ""  # the IRI of the record that it was read from
    bears_on: tuple[str, ...] = ()  # topics whose verdict it settles, as CURIEs
    bears_partly_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatementLine:
    """Statements that read as one: "requires at least 2 of …", "excludes any of …". `lead` is "" for a single one."""

    lead: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class MarkedPiece:
    """A stretch of an item's words, and the stances of the statements that were read from it."""

    words: str
    stances: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """What kind of person read what an item says, by name where given, on which day, and from which page."""

    reader: str
    reviewer: str = ""
    day: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class ShownItem:
    """One item with its statements, in the order of its words."""

    section: str
    number: str
    position: int
    anchor: str  # of the page: "exclusion-9.1.2"
    categories: tuple[str, ...]  # the leading one first
    statements: tuple[Statement, ...]
    cohort: str = ""
    text: str = ""  # "" where the source's words are not at hand
    start: int = 0  # where the text begins in the eligibility text
    signature: Signature | None = None
    review_reason: str = ""
    record: str = ""

    @property
    def depth(self) -> int:
        """How far below a first-level item it stands: 2 of 9.1.2."""
        return self.number.count(".")

    @property
    def not_understood(self) -> bool:
        """Whether nothing could be told of its words, not even what they speak of."""
        return not self.statements and self.categories in ((), ("other",))

    @property
    def lines(self) -> tuple[StatementLine, ...]:
        """Its statements, those that read as one joined."""
        return lines(self.statements)

    def pieces(self) -> tuple[MarkedPiece, ...]:
        """The item's words, cut where statements begin and end."""
        return marked(self.text, self.start, self.statements)


def lines(statements: Iterable[Statement]) -> tuple[StatementLine, ...]:
    """The statements in lines: those are joined of which one, or k, of all suffices to say the same.

    Excluding and permitting statements alike in all but their term hold each for itself ("any of"); requirements are joined
    only where the list has a count, since each of the others must be met.
    """
    joined: dict[object, list[Statement]] = {}
    for place, of in enumerate(statements):
        alone = bool(of.limit) or (of.stance == "requires" and not of.min_count)
        joined.setdefault(place if alone else _alike(of), []).append(of)
    return tuple(StatementLine(_lead(group), tuple(group)) for group in joined.values())


def _alike(of: Statement) -> Statement:
    """What must be the same in statements of one line."""
    return replace(of, term=NamedTerm("", ""), rule="", grounded_by="", span=None, bears_on=(), bears_partly_on=())


def _lead(group: list[Statement]) -> str:
    if group[0].min_count:
        return f"at least {group[0].min_count} of"
    return "any of" if len(group) > 1 else ""


def marked(text: str, start: int, statements: Iterable[Statement]) -> tuple[MarkedPiece, ...]:
    """A text that begins at `start` of the eligibility text, each stretch with the stances read from it."""
    end = start + len(text)
    spans = [(max(of.span[0], start), min(of.span[1], end), of.stance) for of in statements if of.span]
    spans = [span for span in spans if span[0] < span[1]]
    cuts = sorted({start, end, *(place for low, high, _ in spans for place in (low, high))})
    pieces = []
    for low, high in pairwise(cuts):
        stances = sorted({stance for first, last, stance in spans if first <= low and high <= last})
        pieces.append(MarkedPiece(text[low - start : high - start], tuple(stances)))
    return tuple(pieces)


def terms(nodes: Iterable[Node]) -> set[str]:
    """The CURIEs of the terms that statements name."""
    links = ("agent", "measure", "condition", "apartFrom")
    return {curie for node in nodes for link in links for curie in node.all(link)}


def item(trial_iri: str, node: Node, statements: Mapping[str, Node], labels: Mapping[str, str]) -> ShownItem:
    """The item that a criterion's node describes."""
    said = (*node.all("states"), *node.all("mayState"))
    own = [statement(statements[iri], labels) for iri in said if iri in statements]
    leading = node.one("leadingCategory")
    others = tuple(category for category in node.all("category") if category != leading)
    return ShownItem(
        node.one("section"), node.one("number"), int(node.one("position") or 0),
        node.iri.removeprefix(trial_iri + "/").replace("/", "-"), (leading, *others) if leading else others,
        tuple(sorted(own, key=_order)), node.one("cohort"), node.one("text"), int(node.one("spanStart") or 0),
        _signature(node), node.one("reviewReason"),
        node.one("prov:wasDerivedFrom"),
    )  # fmt: skip


def _signature(node: Node) -> Signature | None:
    reader = node.one("reader")
    if not reader:
        return None
    return Signature(reader, node.one("reviewer"), node.one("reviewedOn"), node.one("reviewSource"))


def _order(of: Statement) -> tuple[object, ...]:
    return of.span or (0, 0), of.exception, of.kind, of.stance, of.term.label, of.limit.startswith(("≤", "<")), of.limit


def statement(node: Node, labels: Mapping[str, str]) -> Statement:
    """The statement that a node describes."""
    kind, link = KINDS[node.type]
    term = node.one(link) if link else ""
    label = labels.get(term) or node.one("words") or ("age" if kind == "age" else node.one(LABEL))
    span = (int(node.one("spanStart")), int(node.one("spanEnd"))) if node.one("spanEnd") else None
    return Statement(
        kind, node.one("stance"), NamedTerm(term, label), _limit(kind, node),
        _timing(node), node.one("minCount"), node.one("cohort"),
        node.one("isException") == "true", tuple(NamedTerm(one, labels.get(one, one)) for one in node.all("apartFrom")),
        node.one("repaired") == "true", node.one("provided"), node.one("doubt"), node.one("rule"), node.one("groundedBy"), span,
        node.one("prov:wasDerivedFrom"), node.all("bearsOn"), node.all("bearsPartlyOn"),
    )  # fmt: skip


def _timing(node: Node) -> str:
    when = timing_in_words(node.one("window"), node.one("anchor")) or node.one("time")
    return ", ".join(filter(None, (when, lasting_in_words(node.one("lasting")))))


def _limit(kind: str, node: Node) -> str:
    if kind == "threshold":
        return limit_in_words(node.one("comparator"), node.one("valueText") or node.one("value"), node.one("unit"))
    if kind == "age":
        return f"{COMPARATORS.get(node.one('comparator'), '')} {float(node.one('value')):g} {node.one('unit')}"
    return ""
