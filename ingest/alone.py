"""Cells of ruled tables on specked copies are read once more, each line of a cell alone, without its specks.

On a page the recogniser takes specks for signs and lets them part or join words; in a cell there is nothing around.
Each line is read twice, with and without the small parts beside its letters: a dot of a letter may be as small as a
speck, so a cell changes only where both say the same and are surer than the page was, or where the page saw signs that
stand alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
import regex
from PIL import Image

from ingest.document import BBox
from ingest.errors import OcrFailed
from ingest.grid import Row
from ingest.ink import connected
from ingest.layout import PlacedWord, lines_of
from ingest.ocr import PAGE_MODEL, OcrEngine, OcrPage
from ingest.prepare import Gray
from ingest.resolution import MEASURED_AT, enlarged
from ingest.signs import tidied

_SURE = 0.9  # words under it make a cell doubtful
_MOST_CELLS = 60  # on a page
_RIM = 4  # pixels inside the cell that are left to what remains of its rules
_AROUND = 3  # pixels of a line's crop beyond its ink
_MARGIN = 12  # pixels of paper around it
_SPECK = 14  # pixels at 300 dpi
_BESIDE = 0.04  # inch between a letter and its dot at most
_BLUR = 1.0
_LINE = 0.01  # inch of white between two lines
_LOW = 0.5  # of the tallest line: lower bands are vowel signs and dots, and belong to the nearest line
_LEAST_INK = 3  # columns with ink

LONE_ONE = regex.compile(r"\(?[\]\[|lIi!\\/][.,)]{0,2}")
"""What a lone 1 is read as."""

_MEANING = regex.compile(r"[\p{L}\p{N}]")
_SIGN = regex.compile(r"[^\p{L}\p{M}\p{N}]")
_DEVANAGARI = regex.compile("[\u0900-\u097f]")


@dataclass(frozen=True, slots=True)
class _Line:
    """The picture of one line of a cell with paper around it, and where its left upper corner lies on the page.

    ``scale`` of its pixels are one of the page.
    """

    picture: Gray
    left: float
    top: float
    scale: float


def cells_alone(
    words: Sequence[PlacedWord],
    tables: Sequence[Sequence[Row]],
    image: Gray,
    dpi: int,
    engine: OcrEngine,
    languages: str,
) -> tuple[list[PlacedWord], int]:
    """The words, with those of doubtful cells as the cell alone reads, and how many cells changed.

    ``words`` and ``tables`` are in pixels of ``image``, whose rules are painted over. What the page read is kept as an
    alternative where a word took the place of one word. An engine that fails leaves the words as they are.
    """
    cells = [cell for rows in tables for row in rows for cell in row if cell]
    held = [_inside(words, cell) for cell in cells]
    doubtful = [n for n, own in enumerate(held) if _doubtful(own)][:_MOST_CELLS]
    out, changed = list(words), 0
    for model, chosen in _by_model(doubtful, held, languages).items():
        both = [[_lines(image, cells[n], dpi, beside) for n in chosen] for beside in (True, False)]
        if not any(both[0]):
            continue
        try:
            plain, clean = (_read(lines, dpi, engine, model) for lines in both)
        except OcrFailed:
            return out, changed
        for n, dotted, bare in zip(chosen, plain, clean, strict=True):
            if not _better(bare, dotted, held[n]):
                continue
            gone = {id(w) for w in held[n]}
            out = [w for w in out if id(w) not in gone] + _kept_beside(bare, held[n])
            changed += 1
    return out, changed


def _inside(words: Sequence[PlacedWord], cell: BBox) -> list[PlacedWord]:
    def holds(box: BBox) -> bool:
        x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
        return cell.x0 <= x <= cell.x1 and cell.top <= y <= cell.bottom

    return [w for line in lines_of(w for w in words if holds(w.bbox)) for w in line.words]


def _doubtful(words: Sequence[PlacedWord]) -> bool:
    return _lowest(words) < _SURE or _has_lone_sign(words)


def _has_lone_sign(words: Sequence[PlacedWord]) -> bool:
    return any(not _MEANING.search(w.text) for w in words)


def _lowest(words: Sequence[PlacedWord]) -> float:
    return min((w.confidence for w in words), default=0.0)


def _by_model(doubtful: Sequence[int], held: Sequence[Sequence[PlacedWord]], languages: str) -> dict[str, list[int]]:
    """Hindi cells are read by the model of Hindi pages, others by all models."""
    hindi = PAGE_MODEL if PAGE_MODEL in languages.split("+") else languages
    out: dict[str, list[int]] = {}
    for n in doubtful:
        model = hindi if any(_DEVANAGARI.search(w.text) for w in held[n]) else languages
        out.setdefault(model, []).append(n)
    return out


def _said(words: Sequence[PlacedWord]) -> str:
    return "".join(w.text for w in words)


def _better(new: Sequence[PlacedWord], other: Sequence[PlacedWord], old: Sequence[PlacedWord]) -> bool:
    """Whether a cell reads ``new`` rather than ``old``; ``other`` is the reading with the small parts."""
    if not new or _has_lone_sign(new) or _lowest(new) <= _lowest(old):
        return False
    # A figure may be read otherwise, but not get lost; and a sign more is a speck.
    if _figures(new) < _figures(old) or _signs(new) > _signs(old):
        return False
    one = not old and all(LONE_ONE.fullmatch(_said(read)) for read in (new, other))
    return one or _said(new) == _said(other) or _has_lone_sign(old)


def _figures(words: Sequence[PlacedWord]) -> int:
    return sum(c.isdigit() for w in words for c in w.text)


def _signs(words: Sequence[PlacedWord]) -> int:
    return sum(len(_SIGN.findall(w.text)) for w in words)


def _kept_beside(new: list[PlacedWord], old: Sequence[PlacedWord]) -> list[PlacedWord]:
    meant = [w for w in old if _MEANING.search(w.text)]
    if len(meant) != len(new):
        return new
    out = []
    for word, before in zip(new, meant, strict=True):
        others = dict.fromkeys(t for t in (before.text, *before.alternatives) if t != word.text)
        out.append(replace(word, alternatives=tuple(others)))
    return out


def _read(cells: Sequence[Sequence[_Line]], dpi: int, engine: OcrEngine, model: str) -> list[list[PlacedWord]]:
    strips = [Image.fromarray(line.picture) for cell in cells for line in cell]
    pages = iter(engine.read_strips(strips, max(dpi, MEASURED_AT), model))
    return [[word for line in cell for word in _placed(next(pages), line)] for cell in cells]


def _placed(page: OcrPage, line: _Line) -> list[PlacedWord]:
    x, y, scale = line.left, line.top, line.scale
    return [
        PlacedWord(
            w.text,
            BBox(w.box[0] / scale + x, w.box[1] / scale + y, w.box[2] / scale + x, w.box[3] / scale + y),
            w.confidence,
        )
        for read in tidied(page).lines
        for w in read.words
    ]


def _lines(image: Gray, cell: BBox, dpi: int, beside: bool) -> list[_Line]:
    """The lines of a cell from top to bottom, with small parts ``beside`` letters or without; none of an empty one."""
    left, top = max(0, int(cell.x0) + _RIM), max(0, int(cell.top) + _RIM)
    part = image[top : int(cell.bottom) - _RIM, left : int(cell.x1) - _RIM]
    if min(part.shape) < 8:
        return []
    part, scale = enlarged(part, dpi)
    dpi = round(dpi * scale)
    paper = float(np.percentile(part, 75))
    dark = min(160.0, paper - 40)
    part = without_small(part, dark, dpi, beside)
    ink = part < dark
    out = []
    for first, last in _bands(ink, dpi):
        first, last = max(0, first - _AROUND), last + _AROUND
        columns = np.flatnonzero(ink[first:last].any(axis=0))
        if len(columns) < _LEAST_INK:
            continue
        begin = max(0, int(columns[0]) - _AROUND)
        crop = part[first:last, begin : int(columns[-1]) + _AROUND + 1]
        framed = cv2.copyMakeBorder(crop, *[_MARGIN] * 4, cv2.BORDER_CONSTANT, value=paper)  # type: ignore[call-overload]
        soft = np.asarray(cv2.GaussianBlur(framed, (0, 0), _BLUR), np.uint8)
        out.append(_Line(soft, left + (begin - _MARGIN) / scale, top + (first - _MARGIN) / scale, scale))
    return out


def without_small(part: Gray, dark: float, dpi: int, beside: bool) -> Gray:
    """Without ink as small as a speck, except what stands ``beside`` letters if that shall stay.

    The grey rim of a speck goes with it, that of a letter beside it stays. Ink is darker than ``dark``.
    """
    ink = connected((part < dark).astype(np.uint8))
    small = ink.boxes[:, cv2.CC_STAT_AREA] < _SPECK * (dpi / 300) ** 2
    large = ~small
    small[0] = large[0] = False
    letters, around = ink.mask(large), np.ones((3, 3), np.uint8)
    if beside:
        x, y = ink.centres().astype(int).T
        small &= cv2.distanceTransform(1 - letters, cv2.DIST_L2, 3)[y, x] > _BESIDE * dpi
    if not small.any() or not large.any():
        return part
    away = ink.mask(small)
    rim, kept = cv2.dilate(away, around) > 0, cv2.dilate(letters, around) > 0
    out = part.copy()
    out[(rim & ~kept) | (away > 0)] = int(np.percentile(part, 75))
    return out


def _bands(ink: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], dpi: int) -> list[tuple[int, int]]:
    """The rows in which the lines stand: first and last but one."""
    rows = np.flatnonzero(ink.any(axis=1))
    if not len(rows):
        return []
    gaps = np.flatnonzero(np.diff(rows) > max(1.0, _LINE * dpi)) + 1
    bands = [(int(piece[0]), int(piece[-1]) + 1) for piece in np.split(rows, gaps)]
    tall = max(last - first for first, last in bands)
    while len(bands) > 1:
        low = next((n for n, (first, last) in enumerate(bands) if last - first < _LOW * tall), None)
        if low is None:
            break
        gap = [b[0] - a[1] for a, b in pairwise(bands)]
        upper = low - 1 if low and (low == len(bands) - 1 or gap[low - 1] <= gap[low]) else low
        bands[upper : upper + 2] = [(bands[upper][0], bands[upper + 1][1])]
    return bands
