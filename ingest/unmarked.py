"""Print below stamps and pen strokes, told from them pixel by pixel by a small network.

A stamp's letters are another hand's: they stand at another angle, on another line, in another size, and their ink is
mostly paler than toner. None of these alone tells them from print that is thin or as dark; what is around a pixel does.
The network (``models/unmarked.npz``, written by ``python -m corpus train-unmarked``) says of each pixel which share of
its ink is print's. It is asked about places of marks that were found, never about whole pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.prepare import Gray

DPI = 200
"""The resolution at which the network sees a page."""

STEP = 16
"""Sides of what it sees are whole numbers of so many pixels."""

DARKEST = 1.5
"""Ink is 0 on paper and 1 as dark as usual print; what is darker than this is no darker."""

_AROUND = 32  # pixels around a place that are seen along with it
_INK = 160
_LEAST_INK = 100  # pixels of a page before its print has a level
_USUAL_DARK = 40.0
_DARK_PART = 20  # per cent of a page's ink is darker than its level

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Tones:
    """Levels of a page's paper and of its print."""

    paper: float
    dark: float

    def ink(self, picture: Gray) -> Floats:
        """How dark each pixel is, 0 to DARKEST."""
        spread = max(1.0, self.paper - self.dark)
        return np.asarray(np.clip((self.paper - picture.astype(np.float32)) / spread, 0, DARKEST), np.float32)


def tones(image: Gray, dpi: int) -> Tones:
    """Of a whole page."""
    small = _resized(image, DPI / dpi)
    ink = small[small < _INK]
    return Tones(
        float(np.median(small)), float(np.percentile(ink, _DARK_PART)) if len(ink) >= _LEAST_INK else _USUAL_DARK
    )


def print_share(image: Gray, place: tuple[slice, slice], levels: Tones, dpi: int) -> Floats:
    """Of each pixel of ``place`` (rows, columns of the page) the share of its ink that is print's: 0 in a mark, 1."""
    scale = DPI / dpi
    margin = round(_AROUND / scale)
    rows, columns = (_wider(side, margin, length) for side, length in zip(place, image.shape, strict=True))
    near = image[rows, columns]
    small = levels.ink(_resized(near, scale))
    high, wide = small.shape
    padded = np.pad(small, ((0, -high % STEP), (0, -wide % STEP)))
    share = net()(padded)[:high, :wide]
    full = cv2.resize(share, (near.shape[1], near.shape[0]), interpolation=cv2.INTER_LINEAR)
    top, left = place[0].start - rows.start, place[1].start - columns.start
    return np.asarray(
        full[top : top + place[0].stop - place[0].start, left : left + place[1].stop - place[1].start], np.float32
    )


def _wider(side: slice, margin: int, length: int) -> slice:
    return slice(max(0, side.start - margin), min(length, side.stop + margin))


def _resized(image: Gray, scale: float) -> Gray:
    if abs(scale - 1) < 0.02:
        return image
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=how), np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class Net:
    """Four levels, each half the size of the one before and wider; what a level saw goes along with what the next says.

    ``weights``: of each layer ``NAMEw`` (3, 3, from, to) and ``NAMEb`` (to).
    """

    weights: dict[str, Floats]

    def __call__(self, ink: Floats) -> Floats:
        """Rows and columns (both of whole STEPs) of ink → the share of each that is print's."""
        seen = [self._both("a", _apart(ink))]
        for level in "bcd":
            seen.append(self._both(level, _halved(seen[-1])))
        said = seen.pop()
        for level in "cba":
            said = np.concatenate([said.repeat(2, axis=0).repeat(2, axis=1), seen.pop()], axis=2)
            said = np.maximum(0, self._layer(f"{level}3", said))
            said = self._layer(f"{level}4", said)
            if level != "a":
                said = np.maximum(0, said)
        return np.asarray(1 / (1 + np.exp(-_together(said))), np.float32)

    def _both(self, level: str, seen: Floats) -> Floats:
        for number in "12":
            seen = np.maximum(0, self._layer(level + number, seen))
        return seen

    def _layer(self, name: str, seen: Floats) -> Floats:
        """Each pixel from the nine around it."""
        weights = self.weights[f"{name}w"]
        high, wide, depth = seen.shape
        padded = np.pad(seen, ((1, 1), (1, 1), (0, 0)))
        out = np.tile(self.weights[f"{name}b"], (high * wide, 1))
        for down in range(3):
            for along in range(3):
                part = padded[down : down + high, along : along + wide].reshape(-1, depth)
                out += part @ weights[down, along]
        return out.reshape(high, wide, -1)


def _apart(ink: Floats) -> Floats:
    """Squares of two by two pixels as four layers."""
    high, wide = ink.shape
    return np.ascontiguousarray(
        ink.reshape(high // 2, 2, wide // 2, 2).transpose(0, 2, 1, 3).reshape(high // 2, wide // 2, 4)
    )


def _together(layers: Floats) -> Floats:
    """Four layers as squares of two by two pixels."""
    high, wide, _ = layers.shape
    return layers.reshape(high, wide, 2, 2).transpose(0, 2, 1, 3).reshape(2 * high, 2 * wide)


def _halved(seen: Floats) -> Floats:
    """The largest of each square of two by two."""
    high, wide, depth = seen.shape
    return np.asarray(seen.reshape(high // 2, 2, wide // 2, 2, depth).max(axis=(1, 3)), np.float32)


@cache
def net() -> Net:
    """The network that ships."""
    with np.load(Path(__file__).with_name("models") / "unmarked.npz") as held:
        arrays: dict[str, Any] = {name: held[name].astype(np.float32) for name in held.files}
    return Net(arrays)
