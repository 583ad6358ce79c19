"""Curled paper: how the lines of a page bend, measured from the print itself, and the page with straight lines.

The page is cut into narrow upright strips. What two strips near each other print on the same lines is alike, shifted
up or down by as much as the lines rise between them. All these shifts together give one smooth surface of few
parameters; what does not agree with it (a column beside another, a drawing) counts for little.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]
Matrix = NDArray[np.float64]
Points = NDArray[np.float64]
"""Shape (n, 2): x, y in pixels."""

_BENT = 0.03  # inch: less costs a reader nothing
_AGREED = 0.3  # flat scans 0.00 to 0.09; two real ones that bend a little 0.21 and 0.25
_FLAT = 0.1  # agreed; at first sight
_MEASURED_AT = 100  # pixels an inch
_STRIP = 0.3  # inch
_BANDS = 10
_APART = (1, 2, 4)  # strips
_STEEPEST = 6  # rows from strip to strip
_ALIKE = 0.5
_LEAST_PAIRS = 60
_ROUNDS = 3
_OFF = 0.5  # rows
_BAND = 256  # rows moved at once: the maps of a whole page would be more than the page
_NET = 16  # pixels
_STRAIGHT = 3  # terms


@dataclass(frozen=True, slots=True)
class Curve:
    """How far below its straight place print lies: a surface over a page of ``width`` by ``height`` pixels.

    ``terms`` are the factors of ``_basis``, in pixels. The straight page has ``above`` rows more at its top and its
    foot. ``bend`` is the greatest way off a straight line, in inches; ``agreed`` the share of the measured shifts
    that straight lines leave and the surface explains.
    """

    terms: tuple[float, ...]
    width: int
    height: int
    bend: float
    agreed: float
    above: int = 0

    @property
    def curled(self) -> bool:
        return self.bend >= _BENT and self.agreed >= _AGREED

    def back(self, points: Points) -> Points:
        """Points of the straight page on the curled one."""
        x, y = points[:, 0], points[:, 1] - self.above
        return np.column_stack([x, y + _surface(self.terms, 2 * x / self.width - 1, 2 * y / self.height - 1)])


def curve_of(gray: Gray, dpi: int) -> Curve | None:
    """The curve of the page's lines; None where there are too few lines to say."""
    step = max(1, round(dpi / _MEASURED_AT))
    small = cv2.resize(gray, (gray.shape[1] // step, gray.shape[0] // step), interpolation=cv2.INTER_AREA)
    strips, places = _strips(np.asarray(small, np.uint8))
    height, width = small.shape
    u, v = 2 * places / width - 1, (2 * np.arange(_BANDS) + 1) / _BANDS - 1
    rows = np.arange(height)
    terms = np.zeros(len(_basis(u, u)))
    agreed = 0.0
    for turn in range(_ROUNDS):
        moved = strips
        if turn:
            down = _surface(terms, u[:, None], (2 * rows / height - 1)[None, :])
            moved = np.stack([np.interp(rows + d, rows, strip) for d, strip in zip(down, strips, strict=True)])
        left, right, band, shift, weight = _shifts(moved)
        if len(shift) < _LEAST_PAIRS:
            return None
        factors = np.stack(_basis(u[right], v[band]), axis=1) - np.stack(_basis(u[left], v[band]), axis=1)
        shift = shift + factors @ terms  # of the page as it lies
        terms = _fitted(factors, shift, weight)
        straight = factors[:, :_STRAIGHT] @ _fitted(factors[:, :_STRAIGHT], shift, weight)
        off = [
            np.average(np.minimum(np.abs(shift - told), 2.0), weights=weight) for told in (straight, factors @ terms)
        ]
        agreed = float(1 - off[1] / max(1e-6, off[0]))
        if agreed < _FLAT:
            break
    across = np.linspace(-0.85, 0.85, 15)
    whole = _surface(terms, across[None, :], v[:, None])
    terms[0] = -float(np.median(whole))  # where the page stands is free: as much of it below as above
    bent = _surface([0.0] * _STRAIGHT + list(terms[_STRAIGHT:]), across[None, :], v[:, None])
    bent = bent - np.outer(bent @ across / (across @ across), across)
    return Curve(
        tuple(float(t) * step for t in terms), gray.shape[1], gray.shape[0],
        bend=float(np.ptp(bent, axis=1).max()) * step / dpi,
        agreed=agreed,
        above=int(np.ceil(np.abs(whole + terms[0]).max())) * step,
    )  # fmt: skip


def straightened(gray: Gray, curve: Curve, base: Matrix, flags: int = cv2.INTER_CUBIC) -> Gray:
    """The straight page, drawn from ``gray`` at once; ``base`` (3×3) takes the curled page's points to ``gray``'s."""
    high = curve.height + 2 * curve.above
    out = np.empty((high, curve.width), np.uint8)
    for top in range(0, high, _BAND):
        rows = min(_BAND, high - top)
        # The surface is smooth: it is worked out at one point in 16, from outside the band on all sides.
        x, y = (np.arange(-1, side // _NET + 2) * _NET + (_NET - 1) / 2 for side in (curve.width, rows))
        nodes = np.stack(np.meshgrid(x, y + top), axis=-1)
        net = through(base, curve.back(nodes.reshape(-1, 2))).reshape(nodes.shape).astype(np.float32)
        whole = cv2.resize(net, None, fx=_NET, fy=_NET, interpolation=cv2.INTER_LINEAR)
        found = whole[_NET : _NET + rows, _NET : _NET + curve.width]
        out[top : top + rows] = cv2.remap(gray, found, None, flags, borderMode=cv2.BORDER_REPLICATE)  # type: ignore[call-overload]
    return out


def through(matrix: Matrix, points: Points) -> Points:
    """Points through a 2×3 matrix, or a 3×3 one in homogeneous coordinates."""
    moved = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return moved[:, :2] / moved[:, 2:] if len(matrix) == 3 else moved


def _basis(u: NDArray[Any], v: NDArray[Any]) -> list[NDArray[Any]]:
    """Straight lines first (the height, askew, spreading), then bent ones. Both run from -1 to 1 over the page."""
    return [np.ones_like(u), u, u * v, u * u, u * u * u, u * u * v, u * u * u * v]


def _surface(terms: Sequence[float] | NDArray[Any], u: NDArray[Any], v: NDArray[Any]) -> NDArray[Any]:
    one, askew, spread, round_, wave, round_down, wave_down = terms
    out: NDArray[Any] = one + u * (askew + spread * v + u * (round_ + round_down * v + u * (wave + wave_down * v)))
    return out


def _strips(small: Gray) -> tuple[NDArray[Any], NDArray[Any]]:
    """How much ink each strip has in each row, less that of the rows around, shape (strips, rows); their middles."""
    width = small.shape[1]
    threshold, _ = cv2.threshold(small, 0, 255, cv2.THRESH_OTSU)
    ink = (small < threshold).astype(np.float32)
    margin = round(0.03 * width)
    ink[:margin] = ink[-margin:] = 0
    count = max(5, round((width - 2 * margin) / (_STRIP * _MEASURED_AT)))
    cuts = np.linspace(margin, width - margin, count + 1).astype(int)
    sums = np.add.reduceat(ink[:, : cuts[-1]], cuts[:-1], axis=1)
    smooth = cv2.GaussianBlur(sums, (1, 9), 0.1, sigmaY=1.2)
    return np.ascontiguousarray((smooth - cv2.blur(smooth, (1, 41))).T), (cuts[:-1] + cuts[1:]) / 2


def _shifts(strips: NDArray[Any]) -> tuple[NDArray[Any], ...]:
    """Left strip, right strip, band, by how many rows the right one's lines lie lower, weight: a value each a pair."""
    cuts = np.linspace(0, strips.shape[1], _BANDS + 1).astype(int)[:-1]
    own = np.add.reduceat(strips * strips, cuts, axis=1)
    least = 0.1 * np.percentile(own, 90)
    lags = np.arange(-_STEEPEST, _STEEPEST + 1)
    found = []
    for apart in _APART:
        left, right = strips[:-apart], strips[apart:]
        alike = np.stack([np.add.reduceat(left * _raised(right, int(lag)), cuts, axis=1) for lag in lags])
        alike = alike / np.sqrt(np.maximum(own[:-apart] * own[apart:], 1e-6))
        best = np.clip(alike.argmax(axis=0), 1, len(lags) - 2)
        before, at, after = (np.take_along_axis(alike, best[None] + d, 0)[0] for d in (-1, 0, 1))
        fine = 0.5 * (before - after) / np.minimum(before - 2 * at + after, -1e-6)
        good = (at >= before) & (at >= after) & (at > _ALIKE) & (own[:-apart] > least) & (own[apart:] > least)
        pair, band = np.nonzero(good)
        found.append((pair, pair + apart, band, (lags[best] + fine)[good], at[good] - _ALIKE))
    return tuple(np.concatenate(parts) for parts in zip(*found, strict=True))


def _raised(strips: NDArray[Any], rows: int) -> NDArray[Any]:
    """What stands ``rows`` lower."""
    out = np.zeros_like(strips)
    if rows > 0:
        out[:, :-rows] = strips[:, rows:]
    elif rows < 0:
        out[:, -rows:] = strips[:, :rows]
    else:
        out[:] = strips
    return out


def _fitted(factors: NDArray[Any], shift: NDArray[Any], weight: NDArray[Any]) -> NDArray[Any]:
    """The factors that fit best; what lies far off counts for little."""
    trust = weight
    out = np.zeros(factors.shape[1])
    for _ in range(6):
        weighed = factors * trust[:, None]
        # A little of the unit matrix: the height, which no shift tells, stays at nothing.
        out = np.linalg.solve(weighed.T @ factors + 1e-3 * np.eye(len(out)), weighed.T @ shift)
        trust = weight / (1 + ((shift - factors @ out) / _OFF) ** 2)
    return out
