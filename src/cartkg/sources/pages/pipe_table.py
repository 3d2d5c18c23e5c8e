"""A page of tables whose cells are parted by "|": one of labels and values, then sites, sponsors, outcomes and related trials.

Its first heading names the condition ("… Clinical Trial"), not the trial, and the ids in the last table are other trials'.
"""

import re
from collections.abc import Iterator

from cartkg.model import Eligibility, Mention, Outcome, Person, Site, Source, Trial, TrialDate
from cartkg.sources import values
from cartkg.sources.age_words import age_range
from cartkg.sources.pages.page import Page, heading_form

KIND, SITE = "page:pipe-table", ""
LABELS = ("nct number", "other study id #", "secondary id", "status", "phase", "first received", "last updated", "start date",
          "completion date", "est. completion date", "primary completion date", "est. primary completion date", "enrollment",
          "est. enrollment", "accepts healthy volunteers", "gender", "sex", "age group", "age", "eligibility", "study type",
          "source", "contact", "verified date", "acronym", "condition", "intervention", "first posted", "last update posted",
          "first submitted", "phone", "email", "study design", "allocation", "sponsor")  # fmt: skip
_LABEL = re.compile(
    rf"^[ \t]*({'|'.join(map(re.escape, sorted(LABELS, key=len, reverse=True)))})[ \t]*\|", re.IGNORECASE | re.MULTILINE
)
_RULE = re.compile(r"^[ \t]*\|?(?:[ \t]*:?-{3,}:?[ \t]*\|)+[ \t]*(?:-{3,})?[ \t]*$", re.MULTILINE)
_HEADING = re.compile(r"^(?P<condition>.+?)\s+Clinical Trials?$")
_PAIR = re.compile(r"\b(NCT[0-9]{8})\b\s*[-–:]?\s*(.*)", re.DOTALL)
DATES = {"start date": "start", "completion date": "completion", "primary completion date": "primary_completion",
         "first received": "first_submitted", "first submitted": "first_submitted", "last updated": "last_update",
         "first posted": "first_posted", "last update posted": "last_update", "verified date": "verified"}  # fmt: skip
_BETWEEN_NAMES = re.compile(r",\s+(?!(?:Inc|Ltd|LLC|Co|Corp|GmbH|S\.A|China|USA|United States)\b)")
Row = tuple[str, ...]


def likeness(page: Page) -> int:
    """How many of the layout's labels and tables the page has."""
    headers = [header for header, _ in _tables(page.text)]
    known = sum(
        header[:2] in (("country", "name"), ("lead sponsor", "collaborator"), ("type", "measure")) for header in headers
    )
    return len(_cells(page.text)) + 2 * known


def read(page: Page, source: Source) -> Trial:
    """The trial of a page of piped tables."""
    cells = {label: page.text[start:end] for label, (start, end) in _cells(page.text).items()}
    tables = dict(_tables(page.text))
    nct_id = values.NCT_ID.search(cells.get("nct number", ""))
    stated = nct_id[0] if nct_id else ""
    heading = page.lines[0].text if page.lines else ""
    condition = _HEADING.match(heading)
    ages = age_range(cells.get("age group", cells.get("age", "")))
    sponsor, others = _sponsors(tables)
    enrollment = re.match(r"[0-9][0-9,]*", cells.get("enrollment", cells.get("est. enrollment", "")))
    return Trial(
        id=stated,
        source=source,
        registry_id=stated,
        registry_id_basis="stated" if stated else "",
        title=heading,
        generic_title=bool(condition),
        official_title=_after(page, "official title"),
        acronym=values.stated(cells.get("acronym", "")),
        org_study_id=values.stated(cells.get("other study id #", "")),
        secondary_ids=tuple(filter(None, [values.stated(cells.get("secondary id", ""))])),
        status=values.status(cells.get("status", "")),
        phases=values.phases(cells.get("phase", "")),
        study_type=values.study_type(cells.get("study type", "")),
        enrollment=int(enrollment[0].replace(",", "")) if enrollment else None,
        dates=tuple(_dates(cells)),
        sponsor=sponsor or values.stated(cells.get("source", "")),
        collaborators=others,
        sex=values.sex(cells.get("gender", cells.get("sex", ""))),
        min_age=ages[0],
        max_age=ages[1],
        healthy_volunteers=values.healthy_volunteers(cells.get("accepts healthy volunteers", "")),
        conditions=(condition["condition"],) if condition else (),
        sites=tuple(_sites(tables)),
        contacts=tuple(Person(name, "CONTACT") for name in [values.stated(cells.get("contact", ""))] if name),
        outcomes=tuple(_outcomes(tables)),
        mentions=tuple(m for m in _mentions(tables) if m.id != stated),
        summary=_summary(page),
        eligibility=_eligibility(page),
    )


def _cells(text: str) -> dict[str, tuple[int, int]]:
    """Label to the place of its value: from the bar behind the label to the bar that closes the row."""
    found = list(_LABEL.finditer(text))
    first_rule = next((m.start() for m in _RULE.finditer(text)), len(text))
    found = [m for m in found if m.start() < first_rule]
    cells: dict[str, tuple[int, int]] = {}
    for match, following in zip(found, [*found[1:], None], strict=False):
        stop = following.start() if following else _last_row_end(text, match.end(), first_rule)
        start, end = _stripped(text, match.end(), stop)
        cells.setdefault(re.sub(r"\s+", " ", match[1].lower()), (start, end))
    return cells


def _last_row_end(text: str, start: int, first_rule: int) -> int:
    """Where the last labelled row ends: before the header of the first table, at the end of a line that closes with a bar."""
    if first_rule == len(text):
        return len(text)
    header = text.rfind("\n", 0, max(first_rule - 1, 0))
    closing = text.rfind("|\n", start, header + 1)
    return closing if closing > start else max(header, start)


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    inside = text[start:end]
    body = inside.rstrip(" |\n\t")
    lead = len(body) - len(body.lstrip())
    return start + min(lead, len(body)), start + len(body)


def _tables(text: str) -> Iterator[tuple[Row, list[Row]]]:
    """(header in lower case, rows) of every table that has a rule under its header."""
    rules = list(_RULE.finditer(text))
    for rule, following in zip(rules, [*rules[1:], None], strict=False):
        header_start = text.rfind("\n", 0, max(rule.start() - 1, 0)) + 1
        header = _split(text[header_start : rule.start()])
        stop = text.rfind("\n", 0, following.start() - 1) if following else len(text)
        yield tuple(cell.lower() for cell in header), _rows(text[rule.end() : max(stop, rule.end())], rule[0].count("|"))


def _split(line: str) -> Row:
    return tuple(cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|"))


def _rows(body: str, width: int) -> list[Row]:
    """A row a line where every line closes with a bar, else a row for every `width` bars: cells then hold several lines."""
    lines = [line for line in body.split("\n") if line.strip()]
    if all(line.rstrip().endswith("|") for line in lines):
        return [_split(line) for line in lines]
    cells = [cell.strip() for cell in body.split("|")]
    return [tuple(cells[n : n + width]) for n in range(0, len(cells) - width + 1, width)]


def _table(tables: dict[Row, list[Row]], *header: str) -> list[Row]:
    """The rows of the table with this header, each with empty cells behind it."""
    return [row + ("",) * 6 for head, rows in tables.items() if head[: len(header)] == header for row in rows]


def _sponsors(tables: dict[Row, list[Row]]) -> tuple[str, tuple[str, ...]]:
    rows = _table(tables, "lead sponsor", "collaborator")
    others = [name for row in rows for name in re.split(_BETWEEN_NAMES, row[1]) if values.stated(name)]
    return next((row[0] for row in rows if values.stated(row[0])), ""), tuple(dict.fromkeys(others))


def _sites(tables: dict[Row, list[Row]]) -> Iterator[Site]:
    for country, name, city, state, *_ in _table(tables, "country", "name"):
        if values.stated(country):
            yield Site(name, city, state, country)


def _outcomes(tables: dict[Row, list[Row]]) -> Iterator[Outcome]:
    for kind, measure, description, frame, *_ in _table(tables, "type", "measure"):
        if measure and kind.lower() in ("primary", "secondary", "other"):
            yield Outcome(kind.lower(), measure, frame, description)


def _mentions(tables: dict[Row, list[Row]]) -> Iterator[Mention]:
    for status, trial, phase, *_ in _table(tables, "status", "clinical trial"):
        if found := _PAIR.search(trial):
            title = re.sub(r"\s+", " ", found[2]).strip()
            yield Mention(found[1], title, values.status(status), "|".join(values.phases(phase)))


def _dates(cells: dict[str, str]) -> Iterator[TrialDate]:
    for label, words in cells.items():
        kind = DATES.get(label.removeprefix("est. "))
        if kind and (day := values.iso_date(words)):
            yield TrialDate(kind, day, True if label.startswith("est. ") else None)


def _after(page: Page, heading: str) -> str:
    """The line after a heading, or the words behind its colon."""
    for line, following in zip(page.lines, [*page.lines[1:], None], strict=False):
        if heading_form(line.text) == heading and following:
            return following.text
        if line.text.casefold().startswith(heading + ":") and (rest := line.text[len(heading) + 1 :].strip()):
            return rest
    return ""


def _summary(page: Page) -> str:
    """The prose before the first row of a table, without headings and the official title."""
    first = _LABEL.search(page.text)
    title = _after(page, "official title")
    prose = [line.text for line in page.lines[1:] if not first or line.end <= first.start()]
    return "\n".join(words for words in prose if words != title and not words.casefold().startswith("official title"))


def _eligibility(page: Page) -> Eligibility:
    place = _cells(page.text).get("eligibility")
    return page.slice(*place) if place and place[1] > place[0] else Eligibility()
