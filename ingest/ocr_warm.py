"""Tesseract's library in a process of its own that stays: the same results as the program's, without starting it and
loading its models for each call.

The library may hang or take its process with it: that process is not ours, and another one is started.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from ingest.errors import OcrFailed, OcrUnavailable
from ingest.memory import AT_HAND, KEPT, LARGE, widen
from ingest.ocr import OcrPage, Orientation, lines_by_page, missing_languages
from ingest.tessdata import Models
from ingest.workers import MEMORY

_COLUMNS = "level page_num block_num par_num line_num word_num left top width height conf text".split()
_NO_LIBRARY = 3  # how the process says that there is none
_SERVER = Path(__file__).with_name("tess_server.py")
_CALLS = 1000  # then a fresh process: what a library leaves behind does not add up over a long night
_END_SECONDS = 20.0
_BAND = 256  # rows


class _Died(Exception):
    """The process ended while it was asked."""


class WarmTesseract:
    """The library, kept warm. ``timeout`` is seconds a call; calls from several threads wait for each other."""

    def __init__(
        self,
        tessdata: str | None = None,
        timeout: float = 120.0,
        command: str | None = None,
        server: Path = _SERVER,
        folder: Path | None = None,
    ) -> None:
        self._tessdata = tessdata
        self._timeout = timeout
        self._command = command or "tesseract"
        self._server = server
        self._lock = threading.RLock()
        self._process: _Process | None = None
        self._models = Models(tessdata, self._command, folder)
        self._probed: dict[str, str] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return WarmTesseract, (self._tessdata, self._timeout, self._command, self._server, self._models.known)

    def probe(self, languages: str) -> str:
        with self._lock:
            if languages not in self._probed:
                missing_languages(languages, self._models.held())
                # The program's own name: what the two read is the same, and so may what is in the cache.
                self._probed[languages] = f"tesseract {self._ask({'do': 'version'})[1].decode('ascii', 'replace')}"
            return self._probed[languages]

    def model_file(self, language: str) -> Path:
        return self._models.file(language)

    def read(self, image: Image.Image, dpi: int, languages: str, psm: int = 3) -> OcrPage:
        head, body = self._shown(image, {"do": "read", "models": self._models.named(languages), "psm": psm, "dpi": dpi})
        if "failed" in head:
            raise OcrFailed("tesseract failed.")
        return OcrPage(lines_by_page(_rows(body)).get(1, ()), image.width, image.height)

    def read_strips(self, images: Sequence[Image.Image], dpi: int, languages: str) -> list[OcrPage]:
        return [self.read(image, dpi, languages, 7) for image in images]

    def orientation(self, image: Image.Image, dpi: int) -> Orientation | None:
        try:
            head, _ = self._shown(image, {"do": "turn", "dpi": dpi})
            # The library says how the page lies, the program by how much to turn it back.
            return Orientation(-int(head["degrees"]) // 90 % 4, float(head["confidence"]))
        except (OcrFailed, OcrUnavailable, KeyError, TypeError, ValueError):
            return None  # too few characters, or the model is not installed: the page is read as it lies

    def close(self) -> None:
        with self._lock:
            if self._process is not None:
                self._process.end()
                self._process = None

    def _shown(self, image: Image.Image, asked: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        gray = image if image.mode == "L" else image.convert("L")
        size = {"width": image.width, "height": image.height, "bytes": image.width * image.height}
        with self._lock:
            head, body = self._ask({**asked, **size}, gray)
        if "lacks" in head:
            raise OcrUnavailable("tesseract lacks a language that is needed.")
        return head, body

    def _ask(self, asked: dict[str, Any], image: Image.Image | None = None) -> tuple[dict[str, Any], bytes]:
        try:
            return self._once(asked, image)
        except _Died:
            # What ends a process after many pages need not end a fresh one.
            try:
                return self._once(asked, image)
            except _Died:
                raise OcrFailed("tesseract stopped.") from None

    def _once(self, asked: dict[str, Any], image: Image.Image | None) -> tuple[dict[str, Any], bytes]:
        if self._process is not None and self._process.calls >= _CALLS:
            self.close()
        if self._process is None:
            self._process = _Process(self._server, self._models.folder)
            weakref.finalize(self, self._process.end)
        try:
            return self._process.ask(asked, image, self._timeout)
        except (_Died, OcrFailed, OcrUnavailable):
            self.close()
            raise


class _Process:
    """One process and the pipes to it. One caller at a time."""

    def __init__(self, server: Path, tessdata: Path) -> None:
        sizes = map(str, (MEMORY, LARGE, KEPT, AT_HAND))
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", str(server), *sizes, str(tessdata)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise OcrFailed(f"tesseract could not be run ({error.strerror}).") from None
        widen(self._process.stdin)
        self.calls = 0
        self._late = False

    def ask(self, asked: dict[str, Any], image: Image.Image | None, seconds: float) -> tuple[dict[str, Any], bytes]:
        """The answer about a grey ``image``.

        Raises OcrFailed after ``seconds`` or for rubbish, OcrUnavailable without a library, _Died.
        """
        self.calls += 1
        timer = threading.Timer(seconds, self._give_up)
        timer.daemon = True
        timer.start()
        into, out = self._process.stdin, self._process.stdout
        assert into is not None and out is not None
        try:
            into.write(json.dumps(asked).encode() + b"\n")
            for band in _bands(image) if image is not None else ():
                into.write(band)
            into.flush()
            line = out.readline()
            head = json.loads(line) if line else None
            body = out.read(head["bytes"]) if head is not None else b""
        except OSError:
            head, body = None, b""
        except MemoryError:
            raise OcrFailed("There was not enough memory to read the page.") from None
        except (ValueError, KeyError, TypeError):
            raise OcrFailed("tesseract printed something that is no result.") from None
        finally:
            timer.cancel()
        if self._late:
            raise OcrFailed(f"tesseract did not finish within {seconds:g} s.")
        if head is not None and len(body) == head["bytes"]:
            return head, body
        with contextlib.suppress(subprocess.TimeoutExpired):
            if self._process.wait(_END_SECONDS) == _NO_LIBRARY:
                raise OcrUnavailable("tesseract's library is not installed.", "Choose the engine: tesseract.")
        raise _Died

    def _give_up(self) -> None:
        self._late = True
        self._process.kill()

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()  # type: ignore[union-attr]


def _bands(image: Image.Image) -> Iterator[bytes]:
    """The pixels from above to below. Not whole: a copy of the page would be held while it is read."""
    for top in range(0, image.height, _BAND):
        yield image.crop((0, top, image.width, min(top + _BAND, image.height))).tobytes()


def _rows(body: bytes) -> dict[str, list[str]]:
    """The library's table, which has no head, by the program's columns; confidences in whole per cent like its."""
    rows = [line.split("\t") for line in body.decode("utf-8", "replace").split("\n")]
    table = {name: [row[at] for row in rows if len(row) == len(_COLUMNS)] for at, name in enumerate(_COLUMNS)}
    return {**table, "conf": [sure.partition(".")[0] for sure in table["conf"]]}
