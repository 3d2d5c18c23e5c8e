"""Where in a query something is wrong."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Line and column of a query, counted from 1, the column in characters."""

    line: int
    column: int
    text: str = ""  # that line

    @classmethod
    def at(cls, query: str, offset: int) -> "Place":
        """The place of a character, counted from 0."""
        before = query[:offset].replace("\r\n", "\n").replace("\r", "\n")
        after = query[offset:].replace("\r", "\n").partition("\n")[0]
        begun = before.rpartition("\n")[2]
        return cls(before.count("\n") + 1, len(begun) + 1, begun + after)

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}"
