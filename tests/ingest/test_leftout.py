"""A line of print that no word covers is read; strokes, dots and what is read in doubt are not taken."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.document import Area, BBox
from ingest.ink import connected
from ingest.layout import PlacedWord
from ingest.leftout import left_out
from ingest.ocr import OcrLine, OcrPage, OcrWord
from ingest.ocr_choice import chosen
from ingest.options import ReadOptions
from ingest.prepare import DARK, Gray
from ingest.tess_server import ONE_BLOCK
from tests.ingest.engines import Says

DPI = 200
READ = [PlacedWord(t, BBox(200.0 + 130 * n, 200.0, 310.0 + 130 * n, 230.0), 0.95) for n, t in enumerate(("All", "the"))]


class Strips(Says):
    """Reads the same words from every strip, and counts the strips."""

    def __init__(self, *words: tuple[str, float]) -> None:
        super().__init__()
        self.words, self.strips = words, 0
        self.models: set[str] = set()

    def read_strips(self, images: Sequence[Image.Image], dpi: int, languages: str) -> list[OcrPage]:
        self.strips += len(images)
        self.models.add(languages)
        words = tuple(OcrWord(t, (20 + 100 * n, 20, 110 + 100 * n, 45), c) for n, (t, c) in enumerate(self.words))
        return [OcrPage((OcrLine(words, 1, 1),), *image.size) for image in images]


def page(*texts: tuple[str, int]) -> Gray:
    """Print at these heights (pixels)."""
    picture = Image.new("L", (1200, 900), 255)
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(32)
    for text, y in texts:
        draw.text((200, y), text, fill=0, font=font)
    return np.asarray(picture)


def found(
    image: Gray, engine: Strips, words: Sequence[PlacedWord] = READ, areas: Sequence[Area] = ()
) -> list[PlacedWord]:
    return left_out(image, connected((image < DARK).astype(np.uint8)), words, areas, engine, DPI, "Devanagari+eng")


def test_a_line_without_words_is_read_and_stands_at_its_place() -> None:
    engine = Strips(("Enclosure:", 0.9), ("as", 0.95), ("above", 0.95))
    got = found(page(("All the", 196), ("Enclosure: as above", 500)), engine)
    assert [w.text for w in got] == ["Enclosure:", "as", "above"]
    assert engine.strips == 1 and engine.models == {"eng"}
    assert 195 <= got[0].bbox.x0 <= 220 and 495 <= got[0].bbox.top <= 530


def test_a_page_whose_print_is_all_read_asks_nothing() -> None:
    engine = Strips(("never", 1.0))
    assert found(page(("All the", 196)), engine) == []
    assert engine.strips == 0


@pytest.mark.parametrize(
    "words",
    [
        [("SEDI", 0.1), ("TANT", 0.4), ("ADVISE", 0.6)],  # strokes taken for letters
        [("KV", 0.95)],  # too little to be told from strokes
        [],
    ],
)
def test_a_line_read_in_doubt_or_of_few_letters_is_not_taken(words: list[tuple[str, float]]) -> None:
    assert found(page(("All the", 196), ("Enclosure: as above", 500)), Strips(*words)) == []


def test_a_doubtful_word_of_a_sound_line_stays_out() -> None:
    engine = Strips(("Government", 0.95), ("of", 0.9), ("|", 0.9), ("Indis", 0.4), ("Press", 0.95))
    assert [w.text for w in found(page(("Government of | India Press", 500)), engine)] == ["Government", "of", "Press"]


def test_what_a_region_covers_is_no_line() -> None:
    engine = Strips(("never", 1.0))
    pen = Area("handwriting", BBox(180.0, 480.0, 800.0, 560.0), "", 0.2, "a pen's colour among print")
    assert found(page(("All the", 196), ("Enclosure: as above", 500)), engine, areas=[pen]) == []
    assert engine.strips == 0


def test_rules_dots_and_lone_letters_are_no_line() -> None:
    image = page(("All the", 196), ("A", 400)).copy()
    image[600:604, 100:1100] = 0
    for x in range(200, 900, 12):  # a line of dots to write on
        image[700:703, x : x + 3] = 0
    engine = Strips(("never", 1.0))
    assert found(image, engine) == []
    assert engine.strips == 0


def test_a_page_that_lies_on_its_side_is_left_alone() -> None:
    engine = Strips(("never", 1.0))
    rubbish = [PlacedWord("ujioz", BBox(200.0, 200.0, 310.0, 230.0), 0.3)]
    assert found(page(("Enclosure: as above", 500)), engine, rubbish) == []
    assert engine.strips == 0


def test_hindi_lines_are_read_by_the_devanagari_model() -> None:
    engine = Strips(("समिति", 0.95), ("के", 0.9), ("सदस्यों", 0.9))
    words = [PlacedWord("उपस्थित", BBox(200.0, 200.0, 310.0, 230.0), 0.95)]
    # Letters joined by a head line are one part a word.
    image = page().copy()
    for x in (200, 330, 430):
        image[500:530, x : x + 100 : 10] = 0
        image[500:504, x : x + 100] = 0
    assert [w.text for w in found(image, engine, words)] == ["समिति", "के", "सदस्यों"]
    assert engine.models == {"Devanagari"}


def test_a_hindi_line_of_a_latin_page_is_read_by_the_devanagari_model() -> None:
    engine = Strips(("राजभाषा", 0.95), ("विभाग", 0.9), ("कक्ष", 0.9))
    image = page(("All the", 196)).copy()
    for x in (200, 330):
        image[500:530, x : x + 100 : 10] = 0
        image[500:504, x : x + 100] = 0
    assert [w.text for w in found(image, engine)] == ["राजभाषा", "विभाग", "कक्ष"]
    assert engine.models == {"Devanagari"}


def test_only_lines_under_a_head_line_are_asked_for_before_strokes_are_sought() -> None:
    """On a Latin page a Hindi line of the letterhead is taller than others: it was taken for a signature."""
    image = page(("All the", 196), ("Enclosure: as above", 700)).copy()
    for x in (200, 330):
        image[500:530, x : x + 100 : 10] = 0
        image[500:504, x : x + 100] = 0
    engine = Strips(("राजभाषा", 0.95), ("विभाग", 0.9), ("कक्ष", 0.9))
    ink = connected((image < DARK).astype(np.uint8))
    got = left_out(image, ink, READ, (), engine, DPI, "Devanagari+eng", head_lines=True)
    assert [w.text for w in got] == ["राजभाषा", "विभाग", "कक्ष"]
    assert engine.strips == 1 and engine.models == {"Devanagari"}


def test_words_alone_are_not_asked_for_before_strokes_are_sought() -> None:
    image = word_at(200, top=400, wide=110)
    ink = connected((image < DARK).astype(np.uint8))
    engine = Strips(("प्रतिलिपि", 0.95))
    assert left_out(image, ink, SENTENCE, (), engine, DPI, "Devanagari+eng", head_lines=True) == []


SENTENCE = [
    PlacedWord(t, BBox(200.0 + 130 * n, 200.0, 310.0 + 130 * n, 236.0), 0.95) for n, t in enumerate(("किया", "गया"))
]


def word_at(left: int, top: int = 200, high: int = 36, wide: int = 50) -> Gray:
    """A word's ink: stems under a head line."""
    image = page().copy()
    image[top : top + high, left : left + wide : 8] = 0
    image[top : top + 5, left : left + wide] = 0
    return image


def test_a_short_word_left_out_at_the_end_of_a_line_is_read_alone() -> None:
    got = found(word_at(460), Strips(("है।", 0.92)), SENTENCE)
    assert [w.text for w in got] == ["है।"] and 455 <= got[0].bbox.x0 <= 475


@pytest.mark.parametrize(
    ("image", "said", "sure"),
    [
        (word_at(460), "है।", 0.6),  # doubted
        (word_at(460), "६", 0.95),  # no letters
        (word_at(460), "या", 0.95),  # read already: its word's box ends too early
        (word_at(443), "है।", 0.95),  # a piece of the word beside it
        (word_at(600), "है।", 0.95),  # far from any
        (word_at(460, high=22), "है।", 0.95),  # lower than words are
        (word_at(460, top=230), "है।", 0.95),  # on no line
    ],
)
def test_ink_beside_a_line_that_is_no_word_of_it_is_left_alone(image: Gray, said: str, sure: float) -> None:
    assert found(image, Strips((said, sure)), SENTENCE) == []


def test_short_words_of_latin_pages_are_not_sought() -> None:
    engine = Strips(("is", 0.95))
    assert found(word_at(470), engine, READ) == [] and engine.strips == 0


class Blocks(Strips):
    """Sees a line only where it is told that all is print."""

    def read_strips(self, images: Sequence[Image.Image], dpi: int, languages: str) -> list[OcrPage]:
        super().read_strips(images, dpi, languages)
        return [OcrPage((), *image.size) for image in images]

    def read(self, image: Image.Image, dpi: int, languages: str, psm: int = 3) -> OcrPage:
        assert psm == ONE_BLOCK
        return super().read_strips([image], dpi, languages)[0]


@pytest.mark.parametrize("engine", [Strips, Blocks])
def test_a_line_of_one_hindi_word_is_read_with_the_signs_behind_it(engine: type[Strips]) -> None:
    got = found(word_at(200, top=400, wide=110), engine(("प्रतिलिपि", 0.8), (":-", 0.4)), SENTENCE)
    assert [w.text for w in got] == ["प्रतिलिपि", ":-"]
    assert 380 <= got[0].bbox.top <= 420


@pytest.mark.parametrize(
    ("image", "said"),
    [
        (word_at(200, top=400, wide=110), [("प्रतिलिपि", 0.7)]),  # doubted
        (word_at(200, top=400, wide=110), [("बिश्नोई", 0.8)]),  # no common word, and not sure
        (word_at(200, top=400, wide=110), [("यह", 0.95)]),  # too short to be told from strokes
        (word_at(200, top=400, wide=110), [("प्रतिलिपि", 0.9), ("de", 0.9)]),  # strokes beside it
        (word_at(200, top=400, wide=110, high=20), [("प्रतिलिपि", 0.95)]),  # lower than words are
        (word_at(200, top=400, wide=110, high=70), [("प्रतिलिपि", 0.95)]),  # taller
        (word_at(200, top=400, wide=55), [("प्रतिलिपि", 0.95)]),  # too narrow
        (word_at(500, wide=110), [("प्रतिलिपि", 0.95)]),  # near others on its line, and not beside them
        (page(), []),
    ],
)
def test_ink_by_itself_that_is_no_hindi_word_is_left_alone(image: Gray, said: list[tuple[str, float]]) -> None:
    assert found(image, Strips(*said), SENTENCE) == []


@pytest.mark.ocr
def test_what_the_engine_takes_for_noise_is_read_as_a_block() -> None:
    engine = chosen(ReadOptions())
    line = Image.open(Path(__file__).parents[1] / "fixtures" / "hindi_line_of_one.png")
    (word, *_) = (w for found in engine.read(line, 200, "Devanagari", ONE_BLOCK).lines for w in found.words)
    assert word.text == "प्रतिलिपि" and word.confidence > 0.7
