"""The form in which cartkg ships trials: `data/trials/<id>.json`, one record a file, facts without prose.

Names of fields are those of `Trial`; what is empty is left out. A long list stands one entry a line, so that two versions of a
record can be compared line by line. Titles, names, numbers, dates and tokens carry over from a source; summaries, descriptions
and eligibility texts do not: `eligibility_text` only says how much of the text the source showed, and the `note` of an outcome
is in our own words.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

from cartkg.model import (
    Age,
    Arm,
    Completeness,
    Eligibility,
    Field,
    Intervention,
    Mention,
    Outcome,
    Person,
    Site,
    Source,
    Target,
    Trial,
    TrialDate,
)  # fmt: skip
from cartkg.model.errors import UnreadableRecord
from cartkg.model.namespaces import PREFIXES
from cartkg.sources import values
from cartkg.sources.age_words import one_age
from cartkg.sources.fields import Fields, Json

TERM = re.compile(r"[A-Za-z0-9]+:[A-Za-z0-9._-]+")
ADDRESS = re.compile(r"https?://[^\x00-\x20<>\"{}|\\^`]+")
KIND, FORM = "cartkg", "trial/1"
TEXTS = (
    "title", "official_title", "acronym", "org_study_id", "status", "study_type", "enrollment_type", "sponsor",
    "sponsor_class", "responsible_party", "sex", "allocation", "intervention_model", "primary_purpose", "masking",
    "conditions_basis", "initiation", "modality", "cell_source", "registry_id", "registry_id_basis",
)  # fmt: skip
LISTS = (
    "secondary_ids", "aliases", "phases", "collaborators", "conditions", "condition_qualifiers", "phases_in_text", "keywords",
    "design_words", "notes",
)  # fmt: skip
FLAGS = ("generic_title", "healthy_volunteers", "results_posted")
AGES = ("min_age", "max_age")
ORDER = (
    "cartkg", "id", "registry_id", "registry_id_basis", "aliases", "source", "title", "generic_title", "official_title",
    "acronym", "org_study_id", "secondary_ids", "status", "study_type", "phases", "phases_in_text", "enrollment",
    "enrollment_type", "dates", "sponsor", "sponsor_class", "responsible_party", "collaborators", "initiation", "conditions",
    "conditions_basis", "condition_qualifiers", "keywords", "modality", "cell_source", "targets", "interventions",
    "arms", "allocation", "intervention_model", "primary_purpose", "masking", "design_words", "min_age", "max_age",
    "sex", "healthy_volunteers", "eligibility_text", "outcomes", "sites", "officials", "contacts", "results_posted",
    "mentions", "fields", "notes",
)  # fmt: skip
LONGEST_LINE = 120
"""A list that is longer than this stands one entry a line."""

PROSE_FIELDS = ("Description", "studyPopulation", "whyStopped", "comment", ".label", "retention", "oldNameTitle")
"""Registry fields whose values are sentences of others: they are not written."""


def is_record(value: Json) -> bool:
    """Whether a JSON value is a record in this form."""
    return isinstance(value, dict) and value.get("cartkg") == FORM


def read(record: Json, source: Source, place: str, unknown: Counter[str]) -> Trial:
    """The trial of a record for which `is_record` holds.

    A record without a title adds an official title or the eligibility text alone: another record says what the trial is. Raises
    UnreadableRecord where the id, the source, or title, official title and `eligibility_text` are all missing.
    """
    top = Fields(record, "", unknown)
    origin = top.object("source")
    trial = Trial(id=top.text("id"), source=_source(source, origin))
    if not trial.id or not origin or not any(top.text(key) for key in ("title", "official_title", "eligibility_text")):
        raise UnreadableRecord(place, "a record of cartkg needs id, source, and a title or eligibility_text", "fill the field")
    stated: dict[str, Any] = {key: top.text(key) for key in TEXTS} | {key: top.texts(key) for key in LISTS}
    stated |= {key: top.flag(key) for key in FLAGS} | {key: one_age(top.text(key)) for key in AGES}
    trial = replace(trial, **{key: value for key, value in stated.items() if value is not None})
    trial = _with_lists(replace(trial, enrollment=top.count("enrollment")), top)
    shown = top.text("eligibility_text")
    trial = replace(
        trial, eligibility=Eligibility(completeness=_completeness(place, shown), field="data/statements" if shown else "")
    )
    _check_identifiers(place, trial)
    top.skip("cartkg")
    origin.close()
    top.close()
    return trial


def _check_identifiers(place: str, trial: Trial) -> None:
    """Raises UnreadableRecord for a target or an address that can be no IRI."""
    for target in trial.targets:
        if target.id and not (TERM.fullmatch(target.id) and target.id.partition(":")[0] in PREFIXES):
            raise UnreadableRecord(place, f"target {target.id[:60]!r} is no identifier", "write one such as HGNC:1633")
    if trial.source.url and not ADDRESS.fullmatch(trial.source.url):
        raise UnreadableRecord(place, f"url {trial.source.url[:60]!r} is no web address", "write the record's address")


def _source(source: Source, origin: Fields) -> Source:
    """The shipped file, with where its facts were found and when."""
    day = origin.text("retrieved")
    from_ = " ".join(part for part in (origin.text("kind"), origin.text("name")) if part)
    origin.skip("sha256")
    return replace(
        source,
        kind=KIND,
        retrieved=date.fromisoformat(day) if values.iso_date(day) == day and len(day) == 10 else None,
        url=origin.text("url"),
        licence=origin.text("licence"),
        site=origin.text("site"),
        origin=from_,
    )


def _completeness(place: str, words: str) -> Completeness:
    try:
        return Completeness(words or "none")
    except ValueError:
        raise UnreadableRecord(place, f"eligibility_text is {words[:60]!r}", "write complete, partial or none") from None


def _with_lists(trial: Trial, top: Fields) -> Trial:
    return replace(
        trial,
        dates=tuple(
            TrialDate(f.text("kind"), f.text("value"), f.flag("estimated"), f.text("note")) for f in top.objects("dates")
        ),
        targets=tuple(Target(f.text("id"), f.text("symbol"), f.text("intervention")) for f in top.objects("targets")),
        interventions=tuple(_intervention(f) for f in top.objects("interventions")),
        arms=tuple(Arm(f.text("label"), f.text("type"), "", f.texts("interventions")) for f in top.objects("arms")),
        outcomes=tuple(
            Outcome(f.text("kind"), f.text("measure"), f.text("time_frame"), f.text("note")) for f in top.objects("outcomes")
        ),
        sites=tuple(
            Site(f.text("facility"), f.text("city"), f.text("region"), f.text("country"), f.text("status"))
            for f in top.objects("sites")
        ),
        officials=tuple(_person(f) for f in top.objects("officials")),
        contacts=tuple(_person(f) for f in top.objects("contacts")),
        mentions=tuple(
            Mention(f.text("id"), f.text("title"), f.text("status"), f.text("phase")) for f in top.objects("mentions")
        ),
        fields=tuple(Field(f.text("name"), f.text("value")) for f in top.objects("fields")),
    )


def _intervention(fields: Fields) -> Intervention:
    return Intervention(
        fields.text("name"),
        fields.text("type"),
        "",
        fields.texts("other_names"),
        fields.numbers("doses_cells_per_kg"),
        fields.text("basis"),
        fields.text("preparation_time"),
    )


def _person(fields: Fields) -> Person:
    return Person(fields.text("name"), fields.text("role"), fields.text("affiliation"))


def write(trial: Trial, origin: Source, day: date) -> str:
    """The record of a trial without its prose; `origin` is the source of its facts, `day` when they were taken."""
    record: dict[str, Any] = {key: getattr(trial, key) for key in (*TEXTS, *LISTS, *FLAGS, "id", "enrollment")}
    record |= {key: _age_words(getattr(trial, key)) for key in AGES}
    record |= {"cartkg": FORM, "eligibility_text": str(trial.eligibility.completeness)}
    told = {key: getattr(origin, key) for key in ("name", "kind", "site", "sha256", "url", "licence")}
    record["source"] = told | {"retrieved": day.isoformat()}
    for key in ("dates", "targets", "interventions", "arms", "outcomes", "sites", "officials", "contacts", "mentions"):
        record[key] = [_entry(asdict(value)) for value in getattr(trial, key)]
    record["fields"] = [asdict(f) for f in trial.fields if not f.name.endswith(PROSE_FIELDS)]
    return "{\n" + ",\n".join(_lines(record)) + "\n}\n"


def _entry(value: dict[str, Any]) -> dict[str, Any]:
    return {key: inner for key, inner in value.items() if key != "description" and inner not in ("", None, (), [])}


def _age_words(age: Age | None) -> str:
    return f"{age.value:g} {age.unit}" if age else ""


def _lines(record: dict[str, Any]) -> Iterator[str]:
    for key in ORDER:
        value = record.get(key)
        if value in ("", None, (), []) or (key == "generic_title" and not value):
            continue
        if isinstance(value, list | tuple) and len(value) > 1 and len(_one_line(value)) > LONGEST_LINE:
            yield f' "{key}": [\n  ' + ",\n  ".join(_one_line(entry) for entry in value) + "\n ]"
        else:
            yield f' "{key}": {_one_line(_entry(value) if isinstance(value, dict) else value)}'


def _one_line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def write_all(trials: Iterable[tuple[Trial, Source]], folder: Path, day: date) -> tuple[Path, ...]:
    """Writes a file for each trial and gives their paths."""
    written = []
    for trial, origin in trials:
        path = folder / f"{trial.id}.json"
        path.write_text(write(trial, origin, day), encoding="utf-8")
        written.append(path)
    return tuple(written)
