"""Words of ruled tables that lie over a rule: a stroke or specks joined two cells, what was read belongs to neither.

Each cell's piece of such a word is read alone. A sure word stands, and so does one that gains nothing by it: the rule
may be none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import regex
from PIL import Image

from ingest.document import BBox
from ingest.errors import OcrFailed
from ingest.grid import Row
from ingest.layout import PlacedWord
from ingest.ocr import PAGE_MODEL, OcrEngine, OcrPage, mean_confidence
from ingest.prepare import Gray
from ingest.resolution import pixels
from ingest.signs import tidied

_DOUBTED = 0.7
_WITHIN = 0.4  # heights of the word that lie in each of the cells
_BESIDE = 0.2  # heights beside the word that are read along
_RIM = 4  # pixels inside the cell that are left to what remains of its rules
_WHITE = 10  # pixels at 300 dpi around a piece
_MOST = 20  # words a page
_SPECK = 0.7  # one sign read with less
_LEAST = 0.7  # of the letters and figures must be read again

_MEANING = regex.compile(r"[\p{L}\p{N}]")
_DEVANAGARI = regex.compile("[\u0900-\u097f]")


@dataclass(frozen=True, slots=True)
class _Over:
    """A word over rules, and its piece in each cell."""

    word: PlacedWord
    pieces: tuple[BBox, ...]


def within_cells(
    words: Sequence[PlacedWord],
    tables: Sequence[Sequence[Row]],
    image: Gray,
    dpi: int,
    engine: OcrEngine,
    languages: str,
) -> list[PlacedWord]:
    """The words, those over a rule as their cells read them. ``image`` is without rules; all is in its pixels.

    An engine that fails leaves the words as they are.
    """
    found = [over for word in words if word.confidence < _DOUBTED for over in _over(word, tables)][:_MOST]
    hindi = any(_DEVANAGARI.search(w.text) for w in words) and PAGE_MODEL in languages.split("+")
    strips = [_strip(image, piece, dpi) for over in found for piece in over.pieces]
    if not strips:
        return list(words)
    try:
        pages = iter(engine.read_strips(strips, dpi, PAGE_MODEL if hindi else languages))
    except OcrFailed:
        return list(words)
    out = list(words)
    for over in found:
        new = [word for piece in over.pieces for word in _placed(next(pages), piece, dpi)]
        if _better(new, over.word):
            at = next(n for n, word in enumerate(out) if word is over.word)
            out[at : at + 1] = new
    return out


def _over(word: PlacedWord, tables: Sequence[Sequence[Row]]) -> list[_Over]:
    """The word with its pieces, if it lies in several cells of a row."""
    box, high = word.bbox, word.bbox.bottom - word.bbox.top
    middle, beside = (box.top + box.bottom) / 2, _BESIDE * high
    for row in (row for rows in tables for row in rows):
        pieces = tuple(
            BBox(max(cell.x0 + _RIM, box.x0 - beside), max(cell.top + _RIM, box.top),
                 min(cell.x1 - _RIM, box.x1 + beside), min(cell.bottom - _RIM, box.bottom))
            for cell in row
            if cell and cell.top < middle < cell.bottom
            and min(box.x1, cell.x1) - max(box.x0, cell.x0) > max(_WITHIN * high, 2 * _RIM + 1)
        )  # fmt: skip
        if len(pieces) > 1 and all(piece.bottom - piece.top > _RIM for piece in pieces):
            return [_Over(word, pieces)]
    return []


def _strip(image: Gray, piece: BBox, dpi: int) -> Image.Image:
    part = image[round(piece.top) : round(piece.bottom) + 1, round(piece.x0) : round(piece.x1) + 1]
    return Image.fromarray(np.pad(part, pixels(_WHITE, dpi), constant_values=255))


def _placed(page: OcrPage, piece: BBox, dpi: int) -> list[PlacedWord]:
    x, y = round(piece.x0) - pixels(_WHITE, dpi), round(piece.top) - pixels(_WHITE, dpi)
    return [
        PlacedWord(w.text, BBox(*map(float, (w.box[0] + x, w.box[1] + y, w.box[2] + x, w.box[3] + y))), w.confidence)
        for line in tidied(page).lines
        for w in line.words
        if len(_MEANING.findall(w.text)) > (w.confidence < _SPECK)
    ]


def _better(new: Sequence[PlacedWord], old: PlacedWord) -> bool:
    meant = sum(len(_MEANING.findall(w.text)) for w in new)
    return bool(new) and meant >= _LEAST * len(_MEANING.findall(old.text)) and mean_confidence(new) > old.confidence
