"""A name that a signature runs over is what most readings of its line say; strokes alone are none."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image

from ingest.document import Area, BBox
from ingest.layout import PlacedLine, PlacedWord
from ingest.names import agreed, names_below
from ingest.ocr import OcrLine, OcrPage, OcrWord
from tests.ingest.engines import Says


@pytest.mark.parametrize(
    ("readings", "text"),
    [
        (["(Hr. Anand Kunar)", "(lr. Anond Kumar)", "(Dr. Anand Kumar)", "(Dr. Amand Kumor)"], "(Dr. Anand Kumar)"),
        (["An¢nd Kumar", "An¢nd Kumar", "Anand Kumar", "Anand Kumar"], "Anand Kumar"),
        (["अनन्द कुमार", "आनन्द कुमार )", "आनन्द कुदार", "आनन्द कुमार"], "आनन्द कुमार"),
    ],
)
def test_each_sign_is_what_most_readings_have(readings: list[str], text: str) -> None:
    found = agreed(readings)
    assert found.text == text
    assert found.share > 0.8


def test_strokes_alone_are_no_name() -> None:
    assert agreed(["SB AES we", "a ee WN", "bb LO ye K", "peas deen"]).share < 0.6
    assert agreed(["", "", "Anand Kumar"]).share < 0.4


class Cuts(Says):
    """Reads these texts, one a cut, and begins again."""

    def __init__(self, *texts: str) -> None:
        super().__init__()
        self.texts, self.asked = texts, 0

    def read_strips(self, images: Sequence[Image.Image], dpi: int, languages: str) -> list[OcrPage]:
        out = []
        for image in images:
            text, x, words = self.texts[self.asked % len(self.texts)], 10, []
            self.asked += 1
            for word in text.split():
                words.append(OcrWord(word, (x, 4, x + 20 * len(word), 44), 0.2))
                x += 20 * len(word) + 15
            out.append(OcrPage((OcrLine(tuple(words), 1, 1),) if words else (), *image.size))
        return out


PAPER = np.full((2000, 1600), 255, np.uint8)
SIGNED = [Area("signature", BBox(900, 1000, 1300, 1160), "", 0.6, "strokes")]


def line(top: float, *words: tuple[str, float]) -> PlacedLine:
    placed, x = [], 900.0
    for text, sure in words:
        placed.append(PlacedWord(text, BBox(x, top, x + 20 * len(text), top + 40), sure))
        x += 20 * len(text) + 15
    return PlacedLine(tuple(placed))


BODY = [line(100 + 80 * n, ("returns", 0.96), ("shall", 0.96), ("be", 0.96), ("filed", 0.96)) for n in range(8)]
POST = line(1180, ("Joint", 0.96), ("Secretary", 0.96))


def read(over: PlacedLine, below: PlacedLine, *cuts: str) -> list[str]:
    lines = names_below(PAPER, [*BODY, over, below], SIGNED, Cuts(*cuts), 300, "eng")
    return [" ".join(w.text for w in line.words) for line in lines[len(BODY) :]]


def test_the_closing_beside_the_strokes_stays_when_the_name_is_read() -> None:
    closing = PlacedWord("Yours", BBox(900, 1010, 1000, 1050), 0.96)
    strokes = PlacedWord("cht", BBox(1100, 1020, 1280, 1165), 0.5)
    name = "(Dr. Anand Kumar)"
    texts = read(PlacedLine((closing, strokes)), POST, name, "(Hr. Anand Kumar)", name, "(Dr. Amand Kumar)", name)
    assert texts == ["Yours", name, "Joint Secretary"]


def test_strokes_beside_the_post_do_not_hide_it() -> None:
    texts = read(line(1120, ("Gryb", 0.1)), line(1180, ("—h", 0.2), ("Joint", 0.96), ("Secretary", 0.96)), "(A. Kumar)")
    assert "(A. Kumar)" in texts


def test_a_line_with_strokes_in_its_middle_is_the_name_itself() -> None:
    name = line(1130, ("(", 0.8), ("Anand", 0.9), ("ihmvq,", 0.3), (")", 0.8))
    assert read(name, POST, "( Anand Lal Kumar )")[-2:] == ["( Anand Lal Kumar )", "Joint Secretary"]


def test_a_name_that_the_page_read_nearly_the_same_stays() -> None:
    name = line(1130, ("Dr.", 0.6), ("Anand", 0.7), ("Kumar", 0.7))
    assert read(name, POST, "Or. Anand Kuar")[-2:] == ["Dr. Anand Kumar", "Joint Secretary"]


def test_cuts_that_do_not_agree_change_nothing() -> None:
    strokes = line(1130, ("eKu", 0.3))
    assert read(strokes, POST, "SNES we", "bb LO ye K", "", "MAT We W", "a ee N")[-2:] == ["eKu", "Joint Secretary"]
