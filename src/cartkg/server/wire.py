"""What server and worker say to each other through a socket: frames of one letter, a length and so many bytes."""

import json
import struct
from dataclasses import asdict, dataclass

from cartkg.graph.sparql import Place
from cartkg.server.protocol import Fault

HEAD = struct.Struct(">cI")
PART = 64 * 1024

READY = b"r"  # the worker has opened the store
JOB = b"j"  # a query to run
BEGUN = b"b"  # the query parses; its answer begins. Payload: b"gzip" or b""
CHUNK = b"c"  # bytes of the answer, made of PART bytes before compression; the last is made of fewer
END = b"e"  # the answer is whole
FAULT = b"f"  # the query cannot be answered
BROKEN = b"x"  # the program failed; payload: the trace


@dataclass(frozen=True, slots=True)
class Job:
    """A query to run: over which graphs, in which form (its media type), compressed or not, for its head only or whole."""

    query: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    media_type: str
    gzip: bool = False
    head: bool = False

    def packed(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @classmethod
    def unpacked(cls, data: bytes) -> "Job":
        return cls(**json.loads(data))


def frame(kind: bytes, payload: bytes = b"") -> bytes:
    """One frame."""
    return HEAD.pack(kind, len(payload)) + payload


def packed(fault: Fault) -> bytes:
    """A fault as a frame's payload."""
    place = asdict(fault.place) if fault.place else None
    return json.dumps([fault.status, fault.problem, fault.remedy, fault.headers, place]).encode()


def unpacked(data: bytes) -> Fault:
    """The fault of a frame's payload."""
    status, problem, remedy, headers, place = json.loads(data)
    return Fault(status, problem, remedy, headers, Place(**place) if place else None)
