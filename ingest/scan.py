"""A page image becomes a page draft: read (or taken from the cache), laid out, graded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ingest.cache import OcrCache, image_key
from ingest.colour import Sheet
from ingest.document import Area, BBox, Problem
from ingest.errors import OcrFailed
from ingest.layout import PageDraft, PlacedLine, PlacedWord, Recognised, all_moved, compose
from ingest.ocr import OcrEngine, lacking
from ingest.options import INGEST_VERSION, ReadOptions
from ingest.prepare import Gray, ink_share
from ingest.quality import grade, ocr_confidence

_BLANK_INK = 0.0001  # three words alone on a page are 0.0003 of it


@dataclass(frozen=True, slots=True)
class ScanReader:
    """Reads page images with one engine and one cache. Safe to share between threads."""

    engine: OcrEngine
    options: ReadOptions
    cache: OcrCache

    def for_pages(self, count: int) -> ScanReader:
        """The reader for a file of ``count`` pages."""
        return self

    def read(self, sheet: Sheet, points_per_pixel: float, notes: tuple[str, ...] = ()) -> PageDraft:
        """One page. A failing engine gives an unreadable page with a Problem; OcrUnavailable is raised."""
        gray, colour = sheet.gray, sheet.colour
        height, width = (side * points_per_pixel for side in gray.shape)
        dpi = round(72 / points_per_pixel)
        if ink_share(gray) < _BLANK_INK:
            return PageDraft("", (), "ocr", 1.0, "good", width, height, (*notes, "blank page"))
        key = self._key(gray, colour, dpi) if self.cache.kept else ""
        entry = self.cache.get(key)
        found = _restore(entry) if entry else None
        if found is None:
            try:
                lines, areas, steps = self._recognise(gray, dpi, colour, sheet.light)
            except OcrFailed as failure:
                problem = Problem("ocr_failed", failure.message, failure.next_step)
                return PageDraft("", (), "ocr", 0.0, "unreadable", width, height, (*notes, "OCR failed"), (problem,))
            self.cache.put(key, {"lines": _keep(lines), "areas": _keep_areas(areas), "notes": list(steps)})
        else:
            lines, areas, steps = found
        return self._draft(lines, areas, points_per_pixel, width, height, (*notes, *steps))

    def _key(self, gray: Gray, colour: Gray | None, dpi: int) -> str:
        """Under which the cache keeps what is read of a page. Raises OcrUnavailable."""
        version = self.engine.probe(self.options.ocr_languages)
        models = f"{self.options.ocr_languages} {self.options.tessdata or ''}".strip()
        return image_key(gray, colour, version + lacking(self.engine), models, dpi, INGEST_VERSION)

    def _recognise(self, gray: Any, dpi: int, colour: Gray | None, light: Gray | None) -> Recognised:
        # here: whoever reads in processes of its own, or from the cache, has no use for what reading needs
        from ingest.recognise import Recogniser

        return Recogniser(self.engine, self.options.ocr_languages).read(gray, dpi, colour, light)

    def _draft(
        self,
        lines: list[PlacedLine],
        areas: list[Area],
        scale: float,
        width: float,
        height: float,
        notes: tuple[str, ...],
    ) -> PageDraft:
        def to_points(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
            x0, top, x1, bottom = (v * scale for v in box)
            return max(0.0, x0), max(0.0, top), max(0.0, min(width, x1)), max(0.0, min(height, bottom))

        lines, areas, notes = all_moved(lines, areas, to_points, notes)
        text, words = compose(lines)
        confidence = ocr_confidence(text, words)
        quality = grade(confidence)
        return PageDraft(text, words, "ocr", confidence, quality, width, height, notes, areas=tuple(areas))


def _keep(lines: list[PlacedLine]) -> list[Any]:
    return [
        [line.new_paragraph, [[w.text, *w.bbox.as_list(), round(w.confidence, 4), w.before, list(w.alternatives)]
                              for w in line.words]]
        for line in lines
    ]  # fmt: skip


def _keep_areas(areas: list[Area]) -> list[Any]:
    return [[a.kind, a.bbox.as_list(), a.text, round(a.confidence, 4), a.why] for a in areas]


def _restore(entry: dict[str, Any]) -> Recognised | None:
    try:
        lines = [
            PlacedLine(
                tuple(
                    PlacedWord(str(t), BBox(a, b, c, d), float(sure), gap, tuple(map(str, others)))
                    for t, a, b, c, d, sure, gap, others in words
                ),
                hint,
            )
            for hint, words in entry["lines"]
        ]
        areas = [
            Area(kind, BBox(*box), str(text), float(sure), str(why)) for kind, box, text, sure, why in entry["areas"]
        ]
        return lines, areas, tuple(str(note) for note in entry["notes"])
    except (KeyError, TypeError, ValueError):
        return None
