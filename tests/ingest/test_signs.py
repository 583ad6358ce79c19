"""What is put right in a reading without another look at the page."""

import pytest

from ingest.ocr import OcrLine, OcrPage, OcrWord
from ingest.signs import tidied


def read(*words: tuple[str, int, int]) -> list[str]:
    """The words of a line after tidying; each has a left and a right edge, and lines are 40 high."""
    line = OcrLine(tuple(OcrWord(text, (left, 100, right, 140), 0.9) for text, left, right in words), 1, 1)
    return [w.text for kept in tidied(OcrPage((line,), 2000, 1000)).lines for w in kept.words]


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("मार्गो", "मार्गों"), ("कर्मियो", "कर्मियो"), ("कार्यो,", "कार्यों,"), ("वर्षो।", "वर्षों।"), ("करो", "करो"),
        ("मार्गोपरि", "मार्गोपरि"), ("वर्गों", "वर्गों"),
    ],
)  # fmt: skip
def test_the_dot_of_a_plural_behind_a_hook(said: str, text: str) -> None:
    """र्गो is read where र्गों is printed; within a word and without the hook nothing changes."""
    assert read((said, 100, 200)) == [text]


@pytest.mark.parametrize(
    ("said", "text"),
    [("विषयः", "विषय:"), ("विषयः-", "विषय:-"), ("अतः", "अतः"), ("क्रमशः", "क्रमशः"), ("अंतःस्थ", "अंतःस्थ"), ("छः", "छः")],
)  # fmt: skip
def test_a_colon_behind_a_label_is_no_visarga(said: str, text: str) -> None:
    assert read((said, 100, 200)) == [text]


def test_a_full_stop_in_a_wide_cut_belongs_to_its_word() -> None:
    words = [("यह", 100, 140), ("आदेश", 152, 240), ("है", 252, 290)]
    assert read(*words, ("।", 308, 314)) == ["यह", "आदेश", "है।"]  # one and a half spaces
    assert read(*words, ("।", 316, 322)) == ["यह", "आदेश", "है", "।"]  # an office that sets a space before it
    assert read(*words, ("।", 500, 506)) == ["यह", "आदेश", "है", "।"]  # a rule at the edge
    assert read(("।", 100, 106), ("है", 110, 140)) == ["।", "है"]
    assert read(("है,", 100, 140), ("।", 145, 150)) == ["है,", "।"]


def test_the_box_of_a_word_holds_its_full_stop() -> None:
    line = OcrLine((OcrWord("है", (100, 110, 140, 140), 0.9), OcrWord("।", (150, 100, 156, 150), 0.3)), 1, 1)
    (word,) = tidied(OcrPage((line,), 2000, 1000)).lines[0].words
    assert (word.text, word.box, word.confidence) == ("है।", (100, 100, 156, 150), 0.9)
