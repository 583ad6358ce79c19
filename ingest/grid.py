"""Ruled tables on page images: where the rules run, which cells they make, and the image without them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from ingest.document import BBox
from ingest.ink import connected
from ingest.layout import PlacedWord
from ingest.prepare import Gray

Row = list[BBox | None]

_SHORTEST = 1 / 5  # inch: shorter strokes are letters or underlines of a word
_LEAST_SIDE = 0.35  # inch: a smaller frame is a box to tick or a seal
_CELL_LEAST = 0.09  # inch


@dataclass(frozen=True, slots=True)
class Grid:
    """Tables as rows of cells in pixels, and the image with their rules painted over."""

    tables: tuple[list[Row], ...]
    cleared: Gray


def find_grid(gray: Gray, dpi: int) -> Grid:
    """Tables of at least two rows and two columns. Frames and lone rules are left as they are."""
    threshold, _ = cv2.threshold(gray, 0, 255, cv2.THRESH_OTSU)
    ink = (gray < min(threshold + 20, 210)).astype(np.uint8)
    reach = max(15, int(dpi * _SHORTEST))
    # A rule that is bent or broken by the scan is closed over a few pixels before its length is asked for.
    down = _strokes(ink, (reach, 1))
    if not down.any():
        return Grid((), gray)
    across = _strokes(ink, (1, 2 * reach))
    rules = cv2.bitwise_or(across, down)
    joined = cv2.morphologyEx(rules, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    found = connected(joined)
    labels, parts, count = found.labels, found.boxes, len(found)
    tables: list[list[Row]] = []
    cleared = gray
    for number in range(1, count):
        left, top, width, height = (int(v) for v in parts[number, :4])
        if min(width, height) < _LEAST_SIDE * dpi:
            continue
        inside = (slice(top, top + height), slice(left, left + width))
        own = (labels[inside] == number).astype(np.uint8)
        rows = _rows(own, left, top, dpi)
        if len(rows) < 2 or max(len(row) for row in rows) < 2:
            continue
        tables.append(rows)
        if cleared is gray:
            cleared = gray.copy()
        paint = cv2.dilate(own & rules[inside], np.ones((5, 5), np.uint8)) > 0
        cleared[inside][paint] = int(np.median(gray[inside]))
    return Grid(tuple(tables), cleared)


def _strokes(ink: Gray, shape: tuple[int, int]) -> Gray:
    """What is at least as long as ``shape`` (rows, columns); pieces of one line are joined over gaps of that length."""
    kernel = np.ones(shape, np.uint8)
    thick = cv2.dilate(ink, np.ones((3, 1) if shape[0] == 1 else (1, 3), np.uint8))
    strokes = cv2.morphologyEx(cv2.morphologyEx(thick, cv2.MORPH_OPEN, kernel), cv2.MORPH_CLOSE, kernel)
    return strokes.astype(np.uint8)


def _rows(rules: Gray, left: int, top: int, dpi: int) -> list[Row]:
    """Cells are what the rules enclose; cells that begin at one height make a row."""
    height, width = rules.shape
    framed = np.pad(rules, 1)
    parts = connected((framed == 0).astype(np.uint8), connectivity=4).boxes
    least = _CELL_LEAST * dpi
    cells = []
    for number in range(1, len(parts)):
        x, y, w, h = (int(v) for v in parts[number, :4])
        if w < least or h < least or x == 0 or y == 0 or x + w >= width + 2 or y + h >= height + 2:
            continue  # too small for a word, or the outside of the table
        cells.append(BBox(left + x - 1, top + y - 1, left + x + w - 1, top + y + h - 1))
    rows: list[list[BBox]] = []
    for cell in sorted(cells, key=lambda c: (c.top, c.x0)):
        if rows and cell.top - rows[-1][0].top < 0.6 * least + 6:
            rows[-1].append(cell)
        else:
            rows.append([cell])
    out: list[Row] = []
    for row in rows:
        out.append([*sorted(row, key=lambda c: c.x0)])
    return out


def settled(rows: Sequence[Row], words: Sequence[PlacedWord]) -> list[Row]:
    """Cells over several rows are cut where every one of these rows has its own line in them.

    A faded rule glues two cells together; a cell that is printed over two rows has its text in one place.
    """
    tops: list[float] = []
    for top in sorted(cell.top for row in rows for cell in row if cell):
        if not tops or top - tops[-1] > 12:
            tops.append(top)
    out: list[Row] = [[] for _ in tops]
    for cell in (cell for row in rows for cell in row if cell):
        first = max(n for n, top in enumerate(tops) if top <= cell.top + 1)
        inner = [top for top in tops[first + 1 :] if top < cell.bottom - 12]
        if not inner:
            out[first].append(cell)
            continue
        edges = [cell.top, *inner, cell.bottom]
        inside = [w for w in words if cell.x0 <= (w.bbox.x0 + w.bbox.x1) / 2 <= cell.x1]
        parts = [BBox(cell.x0, top, cell.x1, bottom) for top, bottom in pairwise(edges)]
        held = [any(p.top <= (w.bbox.top + w.bbox.bottom) / 2 <= p.bottom for w in inside) for p in parts]
        if all(held):
            for number, part in enumerate(parts, first):
                out[number].append(part)
        else:
            out[first].append(cell)
    return [[*sorted((c for c in row if c), key=lambda c: c.x0)] for row in out if row]
