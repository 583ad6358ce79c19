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
from ingest.prepare import DARK, Gray, Prepared

Points = NDArray[np.float64]
"""Shape (n, 2): x, y in pixels."""

_SOUGHT_AT = 100  # pixels an inch
_TALL = 0.28  # inch: more than a line of print
_RADIUS = (0.3, 1.1)  # inch
_SIDE = (0.3, 3.3)  # inch
_ROUND = 0.8  # of the whole way there is ink
_EDGE = 0.7  # of each side of a frame
_ASKEW = 1.2  # degrees; what is level is a table's or a letterhead's
_INK = 160
_INNER = (0.5, 0.85)  # of the radius of the outer ring
_MOST_EDGES = 10
_TURNS = 12  # directions
_RIM = 0.009  # inch: the grey edge of the line
_HANGING = 0.003  # square inch: a letter


@dataclass(frozen=True, slots=True)
class Outline:
    """``ways`` are closed, the outermost first; ``wide`` is how thick the line is in pixels."""

    shape: Literal["ring", "frame"]
    ways: tuple[Points, ...]
    wide: float

    @property
    def box(self) -> BBox:
        (x0, top), (x1, bottom) = self.ways[0].min(axis=0), self.ways[0].max(axis=0)
        return BBox(float(x0), float(top), float(x1), float(bottom))

    def drawn(self, shape: tuple[int, ...], wide: float) -> Gray:
        """1 on the line, so thick."""
        out = np.zeros(shape[:2], np.uint8)
        for way in self.ways:
            cv2.polylines(out, [way.round().astype(np.int32)], True, 1, max(1, round(wide)))
        return out


def outlines(image: Gray, ink: Ink, dpi: int) -> list[Outline]:
    """Rings, and frames that lie askew. ``ink`` is what is dark on ``image``."""
    high, wide = ink.boxes[:, cv2.CC_STAT_HEIGHT], ink.boxes[:, cv2.CC_STAT_WIDTH]
    tall = (high > _TALL * dpi) & (wide > _TALL * dpi)
    if not tall.any():
        return []
    # Alone, shrunk, and without what is level or upright: tables are tall as well.
    step = max(1.0, dpi / _SOUGHT_AT)
    size = round(image.shape[1] / step), round(image.shape[0] / step)
    small = np.asarray(cv2.resize(ink.mask(tall) * np.uint8(255), size, interpolation=cv2.INTER_AREA), np.uint8)
    strokes = (small > 60).astype(np.uint8)
    for rule in ((1, 45), (45, 1)):
        level = cv2.morphologyEx(strokes, cv2.MORPH_OPEN, np.ones(rule, np.uint8))
        small[cv2.dilate(level, np.ones((3, 3), np.uint8)) > 0] = 0
    if cv2.countNonZero(small) < _SOUGHT_AT:
        return []
    return [*_rings(image, np.asarray(255 - small, np.uint8), step, dpi), *_frames(image, small, step, dpi)]


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


def _frames(image: Gray, small: Gray, step: float, dpi: int) -> Iterator[Outline]:
    unit = dpi / step
    strokes = (small > 60).astype(np.uint8)
    segments = cv2.HoughLinesP(strokes, 1, np.pi / 720, 30, minLineLength=0.3 * unit, maxLineGap=0.06 * unit)
    if segments is None:
        return
    edges = _edges(segments.reshape(-1, 4) * step, dpi)
    for one, other in combinations(edges, 2):
        if abs(_between(one[0], other[0])) > 1.5 or not _SIDE[0] * dpi < abs(one[1] - other[1]) < 2.4 * dpi:
            continue
        for third, fourth in combinations(edges, 2):
            if any(abs(abs(_between(one[0], e[0])) - 90) > 1.5 for e in (third, fourth)):
                continue
            if not _SIDE[0] * dpi < abs(third[1] - fourth[1]) < _SIDE[1] * dpi:
                continue
            corners = np.array([_cross(one, third), _cross(one, fourth), _cross(other, fourth), _cross(other, third)])
            if _framed(image, corners, dpi):
                yield Outline("frame", (corners,), _thick(image, _dense(corners), dpi))
                return


Edge = tuple[float, float, float]
"""Degrees, distance from the left upper corner, length: a straight line of the page."""


def _edges(segments: NDArray[Any], dpi: int) -> list[Edge]:
    """The longest straight lines that are not level or upright; pieces of one line are one."""
    out: list[list[float]] = []
    for x0, y0, x1, y1 in sorted(segments.tolist(), key=lambda s: -np.hypot(s[2] - s[0], s[3] - s[1])):
        degrees = float(np.degrees(np.arctan2(y1 - y0, x1 - x0))) % 180
        if min(abs(degrees), abs(degrees - 90), abs(degrees - 180)) < _ASKEW:
            continue
        normal = np.radians(degrees + 90)
        away = float((x0 + x1) / 2 * np.cos(normal) + (y0 + y1) / 2 * np.sin(normal))
        length = float(np.hypot(x1 - x0, y1 - y0))
        same = next((e for e in out if abs(_between(e[0], degrees)) < 2 and abs(e[1] - away) < 0.05 * dpi), None)
        if same:
            same[2] += length
        else:
            out.append([degrees, away, length])
    out.sort(key=lambda e: -e[2])
    return [(e[0], e[1], e[2]) for e in out[:_MOST_EDGES]]


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
    """The page without the outlines that run through its print, and these."""
    ink = ready.ink or connected((ready.image < DARK).astype(np.uint8))
    found = over_print(ready.image, ink, dpi)
    if not found:
        return replace(ready, ink=ink), []
    notes = (*ready.notes, f"{len(found)} outline{'s' if len(found) > 1 else ''} of stamps taken out of the print")
    return replace(ready, image=without(ready.image, found, dpi), ink=None, notes=notes), found


def over_print(image: Gray, ink: Ink, dpi: int) -> list[Outline]:
    """Outlines that touch print or are broken: connected ink alone does not show them. ``ink`` is what is dark."""
    return [o for o in outlines(image, ink, dpi) if not _stands_alone(o, ink, dpi)]


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
    rows, columns = _slices(outline.box, ink.labels.shape, round(0.1 * dpi))
    labels, first = ink.labels[rows, columns], Outline(outline.shape, outline.ways[:1], outline.wide)
    line = first.drawn(ink.labels.shape, 3)[rows, columns] > 0
    parts = np.bincount(labels[line])
    parts[0] = 0
    most = int(parts.argmax())
    near = first.drawn(ink.labels.shape, outline.wide + 0.03 * dpi)[rows, columns] > 0
    beside = int(ink.boxes[most, cv2.CC_STAT_AREA]) - int(((labels == most) & near).sum())
    return bool(parts[most] > 0.8 * parts.sum() and beside < _HANGING * dpi * dpi)


def _slices(box: BBox, shape: tuple[int, ...], margin: int) -> tuple[slice, slice]:
    return (
        slice(max(0, int(box.top) - margin), min(shape[0], int(box.bottom) + margin + 1)),
        slice(max(0, int(box.x0) - margin), min(shape[1], int(box.x1) + margin + 1)),
    )
