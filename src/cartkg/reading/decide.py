"""From what is said of a name to what the trial does with a person: roles first, then the fold of the phrases, then time.

No licence, no claim: a name in another role (what one must tolerate, a cause of a reaction, the study's own product, an anchor)
makes no statement; what was not understood makes one in doubt, with the reason.
"""

from dataclasses import dataclass, field

from cartkg.model import Section, Stance
from cartkg.reading.attach import Evidence, Op
from cartkg.reading.time import AHEAD, BACK, BARE, EVENT, FOR, LESS, MORE, PASSED, SINCE, Time

HAVE, FAIL, STOP, NEED, START, PLAN, STABLE = "have", "fail", "stop", "need", "start", "plan", "stable"


@dataclass(slots=True)
class State:
    """What the phrases of a name add up to."""

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
    demanded: bool = False
    doubt: list[str] = field(default_factory=list)
    unless: bool = False
    denied_aside: bool = False
    without_option: bool = False


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


def fold(ops: list[Op]) -> State:
    """The phrases of a name, from the innermost to the outermost."""
    state = State()
    for op in reversed(ops):
        _apply(state, op)
    return state


def _apply(state: State, op: Op) -> None:
    match op.effect:
        case "no":
            _deny(state, op)
        case "fail":
            state.act = FAIL
            state.intolerance = state.intolerance or op.detail == "intolerance"
            if state.role in ("after", "tolerate", "cause"):
                state.role = ""
        case "stop":
            state.act = FAIL if state.act == FAIL else STOP
        case "start":
            state.act = START if state.act in (HAVE, STABLE) else state.act
        case "stable":
            state.act = STABLE if state.act == HAVE else state.act
        case "need":
            state.act, state.time = NEED, "current"
        case "planned":
            state.act, state.time = (PLAN if state.act != STOP else STOP), "planned"
        case "cannot":
            if state.act == STOP:
                state.positive = not state.positive
                state.act = NEED if not state.positive else STOP
                state.positive = True if state.act == NEED else state.positive
            else:
                state.role = state.role or "tolerate"
        case "willing":
            if state.act != STOP and state.positive:
                state.role = state.role or "willing"
            else:
                state.modal = state.modal or "must"
        case "must" | "may" | "mustnot" | "nodemand":
            state.modal = state.modal or op.effect
        case "role":
            state.role = state.role or op.detail or "role"
        case "after":
            state.role = state.role or "after"
        case "last":
            state.last = True
        case "use":
            if state.role == "after" and False:
                state.role = ""
        case "ever" | "current":
            state.time = state.time or op.effect
        case "except":
            state.exception = True
        case "apart":
            state.apart = op.detail or "other"
        case "those":
            state.those = True
        case "condition":
            state.conditional = True
        case "eitherway":
            state.eitherway = True
        case "restrict":
            state.doubt.append("holds only for some of them")
        case "unless" | "provided":
            state.unless = True
        case "untried":
            state.positive = not state.positive


def _deny(state: State, op: Op) -> None:
    flipped = {"may": "mustnot", "mustnot": "may", "must": "nodemand"}
    if state.modal in flipped:
        state.modal = flipped[state.modal]
    elif state.exception or state.eitherway:
        state.exception = False
    elif state.conditional:
        state.doubt.append("a denied condition")
    elif not state.role:
        state.positive = not state.positive
        state.denied_aside = op.detail == "aside"


def decide(found: Evidence, section: Section, *, is_class: bool, is_act: bool, ops: list[Op] | None = None) -> list[Decision]:
    """The statements that one name's evidence licenses; none where its role makes none.

    `is_class`: the name is that of a class; `is_act`: of something done once (a procedure, a transplantation).
    """
    ops = found.ops if ops is None else ops
    state = fold(ops)
    state.demanded = is_act or any(op.effect == "use" and op.detail != "on" for op in ops)
    doubt = list(state.doubt)
    if found.unknown:
        doubt.append("not understood: " + ", ".join(dict.fromkeys(found.unknown)))
    if state.role:
        return []
    if any(time.demanded for time in found.times) and not state.modal:
        state.modal = "must"
    wanted = section is Section.INCLUSION or state.modal == "must"
    bounds = {dose.bound for dose in found.doses} - {""}
    if bounds and not state.modal and state.act not in (FAIL, STOP):
        if not wanted and state.positive:
            return []  # the dose keeps people out, not the drug
        if wanted and "most" in bounds:
            state.modal = "may"
    if state.intolerance and not wanted and state.positive:
        return []  # who does not tolerate a drug is kept out for that, not for having had it
    if state.act == NEED and state.modal == "may":
        return []  # what is allowed is another thing, with no need of the therapy
    if state.act == FAIL and not wanted and not found.main and state.positive and not state.modal:
        return []  # a disease that a therapy does not control is described, not the therapy
    if state.apart and (is_class or state.apart == "non"):
        return []
    state.exception = state.exception or bool(state.apart)
    state.conditional = state.conditional or (state.those and state.modal == "must")
    long_ago = wanted and any(t.value and _kind_of_time(state, t, Stance.REQUIRES) == "old" for t in found.times)
    stance, exception = _stance(state, wanted and not (state.exception and long_ago), doubt)
    if stance is None:
        return []
    return _timed(found, state, stance, exception, wanted, doubt)


def _stance(state: State, wanted: bool, doubt: list[str]) -> tuple[Stance | None, bool]:
    if state.exception:
        host = _plain(state, wanted, doubt)
        return (Stance.PERMITS, True) if host is Stance.EXCLUDES else (None, False)
    if state.modal == "mustnot":
        return (Stance.EXCLUDES if state.act != STOP or not state.positive else Stance.EXCLUDES), False
    if state.modal in ("may", "nodemand") or state.eitherway:
        return Stance.PERMITS, False
    if state.conditional and not (state.act == STOP or state.last):
        return Stance.PERMITS, False
    return _plain(state, wanted, doubt), False


def _plain(state: State, wanted: bool, doubt: list[str]) -> Stance:
    """The stance without permissions: what is wanted or not, times what is said to be so."""
    if state.act == STOP:
        if wanted:
            return Stance.EXCLUDES if state.positive else Stance.REQUIRES
        return Stance.EXCLUDES
    if wanted:
        return Stance.REQUIRES if state.positive else Stance.EXCLUDES
    if not state.positive and state.denied_aside:
        doubt.append("a denial that may belong to something else")
    return Stance.EXCLUDES if state.positive else Stance.REQUIRES


def _timed(found: Evidence, state: State, stance: Stance, exception: bool, wanted: bool, doubt: list[str]) -> list[Decision]:
    event = next((time.anchor for time in found.times if time.side == EVENT and time.anchor), "")
    times = [time for time in found.times if time.value] or [None]
    decided: list[Decision] = []
    for time in times:
        decided += _with_time(state, stance, exception, wanted, list(doubt), time, event)
    return decided


def _with_time(state: State, stance: Stance, exception: bool, wanted: bool, doubt: list[str], time: Time | None, event: str) -> list[Decision]:
    when = state.time

    def made(stance: Stance, *, window: str = "", anchor: str = "", lasting: str = "", when: str = when) -> Decision:
        return Decision(stance, exception, window, anchor, lasting, "within" if window and when != "planned" else when, "; ".join(dict.fromkeys(doubt)),
                        f"{state.act}{'' if state.positive else ' denied'}{' ' + state.modal if state.modal else ''}")  # fmt: skip

    if time is None:
        return [made(stance, anchor=event if state.act == STOP and not exception else "")]
    if exception:
        until = state.modal == "may" and time.side == BACK and time.comparison in ("", LESS)
        near = Decision(Stance.EXCLUDES, False, time.value, time.anchor, "", "within", "; ".join(dict.fromkeys(doubt)), "allowed until")
        return [made(stance), near] if until else [made(stance)]
    if time.side == AHEAD and not state.last:
        return [made(stance, window=time.value, anchor=time.anchor, when="planned")]
    if state.act in (STABLE, START):
        return [made(stance, lasting=time.value)]
    kind = _kind_of_time(state, time, stance)
    if kind == "lasting":
        return [made(stance, lasting=time.value)]
    if kind == "relapse":
        return [made(stance)]
    if kind == "old":
        return _long_ago(state, stance, wanted, doubt, time, made)
    if stance is Stance.PERMITS and not (state.modal == "may" and time.side == BACK):
        return [made(stance)]
    return [made(stance, window=time.value, anchor=time.anchor)]


def _kind_of_time(state: State, time: Time, stance: Stance) -> str:
    """Whether a time says how recent a therapy is, how long ago, how long it went on, or when a relapse came."""
    if state.act == STOP or (not state.positive and time.side == FOR and stance is Stance.EXCLUDES):
        return "recent" if state.act != STOP else "washout"
    if state.act == FAIL and time.side == BACK and time.comparison == LESS:
        return "recent"
    if state.act in (FAIL, NEED):
        return "lasting" if time.side in (FOR, BARE) else "relapse"
    if time.side == FOR:
        return "lasting"
    if time.side == PASSED or time.side in (SINCE, AHEAD):
        return "recent" if time.comparison == LESS else "old"
    if time.side == BACK:
        return "old" if time.comparison == MORE else "recent"
    if time.side == BARE and stance is Stance.REQUIRES:
        return "lasting"
    return "old" if time.side == BARE and time.comparison == MORE and state.last else "recent"


def _long_ago(state: State, stance: Stance, wanted: bool, doubt: list[str], time: Time, made: object) -> list[Decision]:
    """A therapy that was given, or last given, more than so long ago."""
    assert callable(made)
    if stance is Stance.REQUIRES:
        recent = made(Stance.EXCLUDES, window=time.value, anchor=time.anchor)
        return [made(stance), recent] if state.demanded and not state.last and time.side == BACK else [recent]
    if stance is Stance.PERMITS:
        recent = made(Stance.EXCLUDES, window=time.value, anchor=time.anchor)
        return [recent] if state.conditional else [made(stance), recent]
    if state.modal == "mustnot" or not wanted:
        doubt.append("kept out only when long ago")
    return [made(stance, window=time.value, anchor=time.anchor)]
