"""What a comparison is made of, and how a row is judged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from cartkg.ask.questions import Answer
from cartkg.graph.view import Pair

GROUPS = (
    "facts", "product and disease", "ages", "therapies", "washouts", "limits", "infections", "malignancies", "diagnoses",
)  # fmt: skip


class State(StrEnum):
    """What can be known of one trial in one row."""

    STATED = "stated"
    IN_PART = "in part"  # only something narrower or, of a condition, wider is stated
    NOT_STATED = "not stated"  # the record has no such field, or its text is complete and silent
    INCOMPLETE = "text incomplete"  # silent, but the source does not show the whole text
    IN_DOUBT = "in doubt"  # words were found, but it is not sure what they do


class Difference(StrEnum):
    """How the trials of a row stand to one another."""

    DIFFERS = "differs"
    SOME = "stated by some only"
    SAME = "same"
    OPEN = "not comparable"  # those that state it agree, but another's text is incomplete or in doubt

    @property
    def order(self) -> int:
        """The place in the order in which rows are shown: what differs first."""
        return list(Difference).index(self)


@dataclass(frozen=True, slots=True)
class Phrase:
    """One thing that a trial says in a row, with the item that says it (no section for a registry field).

    `how`: named; class (a class that holds the row's therapy is named); member (only a narrower one is); of conditions narrower
    and wider. `via` are those other terms, CURIE and label. `key` is what counts when phrases are compared.
    """

    stance: str
    detail: str
    key: tuple[str, ...]
    section: str = ""
    number: str = ""
    how: str = "named"
    via: tuple[Pair, ...] = ()
    held: str = ""  # whom it holds for: a cohort, a condition
    doubt: str = ""  # why it is in doubt: shown, no claim

    @property
    def whole(self) -> bool:
        """Whether it speaks of all that the row is about."""
        return self.how in ("named", "class")

    @property
    def by(self) -> str:
        """How the other terms bear on the row: "by class", "only its member"; "" where the row's own term is named."""
        if self.how == "class" and self.stance == "requires":
            return "counts as"
        words = {"class": "by class", "member": "only its member", "narrower": "only the narrower", "wider": "by the wider"}
        return words.get(self.how, "") + ("s" if self.how == "member" and len(self.via) > 1 else "")

    @property
    def text(self) -> str:
        """The phrase in one line: "excludes: within 6 months, by class: anti-CD20 antibody [exclusion 5]"."""
        said = f"{self.stance}: {self.detail}" if self.stance and self.detail else self.stance or self.detail
        by = f"{self.by}: {', '.join(label for _, label in self.via)}" if self.by else ""
        item = f" [{self.section} {self.number}]" if self.section else ""
        return ", ".join(part for part in (said, by, self.held) if part) + item


@dataclass(frozen=True, slots=True)
class Cell:
    """What one trial says in a row."""

    state: State
    phrases: tuple[Phrase, ...] = ()
    doubts: tuple[Phrase, ...] = ()  # what is in doubt, and no claim

    @property
    def text(self) -> str:
        """The phrases in one line, or the state where there is none; what is in doubt behind it, with its reason."""
        doubts = tuple(f"in doubt ({phrase.doubt}): {phrase.text}" for phrase in self.doubts)
        said = tuple(phrase.text for phrase in self.phrases)
        return "; ".join((*said, *doubts)) or self.state.value

    @property
    def key(self) -> tuple[State, frozenset[tuple[str, ...]]]:
        """What counts when cells are compared."""
        return self.state, frozenset(phrase.key for phrase in self.phrases)


@dataclass(frozen=True, slots=True)
class Row:
    """What the trials say of one thing: a field, or a term (`term` is its CURIE)."""

    group: str
    label: str
    cells: tuple[Cell, ...]
    term: str = ""

    @property
    def difference(self) -> Difference:
        """How the cells stand to one another; see `judge`."""
        return judge(self.cells)


@dataclass(frozen=True, slots=True)
class Head:
    """A compared trial; `text` is how much of its eligibility text the source shows: complete, partial or none."""

    trial: str
    title: str
    population: str
    text: str

    @property
    def silence(self) -> State:
        """What it means when the eligibility text says nothing of a thing."""
        return State.NOT_STATED if self.text == "complete" else State.INCOMPLETE


@dataclass(frozen=True, slots=True)
class Comparison:
    """The compared trials and the rows, by group and within it by difference."""

    heads: tuple[Head, ...]
    rows: tuple[Row, ...]

    def count(self, difference: Difference) -> int:
        """How many rows stand so."""
        return sum(row.difference is difference for row in self.rows)

    def answer(self) -> Answer:
        """The comparison as an answer table, a column for each trial."""
        columns = ("group", "term", "label", "difference", *(head.trial for head in self.heads))
        return Answer(columns, tuple(_cells(row) for row in self.rows))


def _cells(row: Row) -> tuple[str, ...]:
    return (row.group, row.term, row.label, row.difference.value, *(cell.text for cell in row.cells))


def judge(cells: Sequence[Cell]) -> Difference:
    """The difference of a row. A trial whose text is incomplete and silent never counts as one that does not state it, nor
    one of which only something in doubt is known."""
    said = {cell.key for cell in cells if cell.phrases}
    if len(said) > 1:
        return Difference.DIFFERS
    states = {cell.state for cell in cells if not cell.phrases}
    if said and State.NOT_STATED in states:
        return Difference.SOME
    return Difference.OPEN if states else Difference.SAME


def cell(phrases: Iterable[Phrase], silence: State) -> Cell:
    """A cell of phrases: what speaks of the whole thing first; what speaks of a part only where nothing speaks of the whole.

    A class is left out where the same item says the same of the term by its own name.
    """
    every = tuple(dict.fromkeys(phrases))
    found, doubts = tuple(one for one in every if not one.doubt), tuple(one for one in every if one.doubt)
    named = {_place(phrase) for phrase in found if phrase.how == "named"}
    whole = tuple(one for one in found if one.how == "named" or (one.how == "class" and _place(one) not in named))
    if whole:
        return Cell(State.STATED, whole, doubts)
    if found:
        return Cell(State.IN_PART, _joined(found), doubts)
    return Cell(State.IN_DOUBT, (), doubts) if doubts else Cell(silence)


def _place(phrase: Phrase) -> tuple[str, ...]:
    return (phrase.section, phrase.number, *phrase.key)


def _joined(phrases: tuple[Phrase, ...]) -> tuple[Phrase, ...]:
    """One phrase of those that say the same of several terms in one item."""
    groups: dict[Phrase, list[Pair]] = {}
    for phrase in phrases:
        groups.setdefault(replace(phrase, via=()), []).extend(phrase.via)
    return tuple(replace(phrase, via=tuple(via)) for phrase, via in groups.items())
