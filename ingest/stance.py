"""How figures stand on their line: print stands on one base line, a pen's figures do not.

Printed figures of one word end at the same height to a twentieth of a line, on worn copies to a tenth; a pen's stand a
fifth and more apart, above the base line or below it. So they are told from print by their ink, whatever the recogniser
makes of them and however sure it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import cv2
import numpy as np
import regex
from numpy.typing import NDArray

from ingest.digits import Mask, straight
from ingest.document import BBox
from ingest.layout import PlacedLine, PlacedWord
from ingest.prepare import Gray

_SOUND = 0.7
_LONGEST = 14  # characters of what the recogniser made of it
_EVEN = 0.15  # of a line's height: printed figures measure less than .1, save on worn pages
_EVEN_HINDI = 0.28  # figures of Hindi print: .21
_EVEN_TIMES = 2.5  # what is usual on the page
_SEVERAL = 4  # words, or figures, tell what is usual
_MOSTLY = 2.5
_OFF = 0.1
_TOUCHING, _NEAR = 0.12, 1.0  # heights between two words that one pen wrote
_AROUND = 25.0  # heights: print so far away tells where the base line is
_NEIGHBOURS = 3
_BESIDE = 0.3  # of a line's height, above and below a word
_LEAST, _MOST = 0.4, 1.9  # heights: signs, not dots and not what runs through lines
_THIN, _WIDE = 0.36, 1.8  # breadth by height: strokes and brackets end where they like, joined letters as well
_ORDINAL = 0.25  # heights above the line
_RAISED, _LOWERED = 0.85, 0.6  # of a word's tallest figure: letters of "8th", figures that lost a foot; commas
_STROKE = 0.2  # breadth of a slash in heavy type, of its length
_ELSEWHERE = 0.8  # heights off the base: another line
_FADED = 0.6  # of the way from the darkest ink to the paper
_DIGIT, _HINDI, _EUROPEAN = regex.compile(r"\d"), regex.compile("[०-९]"), regex.compile("[0-9]")
_LETTER = regex.compile(r"\p{L}")
_IN_LETTERS = regex.compile(r"\p{L}\p{M}*\p{L}|[\u0904-\u0939]")
_SIGNS = 2


@dataclass(frozen=True, slots=True)
class Uneven:
    """Words side by side of one line whose figures stand uneven, and by how much (shares of a line's height)."""

    words: tuple[PlacedWord, ...]
    by: float


@dataclass(frozen=True, slots=True)
class _Stance:
    """How a word's figures stand: the height of their feet above (negative) or below the base line, by its height."""

    word: PlacedWord
    feet: tuple[float, ...]

    @property
    def uneven(self) -> float:
        """How far the feet differ; of several figures one alone may be worn."""
        feet = sorted(self.feet)
        if len(feet) >= _SEVERAL:
            return min(feet[-2] - feet[0], feet[-1] - feet[1])
        return feet[-1] - feet[0] if len(feet) >= _SIGNS else 0.0

    @property
    def even(self) -> bool:
        """Several figures, all on the line: print, though a pen's begin where it ends."""
        return len(self.feet) > _SIGNS and max(map(abs, self.feet)) <= _OFF

    @property
    def off(self) -> bool:
        return bool(self.feet) and abs(median(self.feet)) > _OFF


def uneven_words(image: Gray, lines: Sequence[PlacedLine], height: float) -> list[Uneven]:
    """The runs of words that a pen wrote into ``lines``, as their stance shows; ``height`` is that of usual words."""
    said = "".join(w.text for line in lines for w in line.words)
    european = len(_EUROPEAN.findall(said)) > _MOSTLY * len(_HINDI.findall(said))
    stances = [[_stance(image, line, w, height) for w in line.words if _may_be(w, european)] for line in lines]
    usual = [one.uneven for line in stances for one in line if len(one.feet) >= _SIGNS]
    least = max(_EVEN, _EVEN_TIMES * median(usual)) if len(usual) >= _SEVERAL else _EVEN
    return [run for line in stances for run in _runs(line, least, height)]


def _may_be(word: PlacedWord, european: bool) -> bool:
    """Figures and signs, as far as the recogniser can tell; figures of Hindi print have feet of their own."""
    text = word.text
    return (
        len(text) <= _LONGEST and _DIGIT.search(text) is not None and not _IN_LETTERS.search(text)
        and len(_LETTER.findall(text)) <= 0.4 * len(text) and (european or not _HINDI.search(text))
    )  # fmt: skip


def _stance(image: Gray, line: PlacedLine, word: PlacedWord, height: float) -> _Stance:
    middle = (word.bbox.x0 + word.bbox.x1) / 2
    print_ = sorted(
        (w for w in line.words if w is not word and w.confidence >= _SOUND and len(w.text) > _SIGNS),
        key=lambda w: abs((w.bbox.x0 + w.bbox.x1) / 2 - middle),
    )
    near = [w for w in print_[:_NEIGHBOURS] if abs((w.bbox.x0 + w.bbox.x1) / 2 - middle) < _AROUND * height]
    beside = [foot for w in near for foot, *_ in _signs(image, w.bbox, 0.05 * height, height)]
    if len(beside) < _NEIGHBOURS:
        return _Stance(word, ())
    base = median(beside)
    signs = _signs(image, word.bbox, _BESIDE * height, height)
    if not signs:
        return _Stance(word, ())
    tallest = max(signs, key=lambda s: s[1].shape[0])
    feet = [
        (foot - base) / height for foot, sign in signs
        if abs(foot - base) <= _OFF * height or not _no_whole_figure((foot, sign), tallest, base, height)
    ]  # fmt: skip
    feet = [off for off in feet if abs(off) < _ELSEWHERE]
    return _Stance(word, tuple(feet))


def _no_whole_figure(one: tuple[float, Mask], tallest: tuple[float, Mask], base: float, height: float) -> bool:
    """Slashes; commas; the letters of "8th"; figures that lost their foot: these end off the line in print as well."""
    (foot, sign), (foot_of_tallest, other) = one, tallest
    share = sign.shape[0] / other.shape[0]
    if foot > base:
        return share < _LOWERED or straight(sign, _STROKE)
    head = (foot - sign.shape[0]) - (foot_of_tallest - other.shape[0])
    smaller = share < _RAISED and (foot < base - _ORDINAL * height or abs(head) < _OFF * height)
    return smaller or share < _LOWERED or straight(sign, _STROKE)


def _signs(image: Gray, box: BBox, beyond: float, height: float) -> list[tuple[float, Mask]]:
    """The whole signs of a word: where each ends, in rows of the image, and its ink."""
    top, left = max(0, int(box.top - beyond)), max(0, int(box.x0) - 1)
    part = image[top : int(box.bottom + beyond) + 1, left : int(box.x1) + 2]
    if part.size < 50:
        return []
    darkest, paper = (float(v) for v in np.percentile(part, (2, 90)))
    if paper - darkest < 40:
        return []
    ink = (part < darkest + _FADED * (paper - darkest)).astype(np.uint8)
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    return [
        (top + y + h, (labels[y : y + h, x : x + w] == number).astype(np.uint8))
        for number, (x, y, w, h) in enumerate(_sides(boxes), 1)
        if _LEAST * height < h < _MOST * height and _THIN * h < w < _WIDE * h
        and y > 0 and y + h < part.shape[0] and x > 0 and x + w < part.shape[1]
        and box.top - 0.1 * height < top + y + h / 2 < box.bottom + 0.1 * height
    ]  # fmt: skip


def _sides(boxes: NDArray[Any]) -> list[tuple[int, int, int, int]]:
    return [(int(x), int(y), int(w), int(h)) for x, y, w, h, _ in boxes[1:]]


def _runs(stances: Sequence[_Stance], least: float, height: float) -> list[Uneven]:
    """The uneven words of a line, each with its neighbours that touch it or stand off as well."""
    out: list[Uneven] = []
    taken = -1
    for at, one in enumerate(stances):
        if at <= taken or one.uneven < max(least, _EVEN_HINDI if _HINDI.search(one.word.text) else 0.0):
            continue
        first, last = at, at
        while first - 1 > taken and _joins(stances[first - 1], stances[first], stances[first - 1], height):
            first -= 1
        while last + 1 < len(stances) and _joins(stances[last], stances[last + 1], stances[last + 1], height):
            last += 1
        run, taken = stances[first : last + 1], last
        whole = _Stance(one.word, tuple(foot for each in run for foot in each.feet))
        out.append(Uneven(tuple(each.word for each in run), max(one.uneven, whole.uneven)))
    return out


def _joins(left: _Stance, right: _Stance, outer: _Stance, height: float) -> bool:
    gap = right.word.bbox.x0 - left.word.bbox.x1
    return (gap < _TOUCHING * height and not outer.even) or (gap < _NEAR * height and outer.off)
