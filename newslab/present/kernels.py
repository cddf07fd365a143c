"""Kernels that run notebooks: started ahead, used again, and none left behind."""

from asyncio import Queue
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from typing import Any

#: Run before each notebook: what every report's notebook loads stays loaded, names are forgotten.
#: Plain DataFrames look like the package's own tables, all else is shown in whole words.
_CLEAN = (
    "import newslab.present.views, pandas, pyarrow.parquet, textblob\n"
    "pandas.set_option('display.max_colwidth', None)\n"
    "newslab.present.notebook.show_frames()\n"
    "%reset -f"
)


async def run(book: Any, kernel: Any) -> Any:
    """Run a notebook, in place, in a clean kernel that is alive; raises nbclient's errors."""
    from nbformat.v4 import new_code_cell

    died = kernel.km is not None and not await kernel.km.is_alive()
    kernel.nb = book
    book.cells.insert(0, new_code_cell(_CLEAN))  # type: ignore[no-untyped-call]
    try:
        return await kernel.async_execute(reset_kc=died, cleanup_kc=False)
    finally:
        del book.cells[0]


async def _end(kernel: Any) -> None:
    with suppress(Exception):
        # One that is still starting has no client yet, and would tell of an interrupt.
        await kernel.km.provisioner.kill()
        await kernel.km.shutdown_kernel(now=True)
        kernel.kc.stop_channels()


@contextmanager
def pool(size: int) -> Iterator[Callable[..., Future[Any]]]:
    """Start kernels; gives what has ``await work(*given, kernel)`` done by the next idle one."""
    from anyio.from_thread import start_blocking_portal
    from nbclient import NotebookClient
    from nbformat.v4 import new_notebook

    given: Any = {"extra_arguments": ["--IPKernelApp.log_level=ERROR"]}
    given |= {"record_timing": False, "coalesce_streams": True}
    kernels = [NotebookClient(new_notebook(), **given) for _ in range(size)]  # type: ignore[no-untyped-call]
    idle, futures = Queue[Any](), list[Future[Any]]()
    for kernel in kernels:
        idle.put_nowait(kernel)

    async def turn(work: Callable[..., Any], *given: Any) -> Any:
        kernel = await idle.get()
        try:
            return await work(*given, kernel)
        finally:
            idle.put_nowait(kernel)

    def submit(work: Callable[..., Any], *given: Any) -> Future[Any]:
        futures.append(portal.start_task_soon(turn, work, *given))
        return futures[-1]

    with start_blocking_portal() as portal:
        try:
            # One that does not start is tried again with the first notebook.
            for kernel in kernels:
                submit(run, kernel.nb)
            yield submit
        finally:
            for future in futures:
                future.cancel()
            for kernel in kernels:
                portal.call(_end, kernel)
