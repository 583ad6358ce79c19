"""Connected ink of a picture: which pixels belong together, how large each part is, and where it stands.

As OpenCV labels and measures them, at a third of the cost: it measures every pixel of the paper as well, while here
only runs of ink are counted, and ink is a twentieth of a page. Only the runs are kept: labels take four bytes a pixel.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

_FEW = 2**16  # parts: their numbers take two bytes


@dataclass(frozen=True, slots=True)
class Ink:
    """``boxes[number]`` is left, top, width, height, area of a part; row 0 stands for the paper and is zero.

    A run is ink side by side in one row; runs stand in the order in which a page is read. ``shape`` is that of the
    picture.
    """

    shape: tuple[int, int]
    boxes: NDArray[np.int32]
    run_part: NDArray[np.int32]
    run_left: NDArray[np.int32]
    run_row: NDArray[np.int32]
    run_length: NDArray[np.int32]

    def __len__(self) -> int:
        """Parts and the paper."""
        return len(self.boxes)

    @property
    def labels(self) -> NDArray[Any]:
        """0 on paper and else the number of the part, of the whole picture. Drawn anew each time."""
        return self.crop(slice(0, self.shape[0]), slice(0, self.shape[1]))

    def crop(self, rows: slice, columns: slice) -> NDArray[Any]:
        """The labels of a rectangle of the picture."""
        top, bottom, _ = rows.indices(self.shape[0])
        left, right, _ = columns.indices(self.shape[1])
        out = np.zeros((max(0, bottom - top), max(0, right - left)), np.uint16 if len(self) < _FEW else np.int32)
        first, last = np.searchsorted(self.run_row, (top, bottom))
        begin = np.maximum(self.run_left[first:last], left)
        length = np.minimum(self.run_left[first:last] + self.run_length[first:last], right) - begin
        inside = length > 0
        begin, length = begin[inside] - left, length[inside]
        start = (self.run_row[first:last][inside] - top) * out.shape[1] + begin
        out.reshape(-1)[_all_of(start, length)] = np.repeat(self.run_part[first:last][inside], length)
        return out

    def pixels(self, chosen: NDArray[np.bool_]) -> NDArray[Any]:
        """Where the pixels of the ``chosen`` parts are, counted row by row as in ``labels.ravel()``."""
        runs = chosen[self.run_part]
        return _all_of(self.run_row[runs] * self.shape[1] + self.run_left[runs], self.run_length[runs])

    def mask(self, chosen: NDArray[np.bool_]) -> NDArray[np.uint8]:
        """1 where the ``chosen`` parts are, else 0."""
        out = np.zeros(self.shape, np.uint8)
        out.reshape(-1)[self.pixels(chosen)] = 1
        return out

    def halved(self, chosen: NDArray[np.bool_]) -> NDArray[np.uint8]:
        """The mask of the ``chosen`` parts at half the size: 1 where one of four pixels is theirs."""
        out = np.zeros(((self.shape[0] + 1) // 2, (self.shape[1] + 1) // 2), np.uint8)
        runs = chosen[self.run_part]
        left = self.run_left[runs] >> 1
        right = (self.run_left[runs] + self.run_length[runs] - 1) >> 1
        out.reshape(-1)[_all_of((self.run_row[runs] >> 1) * out.shape[1] + left, right - left + 1)] = 1
        return out

    def counts(self, mask: NDArray[Any]) -> NDArray[np.int64]:
        """Of each part how many pixels stand where ``mask`` is not 0; of the paper 0."""
        part = np.repeat(self.run_part, self.run_length)
        seen = mask.reshape(-1)[self.pixels(np.ones(len(self), bool))] != 0
        return np.bincount(part[seen], minlength=len(self))

    def centres(self) -> NDArray[np.float64]:
        """The middle of the ink of each part, x and y."""
        count = len(self.boxes)
        across = np.bincount(self.run_part, (2.0 * self.run_left + self.run_length - 1) * self.run_length, count) / 2
        down = np.bincount(self.run_part, 1.0 * self.run_row * self.run_length, count)
        return np.stack([across, down], axis=1) / np.maximum(1, self.boxes[:, cv2.CC_STAT_AREA])[:, None]


def surrounded(own: NDArray[np.bool_], dpi: int, within: float) -> float:
    """Of the way around the ink, as a string would lie, the share that has ink ``within`` so many inches."""
    hull = cv2.convexHull(cv2.findNonZero(own.astype(np.uint8)))
    around = cv2.polylines(np.zeros(own.shape, np.uint8), [hull], True, 1) > 0
    reach = np.ones((2 * round(within * dpi) + 1,) * 2, np.uint8)
    return float((cv2.dilate(own.astype(np.uint8), reach) > 0)[around].mean())


def _all_of(first: NDArray[np.int32], length: NDArray[np.int32]) -> NDArray[np.int32]:
    """``first[0], first[0] + 1, … first[1], …``: so many numbers of each run as ``length`` says."""
    before = np.cumsum(length, dtype=np.int32) - length
    out = np.repeat(first - before, length)
    out += np.arange(len(out), dtype=np.int32)
    return out


def connected(ink: NDArray[Any], connectivity: int = 8) -> Ink:
    """The parts of ``ink``, which is 1 and 0, joined over sides and corners (8) or over sides alone (4)."""
    shape = int(ink.shape[0]), int(ink.shape[1])
    row, left, length = _runs(ink)
    if not len(row):
        return Ink(shape, np.zeros((1, 5), np.int32), row, row, row, row)
    count, part = _parts(ink, row, left, length, connectivity)
    low, high = np.full((2, count), max(shape), np.int32), np.zeros((2, count), np.int32)
    for axis, (begin, end) in enumerate(((left, left + length), (row, row + 1))):
        np.minimum.at(low[axis], part, begin)
        np.maximum.at(high[axis], part, end)
    boxes = np.stack([*low, *(high - low), np.bincount(part, length, count)], axis=1).astype(np.int32)
    boxes[0] = 0
    return Ink(shape, boxes, part, left, row, length)


def _parts(
    ink: NDArray[Any], row: NDArray[np.int32], left: NDArray[np.int32], length: NDArray[np.int32], connectivity: int
) -> tuple[int, NDArray[np.int32]]:
    """How many parts there are, the paper among them, and the number of each run's part.

    Only columns that hold ink are labelled, and rows that do or stand below such: half of a page of print is paper
    between its lines. They are taken two by two from even places, for OpenCV looks at squares of two pixels and numbers
    parts by the first of theirs.
    """
    first, last = int(left.min()) & ~1, int((left + length).max())
    pair = row >> 1
    kept = np.zeros((ink.shape[0] + 1) // 2, bool)
    kept[pair] = True
    kept[1:] |= kept[:-1].copy()
    rows = np.flatnonzero(np.repeat(kept, 2)[: ink.shape[0]])
    # No more numbers are given out than there are runs, not even to begin with.
    size = cv2.CV_16U if len(row) < _FEW - 1 else cv2.CV_32S
    count, labels = cv2.connectedComponents(ink[rows, first:last], connectivity=connectivity, ltype=size)
    place = 2 * (np.cumsum(kept, dtype=np.int32) - 1)[pair] + (row & 1)
    return count, np.asarray(labels[place, left - first], np.int32)


def _runs(ink: NDArray[Any]) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Row, left end and length of each run."""
    width = ink.shape[1]
    # A column of paper at the right ends the last run of each row.
    flat = cv2.copyMakeBorder(ink, 0, 0, 0, 1, cv2.BORDER_CONSTANT, value=0).reshape(-1)
    edges = np.flatnonzero(flat[1:] != flat[:-1]).astype(np.int32) + 1
    if flat[:1].any():
        edges = np.concatenate([np.zeros(1, np.int32), edges])
    row, left = np.divmod(edges[::2], np.int32(width + 1))
    return row, left, edges[1::2] - edges[::2]
