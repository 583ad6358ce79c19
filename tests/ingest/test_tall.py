"""Words in doubt as tall as several lines are what a ring left, with the letters that it touches."""

from __future__ import annotations

import pytest

from ingest.document import BBox
from ingest.layout import PlacedWord
from ingest.tall import without_tall

ROWS = [
    PlacedWord(f"{said}{n}", BBox(x, 100.0 + 60 * n, x + 80, 130.0 + 60 * n), 0.95)
    for n in range(4)
    for said, x in (("no", 100.0), ("name", 300.0))
]


@pytest.mark.parametrize(
    ("why", "top", "bottom", "sure", "stays"),
    [
        ("a ring over three rows", 150.0, 290.0, 0.23, False),
        ("as tall, but read surely: a bracket of a list", 150.0, 290.0, 0.9, True),
        ("one row", 158.0, 192.0, 0.23, True),
        ("tall, but in one row alone: a misread title", 380.0, 470.0, 0.23, True),
    ],
)
def test_a_word_over_several_rows(why: str, top: float, bottom: float, sure: float, stays: bool) -> None:
    scrap = PlacedWord("फू", BBox(150.0, top, 350.0, bottom), sure)
    assert without_tall([*ROWS, scrap]) == ([*ROWS, scrap] if stays else ROWS), why


@pytest.mark.parametrize(
    ("said", "high", "sure", "stays"),
    [
        ("A.", 64.0, 0.88, False),
        ("J", 64.0, 0.3, False),
        ("77", 64.0, 0.3, True),  # a pen's number
        ("A", 64.0, 0.95, True),  # of a heading
        ("A", 55.0, 0.6, True),
    ],
)
def test_a_sign_as_tall_as_two_lines(said: str, high: float, sure: float, stays: bool) -> None:
    sign = PlacedWord(said, BBox(500.0, 400.0, 540.0, 400.0 + high), sure)
    assert without_tall([*ROWS, sign]) == ([*ROWS, sign] if stays else ROWS)


def test_a_page_in_doubt_as_a_whole_stays() -> None:
    words = [PlacedWord(w.text, w.bbox, 0.4) for w in ROWS]
    assert without_tall(words) == words
    assert without_tall([]) == []
