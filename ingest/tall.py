"""Words in doubt as tall as several lines: what is left of a ring or stroke, with the letters that it touches.

Such a word says nothing, closes the gaps between columns and joins rows. Without it the ink is nobody's, and is looked
at again with all other ink that no word covers.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from ingest.layout import PlacedWord

_TALL = 2.2  # median heights; letters with signs above and below are 1.6 at most
_UNSURE = 0.7
_OVER = 0.4  # median heights that a row may reach over the word's edges


def without_tall(words: Sequence[PlacedWord]) -> list[PlacedWord]:
    """The words but those in doubt that stand in two rows of sure words or more: no letters do. Sizes in pixels."""
    sure = [w for w in words if w.confidence >= _UNSURE]
    if not sure:
        return list(words)
    usual = median(w.bbox.bottom - w.bbox.top for w in sure)
    return [
        w for w in words
        if w.confidence >= _UNSURE or w.bbox.bottom - w.bbox.top < _TALL * usual or _rows(w, sure, usual) < 2
    ]  # fmt: skip


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
