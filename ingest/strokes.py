"""Black pen strokes that run through print, told from it by their ink: a pen's is paler than toner.

A stroke that touches letters is one part of ink with them, taller than a line. What of it stands where no line is
says how dark and how thick it is; the rest is parted as print below a stamp is (`ingest/overprint.py`).
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.ink import Ink, connected, surrounded
from ingest.overprint import ridge, told_by_ink
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
# Strokes as dark as print are cut off between the lines.
_BETWEEN = 0.1  # of the ink in the rows of a line: rows between two lines have less
_LONGEST = 0.15  # inch of one stroke there: signs that touch the next line are shorter
_TAIL = 0.06  # inch: what hangs from one line alone and is shorter may be a letter's
_UPRIGHT = 0.25  # inch: longer straight strokes are rules
_WORD = (0.06, 0.002)  # inch wide and square inches of ink: print at the end of a stroke
_BESIDE = 0.15  # inch from the print in a stroke to that beside it
_CLOSED = 0.8  # of the way around a part there is ink: rings and frames
_GAP = 0.03  # inch from the way around
_ONE_LINE = 1.4  # strokes in a column of pixels, on average: a pen's line; words have more


def without_strokes(ready: Prepared, dpi: int) -> tuple[Prepared, Gray | None]:
    """The page without strokes over its print, and 1 where they were or are; None where there are none.

    Pale ones go, those as dark as print go between the lines.
    """
    ink = ready.ink or connected((ready.image < DARK).astype(np.uint8))
    wide, high, area = (ink.boxes[:, k] / dpi for k in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
    sized = (high > _TALL[0]) & (high < _TALL[1]) & (wide > _WIDE[0]) & (wide < _WIDE[1])
    sized &= area / dpi < _INK_SHARE * wide * high
    image, count, cut = ready.image, 0, np.zeros(len(ink), bool)
    for number in np.flatnonzero(sized)[:_MOST]:
        found = _without(image, ink, int(number), dpi)
        if found is None:
            found = _cut(image, ink, int(number), dpi)
            cut[number] = found is not None
        if found is not None:
            image, count = found, count + 1
    if not count:
        return replace(ready, ink=ink), None
    notes = (*ready.notes, f"{count} pen stroke{'s' if count > 1 else ''} taken out of the print")
    strokes = ((ready.image < DARK) & (image >= DARK)).astype(np.uint8) | ink.mask(cut)
    return replace(ready, image=image, ink=None, notes=notes), strokes


def _without(image: Gray, ink: Ink, number: int, dpi: int) -> Gray | None:
    """The page without the stroke in that part of its ink; None where there is no pale stroke and print in it."""
    place = _around(image, ink, number, dpi)
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
    told = told_by_ink(near, line, zone, thick, dpi, even=True)
    if told is None or not told.whole:
        return None
    below = near.copy()
    below[zone & ~told.kept] = int(np.percentile(near, 80))
    if np.count_nonzero(own & (below < DARK)) < _LETTER * dpi * dpi:
        return None
    out = image.copy()
    out[place] = below
    return out


def _alone(near: Gray, own: NDArray[np.bool_], ink: NDArray[np.bool_], dpi: int) -> NDArray[np.bool_]:
    """The middle of the ``own`` strokes in rows where hardly any other ink is, a vowel sign's height together."""
    rows = ((ink & ~own).sum(axis=1) < _ALONE * dpi) & own.any(axis=1)
    reach = np.ones((round(_SIGN * dpi), 1), np.uint8)
    rows = cv2.morphologyEx(rows[:, None].astype(np.uint8), cv2.MORPH_OPEN, reach)[:, 0] > 0
    return np.asarray(ridge(near) & own & rows[:, None], np.bool_)


def _around(image: Gray, ink: Ink, number: int, dpi: int) -> tuple[slice, slice]:
    """Rows and columns of a part of the page's ink and what it is compared with."""
    left, top, wide, high = (int(side) for side in ink.boxes[number, :4])
    margin = round(_COMPARED * dpi)
    return (
        slice(max(0, top - margin), min(image.shape[0], top + high + margin)),
        slice(max(0, left - margin), min(image.shape[1], left + wide + margin)),
    )


def _cut(image: Gray, ink: Ink, number: int, dpi: int) -> Gray | None:
    """The page without what of a stroke stands between lines of print; None where no stroke joins or leaves a line.

    What stands on the line stays: it cannot be told from the letters there, but it joins no lines any more.
    """
    place = _around(image, ink, number, dpi)
    near, labels = image[place], ink.crop(*place)
    own, other = labels == number, (labels > 0) & (labels != number)
    row = other.sum(axis=1)
    white = (row < _BETWEEN * np.percentile(row, 90)) & own.any(axis=1)
    if not white.any() or white[own.any(axis=1)].all() or surrounded(own, dpi, _GAP) > _CLOSED:
        return None
    gone = _strokes_alone(own, white, dpi)
    if gone is None:
        return None
    rest = connected((own & ~gone).astype(np.uint8))
    beside = _beside(rest, other, dpi)
    if not beside.any():
        return None
    gone |= rest.mask(_loose(rest, gone) & ~beside) > 0
    out = image.copy()
    rim = cv2.dilate(gone.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    out[place][rim & (white[:, None] | gone) & ~other] = int(np.percentile(near, 80))
    return out


def _strokes_alone(own: NDArray[np.bool_], white: NDArray[np.bool_], dpi: int) -> NDArray[np.bool_] | None:
    """The strokes of a pen in the ``white`` rows, without tails of letters; None where there are none, or rules."""
    parts = connected((own & white[:, None]).astype(np.uint8))
    top, high, wide = (parts.boxes[:, k] for k in (cv2.CC_STAT_TOP, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_WIDTH))
    edge = np.pad(white, 1)
    # From line to line, or loose: both ends are alike.
    through = edge[top] == edge[np.minimum(top + high + 1, len(edge) - 1)]
    chosen = through | (high >= _TAIL * dpi) | (wide >= 2 * _TAIL * dpi)
    chosen[0] = False
    gone = parts.mask(chosen)
    if float(np.hypot(wide, high)[chosen].max(initial=0)) < _LONGEST * dpi:
        return None
    if cv2.morphologyEx(gone, cv2.MORPH_OPEN, np.ones((round(_UPRIGHT * dpi), 1), np.uint8)).any():
        return None
    inside = cv2.distanceTransform(gone, cv2.DIST_L2, 3)
    ridges = (inside >= 1) & (inside >= cv2.dilate(inside, np.ones((3, 3), np.uint8)) - 0.01)
    thick = 2 * float(np.median(inside[ridges])) if ridges.any() else 0.0
    return gone > 0 if _THICK[0] * dpi / 2 < thick < _THICK[1] * dpi else None


def _beside(rest: Ink, other: NDArray[np.bool_], dpi: int) -> NDArray[np.bool_]:
    """The parts as large as letters that stand close beside ``other`` print, on its line."""
    wide, area = rest.boxes[:, cv2.CC_STAT_WIDTH], rest.boxes[:, cv2.CC_STAT_AREA]
    out, reach = np.zeros(len(rest), bool), round(_BESIDE * dpi)
    for number in np.flatnonzero((wide >= _WORD[0] * dpi) & (area >= _WORD[1] * dpi * dpi)):
        left, top, w, h = (int(side) for side in rest.boxes[number, :4])
        near = other[top : top + h, max(0, left - reach) : left + w + reach]
        out[number] = np.count_nonzero(near) >= _WORD[1] * dpi * dpi
    return out


def _loose(rest: Ink, gone: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The parts that hung on to what is ``gone`` and are one line, as words never are."""
    near = cv2.dilate(gone.astype(np.uint8), np.ones((3, 3), np.uint8))
    out = rest.counts(near) > 0
    out[0] = False
    for number in np.flatnonzero(out):
        left, top, wide, high = (int(side) for side in rest.boxes[number, :4])
        own = np.pad(rest.crop(slice(top, top + high), slice(left, left + wide)) == number, ((1, 0), (0, 0)))
        out[number] = np.count_nonzero(own[1:] & ~own[:-1]) < _ONE_LINE * wide
    return out
