"""Holes in lines: print between two words of a line that no word covers is read again, with the words beside it.

The recogniser's division of a page now and then takes letters out of the middle of a line, stems for rules or thin
signs for dust, and reads what is left: of "(2) Terms" the bracket, of a telephone number all but its first figure.
Shown the piece of the line alone it reads it whole.

A pen's stroke through words of two lines makes one part of ink of them, and the recogniser one tall word of no sense:
in its place both lines are read so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np
import regex
from PIL import Image

from ingest.ocr import OcrEngine, OcrLine, OcrPage, OcrWord, mean_confidence
from ingest.prepare import DARK, Gray
from ingest.resolution import pixels
from ingest.signs import tidied

_WIDE, _INK = 0.8, 0.4  # heights of a line: a gap that may hold print, and columns of ink in it
_LEAST_WORDS = 8  # on a page, before heights say anything
_USUAL = (0.5, 1.6)  # heights of the page's words: of a line
_HELD = 0.3  # of a line's height: so far a word reaches into the line
_RUN, _NEXT = 3, 1.5  # words at each side that are read along, no farther apart than so many heights
_MOST = 12  # on a page: more are strokes of a pen, or another trouble
_TALL, _NONSENSE = 1.7, 0.5  # such heights of the page's words, and the confidence of what is none
_CROSSED = 0.4  # confidence enough where print surely stands, but a stroke through it
_SURE, _LEAST_LETTERS = 0.9, 2  # such words beside a hole must be read again
_ONE, _MORE = 0.8, 0.6  # confidence that one sign more wants, and that several want
_LOST, _FOUND = 0.5, 0.85  # confidence of what is given up for as much or less
_MARGIN, _ABOVE, _WHITE = 8, 3, 10  # pixels at 300 dpi

_MEANING = regex.compile(r"[\p{L}\p{N}]")


@dataclass(frozen=True, slots=True)
class _Hole:
    """Between the words ``before`` and ``behind`` of a line; ``words`` of it are read again. ``crossed``: a tall word
    of no sense lies there."""

    line: int
    before: OcrWord
    behind: OcrWord
    words: tuple[OcrWord, ...]
    crossed: bool


def filled(engine: OcrEngine, image: Gray, dpi: int, page: OcrPage, model: str) -> OcrPage:
    """The page with the holes of its lines read. Raises what the engine raises."""
    holes = list(_holes(page, image))
    if not holes or len(holes) > _MOST:
        return page
    cut = [_strip(hole.words, image, dpi) for hole in holes]
    read = engine.read_strips([picture for picture, _, _ in cut], dpi, model)
    lines = [list(line.words) for line in page.lines]
    for hole, strip, (_, left, top) in zip(holes, read, cut, strict=True):
        words = [w.moved(left, top) for line in tidied(strip).lines for w in line.words]
        new = [w for w in words if hole.before.box[0] <= (w.box[0] + w.box[2]) / 2 <= hole.behind.box[2]]
        line, old = lines[hole.line], (hole.before, hole.behind)
        ends = [n for n, word in enumerate(line) if any(word is one for one in old)]
        if len(ends) == len(old) and _better(new, old, _CROSSED if hole.crossed else _MORE):
            line[ends[0] : ends[1] + 1] = new
    kept = (OcrLine(tuple(words), old.block, old.paragraph) for words, old in zip(lines, page.lines, strict=True))
    return OcrPage(tuple(kept), page.width, page.height)


def _holes(page: OcrPage, image: Gray) -> Iterator[_Hole]:
    boxes = [w.box for line in page.lines for w in line.words]
    heights = [w.box[3] - w.box[1] for line in page.lines for w in line.words if len(w.text) > 1]
    if len(heights) < _LEAST_WORDS:
        return
    usual = median(heights)
    nonsense = [w.box for line in page.lines for w in line.words if _nonsense(w, usual)]
    boxes = [box for box in boxes if box not in nonsense]
    for number, line in enumerate(page.lines):
        words = tuple(w for w in line.words if w.box not in nonsense)
        wide = [n for n, (a, b) in enumerate(pairwise(words)) if b.box[0] - a.box[2] >= _WIDE * usual]
        if not wide:
            continue
        tall = [w.box for w in words if len(w.text) > 1] or [w.box for w in words]
        top, bottom = int(median(b[1] for b in tall)), int(median(b[3] for b in tall))
        high = bottom - top
        if not _USUAL[0] * usual < high < _USUAL[1] * usual:
            continue
        ink = np.asarray((image[top + high // 4 : bottom - high // 4] < DARK).any(axis=0))
        for left, above, right, below in boxes:
            if min(below, bottom) - max(above, top) > _HELD * high:
                ink[left:right] = False
        for at in wide:
            before, behind = words[at], words[at + 1]
            if ink[before.box[2] : behind.box[0]].sum() >= _INK * usual:
                first, end = _run(words, at, _NEXT * usual)
                crossed = any(
                    before.box[0] < (left + right) / 2 < behind.box[2] and above < bottom and below > top
                    for left, above, right, below in nonsense
                )
                yield _Hole(number, before, behind, words[first:end], crossed)


def _nonsense(word: OcrWord, usual: float) -> bool:
    return word.confidence < _NONSENSE and word.box[3] - word.box[1] > _TALL * usual


def _run(words: Sequence[OcrWord], at: int, apart: float) -> tuple[int, int]:
    """From which word to which (not included) the line is read around the gap behind the word ``at``."""
    first, end = at, at + 2
    while first and at - first < _RUN and words[first].box[0] - words[first - 1].box[2] < apart:
        first -= 1
    while end < len(words) and end - at - 2 < _RUN and words[end].box[0] - words[end - 1].box[2] < apart:
        end += 1
    return first, end


def _strip(words: Sequence[OcrWord], image: Gray, dpi: int) -> tuple[Image.Image, int, int]:
    """The picture of the words with white around, and where its left upper corner lies on the page."""
    margin, above, white = (pixels(side, dpi) for side in (_MARGIN, _ABOVE, _WHITE))
    left, top = max(0, words[0].box[0] - margin), max(0, min(w.box[1] for w in words) - above)
    right, bottom = words[-1].box[2] + margin, max(w.box[3] for w in words) + above
    return Image.fromarray(np.pad(image[top:bottom, left:right], white, constant_values=255)), left - white, top - white


def _better(new: Sequence[OcrWord], old: Sequence[OcrWord], several: float) -> bool:
    """Whether what is read in place of the words at a hole holds them, and more, and surely enough: ``several`` signs
    more want that confidence."""
    sure, text = mean_confidence(new), "".join(w.text for w in new)
    if mean_confidence(old) < _LOST and sure >= _FOUND:
        return True
    for word in old:
        if word.confidence >= _SURE and len(_MEANING.findall(word.text)) >= _LEAST_LETTERS and word.text not in text:
            return False
    more = len(_MEANING.findall(text)) - sum(len(_MEANING.findall(w.text)) for w in old)
    return more > 0 and sure >= (_ONE if more == 1 else several)
