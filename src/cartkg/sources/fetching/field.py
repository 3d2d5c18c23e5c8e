"""What is asked of the registry for the field, read from `data/field.toml`.

The words for engineered cells stand in the title or the interventions of only two thirds of the records of the field; others
bear a product's name alone, or say it in the summary. So several questions are asked, and their union counts.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cartkg.facts import products
from cartkg.model import utf8
from cartkg.model.errors import CartkgError
from cartkg.model.resources import folder

LARGEST_PAGE = 1000  # the API's own bound
NAMES_AT_ONCE, IDS_AT_ONCE = 30, 100  # in one question: an address has a bound


@dataclass(frozen=True, slots=True)
class Field:
    """The registry's address and manners, and the words that a record of the field holds."""

    address: str
    requests_per_second: float
    page_size: int
    cells: tuple[str, ...]
    diseases: tuple[str, ...]
    summaries: bool = False
    products: tuple[str, ...] = ()
    known: tuple[str, ...] = ()

    def queries(self) -> Iterator[dict[str, str]]:
        """The questions that the field is the union of, as search parameters of the API.

        Words for cells among titles and interventions; anywhere, the summary too; names of products; ids that are known.
        """
        cells, condition = _either(self.cells), {"query.cond": _either(self.diseases)}
        yield {"query.intr": cells} | condition
        if self.summaries:
            yield {"query.term": cells} | condition
        for names in _parts(self.products, NAMES_AT_ONCE):
            yield {"query.intr": _either(names)} | condition
        for ids in _parts(self.known, IDS_AT_ONCE):
            yield {"filter.ids": ",".join(ids)}

    def holds(self, study: dict[str, Any]) -> bool:
        """Whether one of the questions would find a record: for a bulk file, where no search engine is at hand."""
        protocol = _object(study.get("protocolSection"))
        identity, conditions = _object(protocol.get("identificationModule")), _object(protocol.get("conditionsModule"))
        if identity.get("nctId") in self.known:
            return True
        titles = [identity.get("briefTitle"), identity.get("officialTitle"), *_list(conditions.get("keywords"))]
        said = _object(protocol.get("descriptionModule")).get("briefSummary") if self.summaries else ""
        given = map(_object, _list(_object(protocol.get("armsInterventionsModule")).get("interventions")))
        named = [*titles, *(name for i in given for name in (i.get("name"), *_list(i.get("otherNames"))))]
        gives = _names(self.cells, [*named, said]) or _names(self.products, named)
        return gives and _names(self.diseases, [*titles, *_list(conditions.get("conditions"))])


def read(path: Path) -> Field:
    """The field of a TOML file. Raises CartkgError naming the file and what it lacks."""
    try:
        table = tomllib.loads(utf8.read(path))
        api, cells, diseases = table["api"], table["cells"]["terms"], table["diseases"]["terms"]
        rate, size = float(api["requests_per_second"]), int(api["page_size"])
        if not (0 < rate < 1000 and 0 < size <= LARGEST_PAGE):
            raise ValueError(f"requests_per_second {rate} or page_size {size} is out of bounds")
        return _with_known(
            Field(str(api["address"]).rstrip("/"), rate, size, tuple(cells), tuple(diseases)), table.get("also", {})
        )
    except (OSError, ValueError, TypeError) as error:
        raise CartkgError(path, f"not a readable field definition: {error}", "see data/field.toml") from error
    except KeyError as error:
        raise CartkgError(path, f"no entry {error}", "see data/field.toml") from error


def _with_known(field: Field, also: dict[str, Any]) -> Field:
    """The field with what its file asks for beside words: summaries, and what the shipped data know."""
    if unknown := sorted(also.keys() - {"summaries", "named_products", "shipped_trials"}):
        raise ValueError(f"[also] has no entry {', '.join(unknown)}")
    names = (name for product in products.table() for name in product.names) if also.get("named_products") else ()
    ids = {path.name[:11] for path in folder("data/trials").glob("NCT*.json")} if also.get("shipped_trials") else ()
    return replace(field, summaries=bool(also.get("summaries")), products=tuple(dict.fromkeys(names)), known=tuple(sorted(ids)))


def _parts(terms: tuple[str, ...], size: int) -> Iterator[tuple[str, ...]]:
    for start in range(0, len(terms), size):
        yield terms[start : start + size]


def _either(terms: tuple[str, ...]) -> str:
    return " OR ".join(f'"{term}"' for term in terms)


def _names(terms: tuple[str, ...], texts: list[Any]) -> bool:
    """Whether a term stands in a text as words; hyphens and spaces are alike, and case does not matter."""
    pattern = "|".join(re.escape(_plain(term)) for term in terms)
    return bool(pattern) and any(re.search(rf"\b(?:{pattern})", _plain(text)) for text in texts if isinstance(text, str))


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _plain(text: str) -> str:
    return re.sub(r"[\s-]+", " ", text).lower()
