"""The therapy statements of an item."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from cartkg.model import Item, Named, Span, Stance, Therapy
from cartkg.reading import attach, cohorts, decide, rules
from cartkg.reading.atoms import NAME, TERM, TIME, Atom, Clause, Stretch, clauses, is_neutral
from cartkg.reading.attach import Context, Evidence
from cartkg.reading.counts import Count
from cartkg.reading.lexicon import member
from cartkg.reading.names import RESEMBLING, Mention, mentions
from cartkg.reading.readers import combinations, naming
from cartkg.reading.tokens import tokens
from cartkg.vocabulary import Terminology, TermMention

KIND = "therapy"
STANDARD = "standard of care"
PRIOR_THERAPY = "prior therapy"
OTHERS = ("condition", "condition-name", "measure", "antigen", "classification-criteria")


def read(item: Item, terminology: Terminology, table: rules.Rules | None = None) -> tuple[Therapy, ...]:
    """What an item says of therapies, in the order of its words."""
    table = table or rules.shipped()
    if (named := _named_above(item, terminology)) is not None:
        return tuple(replace(row, span=item.span) for row in read(named, terminology, table))
    found = _evidence(item, terminology, table)
    found = combinations.joined(item, found)
    dropped = naming.not_said(item, found, terminology)
    rows: list[Therapy] = []
    for index, name in enumerate(found):
        if isinstance(name.name, Mention) and index not in dropped:
            rows += _statements(item, name, found, index)
    return tuple(_once(rows))


def _named_above(item: Item, terminology: Terminology) -> Item | None:
    """An item that only says when, under one that only names what ("IVIG" over "< 28 days before screening"), as one."""
    if item.parent is None or not item.parent.text:
        return None
    own, above = _clauses(item.text, terminology), _clauses(item.parent.text, terminology)
    kinds = {atom.kind for clause in own for atom in clause.atoms}
    only_when = TIME in kinds and NAME not in kinds and all(is_neutral(a) or a.kind == TIME for c in own for a in c.atoms)
    only_what = all(atom.kind == NAME or is_neutral(atom) for clause in above for atom in clause.atoms)
    if not only_when or not only_what or not any(atom.kind == NAME for clause in above for atom in clause.atoms):
        return None
    text = f"{item.parent.text.rstrip(' :')} {item.text}"
    return replace(item, text=text, span=Span(0, len(text)), parent=item.parent.parent, has_children=False)


def _apart(found: Sequence[Evidence], index: int) -> tuple[Named, ...]:
    """The classes that are said not to belong to a class: "a biologic other than B-cell-targeted therapy"."""
    apart: list[Named] = []
    for name in found[index + 1 :]:
        own = [op for op in name.ahead if op.effect == "apart"]
        if not own or not isinstance(name.name, Mention) or name.host is not None:
            break
        if name.name.form == "class":
            apart.append(name.name.agent)
    return tuple(apart)


def _evidence(item: Item, terminology: Terminology, table: rules.Rules) -> list[Evidence]:
    context = _inherited(item, terminology, table)
    return attach.evidence(_clauses(item.text, terminology), table, KIND, context)


@lru_cache(maxsize=1024)
def _clauses(text: str, terminology: Terminology) -> tuple[Clause, ...]:
    terms = terminology.find(text, OTHERS)
    names = [*(m for m in mentions(text, terminology) if not _is_part(m, terms)), *_unnamed(text)]
    found = [Stretch(m.span.start, m.span.end, NAME, m) for m in names]
    found += [Stretch(t.span.start, t.span.end, TERM, t) for t in terms]
    return tuple(clauses(text, found))


def _is_part(mention: Mention, terms: Sequence[TermMention]) -> bool:
    """Whether a name is only a part of a longer one of another kind: "insulin-dependent diabetes"."""
    here = mention.span
    return any(
        not (t.term.kind == "measure" and "dose" in t.term.label)
        and t.span.start <= here.start
        and here.end <= t.span.end
        and (t.span.start, t.span.end) != (here.start, here.end)
        for t in terms
    )


LINES = frozenset(("line", "lines", "regimen", "regimens", "treatment", "treatments", "therapy", "therapies"))
PRIOR = frozenset(("prior", "previous", "earlier", "systemic", "different", "full", "complete", "or", "more", "of", "any"))


def _unnamed(text: str) -> Iterator[Mention]:
    """Counted earlier treatments without a name: "at least two prior lines of therapy"."""
    stream = tokens(text)
    words = [token.word for token in stream]
    for place, word in enumerate(words):
        if word not in LINES or (place + 1 < len(words) and words[place + 1] in LINES):
            continue
        start = place
        while start > 0 and words[start - 1] in PRIOR | LINES:
            start -= 1
        number = start > 0 and (member("NUMBER", words[start - 1]) or words[start - 1].isdecimal())
        if number and PRIOR & set(words[start:place]) and words[place + 1 : place + 2] not in (["with"], ["of"]):
            yield Mention(Span(stream[place].start, stream[place].end), Named(PRIOR_THERAPY), "lines-of-therapy")


def _inherited(item: Item, terminology: Terminology, table: rules.Rules) -> Context:
    """What a lead-in says of the items under it: its phrases, time and count at the place where they would stand."""
    if item.parent is None or not item.parent.text:
        return Context()
    outer = _inherited(item.parent, terminology, table)
    row = _clauses(item.parent.text, terminology)
    if not row:
        return outer
    for name in attach.evidence([*row[:-1], _with_children(row[-1])], table, KIND, outer):
        if name.name == attach.CHILDREN:
            return Context([*name.behind, *name.ahead], name.times, name.count, None, list(name.unknown), name.link)
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


def _statements(item: Item, found: Evidence, all_: list[Evidence], index: int) -> list[Therapy]:
    mention = found.name
    assert isinstance(mention, Mention)
    host = found.host
    ops = found.ops
    if host is not None:
        ops = [op for op in (*host.behind, *ops) if not (found.example and op.effect == "apart")]
        if not found.times or found.pending:
            found.times = host.times or found.times
        found.count = found.count or host.count
        found.unknown = found.unknown + [w for w in host.unknown if w not in found.unknown]
    span = Span(item.span.start + mention.span.start, item.span.start + mention.span.end)
    rows = []
    standard = mention.agent.label == STANDARD
    for decision in decide.decide(
        found, item.section, is_class=mention.form == "class", is_act=mention.form == "procedure", ops=ops
    ):
        if mention.agent.label == PRIOR_THERAPY and decision.stance is not Stance.REQUIRES:
            continue
        if standard and not (decision.stance is Stance.REQUIRES and decision.path.startswith("fail")):
            continue  # what is standard is background, unless it must have failed
        provided = _words(item, found.provided)
        carved = decision.exception or (decision.stance is Stance.PERMITS and host is not None and _keeps_out(item, host))
        row = Therapy(
            decision.stance,
            mention.agent,
            span,
            f"{mention.rule}; {decision.path}",
            window=decision.window,
            anchor=decision.anchor,
            cohort=cohorts.cohort_of(item, span),
            exception=carved,
            lasting=decision.lasting,
            time=decision.time,
            provided=provided,
            doubt=_doubt(mention, decision),
            apart_from=_apart(all_, index),
        )
        rows.append(_counted(row, found, all_, alternative=item.alternative))
        if found.count is not None and found.count.most and row.stance is Stance.REQUIRES:
            rows.append(replace(row, stance=Stance.EXCLUDES, min_count=found.count.most + 1, lasting=""))
        if provided and row.stance is Stance.EXCLUDES and any(op.effect == "unless" for op in ops):
            rows.append(replace(row, stance=Stance.PERMITS, exception=True, window="", anchor="", time=""))
    return rows


def _doubt(mention: Mention, decision: decide.Decision) -> str:
    """Why a statement is in doubt: what was not understood, or a name that only resembles a known one."""
    alike = f"the name only resembles {mention.agent.label}" if mention.rule == RESEMBLING else ""
    return "; ".join(reason for reason in (decision.doubt, alike) if reason)


def _keeps_out(item: Item, host: Evidence) -> bool:
    """Whether the name that a bracket hangs at is excluded, so that what the bracket allows is carved out of it."""
    return any(d.stance is Stance.EXCLUDES for d in decide.decide(host, item.section, is_class=False, is_act=False))


def _words(item: Item, place: tuple[int, int] | None) -> str:
    if place is None:
        return ""
    stream = tokens(item.text)
    return " ".join(item.text[stream[place[0]].start : stream[min(place[1], len(stream)) - 1].end].split())


OPPOSITE = {Stance.REQUIRES: Stance.EXCLUDES, Stance.EXCLUDES: Stance.REQUIRES}


def _counted(row: Therapy, found: Evidence, all_: list[Evidence], *, alternative: bool) -> Therapy:
    """The row with its count: k of a list, an upper limit turned over, one of alternatives."""
    count: Count | None = found.count
    if count is not None and count.upper and row.stance is not Stance.PERMITS:
        least = count.number + 1
        return replace(row, stance=OPPOSITE[row.stance], min_count=least) if least > 1 or row.stance is Stance.EXCLUDES else row
    if count is not None and count.upper:
        return replace(row, stance=Stance.EXCLUDES, min_count=count.number + 1)
    if count is not None and not row.exception and row.stance is not Stance.PERMITS:
        return row if row.stance is Stance.EXCLUDES and count.number == 1 else replace(row, min_count=count.number)
    if row.stance is Stance.REQUIRES and (alternative or "or" in _alternatives(found, all_)):
        return replace(row, min_count=1)
    return row


def _alternatives(found: Evidence, all_: list[Evidence]) -> str:
    """The conjunction of the list that a name stands in, as far as it is not parted by "and"."""
    chain = [name for name in all_ if name.chain == found.chain and name.host is found.host]
    if found not in chain:
        return ""
    place = chain.index(found)
    links = [_link(chain, i) for i in range(len(chain))]
    behind = links[place + 1] if place + 1 < len(chain) else ""
    return "or" if "or" in (links[place], behind) else ""


def _link(chain: list[Evidence], index: int) -> str:
    """How a name is joined to the one before it; a comma means what the next conjunction means."""
    for name in chain[index:]:
        if name is chain[0]:
            return ""
        if name.link in ("or", "nor"):
            return "or"
        if name.link in ("and", "plus", "&", "+", "/", "combined", "together"):
            return "and"
    return "and"


def _once(rows: Iterable[Therapy]) -> list[Therapy]:
    kept: dict[tuple[Stance, str, str, str], Therapy] = {}
    for row in rows:
        key = (row.stance, row.agent.label, row.window, row.anchor)
        if key not in kept or (kept[key].doubt and not row.doubt):
            kept[key] = row
    rows = list(kept.values())
    return [row for row in rows if row.window or not any(
        r.window and (r.stance, r.agent.label) == (row.stance, row.agent.label) for r in rows)]  # fmt: skip
