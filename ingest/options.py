"""What a caller may choose about reading. Nothing here comes from the environment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

INGEST_VERSION = "25"
"""Raised whenever the same bytes would give another Document: it is part of every cache key."""

ENGINES = ("auto", "tesserocr", "libtesseract", "tesseract")
"""tesserocr is tesseract inside the process, libtesseract the system's own library in a process beside it, tesseract
the program, started for each call; auto takes the first that is there."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How a source file is read.

    ``ocr_languages`` names tesseract models joined by ``+``; ``dpi`` is the resolution at which pages are drawn, save
    pictures that are read as they are (`ingest.resolution`); ``tesseract_cmd`` and ``tessdata`` are paths (None:
    whatever is installed); ``cache_dir`` holds OCR results (None: no cache); ``page_timeout`` is seconds
    for one OCR call; ``jobs`` is the number of pages read at once.
    ``engine`` is one of ENGINES; ``isolated`` reads even a single page in a process of its own, as a service must.
    """

    ocr_languages: str = "Devanagari+eng"
    dpi: int = 300
    tesseract_cmd: str | None = None
    tessdata: str | None = None
    cache_dir: Path | None = None
    max_pages: int = 500
    page_timeout: float = 120.0
    jobs: int = 2
    engine: str = "auto"
    isolated: bool = False

    def __post_init__(self) -> None:
        if not 72 <= self.dpi <= 600:
            raise ValueError(f"dpi must be 72..600, not {self.dpi}")
        if self.max_pages < 1 or self.jobs < 1 or self.page_timeout <= 0:
            raise ValueError("max_pages, jobs and page_timeout must be positive")
        if self.engine not in ENGINES:
            raise ValueError(f"engine must be one of {', '.join(ENGINES)}, not {self.engine!r}")
