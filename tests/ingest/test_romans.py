"""Roman figures of lists on Hindi pages."""

from itertools import pairwise

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ingest.ocr import OcrLine, OcrPage, OcrWord
from ingest.prepare import Gray
from ingest.romans import numeral, with_numbered_heads, with_numerals


def strokes(count: int, dots: bool) -> Gray:
    """Upright strokes and a full stop, with or without dots over the strokes."""
    picture = Image.new("L", (200, 60), 255)
    draw = ImageDraw.Draw(picture)
    for n in range(count):
        draw.rectangle((20 + 16 * n, 20, 25 + 16 * n, 50), fill=0)
        if dots:
            draw.rectangle((20 + 16 * n, 10, 25 + 16 * n, 15), fill=0)
    draw.rectangle((24 + 16 * count, 45, 29 + 16 * count, 50), fill=0)
    return np.asarray(picture)


@pytest.mark.parametrize(
    ("said", "says", "count", "dots", "text"),
    [
        ("॥।.", "Ill.", 3, True, "iii."), ("॥।.", "Ill.", 3, False, "III."), ("।.", "l,", 1, True, "i."),
        ("i.", "Il.", 2, True, "ii."), ("iii.", "ili.", 3, False, "iii."), ("v.", "Vv.", 1, False, "v."),
        ("iv.", "iV.", 1, False, "iv."), ("II.", "II.", 2, False, None),
        ("12.", "Il.", 2, True, None), ("॥.", "kz", 2, True, None),
    ],
)  # fmt: skip
def test_strokes_are_counted_and_dots_make_them_small(
    said: str, says: str, count: int, dots: bool, text: str | None
) -> None:
    assert numeral(said, says, strokes(count, dots)) == text


def listed(*numbers: str) -> list[str]:
    """The first words of lines after a look at the list that they stand in."""
    lines = tuple(
        OcrLine(
            (OcrWord(text, (100, 50 * n, 130, 50 * n + 30), 0.9), OcrWord("कार्य", (150, 50 * n, 300, 30), 0.9)), 1, 1
        )
        for n, text in enumerate(numbers)
    )
    return [line.words[0].text for line in with_numerals(OcrPage(lines, 900, 900)).lines]


def test_bars_are_numerals_in_a_list_that_counts() -> None:
    assert listed("।-", "॥,", "पत्र", "iii.", "iv.", "५.") == ["i.", "ii.", "पत्र", "iii.", "iv.", "v."]
    assert listed("(।)", "(॥)") == ["(i)", "(ii)"]


def test_bars_and_figures_elsewhere_stay() -> None:
    assert listed("॥.", "पत्र") == ["॥.", "पत्र"]
    assert listed("।.", "iv.", "पत्र") == ["।.", "iv.", "पत्र"]
    assert listed("४.", "५.", "६.") == ["४.", "५.", "६."]


def headed(*words: str) -> list[str]:
    line = OcrLine(tuple(OcrWord(text, (40 * n, 0, 40 * n + 30, 20), 0.8) for n, text in enumerate(words)), 1, 1)
    page = with_numbered_heads(OcrPage((line,), 400, 100))
    boxes = [word.box for word in page.lines[0].words]
    assert all(a[2] < b[0] for a, b in pairwise(boxes))
    return [word.text for word in page.lines[0].words]


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        (["अनुलग्नक।"], ["अनुलग्नक", "I"]),
        (["अनुलग्नक", "॥"], ["अनुलग्नक", "II"]),
        (["परिशिष्ट॥।"], ["परिशिष्ट", "III"]),
        (["समाप्त।"], ["समाप्त।"]),
        (["देखें", "अनुलग्नक।"], ["देखें", "अनुलग्नक।"]),
        (["अनुलग्नक"], ["अनुलग्नक"]),
    ],
)
def test_bars_behind_what_heads_an_enclosure_are_its_number(read: list[str], printed: list[str]) -> None:
    """A sentence that ends with such a word has other words before it."""
    assert headed(*read) == printed
