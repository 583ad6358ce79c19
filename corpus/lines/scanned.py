"""Pages of lines as a reader sees them: copied whole, as `corpus.pages` copies, and set right as `ingest` sets right.

A photo is flattened, its light divided out, a page askew set level, outlines of stamps are taken out of the print and
coloured ink is seen through: each costs print something, and a line that was only blurred has none of it.
"""

from __future__ import annotations

from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from corpus.pages.degrade import copied
from corpus.pages.truth import Move, Points
from ingest.colour import lifted, sheet_of
from ingest.outline import freed
from ingest.paper import whitened
from ingest.prepare import Prepared, prepare
from ingest.strokes import without_strokes

Picture = NDArray[np.uint8]
Way = Literal["office", "phone", "photocopy"]

_WINDOWS = 24
_SEEN = 170  # grey level of a white page
_SEEN_LEAST = (0.86, 0.6)  # of the print of a line, of that of each window


def scanned(page: Picture, copy: Way, dpi: int, seed: str) -> tuple[Picture, Move]:
    """A copy of ``page`` (grey, or RGB with marks on it) as an engine gets it, and the way that its points took."""
    done = copied(page, copy, dpi, seed)
    image, move = as_read(done.image, dpi)
    return image, lambda points: move(done.move(points))


def as_read(image: Picture, dpi: int) -> tuple[Picture, Move]:
    """A scan (grey or RGB) prepared for reading, and the way from its points to those of what is read."""
    sheet = sheet_of(Image.fromarray(image))
    gray = sheet.gray if sheet.colour is None else lifted(sheet.gray, sheet.colour, dpi, sheet.light)[0]
    ready, _ = freed(prepare(gray, dpi), dpi)
    ready, _ = without_strokes(ready, dpi)
    return whitened(ready.image), lambda points: _forth(ready, points)


def _forth(ready: Prepared, points: Points) -> Points:
    back = ready.back if ready.back.shape[0] == 3 else np.vstack([ready.back, (0.0, 0.0, 1.0)])
    full = np.column_stack([points, np.ones(len(points))]) @ np.linalg.inv(back).T
    there: Points = full[:, :2] / full[:, 2:]
    if ready.curve is None:
        return there
    straight: Points = there.copy()
    for _ in range(4):  # the surface is nearly level: each round is exact to a hundredth of what the last one was
        straight = straight + (there - ready.curve.back(straight))
    return straight


def seen(image: Picture, ink: Points) -> bool:
    """Whether points of a line's print (x, y on ``image``) still have ink nearly everywhere.

    What was taken away with a mark, or lies outside, is not to be guessed at.
    """
    high, wide = image.shape
    x, y = np.rint(ink).astype(int).T
    if not ((x >= 0) & (y >= 0) & (x < wide) & (y < high)).all():
        return False
    left, top = max(0, int(x.min()) - 2), max(0, int(y.min()) - 2)
    part = cv2.erode(image[top : y.max() + 3, left : x.max() + 3], np.ones((3, 3), np.uint8))
    dark = part[y - top, x - left] < _SEEN
    window = ((x - x.min()) * _WINDOWS // (np.ptp(x) + 1)).astype(int)
    counts, inked = np.bincount(window, minlength=_WINDOWS), np.bincount(window, dark, _WINDOWS)
    shares = inked[counts > 5] / counts[counts > 5]
    return bool(dark.mean() >= _SEEN_LEAST[0] and shares.min(initial=1.0) >= _SEEN_LEAST[1])
