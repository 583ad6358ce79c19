"""At what resolution a page is read, and lengths that were measured at 300 dpi at any other."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

MEASURED_AT = 300
"""Pixels an inch."""

_OWN_LEAST = 180
_OWN_MOST = 1.1  # of what is wanted: a scanner's 303 dpi are not drawn anew


def reads_as_it_is(dpi: float, wanted: int) -> bool:
    """Whether a picture that fills a page is read with its own pixels rather than drawn at ``wanted`` dpi.

    Between 180 and 300 dpi it reads as well as drawn larger, at two thirds of the cost (docs/ocr.md, Resolution).
    """
    return min(_OWN_LEAST, wanted) <= dpi <= _OWN_MOST * wanted


def pixels(at_300: float, dpi: int, least: int = 1) -> int:
    """The whole pixels at ``dpi`` of a length in pixels at 300 dpi."""
    return max(least, round(at_300 * dpi / MEASURED_AT))


def square(at_300: int, dpi: int) -> NDArray[np.uint8]:
    """A kernel of ones, as wide as ``at_300`` pixels (odd) at 300 dpi; never less than three pixels."""
    side = 2 * max(1, round(at_300 // 2 * dpi / MEASURED_AT)) + 1
    return np.ones((side, side), np.uint8)


def enlarged(part: NDArray[np.uint8], dpi: int) -> tuple[NDArray[np.uint8], float]:
    """A piece of a page at 300 dpi at least, and how many of its pixels are one of the page."""
    factor = max(1.0, MEASURED_AT / dpi)
    if factor == 1 or not part.size:
        return part, 1.0
    return np.asarray(cv2.resize(part, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC), np.uint8), factor
