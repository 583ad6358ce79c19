"""Words of two lines that touch are cut between the lines, and each part is read alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from ingest.ocr import OcrLine, OcrPage, OcrWord
from ingest.touching import _surest, parted
from tests.ingest.engines import Says

HIGH, STEP = 40, 60


def word(text: str, x: int, y: int, high: int = HIGH, sure: float = 0.9) -> OcrWord:
    return OcrWord(text, (x, y, x + 90, y + high), sure)


def line(text: str, y: int, x: int = 300) -> OcrLine:
    return OcrLine(tuple(word(t, x + 100 * n, y) for n, t in enumerate(text.split())), 1, 1)


def page_with(first: OcrWord) -> OcrPage:
    """Two lines, of which the upper one begins with ``first``."""
    upper = OcrLine((first, *line("निदेशक को प्रेषित है", 100).words), 1, 1)
    lines = (line("प्रतिलिपि निम्न को", 40, 200), upper, line("कराने का कष्ट करें", 100 + STEP))
    return OcrPage(lines, 1000, 400)


def inked() -> np.ndarray:
    image = np.full((400, 1000), 255, np.uint8)
    for y in (100, 100 + STEP):
        image[y : y + HIGH, 200:290] = 0
    image[100 + HIGH : 100 + STEP, 240:244] = 0  # a sign of the upper line that runs into the lower one
    return image


class Strips(Says):
    """Reads one word from each strip."""

    def __init__(self, *said: str, sure: float = 0.9) -> None:
        super().__init__()
        self.said, self.sure, self.heights = said, sure, [0]

    def read_strips(self, images: Sequence[Image.Image], dpi: int, languages: str) -> list[OcrPage]:
        self.heights = [image.height for image in images]
        return [
            OcrPage(
                (OcrLine((word(text, 10, image.height - HIGH - 10, HIGH, self.sure),), 1, 1),),
                image.width,
                image.height,
            )
            for text, image in zip(self.said, images, strict=True)
        ]


def said(page: OcrPage) -> list[str]:
    return [" ".join(w.text for w in row.words) for row in page.lines]


def test_both_lines_get_their_word() -> None:
    engine = Strips("संयुक्त", "अपलोड")
    page = parted(engine, inked(), 300, page_with(word("सबक", 200, 100, HIGH + STEP, 0.1)), "Devanagari")
    assert said(page) == ["प्रतिलिपि निम्न को", "संयुक्त निदेशक को प्रेषित है", "अपलोड कराने का कष्ट करें"]
    assert max(engine.heights) < 1.7 * HIGH + 20
    below = page.lines[2].words[0].box
    assert below[1] > 100 + HIGH


def test_what_stands_on_the_line_already_is_not_said_twice() -> None:
    before = page_with(word("सबक", 200, 100, HIGH + STEP, 0.1))
    third = OcrLine((word("अपलोड", 205, 100 + STEP), *before.lines[2].words), 1, 1)
    page = parted(Strips("संयुक्त", "अपलाड"), inked(), 300, OcrPage((*before.lines[:2], third), 1000, 400), "Devanagari")
    assert said(page)[1:] == ["संयुक्त निदेशक को प्रेषित है", "अपलोड कराने का कष्ट करें"]


def test_a_piece_of_a_word_makes_way_for_the_whole() -> None:
    before = page_with(word("सबक", 200, 100, HIGH + STEP, 0.1))
    piece = replace(word("लो", 220, 100 + STEP), box=(220, 100 + STEP, 262, 100 + STEP + HIGH))
    third = OcrLine((piece, *before.lines[2].words), 1, 1)
    page = parted(Strips("संयुक्त", "अपलोड"), inked(), 300, OcrPage((*before.lines[:2], third), 1000, 400), "Devanagari")
    assert said(page)[1:] == ["संयुक्त निदेशक को प्रेषित है", "अपलोड कराने का कष्ट करें"]
    doubted = Strips("संयुक्त", "अपलोड", sure=0.7)
    page = parted(doubted, inked(), 300, OcrPage((*before.lines[:2], third), 1000, 400), "Devanagari")
    assert said(page)[2] == "लो कराने का कष्ट करें"


def test_a_word_whose_box_holds_its_full_stop_alone_is_not_said_twice() -> None:
    before = page_with(word("सबक", 200, 100, HIGH + STEP, 0.1))
    stop = replace(word("अपलोड।", 294, 100 + STEP), box=(294, 100 + STEP, 298, 100 + STEP + HIGH))
    third = OcrLine((stop, *before.lines[2].words), 1, 1)
    page = parted(Strips("संयुक्त", "अपलोड"), inked(), 300, OcrPage((*before.lines[:2], third), 1000, 400), "Devanagari")
    assert said(page)[2] == "अपलोड। कराने का कष्ट करें"


def test_a_part_ends_where_the_word_beside_it_begins() -> None:
    class Widths(Strips):
        def read_strips(self, images: Sequence[Image.Image], dpi: int, languages: str) -> list[OcrPage]:
            self.widths = [image.width for image in images]
            return super().read_strips(images, dpi, languages)

    before = page_with(word("सबक", 200, 100, HIGH + STEP, 0.1))
    upper = before.lines[1]
    reaching = replace(upper.words[1], box=(270, *upper.words[1].box[1:]))
    lines = (before.lines[0], replace(upper, words=(upper.words[0], reaching, *upper.words[2:])), before.lines[2])
    engine = Widths("संयु", "अपलोड")
    parted(engine, inked(), 300, replace(before, lines=lines), "Devanagari")
    assert engine.widths[1] - engine.widths[0] == 20


def test_pieces_beside_each_other_are_read_together() -> None:
    engine = Strips("संयुक्त", "अपलोड")
    before = page_with(word("त", 200, 100, HIGH + STEP, 0.0))
    pieces = (replace(before.lines[1].words[0], box=(100, 100, 190, 200)), *before.lines[1].words)
    lines = (before.lines[0], replace(before.lines[1], words=pieces), before.lines[2])
    page = parted(engine, inked(), 300, replace(before, lines=lines), "Devanagari")
    assert len(engine.heights) == 2
    assert said(page)[1] == "संयुक्त निदेशक को प्रेषित है"


@pytest.mark.parametrize(("whole", "part"), [(0.1, 0.05), (0.7, 0.4)])
def test_a_part_that_is_no_word_is_left_out(whole: float, part: float) -> None:
    class OneSure(Strips):
        def read_strips(self, images: Sequence[Image.Image], dpi: int, languages: str) -> list[OcrPage]:
            upper, lower = super().read_strips(images, dpi, languages)
            doubted = tuple(replace(w, confidence=part) for w in lower.lines[0].words)
            return [upper, replace(lower, lines=(replace(lower.lines[0], words=doubted),))]

    before = page_with(word("सबक", 200, 100, HIGH + STEP, whole))
    page = parted(OneSure("संयुक्त", "अफलाड"), inked(), 300, before, "Devanagari")
    assert said(page)[1:] == ["संयुक्त निदेशक को प्रेषित है", "कराने का कष्ट करें"]


@pytest.mark.parametrize(
    ("before", "taken"),
    [(0.05, True), (0.35, False)],
    ids=["of a word of no sense both lines", "of a word half sure none"],
)
def test_two_lines_half_sure_are_taken_for_no_sense(before: float, taken: bool) -> None:
    page = page_with(word("सबक", 200, 100, HIGH + STEP, before))
    out = parted(Strips("संयुक्त", "डिजिटल", sure=0.45), inked(), 300, page, "Devanagari")
    new = ["संयुक्त निदेशक को प्रेषित है", "डिजिटल कराने का कष्ट करें"]
    assert said(out)[1:] == (new if taken else said(page)[1:])


class Crossed(Says):
    """Reads these words of the upper part and one of the lower."""

    def __init__(self, *words: OcrWord) -> None:
        super().__init__()
        self.words = words

    def read_strips(self, images: Sequence[Image.Image], dpi: int, languages: str) -> list[OcrPage]:
        lines = ((OcrLine(words, 1, 1),) for words in (self.words, (word("अपलोड", 10, 10),)))
        return [OcrPage(tuple(row), i.width, i.height) for row, i in zip(lines, images, strict=True)]


@pytest.mark.parametrize(
    ("sure_behind", "kept"),
    [(0.95, ["एक्तु", "का", "निदेशक"]), (0.6, ["निदेशक"])],
    ids=["between sure words", "at the end of a line"],
)
def test_what_a_stroke_runs_through_between_sure_words_is_print(sure_behind: float, kept: list[str]) -> None:
    words = (OcrWord("एक्तु", (10, 10, 60, 50), 0.1), OcrWord("का", (64, 10, 104, 50), sure_behind))
    first, tall = word("प्रति", 100, 100, sure=0.95), word("एक", 200, 100, HIGH + STEP, 0.1)
    before = page_with(tall)
    rest = replace(before.lines[1], words=(first, tall, word("निदेशक", 300, 100, sure=0.6)))
    before = replace(before, lines=(before.lines[0], rest, before.lines[2]))
    page = parted(Crossed(*words), inked(), 300, before, "Devanagari")
    assert [w.text for w in page.lines[1].words] == ["प्रति", *kept]


def letterhead(*beside: OcrWord) -> OcrPage:
    """A short line whose first word is of two lines, above a longer one."""
    upper = OcrLine((word("सबक", 200, 100, HIGH + STEP, 0.4), *beside), 1, 1)
    return OcrPage((line("प्रतिलिपि निम्न को है", 40, 200), upper, line("कराने का कष्ट करें", 100 + STEP)), 1000, 400)


def test_one_word_beside_it_is_enough_if_it_is_sure() -> None:
    engine = Strips("संयुक्त", "डिजिटल")
    page = parted(engine, inked(), 300, letterhead(word("बैंक", 300, 100, sure=0.95)), "Devanagari")
    assert said(page)[1:] == ["संयुक्त बैंक", "डिजिटल कराने का कष्ट करें"]
    doubted = letterhead(word("बैंक", 300, 100, sure=0.8))
    assert parted(engine, inked(), 300, doubted, "Devanagari") == doubted
    assert parted(engine, inked(), 300, letterhead(), "Devanagari") == letterhead()


def test_what_stands_on_its_own_line_is_kept_though_it_is_doubted() -> None:
    class Doubts(Strips):
        """Doubts what it reads of the upper line."""

        def __init__(self, upper: float, *more: tuple[str, float]) -> None:
            super().__init__("संयृक्त", "डिजिटल", sure=0.9)
            self.upper, self.more = upper, more

        def read_strips(self, images: Sequence[Image.Image], dpi: int, languages: str) -> list[OcrPage]:
            upper, lower = super().read_strips(images, dpi, languages)
            (first,) = upper.lines[0].words
            words = [replace(first, confidence=self.upper)]
            words += [replace(first, text=text, confidence=sure) for text, sure in self.more]
            return [replace(upper, lines=(OcrLine(tuple(words), 1, 1),)), lower]

    before = letterhead(word("बैंक", 300, 100, sure=0.95))
    surer = parted(Doubts(0.5), inked(), 300, before, "Devanagari")
    assert said(surer)[1:] == ["संयृक्त बैंक", "डिजिटल कराने का कष्ट करें"]
    whole = parted(Doubts(0.1), inked(), 300, before, "Devanagari")
    assert said(whole)[1:] == ["सबक बैंक", "डिजिटल कराने का कष्ट करें"]
    kept = whole.lines[1].words[0]
    assert kept.box[1] == 100 and kept.box[3] <= 100 + HIGH + HIGH // 2, "no taller than its line"
    more = parted(Doubts(0.2, ("ग", 0.0)), inked(), 300, before, "Devanagari")
    assert said(more)[1:] == ["सबक बैंक", "डिजिटल कराने का कष्ट करें"], "two words for one: the surer reading"
    strokes = OcrLine((word("~<YN/", 200, 100, HIGH + STEP, 0.45), *before.lines[1].words[1:]), 1, 1)
    page = parted(Doubts(0.1), inked(), 300, replace(before, lines=(before.lines[0], strokes, before.lines[2])), "D")
    assert said(page)[1:] == ["बैंक", "डिजिटल कराने का कष्ट करें"], "strokes of a pen are no Hindi word"
    unsure = OcrLine((word("सबक", 200, 100, HIGH + STEP, 0.3), *before.lines[1].words[1:]), 1, 1)
    page = parted(Doubts(0.1), inked(), 300, replace(before, lines=(before.lines[0], unsure, before.lines[2])), "D")
    assert said(page)[1:] == ["बैंक", "डिजिटल कराने का कष्ट करें"], "nor is what is doubted that much"


def test_a_word_that_reads_better_whole_stays() -> None:
    before = page_with(word("सबक", 200, 100, HIGH + STEP, 0.8))
    assert parted(Strips("सं", "अ", sure=0.7), inked(), 300, before, "Devanagari") == before


def test_words_of_usual_height_are_not_read_again() -> None:
    before = page_with(word("संयुक्त", 200, 100, HIGH + 10))
    engine = Strips()
    assert parted(engine, inked(), 300, before, "Devanagari") is before
    assert engine.heights == [0]


def test_a_common_word_stays_beside_a_piece_of_it_that_is_surer() -> None:
    whole, piece = word("सूचित", 200, 100, sure=0.29), word("चित", 200, 100, sure=0.32)
    assert _surest([piece], [whole]) == [whole]
    assert _surest([replace(piece, text="सूचना")], [whole]) == [replace(piece, text="सूचना")]
    rare = replace(whole, text="झचित")
    assert _surest([piece], [rare]) == [piece]
