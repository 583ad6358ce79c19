"""What becomes of the memory of a page's pictures when they are freed: given back, or kept for the next page."""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import IO

LARGE = 4 << 20
"""Bytes: a page at 300 dpi has 9 million in grey, 26 in colour."""
KEPT = 20 << 20
"""Bytes, in processes that do nothing but read pages. A page at 200 dpi has 4 million in grey, its parts 15."""
AT_HAND = 40 << 20
"""Bytes that such a process keeps at most between two blocks."""
_SPARE = 16 << 20
"""Bytes that any other process keeps: a grey page at 200 dpi, smaller than LARGE, goes through several hands."""
_PIPE = 256 << 10
"""Bytes that a pipe for pictures holds, of 64 k: a page goes through it in half the time."""
_M_TRIM_THRESHOLD = -1  # malloc.h
_M_MMAP_THRESHOLD = -3


@cache
def give_back_pictures() -> None:
    """Blocks larger than LARGE are mapped apart from now on, and unmapped when freed. Does nothing but on glibc.

    glibc takes the first large block that is freed for a sign that more will come, and keeps all below 32 MB from then
    on: of 384 MB held while 15 scans were read, 65 were that. Mapping anew costs some 50 ms a page. Smaller blocks are
    cut from what is free: were all of that given back at once, the system would clear it anew for each of them.
    """
    _told(_M_MMAP_THRESHOLD, LARGE)
    _told(_M_TRIM_THRESHOLD, _SPARE)


@cache
def keep_for_the_next_page() -> None:
    """For processes that read page after page: what a page took is cleared by the system once, not for each picture.

    Clearing is a tenth of our own work on a page. Blocks over KEPT still go, and of what is free all over AT_HAND.
    """
    _told(_M_MMAP_THRESHOLD, KEPT)
    _told(_M_TRIM_THRESHOLD, AT_HAND)


def widen(pipe: IO[bytes] | None) -> None:
    """Lets more of a picture wait in ``pipe`` for the process at its end, where the system can."""
    try:
        import fcntl

        if pipe is not None:
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _PIPE)
    except (ImportError, AttributeError, OSError):  # not Linux; or this user's pipes hold all that they may
        return


def _told(what: int, size: int) -> None:
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        mallopt(what, size)


@contextmanager
def importing() -> Iterator[None]:
    """Imports what stays without looking for garbage in between: that takes a quarter of the time otherwise.

    NumPy's library for matrices starts no threads of its own: nothing here is multiplied that has work for two.
    """
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # noqa: TID251 - written for the library, read by nothing here
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looked:
            gc.enable()
