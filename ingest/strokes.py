"""Black pen strokes that run through print, told from it by their ink: a pen's is paler than toner.

A stroke that touches letters is one part of ink with them, taller than a line. What of it stands where no line is
says how dark and how thick it is; the rest is parted as print below a stamp is (`ingest/overprint.py`).
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.ink import Ink, connected
from ingest.overprint import parted, ridge
from ingest.prepare import DARK, Gray, Prepared

_TALL = (0.2, 1.5)  # inch
_WIDE = (0.12, 2.5)  # inch
_INK_SHARE = 0.3  # of the box: strokes are thin
_ALONE = 0.03  # inch of other ink in a row of pixels: no line of print
_SIGN = 0.06  # inch: signs above and below letters of Hindi are lower
_LEAST_ALONE = 0.12  # inch of the stroke where no line is
_THICK = (0.008, 0.03)  # inch
_COMPARED = 1.0  # inch around
_LETTER = 0.001  # square inch of print in the part
_MOST = 12  # parts of a page


def without_strokes(ready: Prepared, dpi: int) -> tuple[Prepared, Gray | None]:
    """The page without pale strokes over its print, and 1 where they were; None where there are none."""
    ink = ready.ink or connected((ready.image < DARK).astype(np.uint8))
    wide, high, area = (ink.boxes[:, k] / dpi for k in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
    sized = (high > _TALL[0]) & (high < _TALL[1]) & (wide > _WIDE[0]) & (wide < _WIDE[1])
    sized &= area / dpi < _INK_SHARE * wide * high
    image, count = ready.image, 0
    for number in np.flatnonzero(sized)[:_MOST]:
        found = _without(image, ink, int(number), dpi)
        if found is not None:
            image, count = found, count + 1
    if not count:
        return replace(ready, ink=ink), None
    notes = (*ready.notes, f"{count} pen stroke{'s' if count > 1 else ''} taken out of the print")
    away = ((ready.image < DARK) & (image >= DARK)).astype(np.uint8)
    return replace(ready, image=image, ink=None, notes=notes), away


def _without(image: Gray, ink: Ink, number: int, dpi: int) -> Gray | None:
    """The page without the stroke in that part of its ink; None where there is no pale stroke and print in it."""
    left, top, wide, high = (int(side) for side in ink.boxes[number, :4])
    margin = round(_COMPARED * dpi)
    place = (
        slice(max(0, top - margin), min(image.shape[0], top + high + margin)),
        slice(max(0, left - margin), min(image.shape[1], left + wide + margin)),
    )
    near, labels = image[place], ink.crop(*place)
    own = labels == number
    line = _alone(near, own, labels > 0, dpi)
    if line.sum() < _LEAST_ALONE * dpi:
        return None
    inside = cv2.distanceTransform((near < DARK).astype(np.uint8), cv2.DIST_L2, 3)
    thick = 2 * float(np.median(inside[line]))
    if not _THICK[0] * dpi < thick < _THICK[1] * dpi:
        return None
    zone = cv2.dilate(own.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    both = parted(near, line, zone, thick, dpi, even=True)
    if both is None or np.count_nonzero(own & (both.print_ < DARK)) < _LETTER * dpi * dpi:
        return None
    out = image.copy()
    out[place] = both.print_
    return out


def _alone(near: Gray, own: NDArray[np.bool_], ink: NDArray[np.bool_], dpi: int) -> NDArray[np.bool_]:
    """The middle of the ``own`` strokes in rows where hardly any other ink is, a vowel sign's height together."""
    rows = ((ink & ~own).sum(axis=1) < _ALONE * dpi) & own.any(axis=1)
    reach = np.ones((round(_SIGN * dpi), 1), np.uint8)
    rows = cv2.morphologyEx(rows[:, None].astype(np.uint8), cv2.MORPH_OPEN, reach)[:, 0] > 0
    return np.asarray(ridge(near) & own & rows[:, None], np.bool_)
