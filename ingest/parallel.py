"""Pages side by side: recognisers run as processes of their own, so threads are enough to keep the cores busy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, as_completed, wait
from typing import TypeVar

Result = TypeVar("Result")

_MANY = 4  # pages for each core: of fewer a heavy one should not wait


def in_order(
    work: Callable[[int], Result],
    count: int,
    jobs: int,
    progress: Callable[[int, int], None] | None = None,
    weights: Sequence[float] = (),
) -> list[Result]:
    """``[work(0), … work(count - 1)]``, at most ``jobs`` at once. The first error or Ctrl-C stops what waits.

    What weighs most is begun first, so that no core waits for a long page at the end; before it one page for each core
    of those whose weight has the smallest whole part, so that none waits at the beginning for a large one to be drawn.
    """
    if jobs == 1 or count <= 1:
        results = []
        for index in range(count):
            results.append(work(index))
            if progress:
                progress(index + 1, count)
        return results
    pool = ThreadPoolExecutor(jobs)
    futures = {index: pool.submit(work, index) for index in _turns(count, jobs, weights)}
    try:
        for done, future in enumerate(as_completed(futures.values()), 1):
            future.result()
            if progress:
                progress(done, count)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    wait(futures.values(), return_when=FIRST_EXCEPTION)
    return [futures[index].result() for index in range(count)]


def _turns(count: int, jobs: int, weights: Sequence[float]) -> list[int]:
    if not weights:
        return list(range(count))
    heaviest = sorted(range(count), key=lambda index: -weights[index])
    if count < _MANY * jobs:
        return heaviest
    # Not the lightest of them: light pages at the end are what fills the last gap.
    first = sorted(heaviest, key=lambda index: int(weights[index]))[:jobs]
    return first + [index for index in heaviest if index not in first]
