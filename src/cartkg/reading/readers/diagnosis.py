"""The diagnosis statements of an item: what the trial does with a person who has a disease or is in a state."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from cartkg.model import Diagnosis, Item, Section, Span, Stance
from cartkg.reading import attach, cohorts, rules
from cartkg.reading.atoms import MARK, NAME, WORD, Atom, Clause, Stretch, clauses
from cartkg.reading.attach import Context, Evidence, Op
from cartkg.reading.conditions import Mention, criteria, mentions
from cartkg.reading.lexicon import member
from cartkg.reading.readers.disease import naming, settling
from cartkg.reading.time import AHEAD, BACK, BARE, FOR, MORE, PASSED, SINCE, Time
from cartkg.reading.time import find as find_times
from cartkg.reading.tokens import Token, tokens
from cartkg.vocabulary import Terminology

KIND = "diagnosis"
MASKS = {"therapy": "<therapy>", "product": "<therapy>", "measure": "<measure>", "classification-criteria": "<criteria>"}
VACCINE = "<vaccine>"
IMMUNITY = "immunity"


def read(item: Item, terminology: Terminology, table: rules.Rules | None = None) -> tuple[Diagnosis, ...]:
    """What an item says of diseases and states, in the order of its words."""
    table = table or rules.shipped()
    context = _inherited(item, terminology, table)
    found = attach.evidence(_clauses(item.text, terminology), table, KIND, context)
    settling.settle(item.text, found)
    rows = [row for name in found if isinstance(name.name, Mention) for row in _statements(item, name, found, terminology)]
    return tuple(_once(rows))


# --- the item's atoms ------------------------------------------------------------------------------------------------


@lru_cache(maxsize=2048)
def _clauses(text: str, terminology: Terminology) -> tuple[Clause, ...]:
    names = [*mentions(text, terminology), *criteria.implied(text, mentions(text, terminology), terminology)]
    found = [Stretch(m.span.start, m.span.end, NAME, m) for m in names]
    stream = tokens(text)
    masks = [
        (stretch.span.start, stretch.span.end, VACCINE if "accin" in stretch.term.label else MASKS[stretch.term.kind])
        for stretch in terminology.find(text, MASKS)
        if not any(m.span.start < stretch.span.end and stretch.span.start < m.span.end for m in names)
    ]
    return tuple(Clause(_masked(clause.atoms, stream, masks), clause.continues) for clause in clauses(text, found))


def _masked(row: Sequence[Atom], stream: Sequence[Token], masks: Sequence[tuple[int, int, str]]) -> list[Atom]:
    """The atoms with the words of a therapy or a measure as one word each, by which rules speak of it."""
    done: list[Atom] = []
    last_mask: tuple[int, int, str] | None = None
    for atom in row:
        for clause in atom.inner:
            clause.atoms = _masked(clause.atoms, stream, masks)
        start = stream[atom.first].start
        mask = next((m for m in masks if m[0] <= start < m[1]), None) if atom.kind in (WORD, MARK) else None
        if mask is None or mask != last_mask:
            done.append(Atom(WORD, mask[2], atom.first, atom.last) if mask else atom)
        last_mask = mask
    return done


NOT_INHERITED = (
    "entry",
    "part",
    "risk",
    "scope",
    "yardstick",
)  # what a lead-in says of its own words, not of the items under it


def _inherited(item: Item, terminology: Terminology, table: rules.Rules) -> Context:
    """What a lead-in says of the items under it: its phrases and times at the place where they would stand."""
    if item.parent is None or not item.parent.text:
        return Context()
    outer = _inherited(item.parent, terminology, table)
    row = list(_clauses(item.parent.text, terminology))
    if not row:
        return outer
    for name in attach.evidence([*row[:-1], _with_children(row[-1])], table, KIND, outer):
        if name.name == attach.CHILDREN:
            barred = item.section is Section.EXCLUSION  # "heart disease, defined as:" bars what stands under it
            ops = [op for op in (*name.behind, *name.ahead) if op.effect != "condition" and op.detail not in NOT_INHERITED]
            ops = [op for op in ops if not (barred and (op.effect == "no" or op.detail in ("cause", "definition")))]
            return Context(ops, name.times, name.count, None, [], name.link)
    return outer


def _with_children(clause: Clause) -> Clause:
    """A lead-in's last clause with its sub-items as a name: for "following" or "below", else at its end."""
    row = list(clause.atoms)
    if row and row[-1].word == ":":
        row.pop()
    places = [i for i, atom in enumerate(row) if atom.word in ("following", "below")]
    end = row[-1].last if row else 0
    if places:
        here = row[places[-1]]
        row[places[-1]] = Atom(NAME, "<name>", here.first, here.last, attach.CHILDREN)
    else:
        row.append(Atom(NAME, "<name>", end, end + 1, attach.CHILDREN))
    return Clause(row, clause.continues)


# --- what is decided -------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class State:
    """What the phrases of a name add up to."""

    positive: bool = True
    role: str = ""
    modal: str = ""
    exception: bool = False
    apart: bool = False
    conditional: bool = False
    excluding: bool = False
    admitted: bool = False
    aside: bool = False
    doubt: list[str] = field(default_factory=list)


CAUSES = ("cause", "yardstick")  # the second stands right behind a name: "SLE-related anemia"
OPPOSITE = {"may": "mustnot", "mustnot": "may", "must": "nodemand"}


def _fold(ahead: Sequence[Op], behind: Sequence[Op]) -> State:
    """The phrases of a name: those before it from the innermost to the outermost, then those behind it."""
    state = State()
    denied = any(op.effect == "no" for op in behind)
    for op in (*reversed(ahead), *behind):
        match op.effect:
            case "no" if op.behind is False and (state.modal in OPPOSITE or state.exception):
                state.modal, state.exception = OPPOSITE.get(state.modal, ""), False
            case "no" if denied and not op.behind:
                pass  # "no A, or A no longer active": the denial behind a name is its own
            case "no" if op.behind:
                state.positive = False
            case "may" if op.behind and op.detail == "have":
                state.admitted = True
            case "no":
                state.positive, state.aside = not state.positive, op.detail == "aside"
            case "must" | "may" | "mustnot" | "nodemand":
                state.modal = state.modal or op.effect
            case "role" | "after" if not (state.exception and not op.behind):
                state.role = state.role if state.role not in ("", *CAUSES) else op.detail or "role"
            case "except":
                state.exception, state.excluding = True, op.detail == "excluding"
                state.positive = state.positive or not op.behind
            case "apart":
                state.apart = True
            case "admit":
                state.admitted = True
            case "condition":
                state.conditional = True
    return state


def _statements(item: Item, name: Evidence, found: Sequence[Evidence], terminology: Terminology) -> Iterator[Diagnosis]:
    mention = name.name
    assert isinstance(mention, Mention)
    if _says_nothing(item, name, mention, found, terminology):
        return
    state = _state(item, name, mention)
    stance, exception = _stance(item, state, mention, terminology)
    if stance is None or (state.role and not _also_said(state, stance, item, name, found)):
        return
    if _is_overruled(item, name, mention, found, stance=stance, state=state, exception=exception):
        return
    exception = exception or (stance is Stance.PERMITS and (item.section is Section.EXCLUSION or not state.positive))
    window = None if exception else _window(item, name, stance, state, terminology)
    span = Span(item.span.start + mention.span.start, item.span.start + mention.span.end)
    named = naming.narrowed(item, mention, terminology)
    path = f"{'' if state.positive else 'denied'} {state.modal} {state.role}"
    yield Diagnosis(
        stance,
        named,
        span,
        " ".join(f"{mention.rule}; {path}".split()),
        window=window.value if window else "",
        cohort=cohorts.cohort_of(item, span),
        exception=exception,
        provided="" if exception or stance is not Stance.EXCLUDES else _provided(item, name, mention),
        doubt="; ".join(dict.fromkeys((*state.doubt, *naming.doubts(item.text, mention)))),
    )


def _says_nothing(item: Item, name: Evidence, mention: Mention, found: Sequence[Evidence], terminology: Terminology) -> bool:
    """Whether a name stands there for another reason than to be said of a person, whatever is said beside it."""
    barred = item.section is Section.EXCLUSION
    return (
        mention.rule == IMMUNITY
        or (barred and mention.rule == criteria.RULE)
        or (barred and any(other.first == name.last for other in found))  # "SLE overlap syndrome": only says which
        or naming.is_label(item, name, found, terminology)
        or naming.is_opposed(item.text, mention)
        or not naming.has_result(item.text, mention)
    )


def _state(item: Item, name: Evidence, mention: Mention) -> State:
    """What the phrases beside a name add up to; a test for pregnancy keeps the pregnant out, whatever its words."""
    if mention.rule == "marker" and mention.condition.label == "pregnancy":
        return State(modal="mustnot")
    already = any(op.effect == "no" for op in name.ahead)
    denied = [Op("no", "not", detail="not")] if not already and naming.is_denied(item.text, mention) else []
    state = _fold([*name.ahead, *denied], _behind(name))
    state.conditional = state.conditional or naming.is_supposed(item.text, mention)
    return state


def _is_overruled(
    item: Item, name: Evidence, mention: Mention, found: Sequence[Evidence], *, stance: Stance, state: State, exception: bool
) -> bool:
    """Whether what the phrases add up to cannot be meant."""
    if stance is Stance.REQUIRES:
        return naming.is_only_spoken_of(item, mention)
    if exception:
        return _denied_again(name, found)
    own = name.ahead[name.inherited :]
    without = state.modal == "may" and mention.rule != "marker" and any(op.effect == "no" for op in own)
    return stance is Stance.PERMITS and without  # "participants without fever may enter"


def _behind(name: Evidence) -> list[Op]:
    """The phrases behind a name; one in brackets behind another takes what is said behind that too."""
    return [*name.behind, *(name.host.behind if name.host else ())]


def _denied_again(name: Evidence, found: Sequence[Evidence]) -> bool:
    """ "Malignancy, except for X without recurrence of malignancy": what the exception must be free of."""
    effects = [op.effect for op in name.ahead]
    denied = "except" in effects and "no" in effects[effects.index("except") :]
    label = name.name.condition.label if isinstance(name.name, Mention) else ""
    return denied and any(
        isinstance(o.name, Mention) and o.name.condition.label == label for o in found if o.first < name.first
    )


def _stance(item: Item, state: State, mention: Mention, terminology: Terminology) -> tuple[Stance | None, bool]:
    wanted = item.section is Section.INCLUSION
    if state.conditional and state.modal != "mustnot":
        return (Stance.EXCLUDES if wanted and not state.positive else None), False
    if wanted and state.admitted and state.positive and naming.is_comorbidity(mention, terminology):
        return Stance.PERMITS, False
    if state.exception or state.apart:
        host = _plain(wanted, replace(state, exception=False), mention, terminology)
        if host is Stance.EXCLUDES:
            return Stance.PERMITS, True
        return (Stance.EXCLUDES if state.excluding and wanted else None), False
    if state.modal == "mustnot":
        return Stance.EXCLUDES, False
    if state.modal in ("may", "nodemand"):
        return Stance.PERMITS, False
    return _plain(wanted, state, mention, terminology), False


def _plain(wanted: bool, state: State, mention: Mention, terminology: Terminology) -> Stance:
    """The stance without permissions: what is wanted or not, times what is said to be so."""
    if state.modal == "mustnot":
        return Stance.EXCLUDES
    if wanted:
        return Stance.REQUIRES if state.positive else Stance.EXCLUDES
    if not state.positive and state.aside:
        state.doubt.append("a denial that may belong to something else")
    if not state.positive and naming.is_comorbidity(mention, terminology):
        state.doubt.append("a denied condition under exclusion")
        return Stance.EXCLUDES
    if not state.positive and not naming.is_studied(mention, terminology):
        state.doubt.append("a denied condition under exclusion")
    return Stance.EXCLUDES if state.positive else Stance.REQUIRES


def _also_said(state: State, stance: Stance, item: Item, name: Evidence, found: Sequence[Evidence]) -> bool:
    """A disease that another comes from is a person's own where the other is demanded ("SLE-associated anemia")."""
    if state.role not in CAUSES or stance is not Stance.REQUIRES or item.section is not Section.INCLUSION:
        return False
    stream = tokens(item.text)
    of_persons = name.last < len(stream) and member("PERSON", stream[name.last].word)  # "SLE patients who …"
    return state.role == "cause" or of_persons or any(0 <= other.first - name.last <= 3 for other in found if other is not name)


def _window(item: Item, name: Evidence, stance: Stance, state: State, terminology: Terminology) -> Time | None:
    """The time that belongs to a statement."""
    mention = name.name
    if stance is Stance.PERMITS or name.label or not isinstance(mention, Mention) or naming.is_timeless(mention):
        return None
    for time in name.times or (name.host.times if name.host else []):
        of_treatment = naming.is_of_treatment(item.text, name, time, stance, terminology)
        if time.value and not of_treatment and _is_window(time, stance, state):
            return time
    if stance is Stance.EXCLUDES and name.provided:  # "unless free of it for 5 years"
        words = [token.word for token in tokens(item.text)][slice(*name.provided)]
        return next((time for time in find_times(words) if time.value), None)
    return None


LONGEST = 12  # years: a longer time is an age


def _is_window(time: Time, stance: Stance, state: State) -> bool:
    if time.side == AHEAD or (time.value.endswith("Y") and float(time.value[1:-1]) >= LONGEST):
        return False
    if time.value.endswith("H") and time.side in (BARE, FOR):
        return False  # of a 24-hour urine
    if stance is Stance.REQUIRES:
        return time.side in (BACK, SINCE, PASSED, FOR, BARE)
    if not state.positive:
        return time.side in (BACK, SINCE, PASSED, FOR, BARE)
    return time.side in (BACK, SINCE, PASSED, BARE) and time.comparison != MORE


def _provided(item: Item, name: Evidence, mention: Mention) -> str:
    """The words that limit a state: those before it (severe, active), or a condition behind it."""
    stream = tokens(item.text)
    if name.provided:
        last = min(name.provided[1], len(stream))
        return " ".join(item.text[stream[name.provided[0]].start : stream[last - 1].end].split())
    return naming.limits(item.text, mention)


def _once(found: Iterable[Diagnosis]) -> Iterator[Diagnosis]:
    """Without repetitions; the first statement with a window stands for those without one, a sure one for one in doubt."""
    kept: dict[tuple[Stance, str], Diagnosis] = {}
    rows = list(found)
    excluded = {row.condition.label for row in rows if row.stance is Stance.EXCLUDES}
    for row in rows:
        key = row.stance, row.condition.label
        if (
            row.condition.label in excluded
            and row.stance is not Stance.EXCLUDES
            and not row.exception
            and row.stance is Stance.PERMITS
        ):
            continue
        if key not in kept or (row.window and not kept[key].window) or (kept[key].doubt and not row.doubt):
            kept[key] = row
    yield from kept.values()
