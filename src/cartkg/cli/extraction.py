"""How one record's eligibility text was read, item by item: for people in the terminal, for programs as JSON lines.

What was left over is shown too: the words of an item that no statement and no time window rests on.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rich.console import Console, Group
from rich.padding import Padding
from rich.text import Text

from cartkg.model import AgeBound, Criterion, Diagnosis, Eligibility, Item, Span, Statement, Therapy, Threshold
from cartkg.model.wording import in_words, kind
from cartkg.reading import criteria
from cartkg.vocabulary import Terminology

COLOURS = {"therapy": "cyan", "threshold": "green", "diagnosis": "magenta", "age": "yellow", "time": "blue"}
SILENT = frozenset(
    re.findall(
        r"\w+",
        """a an and any are as at be been but by can could do does for from had has have he her his if in into is it its
        may more must no not of on or other she should subject subjects such than that the their them there
        these they this those to was were which who will with would patient patients participant participants""",
    )
)
WORD = re.compile(r"[^\W\d_][\w'’-]*|\d[\d.,]*")


@dataclass(frozen=True, slots=True)
class ReadItem:
    """One item with what was read from it. `windows` are its time expressions; spans point into the eligibility text."""

    item: Item
    criterion: Criterion
    windows: tuple[Span, ...]

    @property
    def name(self) -> str:
        """The item as people name it: "exclusion 2.1"."""
        return f"{self.criterion.section} {self.criterion.number}"


def read(text: Eligibility, terminology: Terminology) -> tuple[ReadItem, ...]:
    """Every item of an eligibility text with what was read from it, in the text's order."""
    return tuple(
        ReadItem(item, criteria.read_item(item, terminology), tuple(_in_source(item, span) for span in criteria.times(item)))
        for item in criteria.items(text, terminology)
    )


def _in_source(item: Item, span: Span) -> Span:
    return item.origin.span(span) if item.origin else span


def chosen(readings: Iterable[ReadItem], name: str) -> tuple[ReadItem, ...]:
    """The items that a user names: "5", "exclusion 5", "e5"; of both sections where none is named."""
    asked = re.fullmatch(r"\s*(i|e)?[a-z]*\s*([\d.]+?)\.?\s*", name, re.I)
    if not asked:
        return ()
    letter, number = (asked[1] or "").lower(), asked[2]
    return tuple(r for r in readings if r.criterion.number == number and r.criterion.section.value.startswith(letter))


def left_over(reading: ReadItem) -> tuple[str, ...]:
    """The stretches of an item's words that nothing was read from, without words that carry no meaning of their own."""
    start, words = reading.criterion.span.start if reading.criterion.span else 0, reading.criterion.text
    covered = [span for _, span in _marked(reading)]
    found: list[list[str]] = []
    end = -1
    for word in WORD.finditer(words):
        place = Span(start + word.start(), start + word.end())
        if word[0].lower() in SILENT:
            continue
        if any(span.start < place.end and place.start < span.end for span in covered):
            end = -1
            continue
        if end < 0 or re.search(r"[.;,:]", words[end : word.start()]):
            found.append([])
        found[-1].append(word[0])
        end = word.end()
    return tuple(" ".join(stretch) for stretch in found)


def _marked(reading: ReadItem) -> Iterator[tuple[str, Span]]:
    """The stretches that were understood, each with its kind."""
    yield from ((kind(statement), statement.span) for statement in reading.criterion.statements)
    yield from (("time", span) for span in reading.windows)


# --- for programs ----------------------------------------------------------------------------------------------------


def json_lines(trial: str, text: Eligibility, readings: Iterable[ReadItem]) -> Iterator[str]:
    """One JSON object an item; statements quote their words as `mention` and give their span in the eligibility text."""
    for reading in readings:
        yield json.dumps(as_object(trial, text, reading), ensure_ascii=False)


def as_object(trial: str, text: Eligibility, reading: ReadItem) -> dict[str, object]:
    """One item as plain values."""
    criterion = reading.criterion
    return {
        "trial": trial,
        "section": criterion.section.value,
        "number": criterion.number,
        "text": criterion.text,
        "cohort": criterion.cohort,
        "categories": list(criterion.categories),
        "therapies": [_with_place(_therapy(s), s, text) for s in criterion.therapies],
        "thresholds": [_with_place(_threshold(s), s, text) for s in criterion.thresholds],
        "diagnoses": [_with_place(_diagnosis(s), s, text) for s in criterion.diagnoses],
        "ages": [_with_place(_age(s), s, text) for s in criterion.ages],
        "left_over": list(left_over(reading)),
    }


def _with_place(facts: Mapping[str, object], statement: Statement, text: Eligibility) -> dict[str, object]:
    span = statement.span
    mention = text.text[span.start : span.end]
    hold = {"cohort": statement.cohort, "provided": statement.provided}
    doubt = {"in_doubt": statement.in_doubt, "doubt": statement.doubt}
    place = {**hold, **doubt, "rule": statement.rule, "span": [span.start, span.end]}
    return {"stance": statement.stance.value, "mention": mention, **facts, **place}


def _therapy(of: Therapy) -> dict[str, object]:
    return {
        "agent": of.agent.id,
        "agent_label": of.agent.label,
        "min_count": of.min_count,
        "window": of.window,
        "anchor": of.anchor,
        "lasting": of.lasting,
        "time": of.time or ("within" if of.window else ""),
        "exception": of.exception,
    }


def _threshold(of: Threshold) -> dict[str, object]:
    return {
        "measure": of.measure.id,
        "measure_label": of.measure.label,
        "comparator": of.comparator,
        "value": of.value,
        "unit": of.unit,
        "repaired": of.repaired,
    }


def _diagnosis(of: Diagnosis) -> dict[str, object]:
    return {
        "condition": of.condition.id,
        "condition_label": of.condition.label,
        "window": of.window,
        "exception": of.exception,
    }


def _age(of: AgeBound) -> dict[str, object]:
    return {"comparator": of.comparator, "value": of.age.value, "unit": of.age.unit, "years": of.age.years}


# --- for people ------------------------------------------------------------------------------------------------------


def render_table(trial: str, readings: Iterable[ReadItem], console: Console) -> None:
    """Prints every item of a record: number, categories, its words coloured by kind, the statements, what was left over."""
    console.print(Text(trial, style="bold"), _legend())
    for reading in readings:
        console.print(Group(_headline(reading), Padding(_body(reading), (0, 0, 1, 4))))


def render_explanation(text: Eligibility, readings: Iterable[ReadItem], console: Console) -> None:
    """Prints, for each item given, every statement with its rule and the words that it rests on."""
    for reading in readings:
        console.print(_headline(reading))
        if reading.item.parent:
            console.print(Padding(Text(f"under: {reading.item.parent.text}", style="dim"), (0, 0, 0, 4)))
        console.print(Padding(coloured(reading), (0, 0, 0, 4)))
        for statement in reading.criterion.statements:
            console.print(Padding(_explained(text, statement), (0, 0, 0, 6)))
        console.print(Padding(_rest(reading), (0, 0, 1, 4)))


def coloured(reading: ReadItem) -> Text:
    """The item's words, each stretch that was understood in its kind's colour."""
    start = reading.criterion.span.start if reading.criterion.span else 0
    words = Text(reading.criterion.text)
    for what, span in _marked(reading):
        words.stylize(COLOURS[what], max(0, span.start - start), max(0, span.end - start))
    return words


def _legend() -> Text:
    return Text(" ").join(Text(what, style=colour) for what, colour in COLOURS.items())


def _headline(reading: ReadItem) -> Text:
    scope = f"  for {reading.criterion.cohort}" if reading.criterion.cohort else ""
    return Text.assemble((reading.name, "bold"), "  ", (" · ".join(reading.criterion.categories), "dim"), (scope, "italic"))


def _body(reading: ReadItem) -> Group:
    statements = (Text(f"→ {in_words(s)}", style=COLOURS[kind(s)]) for s in reading.criterion.statements)
    return Group(coloured(reading), *statements, _rest(reading))


def _rest(reading: ReadItem) -> Text:
    return Text("not read: " + " | ".join(left_over(reading)) if left_over(reading) else "nothing left over", style="dim")


def _explained(text: Eligibility, statement: Statement) -> Text:
    quoted = text.text[statement.span.start : statement.span.end]
    return Text.assemble(
        (f"→ {in_words(statement)}", COLOURS[kind(statement)]),
        f"\n  words: {quoted!r} at {statement.span.start}-{statement.span.end}",
        f"\n  rule: {statement.rule}",
        f"\n  term: {_grounding(statement)}",
    )


def _grounding(statement: Statement) -> str:
    match statement:
        case AgeBound():
            return "age in years"
        case Therapy():
            named = statement.agent
        case Threshold():
            named = statement.measure
        case Diagnosis():
            named = statement.condition
    return f"{named.id or 'none'} {named.label}" + (f" (by {named.how})" if named.how else "")
