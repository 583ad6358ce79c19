"""The paper of a page becomes white before an engine sees it.

An engine packs every line that it reads, and the grain of paper does not pack: a seventh of its time. Little of it is
more than a few grey levels from the paper's own; letters keep their distance from white.
"""

from __future__ import annotations

import cv2
import numpy as np

from ingest.prepare import Gray

_GRAIN = 14  # grey levels under the paper's commonest one that are still paper
_LIGHTER_HALF = 128
_DARKEST = 160  # what lies below is no paper that can be told from print


def whitened(gray: Gray) -> Gray:
    """``gray`` stretched so that its paper is 255; itself where it is."""
    levels = cv2.calcHist([gray], [0], None, [256], [0, 256]).ravel()
    paper = _LIGHTER_HALF + int(levels[_LIGHTER_HALF:].argmax())
    white = max(_DARKEST, paper - _GRAIN)
    if levels[white:255].sum() == 0:  # drawn, or of one bit: nothing lies between print and white
        return gray
    table = np.minimum(np.arange(256) * 255 // white, 255).astype(np.uint8)
    return cv2.LUT(gray, table).astype(np.uint8, copy=False)
