"""Connected ink of a picture: which pixels belong together, how large each part is, and where it stands.

As OpenCV labels and measures them, at a third of the cost: it measures every pixel of the paper as well, while here
only runs of ink are counted, and ink is a twentieth of a page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Ink:
    """``labels`` is 0 on paper and else the number of the part; ``boxes[number]`` is left, top, width, height, area.

    Row 0 of ``boxes`` stands for the paper and is zero. A run is ink side by side in one row.
    """

    labels: NDArray[np.int32]
    boxes: NDArray[np.int32]
    run_part: NDArray[Any]
    run_left: NDArray[Any]
    run_row: NDArray[Any]
    run_length: NDArray[Any]

    def __len__(self) -> int:
        """Parts and the paper."""
        return len(self.boxes)

    def pixels(self, chosen: NDArray[np.bool_]) -> NDArray[Any]:
        """Where the pixels of the ``chosen`` parts are, counted row by row as in ``labels.ravel()``."""
        runs = chosen[self.run_part]
        length = self.run_length[runs]
        first = self.run_row[runs] * self.labels.shape[1] + self.run_left[runs]
        before = np.cumsum(length) - length
        return np.repeat(first - before, length) + np.arange(int(length.sum()))

    def mask(self, chosen: NDArray[np.bool_]) -> NDArray[np.uint8]:
        """1 where the ``chosen`` parts are, else 0."""
        out = np.zeros(self.labels.shape, np.uint8)
        out.reshape(-1)[self.pixels(chosen)] = 1
        return out

    def resting(self) -> Ink:
        """The same without the memory of ``labels`` (four bytes a pixel), of which only the shape is left."""
        return replace(self, labels=np.broadcast_to(np.int32(0), self.labels.shape))

    def awake(self) -> Ink:
        """The ``labels`` made again of the runs."""
        labels = np.zeros(self.labels.shape, np.int32)
        labels.reshape(-1)[self.pixels(np.ones(len(self), bool))] = np.repeat(self.run_part, self.run_length)
        return replace(self, labels=labels)

    def centres(self) -> NDArray[np.float64]:
        """The middle of the ink of each part, x and y."""
        count = len(self.boxes)
        across = np.bincount(self.run_part, (2 * self.run_left + self.run_length - 1) * self.run_length, count) / 2
        down = np.bincount(self.run_part, self.run_row * self.run_length, count)
        return np.stack([across, down], axis=1) / np.maximum(1, self.boxes[:, cv2.CC_STAT_AREA])[:, None]


def connected(ink: NDArray[Any], connectivity: int = 8) -> Ink:
    """The parts of ``ink``, which is 1 and 0, joined over sides and corners (8) or over sides alone (4)."""
    count, found = cv2.connectedComponents(ink, connectivity=connectivity)
    labels = np.asarray(found, np.int32)
    height, width = ink.shape
    # A column of paper at the right ends the last run of each row.
    flat = cv2.copyMakeBorder(ink, 0, 0, 0, 1, cv2.BORDER_CONSTANT, value=0).ravel()
    edges = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    if flat[:1].any():
        edges = np.concatenate([[0], edges])
    begin, end = edges[::2], edges[1::2]
    row, left = np.divmod(begin, width + 1)
    length = end - begin
    part = labels[row, left]
    first, last = np.full((2, count), max(height, width)), np.zeros((2, count), np.int64)
    for axis, (low, high) in enumerate(((left, left + length), (row, row + 1))):
        np.minimum.at(first[axis], part, low)
        np.maximum.at(last[axis], part, high)
    boxes = np.stack([*first, *(last - first), np.bincount(part, length, count)], axis=1).astype(np.int32)
    boxes[0] = 0
    return Ink(labels, boxes, part, left, row, length)
