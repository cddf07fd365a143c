"""Kernels that run notebooks: started ahead, used again, and none left behind."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import cycle
from typing import Any

from jupyter_core.utils import ensure_event_loop, run_sync

#: Run in a kernel before it is needed: what every report's notebook loads. Plain DataFrames are
#: shown in whole words.
WARM = (
    "import newslab.present.views, pandas, pyarrow.parquet, textblob\n"
    "pandas.set_option('display.max_colwidth', None)"
)
_QUIET = ["--IPKernelApp.log_level=ERROR"]
_SECONDS = 60


class Kernel:
    """A kernel that runs one notebook after the other, all in one thread."""

    manager: Any = None
    client: Any = None
    stopped = False

    def run(self, book: Any) -> Any:
        """Run a notebook, in place, in a clean kernel; raises nbclient's errors."""
        from nbclient import NotebookClient

        if self.stopped:
            raise RuntimeError("stopped")
        run_sync(self.ready)()
        runner = NotebookClient(book, km=self.manager, record_timing=False)
        runner.kc = self.client
        return runner.execute()

    async def ready(self) -> None:
        """Have a clean kernel: a used one forgets its names, a dead one is replaced."""
        from jupyter_client.manager import start_new_async_kernel

        if self.manager is not None and await self.manager.is_alive():
            with contextlib.suppress(RuntimeError, TimeoutError, asyncio.CancelledError):
                ask = self.client.execute("%reset -f", silent=True, reply=True, timeout=_SECONDS)
                if (await ask)["content"]["status"] == "ok":
                    return
        await self.close()
        start = partial(start_new_async_kernel, _SECONDS, "python3", extra_arguments=_QUIET)
        try:
            self.manager, self.client = await start()
        except RuntimeError:
            # jupyter_client picks its ports before the kernel opens them: another program may
            # have taken one, and the kernel ends. A second try picks others.
            self.manager, self.client = await start()
        self.client.execute(WARM, silent=True)

    async def close(self) -> None:
        """End the kernel, in its own thread."""
        if self.manager is not None:
            self.client.stop_channels()
            await self.manager.shutdown_kernel(now=True)

    def kill(self) -> None:
        """End the kernel from another thread: without it, a notebook ends at once."""
        self.stopped = True
        if self.manager is not None:
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
        self._pairs = [(ThreadPoolExecutor(1, f"notebook-{n}"), Kernel()) for n in range(size)]
        self._turns = cycle(self._pairs)
        for thread, kernel in self._pairs:
            thread.submit(run_sync(kernel.ready))

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
        run_sync(kernel.close)()
    ensure_event_loop().close()
