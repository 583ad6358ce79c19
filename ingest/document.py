"""The frozen types that ingest hands on: where a character stands on which page.

Coordinates are PDF points (1/72 inch), origin at the top left of the page as the clerk sees it.
Spans are half-open code-point offsets into ``Document.text``. The text is never edited once read.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

Origin = Literal["text_layer", "ocr", "transcript"]
Quality = Literal["good", "doubtful", "unreadable"]

PAGE_BREAK = "\n\f\n"
"""Stands between two pages in ``Document.text``; belongs to neither."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open ``[start, end)`` into ``Document.text``, in code points."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def covers(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class BBox:
    """A rectangle in PDF points, origin top left, ``x0 <= x1`` and ``top <= bottom``."""

    x0: float
    top: float
    x1: float
    bottom: float

    def union(self, other: BBox) -> BBox:
        return BBox(
            min(self.x0, other.x0), min(self.top, other.top), max(self.x1, other.x1), max(self.bottom, other.bottom)
        )

    def holds_middle_of(self, other: BBox) -> bool:
        x, y = (other.x0 + other.x1) / 2, (other.top + other.bottom) / 2
        return self.x0 <= x <= self.x1 and self.top <= y <= self.bottom

    def as_list(self) -> list[float]:
        return [round(v, 2) for v in (self.x0, self.top, self.x1, self.bottom)]


@dataclass(frozen=True, slots=True)
class Word:
    """One printed word: its characters, its box, and how sure the reader was (0..1).

    ``alternatives`` are other readings of the same place that were not taken.
    """

    span: Span
    bbox: BBox
    confidence: float
    alternatives: tuple[str, ...] = ()


AreaKind = Literal["handwriting", "signature", "stamp", "seal", "struck", "overwritten", "ticked_box", "empty_box"]


@dataclass(frozen=True, slots=True)
class Area:
    """What stands on a page beside or over its print: where, what it is taken for, how surely (0..1) and why.

    ``text`` is what was read there, for the eye of a clerk: it is no evidence. Empty where nothing was.
    """

    kind: AreaKind
    bbox: BBox
    text: str = ""
    confidence: float = 0.5
    why: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Expected trouble, with a place and what a person can do next. Never carries an e-mail address."""

    code: str
    message: str
    next_step: str
    page: int | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One uploaded file (FRBR item). ``name`` is the base name only, never a path."""

    name: str
    sha256: str
    media_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Page:
    """One page. ``width`` and ``height`` are points, None for a transcript; ``confidence`` is 0..1."""

    number: int
    span: Span
    origin: Origin
    confidence: float
    quality: Quality
    width: float | None = None
    height: float | None = None
    words: tuple[Word, ...] = ()
    notes: tuple[str, ...] = ()
    """Why this source of text was taken and which preparation steps fired."""
    rejected_layer: str = ""
    """The text layer of the file that was not trusted: no text of the page, but a voice where a number is doubtful."""
    areas: tuple[Area, ...] = ()
    """Pen strokes, stamps, struck words and boxes to tick on a page that was read from its image."""


@dataclass(frozen=True, slots=True)
class Region:
    """The part of a span that lies on one page; ``bbox`` is None where there is no image."""

    page: int
    span: Span
    bbox: BBox | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Document:
    """A source file as read: its pages and one text. Pages are in order and do not overlap."""

    source: SourceFile
    text: str
    pages: tuple[Page, ...]
    problems: tuple[Problem, ...] = ()

    def page_at(self, offset: int) -> Page:
        """The page that holds ``offset``; a page break counts to the page before it."""
        starts = [p.span.start for p in self.pages]
        return self.pages[max(0, bisect_right(starts, offset) - 1)]

    def regions(self, span: Span) -> Iterator[Region]:
        """One region for each page that ``span`` touches, in page order."""
        for page in self.pages:
            if not page.span.overlaps(span) and not (len(span) == 0 and page is self.page_at(span.start)):
                continue
            start = max(span.start, page.span.start)
            part = Span(start, max(start, min(span.end, page.span.end)))
            first = bisect_right([w.span.end for w in page.words], part.start)
            last = bisect_left([w.span.start for w in page.words], part.end)
            box: BBox | None = None
            least = page.confidence
            for word in page.words[first:last]:
                box = word.bbox if box is None else box.union(word.bbox)
                least = min(least, word.confidence)
            yield Region(page.number, part, box, least)
