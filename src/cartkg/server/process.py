"""A worker process as the server sees it: started, given a job, listened to, killed."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

from cartkg.server import wire
from cartkg.server.protocol import Fault

TICKS = os.sysconf("SC_CLK_TCK")
READ = 256 * 1024
POLITE = 10  # added to the niceness of a process whose query runs long, so that the short ones come first


class Worker:
    """One process and its socket. It belongs to no event loop between two jobs."""

    def __init__(self, store: Path, memory: int, answer: int, seconds: float) -> None:
        self.socket, theirs = socket.socketpair()
        self.socket.setblocking(False)
        arguments = (str(store), str(theirs.fileno()), str(memory), str(answer), str(seconds))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "cartkg.server.worker", *arguments],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        theirs.close()
        self.is_ready = False
        self._received = bytearray()

    async def ready(self) -> None:
        """Waits until the process has opened the store. Raises EOFError when it ends instead."""
        if not self.is_ready:
            await self._frame()
            self.is_ready = True

    async def frames(self, job: wire.Job) -> AsyncIterator[tuple[bytes, bytes]]:
        """Runs a job: its answer's frames, the last being END, FAULT or BROKEN. Raises EOFError when the process ends."""
        with suppress(BrokenPipeError, ConnectionError):  # it ended: reading says so
            await asyncio.get_running_loop().sock_sendall(self.socket, wire.frame(wire.JOB, job.packed()))
        kind = b""
        while kind not in (wire.END, wire.FAULT, wire.BROKEN):
            kind, payload = await self._frame()
            yield kind, payload

    async def _frame(self) -> tuple[bytes, bytes]:
        kind, length = wire.HEAD.unpack(await self._bytes(wire.HEAD.size))
        return kind, await self._bytes(length)

    async def _bytes(self, count: int) -> bytes:
        while len(self._received) < count:
            try:
                data = await asyncio.get_running_loop().sock_recv(self.socket, READ)
            except ConnectionError:
                data = b""
            if not data:
                raise EOFError
            self._received += data
        data = bytes(self._received[:count])
        del self._received[:count]
        return data

    def worked(self) -> float:
        """Seconds of processor time that the process has used; where the system has no /proc, seconds that have passed."""
        try:
            fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        except OSError:
            return time.monotonic()
        return (int(fields[11]) + int(fields[12])) / TICKS  # utime and stime (proc_pid_stat(5))

    def be_polite(self) -> None:
        """Lets every other process go first from now on; there is no way back."""
        with suppress(OSError):
            before = os.getpriority(os.PRIO_PROCESS, self.process.pid)
            os.setpriority(os.PRIO_PROCESS, self.process.pid, before + POLITE)

    def kill(self) -> None:
        """Ends the process; `wait` reaps it."""
        self.process.kill()
        self.socket.close()

    def wait(self, seconds: float) -> bool:
        """Whether the process has ended, after waiting so long for it."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def verdict(self) -> Fault | None:
        """Why a process ended that nobody killed, when it is the query's doing; None where the program is at fault."""
        self.wait(1.0)
        return VERDICTS.get(-int(self.process.returncode or 0))


VERDICTS: dict[int, Fault] = {
    signal.SIGSEGV: Fault(400, "the query is nested too deeply, or its chains are too long", "split it"),
    signal.SIGABRT: Fault(507, "the query needed more memory than it may and was stopped", "ask for less at a time"),
    signal.SIGKILL: Fault(507, "the query was stopped by the system, which ran out of memory", "ask for less at a time"),
    signal.SIGALRM: Fault(504, "the query took too long and was stopped", "make it more selective, or add LIMIT"),
}
