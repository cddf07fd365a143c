"""Chunks over processes and machines: Dask hands out chunks, the tables are written where it runs.

A worker parses in a process of its own that it can end: an article that hangs or kills it is
found, noted and left out, on any kind of cluster. ``python -m newslab.corpus.cluster`` is that
process.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from itertools import islice
from multiprocessing.connection import Connection
from typing import Any

from newslab.corpus import chunk
from newslab.corpus.dataset import Dataset
from newslab.corrected import Corrections
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


def run(data: Dataset, chunks: Iterator[chunk.Work], jobs: int, how: chunk.How) -> None:
    """Parse ``chunks`` on the workers of a client, or on ``jobs`` processes of this machine."""
    client = how.client
    _stopped.clear()
    # On this machine threads, for each has its process: nothing of the caller's is imported again.
    pool = client.get_executor(pure=False) if client is not None else ThreadPoolExecutor(jobs)
    threads = sum(client.nthreads().values()) if client is not None else jobs
    # Few chunks ahead of the workers: a table may have more of them than memory would hold.
    place, fixed = Dataset(data.out.absolute()), how.corrections
    orders = (
        pool.submit(parse_on_worker, {
            "data": place,
            "work": work,
            "corrections": Corrections(fixed.of(*(entry.article_id for entry, _ in work))),
            "limit": how.limit,
        })
        for work in chunks
    )  # fmt: skip
    at_work = set(islice(orders, AHEAD * max(1, threads)))
    try:
        while at_work:
            done, at_work = wait(at_work, return_when=FIRST_COMPLETED)
            for future in done:
                for article, status in future.result().items():
                    how.progress(article, status)
            at_work |= set(islice(orders, len(done)))
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

    def ask(self, order: dict[str, Any]) -> None:
        """Send an order."""
        self._pipe.send(order)

    def answer(self, seconds: float) -> Any:
        """Return what the process says next; raises `TimeoutError`, or `EOFError` if it died."""
        if not self._pipe.poll(seconds):
            raise TimeoutError
        return self._pipe.recv()

    def end(self) -> int:
        """End the process and return its exit status."""
        _children.discard(self)
        self._process.kill()
        return self._process.wait()


def parse_on_worker(order: dict[str, Any]) -> dict[str, str]:
    """Parse a chunk in the process of this thread, and return the status of each article.

    An article that kills or blocks the process is given up.
    """
    failed: dict[str, str] = {}
    before = None
    while True:
        # All at once, which is faster; where that fails, one by one.
        more = {"failed": failed, "alone": before is not None}
        at, reason, done = _attempt(order | more, order["limit"])
        if done is not None:
            return done
        # Once may be the machine's fault.
        if at and at == before:
            failed[at] = reason
        elif at == before or _stopped.is_set():
            raise DataError(f"its process fails: {reason}", where=order["work"][0][0].where)
        before = at


def _attempt(order: dict[str, Any], limit: float) -> tuple[str, str, dict[str, str] | None]:
    """Let the process parse; return the article at which it ended and why, or what is done."""
    if not hasattr(_local, "child"):
        _local.child = Child()
    child: Child = _local.child
    at = reason = ""
    try:
        child.ask(order)
        while True:
            kind, what = child.answer(limit + (GRACE if at else STARTUP))
            if kind == "error":
                raise what
            if kind == "done":
                return "", "", what
            at = what
    except TimeoutError:
        reason = f"took more than {limit:g} s"
    except (EOFError, OSError):
        pass
    del _local.child
    status = child.end()
    return at, reason or f"ended its process (status {status})", None


def serve(pipe: Connection) -> None:
    """Read orders from a pipe, parse, and tell how far it is, until nobody listens any more."""

    def tell(article: str) -> None:
        pipe.send(("at", article))

    with contextlib.suppress(EOFError, ConnectionError):
        while True:
            order = pipe.recv()
            try:
                # The model and the word lists are loaded before any article's time runs.
                chunk.check_settings()
                tell("")
                pipe.send(("done", chunk.make(**order, tell=tell)))
            except NewslabError as error:
                pipe.send(("error", error))


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])))
