"""One normalised text to search in, and the way back to the text as read.

``normalise`` never changes what is kept as evidence: every normalised character knows the
stretch of source characters it came from (``OffsetMap.to_source``). After calling it:
composed Unicode (NFC); no zero-width characters; no markdown emphasis; no Hindi sign twice or
before its letters; no-break spaces are spaces; a stroke at the end of a Hindi line is a danda; the
number of lines is the source's, plus a line break where a recogniser glued two printed lines
("2026OFFICE MEMORANDUM"), which the caller asks for by ``breaks``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import regex

from ingest.document import Span

DROPPED = regex.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")
EMPHASIS = regex.compile(r"\*{1,3}(?=\S)|(?<=\S)\*{1,3}|__+(?=\p{L})|(?<=\p{L})__+(?=\s|$)")
DANDA = regex.compile(r"(?<=\p{Devanagari}[\p{M}]*[)\]\d\s]{0,3})[|¦](?=[ \t]*(?:\n|$))")
"""A danda at the end of a Hindi line that a recogniser took for an upright stroke."""
TOO_MUCH = regex.compile(r"(?P<half>\u094d\u093e)|(?P<sign>[\u0901-\u0903\u093e-\u094c])(?P<again>(?P=sign)+)")
"""What no Hindi word holds: a sign twice ("दिनांंक"), a half letter with the stroke that makes it whole ("श्ाासन")."""
CONSONANT = r"[\u0915-\u0939\u0958-\u095f]"
LEFT_BEHIND = regex.compile(
    rf"(?<!{CONSONANT}|\u093c)\u093f(?P<letters>(?:{CONSONANT}\u093c?\u094d)*{CONSONANT}\u093c?)"
)
"""The sign of a short i in the order of the eye, before its letters ("िदनांक"), with nothing before it to be on."""
WHITE = regex.compile(r"\s+")
SPACES = str.maketrans({"\u00a0": " ", "\u2007": " ", "\u202f": " ", "\u2002": " ", "\u2003": " ", "\u2009": " "})
MARK = r"[\p{Mn}\P{ccc=0}]"
PIECE = regex.compile(
    rf"(?P<plain>(?:[^{''.join(map(chr, SPACES))}](?!{MARK}))+)|.{MARK}*",
    regex.DOTALL,
)
"""A run of characters that stand for themselves, or one with its combining marks: what NFC can be applied to alone."""
MARKED = regex.compile(rf".{MARK}*", regex.DOTALL)
DEVANAGARI_DIGITS = str.maketrans("०१२३४५६७८९", "0123456789")


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """For each normalised character the half-open source stretch it stands for."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    source_length: int

    def to_source(self, span: Span) -> Span:
        """The source stretch under a normalised span; an empty span stays empty."""
        if span.start >= len(self.starts):
            return Span(self.source_length, self.source_length)
        start = self.starts[span.start]
        if len(span) == 0:
            return Span(start, start)
        return Span(start, max(start, self.ends[min(span.end, len(self.ends)) - 1]))


@dataclass(frozen=True, slots=True)
class Normalised:
    text: str
    offsets: OffsetMap


def normalise(source: str, breaks: Iterable[regex.Pattern[str]] = ()) -> Normalised:
    """Normalise ``source``. Each pattern in ``breaks`` marks by its match's start where a line break is missing.

    Linear in the length of the text.
    """
    dropped = bytearray(len(source))
    for pattern in (DROPPED, EMPHASIS):
        for found in pattern.finditer(source):
            dropped[found.start() : found.end()] = b"\x01" * (found.end() - found.start())
    for found in TOO_MUCH.finditer(source):
        start, end = found.span("half" if found["half"] else "again")
        dropped[start:end] = b"\x01" * (end - start)
    strokes = {found.start() for found in DANDA.finditer(source)}
    cut = {found.start() for pattern in breaks for found in pattern.finditer(source)}
    changed = bytearray(dropped)
    for at in strokes | cut:
        changed[at] = 1

    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for piece in _pieces(source):
        if isinstance(piece, _Moved):
            pieces.extend(piece.text)
            starts.extend([piece.start] * len(piece.text))
            ends.extend([piece.end] * len(piece.text))
            continue
        found = piece
        run_start, run_end = found.span()
        run = found.group()
        if found["plain"] and changed.find(1, run_start, run_end) < 0 and unicodedata.is_normalized("NFC", run):
            pieces.append(run)
            starts.extend(range(run_start, run_end))
            ends.extend(range(run_start + 1, run_end + 1))
            continue
        width = 1 if found["plain"] else run_end - run_start
        for begin in range(run_start, run_end, width):
            end = begin + width
            if begin in cut and pieces and not pieces[-1].endswith("\n"):
                pieces.append("\n")
                starts.append(begin)
                ends.append(begin)
            kept = "".join(c for i, c in enumerate(source[begin:end], begin) if not dropped[i])
            for c in unicodedata.normalize("NFC", kept).translate(SPACES):
                pieces.append("।" if begin in strokes else c)
                starts.append(begin)
                ends.append(end)
    if not unicodedata.is_normalized("NFC", "".join(pieces)):
        pieces, starts, ends = _composed("".join(pieces), starts, ends)
    return Normalised("".join(pieces), OffsetMap(tuple(starts), tuple(ends), len(source)))


def _composed(text: str, starts: list[int], ends: list[int]) -> tuple[list[str], list[int], list[int]]:
    """The same composed again: marks that stood on either side of what was dropped have come together."""
    signs: list[str] = []
    first: list[int] = []
    last: list[int] = []
    for found in MARKED.finditer(text):
        run = unicodedata.normalize("NFC", found.group())
        begin, end = found.span()
        same = run == found.group()
        signs.extend(run)
        first.extend(starts[begin:end] if same else [starts[begin]] * len(run))
        last.extend(ends[begin:end] if same else [max(ends[begin:end])] * len(run))
    return signs, first, last


@dataclass(frozen=True, slots=True)
class _Moved:
    """Letters whose sign stood before them, as they are spelled."""

    text: str
    start: int
    end: int


def _pieces(source: str) -> Iterator[regex.Match[str] | _Moved]:
    """The pieces of the source in order; letters with their sign before them are one each."""
    at = 0
    for moved in LEFT_BEHIND.finditer(source):
        yield from PIECE.finditer(source, at, moved.start())
        yield _Moved(unicodedata.normalize("NFC", moved["letters"] + "\u093f"), moved.start(), moved.end())
        at = moved.end()
    yield from PIECE.finditer(source, at)


def collapse(text: str) -> str:
    """One line: runs of white space are one space."""
    return str(WHITE.sub(" ", text)).strip()


def ascii_digits(text: str) -> str:
    """Devanagari digits as ASCII digits; the same number of characters."""
    return text.translate(DEVANAGARI_DIGITS)
