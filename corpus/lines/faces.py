"""Fonts of a folder, and lines drawn in them: wider, slanted, thinner, thicker, with loose letters."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import regex
from fontTools.ttLib import TTFont, TTLibError
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from corpus.generate.parts import of_half
from corpus.lines.texts import PEN
from corpus.pages.fonts import DEVANAGARI, LATIN, installed

Picture = NDArray[np.uint8]

FIGURES = frozenset(range(0x966, 0x970))
LATIN_OF = dict(zip("०१२३४५६७८९", "0123456789", strict=True))
LACKS: dict[str, frozenset[int]] = {
    "Hind": FIGURES, "Khand": FIGURES, "Poppins": FIGURES, "Rajdhani": FIGURES,  # drawn as Latin ones
    "Sarala": frozenset({0x93C}),  # ड़ is drawn as ङ
}  # fmt: skip
"""What fonts have but draw as something else."""
APART = {"FreeSerif": "्र"}
"""Signs that fonts set one beside the other where they should be joined: no word with them is set in these."""
OLD_CUTS = (
    "Nakula", "Kalimati", "Gargi", "FreeSerif", "Aksharyogini", "Shobhika", "Tiro Devanagari", "Sahitya",
)  # fmt: skip
"""Families cut as metal type was (their figures differ most from later ones): half of the sheets at least."""
UNFIT = ("Kurale", "Gotu", "FreeSans")
"""Fonts whose reph or conjuncts fall apart as HarfBuzz shapes them, or whose रु is like क."""

_WEIGHT = regex.compile(r" (?:Thin|ExtraLight|Light|Medium|SemiBold|DemiBold|ExtraBold|Bold|Heavy|Black)$")
_PARTS = regex.compile(f"{PEN}|[^{PEN}]+")
_RUN = regex.compile(r"[०-९]+|[\u0900-\u0965\u0970-\u097f]+|[^\u0900-\u097f]+")
_CLUSTER = regex.compile(r"(?:[क-हळऱ]़?्)*[\u0904-\u0939\u0950-\u097f]़?[\u093a-\u094f\u0900-\u0903]*|.")


@dataclass(frozen=True)
class Face:
    """``weight`` 100 to 900; ``latin``: the Latin file of the same family, where it has one."""

    family: str
    weight: int
    devanagari: str
    latin: str | None


_Run = tuple[ImageFont.FreeTypeFont, str, bool]
"""Font, signs, whether they are Devanagari."""


@dataclass(frozen=True)
class Written:
    """A run of handwriting. ``image``: ink, dark on white, cut to it; ``base``: its row on the line of print;
    ``before`` and ``behind``: pixels to the print (below 0: over it)."""

    image: Picture
    base: float
    before: float = 0.0
    behind: float = 0.0


@cache
def _covers(file: str) -> frozenset[int]:
    with TTFont(file, lazy=True) as font:
        family = _family(font)
        lacks = next((signs for name, signs in LACKS.items() if family.startswith(name)), frozenset())
        return frozenset(font.getBestCmap()) - lacks


def _family(font: TTFont) -> str:
    names = font["name"]
    return str(_WEIGHT.sub("", str(names.getDebugName(16) or names.getDebugName(1) or "")))


def found(folder: Path) -> list[Face]:
    """The Devanagari fonts of a folder (.ttf, .otf, .woff), sorted by file.

    An npm package of @fontsource has a file for each script: the one with "latin" for "devanagari" in its name is
    taken with it. Fonts of the held-out half of `corpus.pages`, italics, black weights and fonts that draw Hindi
    wrongly are left out.
    Raises FileNotFoundError where none is left.
    """
    out = []
    for file in sorted(p for p in folder.rglob("*") if p.suffix in (".ttf", ".otf", ".woff")):
        if "italic" in file.name.lower():
            continue
        try:
            with TTFont(file, lazy=True) as font:
                family, weight = _family(font), int(font["OS/2"].usWeightClass)
                devanagari = {0x915, 0x94D} <= set(font.getBestCmap() or ())
        except (TTLibError, KeyError, OSError):
            continue
        if not devanagari or weight > 700 or family.startswith((*UNFIT, *of_half(list(DEVANAGARI), "held-out"))):
            continue
        own = file.with_name(file.name.replace("devanagari-", "latin-"))
        out.append(Face(family, weight, str(file), str(own) if own != file and own.exists() else None))
    if not out:
        raise FileNotFoundError(f"{folder}: no Devanagari font to train with")
    return out


def latin_files(bold: bool) -> list[str]:
    """Latin fonts of the system that `corpus.pages` does not measure with."""
    known = installed()
    files = [known.get((name, bold)) or known.get((name, False)) for name in of_half(list(LATIN), "tuning")]
    return [file for file in files if file]


def choice(faces: Sequence[Face], rng: random.Random) -> Face:
    """A family, each as often as the others but half the time an old cut; of its weights the regular one most often."""
    families = sorted({f.family for f in faces})
    old = [family for family in families if family.startswith(OLD_CUTS)]
    family = rng.choice(old if old and rng.random() < 0.5 else families)
    weights = [f for f in faces if f.family == family]
    return rng.choices(weights, [{300: 1.6, 400: 3.0, 500: 0.3}.get(f.weight, 0.7) for f in weights])[0]


@cache
def _font(file: str, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.RAQM)


@cache
def _tall(file: str, sign: str = "क") -> float:
    """Height of a sign, from the base line, in ems."""
    return -_font(file, 200).getbbox(sign, anchor="ls")[1] / 200


@dataclass(frozen=True)
class Pen:
    """How a sheet is drawn. ``size``: pixels of the Latin em in the drawing, which is ``fine`` times too large.

    ``stroke``: pixels that strokes are thicker (below 0: thinner); ``upright`` and ``level`` likewise for upright and
    level strokes alone; ``wide``: times; ``slant``: pixels a pixel; ``loose``: pixels between letters; ``figures``: a
    font whose 0 to 9 stand for the Devanagari figures, set ``figure_size`` pixels large.
    """

    face: Face
    latin: str
    size: float
    hindi: float
    fine: int
    stroke: float = 0.0
    upright: float = 0.0
    level: float = 0.0
    wide: float = 1.0
    slant: float = 0.0
    loose: float = 0.0
    figures: str | None = None
    figure_size: float = 0.0


def pen(
    faces: Sequence[Face], pixels: float, rng: random.Random, thin: bool = True, figures: Sequence[Path] = ()
) -> Pen:
    """``pixels``: the em of the finished line; ``thin``: hair-thin weights are allowed; ``figures``: fonts that draw
    0 to 9 as Devanagari figures (a third of the sheets). Raises FileNotFoundError where no Latin font is installed
    and the family has none."""
    face = choice([f for f in faces if thin or f.weight > 250] or faces, rng)
    system = latin_files(face.weight >= 600)
    if not system and not face.latin:
        raise FileNotFoundError("no Latin font: apt-get install fonts-liberation fonts-dejavu-core")
    own = face.latin if face.latin and (not system or rng.random() < 0.5) else None
    changed = rng.random() < 0.36
    fine = 3 if changed and pixels < 36 else 2 if changed or pixels < 40 else 1
    least = -0.22 if face.weight < 400 else -0.38
    part = min(1.0, pixels / 40)
    contrast = rng.uniform(-0.2, 0.3) * part if fine > 1 and rng.random() < 0.22 else 0.0
    upright = rng.random() < 0.5
    # Beside print of another family Hindi is set so that its letters are as tall as that.
    scale = 1.0 if own else max(0.85, min(1.35, rng.uniform(0.6, 0.68) / _tall(face.devanagari)))
    drawn_by = str(rng.choice(figures)) if figures and rng.random() < 1 / 3 else None
    as_tall = rng.uniform(0.88, 1.12) * _tall(face.devanagari) / _tall(drawn_by, "2") if drawn_by else 0.0
    return Pen(
        face, own or rng.choice(system), round(pixels * fine, 2), round(pixels * fine * scale, 2), fine,
        stroke=rng.uniform(least, 0.3) * part if changed else 0.0,
        upright=contrast if upright else 0.0,
        level=0.0 if upright else contrast,
        wide=rng.uniform(0.8, 1.18) if rng.random() < 0.3 else 1.0,
        slant=rng.uniform(-0.06, 0.2) if rng.random() < 0.08 else 0.0,
        loose=rng.uniform(0.01, 0.07) * pixels * fine if rng.random() < 0.05 else 0.0,
        figures=drawn_by,
        figure_size=round(pixels * fine * scale * as_tall, 2),
    )  # fmt: skip


def _runs(pen: Pen, word: str) -> list[_Run] | None:
    """None where a sign is in none of the fonts."""
    out = []
    if any(pen.face.family.startswith(family) and signs in word for family, signs in APART.items()):
        return None
    for run in _RUN.findall(word):
        if pen.figures and run[0] in LATIN_OF:
            out.append((_font(pen.figures, pen.figure_size), "".join(map(LATIN_OF.__getitem__, run)), False))
            continue
        hindi = "\u0900" <= run[0] <= "\u097f"
        files = (pen.face.devanagari, pen.latin) if hindi else (pen.latin, pen.face.devanagari)
        file = next((f for f in files if all(ord(c) in _covers(f) for c in run)), None)
        if file is None:
            return None
        font = _font(file, pen.hindi if file == pen.face.devanagari else pen.size)
        out += [(font, part, hindi) for part in (_CLUSTER.findall(run) if hindi and pen.loose else [run])]
    return out


def drawn(
    pen: Pen, text: str, spacing: float = 1.0, written: Callable[[bool], Written] | None = None
) -> tuple[Picture, float] | None:
    """A line, black on white with white around it, and its base line; None where the fonts lack a sign.

    Each PEN of the text is a run that ``written`` gives, asked whether it stands apart; without it there may be none.
    """
    words = [
        [run for part in _PARTS.findall(word) for run in _part(pen, part, written, word == PEN)]
        for word in text.split(" ")
    ]
    if any(run is None for word in words for run in word):
        return None
    space = _font(pen.latin, pen.size).getlength(" ") * spacing
    wide = sum(_length(pen, run) for word in words for run in word) + space * len(words)
    image = Image.new("L", (int(wide + 2 * pen.size), int(3.2 * pen.size)), 255)
    draw, x, base = ImageDraw.Draw(image), 0.8 * pen.size, 2.0 * pen.size
    runs = []
    for word in words:
        for run in word:
            if isinstance(run, Written):
                runs.append((run, x * pen.wide / pen.fine))
            elif run:
                font, signs, hindi = run
                draw.text((x, base), signs, fill=0, font=font, anchor="ls", language="hi" if hindi else "en")
            x += _length(pen, run)
        x += space
    done = _finished(pen, np.array(image), base)
    for one, left in runs:
        _over(done, one, left, base / pen.fine)
    return done, base / pen.fine


def _part(
    pen: Pen, part: str, written: Callable[[bool], Written] | None, apart: bool
) -> Sequence[_Run | Written | None]:
    if part == PEN:
        return [written(apart) if written else None]
    return _runs(pen, part) or [None]


def _length(pen: Pen, run: _Run | Written | None) -> float:
    """How far the next run stands behind it, in pixels of the drawing."""
    if isinstance(run, Written):
        return float(run.before + run.image.shape[1] + run.behind) * pen.fine / pen.wide
    return (float(run[0].getlength(run[1])) + pen.loose) if run else 0.0


def _over(page: Picture, one: Written, left: float, base: float) -> None:
    """The run's ink over what stands on ``page`` already."""
    x, y = round(left + one.before), round(base - one.base)
    top, first = max(0, y), max(0, x)
    at = page[top : max(0, y + one.image.shape[0]), first : max(0, x + one.image.shape[1])]
    np.minimum(at, one.image[top - y : top - y + at.shape[0], first - x : first - x + at.shape[1]], out=at)


def _finished(pen: Pen, image: Picture, base: float) -> Picture:
    if pen.wide != 1 or pen.slant:
        matrix = np.array([[pen.wide, -pen.slant, pen.slant * base], [0, 1, 0]], np.float32)
        size = (int(image.shape[1] * pen.wide) + 1, image.shape[0])
        image = cv2.warpAffine(image, matrix, size, flags=cv2.INTER_CUBIC, borderValue=(255,)).astype(np.uint8)
    for amount, x, y in ((pen.upright, 1.0, 0.01), (pen.level, 0.01, 1.0), (pen.stroke, 1.0, 1.0)):
        if amount:
            image = _stroked(image, amount * pen.fine, 0.55 * pen.fine * x, 0.55 * pen.fine * y)
    if pen.fine == 1:
        return image
    high, wide = (n // pen.fine for n in image.shape)
    whole = image[: high * pen.fine, : wide * pen.fine]
    return cv2.resize(whole, (wide, high), interpolation=cv2.INTER_AREA).astype(np.uint8)


def _stroked(image: Picture, amount: float, spread_x: float, spread_y: float) -> Picture:
    """Edges moved outward by ``amount`` pixels: blurred, and cut at another grey, softly."""
    soft = cv2.GaussianBlur(image, (0, 0), sigmaX=spread_x, sigmaY=spread_y).astype(np.float32)
    slope = 255 / (max(spread_x, spread_y) * 2.507)
    edges: Picture = np.clip((soft - 127.5 - amount * slope) * 2.2 + 127.5, 0, 255).astype(np.uint8)
    return edges
