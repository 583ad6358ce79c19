"""Stamps and pen strokes over the text, in ink that darkens what lies under it."""

from __future__ import annotations

import datetime as dt
import math
import random

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from corpus.pages.fonts import Face
from corpus.pages.truth import Box

Colour = tuple[int, int, int]
INKS: dict[str, Colour] = {
    "violet": (110, 50, 150), "blue": (40, 60, 170), "red": (190, 40, 60),
    "green": (30, 120, 70), "black": (45, 45, 45),
}  # fmt: skip
_SAYS = ("RECEIVED", "DIARISED", "CONFIDENTIAL", "ENTERED")


def stamped(
    page: Image.Image, dpi: int, face: Face, rng: random.Random
) -> tuple[NDArray[np.uint8], list[Box], list[Box]]:
    """The page in colour (RGB) with one or two stamps and two or three strokes; the places of both."""
    ink = Image.new("RGB", page.size, "white")
    boxes: list[Box] = []
    for _ in range(rng.randint(1, 2)):
        colour = INKS[rng.choice(list(INKS))]
        shape = rng.choice((_round, _framed))
        stamp = shape(dpi, face, rng, colour)
        stamp = stamp.rotate(rng.uniform(-18, 18), expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC)
        x = round(rng.uniform(0.08, 0.9) * page.width - stamp.width / 2)
        y = round(rng.uniform(0.1, 0.85) * page.height - stamp.height / 2)
        x, y = max(0, min(page.width - stamp.width, x)), max(0, min(page.height - stamp.height, y))
        mask = Image.new("RGB", page.size, "white")
        mask.paste(stamp, (x, y))
        ink = Image.fromarray(np.minimum(np.asarray(ink), np.asarray(mask)))
        boxes.append((x, y, x + stamp.width, y + stamp.height))
    drawn = np.array(ink)
    strokes: list[Box] = []
    for _ in range(rng.randint(2, 3)):
        strokes.append(_stroke(drawn, dpi, rng, INKS[rng.choice(("blue", "black", "blue", "green"))]))
    base = np.asarray(page.convert("RGB")).astype(np.uint16)
    return (base * drawn // 255).astype(np.uint8), boxes, strokes


def _date(rng: random.Random) -> str:
    day = dt.date(2018, 1, 1) + dt.timedelta(days=rng.randint(0, 2800))
    return rng.choice((f"{day:%d %b %Y}".upper(), f"{day:%d/%m/%Y}"))


def _round(dpi: int, face: Face, rng: random.Random, colour: Colour) -> Image.Image:
    radius = round(rng.uniform(0.5, 0.75) * dpi)
    picture = Image.new("RGB", (2 * radius + 4, 2 * radius + 4), "white")
    draw = ImageDraw.Draw(picture)
    wide = max(2, dpi // 60)
    middle = radius + 2
    for part in (1.0, 0.68):
        r = radius * part
        draw.ellipse(
            (middle - r, middle - r, middle + r, middle + r), outline=colour, width=wide if part == 1 else wide // 2 + 1
        )
    text = rng.choice(("OFFICE OF THE COMMISSIONER", "SECRETARIAT ADMINISTRATION", "जिला कार्यालय * अभिलेख शाखा"))
    ring = Face(face.devanagari, face.latin, radius * 0.19)
    if text.isascii():  # letters one by one along the ring; joined letters of Hindi would fall apart
        step = 2 * math.pi / (len(text) + 2)
        for n, sign in enumerate(text):
            tile = Image.new("RGB", (round(ring.size * 2),) * 2, "white")
            ImageDraw.Draw(tile).text((ring.size, ring.size), sign, colour, font=ring.runs(sign)[0][0], anchor="mm")
            angle = n * step
            tile = tile.rotate(-math.degrees(angle), fillcolor="white", resample=Image.Resampling.BICUBIC)
            x = middle + 0.84 * radius * math.sin(angle) - tile.width / 2
            y = middle - 0.84 * radius * math.cos(angle) - tile.height / 2
            spot = (round(x), round(y))
            under = picture.crop((*spot, spot[0] + tile.width, spot[1] + tile.height))
            picture.paste(Image.fromarray(np.minimum(np.asarray(under), np.asarray(tile))), spot)
    for n, said in enumerate((rng.choice(_SAYS), _date(rng))):
        inner = Face(face.devanagari, face.latin, radius * 0.2)
        font, run = inner.runs(said)[0]
        draw.text((middle, middle + (n - 0.5) * radius * 0.36), run, colour, font=font, anchor="mm")
    return picture


def _framed(dpi: int, face: Face, rng: random.Random, colour: Colour) -> Image.Image:
    wide, high = round(rng.uniform(1.5, 2.1) * dpi), round(0.9 * dpi)
    picture = Image.new("RGB", (wide, high), "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((2, 2, wide - 3, high - 3), outline=colour, width=max(2, dpi // 70))
    lines = (rng.choice(_SAYS), f"Diary No. {rng.randint(10, 9999)}", f"Date {_date(rng)}")
    small = Face(face.devanagari, face.latin, high * 0.2)
    for n, said in enumerate(lines):
        font, run = small.runs(said)[0]
        draw.text((wide * 0.08, high * (0.2 + 0.3 * n)), run, colour, font=font, anchor="lm")
    return picture


def _stroke(drawn: NDArray[np.uint8], dpi: int, rng: random.Random, colour: Colour) -> Box:
    """A signature or a tick: a wandering line of a pen's breadth."""
    high, wide = drawn.shape[:2]
    x, y = rng.uniform(0.15, 0.8) * wide, rng.uniform(0.12, 0.9) * high
    points = [(x, y)]
    for _ in range(rng.randint(14, 30)):
        x += rng.gauss(0.03, 0.045) * dpi
        y += rng.gauss(0.0, 0.07) * dpi
        points.append((x, y))
    path = np.array(points).round().astype(np.int32)
    cv2.polylines(drawn, [path], False, colour, max(2, round(dpi * 0.014)), cv2.LINE_AA)
    low, top = path.min(axis=0), path.max(axis=0)
    return float(low[0]), float(low[1]), float(top[0]), float(top[1])
