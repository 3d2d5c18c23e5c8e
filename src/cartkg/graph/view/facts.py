"""A trial's registry facts in groups, each value with the records that state it and, where it was made, how."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from cartkg.graph.store import GraphStore
from cartkg.graph.view import nodes, tokens
from cartkg.graph.view.nodes import LABEL, Node, NodeValue
from cartkg.model.wording import limit_in_words


@dataclass(frozen=True, slots=True)
class FactValue:
    """A value ready to show; `id` is the CURIE or IRI of the thing that it names, "" where it is mere words."""

    words: str
    id: str = ""
    note: str = ""  # how it is known, where that needs a word
    records: tuple[int, ...] = ()  # the numbers of the records that state it; () for what was derived


@dataclass(frozen=True, slots=True)
class Fact:
    """A named fact; no values means that no record states it. `field` is what conflicts and disagreements call it."""

    name: str
    values: tuple[FactValue, ...]
    field: str = ""


@dataclass(frozen=True, slots=True)
class FactGroup:
    """Facts that belong together, under a heading."""

    heading: str
    facts: tuple[Fact, ...]


class _Sheet:
    """What the facts are made of."""

    def __init__(
        self, store: GraphStore, node: Node, parts: Mapping[str, Node], labels: Mapping[str, str], records: Mapping[str, int]
    ) -> None:
        self.store, self.node, self.parts, self.labels, self.records = store, node, parts, labels, records

    def of(self, graphs: Iterable[str]) -> tuple[int, ...]:
        """The numbers of the records among graphs; a reading counts as its record."""
        return tuple(sorted({self.records[g] for graph in graphs if (g := graph.removesuffix("/reading")) in self.records}))

    def part(self, kind: str) -> list[Node]:
        return sorted((part for part in self.parts.values() if part.type == f"cartkg:{kind}"), key=lambda part: part.one(LABEL))

    def tokens(self, link: str, words: Mapping[str, str]) -> tuple[FactValue, ...]:
        """The values of a property of the trial, as words."""
        order = {token: place for place, token in enumerate(words)}
        said = sorted(self.node.said(link), key=lambda one: order.get(one.value, len(order)))
        return tuple(FactValue(tokens.in_words(one.value, words), records=self.of(one.graphs)) for one in said)

    def plain(self, link: str) -> tuple[FactValue, ...]:
        return self.tokens(link, {})

    def linked(self, said: Iterable[NodeValue], note: str = "") -> list[FactValue]:
        """Terms by their labels."""
        values = (FactValue(self.labels.get(one.value, one.value), one.value, note, self.of(one.graphs)) for one in said)
        return sorted(values, key=lambda value: value.words.casefold())


def groups(
    store: GraphStore, node: Node, parts: Mapping[str, Node], labels: Mapping[str, str], records: Mapping[str, int]
) -> tuple[FactGroup, ...]:
    """The facts of a trial: what is treated, who may enter, how it runs. `records` numbers the records' IRIs."""
    sheet = _Sheet(store, node, parts, labels, records)
    product = (
        Fact("Conditions", tuple(_conditions(sheet)), "conditions"),
        Fact("Modality", _of_product(sheet, "modality"), "modality"),
        Fact("Cell source", _of_product(sheet, "cellSource"), "cell_source"),
        Fact("Targets", tuple(_targets(sheet)), "targets"),
        Fact("Named product", tuple(_named(sheet))), Fact("In doubt", tuple(_doubts(sheet))),
        Fact("Interventions", tuple(_interventions(sheet)), "interventions"),
    )  # fmt: skip
    people = (
        Fact("Ages", tuple(_ages(sheet)), "age"), Fact("Population", sheet.tokens("population", tokens.POPULATIONS)),
        Fact("Sex", sheet.tokens("sex", tokens.SEXES), "sex"),
        Fact("Healthy volunteers", tuple(_yes_no(sheet, "healthyVolunteers")), "healthy_volunteers"),
        Fact("Enrolment", tuple(_enrollment(sheet)), "enrollment"),
    )  # fmt: skip
    conduct = (
        Fact("Status", sheet.tokens("status", tokens.STATUSES), "status"),
        Fact("Phase", sheet.tokens("phase", tokens.PHASES), "phases"), *_dates(sheet),
        Fact("Sponsor", tuple(_sponsor(sheet)), "sponsor"),
        Fact("Sponsor class", sheet.tokens("sponsorClass", tokens.SPONSOR_CLASSES), "sponsor_class"),
        Fact("Collaborators", tuple(_organisations(sheet, "collaborator")), "collaborators"),
        Fact("Countries", tuple(_countries(sheet)), "sites"),
    )  # fmt: skip
    return FactGroup("Treatment", product), FactGroup("People", people), FactGroup("Conduct", conduct), *_design(sheet)


def _conditions(sheet: _Sheet) -> Iterator[FactValue]:
    for part in sheet.part("StudiedCondition"):
        words, records = part.one("sourceText"), sheet.of(part.said("sourceText")[0].graphs)
        terms = part.all("condition")
        for term in terms:
            label = sheet.labels.get(term, term)
            note = f"“{words}” in the record" if words.casefold() != label.casefold() else ""
            yield FactValue(label, term, note, records)
        if not terms:
            yield FactValue(words, "", "in the record's words; no term", records)


def _of_product(sheet: _Sheet, link: str) -> tuple[FactValue, ...]:
    field = {"modality": "modality", "cellSource": "cell source"}[link]
    return tuple(
        FactValue(one.value, "", _from_table(product, field), sheet.of(one.graphs))
        for product in sheet.part("Product")
        for one in product.said(link)
    )


def _from_table(product: Node, field: str) -> str:
    return "from the table of named products" if field in product.all("fromNamedProduct") else ""


def _targets(sheet: _Sheet) -> Iterator[FactValue]:
    for product in sheet.part("Product"):
        yield from sheet.linked(product.said("target"), _from_table(product, "targets"))


def _named(sheet: _Sheet) -> Iterator[FactValue]:
    for product in sheet.part("Product"):
        yield from sheet.linked(product.said("namedProduct"))


def _doubts(sheet: _Sheet) -> Iterator[FactValue]:
    """What is told of the product without certainty; an antigen by its symbol."""
    for part in sheet.part("Doubt"):
        value = ", ".join(sheet.labels.get(one, one) for one in part.one("doubtfulValue").split("|"))
        yield FactValue(f"{part.one('field')} {value}", "", part.one("note"))


def _interventions(sheet: _Sheet) -> Iterator[FactValue]:
    for part in sheet.part("Intervention"):
        doses, targets = sorted(part.all("doseCellsPerKg"), key=float), part.all("target")
        made = [
            tokens.in_words(part.one("interventionType"), {"": ""}),
            "also " + ", ".join(part.all("alternativeName")) if part.all("alternativeName") else "",
            "directed at " + "/".join(sorted(sheet.labels.get(one, one) for one in targets)) if targets else "",
            ", ".join(_plain_number(float(dose)) for dose in doses) + " cells per kg" if doses else "",
            f"from the {part.one('basis')}" if part.one("basis") else "",
        ]  # fmt: skip
        yield FactValue(part.one(LABEL), "", "; ".join(filter(None, made)), sheet.of(part.said(LABEL)[0].graphs))


def _plain_number(number: float) -> str:
    """Three digits, with a power of ten where the number is large: 1 × 10⁶."""
    mantissa, e, power = f"{number:.3g}".partition("e")
    return limit_in_words("", f"{mantissa}e{int(power)}" if e else mantissa, "").strip()


def _ages(sheet: _Sheet) -> Iterator[FactValue]:
    low, high = sheet.node.one("minAgeYears"), sheet.node.one("maxAgeYears")
    if not low and not high:
        return
    basis = {"registry": "from the registry's field", "text": "from the eligibility text"}
    yield FactValue(ages_in_words(float(low) if low else None, float(high) if high else None), "",
                basis.get(sheet.node.one("agesFrom"), ""))  # fmt: skip


def ages_in_words(low: float | None, high: float | None) -> str:
    """Age bounds in words, "" where none is known: "5 to 17 years", "18 years and older", "up to 17 years"."""
    if low is not None and high is not None:
        return f"{low:g} to {high:g} years"
    if low is not None:
        return f"{low:g} years and older"
    return f"up to {high:g} years" if high is not None else ""


def _yes_no(sheet: _Sheet, link: str) -> Iterator[FactValue]:
    for one in sheet.node.said(link):
        yield FactValue({"true": "admitted", "false": "not admitted"}.get(one.value, one.value), records=sheet.of(one.graphs))


def _enrollment(sheet: _Sheet) -> Iterator[FactValue]:
    kind = {"ESTIMATED": "planned", "ACTUAL": "reached"}.get(sheet.node.one("enrollmentType"), "")
    for one in sheet.node.said("enrollment"):
        yield FactValue(f"{int(one.value):,}", "", kind or "planned or reached: not stated", sheet.of(one.graphs))


DATES = {
    "start": "Start", "primary_completion": "Primary completion", "completion": "Completion", "first_posted": "First posted",
    "last_update": "Last update", "unclear": "A date without a kind",
}  # fmt: skip


def _dates(sheet: _Sheet) -> Iterator[Fact]:
    """Start and completion always; of the other dates those that are stated."""
    found: dict[str, list[FactValue]] = {"start": [], "completion": []}
    for part in sheet.part("TrialDate"):
        estimated = "estimated" if part.one("estimated") == "true" else ""
        note = "; ".join(filter(None, (estimated, part.one("note"))))
        records = sheet.of(part.said("dateValue")[0].graphs) if part.said("dateValue") else ()
        found.setdefault(part.one("dateKind"), []).append(FactValue(part.one("dateValue"), "", note, records))
    order = {kind: place for place, kind in enumerate(DATES)}
    for kind in sorted(found, key=lambda kind: (order.get(kind, len(order)), kind)):
        yield Fact(DATES.get(kind, kind.replace("_", " ").capitalize()), tuple(found[kind]), "dates" if kind == "start" else "")


def _sponsor(sheet: _Sheet) -> Iterator[FactValue]:
    yield from _organisations(sheet, "leadSponsor")


def _organisations(sheet: _Sheet, link: str) -> Iterator[FactValue]:
    rows = sheet.store.table(
        "SELECT ?o (MIN(?name) AS ?label) (MIN(?listed) AS ?register) (MIN(?of) AS ?as) "
        f"{{ <{sheet.node.iri}> cartkg:{link} ?o . ?o rdfs:label ?name "
        "OPTIONAL { ?o cartkg:registeredAs ?listed . ?listed rdfs:label ?of } } GROUP BY ?o ORDER BY ?label"
    )[1]
    said = {one.value: one.graphs for one in sheet.node.said(link)}
    for organisation, name, register, registered in rows:
        other = f"registered as {registered}" if registered and registered.casefold() != name.casefold() else ""
        yield FactValue(name, organisation, other, sheet.of(said.get(organisation, ())))
        if register.startswith("ROR:"):
            yield FactValue(register, register, "Research Organization Registry")


def _countries(sheet: _Sheet) -> Iterator[FactValue]:
    """Each country with the number of its sites."""
    found: dict[tuple[str, str], list[Node]] = {}
    for part in sheet.part("Site"):
        term = part.one("inCountry")
        found.setdefault((sheet.labels.get(term, part.one("country")), term), []).append(part)
    for (name, term), sites in sorted(found.items()):
        graphs = {graph for site in sites for said in site.said("country") for graph in said.graphs}
        count = f"{len(sites)} site{'' if len(sites) == 1 else 's'}"
        yield FactValue(name or "a country not stated", term, count, sheet.of(graphs))


DESIGN = (
    ("Study type", "studyType"), ("Allocation", "allocation"), ("Intervention model", "interventionModel"),
    ("Primary purpose", "primaryPurpose"), ("Masking", "masking"), ("Design words", "designWord"),
    ("Condition qualifiers", "conditionQualifier"), ("Phase in the text", "phaseInText"), ("Acronym", "acronym"),
    ("Organisation's id", "orgStudyId"), ("Other ids", "secondaryId"), ("Former registry ids", "formerRegistryId"),
)  # fmt: skip
NOT_TOKENS = {"acronym", "orgStudyId", "secondaryId", "formerRegistryId"}


def _design(sheet: _Sheet) -> Iterator[FactGroup]:
    """Facts that few records state: shown where they are stated."""
    said = (
        Fact(name, sheet.plain(link) if link in NOT_TOKENS else sheet.tokens(link, {**tokens.PHASES, "": ""}), link)
        for name, link in DESIGN
    )
    stated = [fact for fact in said if fact.values]
    outcomes = tuple(_outcomes(sheet))
    if outcomes:
        stated.append(Fact("Outcomes", outcomes, "outcomes"))
    if stated:
        yield FactGroup("Design", tuple(stated))


def _outcomes(sheet: _Sheet) -> Iterator[FactValue]:
    kinds = ("primary", "secondary", "other")
    outcomes = sheet.part("Outcome")
    for part in sorted(outcomes, key=lambda one: (kinds.index(one.one("outcomeKind")), int(one.one("position") or 0))):
        note = ", ".join(filter(None, (part.one("outcomeKind"), part.one("timeFrame"))))
        yield FactValue(part.one(LABEL), "", note, sheet.of(part.said(nodes.LABEL)[0].graphs))
