"""Placed words become lines and a page's text: paragraph breaks and wide gaps are kept, offsets are exact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Any

from ingest.document import Area, BBox, Origin, Problem, Quality, Span, Word

WIDE_GAP = "    "
"""Stands for a horizontal gap that is clearly wider than a space (a date at the right end of a number line)."""

CELL_GAP = "\t"
"""Stands between two cells of a row of a table."""

_WIDE = 1.6  # of the line's height; word spaces stay under 0.8 even in justified lines
_PARAGRAPH = 1.35  # of the usual distance between lines


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word and its box in points; ``before`` overrules what stands between it and the word before it.

    ``alternatives`` are other readings of the same place, not the text.
    """

    text: str
    bbox: BBox
    confidence: float = 1.0
    before: str | None = None
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """Words from left to right. ``new_paragraph`` is the reader's own opinion, None where it has none."""

    words: tuple[PlacedWord, ...]
    new_paragraph: bool | None = None

    @property
    def top(self) -> float:
        return median(w.bbox.top for w in self.words)

    @property
    def bottom(self) -> float:
        return median(w.bbox.bottom for w in self.words)


Recognised = tuple[list[PlacedLine], list[Area], tuple[str, ...]]
"""Lines and areas in pixels of the page image, and the notes of what was done."""


@dataclass(frozen=True, slots=True)
class PageDraft:
    """A page as read, before it has a number and a place in the document. Spans of words are relative to ``text``."""

    text: str
    words: tuple[Word, ...]
    origin: Origin
    confidence: float
    quality: Quality
    width: float | None = None
    height: float | None = None
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    rejected_layer: str = ""
    """The text layer of the file that was not trusted: no text of the page, but a voice where a number is doubtful."""
    areas: tuple[Area, ...] = ()


def lines_of(words: Iterable[PlacedWord]) -> list[PlacedLine]:
    """Words that stand side by side form a line, whatever order they came in; lines run from top to bottom."""
    rows: list[list[PlacedWord]] = []
    for word in sorted(words, key=lambda w: (w.bbox.top + w.bbox.bottom, w.bbox.x0)):
        if rows and _same_row(rows[-1], word):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [PlacedLine(tuple(sorted(row, key=lambda w: w.bbox.x0))) for row in rows]


def _same_row(row: Sequence[PlacedWord], word: PlacedWord) -> bool:
    recent = row[-8:]  # a skewed line drifts: compare with its end, and stay linear
    top = sum(w.bbox.top for w in recent) / len(recent)
    bottom = sum(w.bbox.bottom for w in recent) / len(recent)
    overlap = min(bottom, word.bbox.bottom) - max(top, word.bbox.top)
    return overlap > 0.5 * max(0.1, min(bottom - top, word.bbox.bottom - word.bbox.top))


def with_tables(words: Sequence[PlacedWord], tables: Sequence[Sequence[Sequence[BBox | None]]]) -> list[PlacedLine]:
    """Lines in order; a row of a table is one line, its cells apart by CELL_GAP, a cell's own lines joined."""
    lines: list[PlacedLine] = []
    rest = list(words)
    for rows in tables:
        for row in rows:
            taken: list[PlacedWord] = []
            first = True
            for cell in row:
                if cell is None:
                    continue
                inside = [w for w in rest if _centre_in(w.bbox, cell)]
                if not inside:
                    continue
                held = {id(w) for w in inside}
                rest = [w for w in rest if id(w) not in held]
                ordered = [w for line in lines_of(inside) for w in line.words]
                joined = [replace(w, before=" ") for w in ordered]
                if not first:
                    joined[0] = replace(joined[0], before=CELL_GAP)
                taken += joined
                first = False
            if taken:
                lines.append(PlacedLine(tuple(taken)))
    lines += lines_of(rest)
    return sorted(lines, key=lambda line: line.words[0].bbox.top if len(line.words) == 1 else line.top)


def _centre_in(box: BBox, cell: BBox) -> bool:
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    return cell.x0 <= x <= cell.x1 and cell.top <= y <= cell.bottom


def compose(lines: Sequence[PlacedLine]) -> tuple[str, tuple[Word, ...]]:
    """The page's text and its words. ``text[word.span]`` is each word; lines end in a line feed, paragraphs in two."""
    lines = [line for line in lines if line.words]
    breaks = _paragraph_breaks(lines)
    parts: list[str] = []
    words: list[Word] = []
    at = 0
    for number, line in enumerate(lines):
        if number:
            gap = "\n\n" if breaks[number] else "\n"
            parts.append(gap)
            at += len(gap)
        height = max(1.0, line.bottom - line.top)
        for index, word in enumerate(line.words):
            if index:
                gap = word.before or (
                    WIDE_GAP if word.bbox.x0 - line.words[index - 1].bbox.x1 > _WIDE * height else " "
                )
                parts.append(gap)
                at += len(gap)
            parts.append(word.text)
            words.append(Word(Span(at, at + len(word.text)), word.bbox, word.confidence, word.alternatives))
            at += len(word.text)
    return "".join(parts), tuple(words)


def _paragraph_breaks(lines: Sequence[PlacedLine]) -> list[bool]:
    """For each line, whether a blank line stands before it."""
    if len(lines) < 2:
        return [False] * len(lines)
    height = median(line.bottom - line.top for line in lines)
    steps = [b.bottom - a.bottom for a, b in pairwise(lines)]
    usual = sorted(s for s in steps if 0.6 * height < s < 3 * height)
    # The lower third, not the middle: on a page of one-line paragraphs most steps are paragraph steps.
    pitch = usual[len(usual) // 3] if usual else 1.4 * height
    pitch = min(pitch, 1.9 * height)
    out = [False]
    for step, line in zip(steps, lines[1:], strict=True):
        jump = step < -0.5 * pitch  # a new column
        far = step > _PARAGRAPH * pitch
        hinted = line.new_paragraph is True and step > 1.18 * pitch
        out.append(jump or far or hinted)
    return out


def clean_word(text: str) -> str:
    """A word without what would break lines or offsets: control characters and white space go."""
    return "".join(c for c in text if c > " " and c not in "\x7f\u00ad\ufeff" and not c.isspace())


def all_moved(lines: list[PlacedLine], areas: list[Area], move: Any, notes: tuple[str, ...]) -> Recognised:
    """Lines and areas with each box as ``move`` gives it."""
    moved = [replace(a, bbox=_moved(a.bbox, move)) for a in areas]
    placed = [
        PlacedLine(tuple(replace(w, bbox=_moved(w.bbox, move)) for w in line.words), line.new_paragraph)
        for line in lines
    ]
    return placed, moved, notes


def _moved(box: BBox, move: Any) -> BBox:
    return BBox(*move((box.x0, box.top, box.x1, box.bottom)))
