"""Loops: a recogniser that has lost the page prints one passage over and over.

Nothing here knows a language. A loop is a run of at least ``LEAST`` consecutive repetitions of one passage
(one paragraph, a few paragraphs in turn, one line, or words inside a line). Lists of addresses and tables
differ from entry to entry, and a circular enclosed twice repeats the whole, not one passage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex
from rapidfuzz import fuzz

from ingest.document import Span

LEAST = 4
"""Repetitions that make a loop."""

_LETTERS_LEAST = 400  # of the whole run: shorter runs are blank forms, dittos and leader lines
_LONGEST_PERIOD = 6  # blocks that take turns
_NEAR = 94.0  # per cent alike, for blocks long enough that one wrong letter should not hide a loop
_NEAR_LENGTH = 80
_COMPARED = 2000  # characters of a block that are compared: keeps one comparison bounded
_SHINGLE = 3
_TOKEN = regex.compile(r"[\p{L}\p{M}\p{N}]+")


def repetition_loops(text: str) -> list[Span]:
    """Spans of looping runs, first repetition included, in order and apart from each other. Linear in the text."""
    lines = _lines(text)
    found = _block_loops(text, _paragraphs(lines)) + _block_loops(text, [s for s in lines if s]) + _token_loops(text)
    merged: list[Span] = []
    for span in sorted(found):
        if merged and span.start <= merged[-1].end + 2:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


@dataclass(frozen=True, slots=True)
class _Block:
    span: Span
    said: str
    letters: int


def _lines(text: str) -> list[Span | None]:
    """The printed part of every line, None for a blank one."""
    out: list[Span | None] = []
    at = 0
    for line in text.split("\n"):
        start = at + len(line) - len(line.lstrip())
        end = at + len(line.rstrip())
        out.append(Span(start, end) if start < end else None)
        at += len(line) + 1
    return out


def _paragraphs(lines: Sequence[Span | None]) -> list[Span]:
    out: list[Span] = []
    open_ = False
    for line in lines:
        if line is None:
            open_ = False
        elif open_:
            out[-1] = Span(out[-1].start, line.end)
        else:
            out.append(line)
            open_ = True
    return out


def _block_loops(text: str, spans: Sequence[Span]) -> list[Span]:
    blocks = []
    for span in spans:
        said = " ".join(span.of(text).casefold().split())
        blocks.append(_Block(span, said[:_COMPARED], sum(map(str.isalpha, said))))
    out: list[Span] = []
    for period in range(1, _LONGEST_PERIOD + 1):
        begin = None
        for index in range(period, len(blocks) + 1):
            alike = index < len(blocks) and _alike(blocks[index], blocks[index - period])
            if alike and begin is None:
                begin = index
            if not alike and begin is not None:
                run = blocks[begin - period : index]
                if len(run) >= LEAST * period and sum(b.letters for b in run) >= _LETTERS_LEAST:
                    out.append(Span(run[0].span.start, run[-1].span.end))
                begin = None
    return out


def _alike(one: _Block, other: _Block) -> bool:
    if one.said == other.said:
        return True
    shorter, longer = sorted((len(one.said), len(other.said)))
    if shorter < _NEAR_LENGTH or shorter < 0.9 * longer:
        return False
    return fuzz.ratio(one.said, other.said, score_cutoff=_NEAR) > 0


def _token_loops(text: str) -> list[Span]:
    """Loops inside a line: stretches where every word stands the same number of words behind its last occurrence."""
    tokens = [(m.start(), m.end(), m.group().casefold()) for m in _TOKEN.finditer(text)]
    words = [t[2] for t in tokens]
    last: dict[tuple[str, ...], int] = {}
    out: list[Span] = []
    period, begin = 0, 0
    for index in range(len(words) - _SHINGLE + 2):
        distance = 0
        if index <= len(words) - _SHINGLE:
            shingle = tuple(words[index : index + _SHINGLE])
            distance = index - last.get(shingle, index)
            last[shingle] = index
        if distance == period:
            continue
        if period:
            first, end = begin - period, index + _SHINGLE - 2
            if _loops(words, first, end, period):
                out.append(Span(tokens[first][0], tokens[end][1]))
        period, begin = distance, index
    return out


def _loops(words: Sequence[str], first: int, last: int, period: int) -> bool:
    count = last - first + 1
    if count < LEAST * period:
        return False
    unit = sum(len(w) for w in words[first : first + period] if not w.isdigit())
    return unit * count // period >= _LETTERS_LEAST
