"""Page images freed are memory given back, or kept for the next: measured in a process of its own, since it cannot be
undone."""

from __future__ import annotations

import gc
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.memory import importing, widen

SCRIPT = """
import numpy as np
from ingest.memory import give_back_pictures

def held():
    return int(open("/proc/self/statm").read().split()[1]) * 4096 / 2**20

give_back_pictures()  # without it 24 MB or 48 stay
kept, before = [], held()
for _ in range(3):
    first, second = np.ones(25_000_000, np.uint8), np.ones(25_000_000, np.uint8)
    kept.append(bytearray(100_000))  # what is read from a page lies behind its images
    del first, second
print(round(held() - before))
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries give back by themselves")
def test_a_page_leaves_no_image_behind(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=root, capture_output=True, text=True, timeout=120, check=True
    )
    assert int(done.stdout) < 20


SPARE = """
import resource
from ingest.memory import give_back_pictures

give_back_pictures()
def cleared():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt * resource.getpagesize() / 2**20

del [bytearray(b"1") * 3_800_000][:]
before = cleared()
for _ in range(10):
    del [bytearray(b"1") * 3_800_000][:]
print(round(cleared() - before))
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="how other C libraries keep memory is their own affair")
def test_a_small_page_is_cleared_once_not_for_each_of_its_copies(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SPARE], cwd=root, capture_output=True, text=True, timeout=120, check=True
    )
    assert int(done.stdout) < 8  # 36 where it is given back each time


KEEPING = """
import resource
from ingest.memory import keep_for_the_next_page

keep_for_the_next_page()
def cleared():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt * resource.getpagesize() / 2**20

before = cleared()
for _ in range(10):
    del [bytearray(b"1") * 15_000_000][:]
kept = cleared() - before
for _ in range(10):
    del [bytearray(b"1") * 25_000_000][:]
print(round(kept), round(cleared() - before - kept))
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="how other C libraries keep memory is their own affair")
def test_a_process_that_reads_pages_keeps_what_they_take_and_gives_back_the_largest(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KEEPING], cwd=root, capture_output=True, text=True, timeout=120, check=True
    )
    kept, largest = map(int, done.stdout.split())
    assert kept < 40, "cleared once, not ten times"
    assert largest > 200


def test_garbage_is_looked_for_again_after_an_import_even_a_failed_one() -> None:
    looked = []

    def absent() -> None:
        with importing():
            looked.append(gc.isenabled())
            raise ModuleNotFoundError

    with pytest.raises(ModuleNotFoundError):
        absent()
    assert looked == [False]
    assert gc.isenabled()


def test_who_looks_for_no_garbage_is_left_at_that() -> None:
    gc.disable()
    try:
        with importing():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems have no such call")
def test_a_pipe_for_pictures_holds_more_and_a_closed_one_is_no_error() -> None:
    import fcntl

    out, into = os.pipe()
    with os.fdopen(out, "rb") as end, os.fdopen(into, "wb") as pipe:
        before = fcntl.fcntl(pipe.fileno(), fcntl.F_GETPIPE_SZ)
        widen(pipe)
        assert fcntl.fcntl(pipe.fileno(), fcntl.F_GETPIPE_SZ) > before
        assert end.readable()
    widen(None)
    with (Path(__file__)).open("rb") as no_pipe:
        widen(no_pipe)
