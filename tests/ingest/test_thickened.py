"""Pages of which much is in doubt: words that two models read alike in thicker strokes."""

from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image

from ingest.errors import OcrUnavailable
from ingest.ocr import OcrLine, OcrPage, OcrWord
from ingest.thickened import heard_thickened, in_doubt
from tests.ingest.engines import Says

PAGE = np.full((400, 1600), 255, np.uint8)
MODELS = ("one", "other")
BOX = (100, 100, 260, 150)
MARGIN, ABOVE = 24, 14
"""Of the strip that is read around a line's words."""

Said = tuple[str, float]


class Two(Says):
    """Each model reads its own words, all of them at the same place; keeps what it was shown."""

    def __init__(self, *said: Sequence[Said], lacks: str = "") -> None:
        super().__init__()
        self.said, self.lacks, self.shown = dict(zip(MODELS, said, strict=True)), lacks, list[Image.Image]()

    def probe(self, languages: str) -> str:
        if languages == self.lacks:
            raise OcrUnavailable(f"tesseract lacks the language {languages}.")
        return self.version

    def read_strips(self, images: Sequence[Image.Image], dpi: int, languages: str) -> list[OcrPage]:
        self.shown += images
        left, top, right, bottom = BOX
        box = (MARGIN, ABOVE, right - left + MARGIN, bottom - top + ABOVE)
        words = tuple(OcrWord(text, box, sure) for text, sure in self.said[languages])
        return [OcrPage((OcrLine(words, 1, 1),), image.width, image.height) for image in images]


def page(*words: Said) -> OcrPage:
    return OcrPage((OcrLine(tuple(OcrWord(text, BOX, sure) for text, sure in words), 1, 1),), 1600, 400)


@pytest.mark.parametrize(
    ("why", "word", "one", "other", "taken"),
    [
        ("a common word", ("(कायालय),", 0.8), ("कार्यालय", 0.9), ("कार्यालय,", 0.3), "(कार्यालय),"),
        ("a word on no list, of which both are sure", ("पत्राक", 0.89), ("पत्रांक", 0.7), ("पत्रांक", 0.6), "पत्रांक"),
        ("a word on no list in doubt", ("पत्राक", 0.89), ("पत्रांक", 0.7), ("पत्रांक", 0.4), "पत्राक"),
        ("a word on no list, surer", ("पत्रांच", 0.6), ("पत्रांक", 0.7), ("पत्रांक", 0.8), "पत्रांक"),
        ("a word on no list with fewer signs", ("पत्रांक", 0.9), ("पत्राक", 0.7), ("पत्राक", 0.8), "पत्रांक"),
        ("a part of the word", ("ई-बाजार", 0.4), ("बाजार", 0.9), ("बाजार", 0.9), "ई-बाजार"),
        ("they differ", ("पत्राक", 0.9), ("पत्रांक", 0.9), ("पत्रक", 0.9), "पत्राक"),
        ("they read the same", ("कायालय", 0.8), ("कायालय", 0.9), ("कायालय", 0.9), "कायालय"),
        ("a common word is no better one", ("कार्यालय", 0.5), ("कायालय", 0.9), ("कायालय", 0.9), "कार्यालय"),
        ("two common words, both surer", ("रो", 0.7), ("से", 0.95), ("से", 0.9), "से"),
        ("two common words, surer but not sure", ("पूर्व", 0.62), ("पर्व", 0.8), ("पर्व", 0.75), "पूर्व"),
        ("two common words far from each other", ("है", 0.4), ("लागत", 0.9), ("लागत", 0.9), "है"),
        ("two common words, one less sure", ("रो", 0.7), ("से", 0.9), ("से", 0.6), "रो"),
        ("figures", ("सं.21", 0.5), ("सं.27", 0.9), ("सं.27", 0.9), "सं.21"),
        ("a figure in place of a word", ("दद", 0.5), ("22", 0.9), ("22", 0.9), "दद"),
        ("Latin", ("Ofice", 0.5), ("कार्यालय", 0.9), ("कार्यालय", 0.9), "Ofice"),
        ("a dot below alone, which a speck may be", ("एजेन्सी", 0.6), ("एज़ेन्सी", 0.9), ("एज़ेन्सी", 0.9), "एजेन्सी"),
        ("a dot below that makes a common word", ("बडा", 0.6), ("बड़ा", 0.9), ("बड़ा", 0.9), "बड़ा"),
        ("a letter of a word", ("निम्रवत", 0.5), ("न", 0.9), ("न", 0.9), "निम्रवत"),
    ],
)
def test_which_words_are_taken(why: str, word: Said, one: Said, other: Said, taken: str) -> None:
    read, _ = heard_thickened(Two([one], [other]), PAGE, 300, page(word), MODELS)
    assert [w.text for w in read.lines[0].words] == [taken], why


@pytest.mark.parametrize(
    ("why", "word", "one", "other", "taken"),
    [
        ("both, one surely", ("२०२३,", 0.78), ("२०२२", 0.73), ("२०२२,", 0.86), "२०२२,"),
        ("surely read before", ("२०२३", 0.8), ("२०२२", 0.9), ("२०२२", 0.9), "२०२३"),
        ("one in doubt", ("२०२३", 0.7), ("२०२२", 0.6), ("२०२२", 0.9), "२०२३"),
        ("neither is sure", ("२०२३", 0.7), ("२०२२", 0.8), ("२०२२", 0.8), "२०२३"),
        ("they differ", ("२०२३", 0.7), ("२०२२", 0.9), ("२०२४", 0.9), "२०२३"),
        ("a figure more", ("२०२", 0.7), ("२०२२", 0.9), ("२०२२", 0.9), "२०२"),
        ("letters", ("२०२३", 0.7), ("दोषी", 0.9), ("दोषी", 0.9), "२०२३"),
        ("European figures", ("2023", 0.7), ("2022", 0.9), ("2022", 0.9), "2023"),
        ("one figure", ("३", 0.7), ("२", 0.9), ("२", 0.9), "३"),
    ],
)
def test_rows_of_hindi_figures(why: str, word: Said, one: Said, other: Said, taken: str) -> None:
    figures, doubted = OcrWord(word[0], BOX, word[1]), OcrWord("कायालय", (400, 100, 560, 150), 0.8)
    lines = OcrPage((OcrLine((figures, doubted), 1, 1),), 1600, 400)
    read, _ = heard_thickened(Two([one], [other]), PAGE, 300, lines, MODELS)
    found = read.lines[0].words[0]
    assert found.text == taken, why
    assert found.confidence == word[1], "a pen may have written it"


def test_what_was_read_first_is_kept_and_the_less_sure_one_counts() -> None:
    read, note = heard_thickened(Two([("कार्यालय", 0.9)], [("कार्यालय", 0.3)]), PAGE, 300, page(("कायालय", 0.8)), MODELS)
    word = read.lines[0].words[0]
    assert (word.text, word.confidence, word.alternatives) == ("कार्यालय", 0.3, ("कायालय",))
    assert note == ("much in doubt: 1 words as two models read them in thicker strokes",)


def test_two_words_in_place_of_one_are_not_taken() -> None:
    said = [("पर", 0.9), ("विचार", 0.9)]
    read, _ = heard_thickened(Two(said, said), PAGE, 300, page(("परविचर", 0.3)), MODELS)
    assert read == page(("परविचर", 0.3))


def test_pieces_of_a_word_become_it_once() -> None:
    pieces = OcrLine((OcrWord("संद", (100, 100, 170, 150), 0.9), OcrWord("्भ", (175, 100, 260, 150), 0.6)), 1, 1)
    read, _ = heard_thickened(Two([("संदर्भ", 0.9)], [("संदर्भ", 0.8)]), PAGE, 300, OcrPage((pieces,), 1600, 400), MODELS)
    assert [(w.text, w.box) for w in read.lines[0].words] == [("संदर्भ", BOX)]


def test_two_common_words_stay_two() -> None:
    two = OcrLine((OcrWord("कर", (100, 100, 170, 150), 0.6), OcrWord("ने", (175, 100, 260, 150), 0.6)), 1, 1)
    whole = OcrPage((two,), 1600, 400)
    assert heard_thickened(Two([("करन", 0.9)], [("करन", 0.8)]), PAGE, 300, whole, MODELS)[0] == whole


def test_without_one_of_the_models_nothing_is_read() -> None:
    engine = Two([("कार्यालय", 0.9)], [("कार्यालय", 0.9)], lacks="other")
    assert heard_thickened(engine, PAGE, 300, page(("कायालय", 0.8)), MODELS) == (page(("कायालय", 0.8)), ())
    assert engine.shown == []


def test_strokes_are_thicker_by_half_a_pixel_at_each_side() -> None:
    drawn = PAGE.copy()
    drawn[100:102, 100:200] = 55
    engine = Two([], [])
    heard_thickened(engine, drawn, 300, page(("कायालय", 0.8)), MODELS)
    seen = np.asarray(engine.shown[0])
    assert seen[ABOVE - 2 : ABOVE + 4, MARGIN + 50].tolist() == [255, 155, 55, 55, 155, 255]
    drawn = drawn[BOX[1] - ABOVE : BOX[3] + ABOVE, BOX[0] - MARGIN : BOX[2] + MARGIN]
    assert seen.shape == drawn.shape


@pytest.mark.parametrize(
    ("why", "words", "doubted"),
    [
        ("a sixth is doubted", [("शब्द", 0.96)] * 25 + [("शब्द", 0.8)] * 5, True),
        ("a tenth", [("शब्द", 0.96)] * 27 + [("शब्द", 0.8)] * 3, False),
        ("too few words", [("शब्द", 0.8)] * 19, False),
        ("no print at all", [("शब्द", 0.3)] * 30, False),
        ("Latin words and signs", [("शब्द", 0.96)] * 30 + [("Word", 0.5)] * 10 + [("।", 0.2)] * 10, False),
    ],
)
def test_pages_of_which_much_is_in_doubt(why: str, words: list[Said], doubted: bool) -> None:
    assert in_doubt(page(*words)) is doubted, why
