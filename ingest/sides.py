"""A page in two columns is read column by column.

The recogniser makes lines from edge to edge. Where the lines of two columns do not stand at the same heights it cuts
them in two, reads pieces of a line twice and drops others. What is above and below the columns stays as it was read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

import numpy as np

from ingest.columns import Columns, find_columns
from ingest.document import BBox
from ingest.layout import PlacedWord
from ingest.ocr import OcrEngine, OcrLine, OcrPage, OcrWord
from ingest.prepare import Gray
from ingest.route import read_page

READ_APART = "two columns read apart"
_ROOM = 0.5  # heights of a word above and below the columns


def read_by_sides(
    engine: OcrEngine, image: Gray, dpi: int, languages: str, worn: bool, tables: Sequence[BBox]
) -> tuple[OcrPage, tuple[str, ...]]:
    """As `ingest.route.read_page`; a page that turns out to stand in two columns is read once more, side by side.

    ``tables`` are the rectangles around its ruled tables, in pixels. Raises what the engine raises.
    """
    page, notes = read_page(engine, image, dpi, languages, worn)
    words = [w for line in page.lines for w in line.words]
    columns = find_columns([PlacedWord(w.text, _box(w)) for w in words], tables)
    if columns is None:
        return page, notes
    high, wide = image.shape
    room = _ROOM * median(w.box[3] - w.box[1] for w in words)
    top, bottom = max(0, int(columns.top - room)), min(high, int(columns.bottom + room))
    gutter = round(columns.gutter)
    lines = [_without(line, columns) for line in page.lines]
    for left, right in ((0, gutter), (gutter, wide)):
        side = np.ascontiguousarray(image[top:bottom, left:right])
        read, _ = read_page(engine, side, dpi, languages, worn)
        lines += [replace(line, words=tuple(w.moved(left, top) for w in line.words)) for line in read.lines]
    return OcrPage(tuple(line for line in lines if line.words), page.width, page.height), (*notes, READ_APART)


def _box(word: OcrWord) -> BBox:
    return BBox(*map(float, word.box))


def _without(line: OcrLine, columns: Columns) -> OcrLine:
    """What of a line stands above or below the columns."""
    return replace(line, words=tuple(w for w in line.words if not columns.top <= _middle(w) <= columns.bottom))


def _middle(word: OcrWord) -> float:
    return (word.box[1] + word.box[3]) / 2
