"""Coloured ink on a page image: where it is, and the page without it where it covers black print.

Letterheads, telephone numbers and footers are printed in colour, so colour is never taken away as such: only pen
strokes and stamps that touch black letters are.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ingest.ink import connected
from ingest.prepare import Gray

LIFTED = "coloured ink over print lifted"
"""The note of a page whose print was freed."""

_BAND = 256  # rows
_COLOURED = 50  # spread of the three channels in levels, above that of the paper; grey scans stay under 20
_INK = 200  # the darkest channel of ink
_BLACK = 120
_LEAST_SHARE = 0.0002  # of the page
_LEAST_TALL = 0.13  # inch: letters of 10 points are 0.10, a pen's stroke over a line is taller
_BESIDE = 0.03  # inch
_CONTACT = 0.05  # inch of black print along the stroke

Rgb = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page image as it is read: in grey, and 1 where its ink is coloured (None: nowhere)."""

    gray: Gray
    colour: Gray | None = None


def sheet_of(image: Image.Image) -> Sheet:
    """What is read of a picture, of any mode. Only RGB is looked at for coloured ink."""
    return Sheet(np.asarray(image.convert("L")), coloured_ink(image) if image.mode == "RGB" else None)


def sheet_in_colour(bgr: Rgb) -> Sheet | None:
    """What is read of a picture with its channels from blue to red; None where it holds no coloured ink."""
    colour = coloured_ink(bgr)
    if colour is None:
        return None
    gray = np.empty(bgr.shape[:2], np.uint8)
    for top in range(0, len(bgr), _BAND):
        rows = slice(top, top + _BAND)
        gray[rows] = np.asarray(Image.fromarray(np.ascontiguousarray(bgr[rows, :, ::-1])).convert("L"))
    return Sheet(gray, colour)


def coloured_ink(picture: Rgb | Image.Image) -> Gray | None:
    """1 where there is coloured ink, else 0; None for a page without any. Tinted paper is not ink.

    The three channels of ``picture`` may stand in any order.
    """
    spread, darkest = _spread(picture)
    paper = float(np.median(spread[::16, ::16]))
    ink = ((spread > _COLOURED + paper) & (darkest < _INK)).astype(np.uint8)
    return ink if ink.mean() > _LEAST_SHARE else None


def _rows(picture: Rgb | Image.Image, first: int, last: int) -> Rgb:
    if isinstance(picture, Image.Image):
        return np.asarray(picture.crop((0, first, picture.width, min(last, picture.height))))
    return picture[first:last]


def _spread(picture: Rgb | Image.Image) -> tuple[Gray, Gray]:
    """Of each pixel the distance between its lowest and its highest channel, and the lowest."""
    height, width = picture.size[::-1] if isinstance(picture, Image.Image) else picture.shape[:2]
    spread, darkest = np.empty((height, width), np.uint8), np.empty((height, width), np.uint8)
    # By bands: the page split into channels whole, twice at a time, would be most of what the process holds.
    for top in range(0, height, _BAND):
        first, rows = max(0, top - 1), slice(top, top + _BAND)
        # Pictures are packed with coarser colour than light.
        red, green, blue = cv2.split(cv2.blur(_rows(picture, first, top + _BAND + 1), (3, 3)))
        kept = slice(top - first, top - first + _BAND)
        least = cv2.min(cv2.min(red, green), blue)
        darkest[rows] = least[kept][: height - top]
        spread[rows] = cv2.subtract(cv2.max(cv2.max(red, green), blue), least)[kept][: height - top]
    return spread, darkest


def lifted(gray: Gray, colour: Gray, dpi: int) -> tuple[Gray, bool]:
    """The page without the coloured strokes that touch black print, and whether there were any."""
    joined = cv2.morphologyEx(colour, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    strokes = connected(joined)
    count, parts = len(strokes), strokes.boxes
    black = _print_beside(gray, colour)
    near = cv2.dilate(strokes.labels.astype(np.uint16 if count < 65_000 else np.float32), np.ones((7, 7), np.uint8))
    touched = np.bincount(near[black].astype(np.int64), minlength=count)
    tall = parts[:, cv2.CC_STAT_HEIGHT] > _LEAST_TALL * dpi
    over = tall & (touched > _CONTACT * dpi)
    over[0] = False
    if not over.any():
        return gray, False
    # The loose ends of a signature go with the strokes they stand beside.
    left, top = parts[:, cv2.CC_STAT_LEFT], parts[:, cv2.CC_STAT_TOP]
    right, bottom = left + parts[:, cv2.CC_STAT_WIDTH], top + parts[:, cv2.CC_STAT_HEIGHT]
    slack = round(_BESIDE * dpi)
    for number in np.flatnonzero(over):
        over |= (
            (left < right[number] + slack) & (right > left[number] - slack)
            & (top < bottom[number] + slack) & (bottom > top[number] - slack)
        )  # fmt: skip
    over[0] = False
    away = cv2.dilate(strokes.mask(over), np.ones((3, 3), np.uint8)) > 0
    out = gray.copy()
    out[away & ~black] = int(np.percentile(gray[::8, ::8], 80))
    return out, True


def _print_beside(gray: Gray, colour: Gray) -> NDArray[np.bool_]:
    """Black letters that stand on their own, not the dark rims and cores of coloured strokes."""
    black = ((gray < _BLACK) & (colour == 0)).astype(np.uint8)
    reach = cv2.dilate(colour, np.ones((7, 7), np.uint8)) > 0
    parts = connected(black)
    inside = np.bincount(parts.labels[reach], minlength=len(parts))
    letters = inside < 0.6 * parts.boxes[:, cv2.CC_STAT_AREA]
    letters[0] = False
    return parts.mask(letters) > 0
