"""The text layer of a PDF's pages as several programs read it. Which of them is right, others decide (gate, pdf)."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any
from xml.etree import ElementTree

import regex

from ingest.cells import with_unruled
from ingest.document import BBox
from ingest.layout import PlacedLine, PlacedWord, clean_word, compose, with_tables
from ingest.legacy import DecodedWords, decode_words
from ingest.memory import importing

_POPPLER_SECONDS = 60.0
_POPPLER_OUTPUT_MOST = 64_000_000  # bytes of markup
_CONTENT_MOST = 1_500_000  # bytes, unpacked
_SAME_WORDS = 0.9
_COLUMN_LINES = 5
_LONG_COLUMN = 20  # lines
_COLUMN_WIDTH = 0.25  # of the page's text

Tables = list[list[list[BBox | None]]]


@dataclass(frozen=True, slots=True)
class Layer:
    """One program's reading of one page's text layer. ``hidden`` is the share (0..1) of its letters without ink of
    their own: another recogniser wrote them. ``vouched`` says that the producer itself spelt out its Hindi clusters."""

    program: str
    words: tuple[PlacedWord, ...]
    lines: tuple[PlacedLine, ...]
    text: str
    hidden: float = 0.0
    vouched: bool = False


class Layers:
    """Reads the text layers of one file. A context: it holds the file open. Safe to share between threads."""

    def __init__(self, data: bytes, count: int) -> None:
        self._data = data
        self._count = count
        # pdfminer shares one parser a file; pages of one file are parsed one after the other.
        self._lock = threading.Lock()
        self._plumber: Any = None
        self._poppler: dict[int, list[PlacedWord]] | None = None

    def __enter__(self) -> Layers:
        return self

    def __exit__(self, *_: object) -> None:
        if self._plumber is not None:
            self._plumber.close()

    def by_glyphs(self, index: int, ruled: bool) -> Layer | None:
        """The page as its content stream draws it; None where it cannot be parsed. ``ruled`` asks for tables."""
        with self._lock:
            try:
                page = self._page(index)
                from ingest.glyphs import read_glyphs

                found = read_glyphs(page.page_obj, self._plumber.rsrcmgr)
                tables = tables_of(page) if ruled else []
            except Exception:  # pdfminer raises almost anything on hostile files; other programs are left
                return None
            finally:
                self._forget(index)
        return _layer("glyphs", found.words, tables, found.hidden, found.vouched)

    def by_plumber(self, index: int, ruled: bool) -> Layer | None:
        """The page's characters sorted by where they stand: for streams that are drawn in no order."""
        with self._lock:
            try:
                page = self._page(index)
                words = _plumber_words(page)
                tables = tables_of(page) if ruled else []
            except Exception:  # as above
                return None
            finally:
                self._forget(index)
        return _layer("pdfplumber", words, tables)

    def by_poppler(self, index: int, ruled: bool) -> Layer | None:
        """The page as pdftotext reads it; None where the program is absent or fails."""
        with self._lock:
            if self._poppler is None:
                self._poppler = _pdftotext(self._data, self._count)
            words = self._poppler.get(index)
            if words is None:
                return None
            tables: Tables = []
            if ruled:
                try:
                    tables = tables_of(self._page(index))
                except Exception:  # as above
                    tables = []
                finally:
                    self._forget(index)
        return _layer("pdftotext", words, tables)

    def legacy(self, index: int) -> tuple[list[PlacedLine], DecodedWords] | None:
        """Lines with the runs in legacy fonts decoded; None where the page cannot be parsed."""
        with self._lock:
            try:
                page = self._page(index)
                # In the order of the content: signs without a width of their own would be sorted before their letter.
                found = page.extract_words(
                    x_tolerance_ratio=0.15, y_tolerance=3, use_text_flow=True, extra_attrs=["fontname"]
                )
                made = decode_words(found, (float(page.bbox[0]), float(page.bbox[1])))
                tables = tables_of(page)
            except Exception:  # as above
                return None
            finally:
                self._forget(index)
        return with_tables(made.words, with_unruled(made.words, tables)), made

    def _page(self, index: int) -> Any:
        with importing():  # here: a scan has no layer, and this takes as long to load as a page takes to be drawn
            import pdfplumber
            from pdfminer.pdftypes import stream_value

        if self._plumber is None:
            self._plumber = pdfplumber.open(io.BytesIO(self._data))
        page = self._plumber.pages[index]
        # Its interpreter does about 100 kB a second and cannot be stopped; a page of text has a few dozen kB.
        if sum(len(stream_value(part).get_data()) for part in page.page_obj.contents) > _CONTENT_MOST:
            raise ValueError("no letter has contents as long")
        return page

    def _forget(self, index: int) -> None:
        if self._plumber is not None:
            self._plumber.pages[index].close()


def same_words(one: str, other: str) -> bool:
    """Whether two readings of a page hold the same words, whatever their order, but for one in ten."""
    left, right = Counter(one.split()), Counter(other.split())
    most = max(left.total(), right.total())
    return most == 0 or (left & right).total() / most >= _SAME_WORDS


def _layer(
    program: str, words: Sequence[PlacedWord], tables: Tables, hidden: float = 0.0, vouched: bool = False
) -> Layer:
    lines: list[PlacedLine] = []
    tables = with_unruled(words, tables)
    for column in [words] if tables else columns_of(words):
        lines += with_tables(column, tables)
    return Layer(program, tuple(words), tuple(lines), compose(lines)[0], hidden, vouched)


def columns_of(words: Sequence[PlacedWord]) -> list[Sequence[PlacedWord]]:
    """Columns of running text, as the order of the words shows them; one column where it shows none.

    A column ends where the text goes up again to words beside it. Short blocks side by side (a number and a date, two
    signatories, cells) are rows, not columns.
    """
    if len(words) < 40:
        return [words]
    height = median(w.bbox.bottom - w.bbox.top for w in words)
    cuts = [0]
    for at, (before, word) in enumerate(pairwise(words), 1):
        if word.bbox.bottom < before.bbox.top - 2 * height and word.bbox.x0 > before.bbox.x0:
            cuts.append(at)
    pieces = [words[a:b] for a, b in pairwise([*cuts, len(words)])]
    if len(pieces) < 2:
        return [words]
    boxes = [_box(piece) for piece in pieces]
    whole = max(b.x1 for b in boxes) - min(b.x0 for b in boxes)
    out: list[Sequence[PlacedWord]] = [pieces[0]]
    for piece in pieces[1:]:
        left, right = _column(out[-1], piece), _box(piece)
        beside = left is not None and right.x0 > left.x1 - 0.5 * height
        column = _is_column(piece, height, whole) and left is not None and left.x1 - left.x0 > _COLUMN_WIDTH * whole
        if beside and (column or _goes_on(out[-1], right, height)):
            out.append(piece)
        else:
            out[-1] = [*out[-1], *piece]
    return out


def _goes_on(words: Sequence[PlacedWord], beside: BBox, height: float) -> bool:
    """Whether a line or two at the top, beside a long column that nowhere reaches over to them, are its last lines."""
    column = _box(words)
    long = column.bottom - column.top > _LONG_COLUMN * height
    return long and beside.x0 > column.x1 and beside.top < column.top + 3 * height


def _column(words: Sequence[PlacedWord], beside: Sequence[PlacedWord]) -> BBox | None:
    """The box of the words that share their height with ``beside``."""
    other = _box(beside)
    level = [w for w in words if w.bbox.bottom > other.top and w.bbox.top < other.bottom]
    return _box(level) if level else None


def _is_column(words: Sequence[PlacedWord], height: float, whole: float) -> bool:
    box = _box(words)
    return box.bottom - box.top > _COLUMN_LINES * height and box.x1 - box.x0 > _COLUMN_WIDTH * whole


def _box(words: Sequence[PlacedWord]) -> BBox:
    return BBox(
        min(w.bbox.x0 for w in words), min(w.bbox.top for w in words),
        max(w.bbox.x1 for w in words), max(w.bbox.bottom for w in words),
    )  # fmt: skip


def _plumber_words(page: Any) -> list[PlacedWord]:
    found = page.extract_words(x_tolerance_ratio=0.15, y_tolerance=3, keep_blank_chars=False)
    x, y = float(page.bbox[0]), float(page.bbox[1])
    words = []
    for item in found:
        text = clean_word(item["text"])
        if text:
            box = BBox(float(item["x0"]) - x, float(item["top"]) - y, float(item["x1"]) - x, float(item["bottom"]) - y)
            words.append(PlacedWord(text, box, 0.99))
    return words


def tables_of(page: Any) -> Tables:
    """Ruled tables of a pdfplumber page as rows of cells. A frame around everything is no table."""
    if len(page.lines) + len(page.rects) + len(page.curves) < 4 or len(page.edges) > 5000:
        return []
    x, y = float(page.bbox[0]), float(page.bbox[1])
    out = []
    for table in page.find_tables():
        rows: list[list[BBox | None]] = [
            [BBox(c[0] - x, c[1] - y, c[2] - x, c[3] - y) if c else None for c in row.cells] for row in table.rows
        ]
        if len(rows) >= 2 and max(len(row) for row in rows) >= 2:
            out.append(rows)
    return out


def _pdftotext(data: bytes, pages: int) -> dict[int, list[PlacedWord]]:
    """Words of every page as poppler reads them; empty where the program is absent or fails."""
    program = shutil.which("pdftotext")
    if program is None:
        return {}
    with tempfile.TemporaryDirectory(prefix="layer-") as folder:
        path, made = Path(folder) / "in.pdf", Path(folder) / "out.html"
        path.write_bytes(data)
        command = [program, "-bbox", "-f", "1", "-l", str(pages), "-enc", "UTF-8", str(path), str(made)]
        try:
            subprocess.run(command, capture_output=True, timeout=_POPPLER_SECONDS, check=True)
            if made.stat().st_size > _POPPLER_OUTPUT_MOST:
                return {}
            markup = made.read_bytes().decode("utf-8", "replace")
        except (OSError, subprocess.SubprocessError):
            return {}
    try:
        root = ElementTree.fromstring(regex.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", markup))
    except ElementTree.ParseError:
        return {}
    space = "{http://www.w3.org/1999/xhtml}"
    out: dict[int, list[PlacedWord]] = {}
    for number, page in enumerate(root.iter(f"{space}page")):
        words = out.setdefault(number, [])
        for item in page.iter(f"{space}word"):
            text = clean_word(item.text or "")
            if text:
                x0, top, x1, bottom = (float(item.get(k, "0")) for k in ("xMin", "yMin", "xMax", "yMax"))
                words.append(PlacedWord(text, BBox(min(x0, x1), min(top, bottom), max(x0, x1), max(top, bottom)), 0.98))
    return out
