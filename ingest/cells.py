"""Tables without rules: columns are found by the white between words that goes on over three lines or more.

Works on placed words alone, of text layers and scans, in any unit: all distances are measured in heights of a line.
What a table is on a page is decided here and in `ingest.grid`; `layout.with_tables` prints its rows as lines whose
cells are apart by a tab, and nothing behind it looks at places again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, reduce
from itertools import pairwise
from statistics import median, mode

import cv2
import numpy as np
import regex
from PIL import Image
from rapidfuzz.distance import Levenshtein

from ingest.alone import LONE_ONE, without_small
from ingest.document import BBox
from ingest.errors import OcrFailed
from ingest.grid import Row
from ingest.layout import PlacedLine, PlacedWord, lines_of
from ingest.ocr import OcrEngine, OcrPage, OcrWord
from ingest.prepare import Gray
from ingest.resolution import MEASURED_AT, enlarged

_GAP = 1.0  # heights between two cells of a row that shows the columns; word spaces stay under 0.8
_WHITE = 0.55  # heights that must stay white between two columns in every line
_NEXT_ROW = 3.0  # heights from the foot of a line to the head of the next row
_WRAPPED = 1.5  # heights from the foot of a line to a line of the same cell: beyond it a line belongs to no cell above
_SAME_GAP = 0.8  # of the usual gap above a row: so much is above one that lost its serial number
_LEAST_ROWS = 3
_LEAST_COLUMNS = 3
_HARDLY_FEWER = 0.95
_TYPED = 0.6
_SCRAP, _SCRAP_SIGNS = 0.3, 1  # a word of so few letters that was hardly read
_BELOW = 0.4  # heights by which the beginnings of a column's cells may lie beside each other

_MEANING = regex.compile(r"[\p{L}\p{N}]")
_LETTER = regex.compile(r"\p{L}")
_FIGURES = regex.compile(r"\p{Nd}+")
_DUST = regex.compile(r"^[.,:;'`‘’\"“”°·*_~^|=–—-]+|[.,:;'`‘’\"“”°·*_~^|=–—-]+$")  # what specks are read as
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
    """Tables of three columns and rows at least, with a column of dates or amounts, or numbered rows: below a header,
    or such as count on in full rows set in columns.
    """
    lines = lines_of(w for w in words if _MEANING.search(w.text) and not _scrap(w))  # neither bridges the white
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
    # Every row may show the columns; the one with which most words fit is right (a row with a cell lost is not), but of
    # those with hardly fewer words (one below the table may fit fewer columns) the one that parts most columns: in a
    # header cells may touch.
    out: list[list[Row]] = []
    taken: set[int] = set()
    found.sort(key=lambda f: (-f[0], -len(f[2][0])))
    for held, where, _ in found:
        if not taken.isdisjoint(where):
            continue
        alike = [
            f for f in found
            if f[0] >= _HARDLY_FEWER * held and f[1].start == where.start and taken.isdisjoint(f[1])
        ]  # fmt: skip
        _, best, boxes = max(alike, key=lambda f: (len(f[2][0]), f[0]))
        taken.update(where, best)
        out.append(boxes)
    return out


def _scrap(word: PlacedWord) -> bool:
    """Whether a word is most likely a piece of a pen's stroke, and no serial number."""
    if word.confidence >= _SCRAP or len(_MEANING.findall(word.text)) > _SCRAP_SIGNS:
        return False
    return not (LONE_ONE.fullmatch(word.text) or any(sign.isdigit() for sign in word.text))


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
    end, skipped = first + 1, 0
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
    return found, range(_grown_upwards(found, lines, first, height), end)


def _grown_upwards(found: _Found, lines: Sequence[PlacedLine], first: int, height: float) -> int:
    """Puts what fits above the lines ``found``: a header whose cells touch, rows that lack some. Where it begins.

    Lines of one cell alone belong to a row where it stands right above them.
    """
    begin, columns = first, found.columns
    tail: list[tuple[PlacedLine, list[int]]] = []
    for number in range(first - 1, -1, -1):
        line = lines[number]
        below = (tail or found.lines)[0][0]
        if below.top - line.bottom > (_WRAPPED if tail else _NEXT_ROW) * height:
            break
        places = _fits(found, line, height)
        if places is None or places == [0] * len(places):
            break
        opens = 0 in places and len(set(places)) > len(columns.spans) / 2
        if tail and len(set(places)) > 1 and not opens:
            break
        tail.insert(0, (line, places))
        if len(set(places)) > 1:
            found.lines[:0] = tail
            tail, begin, columns = [], number, found.columns
    found.columns = columns
    return begin


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
    gaps = [b.top - a.bottom for (a, _), (b, places) in pairwise(found.lines) if 0 in places]
    row_gap = _SAME_GAP * median(gaps) if gaps else float("-inf")
    begun = False  # the first lines of a header may stand above the line of its serial number
    for line, places in found.lines:
        opens = 0 in places or (len(set(places)) >= count - 1 and line.top - last >= row_gap)
        apart = line.top - last > _WRAPPED * height
        if begun and not opens and apart:
            break  # what stands apart below a table is no cell of it
        if not begun and apart:
            rows.clear()
        if not rows or (begun and opens):
            rows.append([[] for _ in range(count)])
        for word, k in zip(line.words, places, strict=True):
            rows[-1][k].append(word)
        told = 0 in places or (opens and any(c.isdigit() for w in line.words for c in w.text))
        begun, last = begun or told, line.bottom
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
    return any(typed) or (typed == [0] and (header or _set_in_columns(rows)))


def _set_in_columns(rows: Sequence[Sequence[Sequence[PlacedWord]]]) -> bool:
    """Whether the rows count on one by one, lack no cell, and the cells of each column begin one below the other.

    Words missing from a numbered list leave gaps of their own in each line.
    """
    if not all(cell for row in rows for cell in row):
        return False
    figures = [_FIGURES.findall(_said(row[0])) for row in rows]
    if any(len(found) != 1 for found in figures):
        return False
    counted = [int(found[0]) for found in figures]
    height = median(w.bbox.bottom - w.bbox.top for row in rows for cell in row for w in cell)
    lefts = zip(*[[min(w.bbox.x0 for w in cell) for cell in row] for row in rows], strict=True)
    return all(b == a + 1 for a, b in pairwise(counted)) and all(max(x) - min(x) < _BELOW * height for x in lefts)


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
    return _union([cell for row in rows for cell in row if cell])


def _holds(box: BBox, inner: BBox) -> bool:
    x, y = (inner.x0 + inner.x1) / 2, (inner.top + inner.bottom) / 2
    return box.x0 <= x <= box.x1 and box.top <= y <= box.bottom


# --------------------------------------------------------------------------- cells that are read again

_FORMS = (  # "#" stands for a digit of the column's script
    # serial numbers
    r"#{1,4}", r"#{1,4}\.", r"\(#{1,4}\)", r"#{1,4}\)",
    # dates in figures
    *(rf"#{{1,2}}{sign}#{{1,2}}{sign}#{{{year}}}" for year in (4, 2) for sign in (r"\.", "/", "-")),
    # amounts: grouped as in India, grouped by thousands, not grouped
    r"#{1,3}|#{1,2}(?:,#{2})*,#{3}", r"(?:#{1,2}(?:,#{2})*,)?#{1,3}\.#{2}",
    r"#{1,3}(?:,#{3})+", r"#{1,3}(?:,#{3})*\.#{2}", r"#+(?:\.#{2})?",
    # dates with the name of a month
    r"#{1,2}(?:st|nd|rd|th)? [\p{L}\p{M}]{3,9}\.?,? #{4}", r"[\p{L}\p{M}]{2,9},? #{1,2}, #{4}", r"#{1,2}-\p{L}{3}-#{4}",
)  # fmt: skip
_GROUPED = regex.compile(r"(\p{Nd}{1,2}(?:[.,]\p{Nd}{2})*[.,]\p{Nd}{3})(?:[.,](\p{Nd}{2}))?")
_COMMA = regex.compile(r"\p{Nd},\p{Nd}")
_SERIALS = 4
_DATES = range(4, 10)
_WORDED = range(len(_FORMS) - 3, len(_FORMS))
_SIGN = regex.compile(r"\P{N}")
_PIECES = regex.compile(r"(\p{Nd}{1,2}(?:st|nd|rd|th))(\p{L}{3,9}\.?,?)(\p{Nd}{4})")
_APART = regex.compile(r"(?<=\p{L})[.,'’‘\"“”]+(?=\p{Nd})|(?<=\p{Nd})[.'’‘\"“”]+(?=\p{L})")  # a speck in a space
_DIGIT = {False: "[0-9]", True: "[\u0966-\u096f]"}
_LEAST_LIKE = 2  # cells of one form before the others of a column are asked to be
_COUNTED = 0.35  # is enough of a first column whose numbers count its rows, and of dates among nothing but figures
_SURE = 0.7  # of a new reading; measured: all of 12 over it were right, 1 of 3 between it and 0.6
_SURE_OF_EXPECTED = 0.3  # where the rows above and below say which number it must be
_AGREED, _NEAR = 2, 2  # ways that read the same, which differs in so few signs from what stands there
_WAYS = ((1.0, True), (1.5, True), (1.0, False))  # scale, and whether what is as small as a speck stays
_MOST_CELLS = 80  # on a page: more doubt than that is another trouble
_RIM = 4  # pixels inside the cell that are left to what remains of its rules
_MARGIN = 12  # pixels of paper around the ink
_BLUR = 1.0
_MODELS = {False: "eng", True: "Devanagari"}


@dataclass(frozen=True, slots=True)
class Doubt:
    """A cell that is not of the form of its column, in pixels. ``hindi``: the column's digits are Devanagari."""

    cell: BBox
    said: str
    form: regex.Pattern[str]
    hindi: bool
    expected: int | None = None
    """The serial number that the rows around it ask for."""
    like: str = ""
    """A cell of the column that is of the form, where the column counts its rows."""

    def signed(self) -> str:
        """What was read with the column's own signs between and around its figures; empty where that is not clear.

        A serial number must be the one that the rows ask for, and a lone stroke is the one; of another cell one point
        or comma may be otherwise. Beside a date may stand one letter or sign that is none of it.
        """
        if self.expected == 1 and not self.hindi and LONE_ONE.fullmatch(self.said):
            return self._like("1")
        if self._is_date():
            bare = _APART.sub(lambda found: ", " if "," in found[0] else " ", self.said)
            tokens = bare.split(" ")
            said = (bare, *(" ".join(rest) for one, rest in _without_one(tokens) if _SIGN.fullmatch(one)), _whole(bare))
            return next((text for text in said if self.fits(text)), "") or self._with_signs()
        if _LETTER.search(self.said):
            return ""
        if self.expected is not None:
            figures = _FIGURES.findall(self.said)
            return self._like(figures[0]) if len(figures) == 1 and _number(figures[0]) == self.expected else ""
        return self._with_signs()

    def _is_date(self) -> bool:
        return self.form in {_form(number, self.hindi) for number in (*_DATES, *_WORDED)}

    def _like(self, figures: str) -> str:
        """The figures with the signs of the column's other cells."""
        text = str(_FIGURES.sub(figures, self.like))
        return text if self.form.fullmatch(text) else ""

    def _with_signs(self) -> str:
        if _LETTER.search(self.said):
            return ""
        bare = _bare(self.said)
        if self.fits(bare):
            return bare
        other = {bare[:n] + sign + bare[n + 1 :] for n, c in enumerate(bare) if c in ".,:;" for sign in ".,"}
        fitting = [text for text in other if self.fits(text)]
        return fitting[0] if len(fitting) == 1 else ""

    def fits(self, text: str) -> bool:
        """Whether a new reading is of the form, is a day that exists, and goes on counting where rows are counted."""
        if not self.form.fullmatch(text):
            return False
        if self.expected is not None:
            return _number(text) == self.expected
        parts = regex.fullmatch(r"(\p{Nd}+)([./-])(\p{Nd}+)\2\p{Nd}+", text)
        return parts is None or (1 <= int(parts[1]) <= 31 and 1 <= int(parts[3]) <= 12)


def read_again(
    words: Sequence[PlacedWord],
    tables: Sequence[Sequence[Row]],
    image: Gray,
    dpi: int,
    engine: OcrEngine,
    languages: str,
) -> list[PlacedWord]:
    """The words, with those of doubtful cells replaced where a new reading of the cell alone is of the column's form.

    ``words`` and ``tables`` are in pixels of ``image``, whose rules are painted over. What was read first is kept as
    an alternative of the new word. ``languages`` are the models that may be used. An engine that fails leaves the
    words as they are; OcrUnavailable is raised.
    """
    out, doubtful, models = list(words), [], languages.split("+")
    for doubt in doubts(words, tables)[:_MOST_CELLS]:
        # Figures are the engine's own; the signs between and around them are those that the column's rows print.
        if fitting := doubt.signed() or _other_reading(out, doubt):
            out = _otherwise(out, doubt, fitting)
        else:
            doubtful.append(doubt)
    shown_at = max(dpi, MEASURED_AT)
    for hindi, model in _MODELS.items():
        asked = [(d, crop) for d in doubtful if d.hindi == hindi and (crop := _crop(image, d.cell, dpi)) is not None]
        if not asked:
            continue
        best: dict[int, OcrWord] = {}
        heard: list[list[OcrWord]] = [[] for _ in asked]
        for scale, specks in _WAYS:
            crops = [crop if specks else _without_specks(crop, shown_at) for _, (crop, _) in asked]
            strips = [_scaled(crop, scale) for crop in crops]
            try:
                pages = engine.read_strips(strips, round(shown_at * scale), model if model in models else languages)
            except OcrFailed:
                return out
            for n, page in enumerate(pages):
                seen = _one_word(page)
                floor = _SURE if asked[n][0].expected is None else _SURE_OF_EXPECTED
                if seen is None or not asked[n][0].fits(seen.text):
                    continue
                heard[n].append(seen)
                if seen.confidence >= floor and (n not in best or seen.confidence > best[n].confidence):
                    best[n] = seen
        for n, (doubt, _) in enumerate(asked):
            if n not in best and (agreed := _agreed(doubt, heard[n])):
                best[n] = agreed
        for n, seen in best.items():
            out = _replaced(out, asked[n][0], seen, asked[n][1][1])
    return out


def doubts(words: Sequence[PlacedWord], tables: Sequence[Sequence[Row]]) -> list[Doubt]:
    """Cells that are empty or of another form in a column of serial numbers, dates or amounts."""
    out: list[Doubt] = []
    for rows in tables:
        count = mode(len(row) for row in rows)
        whole = [row for row in rows if len(row) == count]
        for k in range(count):
            cells = [cell for row in whole if (cell := row[k])]
            out += _doubts_of_column(cells, [_printed(words, cell) for cell in cells], first=k == 0)
    return out


def _doubts_of_column(cells: Sequence[BBox], said: Sequence[str], first: bool) -> list[Doubt]:
    # Codes may be grouped by points alone: amounts have a comma left somewhere in their column.
    commas = any(_COMMA.search(text) for text in said[1:])
    known = _form_of([_bare(text) if commas else text for text in said[1:] if text], first)
    if known is None:
        return []
    form, hindi, counts = known
    numbers = [_number(text) if form.fullmatch(text) else None for text in said]
    # The head of the column is not asked: it is a header unless it has a digit too.
    body = [n for n, text in enumerate(said) if n or form.fullmatch(text) or any(c.isdigit() for c in text)]
    out = []
    for n in body:
        expected = _expected(numbers, n) if counts else None
        wrong = expected is not None and numbers[n] is not None and numbers[n] != expected
        if wrong or not form.fullmatch(said[n]):
            like = next(text for text in said[1:] if form.fullmatch(text)) if counts else ""
            out.append(Doubt(cells[n], said[n], form, hindi, expected, like))
    return out


@cache
def _form(number: int, hindi: bool) -> regex.Pattern[str]:
    return regex.compile(_FORMS[number].replace("#", _DIGIT[hindi]))


def _form_of(said: Sequence[str], first: bool) -> tuple[regex.Pattern[str], bool, bool] | None:
    """The form of most cells of a column, whether in Devanagari digits, and whether it counts the rows."""
    for hindi in (False, True):
        for number in range(len(_FORMS)):
            form = _form(number, hindi)
            like = [(n, _number(text)) for n, text in enumerate(said) if form.fullmatch(text)]
            if len(like) < _LEAST_LIKE:
                continue
            counts = first and number < _SERIALS and sum(b > a for (_, a), (_, b) in pairwise(like)) >= len(like) - 2
            # Dates that fail are figures still; amounts of other forms would be figures too, and right.
            dates = number in _DATES and all(_mostly_figures(text) for text in said)
            if len(like) >= _TYPED * len(said) or ((counts or dates) and len(like) >= _COUNTED * len(said)):
                return form, hindi, counts
    return None


def _regrouped(text: str) -> str:
    """An amount with the signs of one, where its commas were read as points; no date has such groups."""
    found = _GROUPED.fullmatch(text)
    if found is None:
        return text
    return f"{found[1].replace('.', ',')}{f'.{found[2]}' if found[2] else ''}"


def _bare(text: str) -> str:
    """Figures without what specks beside and between them were read as, an amount with its own signs."""
    return text if _LETTER.search(text) else _regrouped(str(_DUST.sub("", text.replace(" ", ""))))


def _mostly_figures(text: str) -> bool:
    return 2 * sum(c.isdigit() for c in text) > len(text)


def _number(text: str) -> int:
    return int("".join(c for c in text if c.isdigit()) or 0)


def _expected(numbers: Sequence[int | None], at: int) -> int | None:
    """The number that the nearest known ones ask for: one above and one below, or two on one side, counting rows.

    A count may begin anew: then the two on its own side say it, and the other side is past its end or before its 1.
    """
    above = [(n, known) for n in range(at - 1, -1, -1) if (known := numbers[n]) is not None]
    below = [(n, known) for n in range(at + 1, len(numbers)) if (known := numbers[n]) is not None]
    if above and below:
        asked = _counted([above[0], below[0]], at)
        ends = below[0] == (at + 1, 1)
        return asked or (_counted(above[:2], at) if ends else 1 if _counted(below[:2], at) == 1 else None)
    return _counted((above or below)[:2], at)


def _counted(pair: Sequence[tuple[int, int]], at: int) -> int | None:
    """The number of row ``at`` where two rows, each with its number, count on by rows."""
    if len(pair) < 2 or pair[0][1] - pair[1][1] != pair[0][0] - pair[1][0]:
        return None
    return pair[0][1] + at - pair[0][0]


def _printed(words: Sequence[PlacedWord], cell: BBox) -> str:
    return " ".join(w.text for line in lines_of(w for w in words if _holds(cell, w.bbox)) for w in line.words)


def _crop(image: Gray, cell: BBox, dpi: int) -> tuple[Gray, BBox] | None:
    """The ink of a cell with paper around it, at 300 dpi at least, and its place; None for an empty cell."""
    left, top = max(0, int(cell.x0) + _RIM), max(0, int(cell.top) + _RIM)
    part = image[top : int(cell.bottom) - _RIM, left : int(cell.x1) - _RIM]
    if min(part.shape) < 8:
        return None
    part, scale = enlarged(part, dpi)
    paper = float(np.percentile(part, 75))
    rows, columns = np.where(part < min(160.0, paper - 40))
    if len(rows) < 10:
        return None
    y0, x0 = max(0, int(rows.min()) - _RIM), max(0, int(columns.min()) - _RIM)
    ink = part[y0 : int(rows.max()) + _RIM + 1, x0 : int(columns.max()) + _RIM + 1]
    around = _MARGIN
    framed = cv2.copyMakeBorder(ink, around, around, around, around, cv2.BORDER_CONSTANT, value=paper)
    high, wide = ink.shape
    place = BBox(left + x0 / scale, top + y0 / scale, left + (x0 + wide) / scale, top + (y0 + high) / scale)
    return framed.astype(np.uint8), place


def _whole(text: str) -> str:
    """A day, month and year without the white within each."""
    found = _PIECES.fullmatch(text.replace(" ", ""))
    return " ".join(found.groups()) if found else ""


def _without_one(tokens: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """The last or the first of the tokens, and the others."""
    yield tokens[-1], tokens[:-1]
    yield tokens[0], tokens[1:]


def _without_specks(crop: Gray, dpi: int) -> Gray:
    clean = without_small(crop, min(160.0, float(np.percentile(crop, 75)) - 40), dpi, beside=False)
    return np.asarray(cv2.GaussianBlur(clean, (0, 0), _BLUR), np.uint8)


def _scaled(crop: Gray, scale: float) -> Image.Image:
    return Image.fromarray(cv2.resize(crop, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC))


def _one_word(page: OcrPage) -> OcrWord | None:
    """What a strip says, written together: the columns that are read again hold no spaces."""
    words = [w for line in page.lines for w in line.words]
    if not words:
        return None
    return OcrWord("".join(w.text for w in words), words[0].box, min(w.confidence for w in words))


def _other_reading(words: Sequence[PlacedWord], doubt: Doubt) -> str:
    """Another reading of a cell's only word that is of the form, empty where there is none."""
    own = [w for w in words if _holds(doubt.cell, w.bbox)]
    return next((text for text in own[0].alternatives if doubt.fits(text)), "") if len(own) == 1 else ""


def _otherwise(words: Sequence[PlacedWord], doubt: Doubt, text: str) -> list[PlacedWord]:
    """The words with ``text`` in place of the figure of a cell and of the signs around it."""
    own = [w for w in words if _holds(doubt.cell, w.bbox)]
    figure = next((w for w in own if _FIGURES.search(w.text)), own[0])
    others = dict.fromkeys(t for t in (doubt.said, *figure.alternatives) if t != text)
    rest = [w for w in words if not _holds(doubt.cell, w.bbox)]
    whole = _union([w.bbox for w in own])  # ink beside it would be taken for words that were left out
    return [*rest, replace(figure, text=text, bbox=whole, alternatives=tuple(others))]


def _agreed(doubt: Doubt, fitting: Sequence[OcrWord]) -> OcrWord | None:
    """What two ways read alike, however unsure, where it is nearly what stands there; None where they do not."""
    if not fitting:
        return None
    text, ways = Counter(seen.text for seen in fitting).most_common(1)[0]
    if ways < _AGREED or Levenshtein.distance(doubt.said.replace(" ", ""), text) > _NEAR:
        return None
    return max((seen for seen in fitting if seen.text == text), key=lambda seen: seen.confidence)


def _replaced(words: Sequence[PlacedWord], doubt: Doubt, seen: OcrWord, box: BBox) -> list[PlacedWord]:
    rest = [w for w in words if not _holds(doubt.cell, w.bbox)]
    said = (doubt.said,) if doubt.said else ()
    return [*rest, PlacedWord(seen.text, box, seen.confidence, alternatives=said)]


def _union(boxes: Sequence[BBox]) -> BBox:
    return reduce(BBox.union, boxes)
