"""Words end where their ink ends, and where there is no ink there is no sign.

The recogniser guesses where a word begins and ends; on Hindi pages it reaches into the white beside one, up to a
cell's width (a column may seem to touch the next), and now and then reads a sign where nothing is printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import regex

from ingest.document import BBox
from ingest.layout import PlacedWord
from ingest.prepare import Gray

_WHITE = 170  # grey level: fainter is no stroke, nor the rim of one
_SURE = 0.85  # a colon or a hyphen may be given a box of one pixel beside its ink
_SCRAP = 3  # letters and figures
_BESIDE = 0.1  # of its height, of white at its side: less is no matter

_MEANING = regex.compile(r"[\p{L}\p{N}]")


def on_ink(image: Gray, words: Sequence[PlacedWord]) -> list[PlacedWord]:
    """``words`` with their boxes (pixels of ``image``) cut to the ink in them from left and right; without signs and
    scraps of words that have none and are in doubt.
    """
    dark = image < _WHITE
    out = []
    for word in words:
        left, top, right, bottom = (max(0, round(v)) for v in word.bbox.as_list())
        columns = np.flatnonzero(dark[top:bottom, left:right].any(axis=0))
        if len(columns):
            first, last = left + int(columns[0]), left + int(columns[-1]) + 1
            if max(first - left, right - last) > _BESIDE * (bottom - top):
                word = replace(word, bbox=BBox(float(first), word.bbox.top, float(last), word.bbox.bottom))
            out.append(word)
        elif word.confidence >= _SURE or len(_MEANING.findall(word.text)) > _SCRAP:
            out.append(word)  # a whole word is rather in a wrong place than not there
    return out
