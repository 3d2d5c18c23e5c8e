"""From what is said of a name to what the trial does with a person: roles first, then the fold of the phrases, then time.

No licence, no claim: a name in another role (what one must tolerate, a cause of a reaction, the study's own product, an anchor)
makes no statement; what was not understood makes one in doubt, with the reason.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cartkg.model import Section, Stance
from cartkg.reading.attach import Evidence, Op
from cartkg.reading.time import AHEAD, BACK, BARE, EVENT, FOR, LESS, MORE, PASSED, SINCE, Time

HAVE, FAIL, STOP, NEED, START, PLAN, STABLE = "have", "fail", "stop", "need", "start", "plan", "stable"


@dataclass(slots=True)
class State:
    """What the phrases of a name add up to.

    `positive`: the act is said to be so; `act`: what is done with the therapy; `role`: why it makes no statement, or "";
    `modal`: must, may, mustnot, nodemand or "".
    """

    positive: bool = True
    act: str = HAVE
    role: str = ""
    modal: str = ""
    last: bool = False
    exception: bool = False
    apart: str = ""
    those: bool = False
    intolerance: bool = False
    conditional: bool = False
    eitherway: bool = False
    time: str = ""
    given: bool = False
    doubt: list[str] = field(default_factory=list)
    denied_aside: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What the trial does: a stance, whether carved out, window with anchor, how long, when, and why it is in doubt."""

    stance: Stance
    exception: bool = False
    window: str = ""
    anchor: str = ""
    lasting: str = ""
    time: str = ""
    doubt: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One name's folded phrases with what decides beside them: whether the act is wanted, its stance, the reasons for doubt."""

    state: State
    wanted: bool
    stance: Stance
    exception: bool
    doubt: str

    def made(self, stance: Stance, *, window: str = "", anchor: str = "", lasting: str = "", doubt: str = "") -> Decision:
        """A statement of this case."""
        when = self.state.time
        if window and when != "planned":
            when = "within"
        reasons = "; ".join(dict.fromkeys(reason for reason in (self.doubt, doubt) if reason))
        return Decision(stance, self.exception, window, anchor, lasting, when, reasons, _path(self.state))


def _path(state: State) -> str:
    return " ".join(word for word in (state.act, "" if state.positive else "denied", state.modal) if word)


# --- the fold of the phrases, from the innermost to the outermost -------------------------------------------------------


def fold(ops: list[Op]) -> State:
    """The phrases of a name (outermost first) as one state."""
    state = State()
    for op in reversed(ops):
        EFFECTS.get(op.effect, _nothing)(state, op)
    return state


def _nothing(state: State, op: Op) -> None:
    """A phrase that only says that a therapy is had."""


def _no(state: State, op: Op) -> None:
    flipped = {"may": "mustnot", "mustnot": "may", "must": "nodemand"}
    if state.modal in flipped:
        state.modal = flipped[state.modal]
    elif state.exception or state.eitherway:
        state.exception = False
    elif state.conditional:
        state.doubt.append("a denied condition")
    elif not state.role:
        if op.detail == "loose":
            state.doubt.append("a denial that may not reach it")
        state.positive = not state.positive
        state.denied_aside = op.detail == "aside"


def _fail(state: State, op: Op) -> None:
    state.act = FAIL
    state.intolerance = state.intolerance or op.detail == "intolerance"
    if state.role in ("after", "tolerate", "cause"):
        state.role = ""


def _stop(state: State, op: Op) -> None:
    state.act = FAIL if state.act == FAIL else STOP


def _start(state: State, op: Op) -> None:
    state.act = START if state.act in (HAVE, STABLE) else state.act


def _stable(state: State, op: Op) -> None:
    state.act = STABLE if state.act == HAVE else state.act


def _need(state: State, op: Op) -> None:
    state.act, state.time = NEED, "current"


def _planned(state: State, op: Op) -> None:
    state.act, state.time = STOP if state.act == STOP else PLAN, "planned"


def _cannot(state: State, op: Op) -> None:
    if state.act == STOP:
        state.act, state.positive, state.time = NEED, True, "current"  # who cannot stop it takes it
    else:
        state.role = state.role or "tolerate"


def _willing(state: State, op: Op) -> None:
    if state.act == STOP or not state.positive:
        state.modal = state.modal or "must"
    else:
        state.role = state.role or "willing"


def _modal(state: State, op: Op) -> None:
    state.modal = state.modal or op.effect


def _role(state: State, op: Op) -> None:
    state.role = state.role or op.detail or op.effect


def _when(state: State, op: Op) -> None:
    state.time = state.time or op.effect


def _flag(name: str) -> Callable[[State, Op], None]:
    def set_flag(state: State, op: Op) -> None:
        setattr(state, name, True)

    return set_flag


def _apart(state: State, op: Op) -> None:
    state.apart = op.detail or "other"


def _restrict(state: State, op: Op) -> None:
    state.doubt.append("holds only for some of them")


EFFECTS: Mapping[str, Callable[[State, Op], None]] = {
    "no": _no, "fail": _fail, "stop": _stop, "start": _start, "stable": _stable, "need": _need, "planned": _planned,
    "cannot": _cannot, "willing": _willing, "must": _modal, "may": _modal, "mustnot": _modal, "nodemand": _modal, "role": _role,
    "after": _role, "last": _flag("last"), "ever": _when, "current": _when, "except": _flag("exception"), "apart": _apart,
    "those": _flag("those"), "condition": _flag("conditional"), "eitherway": _flag("eitherway"), "restrict": _restrict,
    "use": _flag("given"),
}  # fmt: skip


# --- the licence and the stance -----------------------------------------------------------------------------------------


def decide(found: Evidence, section: Section, *, is_class: bool, is_act: bool, ops: list[Op] | None = None) -> list[Decision]:
    """The statements that one name's evidence licenses; none where its role makes none.

    `is_class`: the name is that of a class; `is_act`: of something done once (a procedure, a transplantation).
    """
    state = fold(found.ops if ops is None else ops)
    state.given = state.given or is_act
    if any(time.demanded for time in found.times) and not state.modal:
        state.modal = "must"
    wanted = section is Section.INCLUSION or state.modal == "must"
    if not _is_licensed(found, state, wanted, is_class):
        return []
    state.exception = state.exception or bool(state.apart)
    state.conditional = state.conditional or (state.those and state.modal == "must")
    if found.unknown:
        state.doubt.append("not understood: " + ", ".join(dict.fromkeys(found.unknown)))
    stance, exception = _stance(found, state, wanted)
    if stance is None:
        return []
    case = Case(state, wanted, stance, exception, "; ".join(dict.fromkeys(state.doubt)))
    event = next((time.anchor for time in found.times if time.side == EVENT and time.anchor), "")
    valued = [time for time in found.times if time.value]
    if not valued:
        return [case.made(stance, anchor=event if state.act == STOP and not exception else "")]
    return [decision for time in valued for decision in _timed(case, time)]


def _is_licensed(found: Evidence, state: State, wanted: bool, is_class: bool) -> bool:
    """Whether something is demanded, forbidden or allowed of the person; a dose's bound may turn it to what is allowed."""
    if state.role or (state.apart and (is_class or state.apart == "non")):
        return False
    bounds = {dose.bound for dose in found.doses} - {""}
    if bounds and not state.modal and state.act not in (FAIL, STOP):
        if not wanted and state.positive:
            return False  # the dose keeps people out, not the drug
        if wanted and "most" in bounds:
            state.modal = "may"
    if state.intolerance and not wanted and state.positive:
        return False  # who does not tolerate a drug is kept out for that, not for having had it
    if state.act == NEED and state.modal == "may":
        return False  # what is allowed is another thing, with no need of the therapy
    described = state.act == FAIL and not wanted and not found.main and state.positive and not state.modal
    return not described  # a disease that a therapy does not control is described, not the therapy


def _stance(found: Evidence, state: State, wanted: bool) -> tuple[Stance | None, bool]:
    """The stance, and whether it is carved out of an exclusion; none where there is no exclusion to carve it out of."""
    if state.exception:
        long_ago = any(time.value and _kind_of_time(state, time, Stance.REQUIRES) == "old" for time in found.times)
        host = _plain(state, wanted and not long_ago)
        return (Stance.PERMITS, True) if host is Stance.EXCLUDES else (None, False)
    if state.modal == "mustnot":
        return Stance.EXCLUDES, False
    allowed = state.modal in ("may", "nodemand") or state.eitherway
    if allowed or (state.conditional and state.act != STOP and not state.last):
        return Stance.PERMITS, False
    return _plain(state, wanted), False


def _plain(state: State, wanted: bool) -> Stance:
    """The stance without permissions: what is wanted or not, times what is said to be so."""
    if state.act == STOP:
        return Stance.REQUIRES if wanted and not state.positive else Stance.EXCLUDES
    if not wanted and not state.positive and state.denied_aside:
        state.doubt.append("a denial that may belong to something else")
    return Stance.REQUIRES if wanted == state.positive else Stance.EXCLUDES


# --- time ---------------------------------------------------------------------------------------------------------------


def _timed(case: Case, time: Time) -> list[Decision]:
    """What one time of a name says: a window, how long it was given, or how long ago it must be."""
    state, stance = case.state, case.stance
    if case.exception:
        return _carved(case, time)
    if time.side == AHEAD and not state.last:
        state.time = "planned"
        return [case.made(stance, window=time.value, anchor=time.anchor)]
    kind = "lasting" if state.act in (STABLE, START) else _kind_of_time(state, time, stance)
    if kind == "lasting":
        short = stance is Stance.EXCLUDES and time.comparison == LESS and state.act in (HAVE, FAIL)
        return [case.made(Stance.REQUIRES if short else stance, lasting=time.value)]  # too short a trial keeps out
    if kind == "old":
        return _long_ago(case, time)
    if kind == "relapse" or (stance is Stance.PERMITS and not (state.modal == "may" and time.side == BACK)):
        return [case.made(stance)]
    odd = stance is Stance.REQUIRES and not case.wanted and not state.positive
    doubt = "a denial of a recent therapy under Exclusion" if odd else ""
    return [case.made(stance, window=time.value, anchor=time.anchor, doubt=doubt)]


def _carved(case: Case, time: Time) -> list[Decision]:
    """An exception; one that holds until shortly before ("permitted up to 48 hours before") keeps out within that time."""
    until = case.state.modal == "may" and time.side == BACK and time.comparison in ("", LESS)
    decided = [case.made(case.stance)]
    if until:
        near = Decision(Stance.EXCLUDES, False, time.value, time.anchor, "", "within", case.doubt, "allowed until")
        decided.append(near)
    return decided


def _kind_of_time(state: State, time: Time, stance: Stance) -> str:
    """Whether a time says how recent a therapy is, how long ago, how long it went on, or when a relapse came."""
    washed = not state.positive and time.side == FOR and stance is Stance.EXCLUDES
    recent_failure = state.act == FAIL and time.side == BACK and time.comparison == LESS
    if state.act == STOP or washed or recent_failure:
        return "recent"
    if state.act in (FAIL, NEED):
        return "lasting" if time.side in (FOR, BARE) else "relapse"
    if time.side == FOR or (time.side == BARE and stance is Stance.REQUIRES):
        return "lasting"
    if time.side in (PASSED, SINCE, AHEAD):
        return "recent" if time.comparison == LESS else "old"
    ago = time.side == BACK or (time.side == BARE and state.last)
    return "old" if ago and time.comparison == MORE else "recent"


def _long_ago(case: Case, time: Time) -> list[Decision]:
    """A therapy that was given, or last given, more than so long ago."""
    recent = case.made(Stance.EXCLUDES, window=time.value, anchor=time.anchor)
    if case.stance is Stance.REQUIRES:
        both = case.state.given and not case.state.last and time.side == BACK
        return [case.made(case.stance), recent] if both else [recent]
    if case.stance is Stance.PERMITS:
        return [recent] if case.state.conditional else [case.made(case.stance), recent]
    odd = case.state.modal == "mustnot" or not case.wanted
    doubt = "kept out only when long ago" if odd else ""
    return [case.made(case.stance, window=time.value, anchor=time.anchor, doubt=doubt)]
