"""Eligibility facts as reviewed lines: files that a medical reader edits, and that win over the program's reading.

`data/statements/<trial>.csv` has one statement a line and one line for an item without statements; it holds facts only, no
words of the record. `reader` says what kind of reader made a line: the program, a curator (who reads pages with care) or a
physician (named by an ORCID in `reviewer`). An item with a line of a curator or a physician is signed and taken from the file
as it stands there; items of the program's are its reading, kept for builds that have no text to read. `rule` stays what led the
program to a statement. Where a second page of the trial was read apart, its lines stand in `<trial>.<word>.csv`.
"""

import csv
import io
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from cartkg.model import (
    CATEGORIES,
    TIMES,
    Age,
    AgeBound,
    Criterion,
    Diagnosis,
    Named,
    Review,
    Section,
    Span,
    Stance,
    Statement,
    Therapy,
    Threshold,
    place,
    utf8,
)
from cartkg.model.errors import CartkgError
from cartkg.model.namespaces import PREFIXES
from cartkg.model.wording import in_words, kind
from cartkg.sources.merging import Disagreement
from cartkg.vocabulary import Terminology

COLUMNS = (
    "section", "number", "category", "item_cohort", "kind", "stance", "term", "label", "min_count", "comparator", "value",
    "unit", "window", "anchor", "lasting", "time", "cohort", "provided", "apart_from", "repaired", "in_doubt", "doubt",
    "exception", "how", "rule", "reader", "reviewer", "day", "reason", "source",
)  # fmt: skip
ANCHORS = ("", "screening", "enrollment", "consent", "leukapheresis", "lymphodepletion", "infusion", "baseline")
COMPARATORS = (">=", ">", "<=", "<", "=")
AGE_UNITS = ("years", "months", "weeks", "days", "hours")
KINDS = ("", "therapy", "threshold", "diagnosis", "age")
NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
WINDOW = re.compile(r"P(?:[0-9]+(?:\.[0-9]+)?[YMWD])+|PT[0-9]+[HM]|[0-9]+(?:\.[0-9]+)? half-lives")
TERM = re.compile(rf"(?:{'|'.join(PREFIXES)}):[A-Za-z0-9._-]+")
SIGNATURE = ("reader", "reviewer", "day", "reason", "source")
READERS = ("program", "curator", "physician")
SIGNING = READERS[1:]
NOWHERE = Span(0, 0)
REVIEWED = "reviewed"

T = TypeVar("T")


class CurationError(CartkgError):
    """A line of a file of reviewed statements that is not well formed."""


@dataclass(frozen=True, slots=True)
class Curated:
    """One item as a file has it: who read it (READERS), by name or ORCID where one is given."""

    criterion: Criterion
    reader: str = "program"
    reviewer: str = ""
    day: str = ""
    reason: str = ""
    source: str = ""

    @property
    def signed(self) -> bool:
        """Whether a person stands behind it, so that it wins over the program's reading."""
        return self.reader in SIGNING


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What the files of a trial say: the items that rule, and what other pages say otherwise."""

    items: tuple[Curated, ...]
    disagreements: tuple[Disagreement, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that only the program's reading or only the file says of an item."""

    section: Section
    number: str
    only: str  # "program" or "file"
    what: str
    signed: bool = False  # whether a person stands behind the file's item


# --- writing ---------------------------------------------------------------------------------------------------------


def write(criteria: Iterable[Criterion], path: Path, *, source: str = "", day: str = "") -> None:
    """Writes a reading as a file to be edited, one statement a line, whole or not at all; a missing folder is made."""
    signed = {"source": source, "day": day, "reader": READERS[0]}
    _put(path, ({**line, **signed} for criterion in criteria for line in _lines(criterion)))


def _put(path: Path, lines: Iterable[Mapping[str, object]]) -> None:
    file = io.StringIO(newline="")
    table = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
    table.writeheader()
    table.writerows(lines)
    place.put_bytes(path, file.getvalue().encode())


def _lines(criterion: Criterion) -> Iterator[dict[str, object]]:
    item: dict[str, object] = {
        "section": criterion.section.value,
        "number": criterion.number,
        "category": "|".join(criterion.categories),
        "item_cohort": criterion.cohort,
    }
    if not criterion.statements:
        yield item
    for statement in criterion.statements:
        yield {**item, **_facts(statement)}


def _facts(of: Statement) -> dict[str, object]:
    facts: dict[str, object] = {"kind": kind(of), "stance": of.stance.value, "cohort": of.cohort, "rule": of.rule}
    facts |= {"provided": of.provided, "in_doubt": _yes(of.in_doubt), "doubt": of.doubt}
    match of:
        case Therapy():
            facts |= _named(of.agent) | {"min_count": of.min_count or "", "window": of.window, "anchor": of.anchor}
            facts |= {"lasting": of.lasting, "time": of.time, "exception": _yes(of.exception)}
            facts |= {"apart_from": "|".join(f"{n.id} {n.label}" for n in of.apart_from)}
        case Threshold():
            facts |= _named(of.measure) | {"comparator": of.comparator, "value": of.value, "unit": of.unit}
            facts |= {"repaired": _yes(of.repaired)}
        case Diagnosis():
            facts |= _named(of.condition) | {"window": of.window, "exception": _yes(of.exception)}
        case AgeBound():
            facts |= {"comparator": of.comparator, "value": f"{of.age.value:g}", "unit": of.age.unit}
    return facts


def _named(named: Named) -> dict[str, object]:
    return {"term": named.id, "label": named.label, "how": named.how}


def _yes(value: bool) -> str:
    return "true" if value else ""


# --- reading ---------------------------------------------------------------------------------------------------------


def read_folder(folder: Path) -> dict[str, Reviewed]:
    """What the files of a folder say of each trial: `<trial>.csv`, and `<trial>.<word>.csv` where several pages were read.

    The file with the most statements rules. Raises CartkgError as `read` does.
    """
    files: dict[str, list[Path]] = {}
    for path in sorted(folder.glob("*.csv"), key=lambda path: (len(path.suffixes), path.name)):
        files.setdefault(trial_of(path), []).append(path)
    return {trial: _reviewed(trial, [read(path) for path in paths]) for trial, paths in files.items()}


def trial_of(path: Path) -> str:
    """The trial of a file of statements, by its name."""
    return path.name.partition(".")[0]


def _reviewed(trial: str, pages: list[tuple[Curated, ...]]) -> Reviewed:
    first, *others = sorted(pages, key=lambda items: -sum(len(item.criterion.statements) for item in items))
    return Reviewed(first, tuple(one for other in others for one in _parted(trial, first, other)))


def read(path: Path) -> tuple[Curated, ...]:
    """The items of a file in its order. Raises CartkgError naming the line that is not well formed, with the remedy."""
    found: dict[tuple[Section, str], list[Curated]] = {}
    for line in _read_lines(path):
        item = _item(line)
        found.setdefault((item.criterion.section, item.criterion.number), []).append(item)
    return tuple(_joined(items) for items in found.values())


def findings(folder: Path, trials: Iterable[str], terminology: Terminology) -> tuple[CurationError, ...]:
    """What in the well-formed files of a folder cannot be right, each with place, problem and remedy.

    A file for a trial that is not among `trials`, a term that the vocabulary does not have, a day that no calendar has, a line
    that stands twice.
    """
    known = frozenset(trials)
    return tuple(found for path in sorted(folder.glob("*.csv")) for found in _file_findings(path, known, terminology))


def _file_findings(path: Path, trials: frozenset[str], terminology: Terminology) -> Iterator[CurationError]:
    if trial_of(path) not in trials:
        yield CurationError(path, f"no trial {trial_of(path)} in this build", "give its record too, or take the file away")
    first: dict[tuple[tuple[str, str], ...], str] = {}
    for line in _read_lines(path):
        says = tuple(sorted((column, cell) for column, cell in line.cells.items() if column not in SIGNATURE and cell))
        if says in first:
            yield CurationError(
                line.place, f"says the same as line {first[says].rpartition(':')[2]}", "keep one of the two lines"
            )
        first.setdefault(says, line.place)
        if line["term"] and line["term"] not in terminology:
            yield line.error("term", "write an id of the vocabulary (cartkg terms lookup WORDS), or leave the cell empty")
        if line["day"] and not _is_day(line["day"]):
            yield line.error("day", "write the day of the review, such as 2026-01-31")


def _is_day(words: str) -> bool:
    try:
        return date.fromisoformat(words).isoformat() == words
    except ValueError:
        return False


def _read_lines(path: Path) -> Iterator["Line"]:
    """The lines of a file; its encoding, its header and its quotes are checked on the way."""
    table = csv.DictReader(io.StringIO(utf8.read(path), newline=""), strict=True)
    try:
        _check_header(path, table.fieldnames or ())
        for cells in table:
            at = f"{path}:{table.line_num}"
            if None in cells:
                raise CurationError(at, "has more cells than the first line", 'put a cell that holds a comma in quotes ("…")')
            yield Line(at, {key: (value or "").strip() for key, value in cells.items()})
    except csv.Error as error:
        remedy = 'close each quote ("…"), keep cells short, and save as comma-separated text'
        raise CurationError(f"{path}:{table.line_num + 1}", f"is no line of a CSV file: {error}", remedy) from error


def _check_header(path: Path, columns: Iterable[str]) -> None:
    columns = tuple(columns)
    if missing := [column for column in COLUMNS[:7] if column not in columns]:
        parted = len(columns) == 1 and any(mark in columns[0] for mark in ";\t")
        remedy = "save it with commas between the cells" if parted else "`cartkg curate TRIAL` writes them all"
        raise CurationError(f"{path}:1", f"no column {', '.join(missing)}", remedy)
    if unknown := [column or "(no name)" for column in columns if column not in COLUMNS]:
        raise CurationError(f"{path}:1", f"unknown column {', '.join(unknown)}", f"there are: {', '.join(COLUMNS)}")
    if twice := [column for column, count in Counter(columns).items() if count > 1]:
        raise CurationError(f"{path}:1", f"column {', '.join(twice)} stands twice", "keep one of them")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file, with the place that an error names."""

    place: str
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def one_of(self, column: str, allowed: Iterable[str]) -> str:
        """A cell that must hold one of the allowed words."""
        allowed = tuple(allowed)
        if self[column] not in allowed:
            raise self.error(column, f"write one of: {', '.join(word or 'nothing' for word in allowed)}")
        return self[column]

    def parsed(self, column: str, parse: Callable[[str], T], remedy: str) -> T:
        """A cell through `parse`, whose ValueError becomes an error that names the cell."""
        try:
            return parse(self[column])
        except ValueError:
            raise self.error(column, remedy) from None

    def flag(self, column: str) -> bool:
        return self.one_of(column, ("", "true", "false")) == "true"

    def error(self, column: str, remedy: str) -> CurationError:
        return CurationError(self.place, f"{column} {self[column]!r} is not understood", remedy)


def _item(line: Line) -> Curated:
    section = Section(line.one_of("section", tuple(Section)))
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)*", line["number"]):
        raise line.error("number", "write the item's path, such as 5 or 9.1.2")
    criterion = Criterion(section, line["number"], _categories(line), None, "", line["item_cohort"])
    if line.one_of("kind", KINDS):
        criterion = _with(criterion, _statement(line))
    reader, reviewer = _reader(line)
    day = line["day"] if _is_day(line["day"]) else ""  # another one is a finding, and no date
    return Curated(criterion, reader, reviewer, day, line["reason"], line["source"])


def _reader(line: Line) -> tuple[str, str]:
    """The kind of reader and the name of a line; a line that says nothing is the program's."""
    reader, reviewer = line.one_of("reader", ("", *READERS)) or READERS[0], line["reviewer"]
    if problem := signature_problem(reader, reviewer):
        raise line.error("reviewer", problem)
    return reader, reviewer


def signature_problem(reader: str, reviewer: str) -> str:
    """What is wrong with a signature and how to mend it; "" where nothing is.

    A physician signs with an ORCID (four groups of four, the last a check digit by ISO 7064); a program is no reviewer.
    """
    if reviewer.casefold() == "cartkg":
        return "name the person who read it, or leave it empty: a program is no reviewer"
    if reader == "physician" and not is_orcid(reviewer):
        return "a physician signs with an ORCID, such as 0000-0002-1825-0097"
    if reader == "program" and reviewer:
        return "say in `reader` what kind of reader this is: curator or physician"
    return ""


def is_orcid(words: str) -> bool:
    """Whether words are an ORCID whose check digit is right, with or without its address."""
    found = re.fullmatch(r"(?:https://orcid\.org/)?([0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X])", words)
    if not found:
        return False
    digits, total = found[1].replace("-", ""), 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11] == digits[-1]


def sign(path: Path, items: Iterable[str], reader: str, reviewer: str, day: str) -> int:
    """Signs items of a file ("inclusion 5", or "all") as read by a person; gives how many lines that were.

    Raises CurationError where an item is not in the file or the signature is not right.
    """
    if problem := signature_problem(reader, reviewer):
        raise CurationError(path, f"reviewer {reviewer!r} cannot sign as {reader}", problem)
    read(path)  # a file that is not well formed is not signed
    lines = [dict(line.cells) for line in _read_lines(path)]
    wanted, signature = set(items), {"reader": reader, "reviewer": reviewer, "day": day}
    known = {f"{line['section']} {line['number']}" for line in lines}
    if unknown := sorted(wanted - known - {"all"}):
        raise CurationError(path, f"no item {', '.join(unknown)}", "name items as the file does: inclusion 5, exclusion 9.1")
    chosen = [line for line in lines if "all" in wanted or f"{line['section']} {line['number']}" in wanted]
    for line in chosen:
        line.update(signature)
    _put(path, lines)
    return len(chosen)


def _categories(line: Line) -> tuple[str, ...]:
    categories = tuple(line["category"].split("|"))
    if unknown := [category for category in categories if category not in CATEGORIES]:
        raise CurationError(line.place, f"unknown category {', '.join(unknown)!r}", f"write some of: {', '.join(CATEGORIES)}")
    return categories


def _statement(line: Line) -> Statement:
    stance, cohort = Stance(line.one_of("stance", tuple(Stance))), line["cohort"]
    rule = line["rule"] or REVIEWED
    if line["kind"] == "age":
        comparator, unit = line.one_of("comparator", COMPARATORS), line.one_of("unit", AGE_UNITS)
        age = Age(line.parsed("value", _number, "write a number"), unit)
        return AgeBound(stance, comparator, age, NOWHERE, rule, cohort, line["provided"], _doubt(line))
    if not line["label"]:
        raise line.error("label", "name the agent, measure or condition")
    if line["term"] and not TERM.fullmatch(line["term"]):
        raise line.error("term", "write an id such as MONDO:0007915, or nothing")
    named = Named(line["label"], line["term"], line["how"])
    if line["kind"] == "threshold":
        return _threshold(line, stance, named, rule)
    if line["kind"] == "diagnosis":
        timing, held = _window(line), (line["provided"], _doubt(line))
        return Diagnosis(stance, named, NOWHERE, rule, timing, cohort, line.flag("exception"), *held)
    return _therapy(line, stance, named, rule)


def _threshold(line: Line, stance: Stance, measure: Named, rule: str) -> Threshold:
    line.parsed("value", _number, "write a plain number, such as 1e9")
    comparator = line.one_of("comparator", COMPARATORS)
    return Threshold(
        stance, measure, comparator, line["value"], line["unit"], NOWHERE, rule,
        line["cohort"], line.flag("repaired"), line["provided"], _doubt(line),
    )  # fmt: skip


def _number(cell: str) -> float:
    """A finite number in ASCII digits: Python's own `float` knows more ("nan", digits of other scripts, "1_000")."""
    value = float(cell) if NUMBER.fullmatch(cell) else math.nan
    if not math.isfinite(value):
        raise ValueError(cell)
    return value


def _count(cell: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,2}", cell):
        raise ValueError(cell)
    return int(cell)


def _therapy(line: Line, stance: Stance, agent: Named, rule: str) -> Therapy:
    count = line.parsed("min_count", _count, "write a whole number from 1 on, or nothing") if line["min_count"] else None
    apart = tuple(_named_from(part) for part in line["apart_from"].split("|") if part)
    return Therapy(
        stance, agent, NOWHERE, rule, count, _window(line), line.one_of("anchor", ANCHORS), line["cohort"],
        line.flag("exception"), apart, _lasting(line), line.one_of("time", ("", *TIMES)), line["provided"], _doubt(line),
    )  # fmt: skip


def _doubt(line: Line) -> str:
    """Why a line is in doubt; a line that says only that it is keeps that much."""
    return line["doubt"] or ("marked as in doubt" if line.flag("in_doubt") else "")


def _lasting(line: Line) -> str:
    if line["lasting"] and not WINDOW.fullmatch(line["lasting"]):
        raise line.error("lasting", "write one ISO 8601 duration (P3M)")
    return line["lasting"]


def _named_from(cell: str) -> Named:
    identifier, _, label = cell.partition(" ")
    return Named(label or identifier, identifier if label else "")


def _window(line: Line) -> str:
    if any(part and not WINDOW.fullmatch(part) for part in line["window"].split("|")):
        raise line.error("window", "write an ISO 8601 duration (P6M, P4W) or '5 half-lives', alternatives joined by |")
    return line["window"]


def _with(criterion: Criterion, statement: Statement) -> Criterion:
    match statement:
        case Therapy():
            return replace(criterion, therapies=(*criterion.therapies, statement))
        case Threshold():
            return replace(criterion, thresholds=(*criterion.thresholds, statement))
        case Diagnosis():
            return replace(criterion, diagnoses=(*criterion.diagnoses, statement))
        case AgeBound():
            return replace(criterion, ages=(*criterion.ages, statement))


def _joined(items: list[Curated]) -> Curated:
    """The lines of one item as one: its statements together, its signature from the first line that bears one."""
    criterion = items[0].criterion
    for item in items[1:]:
        for statement in item.criterion.statements:
            criterion = _with(criterion, statement)
    signed = next((item for item in items if item.signed), items[0])
    return replace(signed, criterion=criterion)


def _parted(trial: str, first: tuple[Curated, ...], other: tuple[Curated, ...]) -> Iterator[Disagreement]:
    """Item by item, what another page says that the first does not."""
    known = {_key(item.criterion): item for item in first}
    for item in other:
        mine, theirs = known.get(_key(item.criterion)), _statements(item.criterion)
        more = theirs - (_statements(mine.criterion) if mine else Counter())
        if more:
            less = _statements(mine.criterion) - theirs if mine else Counter[str]()
            place, source = f"{item.criterion.section} {item.criterion.number}", mine.source if mine else first[0].source
            yield Disagreement(trial, place, "; ".join(less), source, "; ".join(more), item.source)


def _statements(criterion: Criterion) -> Counter[str]:
    return Counter(in_words(statement) for statement in criterion.statements)


# --- the two together ------------------------------------------------------------------------------------------------


def apply(reading: Iterable[Criterion], curated: Iterable[Curated]) -> tuple[Criterion, ...]:
    """The program's reading with the reviewer's items in its place, item by item.

    A signed item replaces the program's, and keeps its words and spans; an unsigned one stands only where the program has read
    no such item. The order is the reading's; items that only the file has come after the others.
    """
    files = {_key(item.criterion): item for item in curated}
    read_items = tuple(reading)
    found = [_chosen(criterion, files.get(_key(criterion))) for criterion in read_items]
    known = {_key(criterion) for criterion in read_items}
    found.extend(_signed(item) for key, item in files.items() if key not in known)
    return tuple(found)


def _key(criterion: Criterion) -> tuple[Section, str]:
    return criterion.section, criterion.number


def _signed(item: Curated) -> Criterion:
    """The item of a file with its signature."""
    review = Review(item.reader, item.reviewer, item.day, item.source, item.reason) if item.signed else None
    return replace(item.criterion, review=review)


def _chosen(read_item: Criterion, item: Curated | None) -> Criterion:
    if item is None or not item.signed:
        return read_item
    spans = {_content(statement): statement.span for statement in read_item.statements}
    placed = replace(
        _signed(item), span=read_item.span, text=read_item.text, therapies=(), thresholds=(), diagnoses=(), ages=()
    )
    for statement in item.criterion.statements:
        span = spans.get(_content(statement), read_item.span or NOWHERE)
        placed = _with(placed, replace(statement, span=span))
    return placed


def _content(of: Statement) -> str:
    """What a statement says, without where and how it was read."""
    named = getattr(of, "agent", None) or getattr(of, "measure", None) or getattr(of, "condition", None)
    return f"{kind(of)} {named.id if named else ''} {in_words(of)}"


def differences(reading: Iterable[Criterion], curated: Iterable[Curated]) -> tuple[Difference, ...]:
    """Where the program's reading and the file part: statements, categories and items that only one of them has."""
    files = {_key(item.criterion): item for item in curated}
    found: list[Difference] = []
    seen = set()
    for criterion in reading:
        seen.add(_key(criterion))
        found.extend(_item_differences(criterion, files.get(_key(criterion))))
    for key, item in files.items():
        if key not in seen:
            found.append(Difference(*key, "file", "the item", item.signed))
    return tuple(found)


def _item_differences(criterion: Criterion, item: Curated | None) -> Iterator[Difference]:
    key = _key(criterion)
    if item is None:
        yield Difference(*key, "program", "the item")
        return
    sides = {"program": said(criterion), "file": said(item.criterion)}
    for only, other in (("program", "file"), ("file", "program")):
        for what in (sides[only] - sides[other]).elements():
            yield Difference(*key, only, what, item.signed)


def said(criterion: Criterion) -> Counter[str]:
    """What an item says, in words and without places: its categories and its statements."""
    categories = (f"category {category}" for category in criterion.categories)
    return Counter((*categories, *(in_words(statement) for statement in criterion.statements)))
