"""What parts a paper and holds no letters: a row of stars, a short rule set as underscores, dashes beside words.

Recognisers make letters of stars and leave rules and dashes out. All are known by their shape: stars alone on a line
are alike and have five to eight arms; a rule that stands for underscores is short, level and alone where a line would
be; dashes (a mail's "---------- Forwarded message ---------") are flat, alike and as far from each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

import cv2
import numpy as np
import regex
from numpy.typing import NDArray

from ingest.document import Area, BBox
from ingest.ink import Ink
from ingest.layout import PlacedLine, PlacedWord, lines_of
from ingest.prepare import Gray

_STAR = (0.035, 0.15)  # inch
_ALIKE = 0.25  # of their middle size
_STARS = (3, 12)
_SURE_LETTER = 0.85  # the same letter again and again, and the recogniser is sure of it: xxx
_MOST_SIGNS = 16  # read of a line of stars; more are words
_ARMS = (5, 8)
_RINGS = (0.62, 0.7, 0.78, 0.86)  # of the radius: where the arms are counted
_STEPS = 96  # around a ring
_THIN_ARM = 0.17  # of the ring
_STAR_LIKE = 0.6  # of the parts have so many arms
_SAME = 0.6  # correlation of each with all together: 0.8 and more of stars, under 0.5 of a word's letters
_DRAWN = 40  # pixels: the size at which arms are counted
_APART = 1.2  # of their width between stars: set with spaces
_RULE = (0.3, 2.6)  # inch; longer ones part letterheads and tables
_THICK = 0.02  # inch
_FILLED = 0.7  # of its box
_ABOVE, _BELOW = 1.0, 0.5  # of a line's height: free of words, else it underlines them
_UNDERSCORE = 0.7  # its width by the height of words
_SURE = 0.9
_DASH = (0.02, 0.12)  # inch
_FLAT = (0.025, 0.5)  # inch high, and of its width
_DASH_FILLED = 0.5  # of its box, where the page was turned
_DASHES = (5, 40)
_DASH_GAP, _DASH_FALL = 1.3, 0.3  # of a dash's width: from one to the next, and how much lower it may stand
_DASH_NEAR = 2.0  # heights of words: from the row to the words that it stands beside

_LETTERS = regex.compile(r"[\p{L}\p{N}]")


def with_separators(
    image: Gray, ink: Ink, words: Sequence[PlacedWord], areas: Sequence[Area], tables: Sequence[BBox], dpi: int
) -> list[PlacedWord]:
    """``words`` with stars in place of what was read from stars, and with short rules that stand on lines of their own.

    ``ink`` is what is dark on the image; all boxes are in its pixels. Rules in ``tables`` and ``areas`` are theirs.
    """
    if not words:
        return []
    out = [word for line in lines_of(words) for word in (_stars(image, ink, line, dpi) or line.words)]
    held = [*tables, *(a.bbox for a in areas)]
    return [*out, *_rules(ink, out, held, dpi), *_dashes(ink, out, held, dpi)]


def _stars(image: Gray, ink: Ink, line: PlacedLine, dpi: int) -> list[PlacedWord] | None:
    """The one word that a line of stars is; None where the line is none."""
    signs = "".join(w.text for w in line.words)
    sure = min(w.confidence for w in line.words) >= _SURE_LETTER
    if len(signs) > _MOST_SIGNS or (sure and len(set(signs)) == 1 and _LETTERS.search(signs)):
        return None
    left, right = min(w.bbox.x0 for w in line.words), max(w.bbox.x1 for w in line.words)
    top, bottom = min(w.bbox.top for w in line.words), max(w.bbox.bottom for w in line.words)
    middle = ink.boxes[:, :2] + ink.boxes[:, 2:4] / 2
    here = (middle[:, 0] > left) & (middle[:, 0] < right) & (middle[:, 1] > top) & (middle[:, 1] < bottom)
    parts = ink.boxes[here]
    large = parts[:, 2:4].max(axis=1, initial=0) > _STAR[0] * dpi
    parts = parts[large]
    if not _STARS[0] <= len(parts) <= _STARS[1]:
        return None
    sides = parts[:, 2:4]
    usual = float(np.median(sides))
    if usual > _STAR[1] * dpi or np.abs(sides - usual).max() > max(2, _ALIKE * usual):
        return None
    drawn = [_drawn(image[y : y + high, x : x + wide]) for x, y, wide, high, _ in parts]
    if _least_alike(drawn) < _SAME:
        return None
    arms = [_arms(part) for part in drawn]
    if sum(_ARMS[0] <= n <= _ARMS[1] for n in arms) < _STAR_LIKE * len(arms):
        return None
    parts = parts[np.argsort(parts[:, 0])]
    gaps = parts[1:, 0] - parts[:-1, 0] - parts[:-1, 2]
    text = (" " if np.median(gaps) > _APART * usual else "").join("*" * len(parts))
    read = " ".join(w.text for w in line.words)
    box = BBox(
        float(parts[0, 0]), float(parts[:, 1].min()),
        float(parts[-1, 0] + parts[-1, 2]), float((parts[:, 1] + parts[:, 3]).max()),
    )  # fmt: skip
    return [PlacedWord(text, box, _SURE, alternatives=(read,) if read != text else ())]


def _drawn(part: Gray) -> NDArray[np.float32]:
    return np.asarray(cv2.resize(part, (_DRAWN, _DRAWN), interpolation=cv2.INTER_CUBIC), np.float32)


def _least_alike(drawn: Sequence[NDArray[np.float32]]) -> float:
    """The correlation of the picture that is least like all of them together; 0 where one is black throughout."""
    together = np.mean(drawn, axis=0).ravel()
    if not all(np.ptp(picture) for picture in (*drawn, together)):
        return 0.0
    return min(float(np.corrcoef(part.ravel(), together)[0, 1]) for part in drawn)


def _arms(drawn: NDArray[np.float32]) -> int:
    """How many thin arms of ink go out from the middle of a sign, on the ring that crosses most; 0 if it is hollow."""
    middle = drawn[_DRAWN * 2 // 5 : _DRAWN * 3 // 5, _DRAWN * 2 // 5 : _DRAWN * 3 // 5]
    dark = drawn < (float(drawn.min()) + float(drawn.max())) / 2
    if float(middle.min()) > float(drawn.min() + drawn.max()) / 2:
        return 0
    turn = np.linspace(0, 2 * np.pi, _STEPS, endpoint=False)
    counts = []
    for ring in _RINGS:
        radius = ring * (_DRAWN - 1) / 2
        x = np.rint((_DRAWN - 1) / 2 + radius * np.cos(turn)).astype(int)
        y = np.rint((_DRAWN - 1) / 2 + radius * np.sin(turn)).astype(int)
        along = dark[y, x].astype(np.int8)
        edges = np.diff(np.roll(along, -int(along.argmin())), append=np.int8(0))  # begun between two arms
        begins, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
        if not along.all() and (ends - begins).max(initial=0) <= _THIN_ARM * _STEPS:
            counts.append(len(begins))
    return max(counts, default=0)


def _rules(ink: Ink, words: Sequence[PlacedWord], held: Sequence[BBox], dpi: int) -> list[PlacedWord]:
    """Words of underscores for the rules that stand where a line of print would."""
    wide, high, area = ink.boxes[:, 2:].T
    rule = (wide > _RULE[0] * dpi) & (wide < _RULE[1] * dpi) & (high <= max(2, _THICK * dpi))
    rule &= area > _FILLED * wide * high
    found = ink.boxes[rule, :4]
    tall = [w.bbox.bottom - w.bbox.top for w in words if _LETTERS.search(w.text)]
    if not len(found) or not tall:
        return []
    height = median(tall)
    taken = np.array([[w.bbox.x0, w.bbox.top, w.bbox.x1, w.bbox.bottom] for w in words])
    (first, upper), (last, lower) = taken[:, :2].min(axis=0), taken[:, 2:].max(axis=0)
    out = []
    for x, y, width, thick in found.tolist():
        room = y - _ABOVE * height, y + _BELOW * height
        alone = not ((taken[:, 1] < room[1]) & (taken[:, 3] > room[0])).any()
        beside = ((found[:, 1] > room[0]) & (found[:, 1] < room[1])).sum() > 1
        inside = any(b.x0 <= x + width and b.x1 >= x and b.top <= y <= b.bottom for b in held)
        on_page = first <= x + width / 2 <= last and upper <= y <= lower + 3 * height
        if alone and on_page and not beside and not inside:
            count = max(3, round(width / (_UNDERSCORE * height)))
            out.append(PlacedWord("_" * count, BBox(x, y - height / 2, x + width, float(y + thick)), _SURE))
    return out


def _dashes(ink: Ink, words: Sequence[PlacedWord], held: Sequence[BBox], dpi: int) -> list[PlacedWord]:
    """Words of dashes for the rows of them that stand beside words, and of which nothing was read."""
    wide, high, area = ink.boxes[:, 2:].T
    flat = (wide > _DASH[0] * dpi) & (wide < _DASH[1] * dpi) & (high <= max(3, _FLAT[0] * dpi))
    flat &= (high <= _FLAT[1] * wide) & (area > _DASH_FILLED * wide * high)
    parts = ink.boxes[flat, :4]
    if len(parts) < _DASHES[0]:
        return []
    taken, boxes = _corners([w.bbox for w in words]), _corners(held)
    out: list[PlacedWord] = []
    for row in _in_rows(parts[np.argsort(parts[:, 0], kind="stable")], dpi):
        x0, x1 = float(row[0, 0]), float(row[-1, 0] + row[-1, 2])
        y = float(np.median(row[:, 1] + row[:, 3] / 2))
        inside = any(((b[:, 0] < x1) & (b[:, 2] > x0) & (b[:, 1] < y) & (b[:, 3] > y)).any() for b in (taken, boxes))
        level = taken[(taken[:, 1] < y) & (taken[:, 3] > y)]
        near = level[np.maximum(x0 - level[:, 2], level[:, 0] - x1) < _DASH_NEAR * (level[:, 3] - level[:, 1])]
        if inside or not len(near):
            continue
        box = BBox(x0, float(near[0, 1]), x1, float(near[0, 3]))
        over = next((n for n, other in enumerate(out) if _over(other.bbox, box)), None)
        if over is None:
            out.append(PlacedWord("-" * len(row), box, _SURE))
        else:
            out[over] = PlacedWord("=" * len(row), box, _SURE)
    return out


def _over(box: BBox, other: BBox) -> bool:
    """Whether two rows of dashes stand one over the other on a line: the strokes of signs of equality."""
    level = box.top < other.bottom and other.top < box.bottom
    return level and min(box.x1, other.x1) - max(box.x0, other.x0) > _FILLED * (box.x1 - box.x0)


def _corners(boxes: Sequence[BBox]) -> NDArray[np.float64]:
    return np.array([[b.x0, b.top, b.x1, b.bottom] for b in boxes], np.float64).reshape(-1, 4)


def _in_rows(parts: NDArray[np.int32], dpi: int) -> list[NDArray[np.int32]]:
    """Of the parts, which come from left to right, those that follow each other on a level, alike and evenly.

    Rows still growing are kept by their height: a page of specks has thousands of flat parts.
    """
    step = 2 + round(_DASH_FALL * _DASH[1] * dpi)
    rows: list[list[list[int]]] = []
    growing: dict[int, list[list[list[int]]]] = defaultdict(list)
    for part in parts.tolist():
        at = (2 * part[1] + part[3]) // (2 * step)
        row: list[list[int]] | None = None
        for level in (at, at - 1, at + 1):
            growing[level] = [old for old in growing[level] if _gap(old[-1], part) < _DASH_GAP * old[-1][2]]
            if row is None and (row := next((old for old in growing[level] if _follows(old[-1], part)), None)):
                growing[level].remove(row)
        if row is None:
            row = []
            rows.append(row)
        row.append(part)
        growing[at].append(row)
    return [np.array(row, np.int32) for row in rows if _DASHES[0] <= len(row) <= _DASHES[1] and _even(row)]


def _gap(last: Sequence[int], part: Sequence[int]) -> int:
    return part[0] - last[0] - last[2]


def _follows(last: Sequence[int], part: Sequence[int]) -> bool:
    """Whether ``part`` is the dash behind ``last``, as far as one can tell from the two."""
    fall = abs(part[1] + part[3] / 2 - last[1] - last[3] / 2)
    return _gap(last, part) > 0 and fall <= max(1, _DASH_FALL * last[2])


def _even(row: Sequence[Sequence[int]]) -> bool:
    widths, gaps = [part[2] for part in row], [_gap(a, b) for a, b in pairwise(row)]
    return all(max(sizes) - min(sizes) <= max(3, 2 * _ALIKE * median(sizes)) for sizes in (widths, gaps))
