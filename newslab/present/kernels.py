"""Kernels that run notebooks: started ahead, used again, and none left behind."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
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


class Kernel:
    """A kernel that runs one notebook after the other, all in a thread of its own."""

    def __init__(self, name: str = "notebook") -> None:
        from nbformat.v4 import new_notebook

        self.manager: Any = None
        self.client: Any = None
        self.stopped = False
        self.thread = ThreadPoolExecutor(1, name)
        # One that does not start is tried again with the first notebook.
        self.thread.submit(self.run, new_notebook())  # type: ignore[no-untyped-call]

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
            self.manager, self.client = start(60, "python3", extra_arguments=_QUIET)
        runner = NotebookClient(book, km=self.manager, record_timing=False)
        runner.kc = self.client
        book.cells.insert(0, new_code_cell(_CLEAN))  # type: ignore[no-untyped-call]
        try:
            return runner.execute()
        finally:
            del book.cells[0]

    def close(self) -> None:
        """End the kernel."""
        if self.manager is not None:
            self.client.stop_channels()
            run_sync(self.manager.shutdown_kernel)(now=True)

    def end(self) -> None:
        """End the kernel and the event loop of its thread."""
        with contextlib.suppress(Exception):
            self.close()
        ensure_event_loop().close()

    def kill(self) -> None:
        """End the kernel from another thread: without it, a notebook ends at once."""
        self.stopped = True
        with contextlib.suppress(OSError, AttributeError):
            self.manager.provisioner.process.kill()


@contextlib.contextmanager
def pool(size: int) -> Iterator[Callable[..., Future[Any]]]:
    """Start kernels; gives what has ``work(*given, kernel)`` done by each in turn."""
    kernels = [Kernel(f"notebook-{n}") for n in range(size)]
    turns = cycle(kernels)

    def submit(work: Callable[..., Any], *given: Any) -> Future[Any]:
        kernel = next(turns)
        return kernel.thread.submit(work, *given, kernel)

    try:
        yield submit
    except BaseException:
        for kernel in kernels:
            kernel.kill()
        raise
    finally:
        for kernel in kernels:
            kernel.thread.submit(kernel.end)
        for kernel in kernels:
            kernel.thread.shutdown()
