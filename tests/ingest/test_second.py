"""Words in doubt: when another model's reading of the word alone is taken."""

from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image

from corpus.hindi_words import sifted
from ingest.errors import OcrFailed, OcrUnavailable
from ingest.ocr import OcrLine, OcrPage, OcrWord
from ingest.second import second_readings
from tests.ingest.engines import Says

PAGE = np.full((400, 1600), 255, np.uint8)


class Second(Says):
    """Says the two readings of each word in turn, and keeps the pictures it was shown. There is no witness."""

    def __init__(self, *readings: tuple[str, float]) -> None:
        super().__init__()
        self.readings, self.shown = readings, list[Image.Image]()

    def probe(self, languages: str) -> str:
        if languages == "Devanagari_worn":
            raise OcrUnavailable("tesseract lacks the language Devanagari_worn.")
        return super().probe(languages)

    def read_strips(self, images: Sequence[Image.Image], dpi: int, languages: str) -> list[OcrPage]:
        assert languages == "hin"
        self.shown += images
        return [
            OcrPage((OcrLine(tuple(OcrWord(t, (10, 5, 90, 45), sure) for t in text.split()), 1, 1),), i.width, i.height)
            for i, (text, sure) in zip(images, self.readings, strict=True)
        ]


def page(*words: tuple[str, float]) -> OcrPage:
    line = (OcrWord(text, (100 + 200 * n, 100, 260 + 200 * n, 150), sure) for n, (text, sure) in enumerate(words))
    return OcrPage((OcrLine(tuple(line), 1, 1),), 1600, 400)


def text(read: OcrPage) -> str:
    return " ".join(w.text for line in read.lines for w in line.words)


@pytest.mark.parametrize(
    ("why", "word", "readings", "taken"),
    [
        ("both sizes agree", ("निम्रवत", 0.4), [("निम्नवत", 0.9), ("निम्नवत", 0.5)], "निम्नवत"),
        ("they do not", ("ब्रिलोकपुर", 0.4), [("त्रिलोकपुर", 0.9), ("त्रिलोकपूर", 0.5)], "ब्रिलोकपुर"),
        ("they do not, but one is a common word", ("हए", 0.7), [("हए", 0.8), ("हुए", 0.3)], "हुए"),
        ("they agree in great doubt", ("पदस्थापन", 0.9), [("पदस्यापन", 0.1), ("पदस्यापन", 0.2)], "पदस्थापन"),
        ("a common word that a sign makes of a commoner one", ("हे।", 0.99), [("है।", 0.9), ("है।", 0.9)], "है।"),
        ("a rare word that one size shows", ("हों", 0.99), [("हो", 0.9), ("हों", 0.9)], "हों"),
        ("a hook read as a vowel sign by both", ("(वषे),", 0.9), [("वषे", 0.9), ("वषै", 0.9)], "(वर्ष),"),
        ("a hook read as a part of a vowel sign", ("चचो", 0.9), [("चचो", 0.9), ("चचो", 0.9)], "चर्चा"),
        ("a hook that one size shows", ("काये", 0.9), [("काये", 0.9), ("कार्य", 0.8)], "कार्य"),
        ("no hook where no sign was read", ("पावती", 0.9), [("पावती", 0.9), ("पावती", 0.9)], "पावती"),
        ("nor in place of a dot", ("पावंती", 0.9), [("पावंती", 0.9), ("पावंती", 0.9)], "पावंती"),
        ("no hook where one reading is a common word", ("खचे", 0.9), [("खर्चे", 0.2), ("बचे", 0.9)], "बचे"),
        ("signs around the word stay", ("(संलग्रक),", 0.8), [("संलग्नक", 0.9), ("[संलग्नक)", 0.9)], "(संलग्नक),"),
        ("a visarga at the end is read too", ("योजनः", 0.9), [("योजना", 0.8), ("योजना", 0.9)], "योजना"),
        ("a colon behind a label", ("विषयः-", 0.5), [("विषय:-", 0.8), ("विषय:-", 0.9)], "विषय:-"),
        ("a colon in no doubt", ("विषयः", 0.99), [("विषय:", 0.8), ("विषयः", 0.9)], "विषय:"),
        ("a visarga that both sizes show", ("दिनांकः", 0.99), [("दिनांकः", 0.6), ("दिनांकः", 0.9)], "दिनांकः"),
        ("figures are not changed", ("शेक्ष/20", 0.5), [("शैक्ष/26", 0.9), ("शैक्ष/26", 0.9)], "शेक्ष/20"),
        ("letters beside figures are", ("शेक्ष/20", 0.5), [("शैक्ष/20", 0.9), ("शैक्ष/20", 0.9)], "शैक्ष/20"),
        ("an edge cut off", ("ई-ऑफिसर", 0.8), [("ऑफिसर", 0.9), ("ऑफिसर", 0.9)], "ई-ऑफिसर"),
        ("another word", ("धिव", 0.2), [("अधिकार", 0.9), ("अधिकार", 0.9)], "धिव"),
        ("joiners no typist sets", ("अक्तर", 0.8), [("अक्\u200dतर", 0.9), ("अक्\u200dतर", 0.9)], "अक्तर"),
        ("nothing read", ("निम्रवत", 0.4), [("", 0.0), ("", 0.0)], "निम्रवत"),
        ("a space within a name", ("कमलेश्वर", 0.6), [("कमले श्वर", 0.9), ("कमले श्वर", 0.9)], "कमलेश्वर"),
        ("two common words", ("दिनांकसे", 0.7), [("दिनांक से", 0.9), ("दिनांक से", 0.9)], "दिनांक से"),
        ("a last letter cut to a half one", ("ई-ऑफिम", 0.8), [("ई-ऑफिम्", 0.9), ("ई-ऑफिम्", 0.9)], "ई-ऑफिम"),
        ("a last letter read as a visarga", ("ई-पटलार", 0.8), [("ई-पटलाः", 0.9), ("ई-पटलाः", 0.9)], "ई-पटलार"),
        ("a speck between two words", ("अकलपुर:पीठ", 0.7), [("अकलपुर पीठ", 0.9), ("अकलपुर पीठ", 0.9)], "अकलपुर पीठ"),
    ],
)  # fmt: skip
def test_which_reading_is_taken(
    why: str, word: tuple[str, float], readings: list[tuple[str, float]], taken: str
) -> None:
    read, _ = second_readings(Second(*readings), PAGE, 300, page(word))
    assert text(read) == taken, why


class Witnessed(Second):
    """One more model, that reads every word as the same."""

    def __init__(self, says: str, *readings: tuple[str, float]) -> None:
        super().__init__(*readings)
        self.says = says

    def probe(self, languages: str) -> str:
        return self.version

    def read_strips(self, images: Sequence[Image.Image], dpi: int, languages: str) -> list[OcrPage]:
        if languages != "Devanagari_worn":
            return super().read_strips(images, dpi, languages)
        words = tuple(OcrWord(t, (10, 5, 90, 45), 0.8) for t in self.says.split())
        return [OcrPage((OcrLine(words, 1, 1),), i.width, i.height) for i in images]


@pytest.mark.parametrize(
    ("why", "word", "second", "witness", "taken"),
    [
        ("it reads as the first did", "वेदनगरी,", "वेद्नगरी", "वेदनगरी", "वेदनगरी,"),
        ("it reads neither", "वेदनगरी,", "वेद्नगरी", "वेदनगर", "वेद्नगरी,"),
        ("it reads as the first did, but the other word is common", "हए", "हुए", "हए", "हुए"),
        ("a common word, signs around it stay", "(द्रिनांक),", "द्विनांक", "दिनांक", "(दिनांक),"),
        ("a word that is not common", "वेदनगरी", "वेदनगरी", "वेद्नगरी", "वेदनगरी"),
        ("a common word but for a dot", "ख़बर", "ख़बर", "खबर", "ख़बर"),
        ("a common word of other figures", "दिनाक-21", "दिनाक-21", "दिनांक-27", "दिनाक-21"),
        ("a common word that is the beginning", "रेलेंज", "रेलेंज", "रेल", "रेलेंज"),
        ("a common word three signs off", "दजे", "दर्ज", "दर्ज", "दर्ज"),
        ("a word on no list three signs off", "नजद", "नस्द्द", "नस्द्द", "नजद"),
        ("a word that one sign makes of a commoner one", "हे", "है", "है", "है"),
        ("it reads nothing", "वेदनगरी", "वेद्नगरी", "", "वेद्नगरी"),
    ],
)
def test_what_a_witness_makes_of_it(why: str, word: str, second: str, witness: str, taken: str) -> None:
    engine = Witnessed(witness, (second, 0.9), (second, 0.9))
    read, _ = second_readings(engine, PAGE, 300, page((word, 0.75)))
    assert text(read) == taken, why


def test_two_in_great_doubt_do_not_stand_against_another_model() -> None:
    engine = Witnessed("वेदनगरी", ("वेद्नगरी", 0.9), ("वेद्नगरी", 0.9))
    read, _ = second_readings(engine, PAGE, 300, page(("वेदनगरी", 0.6)))
    assert text(read) == "वेद्नगरी"


def test_what_both_other_models_read_is_taken_though_one_size_differs() -> None:
    engine = Witnessed("वेदनगरी", ("वेदनगर्री", 0.4), ("वेदनगरी", 0.4))
    assert text(second_readings(engine, PAGE, 300, page(("वेदनयरी", 0.6)))[0]) == "वेदनगरी"
    assert text(second_readings(engine, PAGE, 300, page(("वेदनयरी", 0.9)))[0]) == "वेदनयरी"


@pytest.mark.parametrize(
    "word", [("कार्यालय", 0.5), ("संलग्रक", 0.96), ("API", 0.2), ("12/3", 0.2), ("र", 0.1), ("अतः", 0.5)]
)
def test_what_is_in_no_doubt_is_not_asked(word: tuple[str, float]) -> None:
    engine = Second()
    assert second_readings(engine, PAGE, 300, page(word)) == (page(word), ())
    assert engine.shown == []


def test_what_was_read_first_stays_as_an_alternative() -> None:
    read, notes = second_readings(Second(("निम्नवत", 0.9), ("निम्नवत", 0.5)), PAGE, 300, page(("निम्रवत", 0.4)))
    (word,) = read.lines[0].words
    assert (word.box, word.confidence, word.alternatives) == ((100, 100, 260, 150), 0.9, ("निम्रवत",))
    assert notes == ("1 of 1 doubtful words as hin reads them",)


def test_two_words_share_the_box_of_one() -> None:
    read, _ = second_readings(Second(("दिनांक से", 0.9), ("दिनांक से", 0.9)), PAGE, 300, page(("दिनांकसे", 0.7)))
    first, second = read.lines[0].words
    assert first.box[0] == 100
    assert 180 < first.box[2] < second.box[0] < 260
    assert second.box[2] == 260


def test_the_picture_of_a_word_leaves_its_neighbours_out() -> None:
    picture = PAGE.copy()
    picture[100:150, 100:260] = picture[100:150, 264:420] = 0
    engine = Second(("", 0.0), ("", 0.0))
    line = OcrLine((OcrWord("निम्रवत", (100, 100, 260, 150), 0.4), OcrWord("है", (264, 100, 420, 150), 0.9)), 1, 1)
    second_readings(engine, picture, 300, OcrPage((line,), 1600, 400))
    shown = np.asarray(engine.shown[0])
    assert (shown[:, 28:-14] == 0).any()
    assert (shown[:, -12:] == 255).all()
    assert engine.shown[1].width == pytest.approx(0.7 * engine.shown[0].width, abs=1)


@pytest.mark.parametrize(("error", "note"), [(OcrUnavailable, "is not installed"), (OcrFailed, "failed")])
def test_without_the_second_model_the_first_reading_stands(error: type[Exception], note: str) -> None:
    class Lacks(Says):
        def read_strips(self, images: Sequence[Image.Image], dpi: int, languages: str) -> list[OcrPage]:
            raise error("no")

    read, notes = second_readings(Lacks(), PAGE, 300, page(("निम्रवत", 0.4), ("विषयः-", 0.9)))
    assert text(read) == "निम्रवत विषय:-"
    assert note in notes[0]


def test_words_that_a_sign_makes_of_commoner_ones_are_marked() -> None:
    words = ["है", "हे", "एबं", "एवं", "घर", "घर-बार", "house"]
    assert sifted(words, ["है", "एवं"]) == ["-एबं", "-हे", "एवं", "घर", "है"]


@pytest.mark.parametrize(
    ("why", "tops", "dot", "taken"),
    [
        ("its box ends below the dot, those beside it do not", (85, 85, 85), True, "दिनांक"),
        ("no dot", (85, 85, 85), False, "दिनाक"),
        ("no word says that the line is higher", (103, 103, 103), True, "दिनाक"),
        ("nor does a word that is no line's height", (20, 103, 103), True, "दिनाक"),
    ],
)
def test_a_lost_sign_is_seen_at_the_height_of_the_line(
    why: str, tops: tuple[int, int, int], dot: bool, taken: str
) -> None:
    image = PAGE.copy()
    image[104:108, 100:260] = 40  # the head line
    for x in (100, 145, 190, 215, 250):
        image[104:150, x : x + 5] = 40
    image[91:97, 104:140] = 40  # the bow of ि
    if dot:
        image[91:97, 199:205] = 40
    beside = [OcrWord("पत्र", (300 + 200 * n, top, 460 + 200 * n, 150), 0.99) for n, top in enumerate(tops)]
    line = OcrLine((OcrWord("दिनाक", (100, 103, 260, 150), 0.8), *beside), 1, 1)
    engine = Second(("दिनाक", 0.9), ("दिनाक", 0.9))
    read, _ = second_readings(engine, image, 300, OcrPage((line,), 1600, 400))
    assert read.lines[0].words[0].text == taken, why
    assert read.lines[0].words[0].alternatives == (("दिनाक",) if taken != "दिनाक" else ())
