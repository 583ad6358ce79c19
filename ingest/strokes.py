"""Black pen strokes that run through print, told from it by their ink and by the network of `ingest.unmarked`.

A stroke that touches letters is one part of ink with them, taller than a line. What of it stands where no line is
says how dark and how thick it is; the rest is parted as print below a stamp is (`ingest/overprint.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.ink import Ink, connected, surrounded
from ingest.overprint import parted, ridge, told_by_ink
from ingest.prepare import DARK, Gray, Prepared
from ingest.unmarked import MARK, Floats, Tones, print_share, tones

_TALL = (0.2, 1.5)  # inch
_WIDE = (0.12, 2.5)  # inch
_INK_SHARE = 0.3  # of the box: strokes are thin
_ALONE = 0.03  # inch of other ink in a row of pixels: no line of print
_SIGN = 0.06  # inch: signs above and below letters of Hindi are lower
_STEMS = 7  # strokes that a row of pixels crosses in words: a pen's zigzag makes six at most
_ROWS = 0.02  # inch of such rows
_LEAST_ALONE = 0.12  # inch of the stroke where no line is
_THICK = (0.008, 0.03)  # inch
_COMPARED = 1.0  # inch around
_LETTER = 0.001  # square inch of print in the part
_MOST = 12  # parts of a page
# The network is asked about few parts: a square inch costs a tenth of a page.
_ASKED = 1.0  # square inch
_OF_LINE = 0.8  # of the stroke where it stands alone the network sees as one
_OF_WORDS = 0.5  # of words and the stroke they hang on: signatures have 0.7 of what they and a name below them are
_DRAWN = 0.35  # inch: letters and a pen's figures are smaller
_NO_RULE = 0.12  # inch: a rule askew is lower
_BROKEN = 0.02  # inch of print across a stroke
_PIECE = 0.08  # inch: pieces of the stroke beside it
_LONG_PIECE = 0.2  # inch: such ones are the stroke's wherever they stand, no letter is so large
_RIM = 4  # pixels of grey around a part
_AROUND = 0.02  # inch of grey and of crossed print beside the stroke
# Strokes as dark as print, of which the network sees nothing, are cut off between the lines.
_BETWEEN = 0.1  # of the ink in the rows of a line: rows between two lines have less
_LONGEST = 0.15  # inch of one stroke there: signs that touch the next line are shorter
_TAIL = 0.06  # inch: what hangs from one line alone and is shorter may be a letter's
_UPRIGHT = 0.25  # inch: longer straight strokes are rules
_WORD = (0.06, 0.002)  # inch wide and square inches of ink: print at the end of a stroke
_SIGN_OF_PRINT = (0.03, 0.0008)  # the same of what is left when a stroke is gone
_BESIDE = 0.15  # inch from the print in a stroke to that beside it
_CLOSED = 0.8  # of the way around a part there is ink: rings and frames
_GAP = 0.03  # inch from the way around
_ONE_LINE = 1.4  # strokes in a column of pixels, on average: a pen's line; words have more


def without_strokes(ready: Prepared, dpi: int) -> tuple[Prepared, Gray | None]:
    """The page without strokes over its print, and 1 where they were or are; None where there are none.

    Pale ones go, those as dark as print go between the lines.
    """
    ink = ready.ink or connected((ready.image < DARK).astype(np.uint8))
    sized = _sized(ink, dpi)
    image, count, drawn = ready.image, 0, np.zeros(ink.shape, np.uint8)
    candidates = [_of_part(ink, int(number), dpi) for number in _tallest(ink, sized)]
    lines = [_line(image, candidate, dpi) for candidate in candidates]
    asked = _asked(candidates, lines, dpi)
    levels = tones(image, dpi) if asked else None
    for number, (candidate, line) in enumerate(zip(candidates, lines, strict=True)):
        found = None
        if line is not None and levels is not None and number in asked:
            found = _parted(image, candidate, line, levels, dpi)
        if found is None and line is not None:
            found = _pale(image, candidate, line, dpi)
        if found is None:
            found = _cut(image, ink, candidate.number, dpi)
        if found is not None:
            image, count = found, count + 1
            drawn[candidate.place] |= candidate.own
    if not count:
        return replace(ready, ink=ink), None
    notes = (*ready.notes, f"{count} pen stroke{'s' if count > 1 else ''} taken out of the print")
    return replace(ready, image=image, ink=None, notes=notes), drawn


def _asked(candidates: Sequence[_Candidate], lines: Sequence[_Line | None], dpi: int) -> set[int]:
    """Which candidates the network is asked about: those whose lines are the longest, as many as may be looked at."""
    long = sorted(
        (-int(line.middle.sum()), n)
        for n, line in enumerate(lines)
        if line and max(candidates[n].sides) >= _DRAWN * dpi and _by_print(candidates[n], dpi, hanging=True)
        if surrounded(candidates[n].own, dpi, _GAP) <= _CLOSED
    )
    out, left = set(), _ASKED * dpi * dpi
    for _, number in long:
        high, wide = candidates[number].sides
        if high * wide <= left:
            out.add(number)
            left -= high * wide
    return out


def _by_print(candidate: _Candidate, dpi: int, *, hanging: bool = False) -> bool:
    """Whether other print stands close beside the part, and beside its upper half: a signature over a name stays.

    ``hanging``: words that hang on the stroke are such print as well.
    """
    rows, columns = (np.flatnonzero(candidate.own.any(axis=axis)) for axis in (1, 0))
    reach, least = round(_BESIDE * dpi), _WORD[1] * dpi * dpi
    other = candidate.ink & ~candidate.own
    if hanging:
        other |= candidate.own & _of_words(candidate.own, dpi)[:, None]
    other = other[rows[0] : rows[-1] + 1]
    close = other[:, max(0, columns[0] - reach) : columns[-1] + reach + 1]
    return bool(min(np.count_nonzero(close), np.count_nonzero(other[: len(other) // 2])) >= least)


@dataclass(frozen=True, slots=True, eq=False)
class _Candidate:
    """The part of ink ``number``, which may hold a stroke: ``own``, and all ``ink`` in its ``place``."""

    place: tuple[slice, slice]
    own: NDArray[np.bool_]
    ink: NDArray[np.bool_]
    number: int

    @property
    def sides(self) -> tuple[int, int]:
        """How high and wide the part is."""
        rows, columns = (np.flatnonzero(self.own.any(axis=axis)) for axis in (1, 0))
        return int(rows[-1] - rows[0] + 1), int(columns[-1] - columns[0] + 1)


def _of_part(ink: Ink, number: int, dpi: int) -> _Candidate:
    place = _around(ink.boxes[number], ink.shape, dpi)
    labels = ink.crop(*place)
    return _Candidate(place, labels == number, labels > 0, number)


def _straight(ink: Gray, length: float) -> Gray:
    """1 on level and upright lines of at least that many pixels."""
    kernels = ((1, round(length)), (round(length), 1))
    level, upright = (cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(kernel, np.uint8)) for kernel in kernels)
    return np.asarray(cv2.max(level, upright), np.uint8)


def _sized(ink: Ink, dpi: int) -> NDArray[np.bool_]:
    """Which parts are as large as strokes."""
    wide, high, area = (ink.boxes[:, k] / dpi for k in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
    sized = (high > _TALL[0]) & (high < _TALL[1]) & (wide > _WIDE[0]) & (wide < _WIDE[1])
    return np.asarray(sized & (area / dpi < _INK_SHARE * wide * high), np.bool_)


def _tallest(ink: Ink, sized: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The parts looked at, in the order of the page: in large print words are as tall as short strokes."""
    numbers = np.flatnonzero(sized)
    order = np.argsort(-ink.boxes[numbers, cv2.CC_STAT_HEIGHT], kind="stable")
    return np.sort(numbers[order[:_MOST]])


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """The middle of a stroke where it stands alone, and how thick it is in pixels."""

    middle: NDArray[np.bool_]
    thick: float


def _line(image: Gray, candidate: _Candidate, dpi: int) -> _Line | None:
    """None where nothing thin stands alone."""
    near = image[candidate.place]
    middle = _alone(near, candidate.own, candidate.ink, dpi)
    if middle.any():
        middle &= cv2.dilate(_straight(candidate.own.astype(np.uint8), _UPRIGHT * dpi), np.ones((3, 3), np.uint8)) == 0
    if middle.sum() < _LEAST_ALONE * dpi:
        return None
    inside = cv2.distanceTransform((near < DARK).astype(np.uint8), cv2.DIST_L2, 3)
    thick = 2 * float(np.median(inside[middle]))
    return _Line(middle, thick) if _THICK[0] * dpi < thick < _THICK[1] * dpi else None


def _pale(image: Gray, candidate: _Candidate, line: _Line, dpi: int) -> Gray | None:
    """The page without a stroke that is paler than the print; None where it is not, or touches none."""
    near = image[candidate.place]
    zone = cv2.dilate(candidate.own.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    told = told_by_ink(near, line.middle, zone, line.thick, dpi, even=True)
    if told is None or not told.whole:
        return None
    below = near.copy()
    below[zone & ~told.kept] = int(np.percentile(near, 80))
    if np.count_nonzero(candidate.own & (below < DARK)) < _LETTER * dpi * dpi:
        return None
    out = image.copy()
    out[candidate.place] = below
    return out


def _parted(image: Gray, candidate: _Candidate, line: _Line, levels: Tones, dpi: int) -> Gray | None:
    """The page without the stroke; None where the network sees none, or no print that it touches."""
    near, own = image[candidate.place], candidate.own
    rows, columns = (np.flatnonzero(own.any(axis=axis)) for axis in (1, 0))
    inner = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    start = candidate.place[0].start, candidate.place[1].start
    place = tuple(slice(side.start + first, side.stop + first) for side, first in zip(inner, start, strict=True))
    share = np.ones(near.shape, np.float32)
    share[inner] = print_share(image, (place[0], place[1]), levels, dpi)
    share = _with_rim(share, inner)
    stroke = _stroke(own & (share < MARK), dpi)
    if stroke is None or stroke[line.middle].mean() < _OF_LINE:
        return None
    if np.count_nonzero(stroke) > _OF_WORDS * np.count_nonzero(own) and not _by_print(candidate, dpi):
        return None
    reach = 2 * round(_AROUND * dpi) + 1
    zone = cv2.dilate(stroke.astype(np.uint8), np.ones((reach, reach), np.uint8)) > 0
    wide = cv2.dilate(own.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    told = told_by_ink(near, line.middle, wide, line.thick, dpi, even=True)
    below = parted(near, share, told if told is not None and told.whole else None, zone & wide).print_
    rest = connected((own & (below < DARK)).astype(np.uint8))
    if not (_beside(rest, candidate.ink & ~own, dpi, _SIGN_OF_PRINT).any() or _of_words(rest.labels > 0, dpi).any()):
        return None
    out = image.copy()
    out[candidate.place] = below
    return out


def _with_rim(share: Floats, inner: tuple[slice, slice]) -> Floats:
    """``share`` with the grey around ``inner`` as what stands beside it there."""
    wide = tuple(
        slice(max(0, side.start - _RIM), min(length, side.stop + _RIM))
        for side, length in zip(inner, share.shape, strict=True)
    )
    margins = [(side.start - w.start, w.stop - side.stop) for side, w in zip(inner, wide, strict=True)]
    share[wide] = np.pad(share[inner], margins, mode="edge")
    return share


def _stroke(mark: NDArray[np.bool_], dpi: int) -> NDArray[np.bool_] | None:
    """The ``mark`` that is as large as a pen's stroke, print that crosses it aside; None where none is."""
    reach = 2 * round(_BROKEN * dpi) + 1
    parts = connected(
        np.asarray(
            cv2.morphologyEx(mark.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8)), np.uint8
        )
    )
    wide, high = parts.boxes[:, cv2.CC_STAT_WIDTH], parts.boxes[:, cv2.CC_STAT_HEIGHT]
    size = np.maximum(wide, high)
    drawn = (size >= _DRAWN * dpi) & (np.minimum(wide, high) >= _NO_RULE * dpi)
    if not drawn.any():
        return None
    side = 2 * round(_PIECE * dpi) + 1
    near = cv2.dilate(parts.mask(drawn | (size >= _LONG_PIECE * dpi)), np.ones((side, side), np.uint8))
    return mark & (parts.mask((size >= _PIECE * dpi) & (parts.counts(near) > 0)) > 0)


def _alone(near: Gray, own: NDArray[np.bool_], ink: NDArray[np.bool_], dpi: int) -> NDArray[np.bool_]:
    """The middle of the ``own`` strokes in rows where hardly any other ink is, a vowel sign's height together.

    Nor words that hang on the stroke, where enough is left without their rows.
    """
    empty, reach = (ink & ~own).sum(axis=1) < _ALONE * dpi, np.ones((round(_SIGN * dpi), 1), np.uint8)
    middle = ridge(near) & own
    for rows in (empty & ~_of_words(own, dpi), empty):
        rows = cv2.morphologyEx(rows[:, None].astype(np.uint8), cv2.MORPH_OPEN, reach)[:, 0] > 0
        if np.count_nonzero(middle[rows]) >= _LEAST_ALONE * dpi:
            break
    return np.asarray(middle & rows[:, None], np.bool_)


def _of_words(ink: NDArray[np.bool_], dpi: int) -> NDArray[np.bool_]:
    """The rows of pixels that cross the stems of words, a few of them together, and their signs."""
    stems = np.count_nonzero(ink & ~np.pad(ink, ((0, 0), (1, 0)))[:, :-1], axis=1) >= _STEMS
    few, sign = (np.ones((2 * round(inch * dpi / 2) + 1, 1), np.uint8) for inch in (_ROWS, 2 * _SIGN))
    rows = cv2.morphologyEx(stems[:, None].astype(np.uint8), cv2.MORPH_OPEN, few)
    return np.asarray(cv2.dilate(rows, sign)[:, 0] > 0, np.bool_)


def _around(box: NDArray[np.int32], shape: tuple[int, ...], dpi: int) -> tuple[slice, slice]:
    """Rows and columns of a part of the page's ink and what it is compared with."""
    left, top, wide, high = (int(side) for side in box[:4])
    margin = round(_COMPARED * dpi)
    return (
        slice(max(0, top - margin), min(shape[0], top + high + margin)),
        slice(max(0, left - margin), min(shape[1], left + wide + margin)),
    )


def _cut(image: Gray, ink: Ink, number: int, dpi: int) -> Gray | None:
    """The page without what of a stroke stands between lines of print; None where no stroke joins or leaves a line.

    What stands on the line stays: it cannot be told from the letters there, but it joins no lines any more.
    """
    place = _around(ink.boxes[number], ink.shape, dpi)
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


def _beside(rest: Ink, other: NDArray[np.bool_], dpi: int, least: tuple[float, float] = _WORD) -> NDArray[np.bool_]:
    """The parts of ``least`` inches across and square inches of ink close beside ``other`` print, on its line."""
    wide, area = rest.boxes[:, cv2.CC_STAT_WIDTH], rest.boxes[:, cv2.CC_STAT_AREA]
    out, reach = np.zeros(len(rest), bool), round(_BESIDE * dpi)
    for number in np.flatnonzero((wide >= least[0] * dpi) & (area >= least[1] * dpi * dpi)):
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
