"""A capital I among the figures of a number, read as 1, l or !: its stroke is the same on both sides, 1 has a flag.

"MDL.I/2024", "4T(I)", "R&I": to the English model and to the Devanagari one such a stroke among figures is a figure.
Whatever stands alone between signs behind letters is looked at in the picture; not on pages whose figures 1 have no
flag either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from statistics import median

import numpy as np
import regex
from numpy.typing import NDArray

from ingest.ink import connected
from ingest.layout import PlacedWord
from ingest.prepare import Gray

_STROKE = regex.compile(r"(?<=[\p{L}\p{M}]\.?\(|[\p{L}\p{M}][.&\-])[1l!|](?=\)|[/,.]?$|/)")
_BEHIND = regex.compile(r"[\p{Latin}0-9()/.,:;&\-]*")
_FIGURES = regex.compile(r"[0-9/.,:\-]*1[0-9/.,:\-]*")
_FIGURES_ASKED = 9  # of a page
_INK = 0.4  # of the way from paper to print
_OVER = 0.5  # of the narrower of two parts stands over the other: one glyph
_SPECK = 0.04  # of the word's height, each way
_TOP = (0.05, 0.45)  # of the stroke's height: where 1 has its flag
_FOOT, _FOOT_WIDER = 0.75, 0.12  # 1 with serifs stands on a foot that its head has not
_STEM = (0.5, 0.75)
_STEM_MOST, _MOSTLY = 0.3, 0.5  # of its height; of these rows are its ink
_WIDE_MOST = 0.65
_HIGH_LEAST = 0.4  # of the height of the word's box
# How much further it reaches to one side of its stem than to the other, in parts of its height: I up to 0.05, 1 from
# 0.065 (240 figures and 15 capitals of scans).
_EVEN = 0.055


def with_capitals(picture: Gray, words: Sequence[PlacedWord]) -> list[PlacedWord]:
    """``words`` with I for the strokes that ``picture`` shows without the flag of a figure."""
    if not any(_STROKE.search(word.text) for word in words) or not _figures_have_flags(picture, words):
        return list(words)
    return [_told(picture, word) if _STROKE.search(word.text) else word for word in words]


def _figures_have_flags(picture: Gray, words: Sequence[PlacedWord]) -> bool:
    """Whether 1 has a flag in the numbers of the page, as far as they show any: there are fonts where it is a bar."""
    ones = ((word, len(word.text) - 1 - word.text.rindex("1")) for word in words if _FIGURES.fullmatch(word.text))
    leans = (lean for word, behind in ones if (lean := _lean(picture, word, behind)) is not None)
    seen = list(islice(leans, _FIGURES_ASKED))
    return not seen or median(map(abs, seen)) >= _EVEN


def _told(picture: Gray, word: PlacedWord) -> PlacedWord:
    text = word.text
    for found in _STROKE.finditer(word.text):
        behind = word.text[found.end() :]
        if not _BEHIND.fullmatch(behind):
            continue
        lean = _lean(picture, word, len(behind))
        if lean is not None and abs(lean) < _EVEN:
            text = text[: found.start()] + "I" + text[found.end() :]
    return word if text == word.text else replace(word, text=text, alternatives=(*word.alternatives, word.text))


def _lean(picture: Gray, word: PlacedWord, behind: int) -> float | None:
    """How much further the stroke with ``behind`` signs behind it reaches to the left at its top than to the right, in
    parts of its height; None where what stands there is no single stroke."""
    box = word.bbox
    left, top, right, bottom = (round(side) for side in (box.x0, box.top, box.x1, box.bottom))
    crop = picture[max(0, top) : bottom, max(0, left) : right]
    if not crop.size:
        return None
    paper, dark = (float(level) for level in np.percentile(crop, (90, 2)))
    ink = (crop < paper - _INK * (paper - dark)).astype(np.uint8)
    glyphs = _glyphs(ink)
    if len(glyphs) <= behind:
        return None
    stroke = glyphs[-1 - behind]
    rows = np.flatnonzero(stroke.any(axis=1))
    stroke = stroke[rows[0] : rows[-1] + 1]
    high, wide = stroke.shape
    if high < _HIGH_LEAST * len(ink) or wide > _WIDE_MOST * high:
        return None
    middle = stroke[round(_STEM[0] * high) : round(_STEM[1] * high)]
    stem = np.flatnonzero(middle.mean(axis=0) > _MOSTLY)
    above = np.flatnonzero(stroke[round(_TOP[0] * high) : round(_TOP[1] * high)].any(axis=0))
    foot = np.flatnonzero(stroke[round(_FOOT * high) :].any(axis=0))
    if not (len(stem) and len(above) and len(foot)) or not len(stem) == stem[-1] - stem[0] + 1 <= _STEM_MOST * high:
        return None
    if (foot[-1] - foot[0]) - (above[-1] - above[0]) > _FOOT_WIDER * high:
        return None
    return float(((stem[0] - above[0]) - (above[-1] - stem[-1])) / high)


def _glyphs(ink: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """The parts of a word from left to right; those that stand over one another are one."""
    parts = connected(ink)
    labels, least = parts.labels, max(2, _SPECK * len(ink))
    kept = sorted(
        (left, left + wide, number)
        for number, (left, _, wide, high, _) in enumerate(parts.boxes.tolist())
        if max(wide, high) > least
    )
    groups: list[tuple[int, int, list[int]]] = []
    for left, right, number in kept:
        if groups and left < groups[-1][1] - _OVER * min(right - left, groups[-1][1] - groups[-1][0]):
            first, last, held = groups[-1]
            groups[-1] = first, max(last, right), [*held, number]
        else:
            groups.append((left, right, [number]))
    return [np.isin(labels[:, left:right], held).astype(np.uint8) for left, right, held in groups]
