"""Specks that are read as signs."""

import numpy as np
import pytest
from PIL import Image

from ingest.cache import OcrCache
from ingest.colour import Sheet
from ingest.ocr import OcrLine, OcrPage, OcrWord
from ingest.options import ReadOptions
from ingest.scan import ScanReader
from tests.ingest.engines import Says


@pytest.mark.parametrize(
    ("sign", "size", "sure", "kept"),
    [
        (".", 4, 0.9, False),  # smaller than a full stop at 300 dpi
        ("`", 5, 0.9, False),
        ("-", 5, 0.9, False),
        ("-", 14, 0.9, True),
        (":", 20, 0.9, True),
        (":", 20, 0.2, False),
        ("5", 4, 0.9, True),
        ("ee", 8, 0.4, False),  # too low for letters of six points
        ("ee", 14, 0.4, True),
    ],
)
def test_signs_as_small_as_a_speck_are_none(sign: str, size: int, sure: float, kept: bool) -> None:
    class Specks(Says):
        def read(self, image: Image.Image, dpi: int, languages: str, psm: int = 3) -> OcrPage:
            words = OcrWord("Order", (100, 100, 300, 140), 0.9), OcrWord(sign, (320, 110, 320 + size, 110 + size), sure)
            return OcrPage((OcrLine(words, 1, 1),), image.width, image.height)

    page = np.full((800, 800), 255, np.uint8)
    for left in range(100, 700, 20):
        page[600:630, left : left + 10] = page[700:730, left : left + 10] = 0
    page[110 : 110 + size, 320 : 320 + size] = 0
    read = ScanReader(Specks(), ReadOptions(), OcrCache(None)).read(Sheet(page), 72 / 300)
    assert read.text == (f"Order {sign}" if kept else "Order")


@pytest.mark.parametrize(
    ("text", "wide", "sure", "kept"),
    [("2", 100, 0.4, False), ("2", 100, 0.6, True), ("2", 40, 0.4, True), ("Name", 400, 0.4, True)],
)
def test_one_or_two_signs_far_wider_than_tall_are_none(text: str, wide: int, sure: float, kept: bool) -> None:
    class Wide(Says):
        def read(self, image: Image.Image, dpi: int, languages: str, psm: int = 3) -> OcrPage:
            words = OcrWord("Order", (100, 100, 300, 140), 0.9), OcrWord(text, (320, 100, 320 + wide, 140), sure)
            return OcrPage((OcrLine(words, 1, 1),), image.width, image.height)

    page = np.full((800, 800), 255, np.uint8)
    for left in range(100, 700, 20):
        page[600:630, left : left + 10] = page[700:730, left : left + 10] = 0
    page[100:140, 320 : 320 + wide : 3] = 0
    read = ScanReader(Wide(), ReadOptions(), OcrCache(None)).read(Sheet(page), 72 / 300)
    assert (text in read.text) is kept
