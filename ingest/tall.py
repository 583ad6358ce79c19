"""Words in doubt as tall as several lines: what is left of a ring or stroke, with the letters that it touches.

Such a word, and a sign as tall as two lines that stands for a stroke, says nothing, closes the gaps between columns
and joins rows. Without it the ink is nobody's, and is looked at again with all other ink that no word covers.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import regex

from ingest.layout import PlacedWord

_TALL = 2.2  # median heights; letters with signs above and below are 1.6 at most
_UNSURE = 0.7
_SIGN, _SURE_SIGN = 2.0, 0.9  # of 15,762 words on scans 7 of one letter were so tall and less sure, none printed
_LETTER = regex.compile(r"[\p{L}\p{M}\p{N}]")
_OVER = 0.4  # median heights that a row may reach over the word's edges


def without_tall(words: Sequence[PlacedWord]) -> list[PlacedWord]:
    """The words but those in doubt that are too tall. Sizes in pixels.

    Those that stand in two rows of sure words or more, as no letters do, and single signs as tall as two lines.
    """
    sure = [w for w in words if w.confidence >= _UNSURE]
    if not sure:
        return list(words)
    usual = median(w.bbox.bottom - w.bbox.top for w in sure)
    return [w for w in words if not _is_stroke(w, usual) and not _is_ring(w, sure, usual)]


def _is_stroke(word: PlacedWord, usual: float) -> bool:
    high = word.bbox.bottom - word.bbox.top
    return word.confidence < _SURE_SIGN and high >= _SIGN * usual and len(_LETTER.findall(word.text)) < 2


def _is_ring(word: PlacedWord, sure: Sequence[PlacedWord], usual: float) -> bool:
    high = word.bbox.bottom - word.bbox.top
    return word.confidence < _UNSURE and high >= _TALL * usual and _rows(word, sure, usual) >= 2


def _rows(word: PlacedWord, sure: Sequence[PlacedWord], usual: float) -> int:
    """How many rows of ``sure`` words lie within the height of ``word``, one below the other."""
    top, bottom = word.bbox.top - _OVER * usual, word.bbox.bottom + _OVER * usual
    middles = sorted(
        (w.bbox.top + w.bbox.bottom) / 2 for w in sure if w.bbox.top >= top and w.bbox.bottom <= bottom
    )  # fmt: skip
    count, last = 0, float("-inf")
    for middle in middles:
        if middle - last > usual:
            count, last = count + 1, middle
    return count
