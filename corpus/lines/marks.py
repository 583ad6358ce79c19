"""Marks over print: rings, frames, pen strokes and letters of stamps, in ink that darkens what lies under it.

They are no print of the line, so no mark is a figure: a pen's figures behind a number are not to be read over.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Picture = NDArray[np.uint8]
Spot = tuple[float, float]
Ink = tuple[int, int, int]

_COLOURED = 0.5
_LEVEL = 0.35  # of the frames
_WORN = 0.4  # of the stamps


def marked(
    page: Picture, dpi: int, spots: Sequence[Spot], words: Sequence[str], font: str, rng: random.Random
) -> Picture:
    """``page`` (grey, rows and columns) in RGB with a mark near each of ``spots`` (x, y).

    ``words`` are what stamps say, in ``font``.
    """
    stamps, pens = (np.full((*page.shape, 3), 255, np.uint8) for _ in range(2))
    shapes: tuple[Callable[[float, Ink], Picture], ...] = (
        lambda inch, ink: _ring(inch, ink, words, font, rng),
        lambda inch, ink: _ring(inch, ink, words, font, rng),
        lambda inch, ink: _frame(inch, ink, words, font, rng),
        lambda inch, ink: _frame(inch, ink, words, font, rng),
        lambda inch, ink: _letters(inch, ink, words, font, rng),
    )
    for x, y in spots:
        if rng.random() < 0.4:
            _stroke(pens, dpi, (x, y), _ink(rng), rng)
            continue
        stamp = rng.choice(shapes)(dpi, _ink(rng))
        high, wide = stamp.shape[:2]
        # The spot lies anywhere on the stamp, its outline as likely as its middle.
        _put(stamps, stamp, round(x - rng.uniform(0, 1) * wide), round(y - rng.uniform(0, 1) * high))
    if rng.random() < _WORN:
        stamps = _worn(stamps, rng)
    inked = page[..., None].astype(np.uint16) * stamps // 255 * pens // 255
    return inked.astype(np.uint8)


def _ink(rng: random.Random) -> Ink:
    """Black to grey, or a colour."""
    if rng.random() > _COLOURED:
        tone = rng.randint(10, 130)
        return tone, tone, tone
    light, dark = rng.randint(120, 200), rng.randint(20, 70)
    between = rng.randint(dark, (dark + light) // 2)
    first, second, third = rng.sample((light, between, dark), 3)
    return first, second, third


def _put(page: Picture, stamp: Picture, left: int, top: int) -> None:
    """What of the stamp falls on the page darkens it."""
    high, wide = page.shape[:2]
    x0, y0, x1, y1 = max(0, left), max(0, top), min(wide, left + stamp.shape[1]), min(high, top + stamp.shape[0])
    if x0 < x1 and y0 < y1:
        at = page[y0:y1, x0:x1]
        np.minimum(at, stamp[y0 - top : y1 - top, x0 - left : x1 - left], out=at)


def _askew(picture: Image.Image, degrees: float) -> Picture:
    turned = picture.rotate(degrees, expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC)
    return np.array(turned)


def _ring(inch: float, ink: Ink, words: Sequence[str], font: str, rng: random.Random) -> Picture:
    radius = rng.uniform(0.15, 0.8) * inch
    side = round(2 * radius) + 8
    picture = Image.new("RGB", (side, side), "white")
    draw = ImageDraw.Draw(picture)
    for part in (1.0, rng.uniform(0.6, 0.9))[: rng.randint(1, 2)]:
        r, thick = radius * part, max(1, round(rng.uniform(0.006, 0.022) * inch))
        draw.ellipse((side / 2 - r, side / 2 - r, side / 2 + r, side / 2 + r), outline=ink, width=thick)
    if radius > 0.35 * inch:
        for row in (-1, 1):
            _say(draw, (side / 2, side / 2 + row * 0.2 * radius), "mm", radius * 0.2, ink, rng.choice(words), font)
        around = f"{rng.choice(words)} {rng.choice(words)}"[:24]
        for number, sign in enumerate(around):
            angle = 2 * math.pi * number / (len(around) + 2)
            spot = side / 2 + 0.8 * radius * math.sin(angle), side / 2 - 0.8 * radius * math.cos(angle)
            _say(draw, spot, "mm", radius * 0.18, ink, sign, font)
    return _askew(picture, rng.uniform(-20, 20))


def _frame(inch: float, ink: Ink, words: Sequence[str], font: str, rng: random.Random) -> Picture:
    wide, high = round(rng.uniform(0.7, 2.2) * inch), round(rng.uniform(0.35, 1.0) * inch)
    picture = Image.new("RGB", (wide + 8, high + 8), "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((4, 4, wide + 3, high + 3), outline=ink, width=max(1, round(rng.uniform(0.006, 0.022) * inch)))
    rows = rng.randint(1, 3)
    for row in range(rows):
        said = " ".join(rng.choice(words) for _ in range(rng.randint(1, 2)))
        _say(draw, (wide * 0.08, high * (row + 0.6) / rows), "lm", 0.16 * inch, ink, said, font)
    return _askew(picture, 0.0 if rng.random() < _LEVEL else rng.uniform(-18, 18))


def _letters(inch: float, ink: Ink, words: Sequence[str], font: str, rng: random.Random) -> Picture:
    size = rng.uniform(0.1, 0.22) * inch
    said = rng.choice(words).upper()
    picture = Image.new("RGB", (round(size * (len(said) + 1)), round(1.6 * size)), "white")
    _say(ImageDraw.Draw(picture), (0.2 * size, 0.8 * size), "lm", size, ink, said, font)
    return _askew(picture, rng.uniform(-15, 15))


def _say(draw: ImageDraw.ImageDraw, spot: Spot, anchor: str, size: float, ink: Ink, said: str, font: str) -> None:
    draw.text(spot, said, fill=ink, font=ImageFont.truetype(font, round(size, 1)), anchor=anchor)


def _stroke(page: Picture, inch: float, spot: Spot, ink: Ink, rng: random.Random) -> None:
    """A pen's stroke through the spot: a signature's loops, or one that wanders."""
    steps = rng.randint(6, 26)
    loops = rng.random() < 0.6
    across = rng.uniform(0.02, 0.07) * inch
    tall = rng.uniform(0.03, 0.16) * inch
    way = [spot]
    for number in range(steps):
        x, y = way[-1]
        down = (1 if number % 2 else -1) * tall * rng.uniform(0.5, 1.5) if loops else rng.gauss(0, 0.07 * inch)
        way.append((x + rng.gauss(across, 0.4 * across + 0.01 * inch), y + down))
    points = np.array(way)
    points = points - (points.mean(axis=0) - np.array(spot)) * rng.uniform(0, 1)
    if rng.random() < 0.7:
        points = rounded(points)
    thick = max(1, round(rng.uniform(0.006, 0.02) * inch))
    cv2.polylines(page, [points.round().astype(np.int32)], False, ink, thick, cv2.LINE_AA)


def rounded(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Corners cut three times over (Chaikin's curve)."""
    for _ in range(3):
        early, late = 0.75 * points[:-1] + 0.25 * points[1:], 0.25 * points[:-1] + 0.75 * points[1:]
        points = np.stack([early, late], axis=1).reshape(-1, 2)
    return points


def _worn(stamps: Picture, rng: random.Random) -> Picture:
    """Paler in patches, as rubber prints."""
    noise = np.random.default_rng(rng.getrandbits(63))
    high, wide = stamps.shape[:2]
    patches = cv2.resize(noise.random((max(2, high // 25), max(2, wide // 25))).astype(np.float32), (wide, high))
    kept = np.clip(1.6 - 1.3 * patches, 0.2, 1)[..., None]
    paler: Picture = (255 - (255.0 - stamps) * kept).astype(np.uint8)
    return paler
