"""The program of a worker process: it opens the store, then runs one query after another until its socket closes.

    python -m cartkg.server.worker STORE SOCKET MEMORY ANSWER SECONDS

It bounds itself by what the operating system enforces: its memory by the address-space limit, its time by a timer whose signal
ends the process (the server's own timer comes first; this one is for a worker whose server has died). It leaves the network
where the kernel lets it.
"""

import contextlib
import ctypes
import resource
import signal
import socket
import sys
import traceback
import zlib
from collections.abc import Iterator

import pyoxigraph

from cartkg.graph import sparql
from cartkg.graph.sparql import Results
from cartkg.model.errors import QuestionError
from cartkg.model.namespaces import PREFIXES
from cartkg.server import wire
from cartkg.server.negotiation import BOOLEANS, SOLUTIONS, TRIPLES, Form
from cartkg.server.protocol import Fault
from cartkg.server.wire import Job

TINY = 1_400  # bytes, about a packet: compressing less saves nobody anything
GRACE = 2.0  # seconds that the server has for ending a query itself
NEW_NETWORK, NEW_USER = 0x40000000, 0x10000000  # CLONE_NEWNET, CLONE_NEWUSER (Linux, sched.h)


def main(store: str, handle: str, memory: str, answer: str, seconds: str) -> None:
    """Serves the socket with the file descriptor `handle`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the server ends its workers itself
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(ValueError, OSError):  # macOS does not know this limit
        resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    leave_the_network()
    with socket.socket(fileno=int(handle)) as server:
        opened = pyoxigraph.Store.read_only(store)
        server.sendall(wire.frame(wire.READY))
        for job in _jobs(server):
            with _timed(float(seconds) + GRACE):
                _run(opened, job, server, int(answer))


def leave_the_network() -> bool:
    """Moves this process into a network without any way out; says whether the kernel allowed it (Linux only)."""
    if not sys.platform.startswith("linux"):
        return False
    unshare = ctypes.CDLL(None).unshare
    return bool(unshare(NEW_NETWORK) == 0 or unshare(NEW_USER | NEW_NETWORK) == 0)


@contextlib.contextmanager
def _timed(seconds: float) -> Iterator[None]:
    """Ends this process after so many seconds, unless the block ends before."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)


def _jobs(server: socket.socket) -> Iterator[Job]:
    """The jobs from the socket, until the server closes it."""
    stream = server.makefile("rb")
    while head := stream.read(wire.HEAD.size):
        yield Job.unpacked(stream.read(wire.HEAD.unpack(head)[1]))


def _run(store: pyoxigraph.Store, job: Job, server: socket.socket, bound: int) -> None:
    """Runs one query and says how it ended."""
    try:
        last = _answer(store, job, _Output(server, bound, job.gzip)) + wire.frame(wire.END)
    except Fault as fault:
        last = wire.frame(wire.FAULT, wire.packed(fault))
    except MemoryError:
        last = wire.frame(wire.FAULT, wire.packed(too_much_memory()))
    except (BrokenPipeError, ConnectionError):
        sys.exit()
    except BaseException:  # the engine's panics are no Exceptions
        last = wire.frame(wire.BROKEN, traceback.format_exc().encode("utf-8", "replace"))
    server.sendall(last)


def too_much_memory() -> Fault:
    """The fault of a query that outgrew the memory bound."""
    return Fault(507, "the query needed more memory than it may and was stopped", "ask for less at a time")


def _answer(store: pyoxigraph.Store, job: Job, output: "_Output") -> bytes:
    """Runs one query; gives the frames that are still to be sent."""
    try:
        with sparql.faults_told(job.query):
            results = sparql.run(store, job.query, default_graphs=job.default_graphs, named_graphs=job.named_graphs)
            if not job.head:
                _written(results, _form(results, job.media_type), output)
    except QuestionError as error:
        raise Fault.of(error) from error
    return output.finish()


def _form(results: Results, media_type: str) -> Form:
    forms = {pyoxigraph.QueryBoolean: BOOLEANS, pyoxigraph.QuerySolutions: SOLUTIONS}.get(type(results), TRIPLES)
    return next(form for form in forms if form.media_type == media_type)


def _written(results: Results, form: Form, output: "_Output") -> None:
    if isinstance(results, pyoxigraph.QueryTriples) and form.word in ("turtle", "trig"):
        # typed for files, content with `write`; so are both arguments of the other call
        pyoxigraph.serialize(results, output=output, format=form.engine, prefixes=PREFIXES)  # type: ignore[arg-type]
    else:
        results.serialize(output, form.engine)  # type: ignore[arg-type]


class _Output:
    """A binary file to which an answer is written. It sends chunks, and stops an answer that grows beyond its bound (in bytes
    before compression). An answer that is tiny as a whole is not compressed."""

    def __init__(self, server: socket.socket, bound: int, gzip: bool) -> None:
        self.server, self.bound, self.gzip = server, bound, gzip
        self.begun, self.written, self.kept = False, 0, bytearray()
        self.press = zlib.compressobj(4, zlib.DEFLATED, 31)  # 31: with gzip's own head and checksum

    def write(self, data: bytes) -> int:
        self.kept += data
        if len(self.kept) >= wire.PART:
            self.flush()
        return len(data)

    def flush(self) -> None:
        """Sends what is kept when it is enough. The engine calls it too, so it does not mean that the answer ends."""
        if len(self.kept) >= wire.PART:
            self.server.sendall(self._frames(last=False))
            self.begun = True

    def finish(self) -> bytes:
        """The frames of the rest."""
        self.gzip = self.gzip and (self.begun or len(self.kept) > TINY)
        return self._frames(last=True)

    def _frames(self, last: bool) -> bytes:
        """What is kept, as frames. Raises Fault 507 when the answer outgrows its bound."""
        data = bytes(self.kept)
        self.kept.clear()
        self.written += len(data)
        if self.written > self.bound:
            raise Fault(507, f"the answer is larger than {self.bound:,} bytes", "add LIMIT, or ask for less at a time")
        if self.gzip:
            data = self.press.compress(data) + (self.press.flush() if last else b"")
        begin = b"" if self.begun else wire.frame(wire.BEGUN, b"gzip" if self.gzip else b"")
        return begin + wire.frame(wire.CHUNK, data)


if __name__ == "__main__":
    main(*sys.argv[1:])
