"""Print stands on its line, a pen's figures do not; what stands off it in print as well is no sign of a pen."""

from __future__ import annotations

from statistics import median

import cv2
import numpy as np
import pytest

from ingest.document import BBox
from ingest.layout import PlacedWord, lines_of
from ingest.prepare import Gray
from ingest.stance import uneven_words

FACE = cv2.FONT_HERSHEY_TRIPLEX


class Line:
    """A line of print at 300 dpi; each sign may be moved down and made smaller."""

    def __init__(self) -> None:
        self.image: Gray = np.full((300, 2400), 255, np.uint8)
        self.words: list[PlacedWord] = []
        self.x = 100

    def set(self, text: str, falls: tuple[int, ...] = (), sizes: tuple[float, ...] = (), read: str = "") -> Line:
        start = self.x
        for k, sign in enumerate(text):
            fall, size = (falls[k] if falls else 0), (sizes[k] if sizes else 1.0)
            (width, _), _ = cv2.getTextSize(sign, FACE, 1.3 * size, 2)
            cv2.putText(self.image, sign, (self.x, 160 + fall), FACE, 1.3 * size, 0, 2)
            self.x += width + 4
        box = BBox(start, 128 + min(0, *falls, 0), self.x - 2, 164 + max(0, *falls, 0))
        self.words.append(PlacedWord(read or text, box, 0.95))
        self.x += 26
        return self

    def uneven(self) -> list[list[str]]:
        height = median(w.bbox.bottom - w.bbox.top for w in self.words)
        return [[w.text for w in found.words] for found in uneven_words(self.image, lines_of(self.words), height)]


@pytest.fixture
def line() -> Line:
    line = Line()
    for word in "all offices shall".split():
        line.set(word)
    return line


@pytest.mark.parametrize("text", ["2024", "24.05.2024,", "17/07/2024", "(35)", "35-40", "4,500", "No.52"])
def test_print_stands_even(line: Line, text: str) -> None:
    assert line.set(text).set("send").uneven() == []


def test_figures_of_different_feet_are_uneven(line: Line) -> None:
    assert line.set("24", (0, 10)).set("send").uneven() == [["24"]]
    assert line.set("507", (-4, 6, -4)).uneven() == [["24"], ["507"]]


def test_what_is_read_does_not_matter(line: Line) -> None:
    assert line.set("24", (0, 10), read="2\\)").set("send").uneven() == [["2\\)"]]


def test_the_raised_letters_of_an_ordinal_are_print(line: Line) -> None:
    assert line.set("23rd", (0, 0, -14, -14), (1, 1, 0.6, 0.6), read='23"').set("send").uneven() == []


def test_a_figure_that_lost_its_foot_is_print(line: Line) -> None:
    line.set("2026")
    box = line.words[-1].bbox
    line.image[150:170, int(box.x0) : int(box.x0) + 22] = 255
    assert line.set("send").uneven() == []


def test_one_figure_of_several_off_the_line_is_worn(line: Line) -> None:
    assert line.set("40530", (0, 0, 0, -8, 0)).set("send").uneven() == []
    assert line.set("40530", (0, 8, 0, 8, 0)).uneven() == [["40530"]]


def test_words_are_not_asked_about(line: Line) -> None:
    assert line.set("Copy", (0, 10, 0, 10)).set("send").uneven() == []


def test_figures_of_hindi_print_have_feet_of_their_own(line: Line) -> None:
    assert line.set("24", (0, 10), read="२४").set("2024", read="२०२४").set("17", read="१७").uneven() == []


def test_figures_of_hindi_print_stand_less_even(line: Line) -> None:
    line.set("2024").set("4,500").set("1250")
    assert line.set("24", (0, 8), read="२४").set("send").uneven() == []
    assert line.set("24", (0, 12), read="२४").uneven() == [["२४"]]


def test_what_touches_uneven_figures_is_the_same_pens(line: Line) -> None:
    line.set("73", (0, 10))
    line.x -= 24
    assert line.set("50").set("send").uneven() == [["73", "50"]]


def test_a_line_without_print_beside_it_says_nothing() -> None:
    assert Line().set("24", (0, 10)).uneven() == []
