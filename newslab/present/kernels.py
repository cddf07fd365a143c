"""Kernels that run notebooks: started ahead, used again, and none left behind."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import cycle
from typing import Any

from jupyter_core.utils import ensure_event_loop, run_sync

#: Run before each notebook: what every report's notebook loads stays loaded, names are forgotten.
#: Plain DataFrames are shown in whole words.
_CLEAN = (
    "import newslab.present.views, pandas, pyarrow.parquet, textblob\n"
    "pandas.set_option('display.max_colwidth', None)\n"
    "%reset -f"
)
_QUIET = ["--IPKernelApp.log_level=ERROR"]
_SECONDS = 60


class Kernel:
    """A kernel that runs one notebook after the other, all in one thread."""

    manager: Any = None
    client: Any = None
    stopped = False

    def run(self, book: Any) -> Any:
        """Run a notebook, in place, in a clean kernel that is alive; raises nbclient's errors."""
        from jupyter_client.manager import start_new_async_kernel
        from nbclient import NotebookClient
        from nbformat.v4 import new_code_cell

        if self.stopped:
            raise RuntimeError("stopped")
        if self.manager is None or not run_sync(self.manager.is_alive)():
            self.close()
            start = run_sync(start_new_async_kernel)
            self.manager, self.client = start(_SECONDS, "python3", extra_arguments=_QUIET)
        runner = NotebookClient(book, km=self.manager, record_timing=False)
        runner.kc = self.client
        book.cells.insert(0, new_code_cell(_CLEAN))  # type: ignore[no-untyped-call]
        try:
            return runner.execute()
        finally:
            del book.cells[0]

    def close(self) -> None:
        """End the kernel, in its own thread."""
        if self.manager is not None:
            self.client.stop_channels()
            run_sync(self.manager.shutdown_kernel)(now=True)

    def kill(self) -> None:
        """End the kernel from another thread: without it, a notebook ends at once."""
        self.stopped = True
        with contextlib.suppress(OSError, AttributeError):
            self.manager.provisioner.process.kill()


class Pool:
    """Threads with a kernel each, which take what they are given in turn.

    Parameters
    ----------
    size
        Number of threads; their kernels start at once.
    """

    def __init__(self, size: int) -> None:
        from nbformat.v4 import new_notebook

        self._pairs = [(ThreadPoolExecutor(1, f"notebook-{n}"), Kernel()) for n in range(size)]
        self._turns = cycle(self._pairs)
        for thread, kernel in self._pairs:
            # One that does not start is tried again with the first notebook.
            thread.submit(kernel.run, new_notebook())  # type: ignore[no-untyped-call]

    def submit(self, work: Callable[..., Any], *given: Any) -> Future[Any]:
        """Have ``work(*given, kernel)`` done."""
        thread, kernel = next(self._turns)
        return thread.submit(work, *given, kernel)

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        for thread, kernel in self._pairs:
            if error is not None:
                kernel.kill()
            thread.submit(_end, kernel)
        for thread, _ in self._pairs:
            thread.shutdown()


def _end(kernel: Kernel) -> None:
    """End a kernel and the event loop of its thread."""
    with contextlib.suppress(Exception):
        kernel.close()
    ensure_event_loop().close()
