"""A word that lies over a rule of its table is read in its cells; what is sure, or gains nothing, stands."""

from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image

from ingest.document import BBox
from ingest.errors import OcrFailed
from ingest.layout import PlacedWord
from ingest.ocr import OcrLine, OcrPage, OcrWord
from ingest.overrules import within_cells
from tests.ingest.engines import Says

ROW = [BBox(100, 100, 400, 160), BBox(404, 100, 700, 160), None]
PAPER = np.full((300, 800), 255, np.uint8)


class Pieces(Says):
    """Says these words, with their confidence, of one piece after the other."""

    def __init__(self, *pieces: Sequence[tuple[str, float]]) -> None:
        super().__init__()
        self.pieces, self.shown = pieces, list[Image.Image]()

    def read_strips(self, images: Sequence[Image.Image], dpi: int, languages: str) -> list[OcrPage]:
        self.shown += images
        return [
            OcrPage((OcrLine(tuple(OcrWord(t, (10, 10, 60, 40), sure) for t, sure in said), 1, 1),), i.width, i.height)
            for said, i in zip(self.pieces, images, strict=True)
        ]


def word(text: str, x0: float, x1: float, sure: float) -> PlacedWord:
    return PlacedWord(text, BBox(x0, 110, x1, 150), sure)


def said(engine: Pieces, *words: PlacedWord) -> list[str]:
    return [w.text for w in within_cells(words, [[ROW]], PAPER, 300, engine, "Devanagari+eng")]


def test_each_cell_gets_what_is_read_in_it() -> None:
    engine = Pieces([("08/04/2031", 0.9)], [("3,36,486", 0.9)])
    new = within_cells([word("08/04/8628-93,36,486", 150, 650, 0.17)], [[ROW]], PAPER, 300, engine, "eng")
    assert [w.text for w in new] == ["08/04/2031", "3,36,486"]
    first, second = (w.bbox for w in new)
    assert first.x1 < 400 < second.x0
    assert all(110 <= box.top < box.bottom <= 160 for box in (first, second))
    assert sum(i.width for i in engine.shown) < 500 + 4 * 30


@pytest.mark.parametrize(
    ("why", "over", "pieces", "text"),
    [
        ("a sure word stands", word("अनुभाग", 150, 650, 0.8), ([("अनु", 0.9)], [("भाग", 0.9)]), ["अनुभाग"]),
        ("what is in one cell stands", word("अनु", 150, 410, 0.2), ([("अनु", 0.9)],), ["अनु"]),
        ("a speck is no word", word("From", 380, 650, 0.6), ([("र", 0.5)], [("From", 0.9)]), ["From"]),
        ("a serial number is one", word("7From", 380, 650, 0.6), ([("7", 0.9)], [("From", 0.9)]), ["7", "From"]),
        ("letters may not get lost", word("शाखा12345", 150, 650, 0.2), ([("शाखा", 0.9)], []), ["शाखा12345"]),
        ("doubt for doubt is nothing", word("ab-cd", 150, 650, 0.2), ([("xy", 0.2)], [("zw", 0.1)]), ["ab-cd"]),
    ],
)
def test_which_words_change(
    why: str, over: PlacedWord, pieces: Sequence[Sequence[tuple[str, float]]], text: list[str]
) -> None:
    beside = word("निदेशक", 110, 140, 0.9)
    assert said(Pieces(*pieces), beside, over) == ["निदेशक", *text], why


def test_a_failing_engine_leaves_the_words() -> None:
    class Fails(Pieces):
        def read_strips(self, images: Sequence[Image.Image], dpi: int, languages: str) -> list[OcrPage]:
            raise OcrFailed("killed")

    assert said(Fails(), word("08/04/8628-93,36,486", 150, 650, 0.17)) == ["08/04/8628-93,36,486"]
