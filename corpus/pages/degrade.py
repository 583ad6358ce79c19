"""Seven kinds of copies of a page. Each gives the image and the way that every point of the page took.

clean      as typeset                         office    a flat-bed scan: grey, soft, noisy, a little askew, JPEG
phone      a hand-held photo on a desk        stamp     an office scan in colour with stamps and strokes over the text
photocopy  faded, one bit, specks, dark edge  rotated   an office scan turned by quarters or by about three degrees
fax        one bit, 100 to 150 dpi, lines lost
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from corpus.pages.truth import Move, Points

Kind = Literal["clean", "office", "phone", "stamp", "photocopy", "rotated", "fax"]
KINDS: tuple[Kind, ...] = ("clean", "office", "phone", "stamp", "photocopy", "rotated", "fax")
Picture = NDArray[np.uint8]
"""Grey (rows, columns) or RGB (rows, columns, 3)."""


@dataclass(frozen=True)
class Copy:
    """``move`` takes points of the page to points of ``image``; ``quarters`` clockwise turns that it lies off."""

    image: Picture
    move: Move
    quarters: int = 0


def copied(image: Picture, kind: Kind, dpi: int, seed: str) -> Copy:
    """A copy of a page drawn at ``dpi``. The same seed gives the same pixels."""
    digits = random.Random(seed).getrandbits(63)
    rng = np.random.default_rng(digits)
    scale = dpi / 300
    if kind == "clean":
        return Copy(image, _still)
    if kind in ("office", "stamp"):
        return _office(image, rng, scale)
    if kind == "phone":
        return _phone(image, rng, scale)
    if kind == "photocopy":
        return _photocopy(image, rng, scale)
    if kind == "fax":
        return _fax(image, rng)
    if rng.random() < 0.6:
        return _turned(_office(image, rng, scale), int(rng.integers(1, 4)))
    return _office(image, rng, scale, askew=float(rng.choice((-1, 1)) * rng.uniform(2.5, 3.2)))


def _still(points: Points) -> Points:
    return points


def _then(first: Move, second: Move) -> Move:
    return lambda points: second(first(points))


def _by(matrix: NDArray[np.float64]) -> Move:
    """Points through a 2×3 or 3×3 matrix."""

    def move(points: Points) -> Points:
        full = np.hstack([points, np.ones((len(points), 1))]) @ matrix.T
        return full[:, :2] / full[:, 2:] if matrix.shape[0] == 3 else full

    return move


def _fill(image: Picture, tone: int) -> tuple[int, ...]:
    return (tone,) * (3 if image.ndim == 3 else 1)


def _skewed(image: Picture, degrees: float) -> Copy:
    high, wide = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1)
    turned = cv2.warpAffine(image, matrix, (wide, high), flags=cv2.INTER_CUBIC, borderValue=_fill(image, 255))
    return Copy(turned.astype(np.uint8), _by(np.asarray(matrix, float)))


def _jpeg(image: Picture, quality: int) -> Picture:
    _, packed = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    out = cv2.imdecode(packed, cv2.IMREAD_UNCHANGED)
    assert out is not None
    return out.astype(np.uint8)


def _noise(rng: np.random.Generator, image: NDArray[Any], spread: float) -> NDArray[Any]:
    noise: NDArray[Any] = rng.normal(0, spread, image.shape[:2])
    return noise[..., None] if image.ndim == 3 else noise


def _slow(rng: np.random.Generator, shape: tuple[int, ...], cells: int) -> NDArray[np.float32]:
    """A slowly changing field, about 0 to 1, of the size of the page."""
    field = cv2.resize(
        rng.random((cells, cells)).astype(np.float32), (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC
    )
    return field.astype(np.float32)


def _office(image: Picture, rng: np.random.Generator, scale: float, askew: float | None = None) -> Copy:
    degrees = float(rng.uniform(-1.5, 1.5)) if askew is None else askew
    made = _skewed(image, degrees)
    soft = cv2.GaussianBlur(made.image.astype(np.float32), (0, 0), float(rng.uniform(0.8, 1.2)) * scale)
    paper, black = float(rng.uniform(225, 245)), float(rng.uniform(25, 50))
    toned = black + soft * ((paper - black) / 255) + _noise(rng, soft, float(rng.uniform(5, 9)))
    return Copy(_jpeg(np.clip(toned, 0, 255).astype(np.uint8), int(rng.integers(55, 75))), made.move)


def _phone(image: Picture, rng: np.random.Generator, scale: float) -> Copy:
    high, wide = image.shape[:2]
    margin = round(0.06 * wide)
    # Curled paper: rows sink towards one side. A row's way back is the same to well under a pixel.
    depth = float(rng.uniform(0.001, 0.004)) * high
    phase = float(rng.uniform(0, np.pi))
    columns = np.arange(wide, dtype=np.float32)

    def sink(x: NDArray[Any]) -> NDArray[Any]:
        return np.asarray(depth * np.sin(np.pi * x / wide + phase))

    map_x = np.tile(columns, (high, 1))
    map_y = np.arange(high, dtype=np.float32)[:, None] - sink(columns)[None, :].astype(np.float32)
    curled = cv2.remap(image, map_x, map_y.astype(np.float32), cv2.INTER_CUBIC, borderValue=_fill(image, 255))

    def curl(points: Points) -> Points:
        return np.column_stack([points[:, 0], points[:, 1] + sink(points[:, 0])])

    corners = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    inward = rng.uniform(0.0, 0.03, (4, 2)) * [[1, 1], [-1, 1], [-1, -1], [1, -1]] * [wide, high]
    matrix = cv2.getPerspectiveTransform(corners, (corners + margin + inward).astype(np.float32))
    desk = int(rng.integers(60, 130))
    size = (wide + 2 * margin, high + 2 * margin)
    seen = cv2.warpPerspective(curled, matrix, size, flags=cv2.INTER_CUBIC, borderValue=_fill(image, desk))
    light = np.clip(0.6 + 0.5 * _slow(rng, seen.shape, 3), 0.42, 1.05)
    # A hand's shadow: a soft edge across the page.
    across, down = np.meshgrid(np.linspace(0, 1, seen.shape[1]), np.linspace(0, 1, seen.shape[0]))
    side = float(rng.uniform(-1, 1)) * across + down - float(rng.uniform(0.4, 1.0))
    light = light * (1 - 0.3 / (1 + np.exp(-side * 14))).astype(np.float32)
    soft = cv2.GaussianBlur(seen.astype(np.float32), (0, 0), float(rng.uniform(0.9, 1.3)) * scale)
    lit = (
        20 + soft * (light[..., None] if soft.ndim == 3 else light) * 0.88 + _noise(rng, soft, float(rng.uniform(4, 7)))
    )
    return Copy(
        _jpeg(np.clip(lit, 0, 255).astype(np.uint8), int(rng.integers(50, 75))),
        _then(curl, _by(np.asarray(matrix, float))),
    )


def _photocopy(image: Picture, rng: np.random.Generator, scale: float) -> Copy:
    made = _skewed(image, float(rng.uniform(0.2, 1.0) * rng.choice((-1, 1))))
    soft = cv2.GaussianBlur(made.image.astype(np.float32), (0, 0), 1.0 * scale)
    grain = np.asarray(rng.normal(0, float(rng.uniform(35, 60)), soft.shape), np.float32)
    faded = (
        soft
        + float(rng.uniform(35, 65)) * _slow(rng, soft.shape, 6)
        + cv2.GaussianBlur(grain, (0, 0), max(0.3, 0.8 * scale))
    )
    bits = np.where(faded > 165, 255, 0).astype(np.uint8)
    high, wide = bits.shape
    for _ in range(int(rng.integers(600, 2200))):
        spot = (int(rng.integers(wide)), int(rng.integers(high)))
        cv2.circle(bits, spot, int(max(1, round(float(rng.uniform(0.3, 2.0)) * scale))), 0, -1)
    bits[:, : int(float(rng.uniform(8, 40)) * scale)] = 0
    return Copy(bits, made.move)


def _fax(image: Picture, rng: np.random.Generator) -> Copy:
    """``image`` is drawn at 100 to 150 dpi already: one bit a dot, ragged edges, scan lines lost."""
    made = _skewed(image, float(rng.uniform(-0.5, 0.5)))
    soft = cv2.GaussianBlur(made.image.astype(np.float32), (0, 0), 0.35) + _noise(
        rng, made.image.astype(np.float32), 14
    )
    bits = np.where(soft > 150, 255, 0).astype(np.uint8)
    for row in rng.integers(0, bits.shape[0], int(rng.integers(1, 5))):
        bits[row] = bits[max(0, row - 1)]
    return Copy(bits, made.move)


def _turned(copy: Copy, quarters: int) -> Copy:
    """The copy turned clockwise by quarters."""
    high, wide = copy.image.shape[:2]
    image = np.ascontiguousarray(np.rot90(copy.image, -quarters))
    matrix = {
        1: [[0, -1, high], [1, 0, 0]],
        2: [[-1, 0, wide], [0, -1, high]],
        3: [[0, 1, 0], [-1, 0, wide]],
    }[quarters]
    return Copy(image, _then(copy.move, _by(np.array(matrix, float))), quarters)
