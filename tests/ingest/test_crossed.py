"""Of one printed line the recogniser now and then makes two that lie on each other: they are read again as one."""

from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image

from ingest.crossed import read_once, uncrossed
from ingest.ocr import OcrLine, OcrPage, OcrWord
from tests.ingest.engines import Says

Said = tuple[str, int, int, int, int, float]
"""Text, left, top, right, bottom, confidence."""

IMAGE = np.full((600, 1000), 255, np.uint8)
UPPER: list[Said] = [("3", 100, 96, 112, 120, 0.96), ("Repay", 200, 95, 290, 120, 0.93), ("of", 320, 95, 340, 120, 0.6)]
LOWER: list[Said] = [
    ("epayment", 215, 100, 310, 120, 0.92),
    ("of", 320, 102, 340, 120, 0.9),
    (",", 402, 116, 406, 124, 0),
]
NEXT: list[Said] = [("advances", 200, 140, 290, 165, 0.96)]


def line(words: Sequence[Said]) -> OcrLine:
    return OcrLine(tuple(OcrWord(t, (a, b, c, d), sure) for t, a, b, c, d, sure in words), 1, 1)


class Reads(Says):
    """Says these words of each strip."""

    def __init__(self, *words: tuple[str, float]) -> None:
        super().__init__()
        self.words, self.strips = words, list[Image.Image]()

    def read_strips(self, images: Sequence[Image.Image], dpi: int, languages: str) -> list[OcrPage]:
        self.strips += images
        said = line([(t, 40 + 110 * n, 15, 130 + 110 * n, 40, sure) for n, (t, sure) in enumerate(self.words)])
        return [OcrPage((said,), i.width, i.height) for i in images]


@pytest.mark.parametrize(
    ("why", "again", "text"),
    [
        ("read as one", [("(3)", 0.95), ("Repayment", 0.96), ("of", 0.96)], "(3) Repayment of|advances"),
        ("in doubt", [("(3)", 0.7), ("Repayment", 0.7), ("of", 0.7)], "3 Repay of|epayment of ,|advances"),
        ("a sure word is lost", [("(3)", 0.95), ("of", 0.96)], "3 Repay of|epayment of ,|advances"),
    ],
)
def test_two_lines_of_one(why: str, again: list[tuple[str, float]], text: str) -> None:
    engine = Reads(*again)
    read = uncrossed(engine, IMAGE, 200, OcrPage((line(UPPER), line(LOWER), line(NEXT)), 1000, 600), "eng")
    assert "|".join(" ".join(w.text for w in found.words) for found in read.lines) == text, why
    (strip,) = engine.strips
    assert strip.width > 340 - 100 + 2 * 20, "brackets that were lost stand beside the words"
    assert read.lines[0].words[0].box[0] < 120, "words lie on the page, not on the strip"


def test_a_row_of_signs_above_the_letters_is_no_line() -> None:
    """Of «गयी। चूककर्ता इकाइयों की सूची» the signs above the head line and a few letters were read as a row of their
    own, and a word surely without them; what only one of the rows read surely stays so."""
    signs = [("गयी", 100, 90, 150, 130, 0.95), ("C", 300, 92, 310, 104, 0.8), ("ची", 520, 88, 560, 130, 0.6)]
    letters = [
        ("गयी।", 100, 104, 158, 128, 0.91),
        ("चूककता", 210, 104, 330, 130, 0.9),
        ("की", 430, 96, 460, 136, 0.96),
        ("सूची", 500, 94, 560, 136, 0.96),
    ]
    engine = Reads(("गयी।", 0.92), ("चूककर्ता", 0.95), ("की", 0.96), ("सूची", 0.96))
    read = uncrossed(engine, IMAGE, 200, OcrPage((line(signs), line(letters), line(NEXT)), 1000, 600), "Devanagari")
    assert [" ".join(w.text for w in found.words) for found in read.lines] == ["गयी। चूककर्ता की सूची", "advances"]


def test_a_sign_that_was_read_surely_before_stays() -> None:
    signs = [("C", 300, 92, 310, 104, 0.8), ("ची", 160, 88, 200, 130, 0.6)]
    letters = [("कर्मी", 30, 94, 120, 119, 0.96), ("सूची", 140, 94, 230, 119, 0.7)]
    again = Reads(("केर्मी", 0.85), ("सूची", 0.96))
    read = uncrossed(again, IMAGE, 200, OcrPage((line(signs), line(letters)), 1000, 600), "Devanagari")
    assert [(w.text, w.alternatives) for w in read.lines[0].words] == [("कर्मी", ("केर्मी",)), ("सूची", ())]


def test_lines_side_by_side_or_below_each_other_are_left_alone() -> None:
    engine = Reads(("rubbish", 0.99))
    right = [("1,19,071.00", 500, 95, 640, 120, 0.9)]
    page = OcrPage((line(UPPER), line(right), line(NEXT)), 1000, 600)
    assert uncrossed(engine, IMAGE, 200, page, "eng") == page
    assert not engine.strips


def test_rubbish_of_a_turned_page_is_not_read_again() -> None:
    engine = Reads(("rubbish", 0.99))
    page = OcrPage(tuple(line([(*word[:5], 0.2) for word in words]) for words in (UPPER, LOWER)), 1000, 600)
    assert uncrossed(engine, IMAGE, 200, page, "eng") == page
    assert not engine.strips


def test_a_cell_read_with_two_rows_comes_once() -> None:
    upper = [("Rate", 300, 90, 350, 120, 0.92), ("publie", 360, 91, 420, 118, 0.89), ("for", 430, 90, 470, 118, 0.9)]
    lower = [
        ("Item", 100, 108, 150, 132, 0.9),
        ("Rate", 300, 91, 350, 118, 0.93),
        ("public", 360, 90, 420, 119, 0.91),
        ("for", 444, 96, 470, 118, 0.95),
    ]
    below = [("fixed", 300, 122, 350, 148, 0.9), ("publicly", 360, 122, 430, 148, 0.9)]
    read = read_once(OcrPage((line(upper), line(lower), line(below)), 1000, 600))
    text = "|".join(" ".join(w.text for w in found.words) for found in read.lines)
    assert text == "Item Rate public for|fixed publicly"
