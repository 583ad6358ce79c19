"""Sheets of lines, copied as offices copy, and cut into lines as tesseract cuts them.

Photos, specked photocopies, sheets that lay askew and sheets with marks on them are copied as whole pages and set
right as those are (`scanned`); the other copies are made here.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np
import regex
from numpy.typing import NDArray
from PIL import Image

from corpus.lines.faces import Face, Pen, Picture, Written, drawn, pen
from corpus.lines.hands import Hands, hand
from corpus.lines.marks import marked
from corpus.lines.scanned import Way, as_read, scanned, seen
from corpus.lines.texts import PEN, Writer
from corpus.pages.truth import Move

Kind = Literal[
    "clean", "office", "bits", "photocopy", "photocopied thrice", "fax", "phone", "faded",
    "photo", "turned", "without specks", "marked",
]  # fmt: skip
SHARES: dict[Kind, int] = {
    "clean": 20, "office": 34, "bits": 10, "photocopy": 16, "photocopied thrice": 4, "fax": 6, "phone": 5, "faded": 5,
    "photo": 25, "turned": 20, "without specks": 15, "marked": 40,
}  # fmt: skip
"""Half of the lines are of sheets that were set right after they were copied."""
SET_RIGHT = ("photo", "turned", "without specks", "marked")
ONE_BIT = ("bits", "photocopy", "photocopied thrice", "fax")
SIZES = (9, 10, 10.5, 11, 11, 12, 12, 13, 14)
_BLACK = 150  # grey level
_AS_TALL_AS_PRINT = 0.6  # of lines with a pen: an engine cuts some at its strokes, others at the print
_HIDDEN = (1.2, 0.6)  # black marks to print, in the width of a letter: lines of letters, and those with figures
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Line:
    """``image`` grey, dark on light; ``about`` says how it was made."""

    image: Picture
    text: str
    about: dict[str, Any]


@dataclass(frozen=True)
class _Set:
    """A line on the sheet.

    ``around`` and ``print_`` are points (x, y): around its ink, and some of its ink; ``ink`` is how much of that there
    is (in black pixels), ``marks`` the share of the box around it that lies under marks.
    """

    kind: str
    text: str
    around: NDArray[np.float64]
    print_: NDArray[np.float64]
    ink: float
    marks: float = 0.0


def sheet(
    writer: Writer, faces: Sequence[Face], rng: random.Random, count: int, figures: Sequence[Path] = (),
    hands: Hands | None = None,
) -> Iterator[Line]:  # fmt: skip
    """At most ``count`` lines of one sheet in one font; those that a copy left unreadable are none.

    ``hands`` write where the writer's lines leave a pen its place.
    """
    noise = np.random.default_rng(rng.getrandbits(63))
    kind = rng.choices(list(SHARES), list(SHARES.values()))[0]
    dpi = rng.choice(_resolutions(kind))
    size = max(rng.choice(SIZES), 11 if dpi < 150 else 0)
    pixels = size * dpi / 72
    print_ = pen(faces, pixels, rng, kind in ("clean", "office", "phone"), figures)
    writing = [hand(hands, pixels, dpi, rng) for _ in range(2)] if hands else []
    written = (lambda apart: rng.choice(writing).run(writer, rng, apart)) if writing else None
    page, lines = _laid(writer, print_, written, rng, noise, count, pixels)
    drawing = {k: round(v, 2) for k, v in asdict(print_).items() if isinstance(v, float)}
    about = {"font": print_.face.family, "weight": print_.face.weight, "points": size, "dpi": dpi, "copy": kind}
    about |= drawing | {"figures": Path(print_.figures).name if print_.figures else None}
    if kind in SET_RIGHT:
        said = [w for text in writer.source.english for w in regex.findall("[A-Za-z]{4,12}", text)] or ["OFFICE"]
        page, lines, move = _set_right(*_on_paper(page, lines, dpi), kind, dpi, said, print_.latin, rng, noise)
        lines = [line for line in lines if seen(page, move(line.print_))]
        zoom = 1.0
    else:
        page, move, zoom = _as_copied(page, kind, dpi, rng, noise)
    for line in lines:
        part = _cut(page, move(line.around), rng, dpi if line.marks else 0)
        left = float((255.0 - part).sum()) / 255 / zoom**2 / line.ink
        if part.size and (kind not in ONE_BIT or 0.6 < left < 2.2):
            yield Line(part, line.text, about | {"kind": line.kind, "marks": round(line.marks, 4)})


def _resolutions(kind: Kind) -> tuple[int, ...]:
    if kind == "fax":
        return 100, 120, 130, 150, 200
    if kind == "photo":
        return 200, 200, 250
    return (200, 200, 200, 250, 300, 300) if kind in SET_RIGHT else (150, 200, 200, 200, 250, 300)


def _as_copied(
    page: Picture, kind: Kind, dpi: int, rng: random.Random, noise: np.random.Generator
) -> tuple[Picture, Move, float]:
    """The copy, the way that points of the sheet took, and how much larger it was drawn at last."""
    page, turn = _turned(page, 0.0 if kind == "clean" else max(-0.4, min(0.4, rng.gauss(0, 0.17))))
    page = _copied(page, kind, noise, dpi / 300)
    zoom = rng.choice((200, 240, 300)) / dpi if dpi <= 150 and rng.random() < 0.75 else 1.0
    if zoom != 1:
        way = rng.choice((cv2.INTER_CUBIC, cv2.INTER_CUBIC, cv2.INTER_LINEAR, cv2.INTER_NEAREST))
        page = cv2.resize(page, None, fx=zoom, fy=zoom, interpolation=way).astype(np.uint8)
    return page, lambda points: _through(turn, points) * zoom, zoom


def _through(turn: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.float64]:
    out: NDArray[np.float64] = np.hstack([points, np.ones((len(points), 1))]) @ turn.T
    return out


def _on_paper(page: Picture, lines: list[_Set], dpi: int) -> tuple[Picture, list[_Set]]:
    """With the margins that tell paper from the desk it lies on."""
    edge = round(0.6 * dpi)
    moved = [replace(line, around=line.around + edge, print_=line.print_ + edge) for line in lines]
    return np.pad(page, edge, constant_values=255), moved


def _set_right(
    page: Picture, lines: list[_Set], kind: Kind, dpi: int, words: Sequence[str], font: str,
    rng: random.Random, noise: np.random.Generator,
) -> tuple[Picture, list[_Set], Move]:  # fmt: skip
    """The sheet as it is read, its lines that marks did not hide, and the way of points."""
    seed = str(rng.getrandbits(63))
    if kind in ("photo", "without specks"):
        image, move = scanned(page, "phone" if kind == "photo" else "photocopy", dpi, seed)
        return image, lines, move
    if kind == "turned":
        askew, turn = _turned(page, rng.choice((-1, 1)) * rng.uniform(0.3, 3.5))
        image, move = as_read(_copied(askew, "office", noise, dpi / 300), dpi)
        return image, lines, lambda points: move(_through(turn, points))
    spots = [
        (
            rng.uniform(line.around[:, 0].min(), line.around[:, 0].max()),
            rng.uniform(line.around[:, 1].min(), line.around[:, 1].max()),
        )
        for line in lines
        for _ in range(rng.choice((0, 1, 1, 1, 2)))
    ]
    inked = marked(page, dpi, spots, words, font, rng)
    lines = [line for line in _under_marks(page, inked, lines, dpi) if line.marks or rng.random() < 0.4]
    ways: tuple[Way, ...] = ("office", "phone", "photocopy")
    way = rng.choices(ways, (7, 2, 2))[0]
    copy = np.asarray(Image.fromarray(inked).convert("L")) if way == "photocopy" else inked
    image, move = scanned(copy, way, dpi, seed)
    return image, lines, move


def _under_marks(page: Picture, inked: Picture, lines: Sequence[_Set], dpi: int) -> Iterator[_Set]:
    """Lines with the share of them under marks; those whose letters or figures black marks hide are left out."""
    mark = inked.min(axis=2) < np.minimum(page, 200).astype(int) - 20
    black = mark & (inked.max(axis=2) < _BLACK)
    for line in lines:
        (left, top), (right, foot) = line.around.min(0).astype(int), line.around.max(0).astype(int)
        box = np.s_[top:foot, left:right]
        hiding, print_ = black[box].sum(0), (page[box] < 128).sum(0)
        step = max(1, round(0.15 * dpi))
        starts = range(0, len(hiding), max(1, step // 2))
        worst = max((hiding[x : x + step].sum() / max(8.0, print_[x : x + step].sum()) for x in starts), default=0.0)
        if worst <= _HIDDEN[any(sign.isdigit() for sign in line.text)]:
            yield replace(line, marks=float(mark[box].mean()))


def _laid(
    writer: Writer, print_: Pen, written: Callable[[bool], Written] | None, rng: random.Random,
    noise: np.random.Generator, count: int, pixels: float,
) -> tuple[Picture, list[_Set]]:  # fmt: skip
    """Lines below each other, as close as print is."""
    drawings = []
    for _ in range(20 * count):
        kind, text = writer.line()
        spacing = rng.choice((1.0, 1.0, 1.0, rng.uniform(1, 1.9), rng.uniform(0.85, 1)))
        done = drawn(print_, text, spacing, written)
        if done and (done[0] < 235).any():
            drawings.append((kind, text, *done))
        if len(drawings) == count:
            break
    leading = rng.uniform(1.25, 1.8) * pixels
    wide = max((image.shape[1] for _, _, image, _ in drawings), default=1) + round(pixels)
    page = np.full((round(leading * len(drawings) + 4 * pixels), wide), 255, np.uint8)
    lines = []
    for number, (kind, text, image, base) in enumerate(drawings):
        high, across = image.shape
        left = rng.randrange(wide - across) if across < wide / 3 else rng.choice((0, round(pixels / 2)))
        top = max(0, round(2 * pixels + number * leading - base))
        at = page[top : top + high, left : left + across]
        np.minimum(at, image[: at.shape[0], : at.shape[1]], out=at)
        ink = float((255.0 - image).sum()) / 255
        dark = image < (190 if (image < 190).any() else 235)
        if PEN in text and rng.random() < _AS_TALL_AS_PRINT:
            dark[: max(0, round(base - rng.uniform(1.0, 1.7) * pixels))] = False
            dark[round(base + rng.uniform(0.35, 0.8) * pixels) :] = False
        corner = np.array((left, top), float)
        inked = np.argwhere(image <= max(90, int(image.min())))
        inked = inked[noise.integers(0, len(inked), 900), ::-1] + corner
        lines.append(_Set(kind, text, _around(dark) + corner, inked, ink))
    return page, lines


def _around(dark: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Points above and below the ink, every few columns."""
    points: list[tuple[float, float]] = []
    step = max(8, dark.shape[1] // 40)
    for x in range(0, dark.shape[1], step):
        part = dark[:, x : x + step]
        rows, columns = np.flatnonzero(part.any(1)), np.flatnonzero(part.any(0))
        if len(rows):
            points += [(x + c, r) for c in (columns[0], columns[-1] + 1) for r in (rows[0], rows[-1] + 1)]
    return np.array(points, float)


def _turned(page: Picture, degrees: float) -> tuple[Picture, NDArray[np.float64]]:
    high, wide = page.shape
    matrix = np.asarray(cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1), float)
    if not degrees:
        return page, matrix
    turned = cv2.warpAffine(page, matrix, (wide, high), flags=cv2.INTER_CUBIC, borderValue=(255,))
    return turned.astype(np.uint8), matrix


def _cut(page: Picture, points: NDArray[np.float64], rng: random.Random, marked_at: int = 0) -> Picture:
    """The box of the ink with a margin of 2 to 8 pixels, neighbours' tips in it.

    Marks that touch letters make an engine's box larger: ``marked_at`` is the resolution where there are any.
    """
    margins = [rng.choice((rng.uniform(4, 8), rng.uniform(4, 8), rng.uniform(2, 5))) for _ in range(4)]
    if marked_at:
        most = 0.1 * marked_at, 0.35 * float(np.ptp(points[:, 1]))
        margins = [m + rng.uniform(0, most[n % 2]) * (rng.random() < 0.35) for n, m in enumerate(margins)]
    left, top = (max(0, int(v - m)) for v, m in zip(points.min(0), margins[:2], strict=True))
    right, foot = (int(np.ceil(v + m)) for v, m in zip(points.max(0), margins[2:], strict=True))
    return np.ascontiguousarray(page[top:foot, left:right])


def _copied(page: Picture, kind: Kind, rng: np.random.Generator, scale: float) -> Picture:
    if kind == "clean":
        return page
    if kind == "office":
        return _grey(page, rng, rng.uniform(0.8, 1.2) * scale, (25, 50), (225, 245), rng.uniform(5, 9), 0.0)
    if kind == "faded":
        return _grey(page, rng, rng.uniform(0.5, 1.1) * scale, (90, 150), (200, 250), rng.uniform(6, 18), 25.0)
    if kind == "phone":
        light = np.clip(0.55 + 0.5 * _slow(rng, page.shape, 3), 0.4, 1.05)
        soft = _soft(page, rng.uniform(0.8, 1.6) * scale)
        lit = rng.uniform(10, 40) + soft * light * 0.85 + rng.normal(0, rng.uniform(3, 8), page.shape)
        return _jpeg(lit, int(rng.integers(42, 78)))
    if kind == "bits":
        soft = _soft(page, rng.uniform(0.35, 0.9) * scale)
        return _bits(soft, rng.normal(0, rng.uniform(2, 14), page.shape), rng.uniform(115, 190))
    if kind == "fax":
        soft = _soft(page, rng.uniform(0.3, 0.5))
        return _bits(soft, rng.normal(0, rng.uniform(5, 18), page.shape), rng.uniform(135, 180))
    for _ in range(3 if kind == "photocopied thrice" else 1):
        soft = _soft(page, rng.uniform(0.6, 1.0) * max(0.6, scale)) + rng.uniform(0, 68) * _slow(rng, page.shape, 6)
        grain = _soft(rng.normal(0, rng.uniform(20, 58), page.shape), max(0.3, 0.8 * scale))
        page = _bits(soft.astype(np.float32), grain, rng.uniform(135, 180))
    return _specked(page, rng, scale)


def _grey(
    page: Picture, rng: np.random.Generator, blur: float, black: tuple[int, int], paper: tuple[int, int],
    grain: float, uneven: float,
) -> Picture:  # fmt: skip
    dark, light = rng.uniform(*black), rng.uniform(*paper)
    toned = dark + _soft(page, blur) * ((light - dark) / 255) + rng.normal(0, grain, page.shape)
    return _jpeg(toned + uneven * _slow(rng, page.shape, 5), int(rng.integers(50, 80)))


def _bits(soft: Floats, grain: NDArray[Any], threshold: float) -> Picture:
    """One bit; the threshold rises until it keeps seven tenths of the ink."""
    ink = float((255 - soft).sum()) / 255
    while threshold < 225 and (soft < threshold).sum() < 0.7 * ink:
        threshold += 8
    return np.where(soft + grain > threshold, 255, 0).astype(np.uint8)


def _specked(page: Picture, rng: np.random.Generator, scale: float) -> Picture:
    high, wide = page.shape
    for _ in range(int(rng.choice([0, 60, 250, 800]) * high * wide / 4e6)):
        spot = (int(rng.integers(wide)), int(rng.integers(high)))
        tone = 255 if rng.random() < 0.15 else 0
        cv2.circle(page, spot, max(0, round(float(rng.uniform(0.3, 1.6)) * scale)), (tone,), -1)
    return page


def _soft(image: NDArray[Any], spread: float) -> Floats:
    return cv2.GaussianBlur(image.astype(np.float32), (0, 0), float(spread)).astype(np.float32)


def _slow(rng: np.random.Generator, shape: tuple[int, ...], cells: int) -> Floats:
    """A slowly changing field, about 0 to 1."""
    field = rng.random((cells, cells)).astype(np.float32)
    return cv2.resize(field, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC).astype(np.float32)


def _jpeg(image: NDArray[Any], quality: int) -> Picture:
    _, packed = cv2.imencode(".jpg", np.clip(image, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, quality])
    out = cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE)
    assert out is not None
    return out.astype(np.uint8)
