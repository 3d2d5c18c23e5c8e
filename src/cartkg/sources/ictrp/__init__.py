"""Records of other registries, as WHO's ICTRP exports them: CSV with and without a header line, and the portal's XML.

ChiCTR, EU CTR, JPRN, CTRI, ANZCTR, DRKS, ISRCTN and the others: a trial's id is its registry's own. What SecondaryIDs and
bridging say of other registries' ids goes into `secondary_ids`, by which `identity` joins the records of one trial. Contacts
are not kept. The order of the columns of the full export, which has no header, is ICTRP's.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from xml.etree import ElementTree

from cartkg.model import Age, Completeness, Eligibility, Intervention, Outcome, Site, Source, Trial, TrialDate
from cartkg.model.errors import CartkgError, UnreadableRecord
from cartkg.sources.ictrp import words

KIND = "ictrp"
LICENCE = "https://www.who.int/tools/clinical-trials-registry-platform/terms-and-conditions"
CONTACT = ("firstname", "lastname", "address", "email", "tel", "affiliation")
HEADERLESS = (
    "trialid", "secondaryids", "publictitle", "scientifictitle", "url", *(f"publiccontact{part}" for part in CONTACT),
    *(f"scientificcontact{part}" for part in CONTACT), "studytype", "studydesign", "phase", "dateregistration",
    "dateenrollement", "targetsize", "recruitmentstatus", "primarysponsor", "secondarysponsors", "sourcesupport", "countries",
    "conditions", "interventions", "agemin", "agemax", "gender", "inclusioncriteria", "exclusioncriteria", "primaryoutcome",
    "secondaryoutcomes", "bridgingflag", "bridgedtype", "childs", "typeenrolment", "retrospectiveflag",
)  # fmt: skip
"""The columns that are read of the full export, in its order and by their names without punctuation; results follow."""

OTHER_NAMES = {
    "secondaryid": "secondaryids", "webaddress": "url", "dateenrollment": "dateenrollement", "condition": "conditions",
    "intervention": "interventions", "inclusionagemin": "agemin", "inclusionagemax": "agemax", "inclusiongender": "gender",
    "secondarysponsor": "secondarysponsors", "secondaryoutcome": "secondaryoutcomes", "internalnumber": "",
    "country": "countries",
}  # fmt: skip
"""Names that the portal's XML and exports of other years give the same fields."""

IDS = re.compile(
    r"\b(?:NCT\d{8}|EUCTR\d{4}-\d{6}-\d{2}(?:-[A-Za-z-]+(?:/EEA)?)?|ChiCTR[A-Z-]*-?\d{6,}|JPRN-[A-Za-z]+-?\d+"
    r"|CTRI/\d{4}/\d{2,3}/\d+"
    r"|IRCT\d+N\d+|ACTRN\d{14}|DRKS\d{8}|ISRCTN\d{8}|TCTR\d{11}|RBR-\w+|KCT\d{7}|NL-?OMON\d+|NL\d{3,6}|NTR\d+|PACTR\d{15}"
    r"|PER-\d+-\d+|SLCTR/\d{4}/\d+|LBCTR\d+|ITMCTR\d+|CTIS\d{4}-\d{6}-\d{2}-\d{2})(?!\w)"
)
"""Ids of trials as the registries of ICTRP write them; a universal trial number (U1111-…) names no record."""

_EUDRACT = re.compile(r"(?<![\w-])(\d{4}-\d{6}-\d{2})(?:-[A-Z]{2,3})?(?![\w-])")
_LIST_HEAD = re.compile(r"^\s*(?:key\s+)?(?:inclusion|exclusion)\s+criteria\s*:?\s*", re.IGNORECASE)
_BOTH = re.compile(r"^\s*exclusion\s+criteria\s*:?", re.IGNORECASE | re.MULTILINE)
_EU_AGES = re.compile(r"\n?[^\n]*Are the trial subjects under 18\?.*", re.DOTALL)
_EU_PRODUCT = re.compile(r"^(?:Trade Name|Product Name):\s*(?P<name>[^\n]+)$", re.MULTILINE)
_EU_GROUPS = re.compile(
    r"under 18\? (?P<minors>yes|no).*?Adults \(18-64 years\) (?P<adults>yes|no).*?Elderly \(>=65 years\) (?P<old>yes|no)",
    re.DOTALL,
)
_LABEL = re.compile(r"^(?:control\s+)?intervention(?:\s+name)?\s*\d*\s*:\s*", re.IGNORECASE)
_ASIDE = re.compile(r"^(?:INN of the|Dosage And)\b", re.IGNORECASE)
_KINDS = re.compile(r"^(?:Drug|Biological|Genetic|Procedure|Device|Other|Combination Product|Dietary Supplement|Radiation):\s*")
_GROUP = re.compile(r"^[^:]{1,60}:\s*")

Row = Mapping[str, str]


def is_xml(text: str) -> bool:
    """Whether a text is the portal's XML."""
    return "<Trials_downloaded_from_ICTRP" in text[:2000]


def is_table(text: str) -> bool:
    """Whether a text is an export as CSV, with or without its header."""
    first = next(_cells(text[:200_000]), [])
    names = {_plain(cell) for cell in first}
    return {"trialid", "inclusioncriteria"} <= names or (
        len(first) >= len(HEADERLESS) and bool(IDS.fullmatch(first[0].strip()))
    )


def read(text: str, source: Source, place: str) -> Iterator[Trial | CartkgError]:
    """The trials of an export, and an error for each record that has no id. Raises UnreadableRecord for broken XML."""
    rows = _elements(text, place) if is_xml(text) else _rows(text)
    for number, row in enumerate(rows, 1):
        identifier = " ".join(row.get("trialid", "").split())
        if not IDS.fullmatch(identifier):
            yield UnreadableRecord(
                f"{place}: record {number}", f"no registry id (found {identifier[:40]!r})", "export it again"
            )
            continue
        yield _trial(row, identifier, source)


def registry_of(identifier: str) -> str:
    """The registry of an id by its first letters: ChiCTR, EUCTR, JPRN, NCT, …"""
    found = re.match(r"[A-Za-z]+", identifier)
    return found[0] if found else ""


def eudract(identifier: str) -> str:
    """An EU CTR id without the country of its record: the countries' records tell of one trial."""
    found = re.match(r"EUCTR\d{4}-\d{6}-\d{2}", identifier)
    return found[0] if found else identifier


def other_ids(*cells: str) -> tuple[str, ...]:
    """The trial ids of other registries in cells; a bare EudraCT number counts as EU CTR's."""
    found = [one for cell in cells for one in IDS.findall(cell)]
    found += [f"EUCTR{number}" for cell in cells for number in _EUDRACT.findall(cell)]
    return tuple(dict.fromkeys(eudract(one) for one in found))


# --- rows ----------------------------------------------------------------------------------------------------------------


def _cells(text: str) -> Iterator[list[str]]:
    before = csv.field_size_limit(10_000_000)  # a list of criteria may be long; the limit is the whole process's
    try:
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error:
        return
    finally:
        csv.field_size_limit(before)
    yield from rows


def _rows(text: str) -> Iterator[Row]:
    table = _cells(text)
    first = next(table, [])
    names = [_name(cell) for cell in first]
    if "trialid" not in names:
        names = list(HEADERLESS)
        yield dict(zip(names, first, strict=False))
    for cells in table:
        if any(cell.strip() for cell in cells):
            yield dict(zip(names, cells, strict=False))


def _elements(text: str, place: str) -> Iterator[Row]:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise UnreadableRecord(place, "the XML declares entities, which ICTRP's does not", "export it again")
    try:
        root = ElementTree.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except ElementTree.ParseError as error:
        raise UnreadableRecord(place, f"broken XML: {error}", "export it again") from error
    for trial in root.iter("Trial"):
        yield {_name(field.tag): "".join(field.itertext()) for field in trial}


def _name(column: str) -> str:
    plain = _plain(column)
    return OTHER_NAMES.get(plain, plain)


def _plain(column: str) -> str:
    return re.sub(r"[^a-z]", "", column.casefold())


# --- a trial -------------------------------------------------------------------------------------------------------------


def _trial(row: Row, identifier: str, source: Source) -> Trial:
    def said(column: str) -> str:
        return words.stated(row.get(column, ""))

    registry = registry_of(identifier)
    dates = (("first_posted", "dateregistration"), ("start", "dateenrollement"))
    return Trial(
        identifier,
        replace(source, kind=KIND, url=said("url"), licence=LICENCE),
        registry_id=identifier,
        registry_id_basis="stated",
        title=said("publictitle") or said("scientifictitle"),
        official_title=said("scientifictitle"),
        acronym=said("acronym"),
        secondary_ids=tuple(
            one
            for one in other_ids(*(row.get(column, "") for column in ("secondaryids", "bridgingflag", "childs")))
            if one != eudract(identifier)
        ),
        status=words.status(row.get("recruitmentstatus", "")),
        phases=words.phases(row.get("phase", "")),
        study_type=_study_type(said("studytype")),
        enrollment=words.target_size(row.get("targetsize", "")),
        dates=tuple(TrialDate(kind, day) for kind, column in dates if (day := words.iso(row.get(column, "")))),
        sponsor=said("primarysponsor"),
        collaborators=words.several(row.get("secondarysponsors", "")),
        conditions=words.conditions(row.get("conditions", "")),
        interventions=_interventions(words.text(row.get("interventions", "")), registry),
        min_age=words.age(row.get("agemin", ""), registry, upper=False) or _eu_age(row, upper=False),
        max_age=words.age(row.get("agemax", ""), registry, upper=True) or _eu_age(row, upper=True),
        sex=words.sex(row.get("gender", "")),
        sites=tuple(Site(country=country) for country in words.several(row.get("countries", ""))),
        outcomes=tuple(Outcome("primary", measure) for measure in words.several(row.get("primaryoutcome", ""))),
        eligibility=_eligibility(row),
    )


def _eu_age(row: Row, *, upper: bool) -> Age | None:
    """A bound that EU CTR says by age groups, where that is one: no minors, no people of 65 and older."""
    found = _EU_GROUPS.search(words.text(row.get("inclusioncriteria", "")))
    if found is None or found["adults"] == "no":
        return None
    if upper:
        return Age(64) if found["old"] == "no" else None
    return Age(18) if found["minors"] == "no" else None


def _study_type(said: str) -> str:
    kind = said.casefold()
    return "INTERVENTIONAL" if kind.startswith("intervention") else "OBSERVATIONAL" if kind.startswith("observation") else ""


def _interventions(said: str, registry: str) -> tuple[Intervention, ...]:
    """What is given, as far as each registry names it: EU CTR by product names, others by groups or in one stretch of words."""
    if registry == "EUCTR":
        names = [found["name"].strip() for found in _EU_PRODUCT.finditer(said)]
        return tuple(Intervention(name) for name in dict.fromkeys(names) if name.casefold() not in words.EMPTY)
    parts = [_LABEL.sub("", _KINDS.sub("", part.strip())) for part in re.split(r"[;\n]", said) if not _ASIDE.match(part)]
    named = (_GROUP.sub("", part).strip(" .") if registry == "ChiCTR" else part for part in parts)
    return tuple(Intervention(name) for name in dict.fromkeys(named) if words.stated(name))


def _eligibility(row: Row) -> Eligibility:
    """Both lists under their headings: they may stand in a cell each, or both in the first.

    Where the record has one list alone, nobody can tell whether it has no other or the export lost it: it is partial.
    """
    included, excluded = (
        _EU_AGES.sub("", words.text(row.get(column, ""))).strip() for column in ("inclusioncriteria", "exclusioncriteria")
    )
    included, excluded = ("" if cell.casefold() in words.EMPTY else cell for cell in (included, excluded))
    both = bool(_BOTH.search(included)) and not excluded
    lists = [
        f"{name} Criteria:\n\n{_LIST_HEAD.sub('', cell)}"
        for name, cell in (("Inclusion", included), ("Exclusion", excluded))
        if cell
    ]
    if not lists:
        return Eligibility()
    shown = Completeness.COMPLETE if both or len(lists) == 2 else Completeness.PARTIAL
    return Eligibility("\n\n".join(lists), shown, field="Inclusion_Criteria, Exclusion_Criteria")
