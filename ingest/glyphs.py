"""A page's text as its content stream draws it, with the text that the producer says its glyphs stand for.

Chromium, LibreOffice and Typst mark clusters of Devanagari glyphs with /ActualText, since no map from single
glyphs can say what a cluster is. The order is that of the stream, which these producers write as it is read, column
by column.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.utils import apply_matrix_rect, decode_text

from ingest.document import BBox
from ingest.layout import PlacedWord, clean_word

_WORD_GAP = 0.15  # of the font size
_BACK = 0.3  # of the font size: kerning and marks step back less
_SAME_LINE = 0.4  # of the font size
_TWICE = 0.12  # of the font size: bold made by drawing twice
_DEPTH = -0.22  # of the font size, below the base line
_NO_WIDTH = 0.02  # of the font size
_MARKED_LEAST = 0.9
_PICTURE_LEAST = 0.6  # of the page's area: a picture of the page, not on it
_GLYPHS_MOST = 400_000
_REPH = "\u0930\u094d"
_SHORT_I = "\u093f"
_UNKNOWN = "\ufffd"


@dataclass(frozen=True, slots=True)
class Glyph:
    """What one glyph, or one marked cluster of glyphs, stands for. Points, origin at the page's bottom left."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    base: float
    hidden: bool = False
    marked: bool = False


class TooManyGlyphs(Exception):
    """No letter but a drawing or an attack."""


@dataclass(frozen=True, slots=True)
class GlyphText:
    """A page's words in the order of the stream, boxes in points from the top left of its crop box.

    ``hidden`` is the share (0..1) of the letters that leave no ink: set invisible or under a picture of the page.
    ``vouched`` is true where the producer marked its Hindi clusters with what they stand for.
    """

    words: tuple[PlacedWord, ...]
    hidden: float
    vouched: bool


def glyphs_of(page: PDFPage, resources: PDFResourceManager | None = None) -> list[Glyph]:
    """All glyphs in the order of the stream. Raises what pdfminer raises on hostile files, and TooManyGlyphs."""
    resources = resources or PDFResourceManager()
    device = _Device(resources)
    PDFPageInterpreter(resources, device).process_page(page)
    return device.found


def read_glyphs(page: PDFPage, resources: PDFResourceManager | None = None) -> GlyphText:
    """The page's words. Raises as ``glyphs_of`` does."""
    left, top = _corner(page)
    words: list[PlacedWord] = []
    shown = glyphs_of(page, resources)
    for group in _words(_spoken(_once(shown))):
        text = clean_word(unicodedata.normalize("NFC", "".join(g.text for g in group)))
        if text:
            box = BBox(
                min(g.x0 for g in group) - left,
                top - max(g.y1 for g in group),
                max(g.x1 for g in group) - left,
                top - min(g.y0 for g in group),
            )
            words.append(PlacedWord(text, box, 0.99))
    letters = [g for g in shown if g.text.strip()]
    hidden = sum(g.hidden for g in letters) / len(letters) if letters else 0.0
    return GlyphText(tuple(words), hidden, _vouched(letters))


def _vouched(letters: Sequence[Glyph]) -> bool:
    """Every producer that marks clusters marks those with ि, since no map of single glyphs can move it."""
    moved = [g for g in letters if _SHORT_I in g.text]
    if not moved:
        return any(g.marked and "\u0900" <= g.text[0] <= "\u097f" for g in letters)
    return sum(g.marked for g in moved) >= _MARKED_LEAST * len(moved)


def _corner(page: PDFPage) -> tuple[float, float]:
    """Left and top of the crop box as the page is seen, in the coordinates of the glyphs."""
    x0, y0, x1, y1 = page.mediabox
    ctm: tuple[float, float, float, float, float, float] = {
        90: (0, -1, 1, 0, -y0, x1), 180: (-1, 0, 0, -1, x1, y1), 270: (0, 1, -1, 0, y1, -x0)
    }.get(page.rotate % 360, (1, 0, 0, 1, -x0, -y0))  # fmt: skip
    c0, d0, c1, d1 = page.cropbox
    inside = (max(x0, min(c0, c1)), max(y0, min(d0, d1)), min(x1, max(c0, c1)), min(y1, max(d0, d1)))
    seen = apply_matrix_rect(ctm, inside)
    return min(seen[0], seen[2]), max(seen[1], seen[3])


class _Device(PDFTextDevice):
    def __init__(self, resources: PDFResourceManager) -> None:
        super().__init__(resources)
        self.found: list[Glyph] = []
        self._hidden = False
        self._tags: list[str | None] = []
        self._held: list[Glyph] = []
        self._area = 0.0

    def begin_page(self, page: PDFPage, ctm: Any) -> None:
        x0, y0, x1, y1 = page.mediabox
        self._area = abs((x1 - x0) * (y1 - y0))

    def render_image(self, name: str, stream: Any) -> None:
        if self.ctm is None:
            return
        x0, y0, x1, y1 = apply_matrix_rect(self.ctm, (0, 0, 1, 1))
        if abs((x1 - x0) * (y1 - y0)) > _PICTURE_LEAST * self._area:
            self.found = [replace(g, hidden=True) for g in self.found]

    def begin_tag(self, tag: Any, props: Any = None) -> None:
        said = props.get("ActualText") if isinstance(props, dict) else None
        self._tags.append(decode_text(said) if isinstance(said, bytes) else None)

    def end_tag(self) -> None:
        said = self._tags.pop() if self._tags else None
        if said is None or any(tag is not None for tag in self._tags):
            return
        held, self._held = self._held, []
        if held:
            self.found += _spread(said, held)

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        self._hidden = textstate.render == 3
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(
        self, matrix: Any, font: Any, fontsize: float, scaling: float, rise: float, cid: int, ncs: Any,
        graphicstate: Any,
    ) -> float:  # fmt: skip
        try:
            text = font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            text = _UNKNOWN
        advance: float = font.char_width(cid) * fontsize * scaling
        # Not the font's own depth: words of two fonts on one base line are one row.
        low = _DEPTH * fontsize + rise
        x0, y0, x1, y1 = apply_matrix_rect(matrix, (0, low, advance, low + fontsize))
        glyph = Glyph(text, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1), abs(y1 - y0), matrix[5], self._hidden)
        if any(tag is not None for tag in self._tags):
            self._held.append(glyph)
        else:
            self.found.append(glyph)
        if len(self.found) + len(self._held) > _GLYPHS_MOST:
            raise TooManyGlyphs
        return advance


def _spread(said: str, held: Sequence[Glyph]) -> list[Glyph]:
    """One glyph for a marked cluster; a marked phrase is cut at its spaces, its box in proportion."""
    first = held[0]
    box = (min(g.x0 for g in held), min(g.y0 for g in held), max(g.x1 for g in held), max(g.y1 for g in held))
    whole = replace(
        first, text=said, x0=box[0], y0=box[1], x1=box[2], y1=box[3], size=max(g.size for g in held), marked=True
    )
    if not any(c.isspace() for c in said.strip()):
        return [whole]
    step = (whole.x1 - whole.x0) / len(said)
    return [replace(whole, text=c, x0=whole.x0 + n * step, x1=whole.x0 + (n + 1) * step) for n, c in enumerate(said)]


def _once(glyphs: Iterable[Glyph]) -> list[Glyph]:
    """Without what is drawn a second time in the same place, and without clusters told twice.

    Typst says the whole cluster for its letter and again for the sign on it. A glyph without a width is a sign: where
    it is said to be the letters just before it, they are the same letters.
    """
    out: list[Glyph] = []
    held: dict[tuple[str, int, int], Glyph] = {}
    for glyph in glyphs:
        if glyph.text.isspace():
            out.append(glyph)
            continue
        if out and _told_again(out[-1], glyph):
            continue
        near = max(0.1, _TWICE * glyph.size)
        cell = (glyph.text, round(glyph.x0 / near), round(glyph.y0 / near))
        if glyph.x1 > glyph.x0 and any(
            (cell[0], cell[1] + dx, cell[2] + dy) in held for dx in (-1, 0, 1) for dy in (-1, 0, 1)
        ):
            continue
        held[cell] = glyph
        out.append(glyph)
    return out


def _told_again(before: Glyph, glyph: Glyph) -> bool:
    width = glyph.x1 - glyph.x0
    return (
        width < _NO_WIDTH * glyph.size
        and len(glyph.text) > 1
        and before.text == glyph.text
        and _near(before, glyph)
        and -glyph.size < glyph.x0 - before.x1 < _TWICE * glyph.size
        and not unicodedata.category(glyph.text[0]).startswith("M")
    )


def _spoken(glyphs: list[Glyph]) -> list[Glyph]:
    """Single glyphs of ि and of the raised र from where they are drawn to where they are spoken.

    ि is drawn at the left of its cluster, the raised र at its right. Whether the stream holds them so, the page shows:
    a word that is drawn may begin with ि and none ends in it; a word that is spoken the other way round.
    """
    if not _as_drawn(glyphs):
        return glyphs
    out = list(glyphs)
    for at in range(len(out) - 1, -1, -1):
        if out[at].text == _SHORT_I and not out[at].marked and (end := _cluster_end(out, at + 1)):
            out[at:end] = [_joined([*out[at + 1 : end], out[at]])]
    at = 0
    while at < len(out):
        if out[at].text == _REPH and not out[at].marked:
            start = _cluster_start(out, at)
            if start is not None and _near(out[start], out[at]):
                out[start : at + 1] = [_joined([out[at], *out[start:at]])]
                at = start
        at += 1
    return out


def _as_drawn(glyphs: Sequence[Glyph]) -> bool:
    begins = ends = 0
    for at, glyph in enumerate(glyphs):
        if glyph.text != _SHORT_I or glyph.marked or glyph.hidden:
            continue
        before = glyphs[at - 1] if at else None
        after = glyphs[at + 1] if at + 1 < len(glyphs) else None
        if before and _near(before, glyph) and before.x0 > glyph.x0:
            return False  # set back to the left of its letter: the stream is spoken
        begins += before is None or before.text.isspace() or not _near(before, glyph)
        ends += after is None or after.text.isspace() or not _near(after, glyph)
    return begins > 0 and ends == 0


def _joined(glyphs: Sequence[Glyph]) -> Glyph:
    return replace(
        glyphs[0],
        text="".join(g.text for g in glyphs),
        x0=min(g.x0 for g in glyphs),
        y0=min(g.y0 for g in glyphs),
        x1=max(g.x1 for g in glyphs),
        y1=max(g.y1 for g in glyphs),
    )


def _near(one: Glyph, other: Glyph) -> bool:
    return abs(one.base - other.base) < _SAME_LINE * max(one.size, other.size, 0.1)


def _is_consonant(char: str) -> bool:
    return "\u0915" <= char <= "\u0939" or "\u0958" <= char <= "\u095f"


def _cluster_end(glyphs: Sequence[Glyph], at: int) -> int | None:
    """The place behind the cluster of consonants that begins at ``at``."""
    while at < len(glyphs) and glyphs[at].text and _is_consonant(glyphs[at].text[0]):
        open_ended = glyphs[at].text.endswith("\u094d")
        at += 1
        while at < len(glyphs) and glyphs[at].text in ("\u093c", "\u094d", "\u094d\u0930"):
            open_ended = glyphs[at].text == "\u094d"
            at += 1
        if not open_ended:
            return at
    return None


def _cluster_start(glyphs: Sequence[Glyph], at: int) -> int | None:
    """The beginning of the syllable that ends before ``at``."""
    start = at - 1
    while start >= 0 and glyphs[start].text and unicodedata.category(glyphs[start].text[0]).startswith("M"):
        start -= 1
    if start < 0 or not glyphs[start].text or not _is_consonant(glyphs[start].text[0]):
        return None
    while start > 0 and glyphs[start - 1].text.endswith("\u094d") and glyphs[start - 1].text != _REPH:
        start -= 1
    return start


def _words(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    out: list[list[Glyph]] = []
    open_word: list[Glyph] = []
    for glyph in glyphs:
        if glyph.text.isspace() or not glyph.text and not glyph.marked:
            if glyph.text:
                out.append(open_word)
                open_word = []
            continue
        if open_word and _apart(open_word, glyph):
            out.append(open_word)
            open_word = []
        text = glyph.text
        begins, ends = text[:1].isspace(), text[-1:].isspace()
        if begins and open_word:
            out.append(open_word)
            open_word = []
        open_word.append(glyph)
        if ends:
            out.append(open_word)
            open_word = []
    return [word for word in [*out, open_word] if word]


def _apart(word: Sequence[Glyph], glyph: Glyph) -> bool:
    size = max(glyph.size, 0.1)
    last = word[-1]
    if not _near(last, glyph):
        return True
    right = max(g.x1 for g in word[-6:])
    mark = glyph.text[:1] and unicodedata.category(glyph.text[0]).startswith("M")
    if mark:
        return not -3 * size < glyph.x0 - right < size
    return not -_BACK * size - (right - word[-1].x0) < glyph.x0 - right < _WORD_GAP * size
