"""Outlines of stamps that touch the print, or are broken: rings and frames that lie askew, found by their shape.

A ring or a frame that stands alone is one part of connected ink; one that crosses lines of print is one part with
them, and a faint one is many parts. Both are still a circle or a rectangle: circles and straight edges are sought
among the ink that is taller than print, and what is found is followed all around.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.document import BBox
from ingest.ink import Ink, connected
from ingest.overprint import parted, told_by_ink
from ingest.prepare import DARK, Gray, Prepared
from ingest.unmarked import Tones, print_share, tones

Points = NDArray[np.float64]
"""Shape (n, 2): x, y in pixels."""

_SOUGHT_AT = 100  # pixels an inch
_TALL = 0.28  # inch: more than a line of print
_RADIUS = (0.3, 1.1)  # inch
_SIDE = (0.3, 3.3)  # inch
_THICK = 0.01  # inch: a line of a stamp, as thick as a stem
_ROUND = 0.8  # of the whole way there is ink
_EDGE = 0.7  # of each side of a frame
_ASKEW = 1.2  # degrees
_INK = 160
_INNER = (0.5, 0.85)  # of the radius of the outer ring
_MOST_EDGES = 10
_TURNS = 12  # directions
_RIM = 0.009  # inch: the grey edge of the line
_COMPARED = 1.0  # inch around a stamp whose print says how dark print is
_BESIDE = 0.05  # inch around a stamp that goes with it
_SEEN = 0.5  # share of print along an outline that is a stamp's
_SEEN_DOUBTED = 0.25  # along one that may be none
_SEEN_LEVEL = 0.4  # along a level one, whose ink is another
_LETTER = 0.05  # inch
_HANGING = 0.003  # square inch: a letter
_WORD = 0.008  # square inch: some letters
_CROSSING = 0.0006  # square inch of ink outside the line that hangs on to it: print, for a stamp's letters stand within


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """``ways`` are closed, the outermost first; ``wide`` is how thick the line is in pixels.

    ``own`` is the picture inside ``box`` without the print, where that was told apart by its ink. A ``level`` frame
    may be print.
    """

    shape: Literal["ring", "frame"]
    ways: tuple[Points, ...]
    wide: float
    own: Gray | None = None
    level: bool = False

    @property
    def box(self) -> BBox:
        (x0, top), (x1, bottom) = self.ways[0].min(axis=0), self.ways[0].max(axis=0)
        return BBox(float(x0), float(top), float(x1), float(bottom))

    def holds(self, box: BBox) -> bool:
        """Whether the middle of ``box`` is inside."""
        x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
        return cv2.pointPolygonTest(self.ways[0].astype(np.float32), (x, y), False) >= 0

    def filled(self, shape: tuple[int, ...]) -> Gray:
        """1 inside."""
        out = np.zeros(shape[:2], np.uint8)
        cv2.fillPoly(out, [self.ways[0].round().astype(np.int32)], 1)
        return out

    def drawn(self, shape: tuple[int, ...], wide: float) -> Gray:
        """1 on the line, so thick."""
        out = np.zeros(shape[:2], np.uint8)
        for way in self.ways:
            cv2.polylines(out, [way.round().astype(np.int32)], True, 1, max(1, round(wide)))
        return out


def outlines(image: Gray, ink: Ink, dpi: int) -> list[Outline]:
    """Rings and frames; a level frame may be print. ``ink`` is what is dark on ``image``."""
    high, wide = ink.boxes[:, cv2.CC_STAT_HEIGHT], ink.boxes[:, cv2.CC_STAT_WIDTH]
    tall = (high > _TALL * dpi) & (wide > _TALL * dpi)
    if not tall.any():
        return []
    # Alone, shrunk, and without what is level or upright: tables are tall as well.
    step = max(1.0, dpi / _SOUGHT_AT)
    size = round(image.shape[1] / step), round(image.shape[0] / step)
    small = np.asarray(cv2.resize(ink.mask(tall) * np.uint8(255), size, interpolation=cv2.INTER_AREA), np.uint8)
    strokes = (small > 60).astype(np.uint8)
    rules = [cv2.morphologyEx(strokes, cv2.MORPH_OPEN, np.ones(kernel, np.uint8)) for kernel in ((1, 45), (45, 1))]
    level = _level_frames(image, [np.asarray(r, np.uint8) for r in rules], step, dpi)
    small[cv2.dilate(cv2.max(*rules), np.ones((3, 3), np.uint8)) > 0] = 0
    if cv2.countNonZero(small) < _SOUGHT_AT:
        return level
    askew = [*_rings(image, np.asarray(255 - small, np.uint8), step, dpi), *_frames(image, small, step, dpi)]
    return [*askew, *(o for o in level if not any(_same_stamp(o, other) for other in askew))]


def _same_stamp(level: Outline, other: Outline) -> bool:
    """Whether a level frame is a part of another outline, or the other way round. A ring may lie across a frame."""
    inside = _within(level.box, other.box) or _within(other.box, level.box)
    return inside or (other.shape == "frame" and _meet(level.box, other.box))


def _within(one: BBox, other: BBox) -> bool:
    return one.x0 >= other.x0 and one.x1 <= other.x1 and one.top >= other.top and one.bottom <= other.bottom


def _rings(image: Gray, small: Gray, step: float, dpi: int) -> Iterator[Outline]:
    least, most = (round(r * dpi / step) for r in _RADIUS)
    found = cv2.HoughCircles(
        small, cv2.HOUGH_GRADIENT_ALT, 1.5, 2 * least, param1=200, param2=0.45, minRadius=least, maxRadius=most
    )
    taken: list[tuple[float, float, float]] = []
    for x, y, radius in found.reshape(-1, found.shape[-1])[:, :3] * step if found is not None else ():
        best = _followed(image, float(x), float(y), float(radius), dpi)
        if best is None or any(np.hypot(best[0] - t[0], best[1] - t[1]) < t[2] + best[2] for t in taken):
            continue
        # The larger of two rings around the same middle is the outline.
        cx, cy, r = best
        outer = [
            b for k in (1 / 0.68, 1.25, 1.4, 1.6) if (b := _followed(image, cx, cy, r * k, dpi)) and b[2] > 1.1 * r
        ]
        cx, cy, r = max([best, *outer], key=lambda b: b[2])
        taken.append((cx, cy, r))
        inner = [
            b for k in np.arange(_INNER[0], _INNER[1], 0.03)
            if (b := _followed(image, cx, cy, r * k, dpi)) and b[2] < 0.93 * r
        ]  # fmt: skip
        ways = [(cx, cy, r), *inner[:1]]
        yield Outline("ring", tuple(_circle(*way) for way in ways), _thick(image, _circle(*ways[0]), dpi))


def _circle(x: float, y: float, radius: float) -> Points:
    angle = np.linspace(0, 2 * np.pi, 180, endpoint=False)
    return np.column_stack([x + radius * np.cos(angle), y + radius * np.sin(angle)])


def _followed(image: Gray, x: float, y: float, radius: float, dpi: int) -> tuple[float, float, float] | None:
    """The circle near the one given that ink goes all around, else None."""
    angle = np.linspace(0, 2 * np.pi, 240, endpoint=False)
    cos, sin = np.cos(angle), np.sin(angle)
    for reach in (0.05, 0.03, 0.015):
        ways = radius + np.arange(-round(reach * dpi), round(reach * dpi) + 1)
        seen = _at(image, x + ways[:, None] * cos, y + ways[:, None] * sin)
        darkest = seen.argmin(axis=0)
        there = seen.min(axis=0) < _INK
        if there.mean() < 0.5:
            return None
        r = ways[darkest][there]
        px, py = x + r * cos[there], y + r * sin[there]
        # A circle through these points; those far off it are left out once.
        kept = np.ones(len(px), bool)
        for _ in range(3):
            factors = np.column_stack([2 * px, 2 * py, np.ones_like(px)])[kept]
            (x, y, rest), *_ = np.linalg.lstsq(factors, (px**2 + py**2)[kept], rcond=None)
            radius = float(np.sqrt(max(1.0, rest + x * x + y * y)))
            off = np.abs(np.hypot(px - x, py - y) - radius)
            kept = off <= max(1.5, float(np.percentile(off, 70)))
    near = _at(image, *_along(x, y, radius, cos, sin, 0.008 * dpi)).min(axis=0) < _INK
    beside = [(_at(image, *_along(x, y, radius + s * 0.035 * dpi, cos, sin, 0)) < _INK).mean() for s in (-1, 1)]
    if near.mean() < _ROUND or max(beside) > 0.5:
        return None
    return float(x), float(y), radius


def _along(x: float, y: float, radius: float, cos: Any, sin: Any, slack: float) -> tuple[Any, Any]:
    ways = radius + np.linspace(-slack, slack, 5)[:, None]
    return x + ways * cos, y + ways * sin


def _at(image: Gray, x: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
    """The pixels there; paper beyond the page."""
    column, row = np.rint(x).astype(int), np.rint(y).astype(int)
    inside = (column >= 0) & (row >= 0) & (column < image.shape[1]) & (row < image.shape[0])
    out = np.full(column.shape, 255, np.uint8)
    out[inside] = image[row[inside], column[inside]]
    return out


def _thick(image: Gray, way: Points, dpi: int) -> float:
    """How thick the line along ``way`` is, in pixels: usually, for print that it crosses is thicker."""
    along = np.roll(way, -1, axis=0) - way
    across = np.column_stack([-along[:, 1], along[:, 0]]) / np.maximum(1e-6, np.hypot(*along.T))[:, None]
    ways = np.arange(-round(0.03 * dpi), round(0.03 * dpi) + 1)
    places = way[None] + ways[:, None, None] * across[None]
    dark = _at(image, places[..., 0], places[..., 1]) < _INK
    return float(np.median(dark.sum(axis=0)))


def _frames(image: Gray, small: Gray, step: float, dpi: int) -> list[Outline]:
    """Frames that lie askew."""
    edges = [e for e in _edges(small > 60, step, dpi) if min(abs(e[0]), abs(e[0] - 90)) >= _ASKEW]
    return _framed_by(image, edges[:_MOST_EDGES], dpi, by_three=True)


def _level_frames(image: Gray, rules: Sequence[Gray], step: float, dpi: int) -> list[Outline]:
    """Level frames of thick lines that end at their corners: those of tables and forms go on, or are thin.

    ``rules`` are the level and the upright lines of the shrunk page.
    """
    short = []
    for lines, side in zip(rules, (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT), strict=True):
        joined = connected(cv2.dilate(lines, np.ones((3, 3), np.uint8)))
        chosen = (joined.boxes[:, side] < (_SIDE[1] + 0.1) * dpi / step) & (joined.boxes[:, side] > 0)
        if chosen.sum() < 2:
            return []
        short.append(joined.mask(chosen) & lines)
    edges = [e for e in _edges(cv2.max(*short) > 0, step, dpi) if min(abs(e[0]), abs(e[0] - 90)) < 2]
    found = _framed_by(image, edges[:_MOST_EDGES], dpi)
    return [
        replace(o, level=True) for o in found if o.wide >= _THICK * dpi and not _goes_on(image, o.ways[0], o.wide, dpi)
    ]


def _goes_on(image: Gray, corners: Points, wide: float, dpi: int) -> bool:
    """Whether a side runs on past a corner."""
    for n in range(4):
        for end, start in ((corners[n], corners[n - 1]), (corners[n - 1], corners[n])):
            along = (end - start) / max(1.0, float(np.hypot(*(end - start))))
            way = end + np.linspace(0.04 * dpi + wide, 0.16 * dpi, 20)[:, None] * along
            across = np.array([-along[1], along[0]]) * np.linspace(-wide, wide, 5)[:, None, None]
            places = way[None] + across
            if (_at(image, places[..., 0], places[..., 1]).min(axis=0) < _INK).mean() > 0.9:
                return True
    return False


def _framed_by(image: Gray, edges: Sequence[Edge], dpi: int, *, by_three: bool = False) -> list[Outline]:
    """Rectangles whose sides are four of the ``edges``, none over another.

    ``by_three``: also of three, where ink runs along the place of the fourth.
    """
    frames: list[Outline] = []

    def added(one: Edge, other: Edge, third: Edge, fourth: Edge) -> None:
        if not _SIDE[0] * dpi < abs(third[1] - fourth[1]) < _SIDE[1] * dpi:
            return
        corners = np.array([_cross(one, third), _cross(one, fourth), _cross(other, fourth), _cross(other, third)])
        found = Outline("frame", (corners,), 1.0)
        if not any(_meet(found.box, f.box) for f in frames) and _framed(image, corners, dpi):
            frames.append(replace(found, wide=_thick(image, _dense(corners), dpi)))

    pairs = [
        (one, other)
        for one, other in combinations(edges, 2)
        if abs(_between(one[0], other[0])) <= 1.5 and _SIDE[0] * dpi < abs(one[1] - other[1]) < 2.4 * dpi
    ]
    across = [[e for e in edges if abs(abs(_between(one[0], e[0])) - 90) <= 1.5] for one, _ in pairs]
    for pair, sides in zip(pairs, across, strict=True):
        for third, fourth in combinations(sides, 2):
            added(*pair, third, fourth)
    for pair, sides in zip(pairs, across, strict=True):
        for third in sides if by_three else ():
            for fourth in _opposite(image, *pair, third, dpi):
                added(*pair, third, fourth)
    return frames


def _opposite(image: Gray, one: Edge, other: Edge, third: Edge, dpi: int) -> list[Edge]:
    """Where ink runs from ``one`` to ``other`` beside ``third``, at each side of it the place with the most.

    Print and the rules of a table that a side crosses leave too little of it to be seen as one line.
    """
    out = []
    for side in (-1, 1):
        aways = third[1] + side * np.arange(_SIDE[0] * dpi, _SIDE[1] * dpi, 2)
        ends = []
        for edge in (one, other):
            start, step = (np.array(_cross(edge, (third[0], away, 0.0))) for away in (0.0, 1.0))
            ends.append(start + aways[:, None] * (step - start))
        ways = ends[0][:, None] + np.linspace(0.03, 0.97, 60)[None, :, None] * (ends[1] - ends[0])[:, None]
        normal = np.radians(third[0] + 90)
        reach = np.arange(-2, 3)[:, None, None]
        seen = _at(image, ways[..., 0] + reach * np.cos(normal), ways[..., 1] + reach * np.sin(normal)).min(axis=0)
        share = (seen < _INK).mean(axis=1)
        best = int(share.argmax())
        if share[best] >= _EDGE:
            out.append((third[0], float(aways[best]), 0.0))
    return out


Edge = tuple[float, float, float]
"""Degrees, distance from the left upper corner, length: a straight line of the page."""


def _edges(strokes: NDArray[np.bool_], step: float, dpi: int) -> list[Edge]:
    """Straight lines of the shrunk page, the longest first; pieces of one line are one."""
    unit = dpi / step
    segments = cv2.HoughLinesP(
        strokes.astype(np.uint8), 1, np.pi / 720, 30, minLineLength=0.3 * unit, maxLineGap=0.06 * unit
    )
    if segments is None:
        return []
    out: list[list[float]] = []
    lines = (segments.reshape(-1, 4) * step).tolist()
    for x0, y0, x1, y1 in sorted(lines, key=lambda s: -np.hypot(s[2] - s[0], s[3] - s[1])):
        degrees = float(np.degrees(np.arctan2(y1 - y0, x1 - x0)) + 45) % 180 - 45  # about 0 for what is level
        normal = np.radians(degrees + 90)
        away = float((x0 + x1) / 2 * np.cos(normal) + (y0 + y1) / 2 * np.sin(normal))
        length = float(np.hypot(x1 - x0, y1 - y0))
        same = next((e for e in out if abs(_between(e[0], degrees)) < 2 and abs(e[1] - away) < 0.05 * dpi), None)
        if same:
            same[2] += length
        else:
            out.append([degrees, away, length])
    out.sort(key=lambda e: -e[2])
    return [(e[0], e[1], e[2]) for e in out]


def _between(one: float, other: float) -> float:
    """Degrees from one direction to another, -90 to 90."""
    return (one - other + 90) % 180 - 90


def _cross(one: Edge, other: Edge) -> tuple[float, float]:
    rows = [[np.cos(np.radians(e[0] + 90)), np.sin(np.radians(e[0] + 90))] for e in (one, other)]
    x, y = np.linalg.solve(np.array(rows), np.array([one[1], other[1]]))
    return float(x), float(y)


def _dense(corners: Points) -> Points:
    """Points along the sides, two pixels apart."""
    sides = zip(corners, np.roll(corners, -1, axis=0), strict=True)
    return np.concatenate(
        [a + np.linspace(0, 1, int(np.hypot(*(b - a)) / 2) + 2)[:-1, None] * (b - a) for a, b in sides]
    )


def _framed(image: Gray, corners: Points, dpi: int) -> bool:
    """Whether ink runs along all four sides."""
    for a, b in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        way = a + np.linspace(0.02, 0.98, 100)[:, None] * (b - a)
        across = np.array([-(b - a)[1], (b - a)[0]]) / max(1.0, float(np.hypot(*(b - a))))
        reach = np.linspace(-0.02 * dpi, 0.02 * dpi, 9)[:, None, None]
        places = way[None] + reach * across
        if (_at(image, places[..., 0], places[..., 1]).min(axis=0) < _INK).mean() < _EDGE:
            return False
    return True


def freed(ready: Prepared, dpi: int) -> tuple[Prepared, list[Outline]]:
    """The page without the outlines that run through its print, and these.

    Where the stamp is told from print, its letters go as well.
    """
    ink = ready.ink or connected((ready.image < DARK).astype(np.uint8))
    image, found = ready.image, list[Outline]()
    levels: Tones | None = None
    for outline in outlines(ready.image, ink, dpi):
        levels = levels or tones(ready.image, dpi)
        doubted = outline.level or _stands_alone(outline, ink, dpi)
        apart = _apart(image, outline, levels, dpi, doubted)
        if apart is not None:
            image, outline = apart
        elif doubted:
            continue
        else:
            image = without(image, [outline], dpi)
        found.append(outline)
    if not found:
        return replace(ready, ink=ink), []
    notes = (*ready.notes, f"{len(found)} outline{'s' if len(found) > 1 else ''} of stamps taken out of the print")
    if letters := sum(outline.own is not None for outline in found):
        notes = (*notes, f"letters of {letters} stamp{'s' if letters > 1 else ''} told from print")
    return replace(ready, image=image, ink=None, notes=notes), found


def _apart(image: Gray, outline: Outline, levels: Tones, dpi: int, doubted: bool) -> tuple[Gray, Outline] | None:
    """The page without the stamp, and the stamp with its own picture; None where it is not told from print, or alone.

    ``doubted``: it may be print, or have none below it; a word must be there, and letters of its own. A level one is
    print unless its ink is another.
    """
    place = rows, columns = _slices(outline.box, image.shape, round(_COMPARED * dpi))
    near, share = image[place], np.ones((rows.stop - rows.start, columns.stop - columns.start), np.float32)
    inner = replace(outline, ways=tuple(way - (columns.start, rows.start) for way in outline.ways))
    seen = _slices(inner.box, near.shape, round(_BESIDE * dpi))
    share[seen] = print_share(near, seen, levels, dpi)
    line = inner.drawn(near.shape, 1) > 0
    zone = inner.drawn(near.shape, outline.wide + 2 * _RIM * dpi) | inner.filled(near.shape)
    told = told_by_ink(near, line, zone > 0, outline.wide, dpi)
    if outline.level and told is None:
        return None
    if share[line & (near < _INK)].mean() > _seen(outline, doubted):
        if told is None or not told.whole or (doubted and not outline.level):
            return None
        share[:] = 1
    both = parted(near, share, told, zone > 0)
    if not _has_letters(both.print_, zone > 0, dpi, _WORD if doubted else _HANGING):
        return None
    within = (zone > 0) & (inner.drawn(near.shape, outline.wide + 4 * _RIM * dpi) == 0)
    if doubted and not _has_letters(both.mark, within, dpi):  # print in a grey box
        return None
    out = image.copy()
    out[place] = both.print_
    down, along = _slices(outline.box, image.shape, 0)
    own = both.mark[
        down.start - rows.start : down.stop - rows.start, along.start - columns.start : along.stop - columns.start
    ]
    return out, replace(outline, own=own.copy())


def _seen(outline: Outline, doubted: bool) -> float:
    if outline.level:
        return _SEEN_LEVEL
    return _SEEN_DOUBTED if doubted else _SEEN


def _has_letters(picture: Gray, zone: NDArray[np.bool_], dpi: int, least: float = _HANGING) -> bool:
    """Whether so many square inches of ink as large as letters are there."""
    parts = connected(((picture < _INK) & zone).astype(np.uint8))
    letters = np.maximum(parts.boxes[:, cv2.CC_STAT_WIDTH], parts.boxes[:, cv2.CC_STAT_HEIGHT]) >= _LETTER * dpi
    return int(parts.boxes[letters, cv2.CC_STAT_AREA].sum()) >= least * dpi * dpi


def without(image: Gray, found: Sequence[Outline], dpi: int) -> Gray:
    """The image with the outlines as paper, save where print crosses them."""
    out = image.copy()
    for outline in found:
        rows, columns = _slices(outline.box, image.shape, round(0.1 * dpi))
        near = image[rows, columns]
        line = outline.drawn(image.shape, outline.wide + _RIM * dpi)[rows, columns] > 0
        rest = ((near < _INK) & ~line).astype(np.uint8)
        crossing = _crossing(rest, outline, (rows, columns), image.shape, dpi)
        out[rows, columns][line & (crossing == 0)] = int(np.percentile(near, 80))
    return out


def _crossing(
    rest: Gray, outline: Outline, place: tuple[slice, slice], shape: tuple[int, ...], dpi: int
) -> NDArray[Any]:
    """1 on the line where ink runs on at both its sides: closed across the line, part by part as it turns."""
    wide = outline.wide + _RIM * dpi
    reach = round(wide) + 5
    out = np.zeros_like(rest)
    for turn in range(_TURNS):
        degrees = 180 * turn / _TURNS
        drawn = np.zeros(shape[:2], np.uint8)
        for way in outline.ways:
            for one, other in zip(way, np.roll(way, -1, axis=0), strict=True):
                across = np.degrees(np.arctan2(other[1] - one[1], other[0] - one[0])) + 90
                if abs(_between(float(across), degrees)) <= 90 / _TURNS:
                    ends = [tuple(int(v) for v in end.round()) for end in (one, other)]
                    cv2.line(drawn, ends[0], ends[1], 1, round(wide) + 2)
        own = drawn[place]
        if own.any():
            half = reach * np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))]) / 2
            kernel = np.zeros((2 * reach + 1, 2 * reach + 1), np.uint8)
            cv2.line(kernel, tuple((reach - half).round().astype(int).tolist()),
                     tuple((reach + half).round().astype(int).tolist()), 1, 1)  # fmt: skip
            out |= np.asarray(cv2.morphologyEx(rest, cv2.MORPH_CLOSE, kernel), np.uint8) & own
    return out


def _stands_alone(outline: Outline, ink: Ink, dpi: int) -> bool:
    """Whether the line is one part of ink, and no letter hangs on to it."""
    rows, columns = _slices(outline.box, ink.shape, round(0.1 * dpi))
    labels, first = ink.crop(rows, columns), Outline(outline.shape, outline.ways[:1], outline.wide)
    line = first.drawn(ink.shape, 3)[rows, columns] > 0
    parts = np.bincount(labels[line])
    parts[0] = 0
    most = int(parts.argmax())
    near = first.drawn(ink.shape, outline.wide + 0.03 * dpi)[rows, columns] > 0
    beside = int(ink.boxes[most, cv2.CC_STAT_AREA]) - int(((labels == most) & near).sum())
    outside = int(((labels == most) & ~near & (outline.filled(ink.shape)[rows, columns] == 0)).sum())
    alone = beside < _HANGING * dpi * dpi and outside < _CROSSING * dpi * dpi
    return bool(parts[most] > 0.8 * parts.sum() and alone)


def _meet(one: BBox, other: BBox) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1 and one.top < other.bottom and other.top < one.bottom


def _slices(box: BBox, shape: tuple[int, ...], margin: int) -> tuple[slice, slice]:
    return (
        slice(max(0, int(box.top) - margin), min(shape[0], int(box.bottom) + margin + 1)),
        slice(max(0, int(box.x0) - margin), min(shape[1], int(box.x1) + margin + 1)),
    )
