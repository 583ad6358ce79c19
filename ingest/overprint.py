"""Print below a black stamp, told from it by its ink: a stamp's is paler than toner and print of the same thickness.

Where the inks differ, ink says what is print's and what the stamp's; of the thin parts of letters, and where the inks
are alike, the network of `ingest.unmarked` says which share of each pixel's ink is print's.

How dark the stamp is, is measured on its outline, how dark the print is, beside it; where the two are alike ink
says nothing. Thin strokes of letters are as pale as the stamp or paler, so pixels are not judged by themselves: ink
darker than the outline is the print's core, ink as dark as the outline at some distance from it is the stamp's, and
what is paler than both and hangs on to a core is the thin part of a letter.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.ink import connected
from ingest.prepare import Gray
from ingest.unmarked import Floats

_SOFT = 0.0025  # inch: the noise of a scanner goes, strokes stay
_INK = 160
_FAINT = 190
_STEM = 1.5  # pixels from the middle of a stroke to its edge, at least: thinner ones are pale anyway
_LEAST_APART = 12.0  # levels between the two inks
_LEAST_PRINT = 200  # pixels along the middle of strokes
_CORE = (8.0, 5.0)  # levels darker than the stamp
_SURELY = 0.5  # of the way from the stamp's ink to the print's: somewhere a core is as dark, and darker by
_SURELY_DARKER = 3.0  # than all of it
_SURE_SHARE = 0.2  # of a core
_ALIKE = 10.0  # levels paler than the outline: the stamp's letters are thinner
_WHOLE = 0.85  # of the ink of print beside the stamp
_DOUBT = (0.2, 0.6)  # shares that are in doubt: what is less goes, what is more stays
_SURELY_PRINT = 0.8  # such ink stays, pale as it may be
_RIM = 0.007  # inch of grey around a core
_STROKE = 0.012  # inch: ink as dark as the stamp that is longer is the stamp's
_THIN_PART = 0.06  # inch: the thin part of a letter is no longer


@dataclass(frozen=True, slots=True)
class Parted:
    """``print_`` is the picture without the mark, ``mark`` without the print."""

    print_: Gray
    mark: Gray


def parted(picture: Gray, share: Floats, told: Told | None, zone: NDArray[np.bool_]) -> Parted:
    """``picture`` in two within ``zone``, by the ``share`` that is print's of each pixel's ink, and what ink says."""
    held = np.clip((share - _DOUBT[0]) / (_DOUBT[1] - _DOUBT[0]), 0, 1)
    if told is not None:
        held[told.letters] = 1
        if told.whole:
            held[~told.kept & (share < _SURELY_PRINT)] = 0
    paper = float(np.percentile(picture, 80))
    ink = np.maximum(0, paper - picture.astype(np.float32))
    below, above = picture.copy(), np.full_like(picture, round(paper))
    below[zone] = np.where(held == 1, picture, paper - ink * held)[zone].round()
    above[zone] = (paper - ink * (1 - held))[zone].round()
    return Parted(below, above)


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """Where print is, and where its thicker strokes are. ``whole``: of print beside the mark hardly any would go."""

    kept: NDArray[np.bool_]
    letters: NDArray[np.bool_]
    whole: bool


def told_by_ink(
    picture: Gray, line: NDArray[np.bool_], zone: NDArray[np.bool_], thick: float, dpi: int, *, even: bool = False
) -> Told | None:
    """What ink alone says; None where the inks are alike.

    All have one shape: ``line`` is the middle of the mark's outline, ``zone`` the mark, its outline with it, and
    ``thick`` how thick the outline is in pixels. Around the zone there is print to compare with. ``even``: all of the
    mark is as dark as ``line``, as a pen's stroke is.
    """
    soft = _softened(picture, dpi)
    middles = ridge(picture)
    beside = soft[middles & (cv2.dilate(zone.astype(np.uint8), np.ones((15, 15), np.uint8)) == 0)]
    if len(beside) < _LEAST_PRINT or not line.any():
        return None
    black = float(np.percentile(beside, 25))
    outline = float(np.median(cv2.erode(soft, np.ones((5, 5), np.uint8))[line]))
    if outline - black < _LEAST_APART:
        return None
    stamp = outline if even else _commonest(soft[middles & zone], black + _LEAST_APART, outline)
    # The same done to the print beside must leave it whole: print that is too thin goes with the stamp.
    ink = (picture < _INK) & ~zone
    tried = [_letters(picture, soft, (black, stamp - apart, stamp), thick, dpi) for apart in _CORE]
    kept, letters = next((t for t in tried if t[0][ink].mean() >= _WHOLE), tried[0])
    return Told(kept, letters, bool(kept[ink].mean() >= _WHOLE))


def _letters(
    picture: Gray, soft: Gray, levels: tuple[float, float, float], thick: float, dpi: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Where print is, and where its thicker strokes are. ``levels``: the print's, between the two, and the stamp's."""
    letters = np.asarray(cv2.dilate(_cores(soft, *levels), _disc(_RIM * dpi)), np.uint8)
    own = ((soft < levels[2] + _ALIKE) & (letters == 0)).astype(np.uint8)
    own = cv2.dilate(_longer(own, _STROKE * dpi), _disc(thick / 2))
    thin = _hanging(((picture < _FAINT) & (letters == 0) & (own == 0)).astype(np.uint8), letters, dpi)
    return (letters > 0) | (cv2.dilate(thin, np.ones((3, 3), np.uint8)) > 0), letters > 0


def _softened(picture: Gray, dpi: int) -> Gray:
    """Without the noise of a scanner."""
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), _SOFT * dpi), np.uint8)


def ridge(picture: Gray) -> NDArray[np.bool_]:
    """The middle of strokes, thin ones apart."""
    inside = cv2.distanceTransform((picture < _INK).astype(np.uint8), cv2.DIST_L2, 3)
    return (inside >= _STEM) & (inside >= cv2.dilate(inside, np.ones((3, 3), np.uint8)) - 0.01)


def _commonest(levels: NDArray[np.uint8], least: float, most: float) -> float:
    """The commonest level of the stamp's strokes: its letters may be darker than a thin outline, not paler."""
    counts = np.bincount(levels, minlength=256).astype(float)
    smooth = np.convolve(counts, np.ones(7), "same")
    low, high = int(np.ceil(least)), int(most) + 1
    return float(low + np.argmax(smooth[low:high])) if high > low else most


def _cores(soft: Gray, black: float, between: float, stamp: float) -> Gray:
    """1 where ink is darker than ``between``, in parts that are much darker than the stamp in places."""
    parts = connected((soft < between).astype(np.uint8))
    sure = soft < min(between - _SURELY_DARKER, stamp - _SURELY * (stamp - black))
    held = np.bincount(parts.labels[sure], minlength=len(parts)) >= np.maximum(2, _SURE_SHARE * parts.boxes[:, 4])
    held[0] = False
    return parts.mask(held)


def _longer(ink: Gray, length: float) -> Gray:
    parts = connected(ink)
    long = np.maximum(parts.boxes[:, cv2.CC_STAT_WIDTH], parts.boxes[:, cv2.CC_STAT_HEIGHT]) >= length
    long[0] = False
    return parts.mask(long)


def _hanging(pale: Gray, letters: Gray, dpi: int) -> Gray:
    """The parts of ``pale`` ink that touch ``letters`` and are no larger than a letter's thin part."""
    parts = connected(pale)
    short = np.maximum(parts.boxes[:, cv2.CC_STAT_WIDTH], parts.boxes[:, cv2.CC_STAT_HEIGHT]) <= _THIN_PART * dpi
    touching = np.zeros(len(parts), bool)
    touching[parts.labels[cv2.dilate(letters, np.ones((3, 3), np.uint8)) > 0]] = True
    short &= touching
    short[0] = False
    return parts.mask(short)


def _disc(radius: float) -> NDArray[np.uint8]:
    side = 2 * max(1, round(radius)) + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)
