"""Kernels that run notebooks: started ahead, used again, and none left behind."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Generic, TypeVar

from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import ensure_event_loop

Item = TypeVar("Item")
Result = TypeVar("Result")

#: Run in a kernel before it is needed: what every report's notebook loads.
WARM = "import newslab.present.views, matplotlib.backends.backend_agg, pyarrow.parquet, textblob"
_CLEAN = "%reset -f"
_QUIET = ["--IPKernelApp.log_level=ERROR"]
_SECONDS = 60


class Kernel:
    """One kernel of one thread, which runs notebooks one after the other.

    ``manager`` and ``client`` are jupyter_client's.
    """

    def __init__(self) -> None:
        self.manager = AsyncKernelManager(kernel_name="python3")
        self.client: Any = None
        self._used = False

    def start(self) -> None:
        """Start the kernel; what notebooks load is loaded while others wait."""
        self._run(self._start())

    def clean(self) -> None:
        """Make the kernel as good as new: a used one forgets its names, a dead one is replaced."""
        if self._used:
            self._run(self._clean())
        self._used = True

    def close(self) -> None:
        """End the kernel."""
        self._run(self._close())

    def kill(self) -> None:
        """End the kernel from another thread."""
        process = getattr(self.manager.provisioner, "process", None)
        if process is not None:
            with contextlib.suppress(OSError):
                process.kill()

    @staticmethod
    def _run(coroutine: Any) -> None:
        ensure_event_loop().run_until_complete(coroutine)

    async def _start(self) -> None:
        try:
            await self._connect()
        except RuntimeError:
            # jupyter_client picks its ports before the kernel opens them: another program may
            # have taken one, and the kernel ends. A new manager picks others.
            await self._close()
            self.manager = AsyncKernelManager(kernel_name="python3")
            await self._connect()
        self.client.execute(WARM, silent=True)

    async def _connect(self) -> None:
        await self.manager.start_kernel(extra_arguments=_QUIET)
        self.client = self.manager.client()
        self.client.start_channels()
        await self.client.wait_for_ready(timeout=_SECONDS)

    async def _clean(self) -> None:
        try:
            reply = self.client.execute(_CLEAN, silent=True, reply=True, timeout=_SECONDS)
            if (await reply)["content"]["status"] == "ok":
                return
        except (RuntimeError, TimeoutError, asyncio.CancelledError):
            pass
        await self._close()
        await self._start()

    async def _close(self) -> None:
        if self.client is not None:
            self.client.stop_channels()
        if self.manager.has_kernel:
            await self.manager.shutdown_kernel(now=True)


class Pool(Generic[Item, Result]):
    """Threads with a kernel each, which work off what they are given.

    Parameters
    ----------
    size
        Number of threads; their kernels start at once.
    work
        What to do with an item and a kernel in a clean state.
    """

    def __init__(self, size: int, work: Callable[[Item, Kernel], Result]) -> None:
        self._work = work
        self._todo: SimpleQueue[tuple[Item, Future[Result]] | None] = SimpleQueue()
        self._kernels: list[Kernel] = []
        self.stopped = threading.Event()
        self._threads = [threading.Thread(target=self._serve, name=f"notebook-{n}", daemon=True)
                         for n in range(size)]  # fmt: skip
        for thread in self._threads:
            thread.start()

    def submit(self, item: Item) -> Future[Result]:
        """Have an item worked off."""
        future: Future[Result] = Future()
        self._todo.put((item, future))
        return future

    def __enter__(self) -> Pool[Item, Result]:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            # Without its kernel a notebook ends at once.
            self.stopped.set()
            for kernel in self._kernels:
                kernel.kill()
        for _ in self._threads:
            self._todo.put(None)
        for thread in self._threads:
            thread.join(timeout=_SECONDS)

    def _serve(self) -> None:
        kernel = Kernel()
        self._kernels.append(kernel)
        trouble: BaseException | None = None
        try:
            kernel.start()
        except Exception as error:
            trouble = error
        try:
            while (given := self._todo.get()) is not None:
                item, future = given
                if trouble is not None or self.stopped.is_set():
                    future.set_exception(trouble or RuntimeError("stopped"))
                    continue
                try:
                    kernel.clean()
                    future.set_result(self._work(item, kernel))
                except BaseException as error:
                    future.set_exception(error)
        finally:
            with contextlib.suppress(Exception):
                kernel.close()
            ensure_event_loop().close()
