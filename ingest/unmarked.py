"""Print below stamps and pen strokes, told from them pixel by pixel by a small network.

A stamp's letters are another hand's: they stand at another angle, on another line, in another size, and their ink is
mostly paler than toner. None of these alone tells them from print that is thin or as dark; what is around a pixel does.
The network (``models/unmarked.onnx.gz``, written by ``python -m corpus train-unmarked``) says of each pixel which share
of its ink is print's. It is asked about places of marks that were found, never about whole pages.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cache
from pathlib import Path

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

MARK = 0.4
"""Ink of which less is print's is a mark's."""

_AROUND = 48  # pixels around a place that are seen along with it
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


class Net:
    """Four levels, each half the size of the one before and wider; what a level saw goes along with what the next says.

    ``packed`` is an ONNX file that makes four layers (`_apart`) of four.
    """

    def __init__(self, packed: bytes) -> None:
        self._packed = np.frombuffer(packed, np.uint8)

    def __call__(self, ink: Floats) -> Floats:
        """Rows and columns (both of whole STEPs) of ink → the share of each that is print's."""
        # Made anew each time, in a tenth of the time of a call: OpenCV 5.0 fails on some pictures of another size.
        made = cv2.dnn.readNetFromONNX(self._packed)
        made.setInput(_apart(ink)[None])
        return _together(np.asarray(made.forward(), np.float32)[0])


def _apart(ink: Floats) -> Floats:
    """Squares of two by two pixels as four layers."""
    high, wide = ink.shape
    layers = ink.reshape(high // 2, 2, wide // 2, 2).transpose(1, 3, 0, 2).reshape(4, high // 2, wide // 2)
    return np.ascontiguousarray(layers, np.float32)


def _together(layers: Floats) -> Floats:
    """Four layers as squares of two by two pixels."""
    _, high, wide = layers.shape
    return layers.reshape(2, 2, high, wide).transpose(2, 0, 3, 1).reshape(2 * high, 2 * wide)


@cache
def net() -> Net:
    """The network that ships."""
    return Net(gzip.decompress(Path(__file__).with_name("models").joinpath("unmarked.onnx.gz").read_bytes()))
