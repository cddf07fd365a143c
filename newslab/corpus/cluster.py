"""Chunks over processes and machines: Dask hands out names of chunks, texts stay on disk.

A worker parses in a process of its own that it can end: an article that hangs or kills it is
found, noted and left out, on any kind of cluster. ``python -m newslab.corpus.cluster`` is that
process.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import asdict
from functools import partial
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from newslab.article import Entry
from newslab.corpus import chunk
from newslab.corpus.dataset import Dataset
from newslab.corrected import Correction, Corrections
from newslab.errors import DataError, NewslabError
from newslab.writing import write

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
    work, client = partial(parse_on_worker, str(data.out.absolute()), limit=how.limit), how.client
    _stopped.clear()
    # On this machine threads, for each has its process: nothing of the caller's is imported again.
    pool = client.get_executor(pure=False) if client is not None else ThreadPoolExecutor(jobs)
    threads = sum(client.nthreads().values()) if client is not None else jobs
    # Few chunks ahead of the workers: a table may have more of them than memory or disk would hold.
    orders = (pool.submit(work, _hand_over(data, one, how.corrections)) for one in chunks)
    at_work = set(islice(orders, AHEAD * max(1, threads)))
    try:
        while at_work:
            done, at_work = wait(at_work, return_when=FIRST_COMPLETED)
            for future in done:
                for article, status in data.states(future.result()):
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


def _hand_over(data: Dataset, work: chunk.Work, corrections: Corrections) -> str:
    """Write down what is in a chunk where the workers can read it."""
    part = chunk.name(work, corrections)
    order = {
        "entries": [asdict(e) for e, _ in work],
        "digests": [digest for _, digest in work],
        "corrections": [asdict(c) for c in corrections.of(*(e.article_id for e, _ in work))],
    }
    write(_order(data.out, part), json.dumps(order))
    return part


def _order(out: Path, part: str) -> Path:
    return out / ".work" / f"{part}.json"


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
        self._pipe.send_bytes(json.dumps(order).encode())

    def answer(self, seconds: float) -> dict[str, str] | None:
        """Return what the process says next; None if it died. Raises `TimeoutError`."""
        if not self._pipe.poll(seconds):
            raise TimeoutError
        try:
            said: dict[str, str] = json.loads(self._pipe.recv_bytes())
        except (EOFError, ConnectionResetError):
            return None
        return said

    def end(self) -> int:
        """End the process and return its exit status."""
        _children.discard(self)
        self._process.kill()
        return self._process.wait()


def parse_on_worker(out: str, part: str, *, limit: float) -> str:
    """Parse a chunk in the process of this thread; give up on articles that kill or block it."""
    failed: dict[str, str] = {}
    careful = False
    while True:
        order = {"out": out, "part": part, "limit": limit, "failed": failed, "careful": careful}
        at, reason = _attempt(order, limit)
        if reason is None:
            return part
        if at:
            failed[at] = reason
        elif careful or _stopped.is_set():
            raise DataError(f"its process fails before any article: {reason}", where=part)
        careful = True


def _attempt(order: dict[str, Any], limit: float) -> tuple[str, str | None]:
    """Let the process parse; return the article at which it ended, and why."""
    if not hasattr(_local, "child"):
        _local.child = Child()
    child: Child = _local.child
    at = reason = ""
    try:
        child.ask(order)
        while (said := child.answer(limit + (GRACE if at else STARTUP))) is not None:
            if "error" in said:
                raise DataError(said["error"])
            if "done" in said:
                return "", None
            at = said["at"]
    except TimeoutError:
        reason = f"took more than {limit:g} s"
    except BrokenPipeError:
        reason = "the process had ended"
    del _local.child
    status = child.end()
    return at, reason or f"ended its process (status {status})"


def serve(pipe: Connection) -> None:
    """Read orders from a pipe, parse, and tell how far it is, until nobody listens any more."""

    def tell(**what: str) -> None:
        pipe.send_bytes(json.dumps(what).encode())

    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while order := json.loads(pipe.recv_bytes()):
            try:
                # The model and the word lists are loaded before any article's time runs.
                chunk.check_settings()
                tell(at="")
                _obey(order, lambda article: tell(at=article))
            except NewslabError as error:
                tell(error=str(error))
            else:
                tell(done="yes")


def _obey(order: dict[str, Any], tell: Callable[[str], None]) -> None:
    data = Dataset(order["out"])
    path = _order(data.out, order["part"])
    if not path.exists() and data.noted(order["part"]):
        return  # by a worker that was killed before it could say so
    written = json.loads(path.read_text(encoding="utf-8"))
    entries = [Entry(**e) for e in written["entries"]]
    rows, manifest = chunk.parse(
        list(zip(entries, written["digests"], strict=True)),
        order["part"],
        limit=order["limit"],
        failed=order["failed"],
        careful=order["careful"],
        tell=tell,
        corrections=Corrections(Correction(**c) for c in written["corrections"]),
    )
    data.commit(order["part"], rows, manifest)
    path.unlink(missing_ok=True)


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])))
