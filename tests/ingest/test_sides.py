"""Two columns whose lines stand at different heights are read one after the other."""

from __future__ import annotations

import numpy as np
from PIL import Image

from ingest.ocr import OcrLine, OcrPage, OcrWord
from ingest.sides import READ_APART, read_by_sides
from tests.ingest.engines import Says

LEFT, RIGHT = "all offices are herewith informed", "the returns fall due in May"
WIDE, HIGH, LINES = 2400, 1400, 14
PAPER = np.full((HIGH, WIDE), 255, np.uint8)


def line(text: str, x: int, y: int, step: int = 180) -> OcrLine:
    words = [OcrWord(w, (x + n * step, y, x + n * step + step - 16, y + 36), 0.9) for n, w in enumerate(text.split())]
    return OcrLine(tuple(words), 1, 1)


class Muddles(Says):
    """Reads the first line of the right column twice on the whole page, and a side alone rightly."""

    right: str = RIGHT

    def read(self, image: Image.Image, dpi: int, languages: str, psm: int = 3) -> OcrPage:
        self.calls += 1
        if image.width == WIDE:
            rows = [line(LEFT, 200, 300 + 60 * n) for n in range(LINES)]
            rows += [line(self.right, 1300, 300 + 60 * n) for n in range(LINES)]
            rows += [line(self.right, 1310, 310)] if self.right else []
            rows = [line("Ministry of Letters", 1000, 100), *rows, line("By order", 1060, 1250)]
            return OcrPage(tuple(r for r in rows if r.words), image.width, image.height)
        said, x = (LEFT, 200) if self.calls == 2 else (RIGHT, 108)
        return OcrPage(tuple(line(said, x, 18 + 60 * n) for n in range(LINES)), image.width, image.height)


def test_each_column_is_read_alone_and_stands_where_it_stood() -> None:
    page, notes = read_by_sides(Muddles(), PAPER, 300, "eng", False, [])
    said = [" ".join(w.text for w in row.words) for row in page.lines]
    assert notes == (READ_APART,)
    assert said == ["Ministry of Letters", "By order", *[LEFT] * LINES, *[RIGHT] * LINES]
    left, right = page.lines[2].words[0].box, page.lines[2 + LINES].words[0].box
    assert abs(left[0] - 200) < 2
    assert abs(left[1] - 300) < 2
    assert abs(right[0] - 1300) < 2
    assert abs(right[1] - 300) < 2


def test_a_page_of_one_column_is_read_once() -> None:
    engine = Muddles()
    engine.right = ""
    page, notes = read_by_sides(engine, PAPER, 300, "eng", False, [])
    assert engine.calls == 1
    assert notes == ()
    assert len(page.lines) == LINES + 2
