"""Squares that the network of marks learns from: the same scan with marks and without."""

from __future__ import annotations

import numpy as np
import pytest

from corpus.pages.fonts import DEVANAGARI, FontsMissing, available
from corpus.train_unmarked import SIDE, Squares, squares


def test_inks_are_those_of_the_page() -> None:
    grey = np.full((2, SIDE, SIDE), 240, np.uint8)
    marked = grey.copy()
    marked[:, 50:60] = 40
    made = Squares(marked, grey, np.array([[240, 40], [240, 140]], np.float32))
    ink, print_ = made.inks([0, 1])
    assert ink[0, 55, 0] == 1 and ink[1, 55, 0] == 1.5  # darker than print is no darker than this
    assert not print_.any()
    assert made.inks([0], 0.5)[0].max() == 0.5


@pytest.mark.slow
def test_a_square_with_marks_is_the_one_without_and_more_ink() -> None:
    try:
        available(DEVANAGARI, "tuning")
    except FontsMissing as lacking:
        pytest.skip(str(lacking))
    made = squares(3)
    assert len(made.marked) > 50 and made.marked.shape == made.plain.shape == (len(made.levels), SIDE, SIDE)
    lighter = made.plain.astype(int) - made.marked
    assert (lighter < -60).mean() < 0.001  # nothing of the print is missing below a mark
    assert (lighter > 60).mean() > 0.01
