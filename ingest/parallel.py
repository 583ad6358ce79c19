"""Pages side by side: recognisers run as processes of their own, so threads are enough to keep the cores busy."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, as_completed, wait
from typing import TypeVar

Result = TypeVar("Result")


def in_order(
    work: Callable[[int], Result], count: int, jobs: int, progress: Callable[[int, int], None] | None = None
) -> list[Result]:
    """``[work(0), … work(count - 1)]``, at most ``jobs`` at once. The first error or Ctrl-C stops what waits."""
    if jobs == 1 or count <= 1:
        results = []
        for index in range(count):
            results.append(work(index))
            if progress:
                progress(index + 1, count)
        return results
    pool = ThreadPoolExecutor(jobs)
    futures = [pool.submit(work, index) for index in range(count)]
    try:
        for done, future in enumerate(as_completed(futures), 1):
            future.result()
            if progress:
                progress(done, count)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    wait(futures, return_when=FIRST_EXCEPTION)
    return [future.result() for future in futures]
