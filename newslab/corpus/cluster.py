"""Chunks over processes and machines: the tables are written where a chunk is parsed.

A worker parses in a process of its own, ``python -m newslab.corpus.cluster``, that it can end: an
article that hangs or kills it is found, noted and left out, on any kind of cluster.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from itertools import islice
from multiprocessing.connection import Connection
from typing import Any

from newslab.corpus import chunk
from newslab.errors import DataError, NewslabError

#: Seconds beyond an article's for what is no article's fault: loading the model, a first batch.
STARTUP = 300.0
#: Seconds beyond an article's that a process has to give it up by itself.
GRACE = 10.0
#: Chunks for each thread that wait for it.
AHEAD = 4

_local = threading.local()
#: Set when a run on this machine is stopped before its end.
_stopped = threading.Event()
_children: set[Child] = set()


def run(orders: Iterator[dict[str, Any]], jobs: int, client: Any) -> Generator[tuple[str, str]]:
    """Parse on the workers of a client, or ``jobs`` processes here; yield each article's status."""
    _stopped.clear()
    # On this machine threads, for each has its process: nothing of the caller's is imported again.
    pool = client.get_executor(pure=False) if client is not None else ThreadPoolExecutor(jobs)
    threads = sum(client.nthreads().values()) if client is not None else jobs
    # Few chunks ahead of the workers: a table may have more of them than memory would hold.
    futures = (pool.submit(parse_on_worker, order) for order in orders)
    at_work = set(islice(futures, AHEAD * max(1, threads)))
    try:
        while at_work:
            done, at_work = wait(at_work, return_when=FIRST_COMPLETED)
            for future in done:
                yield from future.result().items()
            at_work |= set(islice(futures, len(done)))
    finally:
        if client is None:
            if at_work:
                _stopped.set()
            for child in list(_children):
                child.end()
        for future in at_work:
            future.cancel()
        pool.shutdown()


class Child:
    """A process that parses chunks, one after the other."""

    def __init__(self) -> None:
        self.pipe, theirs = multiprocessing.Pipe()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "newslab.corpus.cluster", str(theirs.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            env=os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        theirs.close()
        _children.add(self)

    def end(self) -> int:
        """End the process and return its exit status."""
        _children.discard(self)
        self._process.kill()
        return self._process.wait()


def parse_on_worker(order: dict[str, Any]) -> dict[str, str]:
    """Do as `chunk.make` in this thread's process; an article that kills or blocks it failed."""
    failed, before, more = dict[str, str](), None, order
    while True:
        at, reason, done = _attempt(more, order["limit"])
        if done is not None:
            return done
        if _stopped.is_set() or at == before == "":
            raise DataError(f"its process fails: {reason}", where=order["work"][0][0].where)
        # Once may be the machine's fault.
        if at == before:
            failed[at] = reason
        # All at once is faster; where that fails, one by one.
        before, more = at if at or more is not order else None, order | {"failed": failed}


def _attempt(order: dict[str, Any], limit: float) -> tuple[str, str, dict[str, str] | None]:
    """Let the process parse; return the article at which it ended and why, or what is done."""
    if not hasattr(_local, "child"):
        _local.child = Child()
    child, at, reason = _local.child, "", ""
    try:
        child.pipe.send(order)
        while child.pipe.poll(limit + (GRACE if at else STARTUP)):
            kind, what = child.pipe.recv()
            if kind == "error":
                raise what
            if kind == "done":
                return "", "", what
            at = what
        reason = f"took more than {limit:g} s"
    except (EOFError, OSError):
        pass
    del _local.child
    status = child.end()
    return at, reason or f"ended its process (status {status})", None


def serve(pipe: Connection) -> None:
    """Read orders from a pipe, parse, and tell how far it is, until nobody listens any more."""
    with contextlib.suppress(EOFError, ConnectionError):
        while True:
            order = pipe.recv()
            try:
                # The model and the word lists are loaded before any article's time runs.
                chunk.check_settings()
                pipe.send(("at", ""))
                done = chunk.make(**order, tell=lambda article: pipe.send(("at", article)))
                pipe.send(("done", done))
            except NewslabError as error:
                pipe.send(("error", error))


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])))
