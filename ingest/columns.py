"""Two columns of running text side by side are kept apart: bilingual gazettes, side-by-side circulars.

A gutter is white from the top of a band of the page to its foot, with lines of running text at both sides whose
heights do not belong together cell by cell. Letterheads with a block at each side, number and date on one line, and
lists of names beside posts have no such band: their lines are few, or short, or far from the gutter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.document import BBox
from ingest.layout import PlacedLine, PlacedWord, lines_of, with_tables

_LEAST_LINES = 8  # a letterhead has fewer beside each other
_LEAST_BESIDE = 4  # beside a column of _LONG lines
_LONG = 16
_LEAST_WORDS = 3.0  # median of words in a column's line: labels and figures have one or two
_NEXT_LINE = 2.2  # steps of the long column between two lines of the short one
_FULL = 0.55  # share of lines that reach nearly from edge to edge of their column
_RAGGED = 0.33
_MANY_WORDS = 5
_REACH = 0.8  # of the column's width
_MIDDLE = (0.3, 0.7)  # where a gutter may run, of the text's width
_NARROWEST = 0.28  # of the text's width: a column
_WIDER = 1.4  # than nine of ten spaces between words
_GAP = 1.0  # of the height of words: least width of a gutter


@dataclass(frozen=True, slots=True)
class Columns:
    """A band of two columns, and where the gutter between them runs."""

    top: float
    bottom: float
    gutter: float


def find_columns(words: Sequence[PlacedWord], tables: Sequence[BBox] = ()) -> Columns | None:
    """The tallest band of the page that stands in two columns of running text, None for a page of one column."""
    free = [w for w in words if not any(_inside(w.bbox, table) for table in tables)]
    if len(free) < 8 * _LEAST_LINES // 2:
        return None
    height = median(w.bbox.bottom - w.bbox.top for w in free)
    left, right = _percentile([w.bbox.x0 for w in free], 0.02), _percentile([w.bbox.x1 for w in free], 0.98)
    lines = [line.words for line in lines_of(free)]
    best: Columns | None = None
    steps = 41
    for step in range(steps):
        x = left + (right - left) * (_MIDDLE[0] + (_MIDDLE[1] - _MIDDLE[0]) * step / (steps - 1))
        for band in _bands(lines, x, height):
            found = _judged(band, x, height, left, right)
            if found is not None and (best is None or found.bottom - found.top > best.bottom - best.top + height):
                best = found
    return best


def in_order(
    words: Sequence[PlacedWord], tables: Sequence[Sequence[Sequence[BBox | None]]]
) -> tuple[list[PlacedLine], bool]:
    """Lines in reading order, and whether they stand in columns: what is above across, left, right, what is below."""
    boxes = [_around([cell for row in table for cell in row if cell]) for table in tables if any(map(any, table))]
    columns = find_columns(words, boxes)
    if columns is None:
        return with_tables(words, tables), False
    parts: list[list[PlacedWord]] = [[], [], [], []]
    for word in words:
        parts[_part(word.bbox, columns)].append(word)
    shares: list[list[Sequence[Sequence[BBox | None]]]] = [[], [], [], []]
    for table in tables:
        cells = [cell for row in table for cell in row if cell]
        if cells:
            shares[_part(_around(cells), columns)].append(table)
    out: list[PlacedLine] = []
    for part, held in zip(parts, shares, strict=True):
        out += with_tables(part, held)
    return out, True


def _part(box: BBox, columns: Columns) -> int:
    middle = (box.top + box.bottom) / 2
    if middle < columns.top:
        return 0
    if middle > columns.bottom:
        return 3
    return 1 if (box.x0 + box.x1) / 2 < columns.gutter else 2


def _bands(lines: Sequence[Sequence[PlacedWord]], x: float, height: float) -> list[list[Sequence[PlacedWord]]]:
    """Runs of lines through which ``x`` passes without touching a word; one line may be touched in passing."""
    bands: list[list[Sequence[PlacedWord]]] = [[]]
    for line in lines:
        crossed = any(w.bbox.x0 - 0.2 * height < x < w.bbox.x1 + 0.2 * height for w in line)
        apart = _apart(line, x, height)
        if crossed or not apart:
            bands.append([])
        else:
            bands[-1].append(line)
    return [band for band in bands if len(band) >= _LEAST_LINES]


def _apart(line: Sequence[PlacedWord], x: float, height: float) -> bool:
    """Whether nothing stands nearer to the gutter than half its least width at either side."""
    before = [w.bbox.x1 for w in line if w.bbox.x1 <= x]
    behind = [w.bbox.x0 for w in line if w.bbox.x0 >= x]
    return not before or not behind or min(behind) - max(before) >= _GAP * height


def _judged(band: Sequence[Sequence[PlacedWord]], x: float, height: float, left: float, right: float) -> Columns | None:
    sides = [[w for line in band for w in line if (w.bbox.x0 + w.bbox.x1) / 2 < x],
             [w for line in band for w in line if (w.bbox.x0 + w.bbox.x1) / 2 >= x]]  # fmt: skip
    if not all(sides):
        return None
    rows = [lines_of(side) for side in sides]
    long = max(map(len, rows))
    least = _LEAST_BESIDE if long >= _LONG else _LEAST_LINES
    if not all(_running(side, least, _NARROWEST * (right - left), height) for side in rows):
        return None
    if any(len(side) < _LEAST_LINES and _scattered(side, long_side=max(rows, key=len)) for side in rows):
        return None
    tops = [w.bbox.top for side in sides for w in side]
    bottoms = [w.bbox.bottom for side in sides for w in side]
    inner = max(w.bbox.x1 for w in sides[0]), min(w.bbox.x0 for w in sides[1])
    gaps = [b.bbox.x0 - a.bbox.x1 for side in rows for r in side for a, b in pairwise(r.words)]
    if inner[1] - inner[0] < max(_GAP * height, _WIDER * _percentile(gaps, 0.9)):
        return None  # spaces of justified lines that happen to stand above each other
    return Columns(min(tops), max(bottoms), (inner[0] + inner[1]) / 2)


def _running(rows: Sequence[PlacedLine], least: int, narrowest: float, height: float) -> bool:
    """Whether these lines of one side are running text: enough of them, of enough words, most from edge to edge."""
    if len(rows) < least:
        return False
    width = _percentile([r.words[-1].bbox.x1 for r in rows], 0.9) - _percentile([r.words[0].bbox.x0 for r in rows], 0.1)
    words = median(len(r.words) for r in rows)
    if width < narrowest or words < _LEAST_WORDS:
        return False
    full = [r for r in rows if r.words[-1].bbox.x1 - r.words[0].bbox.x0 > _REACH * width and _close(r.words, height)]
    # Ragged lines of many words are text as well.
    return len(full) >= (_RAGGED if words >= _MANY_WORDS else _FULL) * len(rows)


def _scattered(rows: Sequence[PlacedLine], long_side: Sequence[PlacedLine]) -> bool:
    """Whether a few lines stand far apart beside many: labels of paragraphs, which are read with them."""
    usual = median(b.top - a.top for a, b in pairwise(long_side))
    return any(b.top - a.top > _NEXT_LINE * usual for a, b in pairwise(rows))


def _close(words: Sequence[PlacedWord], height: float) -> bool:
    """Running text: no gap like that between cells."""
    return all(b.bbox.x0 - a.bbox.x1 < 2.5 * height for a, b in pairwise(words))


def _inside(box: BBox, whole: BBox) -> bool:
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    return whole.x0 <= x <= whole.x1 and whole.top <= y <= whole.bottom


def _around(boxes: Sequence[BBox]) -> BBox:
    out = boxes[0]
    for box in boxes[1:]:
        out = out.union(box)
    return out


def _percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
