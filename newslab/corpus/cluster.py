"""Chunks over processes and machines: Dask hands out chunks, the tables are written where it runs.

A worker parses in a process of its own that it can end: an article that hangs or kills it is
found, noted and left out, on any kind of cluster. ``python -m newslab.corpus.cluster`` is that
process.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import suppress
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from newslab.article import Entry
from newslab.corpus import chunk
from newslab.corrected import Corrections
from newslab.errors import DataError, NewslabError

#: Seconds in which a process has to have loaded the model.
STARTUP = 300.0
#: Seconds beyond an article's that a process has to give it up by itself.
GRACE = 10.0
#: Chunks for each thread that wait for it.
AHEAD = 4

_local = threading.local()
#: Set when a run on this machine ends: no process is begun any more.
_stopped = threading.Event()
_children: set[Child] = set()


def run(out: Path, chunks: Iterator[chunk.Work], jobs: int, how: chunk.How) -> None:
    """Parse ``chunks`` on the workers of a client, or on ``jobs`` processes of this machine."""
    client = how.client
    _stopped.clear()
    # On this machine threads, for each has its process: nothing of the caller's is imported again.
    pool = client.get_executor(pure=False) if client is not None else ThreadPoolExecutor(jobs)
    threads = sum(client.nthreads().values()) if client is not None else jobs
    given = how.corrections, how.limit, out.absolute()
    # Few chunks ahead of the workers: a table may have more of them than memory would hold.
    orders = (pool.submit(chunk.parse, one, *given, outcomes) for one in chunks)
    at_work = set(islice(orders, AHEAD * max(1, threads)))
    try:
        while at_work:
            done, at_work = wait(at_work, return_when=FIRST_COMPLETED)
            for future in done:
                how.tell(future.result())
            at_work |= set(islice(orders, len(done)))
    finally:
        if client is None:
            _stopped.set()
            for child in list(_children):
                child.end()
        for future in at_work:
            future.cancel()
        pool.shutdown()


def outcomes(entries: Sequence[Entry], corrections: Corrections, limit: float) -> chunk.Outcomes:
    """Parse articles in the process of this thread; one that kills or blocks it is given up."""
    alone, reason = len(entries) == 1, ""
    # Once may be the machine's fault.
    for _ in range(2 if alone else 1):
        try:
            if not hasattr(_local, "child"):
                _local.child = Child()
            # Many have their time together, and then each its own.
            seconds = limit + GRACE if alone else 2 * limit + GRACE
            found: chunk.Outcomes = _local.child.ask(seconds, entries, corrections, limit)
            return found
        except TimeoutError:
            reason = chunk.TOO_LONG.format(limit)
        except EOFError as error:
            reason = str(error)
        del _local.child
    if alone:
        return {entries[0].article_id: (reason, 0.0)}
    found = {}
    for entry in entries:
        found |= outcomes([entry], corrections, limit)
    return found


class Child:
    """A process that parses chunks, one after the other."""

    def __init__(self) -> None:
        if _stopped.is_set():
            raise DataError("the run was stopped")
        self._pipe, theirs = multiprocessing.Pipe()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "newslab.corpus.cluster", str(theirs.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            env=os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        theirs.close()
        _children.add(self)
        try:
            self.ask(STARTUP)
        except (EOFError, TimeoutError) as error:
            raise DataError(f"no process can be started ({error})") from None

    def ask(self, seconds: float, *order: Any) -> Any:
        """Return the answer to an order; raises `EOFError` or `TimeoutError` where there is none.

        The process has ended then. Without an order it says that it is ready.
        """
        try:
            if order:
                self._pipe.send(order)
            if not self._pipe.poll(seconds):
                self.end()
                raise TimeoutError
            answer = self._pipe.recv()
        except (EOFError, ConnectionError):
            raise EOFError(f"ended its process (status {self.end()})") from None
        if isinstance(answer, NewslabError):
            raise answer
        return answer

    def end(self) -> int:
        """End the process and return its exit status."""
        _children.discard(self)
        self._process.kill()
        return self._process.wait()


def serve(pipe: Connection) -> None:
    """Parse what comes from a pipe, until nobody listens any more."""

    def answer(call: Callable[..., Any], *order: Any) -> None:
        try:
            pipe.send(call(*order))
        except NewslabError as error:
            pipe.send(error)

    with suppress(EOFError, ConnectionError):
        # The model and the word lists are loaded before any article's time runs.
        answer(chunk.check_settings)
        while True:
            answer(chunk.outcomes, *pipe.recv())


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])))
