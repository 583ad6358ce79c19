"""What the pictures of a page took is given back when they are freed, not kept for the next page."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

LARGE = 4 << 20
"""Bytes: a page at 300 dpi has 9 million in grey, 26 in colour."""
_M_MMAP_THRESHOLD = -3  # malloc.h


@cache
def give_back_pictures() -> None:
    """Blocks larger than LARGE are mapped apart from now on, and unmapped when freed. Does nothing but on glibc.

    glibc takes the first large block that is freed for a sign that more will come, and keeps all below 32 MB from then
    on: of 384 MB held while 15 scans were read, 65 were that. Mapping anew costs some 50 ms a page.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(_M_MMAP_THRESHOLD, LARGE)


@contextmanager
def importing() -> Iterator[None]:
    """Imports what stays without looking for garbage in between: that takes a quarter of the time otherwise."""
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looked:
            gc.enable()
