"""Reading a JSON object field by field, keeping count of what nobody asked for and of what has another type than it should."""

import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

Json = Any
LONGEST_NUMBER = 18  # digits; a longer one is no count of anything, and slow to calculate with
TO_SPACES = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535), " ")  # what XML and terminals do not take


def parsed(text: str) -> Json:
    """The value of a JSON text; long whole numbers become floats. Raises ValueError, and RecursionError for deep nesting."""
    return json.loads(text, parse_int=lambda digits: int(digits) if len(digits) <= LONGEST_NUMBER else float(digits))


class Fields:
    """A JSON object whose fields are read by name.

    Each accessor gives the empty value where the field is missing; a field of another type counts as unknown under its path
    with "(not …)". `close` counts the fields that no accessor was asked for. Paths are `protocolSection.designModule.phases[]`.
    """

    def __init__(self, value: Json, path: str, unknown: Counter[str]) -> None:
        self.path, self.unknown = path, unknown
        self._value: Mapping[str, Json] = value if isinstance(value, dict) else {}
        self._asked: set[str] = set()
        if value is not None and not isinstance(value, dict):
            unknown[f"{path} (not an object)"] += 1

    def _get(self, key: str) -> Json:
        self._asked.add(key)
        return self._value.get(key)

    def _where(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def wrong(self, key: str, wanted: str) -> None:
        """Counts a field whose value is not what it should be."""
        self.unknown[f"{self._where(key)} (not {wanted})"] += 1

    def __bool__(self) -> bool:
        return bool(self._value)

    def text(self, key: str) -> str:
        """A string, stripped; numbers and flags are no strings."""
        return self.raw_text(key).strip()

    def raw_text(self, key: str) -> str:
        """A string as it stands, so that offsets into it hold; control characters are spaces."""
        value = self._get(key)
        if value is None or isinstance(value, str):
            return (value or "").translate(TO_SPACES)
        self.wrong(key, "text")
        return ""

    def count(self, key: str) -> int | None:
        """A whole number of zero or more."""
        value = self._get(key)
        whole = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value == int(value)
        if whole and value >= 0:
            return int(value)
        if value is not None:
            self.wrong(key, "a whole number")
        return None

    def flag(self, key: str) -> bool | None:
        """True or false."""
        value = self._get(key)
        if value is None or isinstance(value, bool):
            return value
        self.wrong(key, "true or false")
        return None

    def _list(self, key: str) -> list[Json]:
        value = self._get(key)
        if value is None or isinstance(value, list):
            return value or []
        self.wrong(key, "a list")
        return []

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings, in order, without repeats and empty ones."""
        found = [value.translate(TO_SPACES).strip() if isinstance(value, str) else None for value in self._list(key)]
        if None in found:
            self.wrong(f"{key}[]", "text")
        return tuple(dict.fromkeys(value for value in found if value))

    def numbers(self, key: str) -> tuple[float, ...]:
        """A list of numbers."""
        found = self._list(key)
        if not all(isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) for value in found):
            self.wrong(f"{key}[]", "a number")
            return ()
        return tuple(float(value) for value in found)

    def object(self, key: str) -> "Fields":
        """A nested object; an empty one where it is missing."""
        return Fields(self._get(key), self._where(key), self.unknown)

    def objects(self, key: str) -> Iterator["Fields"]:
        """The objects of a list, each closed after its turn."""
        for value in self._list(key):
            fields = Fields(value, self._where(key) + "[]", self.unknown)
            yield fields
            fields.close()

    def skip(self, *keys: str) -> None:
        """Fields that are known and hold no fact about the trial (telephone numbers, versions of the registry's software)."""
        self._asked.update(keys)

    def scalars(self, *keys: str) -> Iterator[tuple[str, str]]:
        """(path, value as text) of the named fields that hold a string, number, flag or list of strings."""
        for key in keys:
            value = self._get(key)
            if isinstance(value, list) and all(isinstance(v, str) for v in value):
                texts = [v.translate(TO_SPACES).strip() for v in value]
            elif isinstance(value, bool):
                texts = [str(value).lower()]
            elif isinstance(value, str):
                texts = [value.translate(TO_SPACES).strip()]
            elif isinstance(value, int | float) and math.isfinite(value):
                texts = [str(value)]
            else:
                texts = []
                if value:
                    self.wrong(key, "a plain value")
            yield from ((self._where(key), text) for text in texts if text)

    def close(self) -> None:
        """Counts every field that nobody asked for."""
        for key in self._value:
            if key not in self._asked:
                self.unknown[self._where(str(key))] += 1
