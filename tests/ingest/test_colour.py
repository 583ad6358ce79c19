"""Coloured ink is looked at in squares of four pixels, on pictures of any size."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from ingest.colour import _MASK, _squares, _tinted, coloured_ink


@pytest.mark.parametrize("shape", [(8, 12), (9, 14), (11, 13)])
def test_a_square_says_how_many_of_its_pixels_are_in_the_mask(shape: tuple[int, int]) -> None:
    mask = np.random.default_rng(7).integers(0, 2, shape, np.uint8)
    found = _squares(mask * np.uint8(_MASK))
    assert found.shape == (-(-shape[0] // 4), -(-shape[1] // 4))
    for row, column in np.ndindex(found.shape):
        inside = mask[4 * row : 4 * row + 4, 4 * column : 4 * column + 4]
        assert found[row, column] == inside.sum()


def test_a_pale_end_of_a_stroke_at_the_odd_edge_of_a_picture_belongs_to_it() -> None:
    page = np.full((401, 603, 3), 250, np.uint8)
    page[100:110, 300:560] = (40, 40, 190)
    page[100:110, 560:603] = (175, 175, 215)  # under what counts as coloured by itself
    page[300:310, 300:400] = (175, 175, 215)  # as pale, on its own
    colour = coloured_ink(page)
    assert colour is not None
    assert colour[103:107, 302:601].all()
    assert not colour[290:320].any()
    assert set(np.unique(colour)) == {0, 1}


def test_black_print_alone_is_no_coloured_ink() -> None:
    page = np.full((400, 600, 3), 250, np.uint8)
    cv2.putText(page, "Government", (20, 200), cv2.FONT_HERSHEY_SIMPLEX, 3, (20, 20, 20), 8)
    assert coloured_ink(page) is None


def ring(ink: tuple[int, int, int], radius: int = 300) -> NDArray[np.uint8]:
    page = np.full((2000, 1600, 3), 250, np.uint8)
    cv2.circle(page, (800, 1000), radius, ink, 8)
    return page


def test_a_dull_stamp_that_stands_apart_from_print_is_coloured_ink() -> None:
    """A green whose channels lie no further than 40 levels apart; the thin lines of a pale one are not seen at all."""
    colour = coloured_ink(ring((204, 164, 184)))
    assert colour is not None
    assert colour[1000 - 3 : 1000 + 3, 498:502].all()
    assert coloured_ink(ring((214, 186, 200))) is None


def test_dull_ink_no_larger_than_letters_is_none() -> None:
    assert coloured_ink(ring((204, 164, 184), radius=20)) is None


def test_a_thin_stamp_of_which_an_eighth_is_firm_and_hardly_an_inch_strong_is_coloured_ink() -> None:
    page = ring((214, 186, 200))
    cv2.ellipse(page, (800, 1000), (300, 300), 0, 40, 90, (204, 164, 184), 8)
    cv2.ellipse(page, (800, 1000), (300, 300), 0, 0, 12, (150, 60, 110), 8)
    colour = coloured_ink(page)
    assert colour is not None
    assert colour[1000 - 3 : 1000 + 3, 498:502].all(), "the other side of the ring too"


def test_one_stroke_of_a_thin_pen_on_a_whole_page_is_coloured_ink() -> None:
    page = np.full((2000, 1600, 3), 250, np.uint8)
    cv2.line(page, (700, 900), (745, 930), (190, 70, 50), 4)
    colour = coloured_ink(page)
    assert colour is not None
    assert colour[915, 721:725].all()


@pytest.mark.parametrize("apart", [10, 16, 40])
def test_the_thin_frame_of_a_stamp_goes_by_its_tint_though_another_stamp_stands_close(apart: int) -> None:
    """A frame of which only the corner was found by its colour, at 200 dpi; both together are larger than any stamp."""
    tint = np.zeros((800, 600), np.uint8)
    cv2.circle(tint, (300, 200), 140, 9, 3)
    top = 342 + apart
    cv2.rectangle(tint, (100, top), (500, top + 240), 9, 3)
    chosen = np.zeros_like(tint)
    cv2.circle(chosen, (300, 200), 140, 1, 3)
    chosen[top : top + 40, 100:103] = 1
    assert _tinted((tint > 0).astype(np.uint8), chosen, 200)[top + 240, 110:490].all()
    assert not _tinted((tint > 0).astype(np.uint8), np.zeros_like(chosen), 200).any()
