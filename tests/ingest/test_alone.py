"""Cells of specked copies are read alone: what both readings say, surer than the page, and never a figure less."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest
from PIL import Image

from ingest.alone import cells_alone, without_small
from ingest.document import BBox
from ingest.errors import OcrFailed
from ingest.layout import PlacedWord
from ingest.ocr import OcrLine, OcrPage, OcrWord, Orientation
from ingest.prepare import Gray

CELL = BBox(20, 20, 380, 140)


@dataclass
class Reader:
    """Reads strips as ``dotted`` at the first call and as ``bare`` at the second; a word is 50 pixels wide."""

    dotted: Sequence[str]
    bare: Sequence[str]
    confidence: float = 0.9
    asked: list[tuple[str, int]] = field(default_factory=list)

    def probe(self, languages: str) -> str:
        return "reader"

    def read(self, image: Image.Image, dpi: int, languages: str, psm: int = 3) -> OcrPage:
        raise AssertionError("only strips are read")

    def read_strips(self, images: Sequence[Image.Image], dpi: int, languages: str) -> list[OcrPage]:
        said = self.bare if self.asked else self.dotted
        self.asked.append((languages, len(images)))
        if not said:
            raise OcrFailed("stopped")
        out = []
        for text, image in zip(said, images, strict=True):
            words = [OcrWord(w, (50 * n, 15, 50 * n + 45, 40), self.confidence) for n, w in enumerate(text.split())]
            out.append(OcrPage((OcrLine(tuple(words), 1, 1),), image.width, image.height))
        return out

    def orientation(self, image: Image.Image, dpi: int) -> Orientation | None:
        return None


def picture(lines: int = 1) -> Gray:
    """A cell with so many lines of letters, 25 pixels tall, each with a speck behind it."""
    page = np.full((200, 400), 255, np.uint8)
    for n in range(lines):
        for x in range(40, 200, 24):
            page[40 + 50 * n : 65 + 50 * n, x : x + 16] = 0
        page[62 + 50 * n : 64 + 50 * n, 260:262] = 0
    return page


def read(said: str, confidence: float, engine: Reader, lines: int = 1) -> tuple[list[PlacedWord], int]:
    words = [PlacedWord(w, BBox(40 + 60 * n, 40, 90 + 60 * n, 65), confidence) for n, w in enumerate(said.split())]
    other = PlacedWord("elsewhere", BBox(20, 160, 90, 180), 0.2)
    read, changed = cells_alone([*words, other], [[[CELL]]], picture(lines), 300, engine, "Devanagari+eng")
    assert other in read
    return [w for w in read if w is not other], changed


def test_what_both_readings_say_surer_than_the_page_is_taken() -> None:
    words, changed = read("Rob Roy", 0.5, Reader(["Ram Roy"], ["Ram Roy"]))
    assert ([w.text for w in words], changed) == (["Ram", "Roy"], 1)
    assert words[0].alternatives == ("Rob",)
    assert words[1].alternatives == ()
    # The strip begins 3 + 12 pixels before the first letter.
    assert (words[0].bbox.x0, words[0].bbox.top) == (25, 40)


def test_a_sign_that_stands_alone_goes() -> None:
    words, changed = read("Ram Roy `", 0.95, Reader(["Ram Roy ."], ["Ram Roy"], 0.96))
    assert ([w.text for w in words], changed) == (["Ram", "Roy"], 1)


@pytest.mark.parametrize(
    ("said", "dotted", "bare", "text"),
    [
        ("", "I", "l", "l"),  # two readings of a lone 1, where the page read nothing; its column says what it is
        ("", "Sub", "Suh", ""),  # of other words nobody says which is right
        ("7", "I", "l", "7"),
    ],
)
def test_a_lone_stroke_in_a_cell_of_which_nothing_was_read(said: str, dotted: str, bare: str, text: str) -> None:
    words, _ = read(said, 0.5, Reader([dotted], [bare], 0.7))
    assert " ".join(w.text for w in words) == text


@pytest.mark.parametrize(
    ("said", "sure", "dotted", "bare", "new"),
    [
        ("पदों में", 0.5, "पदों में", "पदो मे", 0.9),  # the readings differ: small dots of letters
        ("Rob Roy", 0.5, "Ram Roy", "Ram Roy", 0.4),  # not surer
        ("24th July, 2016", 0.5, "24th July,", "24th July,", 0.9),  # a figure would get lost
        ("Ram Roy `", 0.5, "Ram Roy :", "Ram Roy :", 0.9),  # a sign again
        ("and GOT", 0.5, "and)GOT", "and)GOT", 0.9),  # a sign more
    ],
)
def test_what_stays(said: str, sure: float, dotted: str, bare: str, new: float) -> None:
    words, changed = read(said, sure, Reader([dotted], [bare], new))
    assert (" ".join(w.text for w in words), changed) == (said, 0)


def test_sure_cells_are_not_asked_and_an_engine_that_fails_changes_nothing() -> None:
    engine = Reader(["x"], ["x"])
    assert read("Ram Roy", 0.95, engine)[1] == 0
    assert engine.asked == []
    assert read("Ram Roy", 0.5, Reader([], []))[1] == 0


def test_lines_of_a_cell_are_read_one_by_one_and_empty_cells_not_at_all() -> None:
    engine = Reader(["Ram Roy", "of Agra"], ["Ram Roy", "of Agra"])
    words, _ = read("Rob", 0.5, engine, lines=2)
    assert [w.text for w in words] == ["Ram", "Roy", "of", "Agra"]
    assert words[2].bbox.top - words[0].bbox.top == 50
    blank = np.full((200, 400), 255, np.uint8)
    unasked = Reader([], [])
    assert cells_alone([], [[[CELL]]], blank, 300, unasked, "Devanagari+eng") == ([], 0)
    assert unasked.asked == []


def test_hindi_cells_are_read_by_their_model() -> None:
    engine = Reader(["राम"], ["राम"])
    read("रामा", 0.5, engine)
    assert [model for model, _ in engine.asked] == ["Devanagari", "Devanagari"]
    engine = Reader(["Ram"], ["Ram"])
    read("Rama", 0.5, engine)
    assert [model for model, _ in engine.asked] == ["Devanagari+eng", "Devanagari+eng"]


def test_small_parts_beside_letters_may_stay() -> None:
    page = picture()
    page[36:38, 44:47] = 0  # the dot of a letter
    dotted, bare = without_small(page, 128, 300, beside=True), without_small(page, 128, 300, beside=False)
    assert (dotted[36:38, 44:47] == 0).all()
    assert (dotted[62:64, 260:262] == 255).all()
    assert (bare[36:38, 44:47] == 255).all()
    assert (bare[40:65, 40:56] == 0).all()
