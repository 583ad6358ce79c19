"""Tables without rules: columns are found by the white between words that goes on over three lines or more.

Works on placed words alone, of text layers and scans, in any unit: all distances are measured in heights of a line.
What a table is on a page is decided here and in `ingest.grid`; `layout.with_tables` prints its rows as lines whose
cells are apart by a tab, and nothing behind it looks at places again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

import regex

from ingest.document import BBox
from ingest.grid import Row
from ingest.layout import PlacedLine, PlacedWord, lines_of

_GAP = 1.0  # heights between two cells of a row that shows the columns; word spaces stay under 0.8
_WHITE = 0.55  # heights that must stay white between two columns in every line
_NEXT_ROW = 3.0  # heights from the foot of a line to the head of the next row
_WRAPPED = 1.5  # heights from the foot of a line to a line of the same cell: beyond it a line belongs to no cell above
_LEAST_ROWS = 3
_LEAST_COLUMNS = 3
_TYPED = 0.6

_MEANING = regex.compile(r"[\p{L}\p{N}]")
SERIAL = regex.compile(r"\(?\p{Nd}{1,4}[.)\-,]{0,2}|\(?(?:[ivxlIVXL]{1,6}|[a-z]|[क-ह])[.)]{1,2}")
DATE = regex.compile(
    r"\p{Nd}{1,2}(?:st|nd|rd|th)?[-./ ,]{1,2}(?:\p{Nd}{1,2}|[\p{L}\p{M}]{3,12}\.?)[-./ ,]{1,2}\p{Nd}{2,4}"
    r"|[\p{L}\p{M}]{3,12}\.? \p{Nd}{1,2},? \p{Nd}{4}"
)
AMOUNT = regex.compile(r"(?:Rs\.? ?|₹ ?|रू\.? ?)?\p{Nd}[\p{Nd},]*(?:\.\p{Nd}{1,2})?(?:/-|%)?")


@dataclass
class _Columns:
    """The x extents of the columns as known so far."""

    spans: list[tuple[float, float]]

    def places(self, words: Sequence[PlacedWord], height: float) -> list[int] | None:
        """The column of each word; None where a word runs over two columns."""
        out: list[int] = []
        for n, word in enumerate(words):
            x0, x1 = word.bbox.x0, word.bbox.x1
            over = [k for k, (a, b) in enumerate(self.spans) if min(x1, b) - max(x0, a) > 0.1 * height]
            if len(over) > 1:
                return None
            if over:
                out.append(over[0])
            elif n and x0 - words[n - 1].bbox.x1 < _GAP * height:
                out.append(out[-1])
            else:
                out.append(min(range(len(self.spans)), key=lambda k: _apart(self.spans[k], (x0, x1))))
        return out

    def widened(self, words: Sequence[PlacedWord], places: Sequence[int], height: float) -> _Columns | None:
        """The columns with these words in them; None where no white is left between two."""
        spans = list(self.spans)
        for word, k in zip(words, places, strict=True):
            spans[k] = (min(spans[k][0], word.bbox.x0), max(spans[k][1], word.bbox.x1))
        if any(b[0] - a[1] < _WHITE * height for a, b in pairwise(spans)):
            return None
        return _Columns(spans)


@dataclass
class _Found:
    """A table being read: lines that fit, from top to bottom, with the column of each word."""

    columns: _Columns
    lines: list[tuple[PlacedLine, list[int]]] = field(default_factory=list)


def _apart(a: tuple[float, float], b: tuple[float, float]) -> float:
    return max(a[0] - b[1], b[0] - a[1], 0.0)


def with_unruled(words: Sequence[PlacedWord], ruled: Sequence[Sequence[Row]]) -> list[list[Row]]:
    """The tables with rules, and those that the other words of the page make without."""
    boxes = [_around(rows) for rows in ruled if any(any(row) for row in rows)]
    rest = [w for w in words if not any(_holds(box, w.bbox) for box in boxes)]
    return [*([*rows] for rows in ruled), *unruled(rest)]


def unruled(words: Sequence[PlacedWord]) -> list[list[Row]]:
    """Tables of three columns and rows at least, with a column of dates or amounts, or a header above numbered rows."""
    lines = lines_of(w for w in words if _MEANING.search(w.text))  # specks and dashes do not bridge the white
    if len(lines) < _LEAST_ROWS:
        return []
    height = median(line.bottom - line.top for line in lines)
    found: list[tuple[int, range, list[Row]]] = []
    for first, line in enumerate(lines):
        if len(_pieces(line, height)) < _LEAST_COLUMNS:
            continue
        seen, where = _grown(lines, first, height)
        rows = _rows(seen, height)
        if _is_table(rows, len(seen.columns.spans)):
            held = sum(len(cell) for row in rows for cell in row)
            found.append((held, where, _boxes(rows, seen.columns, height)))
    # Every row may show the columns; the one with which most words fit is right, a row with a cell lost is not.
    out: list[list[Row]] = []
    taken: set[int] = set()
    for _, where, boxes in sorted(found, key=lambda f: -f[0]):
        if taken.isdisjoint(where):
            taken.update(where)
            out.append(boxes)
    return out


def _pieces(line: PlacedLine, height: float) -> list[list[PlacedWord]]:
    out: list[list[PlacedWord]] = []
    for word in line.words:
        if out and word.bbox.x0 - out[-1][-1].bbox.x1 < _GAP * height:
            out[-1].append(word)
        else:
            out.append([word])
    return out


def _grown(lines: Sequence[PlacedLine], first: int, height: float) -> tuple[_Found, range]:
    """The lines around ``first`` that keep the white of its columns, and their numbers."""
    pieces = _pieces(lines[first], height)
    spans = [(p[0].bbox.x0, p[-1].bbox.x1) for p in pieces]
    found = _Found(_Columns(spans), [(lines[first], [k for k, p in enumerate(pieces) for _ in p])])
    begin, end, skipped = first, first + 1, 0
    for number in range(first + 1, len(lines)):
        line = lines[number]
        if line.top - found.lines[-1][0].bottom > _NEXT_ROW * height + skipped * 2 * height:
            break
        places = _fits(found, line, height)
        if places is not None:
            found.lines.append((line, places))
            end, skipped = number + 1, 0
        elif skipped or len(_pieces(line, height)) > 1:
            break  # one band heading may stand between two rows
        else:
            skipped = 1
    for number in range(first - 1, -1, -1):  # a header whose cells touch, or a row that lacks some
        line = lines[number]
        if found.lines[0][0].top - line.bottom > _NEXT_ROW * height:
            break
        places = _fits(found, line, height)
        if places is None or len(set(places)) < 2:
            break
        found.lines.insert(0, (line, places))
        begin = number
    return found, range(begin, end)


def _fits(found: _Found, line: PlacedLine, height: float) -> list[int] | None:
    places = found.columns.places(line.words, height)
    if places is None or sorted(places) != places:
        return None
    wider = found.columns.widened(line.words, places, height)
    if wider is None:
        return None
    found.columns = wider
    return places


def _rows(found: _Found, height: float) -> list[list[list[PlacedWord]]]:
    """Rows of columns of words. A line whose first column is empty goes on with the row above it."""
    count = len(found.columns.spans)
    rows: list[list[list[PlacedWord]]] = []
    last = float("-inf")
    for line, places in found.lines:
        opens = 0 in places or len(set(places)) > count / 2
        if not opens and line.top - last > _WRAPPED * height:
            break  # what stands apart below a table is no cell of it
        if opens or not rows:
            rows.append([[] for _ in range(count)])
        for word, k in zip(line.words, places, strict=True):
            rows[-1][k].append(word)
        last = line.bottom
    while rows and sum(map(bool, rows[-1])) < 2:
        rows.pop()
    return rows


def _is_table(rows: Sequence[Sequence[Sequence[PlacedWord]]], count: int) -> bool:
    full = [row for row in rows if sum(map(bool, row)) >= max(2, count - 1)]
    if len(full) < _LEAST_ROWS or len(full) < 0.6 * len(rows):
        return False
    body = rows[1:]
    typed = []
    for k in range(count):
        said = [_said(row[k]) for row in body if row[k]]
        if len(said) >= _LEAST_ROWS - 1 and sum(map(_typed, said)) >= _TYPED * len(said):
            typed.append(k)
    # A numbered list with words missing has a column of numbers too: only a header makes it a table.
    header = all(row and not _typed(_said(row)) for row in rows[0])
    return any(typed) or (typed == [0] and header)


def _said(words: Sequence[PlacedWord]) -> str:
    return " ".join(w.text for w in words)


def _typed(text: str) -> bool:
    return any(kind.fullmatch(text) for kind in (SERIAL, DATE, AMOUNT))


def _boxes(rows: Sequence[Sequence[Sequence[PlacedWord]]], columns: _Columns, height: float) -> list[Row]:
    spans = columns.spans
    inner = [(a[1] + b[0]) / 2 for a, b in pairwise(spans)]
    edges = [spans[0][0] - height / 2, *inner, spans[-1][1] + height / 2]
    out: list[Row] = []
    for row in rows:
        words = [w for cell in row for w in cell]
        top, bottom = min(w.bbox.top for w in words), max(w.bbox.bottom for w in words)
        out.append([BBox(edges[k], top, edges[k + 1], bottom) for k in range(len(spans))])
    return out


def _around(rows: Sequence[Row]) -> BBox:
    cells = [cell for row in rows for cell in row if cell]
    box = cells[0]
    for cell in cells[1:]:
        box = box.union(cell)
    return box


def _holds(box: BBox, inner: BBox) -> bool:
    x, y = (inner.x0 + inner.x1) / 2, (inner.top + inner.bottom) / 2
    return box.x0 <= x <= box.x1 and box.top <= y <= box.bottom
