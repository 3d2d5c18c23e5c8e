"""Joins phrases, times and counts to the names of an item: one algorithm for every kind of name.

A clause is walked from left to right. A forward phrase holds for the names behind it until the next predicate begins (a frame);
a backward phrase holds for the names of the frame before it; a time belongs to the names right before it that have none, or to
all names behind it where it stands first. What stands in brackets takes what holds for the name that it hangs at. A lead-in is
walked as if its sub-items were a name at its end. Words that no table knows are kept: they put what they govern in doubt.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from cartkg.reading import atoms as parts
from cartkg.reading.atoms import BRACKET, COUNT, DOSE, MARK, NAME, TERM, TIME, WORD, Atom, Clause
from cartkg.reading.counts import Count
from cartkg.reading.doses import Dose
from cartkg.reading.lexicon import member
from cartkg.reading.rules import Cue, Rules
from cartkg.reading.time import AHEAD, EVENT, Time

# Phrases that begin a predicate of their own: where names stand before them, what held for these ends.
PREDICATES = frozenset((
    "no", "fail", "stop", "use", "must", "may", "mustnot", "nodemand", "need", "planned", "role", "last", "start", "stable",
    "cannot", "willing", "condition",
))  # fmt: skip
FINITE = frozenset(("may", "mustnot", "must", "nodemand"))
SIDELINES = frozenset(("aside",))


@dataclass(frozen=True, slots=True)
class Op:
    """One phrase that holds for a name: its effect, the rule's id, how far it holds, and whether it stood behind the name."""

    effect: str
    rule: str
    until: str = ""
    behind: bool = False
    detail: str = ""


@dataclass(slots=True)
class Evidence:
    """Everything that an item says about one name, before anything is decided. `ops` run from the outermost to the innermost."""

    name: object
    first: int
    last: int
    ahead: list[Op]
    behind: list[Op] = field(default_factory=list)
    times: list[Time] = field(default_factory=list)
    pending: bool = False
    count: Count | None = None
    doses: list[Dose] = field(default_factory=list)
    link: str = ""
    chain: int = -1
    unknown: list[str] = field(default_factory=list)
    host: "Evidence | None" = None
    provided: tuple[int, int] | None = None
    main: bool = True
    cue_between: bool = False

    @property
    def ops(self) -> list[Op]:
        return [*self.behind, *self.ahead]


@dataclass(slots=True)
class Frame:
    """One predicate's part of a clause: the names in it, and the words in it that no table knows."""

    names: list[Evidence] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    closed: bool = False


@dataclass(slots=True)
class Context:
    """What holds for a clause from outside: phrases, a time, a count, an anchor."""

    ops: list[Op] = field(default_factory=list)
    times: list[Time] = field(default_factory=list)
    count: Count | None = None
    host: Evidence | None = None
    unknown: list[str] = field(default_factory=list)
    link: str = ""


CHILDREN = "children"
CLOSED = "closed"  # the side of a time that only says that a name has all its times ("at any time")


def evidence(clauses: Sequence[Clause], rules: Rules, kind: str, context: Context) -> list[Evidence]:
    """The names of an item's clauses with what is said of each; `kind` chooses the rules that apply."""
    found: list[Evidence] = []
    carried = context
    for clause in clauses:
        walk = _Walk(clause, rules, kind, carried if clause.continues else context)
        found += walk.run()
        carried = Context(walk.lead, context.times + walk.lead_times, walk.lead_count or context.count, None, [], context.link)
    found.sort(key=lambda e: e.first)
    return found


class _Walk:
    """The walk along one clause."""

    def __init__(self, clause: Clause, rules: Rules, kind: str, context: Context) -> None:
        self.rules, self.kind, self.context = rules, kind, context
        self.atoms = _opened(clause.atoms)
        words = [atom.word for atom in self.atoms]
        taken = [atom.kind not in (WORD, MARK) for atom in self.atoms]
        self.cues = {cue.first: cue for cue in rules.find(words, kind, taken)}
        self.stack: list[Op] = []
        self.frames = [Frame()]
        self.found: list[Evidence] = []
        self.inner: list[Evidence] = []
        self.pending: list[Time] = list(context.times)
        self.count = context.count
        self.links: list[str] = []
        self.last = "start"
        self.saved: list[tuple[list[Op], str]] = []
        self.lead: list[Op] = list(context.ops)
        self.lead_times: list[Time] = []
        self.lead_count: Count | None = None
        self.aside = False
        self.provided: int = -1
        self.since_comma = 0
        self.content_before = False
        self.chain = 0

    def run(self) -> list[Evidence]:
        index = 0
        while index < len(self.atoms):
            cue = self.cues.get(index)
            if cue:
                self._cue(cue)
                index = cue.last
                continue
            self._atom(self.atoms[index], index)
            index += 1
        self._close_provided(self.atoms[-1].last if self.atoms else 0)
        for frame in self.frames:
            for name in frame.names:
                name.unknown += frame.unknown
        _share_anchors(self.atoms, self.found, self.pending)
        return [*self.found, *self.inner]

    @property
    def frame(self) -> Frame:
        return self.frames[-1]

    # --- atoms ---------------------------------------------------------------------------------------------------------

    def _atom(self, atom: Atom, index: int) -> None:
        match atom.kind:
            case "name":
                self._name(atom, index)
            case "time":
                self._time(parts.time_of(atom), index)
            case "count":
                self._count(parts.count_of(atom))
            case "dose":
                self._dose(atom)
            case "bracket":
                self._bracket(atom)
            case "term":
                self.last, self.content_before = "term", True
            case "mark":
                self._mark(atom, index)
            case _:
                self._word(atom, index)

    def _name(self, atom: Atom, index: int) -> None:
        if self.aside:
            return
        if self.frame.closed:
            self._restart([])
        link = self.links[-1] if self.links else ""
        name = Evidence(atom.value, atom.first, atom.last, [*self.context.ops, *self.stack], count=self.count, link=link)
        if self.frame.names and self.last not in ("term", "unknown"):
            name.chain = self.chain
        else:
            self.chain += 1
            name.chain = self.chain
        name.cue_between = self.last == "cue"
        if any(time.value or time.anchor for time in self.pending):
            name.times, name.pending = list(self.pending), True
        name.main = not self.content_before
        name.unknown += self.context.unknown
        self.frame.names.append(name)
        self.found.append(name)
        self.stack = [op for op in self.stack if op.until != "name"]
        self.links, self.last = [], "name"

    def _time(self, time: Time, index: int) -> None:
        names = self.frame.names or (self.frames[-2].names if len(self.frames) > 1 and self.last == "cue" else [])
        following = self.atoms[index + 1] if index + 1 < len(self.atoms) else None
        related = time.side == AHEAD or (not time.anchor and member("TIME_BEFORE", self._last_word(index)))
        if related and following is not None and self._leads_to_name(index + 1):
            self.stack.append(Op("after", "time", "comma"))
            self.last = "cue"
            return
        if self.last in ("term", "unknown") and not (names and time.side == "passed"):
            self.last = "time"
            return
        if not names:
            self.pending.append(time)
            if self._before_colon(index):
                self.lead_times.append(time)
            self.last = "time"
            return
        if time.side == EVENT:
            for name in names:
                name.times = [replace(t, anchor=t.anchor or time.anchor) for t in name.times] or [time]
            self.last = "time"
            return
        bare = [name for name in names if not any(t.value for t in name.times)]
        open_ = names[-1:] if names[-1].pending else _tail(names)
        if open_:
            for name in open_:
                name.times, name.pending = [time], False
        else:
            last = names[-1].times
            for name in names if not bare else names[-1:]:
                if name.times == last and not name.pending:
                    name.times = [*name.times, time]
        self.last = "time"

    def _leads_to_name(self, index: int) -> bool:
        """Whether a name follows after words that say nothing, so that the time is counted from it ("the year after X")."""
        for place in range(index, min(index + 8, len(self.atoms))):
            atom = self.atoms[place]
            if atom.kind == NAME:
                return True
            if place in self.cues and self.cues[place].effect not in ("none", "stop", "use"):
                return False
            if place not in self.cues and not (atom.kind == WORD and (member("NEUTRAL", atom.word) or member("STOP", atom.word))):
                return False
        return False

    def _last_word(self, index: int) -> str:
        """The last word of a time's own words that says how it is related to what follows."""
        time = parts.time_of(self.atoms[index])
        return time.relation

    def _before_colon(self, index: int) -> bool:
        return any(atom.word == ":" for atom in self.atoms[index:])

    def _count(self, count: Count) -> None:
        if self.aside:
            return
        self.count = count
        if self.frame.names and (set(self.links) & {"and", "plus", "or", ",", "&", "+"}):
            self.chain += 1
            self.last = "count"
            self.frames[-1].names[-1].unknown += []
        if not self.found:
            self.lead_count = count
        self.last = "count"

    def _dose(self, atom: Atom) -> None:
        dose = atom.value
        assert isinstance(dose, Dose)
        if self.frame.names and self.last in ("name", "cue", "time", "dose"):
            for name in _tail_of_chain(self.frame.names):
                name.doses.append(dose)
        self.last = "dose" if self.frame.names else self.last

    def _bracket(self, atom: Atom) -> None:
        host = self.found[-1] if self.found and self.last == "name" else None
        ops = [*self.context.ops, *self.stack]
        context = Context(ops, list(self.pending), self.count, host)
        for name in evidence(atom.inner, self.rules, self.kind, context):
            name.host = name.host or host
            self.inner.append(name)

    def _mark(self, atom: Atom, index: int) -> None:
        match atom.word:
            case "(":
                self.saved.append((list(self.stack), self.last))
            case ")" if self.saved:
                self.stack, self.last = self.saved.pop()
            case ",":
                self._comma(index)
            case ":":
                self.stack = [op for op in self.stack if op.until != "comma"]
                self.lead = [*self.context.ops, *(op for op in self.stack if op.until != "comma")]
                self.lead_times = [*self.lead_times, *(t for t in self.pending if t not in self.lead_times)]
                self.lead_count = self.count
            case "/" | "&" | "+" | "±":
                self.links.append(atom.word)

    def _comma(self, index: int) -> None:
        self.links.append(",")
        self._close_provided(-1)
        if self.aside:
            self.aside = False
            return
        if any(op.until == "comma" for op in self.stack) and not self._list_goes_on(index):
            self.stack = [op for op in self.stack if op.until != "comma"]
            if self.frame.names:
                self.frames.append(Frame())

    def _list_goes_on(self, comma: int) -> bool:
        """Whether the next member of a list follows a comma, and no new beginning ("or any …")."""
        if self.last != "name":
            return False
        for atom in self.atoms[comma + 1 : comma + 8]:
            if atom.kind == NAME:
                return True
            if atom.word == "any" or not (atom.kind == WORD and (member("NEUTRAL", atom.word) or atom.word in ("and", "or"))):
                return False
        return False

    def _word(self, atom: Atom, index: int) -> None:
        word = atom.word
        if word in ("and", "or", "nor", "plus", "but", "then"):
            self.links.append(word)
            return
        if word in ("while", "whereas", "however"):
            self._restart([op for op in self.stack if op.until == "sentence"])
            self.aside = False
            return
        if self.aside or (member("NEUTRAL", word) and not atom.is_term) or atom.word[:1].isdigit():
            return
        if member("NOUN", word):
            self.last, self.content_before = "term", True
            return
        if atom.is_term:
            self.last, self.content_before = "term", True
            return
        self.frame.unknown.append(word)
        if self.last != "name":
            self.last, self.content_before = "unknown", True

    # --- phrases -------------------------------------------------------------------------------------------------------

    def _cue(self, cue: Cue) -> None:
        effect = cue.effect
        if effect in ("none", "noun"):
            self.last = "term" if effect == "noun" else self.last
            self.content_before = self.content_before or effect == "noun"
            return
        if self.aside:
            return
        if effect == "aside":
            self.aside = True
            return
        if effect in ("unless", "provided"):
            self._begin_provided(cue)
            return
        if self._is_backward(cue):
            self._backward(cue)
        else:
            self._forward(cue)
        self.last = "cue"

    def _is_backward(self, cue: Cue) -> bool:
        if cue.rule.direction in ("forward", "here"):
            return False
        if cue.rule.direction == "backward":
            return True
        names = bool(self.frame.names) and self.last in ("name", "time", "dose", "cue", "count")
        return names and not self._goes_on(cue.last) and not (set(self.links) - {"/"})

    def _goes_on(self, index: int) -> bool:
        """Whether a name follows before anything else does."""
        while index < len(self.atoms):
            atom = self.atoms[index]
            if atom.kind == NAME:
                return True
            if index in self.cues:
                if self.cues[index].effect not in ("use", "none", "ever", "current", "stop", "fail", "last", "no"):
                    return False
                index = self.cues[index].last
                continue
            if not (atom.kind in (COUNT, DOSE) or (atom.kind == WORD and member("NEUTRAL", atom.word)) or atom.word in ("either", "(")):
                return False
            index += 1
        return False

    def _forward(self, cue: Cue) -> None:
        effect = cue.effect
        links = set(self.links)
        if effect in PREDICATES and (self.frame.names or self.frame.closed):
            keep = [op for op in self.stack if op.until == "sentence"]
            if links & {"or", "nor"}:
                keep = [op for op in self.stack if op.until == "sentence" or op.effect == "no"]
            self._restart(keep)
        elif effect == "no" and links & {",", "and", "or", "nor"}:
            self.stack = [op for op in self.stack if op.until == "sentence" or op.effect in ("ever", "current")]
        self.links = []
        if effect == "no" and self.content_before:
            self.stack.append(Op("no", cue.rule.id, cue.rule.until, detail="aside"))
            return
        self.stack.append(Op(effect, cue.rule.id, cue.rule.until, detail=cue.rule.role))

    def _backward(self, cue: Cue) -> None:
        op = Op(cue.effect, cue.rule.id, cue.rule.until, behind=True)
        targets = self._targets(cue.effect in FINITE)
        if cue.effect == "except":
            targets = self._since_comma(targets)
        if cue.effect == "ever" and cue.rule.role == "closed":
            for name in targets:
                name.times = name.times or [Time(0, 0, "", "", CLOSED)]
        for name in targets:
            name.behind.append(op)
        if targets and cue.effect in FINITE:
            self.frame.closed = True

    def _targets(self, finite: bool) -> list[Evidence]:
        """The names that a phrase behind them is said of."""
        frames = [frame for frame in self.frames if frame.names]
        if not frames:
            return []
        names = list(frames[-1].names)
        if finite:
            for frame in reversed(frames[:-1]):
                if frame.closed:
                    break
                names = [*frame.names, *names]
            names = _since_closure(names)
        elif self.frame.names and self.last == "name":
            names = [name for name in names if name.chain == names[-1].chain]
        return names

    def _since_comma(self, names: list[Evidence]) -> list[Evidence]:
        """The names behind the last comma that parts them from others."""
        for place in range(len(names) - 1, 0, -1):
            if names[place].link == ",":
                return names[place:]
        return names

    def _restart(self, keep: list[Op]) -> None:
        self.stack = list(keep)
        self.frames.append(Frame())
        if not self.found or self.count is not self.context.count:
            self.count = self.context.count if self.found else self.count

    # --- conditions ----------------------------------------------------------------------------------------------------

    def _begin_provided(self, cue: Cue) -> None:
        self.provided = self.atoms[cue.first].first
        self.aside = True
        self.provided_effect = cue.effect

    def _close_provided(self, end: int) -> None:
        if self.provided < 0:
            return
        last = end if end >= 0 else self.provided + 1
        for frame in self.frames:
            for name in frame.names:
                name.provided = (self.provided, last)
                name.behind = [Op(self.provided_effect, "provided", behind=True), *name.behind]
        self.provided = -1


def _opened(row: Iterable[Atom]) -> list[Atom]:
    """The atoms with brackets that hold no name opened up, between their signs."""
    opened: list[Atom] = []
    for atom in row:
        if atom.kind != BRACKET or _holds_name(atom):
            opened.append(atom)
            continue
        opened.append(Atom(MARK, "(", atom.first, atom.first + 1))
        for clause in atom.inner:
            opened += _opened(clause.atoms)
        opened.append(Atom(MARK, ")", atom.last - 1, atom.last))
    return opened


def _holds_name(atom: Atom) -> bool:
    return any(inner.kind == NAME or (inner.kind == BRACKET and _holds_name(inner)) for clause in atom.inner for inner in clause.atoms)


def _tail(names: Sequence[Evidence]) -> list[Evidence]:
    """The last names of a frame that have no time yet."""
    tail: list[Evidence] = []
    for name in reversed(names):
        if any(time.value or time.side == CLOSED for time in name.times):
            break
        tail.append(name)
    return tail


def _tail_of_chain(names: Sequence[Evidence]) -> list[Evidence]:
    return list(names[-1:])


def _since_closure(names: list[Evidence]) -> list[Evidence]:
    """The names up to which a finite phrase reaches back: not past one that has a time of its own before further names."""
    kept: list[Evidence] = []
    for name in reversed(names):
        own = bool(name.times) and not name.pending
        if kept and own and not (kept[0].times and not kept[0].pending):
            break
        kept.insert(0, name)
    return kept


def _share_anchors(row: Sequence[Atom], found: Sequence[Evidence], pending: Sequence[Time]) -> None:
    """Gives times without an event that of the next time in the clause, else that of one that stands before the names."""
    times = [parts.time_of(atom) for atom in row if atom.kind == TIME]
    anchors: dict[int, str] = {}
    following = ""
    for time in reversed(times):
        following = time.anchor or following
        anchors[time.first] = following
    before = next((time.anchor for time in pending if time.anchor), "")
    for name in found:
        name.times = [replace(t, anchor=t.anchor or (anchors.get(t.first, "") if t in times else "") or before) for t in name.times]
        if any(t.value for t in name.times):
            name.times = [t for t in name.times if t.value]
