"""What the graph is made of, as plain frozen values: records, trials, criteria, statements, terms, spans.

The words are CONTRACT's: `stance`, `window`, `anchor`, `cohort`, `comparator`, `eligibility_text` mean here what they mean in
the answer tables. Nothing in this module reads, writes or decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Section(StrEnum):
    """As headed in the record."""

    INCLUSION = "inclusion"
    EXCLUSION = "exclusion"


class Stance(StrEnum):
    """What the trial does with a person of whom the statement is true."""

    REQUIRES = "requires"
    EXCLUDES = "excludes"
    PERMITS = "permits"


class Completeness(StrEnum):
    """How much of the eligibility text the source shows."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    NONE = "none"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open character range [start, end) of `Eligibility.text`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Origin:
    """A text as readers see it, with the place of each of its characters in the source: equal places where none are given."""

    source: str
    text: str
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()

    def start_of(self, offset: int) -> int:
        """Where in the source the character at `offset` begins; the source's end behind the last one."""
        if not self.starts:
            return offset
        return self.starts[offset] if offset < len(self.starts) else len(self.source)

    def end_of(self, offset: int) -> int:
        """Where in the source the character at `offset` ends."""
        return self.ends[offset] if self.ends else offset + 1

    def span(self, span: Span) -> Span:
        """A span of the text as one of the source."""
        if not self.starts:
            return span
        return Span(self.start_of(span.start), self.end_of(span.end - 1) if span.end > span.start else self.start_of(span.end))

    def quote(self, span: Span) -> str:
        """The source's own words at a span of the text."""
        place = self.span(span)
        return self.source[place.start : place.end]


# --- terms -----------------------------------------------------------------------------------------------------------


SAME = {"DOID", "NCIT", "MESH", "Orphanet", "UMLS", "CHEBI", "DrugBank", "RxNorm", "UNII", "NCBIGene", "ENSEMBL"}


@dataclass(frozen=True, slots=True)
class Term:
    """One line of the vocabulary. `kind` is the table it stands in (condition, therapy, antigen, measure, …)."""

    id: str
    label: str
    kind: str
    synonyms: tuple[str, ...] = ()
    misspellings: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    xrefs: tuple[str, ...] = ()
    source: str = ""
    extra: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def exact(self) -> tuple[str, ...]:
        """The cross-references that mean the very same: not ATC's codes of uses, a gene's protein or LOINC's tests."""
        if self.kind not in ("condition", "condition-group", "therapy", "antigen"):
            return ()
        return tuple(xref for xref in self.xrefs if xref.partition(":")[0] in SAME)


@dataclass(frozen=True, slots=True)
class Named:
    """Something named in words: a term's id where the words are grounded (else ""), its label, and how it was grounded."""

    label: str
    id: str = ""
    how: str = ""


# --- the record ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Source:
    """Where a trial's facts come from. `name` is the file's name as given by the user, without its folder."""

    name: str
    kind: str  # "clinicaltrials.gov-v2", "page:<layout>", "cartkg"
    sha256: str
    retrieved: date | None = None
    url: str = ""
    licence: str = ""
    origin: str = ""  # of a shipped record: kind and name of the source that its facts were found in
    site: str = ""  # the site that a page names itself after ("ClinConnect"); most do not


@dataclass(frozen=True, slots=True)
class TrialDate:
    """`kind`: start, primary_completion, completion, first_posted, last_update, … or "unclear" where the record does not say.

    `value` is ISO 8601, as exact as the record (2026-01 stays a month); `estimated` as the registry's ESTIMATED type.
    """

    kind: str
    value: str
    estimated: bool | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Age:
    """An age bound as stated: `value` in `unit` (years, months, weeks, days, hours)."""

    value: float
    unit: str = "years"

    @property
    def years(self) -> float:
        """The bound in years, rounded to three decimals."""
        per_year = {"years": 1, "months": 12, "weeks": 365.25 / 7, "days": 365.25, "hours": 365.25 * 24}
        return round(self.value / per_year[self.unit], 3)


@dataclass(frozen=True, slots=True)
class Intervention:
    """What a trial gives, as the record describes it: the product, a drug, a procedure. Doses are cells per kilogram."""

    name: str
    type: str = ""
    description: str = ""
    other_names: tuple[str, ...] = ()
    doses_cells_per_kg: tuple[float, ...] = ()
    basis: str = ""  # "title" or "summary" where the record has no field for it and its words there name it; else ""
    preparation_time: str = ""  # ISO 8601 duration, where the record states how long the product takes to make


@dataclass(frozen=True, slots=True)
class Arm:
    """A group of participants and, by name, the interventions that it gets."""

    label: str
    type: str = ""
    description: str = ""
    interventions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """A place where the trial recruits, as far as the record names it."""

    facility: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """An official or a contact of the trial; `role` in the registry's words (PRINCIPAL_INVESTIGATOR, CONTACT, …)."""

    name: str
    role: str = ""
    affiliation: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a trial measures, with the time frame in the record's own words."""

    kind: str  # primary, secondary, other
    measure: str
    time_frame: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A fact of the registry that has no place of its own here: the path of its field and its value as text."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A trial that a record merely names: an identifier and a title, never counted or answered with."""

    id: str
    title: str = ""
    status: str = ""
    phase: str = ""


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The eligibility text as the source has it.

    `offset` is where `text` starts in the decoded source file, or None where the source is structured (then `field` names the
    field). Spans of criteria and statements point into `text`.
    """

    text: str = ""
    completeness: Completeness = Completeness.NONE
    offset: int | None = None
    field: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """One trial as one record tells it. Empty means that the record does not say; nothing is filled in by default.

    Status, phase, sex, design and class values are the registry's tokens (RECRUITING, PHASE1, ALL, SINGLE_GROUP, INDUSTRY).
    """

    id: str  # NCT… or a stable id made from the record
    source: Source
    registry_id: str = ""
    registry_id_basis: str = ""  # "stated" or "settled by <source name>"
    title: str = ""
    generic_title: bool = False  # the title is a page's heading that names the condition, not the trial
    official_title: str = ""
    acronym: str = ""
    org_study_id: str = ""
    secondary_ids: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()  # former registry ids of the same trial
    status: str = ""
    phases: tuple[str, ...] = ()
    study_type: str = ""
    enrollment: int | None = None
    enrollment_type: str = ""
    dates: tuple[TrialDate, ...] = ()
    sponsor: str = ""
    sponsor_class: str = ""
    collaborators: tuple[str, ...] = ()
    responsible_party: str = ""
    sex: str = ""
    min_age: Age | None = None
    max_age: Age | None = None
    healthy_volunteers: bool | None = None
    conditions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    arms: tuple[Arm, ...] = ()
    allocation: str = ""
    intervention_model: str = ""
    primary_purpose: str = ""
    masking: str = ""
    sites: tuple[Site, ...] = ()
    officials: tuple[Person, ...] = ()
    contacts: tuple[Person, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    mentions: tuple[Mention, ...] = ()
    results_posted: bool | None = None
    summary: str = ""  # prose of the record: read for product facts, emitted only from the user's own records
    description: str = ""
    eligibility: Eligibility = Eligibility()
    conditions_basis: str = ""  # "title" where the record has no condition field and its title names them; else ""
    condition_qualifiers: tuple[str, ...] = ()  # what the record's words add to its conditions: refractory, childhood-onset, …
    phases_in_text: tuple[str, ...] = ()  # phases that titles and summary state of this trial, beside the field's
    initiation: str = ""  # "investigator-initiated" where the record says so
    design_words: tuple[str, ...] = ()  # what the record's words say of the design: open-label, single-arm, dose-escalation, …
    fields: tuple[Field, ...] = ()
    modality: str = ""
    cell_source: str = ""
    targets: tuple["Target", ...] = ()
    named_products: tuple[str, ...] = ()  # ids of data/vocabulary/products.tsv that the record names as what it gives
    from_named_products: tuple[str, ...] = ()  # which of modality, cell_source, targets come from that table, not the record
    made: tuple["Made", ...] = ()  # its products, where the arms of the trial give products of different kinds
    doubts: tuple["Doubt", ...] = ()  # what is told of the product but not known: shown, never counted
    notes: tuple[str, ...] = ()  # oddities of the record, in our words


@dataclass(frozen=True, slots=True)
class Target:
    """An antigen that the product is directed at, with the intervention it belongs to where the record says which."""

    id: str  # HGNC id
    symbol: str
    intervention: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """One of several products of a trial, as far as it is known; `product` is its id in data/vocabulary/products.tsv."""

    product: str
    intervention: str
    modality: str = ""
    cell_source: str = ""
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something told of a trial's product that cannot be relied on: the field, what is told, why it is in doubt, where from."""

    field: str
    value: str
    why: str
    evidence: tuple[str, ...] = ()


# --- eligibility -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Item:
    """One item of an eligibility list, as `reading.document` found it.

    `span` and `text` are the item's own words, without its sub-items' and without its bullet or number. `path` counts from 1.
    `parent` is the item it stands under, whose words are its lead-in. `cohort` is the arm, condition, donor or age band that a
    heading limits it to. `text` is decoded and on one line; `origin` finds its places in the source, where it differs.
    `alternative`: the sub-items of its lead-in are joined by "or", so that one of them is enough.
    """

    section: Section
    path: tuple[int, ...]
    span: Span
    text: str
    cohort: str = ""
    parent: "Item | None" = None
    has_children: bool = False
    origin: Origin | None = field(default=None, compare=False)
    alternative: bool = False

    @property
    def number(self) -> str:
        return ".".join(map(str, self.path))


@dataclass(frozen=True, slots=True)
class Therapy:
    """What an item says of one agent, class or procedure."""

    stance: Stance
    agent: Named
    span: Span
    rule: str
    min_count: int | None = None
    window: str = ""
    anchor: str = ""
    cohort: str = ""
    exception: bool = False
    apart_from: tuple[Named, ...] = ()  # what a class is said not to cover: "a biologic other than B-cell-targeted therapy"
    lasting: str = ""  # for how long it must have been given, or its dose stable: an ISO 8601 duration, never a window
    time: str = ""  # ever, within, current or planned; "" where the words do not say
    provided: str = ""  # the condition that it hangs on, as in the text
    doubt: str = ""  # why the program cannot be sure of it; "" where it can

    @property
    def in_doubt(self) -> bool:
        """Whether it is shown only, and counts as not known."""
        return bool(self.doubt)


@dataclass(frozen=True, slots=True)
class Threshold:
    """One bound on one measure; a range is two. `value` is plain decimal text, `unit` a UCUM code."""

    stance: Stance
    measure: Named
    comparator: str
    value: str
    unit: str
    span: Span
    rule: str
    cohort: str = ""
    repaired: bool = False
    provided: str = ""  # the condition that it hangs on, as in the text
    doubt: str = ""  # why the program cannot be sure of it; "" where it can

    @property
    def in_doubt(self) -> bool:
        """Whether it is shown only, and counts as not known."""
        return bool(self.doubt)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What an item says of one disease or state."""

    stance: Stance
    condition: Named
    span: Span
    rule: str
    window: str = ""
    cohort: str = ""
    exception: bool = False
    provided: str = ""  # the condition that it hangs on, or the words that limit the state (severe, active), as in the text
    doubt: str = ""  # why the program cannot be sure of it; "" where it can

    @property
    def in_doubt(self) -> bool:
        """Whether it is shown only, and counts as not known."""
        return bool(self.doubt)


@dataclass(frozen=True, slots=True)
class AgeBound:
    """An age limit in the eligibility text: `comparator` (>=, >, <=, <) on the age."""

    stance: Stance
    comparator: str
    age: Age
    span: Span
    rule: str
    cohort: str = ""
    provided: str = ""  # the condition that it hangs on, as in the text
    doubt: str = ""  # why the program cannot be sure of it; "" where it can

    @property
    def in_doubt(self) -> bool:
        """Whether it is shown only, and counts as not known."""
        return bool(self.doubt)


Statement = Therapy | Threshold | Diagnosis | AgeBound


@dataclass(frozen=True, slots=True)
class Review:
    """Who read an item, when, from which page, and why it reads so where that needs a word.

    `reader` is the kind of reader (curator, physician); `reviewer` a name, of a physician the ORCID, "" where none is given.
    """

    reader: str
    reviewer: str = ""
    day: str = ""
    source: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    """An item with its categories (CONTRACT's list, the leading one first) and what was read from it."""

    section: Section
    number: str
    categories: tuple[str, ...]
    span: Span | None
    text: str
    cohort: str = ""
    therapies: tuple[Therapy, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    ages: tuple[AgeBound, ...] = ()
    review: Review | None = None  # where a reviewer signed it

    @property
    def statements(self) -> tuple[Statement, ...]:
        return (*self.therapies, *self.thresholds, *self.diagnoses, *self.ages)


VERDICTS = (
    "excludes", "excludes-within", "excludes-in-part", "requires", "permits", "does-not-exclude", "not-stated",
)  # fmt: skip
TIMES = ("ever", "within", "current", "planned")

CATEGORIES = (
    "consent", "age", "sex", "diagnosis", "disease-activity", "prior-therapy", "concomitant-therapy", "organ-function",
    "laboratory", "biomarker", "infection", "cardiovascular", "pulmonary", "renal", "hepatic", "neurological", "psychiatric",
    "hematological", "malignancy", "other-condition", "transplantation", "surgery", "vaccination", "reproductive", "allergy",
    "substance-use", "cell-collection", "performance-status", "trial-participation", "life-expectancy",
    "investigator-discretion", "other",
)  # fmt: skip
