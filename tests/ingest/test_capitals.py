"""A stroke among figures is 1 where it has a flag, and a capital I where it has none."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from ingest.capitals import with_capitals
from ingest.document import BBox
from ingest.layout import PlacedWord
from ingest.prepare import Gray

HIGH, STEP = 24, 20


def drawn(text: str, flag: int, foot: int) -> tuple[Gray, PlacedWord]:
    """A line of glyphs as boxes, with its word: 1, l and ! are strokes whose ``flag`` reaches so far to the left at the
    top, and their ``foot`` as far to both sides at the bottom; "T" is a foot above as well, as I has with serifs."""
    page: Gray = np.full((80, STEP * len(text) + 40, 1), 250, np.uint8)[..., 0]
    for n, sign in enumerate(text):
        x, top = 20 + STEP * n, 30
        if sign in "1l!":
            page[top : top + HIGH, x + 6 : x + 9] = 30
            for k in range(flag):
                page[top + 2 + k : top + 5 + k, x + 5 - k] = 30
            page[top + HIGH - 2 : top + HIGH, x + 6 - foot : x + 9 + foot] = 30
            if not flag:
                page[top : top + 2, x + 6 - foot : x + 9 + foot] = 30
        elif sign in ".,":
            page[top + HIGH - 4 : top + HIGH, x + 5 : x + 9] = 30
        elif sign == "/":
            cv2.line(page, (x + 2, top + HIGH), (x + 10, top), 30, 2)
        else:
            cv2.rectangle(page, (x + 1, top + 1), (x + 13, top + HIGH - 2), 30, 3)
    return page, PlacedWord(text, BBox(18, 28, 20 + STEP * len(text), 32 + HIGH), 0.8)


def told(text: str, flag: int, foot: int) -> str:
    page, word = drawn(text, flag, foot)
    [found] = with_capitals(page, [word])
    return found.text


@pytest.mark.parametrize("foot", [0, 4])
@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("No.2092/MDL.1/2024", "No.2092/MDL.I/2024"),
        ("10/34/2013-4T(1)", "10/34/2013-4T(I)"),
        ("8352/R&l", "8352/R&I"),
        ("(MDL.!)", "(MDL.I)"),
    ],
)
def test_a_stroke_without_a_flag_is_a_capital(read: str, printed: str, foot: int) -> None:
    assert told(read, 0, foot) == printed
    assert told(read, 5, foot) == read


def test_a_figure_whose_flag_is_worn_away_keeps_its_foot() -> None:
    page, word = drawn("25-Pers-AP-1", 1, 4)
    [found] = with_capitals(page, [word])
    assert found.text == "25-Pers-AP-1"


def test_figures_among_figures_are_not_asked_about() -> None:
    assert told("01/11/2011", 0, 0) == "01/11/2011"


@pytest.mark.parametrize(("flag", "told_apart"), [(0, False), (5, True)])
def test_where_the_figures_of_the_page_are_bars_as_well_nothing_is_told(flag: int, told_apart: bool) -> None:
    (above, number), (below, asked) = drawn("2031-12", flag, 0), drawn("8352/MDL.1/2024", 0, 0)
    above = np.pad(above, ((0, 0), (0, below.shape[1] - above.shape[1])), constant_values=250)
    lower = replace(asked, bbox=replace(asked.bbox, top=asked.bbox.top + 80, bottom=asked.bbox.bottom + 80))
    found = with_capitals(np.vstack([above, below]), [number, lower])
    assert [word.text for word in found] == ["2031-12", "8352/MDL.I/2024" if told_apart else "8352/MDL.1/2024"]


def test_what_was_read_first_is_kept_beside() -> None:
    page, word = drawn("8352/R&l", 0, 0)
    [found] = with_capitals(page, [word])
    assert found.alternatives == ("8352/R&l",)


def test_a_word_whose_glyphs_run_together_stays() -> None:
    page, word = drawn("R&l", 0, 0)
    page[40:44] = 30
    assert with_capitals(page, [word]) == [word]
    assert with_capitals(np.full((80, 200), 250, np.uint8), [word]) == [word]
