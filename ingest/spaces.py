"""The space behind a short label ("No. 3", "S. No.") that a recogniser closes up is in the picture, and comes back.

Between the point and what follows is then more than twice as much white as between any other signs of the word.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import regex

from ingest.ocr import OcrPage, OcrWord
from ingest.prepare import Gray

# Two short names with a slash between them, read as a point, are no label: ABC/DEF.
_LABEL = regex.compile(r"(\(?(?!\p{Lu}{3})[\p{L}\p{M}]{1,5}\.)([\p{L}\p{N}][^.]*\.?)")
_OF_HEIGHT = 0.35  # measured: 0.44 and more where there is a space, 0.26 and less where there is none
_OF_OTHERS = 2.0  # measured: 2.7 and more, 1.2 and less
_PLACE = 0.25  # of the word: the gap stands about where its signs say
_DARK = 0.6  # of the paper's grey


def spaced(image: Gray, page: OcrPage) -> OcrPage:
    """``page``, read from ``image``, with labels apart from what follows where there is a space."""
    lines = [
        replace(line, words=tuple(part for word in line.words for part in _parts(image, word))) for line in page.lines
    ]
    return replace(page, lines=tuple(lines))


def _parts(image: Gray, word: OcrWord) -> tuple[OcrWord, ...]:
    found = _LABEL.fullmatch(word.text)
    gap = _gap(image, word, len(found[1])) if found else None
    if found is None or gap is None:
        return (word,)
    left, top, right, bottom = word.box
    others = tuple(text[len(found[1]) :] for text in word.alternatives if text.startswith(found[1]))
    return (
        replace(word, text=found[1], box=(left, top, gap[0], bottom), alternatives=()),
        replace(word, text=found[2], box=(gap[1], top, right, bottom), alternatives=others),
    )


def _gap(image: Gray, word: OcrWord, at: int) -> tuple[int, int] | None:
    """Where the white behind the first ``at`` signs begins and ends, in pixels of the image; None without a space."""
    left, top, right, bottom = word.box
    part = image[top:bottom, left:right]
    if not part.size:
        return None
    inked = np.flatnonzero((part < _DARK * float(np.percentile(part, 95))).any(axis=0)).tolist()
    gaps = sorted(((b - a - 1, a + 1, b) for a, b in pairwise(inked) if b > a + 1), reverse=True)
    if len(gaps) < 2:
        return None
    wide, begin, end = gaps[0]
    there = abs((begin + end) / 2 / (right - left) - at / len(word.text)) < _PLACE
    if not there or wide < _OF_HEIGHT * (bottom - top) or wide < _OF_OTHERS * gaps[1][0]:
        return None
    return left + begin, left + end
