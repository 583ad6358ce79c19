"""Recognisers for tests: one that reads what it is told, and several that fail as real ones do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PIL import Image

from ingest.errors import OcrFailed, OcrUnavailable
from ingest.ocr import OcrLine, OcrPage, OcrWord, Orientation


@dataclass
class Says:
    """Reads the same lines from every page, one below the other, and counts how often it was asked."""

    lines: Sequence[str] = ("Office Memorandum", "No. 12/3/2031-X")
    confidence: float = 0.95
    version: str = "fake 1"
    calls: int = field(default=0)

    def probe(self, languages: str) -> str:
        return self.version

    def read(self, image: Image.Image, dpi: int, languages: str, psm: int = 3) -> OcrPage:
        self.calls += 1
        out = []
        for row, line in enumerate(self.lines):
            x, words = 100, []
            for word in line.split():
                words.append(OcrWord(word, (x, 100 + 60 * row, x + 20 * len(word), 140 + 60 * row), self.confidence))
                x += 20 * len(word) + 15
            out.append(OcrLine(tuple(words), 1, 1))
        return OcrPage(tuple(out), image.width, image.height)

    def read_strips(self, images: Sequence[Image.Image], dpi: int, languages: str) -> list[OcrPage]:
        return [OcrPage((), image.width, image.height) for image in images]

    def orientation(self, image: Image.Image, dpi: int) -> Orientation | None:
        return None


class Crashes(Says):
    """Fails on the pages whose number (from 1) is in ``on``; on all of them where ``on`` is empty."""

    on: frozenset[int] = frozenset()

    def read(self, image: Image.Image, dpi: int, languages: str, psm: int = 3) -> OcrPage:
        page = super().read(image, dpi, languages, psm)
        if not self.on or self.calls in self.on:
            raise OcrFailed("tesseract stopped with code -9.")
        return page


class Missing(Says):
    def probe(self, languages: str) -> str:
        raise OcrUnavailable("tesseract is not installed.")
