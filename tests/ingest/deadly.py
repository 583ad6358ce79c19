"""Recognisers that take their process with them, never end, eat all memory or print rubbish: for worker processes.

Each does it once: on the first page that it sees, which it remembers by a file. They are pickled into the worker.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from ingest.ocr import OcrPage
from tests.ingest.engines import Says


@dataclass
class Once(Says):
    """Does ``deed`` before the first page, reads the others."""

    deed: str = "kill"
    flag: Path = Path()

    def read(self, image: Image.Image, dpi: int, languages: str, psm: int = 3) -> OcrPage:
        try:
            self.flag.touch(exist_ok=False)
        except FileExistsError:
            return super().read(image, dpi, languages, psm)
        DEEDS[self.deed]()
        return super().read(image, dpi, languages, psm)


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _hang() -> None:
    time.sleep(3600)


def _eat() -> None:
    hoard = bytearray(64 << 30)
    hoard[0] = 1


def _print() -> None:
    os.write(1, b"\x80\x04rubbish\n" * 2000)
    sys.stdout.write("more of it\n")
    sys.stdout.flush()


def _fail() -> None:
    raise ZeroDivisionError("a fault of ours")


DEEDS: dict[str, Callable[[], None]] = {"kill": _kill, "hang": _hang, "eat": _eat, "print": _print, "fail": _fail}


def pid_of(engine: Says) -> int:
    """A job that says where it runs."""
    return os.getpid()
