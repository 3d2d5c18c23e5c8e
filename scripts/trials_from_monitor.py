"""Make `data/trials/` records from a daily snapshot of the CAR-T Rheumatology & Autoimmune Trials Monitor.

    python scripts/trials_from_monitor.py SNAPSHOT_DIR [MISSED.csv] [--titles TITLES.tsv] --out data/trials

SNAPSHOT_DIR holds the monitor's `trials.csv` and `sites.csv` (its licence: MIT); MISSED.csv (columns nct, title, status,
phase, enrollment, sponsor, conditions, source) names trials that it lacks. Registry facts carry over: identifiers, titles,
status, phase, dates, enrolment, conditions, interventions, sponsor, ages, countries, sites, names of outcome measures. The
monitor's own classes (target, product type, disease entity) do not: modality, cell source and targets are read from the
record's words by `cartkg.facts.products`; the summary is read for that and not kept. The monitor has no type of study,
so none is said. Where a trial has a record of another source already, that one stays as it is and the monitor's facts stand
beside it in `<id>.monitor.json`; `cartkg build` merges the two and tells where they disagree. TITLES.tsv (nct, title, day,
source) holds official titles, which the monitor does not carry: they become one file of records that state a title alone.
"""

import argparse
import csv
import hashlib
import html
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from cartkg.facts import products
from cartkg.model import Age, Intervention, Outcome, Site, Source, Trial, TrialDate
from cartkg.sources import shipped
from cartkg.vocabulary import Terminology

MONITOR = "CAR-T Rheumatology & Autoimmune Trials Monitor"
LONGEST_MEASURE = 120
"""Characters of an outcome measure's name; a longer one is explained in its own field, and the explanation is left out."""

_END = re.compile(
    r"\n|\s*[;；。]|\. |(?<=\w{3}): |\s*[(（]|, "
    r"|\s(?:defined|assessed|measured|evaluated|including|such as|according|as per|based on"
    r"|in accordance|that|which|who|after|during|within|from|at|in)\b"
)
"""Where the name of a measure may end and what explains it begins."""

Row = Mapping[str, str]


def main() -> None:
    """Reads the arguments, writes a file for each trial, says how many."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("snapshot", type=Path)
    parser.add_argument("missed", type=Path, nargs="?")
    parser.add_argument("--titles", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    trials = list(snapshot(options.snapshot))
    if options.missed:
        trials += missed(options.missed)
    if options.titles:
        (options.out / "official-titles.jsonl").write_text("".join(official_titles(options.titles)), encoding="utf-8")
    written = [trial for trial in trials if _write(trial, options.out)]
    print(f"{len(written)} of {len(trials)} records are new or changed in {options.out}", file=sys.stderr)


def snapshot(folder: Path) -> Iterator[Trial]:
    """The trials of a snapshot, with their sites, modality, cell source and targets."""
    day = date.fromisoformat(json.loads((folder / "metadata.json").read_text(encoding="utf-8"))["snapshot_date"])
    sites = defaultdict(list)
    for row in _rows(folder / "sites.csv"):
        sites[row["NCTId"]].append(_site(row))
    for row in _rows(folder / "trials.csv"):
        yield _described(_trial(row, tuple(dict.fromkeys(sites[row["NCTId"]])), day))


def missed(table: Path) -> Iterator[Trial]:
    """The trials that another list has; its `source` cell ends with the day."""
    for row in _rows(table):
        origin = Source(row["source"], "list", _digest(row), _day(row["source"]), _url(row["nct"]))
        enrollment = int(row["enrollment"]) if row["enrollment"] else None
        stated = Trial(row["nct"], origin, registry_id=row["nct"], registry_id_basis="stated", title=row["title"])
        yield _described(
            replace(
                stated,
                status=row["status"],
                phases=_several(row["phase"]),
                enrollment=enrollment,
                sponsor=row["sponsor"],
                conditions=_several(row["conditions"]),
            )
        )


def official_titles(table: Path) -> Iterator[str]:
    """A record a line that states the official title of a trial and nothing else."""
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            source = {"name": row["source"], "kind": "list", "url": _url(row["nct"]), "retrieved": row["day"]}
            facts = {"cartkg": shipped.FORM, "id": row["nct"], "registry_id": row["nct"], "registry_id_basis": "stated"}
            title = html.unescape(row["title"]).strip()
            yield json.dumps(facts | {"source": source, "official_title": title}, ensure_ascii=False) + "\n"


def _trial(row: Row, sites: tuple[Site, ...], day: date) -> Trial:
    nct = row["NCTId"]
    return Trial(
        nct,
        Source(f"{MONITOR}, {day}", "monitor", _digest(row), day, _url(nct), "MIT"),
        registry_id=nct,
        registry_id_basis="stated",
        title=row["BriefTitle"],
        status=row["OverallStatus"],
        phases=() if row["Phase"] == "Unknown" else _several(row["Phase"]),
        enrollment=int(float(row["EnrollmentCount"])) if row["EnrollmentCount"] else None,
        enrollment_type=row.get("EnrollmentType", ""),
        dates=tuple(
            TrialDate(kind, row[column])
            for kind, column in (("start", "StartDate"), ("last_update", "LastUpdatePostDate"))
            if row[column]
        ),
        sponsor=row["LeadSponsor"],
        sponsor_class=row["LeadSponsorClass"],
        conditions=_several(row["Conditions"]),
        interventions=tuple(Intervention(name) for name in _several(row["Interventions"])),
        min_age=_age(row["MinAge"]),
        max_age=_age(row["MaxAge"]),
        sites=sites or tuple(Site(country=country) for country in _several(row["Countries"])),
        outcomes=tuple(dict.fromkeys(Outcome("primary", _short(name)) for name in _several(row["PrimaryEndpoints"]))),
        summary=row["BriefSummary"],
    )


def _described(trial: Trial) -> Trial:
    return products.described(trial, Terminology.shipped())


def _write(trial: Trial, out: Path) -> bool:
    """Writes a record; beside one of the same trial that is there with facts of another source. False where nothing changed."""
    path = out / f"{trial.id}.json"
    if path.exists() and json.loads(path.read_text(encoding="utf-8"))["source"]["kind"] not in ("monitor", "list"):
        path = out / f"{trial.id}.monitor.json"
    text = shipped.write(trial, trial.source, trial.source.retrieved or date.today())
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.write_text(text, encoding="utf-8")
    return True


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{key: html.unescape(value or "").strip() for key, value in row.items()} for row in csv.DictReader(file)]


def _site(row: Row) -> Site:
    return Site(row["Facility"], row["City"], row["State"], row["Country"], row["SiteStatus"])


def _several(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in cell.split("|") if part.strip()))


def _age(words: str) -> Age | None:
    found = re.fullmatch(r"(\d+) (Year|Month|Week|Day|Hour)s?", words)
    return Age(int(found[1]), found[2].lower() + "s") if found else None


def _short(measure: str) -> str:
    """The name of an outcome measure, whole: what explains it is cut off where the words allow, never amid a phrase."""
    name = " ".join(measure.split())
    if len(name) <= LONGEST_MEASURE:
        return name.rstrip(" .;:,")
    ends = [found.start() for found in _END.finditer(name) if found.start() <= LONGEST_MEASURE]
    least = [end for end in ends if len(name[:end].split()) > 2]
    return name[: max(least)].rstrip(" .;:,") if least else name


def _digest(row: Row) -> str:
    return hashlib.sha256(json.dumps(row, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _day(words: str) -> date | None:
    found = re.search(r"\d{4}-\d{2}-\d{2}", words)
    return date.fromisoformat(found[0]) if found else None


def _url(nct: str) -> str:
    return f"https://clinicaltrials.gov/study/{nct}"


if __name__ == "__main__":
    main()
