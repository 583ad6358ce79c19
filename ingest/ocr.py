"""Engines that read a page image. The default is tesseract through pytesseract, one process a call.

An engine answers two questions apart from each other: ``probe`` (is it installed and suited?) and ``read``.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from PIL import Image

from ingest.errors import OcrFailed, OcrUnavailable
from ingest.layout import PlacedWord, clean_word
from ingest.tess_server import settings
from ingest.tessdata import Models

_APT = {
    "Devanagari": "tesseract-ocr-script-deva",
    "osd": "tesseract-ocr-osd",
    "eng": "tesseract-ocr-eng",
    "hin": "tesseract-ocr-hin",
}
_PROBE_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class OcrWord:
    """A word in pixels of the image that was read: ``box`` is left, top, right, bottom; confidence 0..1.

    ``alternatives`` are other readings of the same place that were not taken.
    """

    text: str
    box: tuple[int, int, int, int]
    confidence: float
    alternatives: tuple[str, ...] = ()

    def moved(self, left: int, top: int) -> OcrWord:
        """A word of a piece of a picture on the picture, of which the piece's corner stands at ``left``, ``top``."""
        x0, y0, x1, y1 = self.box
        return replace(self, box=(x0 + left, y0 + top, x1 + left, y1 + top))


def mean_confidence(words: Sequence[OcrWord] | Sequence[PlacedWord]) -> float:
    """Of ``words``, each weighted by its characters; 0 where there is none."""
    weight = sum(len(word.text) for word in words)
    return sum(len(word.text) * word.confidence for word in words) / weight if weight else 0.0


@dataclass(frozen=True, slots=True)
class OcrLine:
    """Words from left to right; ``block`` and ``paragraph`` count as the engine counts them."""

    words: tuple[OcrWord, ...]
    block: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class OcrPage:
    """What one call read, in the engine's reading order, and the size of the image in pixels."""

    lines: tuple[OcrLine, ...]
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Orientation:
    """Quarter turns clockwise (0..3) that set the page upright, and the engine's own confidence (tesseract: 0..~30)."""

    quarter_turns: int
    confidence: float


class OcrEngine(Protocol):
    """A recogniser. All methods may be called from several threads at once.

    One that is pickled becomes a cold one of the same making: so it gets to processes that read pages.
    """

    def probe(self, languages: str) -> str:
        """Name and version, for cache keys and notes. Raises OcrUnavailable with what to install."""
        ...

    def read(self, image: Image.Image, dpi: int, languages: str, psm: int = 3) -> OcrPage:
        """Read one image. Raises OcrUnavailable or OcrFailed."""
        ...

    def read_strips(self, images: Sequence[Image.Image], dpi: int, languages: str) -> list[OcrPage]:
        """Read single lines, one page each, in as few process starts as the engine can."""
        ...

    def orientation(self, image: Image.Image, dpi: int) -> Orientation | None:
        """Which way is up, None where the engine cannot tell."""
        ...


def has_model(engine: OcrEngine, languages: str) -> bool:
    """Whether ``engine`` is installed with the models of ``languages`` (joined by ``+``)."""
    try:
        engine.probe(languages)
    except (OcrUnavailable, OcrFailed):
        return False
    return True


PAGE_MODEL, RUN_MODEL = "Devanagari", "eng"
"""The models of Hindi and mixed pages, and of their Latin runs (ingest/route.py)."""
SECOND_HINDI, WITNESS = "hin", "Devanagari_worn"
"""The model that doubtful Hindi words are read again by, and the one that is heard beside it (ingest/second.py)."""


def lacking(engine: OcrEngine) -> str:
    """What a reading hangs on beside the engine's version: empty, or that the second Hindi model is not there."""
    return "" if has_model(engine, SECOND_HINDI) else f" without {SECOND_HINDI}"


class Tesseract:
    """The ``tesseract`` program. ``timeout`` is seconds a call."""

    def __init__(self, command: str | None = None, tessdata: str | None = None, timeout: float = 120.0) -> None:
        self._command = command or "tesseract"
        self._tessdata = tessdata
        self._timeout = timeout
        self._probed: dict[str, str] = {}
        self._models = Models(tessdata, self._command)
        self._lock = threading.Lock()

    def __reduce__(self) -> tuple[Any, ...]:
        return Tesseract, (self._command, self._tessdata, self._timeout)

    def probe(self, languages: str) -> str:
        with self._lock:
            if languages not in self._probed:
                self._probed[languages] = self._probe(languages)
            return self._probed[languages]

    def _probe(self, languages: str) -> str:
        version = self._ask("--version").splitlines()
        held = {line.strip().rpartition("/")[2] for line in self._ask("--list-langs").splitlines()}
        missing_languages(languages, held | self._models.held())
        return version[0].strip() if version else "tesseract"

    def _ask(self, question: str) -> str:
        command = [self._command, question]
        if self._tessdata:
            command += ["--tessdata-dir", self._tessdata]
        try:
            done = subprocess.run(command, capture_output=True, timeout=_PROBE_SECONDS, check=False)
        except (FileNotFoundError, PermissionError, NotADirectoryError):
            raise OcrUnavailable("tesseract is not installed.") from None
        except subprocess.TimeoutExpired:
            raise OcrUnavailable(f"tesseract did not answer {question} in {_PROBE_SECONDS:.0f} s.") from None
        if done.returncode != 0:
            raise OcrUnavailable(f"tesseract {question} failed (exit code {done.returncode}).")
        return (done.stdout or done.stderr).decode("utf-8", "replace")

    def model_file(self, language: str) -> Path:
        return self._models.file(language)

    def read(self, image: Image.Image, dpi: int, languages: str, psm: int = 3) -> OcrPage:
        with tempfile.TemporaryDirectory(prefix="page-") as folder:
            pages = self._data(_written(image, Path(folder) / "page"), dpi, languages, psm)
        return OcrPage(pages.get(1, ()), image.width, image.height)

    def read_strips(self, images: Sequence[Image.Image], dpi: int, languages: str) -> list[OcrPage]:
        if not images:
            return []
        # A list of files is read by one process as pages of one document: the model is loaded once, not per strip.
        with tempfile.TemporaryDirectory(prefix="strips-") as folder:
            names = []
            for number, image in enumerate(images):
                names.append(_written(image, Path(folder) / f"{number:04d}"))
            listing = Path(folder) / "strips.txt"
            listing.write_text("\n".join(names) + "\n", encoding="utf-8")
            pages = self._data(str(listing), dpi, languages, 7)
        return [OcrPage(pages.get(n, ()), image.width, image.height) for n, image in enumerate(images, 1)]

    def orientation(self, image: Image.Image, dpi: int) -> Orientation | None:
        try:
            self.probe("osd")
            with tempfile.TemporaryDirectory(prefix="page-") as folder:
                written = _written(image, Path(folder) / "page")
                said = self._call("image_to_osd", written, config=self._config(dpi, 0))
        except (OcrFailed, OcrUnavailable):
            return None  # too few characters, or the model is not installed: the page is read as it lies
        try:
            return Orientation(int(said["rotate"]) // 90 % 4, float(said["orientation_conf"]))
        except (KeyError, TypeError, ValueError):
            return None

    def _data(self, image: str, dpi: int, languages: str, psm: int) -> dict[int, tuple[OcrLine, ...]]:
        rows = self._call("image_to_data", image, lang=self._models.named(languages), config=self._config(dpi, psm))
        return lines_by_page(rows)

    def _config(self, dpi: int, psm: int) -> str:
        set_to = " ".join(f"-c {name}={value}" for name, value in settings(psm).items())
        config = f"--psm {psm} --dpi {dpi} {set_to}"
        return f'{config} --tessdata-dir "{self._tessdata}"' if self._tessdata else config

    def _call(self, function: str, image: str, **arguments: Any) -> dict[str, Any]:
        import pytesseract  # here: it takes longer to load than a page takes to be drawn, and the library does without

        # pytesseract hands the process environment on and has no argument for it. Without the limit tesseract's
        # threads wait on each other: ten times the wall time as soon as two pages are read at once.
        os.environ["OMP_THREAD_LIMIT"] = "1"  # noqa: TID251 - written for the child process, read by nothing here
        pytesseract.pytesseract.tesseract_cmd = self._command
        try:
            result: dict[str, Any] = getattr(pytesseract, function)(
                image, output_type=pytesseract.Output.DICT, timeout=self._timeout, **arguments
            )
        except pytesseract.TesseractNotFoundError:
            raise OcrUnavailable("tesseract is not installed.") from None
        except pytesseract.TesseractError as error:
            if "Failed loading language" in error.message or "couldn't load any languages" in error.message:
                raise OcrUnavailable("tesseract lacks a language that is needed.") from None
            raise OcrFailed(f"tesseract stopped with code {error.status}.") from None
        except RuntimeError as error:
            if "timeout" not in str(error):
                raise OcrFailed("tesseract failed.") from None
            raise OcrFailed(f"tesseract did not finish within {self._timeout:g} s.") from None
        except (UnicodeDecodeError, ValueError, KeyError, IndexError, TypeError):
            raise OcrFailed("tesseract printed something that is no result.") from None
        except MemoryError:
            raise OcrFailed("There was not enough memory to read the page.") from None
        except OSError as error:
            raise OcrFailed(f"tesseract could not be run ({error.strerror}).") from None
        if not isinstance(result, dict):
            raise OcrFailed("tesseract printed something that is no result.")
        return result


def _written(image: Image.Image, name: Path) -> str:
    """The image as a file without compression: packing a page costs more than half of what reading it costs."""
    path = name.with_suffix(".pgm")
    try:
        (image if image.mode == "L" else image.convert("L")).save(path)
    except MemoryError:
        raise OcrFailed("There was not enough memory to read the page.") from None
    except OSError as error:
        raise OcrFailed(f"The page could not be handed to tesseract ({error.strerror}).") from None
    return str(path)


def missing_languages(languages: str, held: Set[str]) -> None:
    """Raises OcrUnavailable, with what to install, where ``held`` lacks one of ``languages``."""
    missing = [name for name in languages.split("+") if name.rpartition("/")[2] not in held]
    if missing:
        packages = " ".join(_APT.get(name.rpartition("/")[2], f"tesseract-ocr-{name}") for name in missing)
        raise OcrUnavailable(
            f"tesseract lacks the language {', '.join(missing)}.",
            f"Install it: apt-get install {packages}, then read the file again.",
        )


def lines_by_page(rows: Mapping[str, Sequence[Any]]) -> dict[int, tuple[OcrLine, ...]]:
    """Tesseract's table of words, by the columns of its TSV, as lines in reading order. Raises OcrFailed."""
    pages: dict[int, dict[tuple[int, int, int], list[OcrWord]]] = {}
    try:
        for index, text in enumerate(rows["text"]):
            if int(rows["level"][index]) != 5:
                continue
            word = clean_word(str(text))
            if not word:
                continue
            left, top = int(rows["left"][index]), int(rows["top"][index])
            box = (left, top, left + int(rows["width"][index]), top + int(rows["height"][index]))
            confidence = min(1.0, max(0.0, float(rows["conf"][index]) / 100))
            key = (int(rows["block_num"][index]), int(rows["par_num"][index]), int(rows["line_num"][index]))
            pages.setdefault(int(rows["page_num"][index]), {}).setdefault(key, []).append(
                OcrWord(word, box, confidence)
            )
    except (KeyError, ValueError, IndexError, TypeError):
        raise OcrFailed("tesseract printed something that is no result.") from None
    return {
        page: tuple(OcrLine(tuple(words), block, paragraph) for (block, paragraph, _), words in lines.items())
        for page, lines in pages.items()
    }
