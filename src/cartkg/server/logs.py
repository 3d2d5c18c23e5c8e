"""One line a request on standard error: JSON for programs, text for people. No query's text, no address of a person.

The standard library's logging does it, because uvicorn logs by it too: one formatter puts both in one form.
"""

import json
import logging
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

log = logging.getLogger("cartkg.server")

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
OUTCOMES = ("answered", "not-modified", "refused", "busy", "time-out", "memory", "cut", "gone", "failed")
ASKED = "cartkg.asked"  # where a request's scope holds its LoggedQuery


@dataclass(slots=True)
class LoggedQuery:
    """What a request asked of the graph, told by the endpoint in the request's scope; outcome is one of OUTCOMES."""

    query: str
    form: str = ""
    outcome: str = ""
    media: str = ""

    @property
    def digest(self) -> str:
        """By which the same query is known again in the log, while its text is not there."""
        return sha256(self.query.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def event(what: str, fields: Mapping[str, Any], error: BaseException | None = None) -> None:
    """A line in the log: what happened, and its fields; of an `error` the whole trace."""
    log.log(logging.ERROR if error else logging.INFO, what, exc_info=error, extra={"fields": dict(fields)})


class Json(logging.Formatter):
    """A record as one line of JSON: time (UTC, ISO 8601), level, event, then the event's own fields."""

    def format(self, record: logging.LogRecord) -> str:
        fields = getattr(record, "fields", None) or {"logger": record.name}
        line = {"time": _time(record), "level": record.levelname.lower(), "event": record.getMessage(), **fields}
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class Text(logging.Formatter):
    """A record as a line for people: time, event, then the event's fields as `name=value`."""

    def format(self, record: logging.LogRecord) -> str:
        fields = getattr(record, "fields", {})
        words = [_time(record), record.getMessage(), *(f"{name}={value}" for name, value in fields.items() if value != "")]
        trace = "\n" + self.formatException(record.exc_info) if record.exc_info else ""
        return " ".join(words) + trace


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def configure(form: str | None = None) -> None:
    """Sends the server's and uvicorn's logs to standard error, as "json" or "text" (by default text on a terminal)."""
    form = form or ("text" if sys.stderr.isatty() else "json")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Json() if form == "json" else Text())
    for name, level in (("cartkg.server", logging.INFO), ("uvicorn", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(level)
