"""Signs that specks became go by their ink: a page's own dots are of one size, and specks are smaller."""

import numpy as np
import pytest

from ingest.document import BBox
from ingest.ink import connected
from ingest.layout import PlacedWord
from ingest.specks import without_specks_read

DOT, SPECK = 4, 1  # pixels: sides of squares
HIGH, WIDE = 24, 100  # of a word, whose letters are one bar


def read(words: list[tuple[str, list[tuple[int, int, int]]]], dots: int = 8, dot: int = DOT) -> list[str]:
    """What is left of ``words`` with these squares (left, top, side) beside their letters, and ``dots`` dates."""
    image = np.zeros((1200, 600), np.uint8)
    placed = []
    for row, (text, marks) in enumerate([*words, *[("12.06", [(50, 20, dot)])] * dots]):
        top = 40 + 50 * row
        image[top + 8 : top + HIGH, 100:145] = image[top + 8 : top + HIGH, 156:190] = 1
        for left, down, side in marks:
            image[top + down : top + down + side, 100 + left : 100 + left + side] = 1
        placed.append(PlacedWord(text, BBox(100, top, 100 + WIDE, top + HIGH), 0.95))
    left = without_specks_read(placed, connected(image))
    return [w.text for w in left if w.text != "12.06"]


@pytest.mark.parametrize(
    ("why", "text", "marks", "left"),
    [
        ("a speck behind a word", "supply.", [(94, 18, SPECK)], ["supply"]),
        ("a full stop", "supply.", [(94, 20, DOT)], ["supply."]),
        ("a full stop with a speck beside it", "supply.", [(93, 20, DOT), (98, 15, SPECK)], ["supply."]),
        ("a full stop that the word's box leaves out", "supply.", [(94, 18, SPECK), (103, 20, DOT)], ["supply."]),
        ("a stop that touches its letter has no ink of its own", "supply.", [], ["supply."]),
        ("a speck before a word", "'को", [(2, 2, SPECK)], ["को"]),
        ("a speck alone", "-", [(50, 4, SPECK)], []),
        ("a dash alone", "-", [(50, 4, DOT)], ["-"]),
        ("the number of a list", "4.", [(94, 18, SPECK)], ["4."]),
        ("a point between figures", "12.5", [(50, 20, SPECK)], ["12.5"]),
        ("behind figures", "6,22,900.", [(94, 18, SPECK)], ["6,22,900"]),
        ("an anusvara of a speck", "सहांयता", [(50, 2, SPECK)], ["सहायता"]),
        ("one of two", "पंदों", [(20, 2, SPECK), (90, 0, DOT)], ["पदों"]),
        ("the one that the speck is", "करेंगें", [(40, 0, DOT), (92, 2, SPECK)], ["करेंगे"]),
        ("a common word keeps its anusvara", "संबंध", [(20, 2, SPECK)], ["संबंध"]),
        ("an anusvara of its own size", "सहांयता", [(50, 0, DOT)], ["सहांयता"]),
    ],
)  # fmt: skip
def test_signs_of_specks(why: str, text: str, marks: list[tuple[int, int, int]], left: list[str]) -> None:
    assert read([(text, marks)]) == left, why


def test_a_page_that_does_not_say_how_large_its_dots_are_keeps_all() -> None:
    assert read([("supply.", [(94, 18, SPECK)])], dots=3) == ["supply."]


def test_dots_so_small_that_a_worn_one_is_like_a_speck_say_nothing() -> None:
    assert read([("supply.", [(94, 18, SPECK)])], dot=2) == ["supply."]


def test_dots_of_many_sizes_say_nothing() -> None:
    worn = [("12.30", [(50, 21, SPECK)])] * 4
    assert read([("supply.", [(94, 18, SPECK)]), *worn])[0] == "supply."
