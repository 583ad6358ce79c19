"""Rules of tables are sought eight pixels at once, as OpenCV opens and closes a page."""

import cv2
import numpy as np
import pytest

from ingest import recognise
from ingest.grid import Grid, _strokes, find_grid
from ingest.prepare import Gray
from tests.ingest.engines import Says


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


@pytest.mark.parametrize("freed", [False, True])
def test_rules_in_dashes_are_sought_where_a_mark_was_lifted(freed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes with a stamp breaks the rules that it crossed, and a column would be lost with them."""
    asked = []

    def grid(gray: Gray, dpi: int, worn: bool = False) -> Grid:
        asked.append(worn)
        return Grid((), gray)

    monkeypatch.setattr(recognise, "find_grid", grid)
    recognise.Recogniser(Says(), "eng")._upright(np.full((400, 300), 250, np.uint8), 100, None, freed)
    assert asked == [freed]


def test_a_table_keeps_the_column_whose_outer_rule_is_in_pieces() -> None:
    page = np.full((700, 1400), 255, np.uint8)
    for y in range(100, 601, 100):
        page[y : y + 2, 100:1300] = 0
    for x in (100, 400, 800, 1300):
        page[100:602, x : x + 2] = 0
    page[180:420, 1250:1302] = 255  # a stamp went
    page[200:202, 1250:1280] = 0
    page[240:300, 1300:1302] = 0
    page[340:390, 1300:1302] = 0
    assert [len(table[0]) for table in find_grid(page, 200, worn=True).tables] == [3]
