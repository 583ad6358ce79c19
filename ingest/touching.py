"""Lines that touch: where a sign below one line runs into a sign above the next, two lines of a word are taken for one.

On photos and copies with narrow lines the recogniser makes one word of both, twice as tall as the others, and reads
the one and loses the other, or neither. Such a word is cut between its lines and each part is read alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

import numpy as np
import regex
from PIL import Image

from ingest.hindi import common
from ingest.ocr import OcrEngine, OcrLine, OcrPage, OcrWord, mean_confidence
from ingest.prepare import DARK, Gray
from ingest.resolution import pixels

_TALL = (1.7, 3.2)  # heights of the page's words; where lines are set close, two are three times as tall
_LEAST_WORDS = 8  # on a page, before heights say anything
_LEAST_BESIDE, _SURE_BESIDE = 2, 0.9  # words of usual height on the line; one is enough if surely read
_OVER, _UNDER = 0.15, 0.5  # of a line's height, from its foot: where two lines are cut
_STRETCHED = 1.25  # heights of the page's words: a line's with its signs
_DOUBTED = 0.5
_NEXT = 2.5  # heights between two words of a run at most
_SURE = 0.6  # of the parts
_WHOLE, _PIECE = 0.85, 0.8  # of a word in whose place a piece was read; of its width
_KEPT = 0.4  # of a part in doubt, where print stands for certain; strokes of a pen are doubted more
_LEAST_SIGNS = 3  # of each such part
_CLOSE = 1.5  # heights from one word to the next
_NONSENSE, _HALVES = 0.3, 0.35  # confidence of a word of two lines, and of both parts of it that are taken all the same
_NARROW = 0.15  # of its height a sign: no word is set so closely
_MARGIN = 4  # pixels at 300 dpi
_WHITE = 10  # pixels at 300 dpi around a part
_HINDI = regex.compile("[\u0904-\u0939]")
_MOST = 40  # words on a page: were there more, heights would say nothing

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class _Tall:
    """Words of two lines: their line's number, the words, and the two parts of their box, the upper one first."""

    line: int
    words: tuple[OcrWord, ...]
    parts: tuple[Box, Box]
    above: bool
    """Whether the upper part is that of their own line."""


def parted(engine: OcrEngine, image: Gray, dpi: int, page: OcrPage, model: str) -> OcrPage:
    """The page with words of two lines read as two. Raises what the engine raises."""
    talls = _talls(page, image)
    if not talls:
        return page
    margin = pixels(_MARGIN, dpi)
    boxes = [_widened(box, margin, image) for tall in talls for box in tall.parts]
    read = engine.read_strips([_strip(image, box, dpi) for box in boxes], dpi, model)
    white = pixels(_WHITE, dpi)
    words = [
        [w.moved(box[0] - white, box[1] - white) for line in strip.lines for w in line.words]
        for box, strip in zip(boxes, read, strict=True)
    ]
    lines = [list(line.words) for line in page.lines]
    for tall, upper, lower in zip(talls, words[::2], words[1::2], strict=True):
        said, before = [*upper, *lower], mean_confidence(tall.words)
        halves = before < _NONSENSE and all(
            mean_confidence(part) >= _HALVES and sum(len(_HINDI.findall(w.text)) for w in part) >= _LEAST_SIGNS
            for part in (upper, lower)
        )
        if not halves and mean_confidence(said) < max(_SURE, before):
            # One of the parts may hold nothing but the ends of signs.
            said = max((upper, lower), key=mean_confidence)
        if mean_confidence(said) < max(_HALVES if halves else _SURE, before):
            continue
        lines[tall.line] = [w for w in lines[tall.line] if all(w is not old for old in tall.words)]
        own = upper if tall.above else lower
        if not any(w in said for w in own):  # print stands there, beside the others of its line
            kept = [w for w in _surest(own, _cut_to(tall)) if _HINDI.search(w.text)]
            if kept and mean_confidence(kept) < _KEPT:
                kept = _amid(kept, lines[tall.line])
            lines[tall.line] = sorted([*lines[tall.line], *kept], key=lambda w: w.box[0])
        for part in (upper, lower):
            fresh = []
            for word in part:
                held = [w for line in lines for w in line]
                there = [w for w in held if _same_place(w.box, word.box)]
                if word not in said or any(_says(w, word) for w in held) or (there and not _pieces(there, word)):
                    continue
                lines = [[w for w in line if all(w is not piece for piece in there)] for line in lines]
                fresh.append(word)
            if not fresh:
                continue
            number = _line_of(part, lines)
            if number is None:
                lines.append(fresh)
            else:
                lines[number] = sorted([*lines[number], *fresh], key=lambda w: w.box[0])
    left = [OcrLine(tuple(line), *_place(page, number)) for number, line in enumerate(lines) if line]
    return OcrPage(tuple(left), page.width, page.height)


def _surest(new: Sequence[OcrWord], old: Sequence[OcrWord]) -> Sequence[OcrWord]:
    """Of two readings in doubt the surer one, word by word where they have as many, but a common word rather than a
    piece of it."""
    if len(new) == len(old):
        return [
            one if two.text in one.text and common(one.text) else max(one, two, key=lambda w: w.confidence)
            for one, two in zip(old, new, strict=True)
        ]
    return max(old, new, key=mean_confidence)


def _amid(words: Sequence[OcrWord], line: Sequence[OcrWord]) -> list[OcrWord]:
    """Which of the words stand between sure ones of their line, close to both sides, or are sure: that is print that a
    stroke runs through, no stroke alone."""
    sure = [w.box for w in (*words, *line) if w.confidence >= _WHOLE]
    far = _CLOSE * median(w.box[3] - w.box[1] for w in (*words, *line))
    first, last = min(w.box[0] for w in words), max(w.box[2] for w in words)
    before = any(left <= first < right + far for left, _, right, _ in sure)
    behind = any(left - far < last <= right for left, _, right, _ in sure)
    return list(words) if before and behind else [w for w in words if w.confidence >= _WHOLE]


def _cut_to(tall: _Tall) -> list[OcrWord]:
    """The words as they were read, no taller than their own line."""
    _, top, _, bottom = tall.parts[0 if tall.above else 1]
    return [replace(w, box=(w.box[0], max(top, w.box[1]), w.box[2], min(bottom, w.box[3]))) for w in tall.words]


def _place(page: OcrPage, number: int) -> tuple[int, int]:
    line = page.lines[min(number, len(page.lines) - 1)]
    return line.block, line.paragraph


def _talls(page: OcrPage, image: Gray) -> list[_Tall]:
    heights = [w.box[3] - w.box[1] for line in page.lines for w in line.words if len(w.text) > 1]
    if len(heights) < _LEAST_WORDS:
        return []
    usual = median(heights)
    out = []
    for number, line in enumerate(page.lines):
        beside = [w.box for w in line.words if w.confidence >= _DOUBTED and w.box[3] - w.box[1] < _TALL[0] * usual]
        surely = any(w.box in beside and w.confidence >= _SURE_BESIDE for w in line.words)
        if len(beside) < (1 if surely else _LEAST_BESIDE):  # a letterhead's lines are short
            continue
        top, bottom = median(b[1] for b in beside), median(b[3] for b in beside)
        for words in _runs(line.words, usual):
            left, high = min(w.box[0] for w in words), min(w.box[1] for w in words)
            right, low = max(w.box[2] for w in words), max(w.box[3] for w in words)
            below = low - bottom > top - high
            if bottom - top > _STRETCHED * usual:  # the words beside reach into the other line as well
                top, bottom = (top, top + usual) if below else (bottom - usual, bottom)
            span = (bottom - _OVER * usual, bottom + _UNDER * usual) if below else (
                top - _UNDER * usual, top + _OVER * usual)  # fmt: skip
            first, last = max(high + 1, round(span[0])), min(low - 1, round(span[1]))
            if last <= first or right <= left:
                continue
            ink = (image[first:last, left:right] < DARK).sum(axis=1)
            cut = first + int(np.argmin(ink))
            upper, lower = (left, high, right, cut), (left, cut, right, low)
            if below:
                upper = _between_neighbours(upper, words, line.words)
            else:
                lower = _between_neighbours(lower, words, line.words)
            out.append(_Tall(number, words, (upper, lower), below))
    return out if len(out) <= _MOST else []


def _between_neighbours(box: Box, run: Sequence[OcrWord], line: Sequence[OcrWord]) -> Box:
    """The part that stands on the run's own line, without what the boxes of the words beside it cover: it was read."""
    left, top, right, bottom = box
    middle = (left + right) / 2
    for word in line:
        if any(word is one for one in run):
            continue
        if word.box[0] <= left < word.box[2] < middle:
            left = word.box[2]
        elif middle < word.box[0] < right <= word.box[2]:
            right = word.box[0]
    return left, top, right, bottom


def _says(other: OcrWord, word: OcrWord) -> bool:
    """Whether ``other`` is ``word`` though its box, beside the word's, holds the least of it: a full stop alone."""
    left, top, right, bottom = other.box
    narrow = right - left < _NARROW * (bottom - top) * len(other.text)
    level = min(bottom, word.box[3]) - max(top, word.box[1]) > (bottom - top) / 2
    near = max(left - word.box[2], word.box[0] - right) < bottom - top
    return narrow and level and near and other.text.rstrip("।") == word.text.rstrip("।")


def _pieces(there: Sequence[OcrWord], word: OcrWord) -> bool:
    """Whether the words in the place of ``word``, which is surely read, are all smaller pieces of it."""
    wide = _PIECE * (word.box[2] - word.box[0])
    return word.confidence >= _WHOLE and all(
        w.text in word.text and len(w.text) < len(word.text) and w.box[2] - w.box[0] < wide for w in there
    )


def _runs(words: Sequence[OcrWord], usual: float) -> list[tuple[OcrWord, ...]]:
    """Tall words, each with the doubtful and tall ones right beside it: pieces of the same two lines."""
    low, high = _TALL[0] * usual, _TALL[1] * usual
    out: list[list[OcrWord]] = [[]]
    for word in words:
        tall = low < word.box[3] - word.box[1] < high
        if not tall and word.confidence >= _DOUBTED:
            out.append([])
            continue
        if out[-1] and word.box[0] - out[-1][-1].box[2] > _NEXT * usual:
            out.append([])
        out[-1].append(word)
    return [tuple(run) for run in out if any(low < w.box[3] - w.box[1] < high for w in run)]


def _widened(box: Box, margin: int, image: Gray) -> Box:
    left, top, right, bottom = box
    return max(0, left - margin), top, min(image.shape[1], right + margin), bottom


def _strip(image: Gray, box: Box, dpi: int) -> Image.Image:
    left, top, right, bottom = box
    return Image.fromarray(np.pad(image[top:bottom, left:right], pixels(_WHITE, dpi), constant_values=255))


def _line_of(words: Sequence[OcrWord], lines: Sequence[Sequence[OcrWord]]) -> int | None:
    """The line at whose height the words stand."""
    middle = median((w.box[1] + w.box[3]) / 2 for w in words)
    best: tuple[float, int] | None = None
    for number, line in enumerate(lines):
        if not line:
            continue
        top, bottom = median(w.box[1] for w in line), median(w.box[3] for w in line)
        off = abs((top + bottom) / 2 - middle)
        if off < (bottom - top) / 2 and (best is None or off < best[0]):
            best = off, number
    return best[1] if best else None


def _same_place(box: Box, other: Box) -> bool:
    """Whether two words share most of the narrower one and of the lower one."""
    wide = min(box[2], other[2]) - max(box[0], other[0])
    high = min(box[3], other[3]) - max(box[1], other[1])
    narrower, lower = min(box[2] - box[0], other[2] - other[0]), min(box[3] - box[1], other[3] - other[1])
    return wide > 0.5 * narrower and high > 0.5 * lower
