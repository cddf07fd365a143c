"""The kernels that run notebooks: known while they live, so that none is left behind."""

from __future__ import annotations

import contextlib
import contextvars
import threading
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import ensure_event_loop

T = TypeVar("T")


def run_apart(call: Callable[[], T]) -> T:
    """Call something that talks to kernels, with an event loop that is closed afterwards."""

    def run() -> T:
        loop = ensure_event_loop()
        try:
            return call()
        finally:
            loop.close()

    return contextvars.Context().run(run)


class Kernel(AsyncKernelManager):
    """A kernel manager that can be told from outside, and from another thread, to end."""

    _live: ClassVar[set[Kernel]] = set()
    _lock: ClassVar[threading.Lock] = threading.Lock()

    async def _async_start_kernel(self, **kwargs: Any) -> None:
        quiet = [*kwargs.pop("extra_arguments", ()), "--IPKernelApp.log_level=ERROR"]
        await super()._async_start_kernel(extra_arguments=quiet, **kwargs)
        with self._lock:
            self._live.add(self)

    start_kernel = _async_start_kernel

    async def _async_cleanup_resources(self, restart: bool = False) -> None:
        with self._lock:
            self._live.discard(self)
        await super()._async_cleanup_resources(restart=restart)

    cleanup_resources = _async_cleanup_resources

    @classmethod
    def kill_all(cls) -> None:
        """Kill every kernel that runs."""
        with cls._lock:
            left = list(cls._live)
        for kernel in left:
            process = getattr(kernel.provisioner, "process", None)
            if process is not None:
                with contextlib.suppress(OSError):
                    process.kill()
