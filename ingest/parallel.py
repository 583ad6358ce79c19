"""Pages side by side: recognisers run as processes of their own, so threads are enough to keep the cores busy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, as_completed, wait
from typing import TypeVar

Result = TypeVar("Result")


def in_order(
    work: Callable[[int], Result],
    count: int,
    jobs: int,
    progress: Callable[[int, int], None] | None = None,
    weights: Sequence[float] = (),
) -> list[Result]:
    """``[work(0), … work(count - 1)]``, at most ``jobs`` at once. The first error or Ctrl-C stops what waits.

    What weighs most is begun first, so that no core waits for a long page at the end.
    """
    if jobs == 1 or count <= 1:
        results = []
        for index in range(count):
            results.append(work(index))
            if progress:
                progress(index + 1, count)
        return results
    pool = ThreadPoolExecutor(jobs)
    heaviest = sorted(range(count), key=lambda index: -weights[index]) if weights else range(count)
    futures = {index: pool.submit(work, index) for index in heaviest}
    try:
        for done, future in enumerate(as_completed(futures.values()), 1):
            future.result()
            if progress:
                progress(done, count)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    wait(futures.values(), return_when=FIRST_EXCEPTION)
    return [futures[index].result() for index in range(count)]
