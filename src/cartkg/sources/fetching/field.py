"""The query that defines the field, read from `data/field.toml`."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cartkg.model import utf8
from cartkg.model.errors import CartkgError

LARGEST_PAGE = 1000  # the API's own bound


@dataclass(frozen=True, slots=True)
class Field:
    """The registry's address and manners, and the words that a record of the field holds."""

    address: str
    requests_per_second: float
    page_size: int
    cells: tuple[str, ...]
    diseases: tuple[str, ...]

    def parameters(self) -> dict[str, str]:
        """The field as search parameters of the API: intervention words and condition words, each joined by OR."""
        return {"query.intr": _either(self.cells), "query.cond": _either(self.diseases)}

    def holds(self, study: dict[str, Any]) -> bool:
        """Whether a record is in the field by its own words: for a bulk file, where no search engine is at hand."""
        protocol = _object(study.get("protocolSection"))
        identity, conditions = _object(protocol.get("identificationModule")), _object(protocol.get("conditionsModule"))
        titles = [identity.get("briefTitle"), identity.get("officialTitle"), *_list(conditions.get("keywords"))]
        given = map(_object, _list(_object(protocol.get("armsInterventionsModule")).get("interventions")))
        products = [name for i in given for name in (i.get("name"), *_list(i.get("otherNames")))]
        return _names(self.cells, [*titles, *products]) and _names(
            self.diseases, [*titles, *_list(conditions.get("conditions"))]
        )


def read(path: Path) -> Field:
    """The field of a TOML file. Raises CartkgError naming the file and what it lacks."""
    try:
        table = tomllib.loads(utf8.read(path))
        api, cells, diseases = table["api"], table["cells"]["terms"], table["diseases"]["terms"]
        rate, size = float(api["requests_per_second"]), int(api["page_size"])
        if not (0 < rate < 1000 and 0 < size <= LARGEST_PAGE):
            raise ValueError(f"requests_per_second {rate} or page_size {size} is out of bounds")
        return Field(str(api["address"]).rstrip("/"), rate, size, tuple(cells), tuple(diseases))
    except (OSError, ValueError, TypeError) as error:
        raise CartkgError(path, f"not a readable field definition: {error}", "see data/field.toml") from error
    except KeyError as error:
        raise CartkgError(path, f"no entry {error}", "see data/field.toml") from error


def _either(terms: tuple[str, ...]) -> str:
    return " OR ".join(f'"{term}"' for term in terms)


def _names(terms: tuple[str, ...], texts: list[Any]) -> bool:
    """Whether a term stands in a text as words; hyphens and spaces are alike, and case does not matter."""
    pattern = "|".join(re.escape(_plain(term)) for term in terms)
    return any(re.search(rf"\b(?:{pattern})", _plain(text)) for text in texts if isinstance(text, str))


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _plain(text: str) -> str:
    return re.sub(r"[\s-]+", " ", text).lower()
