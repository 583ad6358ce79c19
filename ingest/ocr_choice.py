"""Which engine reads, and where: in this process or in one that may die."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ingest.cache import OcrCache
from ingest.layout import Recognised
from ingest.ocr import OcrEngine, Tesseract, has_model
from ingest.ocr_inprocess import InProcess
from ingest.ocr_warm import WarmTesseract
from ingest.options import ENGINES, ReadOptions
from ingest.scan import ScanReader
from ingest.workers import SHARED, Apart, Pool

_PROGRAM = "tesseract"
INSTEAD = "read by the tesseract program: the process that read this page before ended"


def chosen(options: ReadOptions) -> OcrEngine:
    """The engine that ``options`` names. ``auto`` is the first of them whose library and models are installed.

    A program named by ``tesseract_cmd`` is taken for what it says. Asks nothing of an engine named outright: what it
    lacks, it says when it is probed.
    """
    if options.engine != "auto":
        return _made(options.engine, options.tesseract_cmd, options.tessdata, options.page_timeout)
    kept_warm = () if options.tesseract_cmd else (name for name in ENGINES if name not in {"auto", _PROGRAM})
    name = next((name for name in kept_warm if _installed(name, options)), _PROGRAM)
    return _made(name, options.tesseract_cmd, options.tessdata, options.page_timeout)


@lru_cache(maxsize=8)
def _made(name: str, command: str | None, tessdata: str | None, timeout: float) -> OcrEngine:
    """Engines stay warm from file to file."""
    if name == "libtesseract":
        return WarmTesseract(tessdata, timeout, command)
    return (InProcess if name == "tesserocr" else Tesseract)(command, tessdata, timeout)


def _installed(name: str, options: ReadOptions) -> bool:
    return has_model(_made(name, None, options.tessdata, options.page_timeout), options.ocr_languages)


def reader_for(options: ReadOptions, engine: OcrEngine | None, pool: Pool = SHARED) -> ScanReader:
    """The reader of page images. An ``engine`` of the caller's own stays in the caller's process."""
    cache = OcrCache(options.cache_dir)
    if engine is not None:
        return ScanReader(engine, options, cache)
    engine = chosen(options)
    fallback = None
    if isinstance(engine, InProcess):
        fallback = _made(_PROGRAM, options.tesseract_cmd, options.tessdata, options.page_timeout)
    return ReaderApart(engine, options, cache, Apart(engine, fallback, options, pool))


@dataclass(frozen=True, slots=True)
class ReaderApart(ScanReader):
    """Reads in worker processes; what is in the cache needs none."""

    apart: Apart

    def for_pages(self, count: int) -> ScanReader:
        # Starting a process costs about what reading half a page costs: a single page is not worth one, unless what
        # reads it would take the process that was asked along.
        if count > 1 or self.options.isolated or self.apart.pool.warm or isinstance(self.engine, InProcess):
            return self
        return ScanReader(self.engine, self.options, self.cache)

    def _recognise(self, *arguments: Any) -> Any:
        if not self.apart.pool.warm:  # what is missing is said before anything is started
            self.engine.probe(self.options.ocr_languages)
        found, instead = self.apart.call(_recognise, self.options.ocr_languages, [*arguments])
        lines, areas, steps = found
        return lines, areas, (INSTEAD, *steps) if instead else steps


def _recognise(engine: OcrEngine, languages: str, page: list[Any]) -> Recognised:
    from ingest.recognise import Recogniser

    # Nobody but the one who works on them holds the pictures (26 MB in colour), so that they go when they have served.
    page.reverse()
    return Recogniser(engine, languages).read(page.pop(), page.pop(), page.pop(), page.pop())
