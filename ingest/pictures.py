"""Picture files (PNG, JPEG, TIFF, HEIC) become page drafts, a page a frame."""

from __future__ import annotations

from collections.abc import Callable

from ingest.colour import sheet_of
from ingest.document import Problem, SourceFile
from ingest.image import REDUCED, open_images, points_per_pixel, scaled_for_reading
from ingest.layout import PageDraft
from ingest.options import ReadOptions
from ingest.parallel import in_order
from ingest.scan import ScanReader


def read_pictures(
    source: SourceFile, options: ReadOptions, reader: ScanReader, progress: Callable[[int, int], None] | None
) -> tuple[list[PageDraft], list[Problem]]:
    """Every frame of the file, up to ``options.max_pages``. Raises DamagedSource, OcrUnavailable."""
    frames = open_images(source, options.max_pages)
    problems = []
    count = min(len(frames), options.max_pages)
    if len(frames) > count:
        problems.append(
            Problem(
                "too_many_pages",
                f"Only the first {options.max_pages} pages were read.",
                "Split the file and upload the parts, or raise the limit of pages.",
                page=options.max_pages,
            )
        )
    reader = reader.for_pages(count)

    def read(index: int) -> PageDraft:
        frame = frames[index]
        image, scale = scaled_for_reading(frame, points_per_pixel(frame), options.dpi)
        notes = ("image",)
        if REDUCED in frame.info:
            true, shown = frame.info[REDUCED], f"{frame.width} x {frame.height}"
            notes = (f"image of {true[0]} x {true[1]} pixels, read at {shown}",)
        sheet = sheet_of(image)
        del frame, image  # of three or four bytes a pixel: not held while the page is read
        return reader.read(sheet, scale, notes)

    return in_order(read, count, options.jobs, progress), problems
