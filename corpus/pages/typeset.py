"""Blocks of text and tables are set as page images, and every word's place is known exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from PIL import Image, ImageDraw

from corpus.pages.fonts import Face
from corpus.pages.truth import Box, TrueCell, TrueLine, TruePage, TrueTable, TrueWord

Align = Literal["left", "right", "centre", "justify", "far"]
"""``far``: a block that begins right of the middle (signatures)."""


@dataclass(frozen=True)
class Text:
    """A printed paragraph. ``pieces`` stand apart on one line, the last of them at the right margin."""

    pieces: tuple[str, ...]
    align: Align = "left"
    bold: bool = False
    indent: float = 0.0
    """Of the first line, in ems."""
    space: float = 0.0
    """Above the block, in lines."""


@dataclass(frozen=True)
class Table:
    """``rows`` hold texts; a row of one cell spans all columns. ``spans`` are the columns of each cell of ``merged``,
    a row printed above ``rows`` (one text to several columns)."""

    rows: tuple[tuple[str, ...], ...]
    ruled: bool
    header_rows: int = 1
    merged: tuple[tuple[str, int], ...] = ()
    repeat_header: bool = False
    space: float = 1.0


@dataclass(frozen=True)
class Columns:
    """Two columns side by side, read left first."""

    left: tuple[Text, ...]
    right: tuple[Text, ...]
    rule: bool = False
    space: float = 1.0


Block = Text | Table | Columns


@dataclass(frozen=True)
class Style:
    """``size`` is points; ``margins`` (left, top, right, bottom) and ``paper`` are inches; ``leading`` is of size."""

    devanagari: str
    latin: str
    size: float
    dpi: int
    leading: float = 1.4
    margins: Box = (1.0, 0.8, 0.8, 0.8)
    paper: tuple[float, float] = (8.27, 11.69)
    rule: float = 0.8
    """Thickness of rules in points."""


@dataclass
class _Sheet:
    image: Image.Image
    lines: list[TrueLine] = field(default_factory=list)
    tables: list[TrueTable] = field(default_factory=list)


class Setter:
    """Sets blocks one after the other; a full page begins the next."""

    def __init__(self, style: Style, most: int = 3) -> None:
        self.style = style
        self.most = most
        self.px = style.dpi / 72
        left, top, right, bottom = (m * style.dpi for m in style.margins)
        self.width, self.height = (round(p * style.dpi) for p in style.paper)
        self.left, self.right, self.top, self.bottom = left, self.width - right, top, self.height - bottom
        self.step = style.size * style.leading * self.px
        self.face = Face(style.devanagari, style.latin, style.size * self.px)
        self.strong = Face(style.devanagari, style.latin, style.size * self.px, bold=True)
        self.sheets: list[_Sheet] = []
        self._next()

    def _next(self) -> None:
        self.sheets.append(_Sheet(Image.new("L", (self.width, self.height), 255)))
        self.draw = ImageDraw.Draw(self.sheets[-1].image)
        self.y = self.top

    @property
    def sheet(self) -> _Sheet:
        return self.sheets[-1]

    def set(self, blocks: Sequence[Block]) -> list[tuple[Image.Image, TruePage]]:
        """The pages, at most ``most``: what does not fit on the last is not printed."""
        for block in blocks:
            if len(self.sheets) > self.most:
                break
            if isinstance(block, Table):
                self._table(block)
            elif isinstance(block, Columns):
                self._columns(block)
            else:
                self._text(block, self.left, self.right)
        return [
            (s.image, TruePage(self.width, self.height, tuple(s.lines), tuple(s.tables)))
            for s in self.sheets[: self.most]
            if s.lines
        ]

    # --- words -----------------------------------------------------------------------------------
    def _word(self, text: str, x: float, base: float, face: Face) -> TrueWord:
        """Draws one word with its baseline at ``base``."""
        at = x
        for font, run in face.runs(text):
            self.draw.text((at, base), run, fill=0, font=font, anchor="ls")
            at += font.getlength(run)
        return TrueWord(text, (x, base - 0.85 * face.size, at, base + 0.28 * face.size))

    def _wrapped(self, text: str, width: float, face: Face, indent: float = 0.0) -> list[list[str]]:
        """Words by line; a word wider than the line is broken where it must be."""
        space = face.width(" ")
        lines: list[list[str]] = [[]]
        used = indent
        for word in text.split():
            wide = face.width(word)
            while wide > width and len(word) > 4:
                fits = max(n for n in range(1, len(word)) if n == 1 or face.width(word[:n]) <= width)
                if lines[-1]:
                    lines.append([])
                lines[-1].append(word[:fits])
                lines.append([])
                word, used = word[fits:], 0.0
                wide = face.width(word)
            if lines[-1] and used + space + wide > width:
                lines.append([])
                used = 0.0
            used += wide + (space if lines[-1] else 0.0)
            lines[-1].append(word)
        return [line for line in lines if line]

    # --- paragraphs --------------------------------------------------------------------------------
    def _room(self, height: float) -> None:
        if self.y + height > self.bottom:
            self._next()

    def _text(self, block: Text, left: float, right: float) -> None:
        face = self.strong if block.bold else self.face
        if self.y > self.top:
            self.y += block.space * self.step
        if len(block.pieces) > 1:
            self._pieces(block, left, right, face)
            return
        start = left + 0.55 * (right - left) if block.align == "far" else left
        indent = block.indent * face.size
        lines = self._wrapped(block.pieces[0], right - start, face, indent)
        for number, words in enumerate(lines):
            self._room(self.step)
            x = start + (indent if number == 0 else 0.0)
            widths = [face.width(w) for w in words]
            space = face.width(" ")
            free = right - x - sum(widths) - space * (len(words) - 1)
            if block.align == "right":
                x += free
            elif block.align == "centre":
                x += free / 2
            elif block.align == "justify" and number + 1 < len(lines) and len(words) > 1:
                space += max(0.0, free / (len(words) - 1))
            base = self.y + 0.75 * self.step
            placed = []
            for word, wide in zip(words, widths, strict=True):
                placed.append(self._word(word, x, base, face))
                x += wide + space
            self.sheet.lines.append(TrueLine(" ".join(words), tuple(placed)))
            self.y += self.step

    def _pieces(self, block: Text, left: float, right: float, face: Face) -> None:
        self._room(self.step)
        base = self.y + 0.75 * self.step
        total = [face.width(p) for p in block.pieces]
        if sum(total) + 2 * face.size * len(total) > right - left:
            for piece in block.pieces:
                self._text(Text((piece,), "left", block.bold), left, right)
            return
        placed: list[TrueWord] = []
        gap = (right - left - sum(total)) / (len(total) - 1)
        x = left
        for piece, wide in zip(block.pieces, total, strict=True):
            at = x
            for word in piece.split():
                placed.append(self._word(word, at, base, face))
                at += face.width(word + " ")
            x += wide + gap
        self.sheet.lines.append(TrueLine("    ".join(block.pieces), tuple(placed)))
        self.y += self.step

    # --- two columns --------------------------------------------------------------------------------
    def _columns(self, block: Columns) -> None:
        self.y += block.space * self.step
        gutter = 0.3 * self.style.dpi
        middle = (self.left + self.right) / 2
        first, sheet = self.y, self.sheet
        ends = []
        for texts, x0, x1 in (
            (block.left, self.left, middle - gutter / 2),
            (block.right, middle + gutter / 2, self.right),
        ):
            self.y = first
            for text in texts:
                if self.y + (block.space + 2) * self.step > self.bottom:
                    break  # a column is filled to the foot of the page; what is over is not printed
                self._column_text(text, x0, x1)
            ends.append(self.y)
        self.y = max(ends)
        if block.rule:
            wide = max(1, round(self.style.rule * self.px))
            ImageDraw.Draw(sheet.image).line((middle, first, middle, self.y), fill=0, width=wide)

    def _column_text(self, text: Text, left: float, right: float) -> None:
        lines = self._wrapped(text.pieces[0], right - left, self.strong if text.bold else self.face)
        room = int((self.bottom - self.y - text.space * self.step) / self.step)
        kept = " ".join(" ".join(line) for line in lines[:room])
        self._text(Text((kept,), text.align, text.bold, 0.0, text.space), left, right)

    # --- tables --------------------------------------------------------------------------------------
    def _table(self, block: Table) -> None:
        self.y += block.space * self.step
        pad = 0.35 * self.face.size if block.ruled else 0.8 * self.face.size
        edges = self._edges(block, pad)
        rows = list(block.rows)
        head = rows[: block.header_rows]
        state = _Rows(self, block, edges, pad)
        # A header does not stand alone at the foot of a page.
        self._room(3 * self.step)
        state.open(False)
        if block.merged:
            state.row([(text, n) for text, n in block.merged], bold=True)
        for number, row in enumerate(rows):
            if len(self.sheets) > self.most:
                break
            cells = [(row[0], len(edges) - 1)] if len(row) == 1 else [(text, 1) for text in row]
            bold = number < block.header_rows
            if self.y + state.height(cells, bold) > self.bottom:
                state.close()
                self._next()
                state.open(True)
                if block.repeat_header:
                    for again in head:
                        state.row([(text, 1) for text in again], bold=True)
            state.row(cells, bold=bold)
        state.close()
        self.y += 0.5 * self.step

    def _edges(self, block: Table, pad: float) -> list[float]:
        """Left edges of the columns and the right edge of the table: the widest column takes what is left."""
        count = max(len(row) for row in block.rows)
        whole = [(self.strong if n < block.header_rows else self.face, row) for n, row in enumerate(block.rows)]
        whole = [(face, row) for face, row in whole if len(row) == count]
        natural = [max(face.width(row[k]) for face, row in whole) + 2 * pad + 2 for k in range(count)]
        full = self.right - self.left
        spare = full - sum(natural)
        if spare < 0:  # the widest columns give way
            fair = full / count
            small = [w for w in natural if w <= fair]
            share = (full - sum(small)) / max(1, count - len(small))
            natural = [w if w <= fair else share for w in natural]
        elif block.ruled:
            natural[natural.index(max(natural))] += spare
        else:
            natural = [w + spare / count for w in natural]
        edges = [self.left]
        for wide in natural:
            edges.append(edges[-1] + wide)
        return edges


class _Rows:
    """Draws the rows of one table on the current page and keeps their truth."""

    def __init__(self, setter: Setter, block: Table, edges: list[float], pad: float) -> None:
        self.to, self.block, self.edges, self.pad = setter, block, edges, pad
        self.rule = max(1, round(setter.style.rule * setter.px))
        self.line = setter.step * 0.92
        self.done: list[tuple[TrueCell, ...]] = []
        self.continues = False

    def open(self, continues: bool) -> None:
        self.done, self.continues = [], continues
        if self.block.ruled:
            self.to.draw.line((self.edges[0], self.to.y, self.edges[-1], self.to.y), 0, self.rule)

    def close(self) -> None:
        if not self.done:
            return
        heads = (
            0 if self.continues and not self.block.repeat_header else self.block.header_rows + bool(self.block.merged)
        )
        self.to.sheet.tables.append(TrueTable(tuple(self.done), self.block.ruled, heads, self.continues))

    def height(self, cells: list[tuple[str, int]], bold: bool) -> float:
        return max(len(lines) for lines, _, _ in self._laid(cells, bold)) * self.line + 2 * 0.25 * self.to.face.size

    def _laid(self, cells: list[tuple[str, int]], bold: bool) -> list[tuple[list[list[str]], float, float]]:
        face = self.to.strong if bold else self.to.face
        out = []
        at = 0
        for text, span in cells:
            x0, x1 = self.edges[at], self.edges[at + span]
            out.append((self.to._wrapped(text, x1 - x0 - 2 * self.pad, face) or [[]], x0, x1))
            at += span
        return out

    def row(self, cells: list[tuple[str, int]], bold: bool) -> None:
        to = self.to
        face = to.strong if bold else to.face
        top, high = to.y, self.height(cells, bold)
        placed: list[TrueWord] = []
        kept: list[TrueCell] = []
        for (_, span), (lines, x0, x1) in zip(cells, self._laid(cells, bold), strict=True):
            base = top + 0.25 * face.size + 0.72 * self.line
            centred = span > 1
            for words in lines:
                x = x0 + self.pad
                if centred:
                    x = (x0 + x1) / 2 - face.width(" ".join(words)) / 2
                for word in words:
                    placed.append(to._word(word, x, base, face))
                    x += face.width(word + " ")
                base += self.line
            said = " ".join(" ".join(line) for line in lines)
            kept.append(TrueCell(said, (x0, top, x1, top + high), span))
            if self.block.ruled:
                to.draw.line((x0, top, x0, top + high), 0, self.rule)
                to.draw.line((x1, top, x1, top + high), 0, self.rule)
        to.y = top + high
        if self.block.ruled:
            to.draw.line((self.edges[0], to.y, self.edges[-1], to.y), 0, self.rule)
        self.done.append(tuple(kept))
        to.sheet.lines.append(TrueLine("\t".join(c.text for c in kept if c.text), tuple(placed)))
