"""Tesseract inside this process, through tesserocr: no program starts, no picture goes over the disk, models stay warm.

A fault in the library takes the process with it, and a page on which it hangs cannot be given up from within. Pages
are therefore read with it in processes that may die (ingest/workers.py); what it reads is the same either way.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from ingest.errors import OcrFailed, OcrUnavailable
from ingest.layout import clean_word
from ingest.ocr import OcrLine, OcrPage, OcrWord, Orientation, missing_languages
from ingest.tess_server import settings
from ingest.tessdata import Models

_WORD = 3  # RIL.WORD
_LINE, _PARAGRAPH, _BLOCK = 2, 1, 0


class InProcess:
    """Tesseract as a library. ``timeout`` is seconds a call; calls from several threads wait for each other."""

    def __init__(self, command: str | None = None, tessdata: str | None = None, timeout: float = 120.0) -> None:
        self._command = command or "tesseract"
        self._named = tessdata
        self._timeout = timeout
        self._lock = threading.RLock()
        self._models = Models(tessdata, self._command)
        self._warm: dict[str, Any] = {}
        self._probed: dict[str, str] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return InProcess, (self._command, self._named, self._timeout)

    def probe(self, languages: str) -> str:
        with self._lock:
            if languages not in self._probed:
                self._probed[languages] = self._probe(languages)
            return self._probed[languages]

    def _probe(self, languages: str) -> str:
        library = _library()
        missing_languages(languages, self._models.held())
        versions = " ".join(str(library.tesseract_version()).split()[:2])
        return f"tesserocr {library.__version__} {versions}"

    def model_file(self, language: str) -> Path:
        return self._models.file(language)

    def read(self, image: Image.Image, dpi: int, languages: str, psm: int = 3) -> OcrPage:
        with self._lock:
            self.probe(languages)
            return self._read(image, dpi, languages, psm)

    def read_strips(self, images: Sequence[Image.Image], dpi: int, languages: str) -> list[OcrPage]:
        return [self.read(image, dpi, languages, 7) for image in images]

    def orientation(self, image: Image.Image, dpi: int) -> Orientation | None:
        with self._lock:
            try:
                self.probe("osd")
                api = self._api("osd", 0)
                _show(api, image, dpi)
                said = api.DetectOrientationScript()
            except (OcrFailed, OcrUnavailable, RuntimeError):
                return None  # the model is not installed: the page is read as it lies
            if not said:
                return None  # too few characters
            # The library says how the page lies, the program by how much to turn it back.
            return Orientation(-int(said["orient_deg"]) // 90 % 4, float(said["orient_conf"]))

    def _read(self, image: Image.Image, dpi: int, languages: str, psm: int) -> OcrPage:
        api = self._api(languages, psm)
        try:
            _show(api, image, dpi)
            if not api.Recognize(max(1, int(self._timeout * 1000))):
                raise OcrFailed(f"tesseract did not finish within {self._timeout:g} s.")
            lines = tuple(_lines(api.GetIterator()))
        except MemoryError:
            raise OcrFailed("There was not enough memory to read the page.") from None
        except (RuntimeError, UnicodeDecodeError):
            raise OcrFailed("tesseract failed.") from None
        finally:
            api.Clear()
        return OcrPage(lines, image.width, image.height)

    def _api(self, languages: str, psm: int) -> Any:
        """The warm models of ``languages``; loaded once."""
        if languages not in self._warm:
            library = _library()
            # Without these two the library talks to the standard error of whoever called.
            library.set_leptonica_log_level(library.LeptLogLevel.NONE)
            try:
                self._warm[languages] = library.PyTessBaseAPI(
                    path=f"{self._models.folder}/",
                    lang=self._models.named(languages),
                    variables={"debug_file": "/dev/null"},
                )
            except RuntimeError:
                raise OcrUnavailable("tesseract lacks a language that is needed.") from None
        api = self._warm[languages]
        api.SetPageSegMode(psm)
        for name, value in settings(psm).items():
            api.SetVariable(name, value)
        return api


def _library() -> Any:
    try:
        return importlib.import_module("tesserocr")
    except ImportError:
        raise OcrUnavailable(
            "tesserocr is not installed.",
            "./run installs it where there is one for the machine. Choose the engine libtesseract or tesseract.",
        ) from None


def _show(api: Any, image: Image.Image, dpi: int) -> None:
    gray = image if image.mode == "L" else image.convert("L")
    api.SetImageBytes(gray.tobytes(), gray.width, gray.height, 1, gray.width)
    api.SetSourceResolution(dpi)


def _lines(found: Any) -> Iterator[OcrLine]:
    """The words of a result in reading order, by lines; blocks and paragraphs count from 1."""
    if found is None:
        return
    block = paragraph = 0
    words: list[OcrWord] = []
    place = (0, 0)
    while True:
        if not found.Empty(_WORD):
            # Each of these goes through the page for its answer. Where no line begins, nothing else does.
            if found.IsAtBeginningOf(_LINE):
                if found.IsAtBeginningOf(_BLOCK):
                    block, paragraph = block + 1, 0
                if found.IsAtBeginningOf(_PARAGRAPH):
                    paragraph += 1
                if words:
                    yield OcrLine(tuple(words), *place)
                words, place = [], (block, paragraph)
            if (word := _word(found)) is not None:
                words.append(word)
        if not found.Next(_WORD):
            break
    if words:
        yield OcrLine(tuple(words), *place)


def _word(found: Any) -> OcrWord | None:
    text, box = clean_word(found.GetUTF8Text(_WORD)), found.BoundingBox(_WORD)
    if not text or box is None:
        return None
    confidence = min(1.0, max(0.0, float(found.Confidence(_WORD)) / 100))
    return OcrWord(text, (box[0], box[1], box[2], box[3]), confidence)
