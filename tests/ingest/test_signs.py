"""What is put right in a reading without another look at the page."""

import pytest
import regex

from ingest.document import BBox, Origin, Span, Word
from ingest.layout import PageDraft
from ingest.ocr import OcrLine, OcrPage, OcrWord
from ingest.signs import short_for_intelligence, tidied


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
    [
        ("मे", "में"), ("मे,", "में,"), ("जिसमे", "जिसमें"), ("उनमे।", "उनमें।"), ("मेला", "मेला"), ("आगमे", "आगमे"),
        ("में", "में"), ("सत्यमेव", "सत्यमेव"),
    ],
)  # fmt: skip
def test_the_dot_of_in(said: str, text: str) -> None:
    """मे is read where में is printed with its dot on the stroke; other words that hold these letters stay."""
    assert read((said, 100, 200)) == [text]


def test_what_is_read_once_more_in_pieces_at_the_same_place_is_left_out() -> None:
    assert read(("नर्मदा", 100, 190), ("्म", 130, 150), ("दा", 160, 185), ("घाटी", 200, 260)) == ["नर्मदा", "घाटी"]
    assert read(("विद्यालय", 100, 200), ("द्यालय/", 130, 215), ("VALLEY", 230, 300)) == ["विद्यालय/", "VALLEY"]
    assert read(("कार्यालय", 100, 220), ("लय", 174, 216), ("की", 225, 260)) == ["कार्यालय", "की"], "र्या is one syllable"
    assert read(("on", 100, 140), ("none", 150, 230), ("one", 240, 300)) == ["on", "none", "one"], "beside each other"
    assert read(("Memorandum", 100, 300), ("16th", 150, 200)) == ["Memorandum", "16th"], "something else on top of it"
    assert read(("पुस्तिकाओं", 100, 306), ("का", 268, 307)) == ["पुस्तिकाओं", "का"], "a box that reaches over its neighbour"
    assert read(("No.", 100, 140), ("No.", 100, 140)) == ["No.", "No."], "neither holds the other"


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


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("नोडलं", "नोडल"), ("कार्यालयं,", "कार्यालय,"), ("शिवकुमारं", "शिवकुमार"),  # a speck over the last letter
        ("एवं", "एवं"), ("स्वयं", "स्वयं"), ("क्रसं", "क्रसं"), ("सं.", "सं."), ("नहीं", "नहीं"), ("कें", "कें"),
        ("अभियंत्ाओं", "अभियंताओं"), ("चिकित््सा", "चिकित्सा"), ("ऋ्रमांक", "क्रमांक"), ("ऋ.सं.", "क्र.सं."), ("क्र.सं,", "क्र.सं."),
        ("ऋण", "ऋण"), ("मातृऋण", "मातृऋण"),
        ("क.सं.", "क्र.सं."), ("कर.सं.", "क्र.सं."), ("क्.सं", "क्र.सं"), ("कक्रसं.", "क्रसं."), ("क्र.सं.", "क्र.सं."),
        ("क.स.", "क.स."), ("कर.सचिव", "कर.सचिव"), ("क.", "क."),
    ],
)  # fmt: skip
def test_what_no_hindi_word_holds(said: str, text: str) -> None:
    assert read((said, 100, 200)) == [text]


@pytest.mark.parametrize(
    ("said", "texts"),
    [
        ("को.प्रत्येक", ["को", "प्रत्येक"]), ("योजना.विभाग", ["योजना", "विभाग"]), ("मा.मंत्री", ["मा.मंत्री"]),
        ("डॉ.राम", ["डॉ.राम"]), ("योजना.अकलप", ["योजना.अकलप"]), ("क्र.सं.", ["क्र.सं."]),
    ],
)  # fmt: skip
def test_a_speck_between_two_words_is_no_full_stop(said: str, texts: list[str]) -> None:
    assert read((said, 100, 300)) == texts


def test_the_point_of_a_list_number() -> None:
    assert read(("1,", 100, 120), ("समस्त", 140, 260)) == ["1.", "समस्त"]
    assert read(("५;", 100, 120), ("समस्त", 140, 260)) == ["५.", "समस्त"]
    assert read(("समस्त", 100, 220), ("1,", 240, 260)) == ["समस्त", "1,"]
    assert read(("1,", 100, 120)) == ["1,"]


@pytest.mark.parametrize(
    ("page", "said", "text"),
    [
        ("2031", "चिकि०अनु०-6", "चिकि0अनु0-6"),  # zeros as signs of abbreviation
        ("2031", "वी0के०", "वी0के0"),
        ("२०३१", "३3,48,030.00", "33,48,030.00"),
        ("२०३१", "१३.०4.२०१७", "१३.०४.२०१७"),
        ("2031", "१३.०4.२०१७", "१३.०४.२०१७"),
        ("2031", "३.", "3."),
        ("२०३१", "३.", "३."),
        ("2031", "४.", "४."),
        ("2031", "१३.०४.२०१७", "१३.०४.२०१७"),
    ],
)
def test_the_figures_of_a_word_are_of_one_script(page: str, said: str, text: str) -> None:
    assert read((f"{page}/{page}", 100, 400), (said, 420, 600)) == [f"{page}/{page}", text]


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (["SI.", "No."], ["Sl.", "No."]), (["S1.", "No", "Name"], ["Sl.", "No", "Name"]), (["SI.No."], ["Sl.No."]),
        (["SI.", "Norms"], ["SI.", "Norms"]), (["HSI.", "No."], ["HSI.", "No."]), (["SI.", "12"], ["SI.", "12"]),
    ],
)  # fmt: skip
def test_the_head_of_serial_numbers(said: list[str], text: list[str]) -> None:
    assert read(*((word, 100 + 60 * n, 150 + 60 * n) for n, word in enumerate(said))) == text


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (["AlS", "officers"], ["AIS", "officers"]),
        (["the", "lCAR", "DELHl"], ["the", "ICAR", "DELHI"]),
        (["GenAl", "for", "all"], ["GenAI", "for", "all"]),
        (["Al-Falah", "Al", "HCl", "All", "Sl."], ["Al-Falah", "Al", "HCl", "All", "Sl."]),
    ],
)
def test_an_i_without_serifs_among_capitals(said: list[str], text: list[str]) -> None:
    assert read(*((word, 100 + 90 * n, 180 + 90 * n) for n, word in enumerate(said))) == text


def page(text: str, origin: Origin = "ocr") -> PageDraft:
    spans = [Span(m.start(), m.end()) for m in regex.finditer(r"\S+", text)]
    words = tuple(Word(span, BBox(0.0, 0.0, 9.0, 9.0), 0.9) for span in spans)
    return PageDraft(text, words, origin, 0.9, "good")


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (["1. GenAI for all", "2. Al Policies"], ["1. GenAI for all", "2. AI Policies"]),  # two pages of a list
        (["Artificial Intelligence (Al) tools"], ["Artificial Intelligence (AI) tools"]),
        (["Al Falah School, Al-Ameen"], ["Al Falah School, Al-Ameen"]),  # a name, in a file that says nothing of AI
        (["AI, not Al-Ameen, nor All"], ["AI, not Al-Ameen, nor All"]),
    ],
)
def test_artificial_intelligence_in_short(said: list[str], text: list[str]) -> None:
    assert [p.text for p in short_for_intelligence([page(one) for one in said])] == text


def test_what_was_read_for_ai_is_kept_and_layers_stay() -> None:
    first, second = short_for_intelligence([page("GenAI and (Al) tools"), page("Al tools", "text_layer")])
    assert [w.alternatives for w in first.words] == [(), (), ("(Al)",), ()]
    assert second.text == "Al tools", "a text layer says what it says"
