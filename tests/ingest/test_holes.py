"""Print in the middle of a line that no word covers is read again with its neighbours; sound lines are left alone."""

from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image

from ingest.holes import filled
from ingest.ocr import OcrLine, OcrPage, OcrWord
from ingest.prepare import Gray
from tests.ingest.engines import Says

WHITE = 10  # pixels around a piece at 300 dpi, beyond a margin of 8 at its sides


class Reads(Says):
    """Says these words of the one piece that it is shown: text, where on the page it begins and ends, confidence."""

    def __init__(self, *words: tuple[str, int, int, float]) -> None:
        super().__init__()
        self.words, self.shown = words, list[Image.Image]()

    def read_strips(self, images: Sequence[Image.Image], dpi: int, languages: str) -> list[OcrPage]:
        self.shown += images
        said = tuple(OcrWord(t, (a - LEFT, 20, b - LEFT, 60), sure) for t, a, b, sure in self.words)
        return [OcrPage((OcrLine(said, 1, 1),), i.width, i.height) for i in images]


LEFT = 100 - 8 - WHITE  # of the piece: it begins with the first word
SOUND = [("अब", 100, 180, 0.95), ("यह", 200, 280, 0.95)]


def page(*lines: Sequence[tuple[str, int, int, float]]) -> tuple[OcrPage, Gray]:
    """Nine lines of two words below ``lines``, with ink from the first to the last word of each of ``lines``."""
    image = np.full((1200, 1000), 255, np.uint8)
    placed = []
    for number, line in enumerate((*lines, *[SOUND] * 9)):
        top = 60 + 90 * number
        placed.append(OcrLine(tuple(OcrWord(t, (a, top, b, top + 40), sure) for t, a, b, sure in line), 1, 1))
        if number < len(lines):
            image[top + 10 : top + 30, line[0][1] : line[-1][2] : 4] = 0
    return OcrPage(tuple(placed), 1000, 1200), image


def said(read: OcrPage) -> str:
    return " ".join(w.text for w in read.lines[0].words)


@pytest.mark.parametrize(
    ("why", "line", "again", "text"),
    [
        ("letters were taken out of two words", [("सौ", 100, 150, 0.9), ("ग", 160, 180, 0.9), ("]", 300, 310, 0.6)],
         [("सौ", 100, 150, 0.9), ("गयी", 160, 230, 0.9), ("थीं।", 240, 310, 0.9)], "सौ गयी थीं।"),
        ("one sign more wants sureness", [("(", 100, 110, 0.9), ("शर्त", 200, 300, 0.9)],
         [("(३)", 100, 150, 0.7), ("शर्त", 200, 300, 0.7)], "( शर्त"),
        ("a sure sign more", [("(", 100, 110, 0.9), ("शर्त", 200, 300, 0.9)],
         [("(३)", 100, 150, 0.9), ("शर्त", 200, 300, 0.9)], "(३) शर्त"),
        ("a sure word is not given up", [("कक्ष", 100, 160, 0.95), ("नवम", 260, 320, 0.95)],
         [("कष", 100, 160, 0.9), ("सूचना", 170, 250, 0.9), ("नवम", 260, 320, 0.9)], "कक्ष नवम"),
        ("rubbish is, for what is sure", [("YYXZ", 100, 140, 0.3), ("CEK", 260, 320, 0.2)],
         [("४,८५,१०", 100, 320, 0.9)], "४,८५,१०"),
        ("nothing more is read", [("कक्ष", 100, 160, 0.95), ("नवम", 260, 320, 0.95)],
         [("कक्ष", 100, 160, 0.9), ("नवम", 260, 320, 0.9)], "कक्ष नवम"),
    ],
)  # fmt: skip
def test_what_is_read_in_a_hole(
    why: str, line: list[tuple[str, int, int, float]], again: list[tuple[str, int, int, float]], text: str
) -> None:
    read, image = page(line)
    engine = Reads(*again)
    out = filled(engine, image, 300, read, "Devanagari")
    assert said(out) == text, why
    assert len(engine.shown) == 1
    assert out.lines[1:] == read.lines[1:]


def test_words_lie_where_they_stand_on_the_page() -> None:
    read, image = page([("(", 100, 110, 0.9), ("शर्त", 200, 300, 0.9)])
    engine = Reads(("(३)", 100, 150, 0.9), ("शर्त", 200, 300, 0.9))
    words = filled(engine, image, 300, read, "Devanagari").lines[0].words
    assert [(w.box[0], w.box[2]) for w in words] == [(100, 150), (200, 300)]


def test_white_gaps_covered_gaps_and_pages_of_strokes_are_not_read_again() -> None:
    wide = [("कक्ष", 100, 160, 0.95), ("नवम", 260, 320, 0.95)]
    read, image = page(wide)
    engine = Reads(("कक्ष", 100, 160, 0.9))
    white = np.full_like(image, 255)
    assert filled(engine, white, 300, read, "Devanagari") == read
    covered = OcrPage((*read.lines, OcrLine((OcrWord("ऊँ", (150, 62, 270, 98), 0.9),), 1, 1)), 1000, 1200)
    assert filled(engine, image, 300, covered, "Devanagari") == covered
    strokes = np.full((2000, 1000), 255, np.uint8)
    lines = []
    for number in range(14):
        top = 60 + 90 * number
        strokes[top + 10 : top + 30, 100:320:4] = 0
        lines.append(OcrLine(tuple(OcrWord(t, (a, top, b, top + 40), sure) for t, a, b, sure in wide), 1, 1))
    many = OcrPage(tuple(lines), 1000, 2000)
    assert filled(engine, strokes, 300, many, "Devanagari") == many
    assert engine.shown == []


@pytest.mark.parametrize(
    ("sure", "high", "behind", "text"),
    [
        (0.1, 110, "यह", "अब को प्रा यह"),
        (0.1, 110, "यय", "अब ग यह"),
        (0.7, 110, "यह", "अब ग यह"),
        (0.1, 40, "यह", "अब ग यह"),
    ],
    ids=["tall and of no sense", "a word beside it is lost", "tall and half sure", "no taller than its line"],
)
def test_below_a_tall_word_of_no_sense_the_line_is_read(sure: float, high: int, behind: str, text: str) -> None:
    """A pen's stroke through two lines; the next line's word below it is read as well."""
    read, image = page([("अब", 100, 180, 0.95), ("ग", 200, 280, sure), ("यह", 300, 380, 0.95)])
    words = read.lines[0].words
    first = OcrLine((words[0], OcrWord("ग", (200, 60, 280, 60 + high), sure), words[2]), 1, 1)
    read = OcrPage((first, *read.lines[1:]), read.width, read.height)
    engine = Reads(("अब", 100, 180, 0.95), ("को", 200, 230, 0.3), ("प्रा", 240, 280, 0.3), (behind, 300, 380, 0.95))
    assert said(filled(engine, image, 300, read, "Devanagari")) == text
