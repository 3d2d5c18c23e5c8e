"""A person's file: which form it is in, and the person that it tells of."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from cartkg.use.match import fhir, phenopacket, yaml_form
from cartkg.use.match.candidate import Candidate
from cartkg.use.match.yaml_form import PersonError

FORMS = "our short YAML, a GA4GH Phenopacket (v2) or a FHIR R4/R5 bundle"


def read_person(file: Path, today: date | None = None) -> Candidate:
    """The person of a YAML or JSON file. `today` is the reference day where the file gives none. Raises PersonError."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PersonError(file, f"cannot be read: {error}", f"give a text file: {FORMS}") from error
    return parse_person(str(file), text, today)


def parse_person(place: str, text: str, today: date | None = None) -> Candidate:
    """The person that a text tells of, in any of the forms; `place` names it in errors. Raises PersonError."""
    try:
        values = json.loads(text) if text.lstrip().startswith("{") else yaml.safe_load(text)
    except (ValueError, yaml.YAMLError) as error:
        raise PersonError(place, f"neither YAML nor JSON: {' '.join(str(error).split())}", f"give {FORMS}") from error
    return person_of(place, values, today)


def person_of(place: str, values: Any, today: date | None = None) -> Candidate:
    """The person of values as YAML or JSON hold them."""
    if not isinstance(values, dict):
        raise PersonError(place, f"{type(values).__name__} where a person's fields are expected", f"give {FORMS}")
    day = today or date.today()
    if fhir.is_one(values):
        return fhir.read(place, values, day)
    if phenopacket.is_one(values):
        return phenopacket.read(place, values, day)
    return yaml_form.read(place, values, day)
