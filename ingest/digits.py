"""Figures written with a pen: ink becomes pieces, pieces become figures, and what is not surely a figure stays unread.

A small network (``models/digits.npz``, written by ``python -m corpus train-digits``) knows 0 to 9 and "none of
these"; dashes, strokes and dots between figures are told by their shape. It reads ink that others found: what is
pen and what is print is decided in ``ingest/pen.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import regex
from numpy.typing import NDArray

SIDE = 28
_FITS = 20
_GRID = 6
_DIRECTIONS = 8
NONE = 10
"""The class of what is no figure."""
CLASSES = 11
MOST_SURE = 0.7
"""No reading of a pen is surer than this."""

Floats = NDArray[np.float32]
Mask = NDArray[np.uint8]


def normalised(ink: Mask) -> Floats:
    """A piece of ink (1 ink, 0 paper) as SIDE by SIDE of 0..1: its longer side fits, its weight is in the middle."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    out = np.zeros((SIDE, SIDE), np.float32)
    if not len(rows):
        return out
    own = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].astype(np.float32)
    scale = _FITS / max(own.shape)
    size = max(1, round(own.shape[1] * scale)), max(1, round(own.shape[0] * scale))
    small = cv2.resize(own, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    weight = float(small.sum())
    across = float((small.sum(axis=0) * np.arange(size[0])).sum()) / weight
    down = float((small.sum(axis=1) * np.arange(size[1])).sum()) / weight
    left = int(np.clip(round((SIDE - 1) / 2 - across), 0, SIDE - size[0]))
    top = int(np.clip(round((SIDE - 1) / 2 - down), 0, SIDE - size[1]))
    out[top : top + size[1], left : left + size[0]] = small
    return out


@cache
def _pooling() -> Floats:
    """Weights by which SIDE rows become _GRID: bells that overlap."""
    at = (np.arange(_GRID) + 0.5) * SIDE / _GRID - 0.5
    weights = np.exp(-(((np.arange(SIDE)[None] - at[:, None]) / (0.55 * SIDE / _GRID)) ** 2))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), np.float32)


def features(images: Floats) -> Floats:
    """N images of SIDE by SIDE → N rows: how much edge of each direction, and how much ink, stands where."""
    pad = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    right = pad[:, 1:-1, 2:] - pad[:, 1:-1, :-2]
    down = pad[:, 2:, 1:-1] - pad[:, :-2, 1:-1]
    strength = np.hypot(right, down)
    turn = np.arctan2(down, right) / (2 * np.pi) * _DIRECTIONS % _DIRECTIONS
    pool = _pooling()
    planes = [images]
    for direction in range(_DIRECTIONS):
        off = np.abs(turn - direction)
        near = np.clip(1 - np.minimum(off, _DIRECTIONS - off), 0, None)
        planes.append(strength * near)
    stacked = np.stack(planes, axis=1)
    pooled = pool @ stacked @ pool.T
    wide = images.any(axis=1).mean(axis=1, dtype=np.float32)
    high = images.any(axis=2).mean(axis=1, dtype=np.float32)
    flat = np.sqrt(pooled.reshape(len(images), -1).clip(0))
    return np.concatenate([flat, wide[:, None], high[:, None]], axis=1).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Net:
    """One hidden layer. ``heat`` divides what it says, so that its figures are shares of right answers."""

    middle: Floats
    spread: Floats
    hidden: Floats
    hidden_bias: Floats
    out: Floats
    out_bias: Floats
    heat: float

    def __call__(self, images: Floats) -> Floats:
        """N images of SIDE by SIDE → N by CLASSES, shares that add up to 1."""
        return shares(self.weighed(images) / self.heat)

    def weighed(self, images: Floats) -> Floats:
        """The weights of the classes, before they are shares."""
        x = (features(images) - self.middle) / self.spread
        h = np.maximum(0, x @ self.hidden + self.hidden_bias)
        return np.asarray(h @ self.out + self.out_bias, np.float32)


def shares(weights: Floats) -> Floats:
    """Rows of weights as rows of shares."""
    out = np.exp(weights - weights.max(axis=1, keepdims=True))
    return np.asarray(out / out.sum(axis=1, keepdims=True), np.float32)


@cache
def net() -> Net:
    """The network that ships."""
    with np.load(Path(__file__).with_name("models") / "digits.npz") as held:
        arrays: dict[str, Any] = {name: held[name].astype(np.float32) for name in held.files}
    return Net(**{**arrays, "heat": float(arrays["heat"])})


def chances(pieces: Sequence[Mask]) -> Floats:
    """Of each piece of ink the chance of each figure and, last, of none."""
    if not pieces:
        return np.zeros((0, CLASSES), np.float32)
    said = net()(np.stack([normalised(piece) for piece in pieces]))
    # What may be a figure is looked at again, leaned both ways, with a thicker pen, narrower: what all say is sure.
    again = [k for k in range(len(pieces)) if said[k, NONE] < _SURELY_NONE]
    if again:
        views = np.stack([normalised(view) for k in again for view in _views(pieces[k])])
        said[again] = (said[again] + net()(views).reshape(len(again), -1, CLASSES).sum(axis=1)) / (_VIEWS + 1)
    return said


_SURELY_NONE = 0.97
_VIEWS = 5


def _views(piece: Mask) -> Iterator[Mask]:
    height, width = piece.shape
    for lean in (-0.15, 0.2, 0.4):
        side = int(abs(lean) * height) + 1
        move = np.array([[1, lean, side - lean * height / 2], [0, 1, 0]], np.float32)
        yield cv2.warpAffine(piece * 255, move, (width + 2 * side, height), flags=cv2.INTER_LINEAR) // 128  # type: ignore[misc]
    yield cv2.dilate(np.pad(piece, 1), np.ones((3, 3), np.uint8))  # type: ignore[misc]
    narrow = min(width, max(int(0.7 * width), int(0.7 * height)))
    yield cv2.resize(piece * 255, (narrow, height), interpolation=cv2.INTER_AREA) // 128  # type: ignore[misc]


# ------------------------------------------------------------------------------------------------ pieces and paths

_DUST = 0.12
"""Parts whose sides are both shorter than this share of a figure's height are dots or dust."""
_BEAM = 12
_BEAM_OF_DATES = 60
_MOST_PIECES = 32
_MOST_PARTS = 60
_ROW_OF_DOTS = 3
_JOINED = 4
_APART = 0.15  # of a figure's height: parts further from each other are no one figure
_APART_TALL = 0.1
_TWO_STROKES = 0.8  # a figure of two tall strokes, an open 4
_SLASH_FROM = 1.3  # times a figure's height: a straight stroke is as likely a slash as a one
_LEAST = 1e-3


@dataclass(frozen=True, slots=True)
class Written:
    """Figures and the signs between them, and the chance (0..1) that all of them are right."""

    text: str
    chance: float


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """A part of the ink on a canvas of its own, and where it stands. ``cut``: a piece of a wider part."""

    ink: Mask
    left: int
    top: int
    cut: bool = False

    @property
    def width(self) -> int:
        return int(self.ink.shape[1])

    @property
    def height(self) -> int:
        return int(self.ink.shape[0])

    @property
    def right(self) -> int:
        return self.left + self.width

    @property
    def bottom(self) -> int:
        return self.top + self.height


def read_figures(ink: Mask, most: int = 4, *, led: bool = False, years: Collection[int] = ()) -> list[Written]:
    """What the ink (1 ink, 0 paper) may say, the likeliest first; empty where it is no row of figures.

    Where it may be a date of one of ``years`` it is read as one: there are some 365 of them, and a hundred million
    other rows as long. ``led``: a slash is expected before the first figure, as between the printed beginning of a
    number and its tail.
    Readings differ in how ink is parted as well as in what the parts are; their chances do not add up to more than 1.
    """
    parts = _parts(ink) if ink.size else []
    if not parts or len(parts) > _MOST_PARTS:
        return []
    bare = _without_dotted_rule(ink, parts, _usual_height(parts))
    both = [_read(one, most, led, years) for one in bare]
    return max(both, key=lambda read: read[0].chance if read else 0.0)


def _read(ink: Mask, most: int, led: bool, years: Collection[int]) -> list[Written]:
    parts = _without_ordinal(_parts(ink))
    if not parts:
        return []
    height = _usual_height(parts)
    if height < 12:
        return []
    parts = [p for p in parts if not _rule_below(p, parts, height)]
    whole = _without_dots(parts, height)
    parts = sorted((piece for part in whole for piece in _split(part, height)), key=lambda p: p.left)
    if not parts or len(parts) > _MOST_PIECES:
        return []
    steps = _steps(parts, height, led)
    dates: list[Written] = []
    if years and len({first for first, _, sign, chance in steps if sign in _SIGNS and chance > _MAYBE_SIGN}) > 1:
        dates = _dates(_best_paths(len(parts), steps, _BEAM_OF_DATES, _may_be_date), years)
    return (dates or _best_paths(len(parts), steps, _BEAM))[:most]


def _parts(ink: Mask) -> list[_Part]:
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    out = []
    for number in range(1, count):
        x, y, w, h, area = (int(v) for v in boxes[number])
        if area >= 6:
            out.append(_Part((labels[y : y + h, x : x + w] == number).astype(np.uint8), x, y))
    return out


def _without_dotted_rule(ink: Mask, parts: Sequence[_Part], height: float) -> list[Mask]:
    """Without the row of dots on which the pen wrote, in two ways: all ink as high as the dots goes save strokes
    through it, and the dots alone go. The first cuts the foot off a figure that ends among the dots, the second leaves
    a dot where it touches one."""
    dots = [p for p in parts if p.width < 0.3 * height and p.height < 0.25 * height]
    rows = [[d for d in dots if abs(d.bottom - dot.bottom) <= 0.1 * height] for dot in dots]
    row = max(rows, key=len, default=[])
    if len(row) < _ROW_OF_DOTS:
        return [ink]
    top, bottom = min(d.top for d in row), max(d.bottom for d in row)
    through = ink[max(0, top - 1)].astype(bool) & ink[min(len(ink) - 1, bottom)].astype(bool)
    cut, free = ink.copy(), ink.copy()
    cut[top:bottom, ~through] = 0
    for dot in row:
        free[dot.top : dot.bottom, dot.left : dot.right] &= 1 - dot.ink
    return [cut, free]


def _usual_height(parts: Sequence[_Part]) -> float:
    """The height of a figure: of the parts that are no dots, dashes and straight strokes, the middle one's."""
    bent = [p for p in parts if not straight(p.ink)] or list(parts)
    tallest = max(p.height for p in bent)
    sized = sorted(p.height for p in bent if p.height > 0.45 * tallest)
    return float(sized[(len(sized) - 1) // 2])


def straight(ink: Mask, most: float = 0.12) -> bool:
    """Whether it is one thin stroke: ``most`` is its breadth, of its length."""
    points = np.argwhere(ink > 0)
    if len(points) < 8:
        return True
    spread = np.linalg.svd((points - points.mean(axis=0)) / np.sqrt(len(points)), compute_uv=False)
    return bool(spread[1] <= most * spread[0])


def _flat(part: _Part, height: float) -> bool:
    return part.width > 2.2 * part.height and part.height < 0.35 * height


def _rule_below(part: _Part, parts: Sequence[_Part], height: float) -> bool:
    """A printed line on which the pen wrote: flat, long, and at the foot of the rest."""
    if not _flat(part, height):
        return False
    rest = [p for p in parts if p is not part and p.height > 0.4 * height]
    foot = sorted(p.bottom for p in rest)[len(rest) // 2] if rest else part.bottom
    return part.width > 2.5 * height or part.top > foot - 0.2 * height


def _without_dots(parts: Sequence[_Part], height: float) -> list[_Part]:
    """Rows of dots on which the pen wrote go, and dust that is no point between figures."""
    small = [p for p in parts if p.width < 0.3 * height and p.height < 0.2 * height]
    out = []
    for part in parts:
        if part not in small:
            out.append(part)
            continue
        row = [p for p in small if abs(p.bottom - part.bottom) < 0.15 * height]
        if len(row) < 3 and max(part.width, part.height) >= _DUST * height:
            out.append(part)
    return out


def _without_ordinal(parts: Sequence[_Part]) -> list[_Part]:
    """Without the small raised letters of "8th" at the end: beside the tallest figure they are no figures."""
    height = max((p.height for p in parts if not straight(p.ink)), default=0)
    full = [p for p in parts if p.height > 0.6 * height]
    if not height or not full:
        return list(parts)
    foot, right = sorted(p.bottom for p in full)[(len(full) - 1) // 2], max(p.right for p in full)
    return [p for p in parts if p in full or p.left < right - 0.2 * height or p.bottom > foot - 0.35 * height]


def _split(part: _Part, height: float) -> list[_Part]:
    """A part that is wide for a figure, cut where it is thinnest: pieces that may be joined again."""
    if part.width < 0.75 * height or _flat(part, height):
        return [part]
    columns = cv2.blur(part.ink.sum(axis=0).astype(np.float32)[None], (max(1, int(0.06 * height)), 1))[0]
    reach = max(2, int(0.16 * height))
    cuts: list[int] = []
    for x in range(reach, part.width - reach):
        near = columns[max(0, x - reach) : x + reach + 1]
        if columns[x] <= near.min() and columns[x] < 0.4 * height and (not cuts or x - cuts[-1] > reach):
            cuts.append(x)
    out = []
    for left, right in zip([0, *cuts], [*cuts, part.width], strict=True):
        piece = part.ink[:, left:right]
        rows = np.flatnonzero(piece.any(axis=1))
        if len(rows):
            own = np.ascontiguousarray(piece[rows[0] : rows[-1] + 1])
            out.append(_Part(own, part.left + left, part.top + int(rows[0]), bool(cuts)))
    return out


def _together(parts: Sequence[_Part]) -> _Part:
    left, top = min(p.left for p in parts), min(p.top for p in parts)
    out = np.zeros((max(p.bottom for p in parts) - top, max(p.right for p in parts) - left), np.uint8)
    for p in parts:
        out[p.top - top : p.bottom - top, p.left - left : p.right - left] |= p.ink
    return _Part(out, left, top)


_Step = tuple[int, int, str, float]
"""From the one piece to before the other, what they are, and the chance."""


def _steps(parts: Sequence[_Part], height: float, led: bool) -> list[_Step]:
    rest = sorted(p.top for p in parts if p.height > 0.6 * height)
    head = rest[len(rest) // 2] if rest else parts[0].top
    out: list[_Step] = []
    held: list[tuple[int, int, _Part]] = []
    for first in range(len(parts)):
        for last in range(first + 1, min(len(parts), first + _JOINED) + 1):
            own = parts[first:last]
            if any(_apart(own[: k + 1], b, height) for k, b in enumerate(own[1:])):
                break
            whole = _together(own) if last > first + 1 else own[0]
            if whole.width > 1.7 * height or whole.height > 3 * height:
                continue
            if last == first + 1:
                out += _signs(first, whole, height, head, led)
            elif _flat(whole, height):
                out += _signs(first, whole, height, head, led, last)
            elif last == first + 2 and (slash := _slash(whole, height)) > _LEAST:
                out.append((first, last, "/", slash))  # in two where a dotted line was taken out
            if whole.height > 0.4 * height and not _flat(whole, height):
                held.append((first, last, whole))
    for (first, last, whole), said in zip(held, chances([w.ink for _, _, w in held]), strict=True):
        one = 1 - _slash(whole, height, led and first == 0) if whole.cut is False else 1.0
        likely = min(1.0, whole.height / (0.55 * height))
        if sum(p.height > 0.6 * height and not p.cut for p in parts[first:last]) > 1:
            likely *= _TWO_STROKES
        for figure in range(10):
            chance = float(said[figure]) * likely * (one if figure == 1 else 1.0)
            if chance > _LEAST:
                out.append((first, last, str(figure), chance))
    return out


def _apart(parts: Sequence[_Part], other: _Part, height: float) -> bool:
    """Whether white paper parts them: broad, or some between two parts as tall as figures."""
    gap = other.left - max(p.right for p in parts)
    tall = [p for p in parts if p.height > 0.6 * height and not p.cut]
    if tall and other.height > 0.6 * height and not other.cut:
        return gap > _APART_TALL * height
    return gap > _APART * height


def _signs(at: int, part: _Part, height: float, head: float, led: bool, end: int | None = None) -> list[_Step]:
    """A dash, a slash, a point, or nothing that counts."""
    middle = (part.top + part.bottom) / 2
    if _flat(part, height):
        between = head + 0.2 * height < middle < head + 0.85 * height
        return [(at, end or at + 1, "-", 0.97 if between else 0.3)]
    if part.cut:
        return []
    if max(part.width, part.height) < 0.3 * height:
        low = middle > head + 0.7 * height
        return [(at, at + 1, ".", 0.6 if low else 0.05), (at, at + 1, "", 0.35 if low else 0.8)]
    slash = _slash(part, height, led and at == 0)
    return [(at, at + 1, "/", slash)] if slash > _LEAST else []


def _slash(part: _Part, height: float, expected: bool = False) -> float:
    """How likely a part is a slash: a straight thin stroke, taller than the figures or slanted."""
    if part.height < 0.7 * height or part.width > 0.9 * part.height:
        return 0.0
    if not straight(part.ink, 0.12 if part.height < 1.4 * height else 0.19):
        return 0.0
    if expected:
        return 0.95
    tall = part.height / height + 0.4 * (part.width / part.height - 0.2)
    return float(1 / (1 + np.exp(-(tall - _SLASH_FROM) / 0.07)))


_DATE = regex.compile(r"(?P<d>[0-3]?\d)(?P<s>[-/.])(?P<m>[01]?\d)(?P=s)(?P<y>(?:19|20)\d\d|\d\d)")
_SIGNS = frozenset("-/.")
_MAYBE_SIGN = 0.1
_LEAST_PER_SIGN = 0.4


@lru_cache(maxsize=20_000)
def _may_be_date(text: str) -> bool:
    return not text or _DATE.fullmatch(text, partial=True) is not None


def _dates(found: Sequence[Written], years: Collection[int]) -> list[Written]:
    """Those that are dates of one of the years; their chances are against each other, and against none."""
    out = []
    for one in found:
        match = _DATE.fullmatch(one.text)
        if match is None or not any(str(year).endswith(match["y"]) for year in years):
            continue
        try:
            date(2000, int(match["m"]), int(match["d"]))
        except ValueError:
            continue
        out.append(one)
    total = sum(one.chance for one in out)
    usual = [one.chance ** (1 / len(one.text)) for one in out]
    return [Written(one.text, one.chance / total * min(1.0, each / _GOOD_PER_SIGN))
            for one, each in zip(out, usual, strict=True) if each > _LEAST_PER_SIGN]  # fmt: skip


_GOOD_PER_SIGN = 0.65


def _any(text: str) -> bool:
    return True


def _best_paths(count: int, steps: Sequence[_Step], most: int, may_be: Callable[[str], bool] = _any) -> list[Written]:
    reached: list[dict[str, float]] = [{} for _ in range(count + 1)]
    reached[0] = {"": 1.0}
    by_start: dict[int, list[_Step]] = {}
    for step in steps:
        by_start.setdefault(step[0], []).append(step)
    for at in range(count):
        kept = sorted(reached[at].items(), key=lambda kv: -kv[1])[:most]
        for text, chance in kept:
            for _, end, sign, own in by_start.get(at, ()):
                if sign and not sign.isdigit() and not (text[-1].isdigit() if text else sign in "/-"):
                    continue  # signs stand between figures, or lead them
                if not may_be(text + sign):
                    continue
                # Two ways of parting the ink that say the same: the likelier counts.
                reached[end][text + sign] = max(reached[end].get(text + sign, 0.0), chance * own)
    ends: dict[str, float] = {}
    for text, chance in reached[count].items():
        said = text.rstrip("./-")
        if said.strip("./-"):
            ends[said] = max(ends.get(said, 0.0), chance)
    for said in [text for text in ends if text.startswith("/") and text[1:] in ends]:
        likelier, other = sorted((said, said[1:]), key=lambda text: -ends[text])
        ends[likelier] += ends.pop(other)  # the same figures
    found = sorted((Written(t, c) for t, c in ends.items()), key=lambda w: -w.chance)
    total = sum(ends.values())
    return [Written(w.text, w.chance / max(1.0, total)) for w in found[:most]]
