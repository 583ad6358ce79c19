"""Rules of tables are sought eight pixels at once, as OpenCV opens and closes a page."""

import cv2
import numpy as np
import pytest

from ingest.grid import _strokes


@pytest.mark.parametrize("shape", [(15, 1), (60, 1), (61, 1), (1, 16), (1, 61), (1, 120)])
@pytest.mark.parametrize("page", [(40, 40), (130, 64), (97, 257)])
def test_strokes_are_those_of_opencv(page: tuple[int, int], shape: tuple[int, int]) -> None:
    chance = np.random.default_rng(7)
    ink = (chance.random(page) < 0.93).astype(np.uint8)
    for _ in range(5):  # rules, and gaps in them
        y, x = chance.integers(0, page[0]), chance.integers(0, page[1])
        ink[y : y + 2, :] = 1
        ink[:, x : x + 3] = 1
        ink[:, max(0, x - 20) : max(0, x - 17)] = 0
    kernel = np.ones(shape, np.uint8)
    thick = cv2.dilate(ink, np.ones((3, 1) if shape[0] == 1 else (1, 3), np.uint8))
    wanted = cv2.morphologyEx(cv2.morphologyEx(thick, cv2.MORPH_OPEN, kernel), cv2.MORPH_CLOSE, kernel)
    found = _strokes(ink, shape)
    assert np.array_equal(np.zeros_like(ink) if found is None else found, wanted)


def test_a_page_without_rules_has_no_strokes() -> None:
    assert _strokes(np.zeros((90, 70), np.uint8), (20, 1)) is None
