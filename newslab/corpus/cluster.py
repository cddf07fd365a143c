"""Chunks over processes and machines: Dask hands out names of chunks, texts stay on disk.

A worker parses in a process of its own that it can end: an article that hangs or kills it is
found, noted and left out, on any kind of cluster. ``python -m newslab.corpus.cluster`` is that
process.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, Any

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
_children: set[Child] = set()


def run(
    data: Dataset,
    chunks: Iterator[chunk.Work],
    jobs: int,
    client: Any,
    limit: float,
    progress: Callable[[str, str], None],
    corrections: Corrections,
) -> None:
    """Parse ``chunks`` on the workers of ``client``, or on ``jobs`` processes of this machine."""
    import dask
    from distributed import Client, LocalCluster, as_completed

    if client is None:
        # Threads, for each has its process: nothing of the caller's program is imported again.
        with (
            dask.config.set({"distributed.logging.distributed": "error"}),
            LocalCluster(  # type: ignore[no-untyped-call]
                n_workers=1, threads_per_worker=jobs, processes=False, dashboard_address=None
            ) as local,
            Client(local) as here,  # type: ignore[no-untyped-call]
        ):
            try:
                run(data, chunks, jobs, here, limit, progress, corrections)
            finally:
                for child in list(_children):
                    child.end()
        return
    work = partial(parse_on_worker, str(data.out.absolute()), limit=limit)
    # Few chunks ahead of the workers: a table may have more of them than memory or disk would hold.
    orders = (client.submit(work, _hand_over(data, one, corrections), pure=False) for one in chunks)
    at_work = set(islice(orders, AHEAD * max(1, sum(client.nthreads().values()))))
    futures = as_completed(list(at_work))  # type: ignore[no-untyped-call]
    try:
        for future in futures:
            for article, status in data.states(future.result()):
                progress(article, status)
            at_work.discard(future)
            for more in islice(orders, 1):
                at_work.add(more)
                futures.add(more)  # type: ignore[no-untyped-call]
    finally:
        client.cancel(list(at_work))


def _hand_over(data: Dataset, work: chunk.Work, corrections: Corrections) -> str:
    """Write down what is in a chunk where the workers can read it."""
    part = chunk.name(work, corrections)
    order = {
        "entries": [asdict(e) for e, _ in work],
        "digests": [digest for _, digest in work],
        "corrections": [asdict(c) for c in corrections.among(e.article_id for e, _ in work)],
    }
    write(_order(data.out, part), json.dumps(order))
    return part


def _order(out: Path, part: str) -> Path:
    return out / ".work" / f"{part}.json"


class Child:
    """A process that parses chunks, one after the other."""

    def __init__(self) -> None:
        environment = {
            **os.environ,
            "OMP_NUM_THREADS": "1",
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "newslab.corpus.cluster"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=environment,
        )
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        _children.add(self)
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        with _pipe(self._process.stdout) as lines:
            for line in lines:
                self._lines.put(line)
        self._lines.put(None)

    def ask(self, order: dict[str, Any]) -> None:
        """Send an order."""
        pipe = _pipe(self._process.stdin)
        pipe.write(json.dumps(order) + "\n")
        pipe.flush()

    def answer(self, seconds: float) -> dict[str, str] | None:
        """Return the next line of the process; None if it died. Raises `queue.Empty`."""
        line = self._lines.get(timeout=seconds)
        answer: dict[str, str] | None = None if line is None else json.loads(line)
        return answer

    def end(self) -> int:
        """End the process and return its exit status."""
        _children.discard(self)
        self._process.kill()
        status = self._process.wait()
        with contextlib.suppress(BrokenPipeError):
            _pipe(self._process.stdin).close()
        self._listener.join()
        return status


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None  # both were asked for
    return pipe


def parse_on_worker(out: str, part: str, *, limit: float) -> str:
    """Parse a chunk in the process of this thread; give up on articles that kill or block it."""
    order: dict[str, Any] = {"out": out, "part": part, "limit": limit, "failed": {}}
    order["careful"] = False
    while True:
        at, reason = _attempt(order)
        if reason is None:
            return part
        if at:
            order["failed"][at] = reason
        elif order["careful"]:
            raise DataError(f"its process fails before any article: {reason}", where=part)
        order["careful"] = True


def _attempt(order: dict[str, Any]) -> tuple[str, str | None]:
    """Let the process parse; return the article at which it ended, and why."""
    if not hasattr(_local, "child"):
        _local.child = Child()
    child: Child = _local.child
    at = ""
    slack = order["limit"] + STARTUP
    try:
        child.ask(order)
        while (said := child.answer(slack)) is not None:
            if "error" in said:
                raise DataError(said["error"])
            if said.get("done"):
                return "", None
            at = said["at"]
            slack = order["limit"] + (GRACE if at else STARTUP)
    except queue.Empty:
        reason = f"took more than {order['limit']:g} s"
    except BrokenPipeError:
        reason = "the process had ended"
    else:
        reason = ""
    del _local.child
    status = child.end()
    return at, reason or f"ended its process (status {status})"


def serve() -> None:
    """Read orders from standard input, parse, and tell on standard output how far it is."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # What libraries print must not be taken for an answer.
    os.dup2(2, 1)

    def tell(**what: object) -> None:
        answers.write(json.dumps(what) + "\n")
        answers.flush()

    ready = False
    for line in sys.stdin:
        try:
            if not ready:
                # The model and the word lists are loaded before any article's time runs.
                chunk.check_settings()
                ready = True
                tell(at="")
            _obey(json.loads(line), lambda article: tell(at=article))
        except NewslabError as error:
            tell(error=str(error))
        except BrokenPipeError:
            # Nobody listens any more: the run was killed.
            return
        else:
            tell(done=True)


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
    serve()
