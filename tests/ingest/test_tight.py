"""Boxes of words end where their ink does; what has no ink is no word unless it was read surely."""

from __future__ import annotations

import numpy as np
import pytest

from ingest.document import BBox
from ingest.layout import PlacedWord
from ingest.tight import on_ink

PAGE = np.full((200, 600), 255, np.uint8)
PAGE[100:130, 200:300] = 40
PAGE[100:130, 420:430] = 90


def word(left: float, right: float, confidence: float = 0.6, text: str = "शब्द") -> PlacedWord:
    return PlacedWord(text, BBox(left, 95, right, 135), confidence, alternatives=("शब्",))


@pytest.mark.parametrize(
    ("why", "box", "kept"),
    [
        ("reaches into the white before it", (150, 302), (200, 300)),
        ("reaches into the white behind it", (199, 380), (200, 300)),
        ("so little white is no matter", (197, 303), (197, 303)),
        ("ends too early", (220, 280), (220, 280)),
        ("reaches over its neighbour", (200, 440), (200, 430)),
        ("lies on the paper's edge", (-20, 300), (200, 300)),
    ],
)
def test_a_box_ends_where_its_ink_ends(why: str, box: tuple[float, float], kept: tuple[float, float]) -> None:
    before = word(*box)
    (after,) = on_ink(PAGE, [before])
    assert (after.bbox.x0, after.bbox.x1) == kept, why
    assert (after.bbox.top, after.bbox.bottom, after.text, after.alternatives) == (95, 135, "शब्द", ("शब्",))


@pytest.mark.parametrize("text", ["/", "-=", "रू", "EE", "4-5-1"])
def test_where_nothing_is_printed_there_is_no_sign(text: str) -> None:
    assert on_ink(PAGE, [word(320, 400, 0.84, text), word(200, 300)]) == [word(200, 300)]
    assert on_ink(PAGE, [word(320, 400, 0.9, text)]) == [word(320, 400, 0.9, text)], "a colon may lie beside its ink"
    assert on_ink(PAGE, [word(320, 320, 0.3, text), word(700, 720, 0.3, text)]) == [], "without width, off the page"


def test_a_whole_word_stays_wherever_its_box_lies() -> None:
    assert on_ink(PAGE, [word(320, 400, 0.3, "कार्यालय")]) == [word(320, 400, 0.3, "कार्यालय")]


def test_grain_of_the_paper_is_no_ink() -> None:
    grained = np.where(PAGE == 255, 175, PAGE).astype(np.uint8)
    (after,) = on_ink(grained, [word(150, 380)])
    assert (after.bbox.x0, after.bbox.x1) == (200, 300)
