"""Specks that were read as signs: on specked copies the ink of a point, quotation mark or anusvara is looked at.

Specks beside letters cannot be taken out of a page beforehand, for a dot of print may be as small; what the recogniser
then makes of them stands at the ends of words and over them. A page's own dots are of one size. A sign whose ink is
clearly smaller than they are is a speck's; points within words and numbers are never touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median

import numpy as np
import regex
from numpy.typing import NDArray

from ingest.hindi import common
from ingest.ink import Ink
from ingest.layout import PlacedWord

_SMALLER = 0.3  # of the usual dot's ink: worn dots keep half of theirs, specks that the blur has paled a tenth
_LARGE = 7  # pixels of the usual dot: smaller ones wear down to what a speck is
_LEAST_DOTS = 6  # before the page says how large its dots are
_STEADY = 0.05  # of its dots may be smaller than that; else sizes say nothing
_END = 0.4  # of the usual height of words, from an end of a word: there its last sign stands
_LOW, _TALL, _WIDE = 0.6, 0.45, 0.6  # of that height: signs that are looked at
_ABOVE = 0.35  # of a word's height: over its head line
_DOT = 0.3  # of the usual height of words: so wide and tall is the point of a number at most

_SIGNS = r"[.,:;'’‘`*\-]"  # never double quotation marks, which stand in pairs
_BEHIND = regex.compile(rf"^(.*[\p{{L}}\p{{M}}\p{{N}},।)\]])({_SIGNS}+)$")
_BEFORE = regex.compile(rf"^({_SIGNS}+)([\p{{L}}\p{{N}}(].*)$")
_ALONE = regex.compile(rf"{_SIGNS}+")
_POINT_WITHIN = regex.compile(r"(?<=[\p{L}\p{M}\p{N}])\.(?=[\p{L}\p{N}])")
_DOTTED = regex.compile("[ij]")
_LIST_NUMBER = regex.compile(r"\d{1,2}[.)]")  # whose point is nearly always printed, however small
_ANUSVARA = "ं"


def without_specks_read(words: Sequence[PlacedWord], ink: Ink) -> list[PlacedWord]:
    """``words`` of a specked copy (pixels of the image whose ``ink`` it is) without the signs that specks became."""
    heights = [w.bbox.bottom - w.bbox.top for w in words if len(w.text) > 1]
    if not heights:
        return list(words)
    marks = _Marks(ink, median(heights))
    points = (part for w in words if (n := len(_POINT_WITHIN.findall(w.text))) for part in marks.points(w, n))
    over = (part for w in words if (n := len(_DOTTED.findall(w.text))) for part in marks.over(w)[-n:])
    dots = min((usual for usual in (_usual(points), _usual(over)) if usual), default=0.0)
    if dots < _LARGE:
        return list(words)
    out = []
    for word in words:
        text = _undotted(word, _trimmed(word, marks, _SMALLER * dots), marks, _SMALLER * dots)
        if text:
            out.append(word if text == word.text else replace(word, text=text))
    return out


def _usual(areas: Iterator[float]) -> float:
    """The usual size of a page's dots; 0 where they are too few, or of many sizes."""
    sizes = np.array(list(areas))
    if len(sizes) < _LEAST_DOTS:
        return 0.0
    usual = float(np.median(sizes))
    return usual if float((sizes < _SMALLER * usual).mean()) <= _STEADY else 0.0


class _Marks:
    """The small parts of a page's ink: rows of left, top, right, bottom, area."""

    def __init__(self, ink: Ink, high: float) -> None:
        left, top, wide, tall, area = ink.boxes[1:].T
        small = (tall < _TALL * high) & (wide < _WIDE * high)
        self._parts: NDArray[np.int64] = np.stack((left, top, left + wide, top + tall, area), 1)[small]
        self._parts = self._parts[np.argsort(self._parts[:, 1])]
        self._tops = self._parts[:, 1]
        self.reach, self._dot = _END * high, _DOT * high

    def on(self, word: PlacedWord, beside: float = 1) -> NDArray[np.int64]:
        """Those whose middle lies on the word's box, or so many pixels ``beside`` it."""
        box = word.bbox
        near = self._parts[np.searchsorted(self._tops, box.top - self.reach) : np.searchsorted(self._tops, box.bottom)]
        x, y = (near[:, 0] + near[:, 2]) / 2, (near[:, 1] + near[:, 3]) / 2
        return near[(x > box.x0 - beside) & (x < box.x1 + beside) & (y > box.top - 2) & (y < box.bottom + 2)]

    def points(self, word: PlacedWord, count: int) -> list[float]:
        """The sizes of the ``count`` largest parts at the word's foot; none where there are fewer."""
        foot = word.bbox.bottom - (1 - _LOW) * (word.bbox.bottom - word.bbox.top)
        low = [float(a) for x0, y0, x1, y1, a in self.on(word) if y0 > foot and max(x1 - x0, y1 - y0) < self._dot]
        return sorted(low)[-count:] if len(low) >= count else []

    def over(self, word: PlacedWord) -> list[float]:
        """The sizes of the parts over the word's head line, the largest last."""
        return sorted(float(part[4]) for part in self._over(word))

    def place_of_least(self, word: PlacedWord) -> float:
        """Where along the word the smallest part over its head line stands, 0 to 1."""
        least = min(self._over(word), key=lambda part: part[4])
        return float((least[0] + least[2]) / 2 - word.bbox.x0) / max(1.0, word.bbox.x1 - word.bbox.x0)

    def _over(self, word: PlacedWord) -> NDArray[np.int64]:
        on = self.on(word)
        return on[on[:, 3] <= word.bbox.top + _ABOVE * (word.bbox.bottom - word.bbox.top)]

    def at_end(self, word: PlacedWord) -> list[float]:
        """The sizes of the parts where the word's last sign stands, which its box may not hold."""
        end = word.bbox.x1 - self.reach
        return [float(part[4]) for part in self.on(word, self.reach) if part[0] + part[2] > 2 * end]

    def at_start(self, word: PlacedWord) -> list[float]:
        """The sizes of the parts where the word's first sign stands."""
        start = word.bbox.x0 + self.reach
        return [float(part[4]) for part in self.on(word, self.reach) if part[0] + part[2] < 2 * start]


def _trimmed(word: PlacedWord, marks: _Marks, least: float) -> str:
    """The word's text without signs at its ends whose ink is all smaller than ``least``; nothing of specks alone."""

    def specks(areas: Sequence[float]) -> bool:
        return 0 < max(areas, default=0) < least

    text = word.text
    if _LIST_NUMBER.fullmatch(text):
        return text
    if _ALONE.fullmatch(text):
        return "" if specks([float(part[4]) for part in marks.on(word)]) else text
    if (found := _BEHIND.match(text)) and specks(marks.at_end(word)):
        text = found[1]
    if (found := _BEFORE.match(text)) and specks(marks.at_start(word)):
        text = found[2]
    return text


def _undotted(word: PlacedWord, text: str, marks: _Marks, least: float) -> str:
    """``text`` without an anusvara that makes no common word of one, where specks but too few dots stand over it."""
    if _ANUSVARA not in text or common(text):
        return text
    over = marks.over(word)
    if not over or over[0] >= least or sum(part >= least for part in over) >= text.count(_ANUSVARA):
        return text
    there = marks.place_of_least(word) * len(text)
    at = sorted((found.start() for found in regex.finditer(_ANUSVARA, text)), key=lambda at: abs(at - there))
    bare = (text[:number] + text[number + 1 :] for number in at)
    return next((other for other in bare if common(other)), text)
