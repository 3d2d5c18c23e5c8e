"""Joins phrases, times and counts to the names of an item: one algorithm for every kind of name.

A clause is walked from left to right. A forward phrase holds for the names behind it until the next predicate begins (a frame);
a backward phrase holds for the names of the frame before it; a time belongs to the names right before it that have none, or to
all names behind it where it stands first. What stands in brackets takes what holds for the name that it hangs at. A lead-in is
walked as if its sub-items were a name at its end. Words that no table knows are kept: they put what they govern in doubt.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from cartkg.reading import atoms as parts
from cartkg.reading.atoms import BRACKET, COUNT, DOSE, MARK, NAME, TIME, WORD, Atom, Clause
from cartkg.reading.counts import Count
from cartkg.reading.doses import Dose
from cartkg.reading.lexicon import member
from cartkg.reading.rules import Cue, Rules
from cartkg.reading.time import AHEAD, BACK, BARE, EVENT, FOR, PASSED, SINCE, Time

# Phrases that begin a predicate of their own: where names stand before them, what held for these ends.
PREDICATES = frozenset((
    "no", "fail", "stop", "use", "must", "may", "mustnot", "nodemand", "need", "planned", "role", "last", "start", "stable",
    "cannot", "willing", "condition",
))  # fmt: skip
FINITE = frozenset(("may", "mustnot", "must", "nodemand"))
STARTING = frozenset(("start", "starting", "starts", "initiation", "initiating", "beginning", "first"))


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
    """Everything that an item says of one name, before anything is decided; `ops` run from the outermost to the innermost."""

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
    example: bool = False
    label: bool = False  # it stands before a colon behind which others do
    inherited: int = 0  # how many of the phrases ahead come from outside of the clause
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
        if not clause.continues:
            carried = Context(
                walk.lead, context.times + walk.lead_times, walk.lead_count or context.count, None, [], context.link
            )
    found.sort(key=lambda e: e.first)
    return found


class _Walk:
    """The walk along one clause."""

    def __init__(self, clause: Clause, rules: Rules, kind: str, context: Context) -> None:
        self.rules, self.kind, self.context = rules, kind, context
        self.atoms = _opened(clause.atoms)
        words = [atom.word for atom in self.atoms]
        taken = [atom.kind not in (WORD, MARK) for atom in self.atoms]
        self.cues = {cue.first: cue for cue in rules.find(words, kind, taken) if not self._is_part_of_term(cue)}
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
        self.said_behind = False
        self.counted = False
        self.dose: Dose | None = None
        self.labels: list[Evidence] = []
        self.content_before = False
        self.chain = 0

    def _is_part_of_term(self, cue: Cue) -> bool:
        """ "Failure" in "heart failure": a word of a longer name does nothing, but for an allergy, which is one itself."""
        if cue.effect == "role":
            return False
        inside = {atom.term for atom in self.atoms[cue.first : cue.last]}
        beside = [self.atoms[i].term for i in (cue.first - 1, cue.last) if 0 <= i < len(self.atoms)]
        return len(inside) == 1 and -1 not in inside and bool(inside & set(beside))

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
        self._give_labels_their_time()
        _share_anchors(self.atoms, self.found, self.pending)
        return [*self.found, *self.inner]

    def _give_labels_their_time(self) -> None:
        """ "Biologics (X, Y): within 28 days since …": the one time behind a label's colon is the label's too."""
        times = {(time.value, time.anchor): time for name in self.found for time in name.times if time.value}
        for name in [*self.labels, *(n for n in self.inner if n.host in self.labels)]:
            name.label = True
            if len(times) == 1 and not name.times:
                name.times = list(times.values())

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
                self._dose(atom, index)
            case "bracket":
                self._bracket(atom)
            case "mark":
                self._mark(atom, index)
            case _:
                self._word(atom, index)

    def _name(self, atom: Atom, index: int) -> None:
        if self.aside and atom.value != CHILDREN:
            return
        self.aside = False
        if self.frame.closed:
            self._restart([])
        link = self.links[-1] if self.links else ""
        own = [op for op in self.stack if op.detail != "loose" or atom.value != CHILDREN]
        name = Evidence(atom.value, atom.first, atom.last, [*self.context.ops, *own], count=self.count, link=link)
        name.inherited = len(self.context.ops)
        if self.dose is not None:
            name.doses, self.dose = [self.dose], None
        if self.frame.names and self.last not in ("term", "unknown"):
            name.chain = self.chain
        else:
            self.chain += 1
            name.chain = self.chain
        name.cue_between = self.last == "cue"
        if self.pending:
            name.times, name.pending = list(self.pending), any(time.value for time in self.pending)
        name.main = not self.content_before
        name.unknown += self.context.unknown
        self.frame.names.append(name)
        self.found.append(name)
        self.stack = [op for op in self.stack if op.until != "name"]
        self.links, self.last, self.counted = [], "name", True
        if self.count is not None and self.count.own:
            self.count = self.context.count

    def _time(self, time: Time, index: int) -> None:
        names = self.frame.names or self._names_before(index)
        following = self.atoms[index + 1] if index + 1 < len(self.atoms) else None
        related = time.side == AHEAD or (not time.anchor and member("TIME_BEFORE", self._last_word(index)))
        forward_before = bool(self.frame.names) and self.frame.names[-1].pending and bool(set(self.links) & {"and", "or", ","})
        if (
            (related or forward_before or time.relation in ("from", "since", "of"))
            and following is not None
            and self._leads_to_name(index + 1)
        ):
            self._counted_from(replace(time, relation=time.relation or "since") if forward_before else time, index)
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
        open_ = _tail(names)
        if names[-1].pending:
            carved = any(op.effect in ("except", "apart", "may") for op in names[-1].ops)
            open_ = [name for name in names if name.pending and name.ahead == names[-1].ahead] if carved else names[-1:]
        if open_:
            for name in open_:
                name.times, name.pending = [time], False
        else:
            last = names[-1].times
            for name in names if not bare else names[-1:]:
                if name.times == last and not name.pending:
                    name.times = [*name.times, time]
        self.last = "time"

    def _says_during(self, index: int) -> bool:
        """ "While on X" says when; "while X may be given" sets apart."""
        return index < len(self.atoms) and self.atoms[index].word in ("on", "taking", "receiving", "using", "under")

    def _names_before(self, index: int) -> list[Evidence]:
        """The names of the last frame that has any, for a phrase or a time behind which none follow."""
        if any(atom.kind == NAME for atom in self.atoms[index:]) and self.last != "cue":
            return []
        return next((frame.names for frame in reversed(self.frames) if frame.names), [])

    def _counted_from(self, time: Time, index: int) -> None:
        """A time counted from the therapy that follows: how long ago it was, unless something else is what happened then."""
        if (time.relation == "of" and time.side == BARE) or time.side == FOR:
            self.pending = [replace(time, side=FOR)]  # "12 weeks of X": how long it was given
            self.last = "cue"
            return
        started = bool(STARTING & {atom.word for atom in self.atoms[index + 1 : index + 5]})
        event = started or self.content_before or any(op.effect in ("fail", "role", "need", "planned") for op in self.stack)
        if event or (time.relation in ("before", "prior", "preceding") and time.side != AHEAD):
            self.stack.append(Op("after", "time", "comma"))
            if self.frame.names and self.last in ("name", "cue", "dose"):
                for name in _tail(self.frame.names):
                    name.times = [replace(time, side=time.side or BACK)]
        else:
            if self.frame.names:
                self.frames.append(Frame())
            self.pending = [replace(time, side=SINCE)]
        self.last = "cue"

    def _leads_to_name(self, index: int) -> bool:
        """Whether a name follows after words that say nothing, so that the time is counted from it ("the year after X")."""
        for place in range(index, min(index + 8, len(self.atoms))):
            atom = self.atoms[place]
            if atom.kind == NAME:
                return True
            if place in self.cues and self.cues[place].effect not in ("none", "stop", "use"):
                return False
            if atom.word == "-" and place == index:
                continue
            if place not in self.cues and not (
                atom.kind == WORD and (member("NEUTRAL", atom.word) or member("STOP", atom.word))
            ):
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
        self.count, self.counted = count, False
        if self.frame.names and (set(self.links) & {"and", "plus", "or", ",", "&", "+"}):
            self.chain += 1
            self.last = "count"
        if not self.found:
            self.lead_count = count
        self.last = "count"

    def _dose(self, atom: Atom, index: int) -> None:
        dose = atom.value
        assert isinstance(dose, Dose)
        if self.frame.names and self.last in ("name", "cue", "time", "dose"):
            for name in _tail_of_chain(self.frame.names):
                name.doses.append(dose)
        elif self._leads_to_name(index + 1):
            self.dose = dose  # "10 mg of X"
        self.last = "dose" if self.frame.names else self.last

    def _bracket(self, atom: Atom) -> None:
        host = self.found[-1] if self.found and self.last == "name" else None
        ops = [*self.context.ops, *self.stack]
        context = Context(ops, list(self.pending), self.count, host)
        for name in evidence(atom.inner, self.rules, self.kind, context):
            name.host, name.example = name.host or host, _opens_example(atom)
            self.inner.append(name)

    def _mark(self, atom: Atom, index: int) -> None:
        match atom.word:
            case "(":
                self.saved.append((list(self.stack), self.last))
            case ")" if self.saved:
                self._close_provided(atom.first)
                self.aside = False
                self.stack, self.last = self.saved.pop()
            case ",":
                self._comma(index)
            case ":":
                self.stack = [op for op in self.stack if op.until != "comma"]
                self.lead = [*self.context.ops, *(op for op in self.stack if op.until != "comma")]
                self.lead_times = [*self.lead_times, *(t for t in self.pending if t not in self.lead_times)]
                self.lead_count = self.count
                if self.frame.names and any(atom.kind == NAME for atom in self.atoms[index:]):
                    self.labels += self.frame.names
                    self.frames.append(Frame())  # what stands before the colon is a label
                    self.last, self.links = "start", []
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
        if word in ("and", "or", "nor", "plus", "but", "then", "combined", "together"):
            if self.last in ("term", "unknown") and self.links[-1:] == [","] and not self.frame.names:
                self.stack = [replace(op, detail="loose") if op.effect == "no" else op for op in self.stack]
            self.links.append(word)
            return
        if word in ("whereas", "however") or (
            word == "while" and not self._goes_on(index + 1) and not self._says_during(index + 1)
        ):
            self._restart([op for op in self.stack if op.until == "sentence"])
            self.aside = False
            return
        if (
            self.aside
            or (member("NEUTRAL", word) and not atom.is_term)
            or word[:1].isdigit()
            or word.endswith("'s")
            or member("NUMBER", word)
            or member("DOSING", word)
        ):
            return
        if member("NOUN", word):
            self.last, self.content_before = "term", True
            return
        if self.found and self.found[-1].name == CHILDREN:
            return  # "the following diseases within 6 months": a noun for the sub-items
        if atom.is_term:
            if (self.last == "name" and self.atoms[index - 1].word in ("of", "with")) or self.atoms[
                index - 1
            ].term == atom.term >= 0:
                return  # "transfusion of red cells": part of what the name says
            if not (self.last == "cue" and self.said_behind):
                self.last = "term"
            self.content_before = True
            return
        if not self.saved:
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
        if effect == "condition" and cue.rule.direction == "forward" and self.frame.closed:
            self._begin_provided(cue)
            return
        backward = self._is_backward(cue)
        if backward:
            self._backward(cue)
        else:
            self._forward(cue)
        self.last, self.said_behind = "cue", backward

    def _is_backward(self, cue: Cue) -> bool:
        if cue.rule.direction in ("forward", "here"):
            return False
        if cue.rule.direction == "backward":
            return True
        copula = cue.effect in FINITE and member("BE", self.atoms[cue.first].word)
        if copula and any(frame.names for frame in self.frames):
            return True  # "X is allowed …"
        near = ("name", "time", "dose", "cue", "count", *(("unknown", "term") if cue.effect in FINITE else ()))
        named = any(frame.names for frame in self.frames) if cue.effect in FINITE else bool(self.frame.names)
        names = named and self.last in near
        joined = bool(set(self.links) - {"/"}) and cue.effect not in FINITE
        return names and not self._goes_on(cue.last) and not joined

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
            if not (
                atom.kind in (COUNT, DOSE)
                or (atom.kind == WORD and member("NEUTRAL", atom.word))
                or atom.word in ("either", "(")
            ):
                return False
            index += 1
        return False

    def _forward(self, cue: Cue) -> None:
        effect = cue.effect
        links = set(self.links)
        if effect in PREDICATES and cue.rule.until != "comma" and (self.frame.names or self.frame.closed):
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
        """A phrase behind the names that it is said of."""
        named = any(frame.names for frame in self.frames)
        if not named and cue.effect in (*FINITE, "stop", "stable") and cue.rule.role != "subject":
            if any(atom.word == ":" or atom.value == CHILDREN for atom in self.atoms[cue.last :]):
                self._forward(cue)  # "the following are allowed: …"
        elif named and not (self.last == "term" and "," in self.links):  # else it is said of another thing behind the list
            self._say_behind(cue)

    def _say_behind(self, cue: Cue) -> None:
        targets = self._said_of(cue)
        if cue.effect == "passed":
            for name in targets:
                name.times = [replace(time, side=PASSED, demanded=True) for time in name.times]
            return
        part = self.atoms[cue.first].word == "-" and cue.last < len(self.atoms) and self.atoms[cue.last].is_term
        effect, detail = ("role", "part") if part else (cue.effect, cue.rule.role)  # "insulin-dependent diabetes"
        for name in targets:
            name.behind.append(Op(effect, cue.rule.id, cue.rule.until, behind=True, detail=detail))
            if detail == "closed":
                name.times = name.times or [Time(0, 0, "", "", CLOSED)]
        self.frame.closed = self.frame.closed or (
            bool(targets) and cue.effect in (*FINITE, "fail", "stop") and cue.rule.role != "near"
        )

    def _said_of(self, cue: Cue) -> list[Evidence]:
        """The names that a phrase behind them is said of."""
        near = cue.rule.role == "near"
        targets = self._targets(cue.effect, cue.effect in FINITE and not near, near=near)
        if cue.rule.role in ("yardstick", "part") or self.atoms[cue.first].word == "-":
            return targets[-1:] if self._adjoins(cue) else []
        return self._since_comma(targets) if cue.effect == "except" else targets

    def _adjoins(self, cue: Cue) -> bool:
        """Whether a phrase stands right behind a name (or its dose), as a part of the same noun."""
        before = self.atoms[cue.first - 1] if cue.first else None
        return before is not None and before.kind in (NAME, DOSE)

    def _targets(self, effect: str, finite: bool, *, near: bool = False) -> list[Evidence]:
        """The names of the clause that a phrase behind them may reach."""
        frames = [frame for frame in self.frames if frame.names]
        if not frames:
            return []
        names = list(frames[-1].names)
        if finite:
            for frame in reversed(frames[:-1]):
                if frame.closed:
                    break
                names = [*frame.names, *names]
            names = _since_closure(_of_one_kind(names))
        elif near:
            names = [name for name in names if name.ahead == names[-1].ahead]
        elif self.frame.names and self.last == "name" and effect in ("no", "role", "except", "stable", "ever", "current"):
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
        if self.counted:
            self.count = self.context.count

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


EXAMPLES = frozenset(("e", "e.g", "such", "including", "like", "for", "i"))


def _opens_example(bracket: Atom) -> bool:
    first = bracket.inner[0].atoms[0] if bracket.inner and bracket.inner[0].atoms else None
    return first is not None and first.word in EXAMPLES


def _holds_name(atom: Atom) -> bool:
    return any(
        inner.kind == NAME or (inner.kind == BRACKET and _holds_name(inner)) for clause in atom.inner for inner in clause.atoms
    )


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


def _of_one_kind(names: list[Evidence]) -> list[Evidence]:
    """The last names that are all carved out of something, or all not."""
    carved = [any(op.effect in ("except", "apart", "among") for op in name.ahead) for name in names]
    place = len(names)
    while place > 0 and carved[place - 1] == carved[-1]:
        place -= 1
    return names[place:]


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
        name.times = [
            replace(t, anchor=t.anchor or (anchors.get(t.first, "") if t in times else "") or before) for t in name.times
        ]
        if any(t.value for t in name.times):
            name.times = [t for t in name.times if t.value]
