"""Latin print: one model reads the page, both read again what it doubts."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PIL import Image

from ingest.errors import OcrUnavailable
from ingest.latin import read_latin
from ingest.ocr import OcrLine, OcrPage, OcrWord
from tests.ingest.engines import Says

PAGE = Image.new("L", (2000, 3000), 255)
BOTH = "Devanagari+eng"
WORN = "Devanagari+eng_worn"


class TwoModels(Says):
    """Reads the lines of ``page`` with the English model; of a line alone both models say the same words, surer."""

    def __init__(self, page: Sequence[Sequence[tuple[str, float]]], sure: float = 0.9, says: str = "") -> None:
        super().__init__()
        self.page, self.sure, self.says = page, sure, says
        self.read_by: list[str] = []
        self.strips: list[tuple[int, int]] = []

    def read(self, image: Image.Image, dpi: int, languages: str, psm: int = 3) -> OcrPage:
        self.read_by.append(languages)
        lines = [
            OcrLine(tuple(OcrWord(text, (100 + 300 * n, top, 380 + 300 * n, top + 40), sure)
                          for n, (text, sure) in enumerate(line)), 1, 1)
            for top, line in zip(range(100, 3000, 100), self.page, strict=False)
        ]  # fmt: skip
        return OcrPage(tuple(lines), image.width, image.height)

    def read_strips(self, images: Sequence[Image.Image], dpi: int, languages: str) -> list[OcrPage]:
        self.read_by += [f"{languages} alone"] * len(images)
        self.strips += [image.size for image in images]
        word = OcrWord(self.says, (8, 4, 288, 44), self.sure)
        return [OcrPage((OcrLine((word,), 1, 1),) if self.says else (), *image.size) for image in images]


def text(page: OcrPage) -> list[str]:
    return [" ".join(word.text for word in line.words) for line in page.lines]


SURE = [[("Office", 0.95), ("Memorandum", 0.96)]] * 3


def test_a_page_of_sure_lines_is_read_once() -> None:
    engine = TwoModels(SURE)
    page, note = read_latin(engine, PAGE, 300, BOTH, 4)
    assert text(page) == ["Office Memorandum"] * 3
    assert (engine.read_by, note) == (["eng"], "Latin print")


def test_a_line_in_doubt_is_read_again_by_both_and_stands_where_it_stood() -> None:
    engine = TwoModels([*SURE, [("Wr", 0.4), ("fefera", 0.5)]], says="दिनांक")
    page, note = read_latin(engine, PAGE, 300, BOTH, 4)
    assert text(page)[-1] == "दिनांक"
    assert engine.read_by == ["eng", f"{WORN} alone"]
    assert engine.strips == [(596, 48)], "the line alone, with a margin"
    assert page.lines[-1].words[0].box == (100, 400, 380, 440)
    assert note == "Latin print; 1 of 1 doubtful lines read by both models"


def test_one_doubtful_word_puts_its_line_in_doubt() -> None:
    engine = TwoModels([*SURE, [("Government", 0.97), ("of", 0.97), ("lndla", 0.3), ("Secretariat", 0.97)]])
    read_latin(engine, PAGE, 300, BOTH, 4)
    assert engine.read_by == ["eng", f"{WORN} alone"]


def test_the_first_reading_stays_where_the_second_is_less_sure_or_empty() -> None:
    lines = [*SURE, [("faint", 0.6), ("words", 0.6)]]
    assert text(read_latin(TwoModels(lines, 0.5, "other"), PAGE, 300, BOTH, 4)[0])[-1] == "faint words"
    assert text(read_latin(TwoModels(lines), PAGE, 300, BOTH, 4)[0])[-1] == "faint words"


def test_a_page_in_doubt_everywhere_is_read_by_both_at_once() -> None:
    engine = TwoModels([[("rnernorandurn", 0.4)]] * 5)
    _, note = read_latin(engine, PAGE, 300, BOTH, 4)
    assert engine.read_by == ["eng", WORN]
    assert note == "Latin print, read by both models"


def test_without_the_model_for_worn_print_the_installed_ones_read_again() -> None:
    class Bare(TwoModels):
        def probe(self, languages: str) -> str:
            if "worn" in languages:
                raise OcrUnavailable("tesseract lacks the language eng_worn.")
            return super().probe(languages)

    engine = Bare([[("rnernorandurn", 0.4)]] * 5)
    read_latin(engine, PAGE, 300, BOTH, 4)
    assert engine.read_by == ["eng", BOTH]


@pytest.mark.parametrize(
    ("first", "again", "text"),
    [
        ("No.41/03/2031-AlS-Ill,", "No.41/03/2031-AIS-II,", "No.41/03/2031-AIS-III,"),  # strokes are the first's
        ("No.41/03/2031-AlS-III", "No.41/03/2031-AIS-1III", "No.41/03/2031-AIS-III"),
        ("No.13/16/Pt-I/40", "No.13/16/Pt-II/40", "No.13/16/Pt-II/40"),  # none is added
        ("No.41/03/2031-AlIS-III", "No.41/03/2031-AIS-II", "No.41/03/2031-AIS-III"),  # AlIS is AIS
        ("No.41/03/2031-AIS-III", "No.47/03/2031-AIS-II", "No.47/03/2031-AIS-II"),  # another number: no vote
        ("No.3/2031-11", "No.3/2031-111", "No.3/2031-111"),  # figures are no strokes
        ("Part-III", "Part-II", "Part-II"),  # no number
    ],
)
def test_strokes_of_a_roman_numeral_are_those_that_either_reading_counts(first: str, again: str, text: str) -> None:
    engine = TwoModels([*SURE, [(first, 0.5)]], says=again)
    (word,) = read_latin(engine, PAGE, 300, BOTH, 4)[0].lines[-1].words
    assert word.text == text


def test_an_empty_page_stays_one() -> None:
    assert read_latin(TwoModels([]), PAGE, 300, BOTH, 4)[0].lines == ()


def test_a_small_l_between_capitals_is_an_i_and_the_first_reading_is_kept() -> None:
    words = [("No.77/2/2031-AlS-II", 0.95), ("AlIS", 0.95), ("Alls", 0.95), ("All", 0.95), ("ALL", 0.95)]
    (line,) = read_latin(TwoModels([words]), PAGE, 300, BOTH, 4)[0].lines
    assert [w.text for w in line.words] == ["No.77/2/2031-AIS-II", "AIS", "Alls", "All", "ALL"]
    assert line.words[0].alternatives == ("No.77/2/2031-AlS-II",)


def test_a_number_keeps_what_the_other_reading_makes_of_its_place() -> None:
    engine = TwoModels([*SURE, [("No.4/7/2031", 0.5)]], says="No.477/2031")
    (word,) = read_latin(engine, PAGE, 300, BOTH, 4)[0].lines[-1].words
    assert (word.text, word.alternatives) == ("No.477/2031", ("No.4/7/2031",))
    (word,) = read_latin(TwoModels(engine.page, 0.4, "No.477/2031"), PAGE, 300, BOTH, 4)[0].lines[-1].words
    assert (word.text, word.alternatives) == ("No.4/7/2031", ("No.477/2031",))
