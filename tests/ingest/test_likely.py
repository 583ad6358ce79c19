"""Words on no list and common words: which one the ink shows."""

import tomllib
import unicodedata
from pathlib import Path

import numpy as np
import pytest

from ingest import likely
from ingest.gate import SYLLABLES
from ingest.hindi import common, common_words, mistaken
from ingest.likely import Asked, _inflected, _others_of_number, likeliest
from ingest.lists import table
from ingest.ocr import Tesseract
from ingest.tessdata import find_tessdata
from tests.ingest.engines import Says
from tests.ingest.test_nets import picture

ENGINE = Tesseract()


def said(name: str, text: str, *readings: str) -> str:
    return likeliest(ENGINE, [Asked(text, picture(name), picture(f"{name}-tall"), readings)])[0]


@pytest.mark.parametrize(
    ("name", "read", "readings", "printed"),
    [
        ("lost-dot", "अतिम", ("अतिम", "अतिम", "अतिम"), "अंतिम"),
        ("dot-over-a-vowel", "पदो", ("पदो", "पदो", "पदो"), "पदों"),
        ("dot-within", "गारटी", ("गारटी", "गारटी", "गारटी"), "गारंटी"),
        ("half-letter", "अनुलग्रक", ("अनुलग्रक", "अनुलग्रक", "अनुलग्नक"), "अनुलग्नक"),
        ("other-letter", "सत्याषन", ("सत्याषन", "सत्याषन", "सत्याषन"), "सत्यापन"),
        ("speck-for-a-dot", "विवरणीं", ("विवरणीं", "विवरणीं", "विवरणीं"), "विवरणी"),
        ("half-dha", "अर्द्शासकीय", ("अर्द्शासकीय", "अर्द्शासकीय", "अर्द्धशासकीय"), "अर्द्धशासकीय"),
        ("short-word", "मे", ("में", "में", "में"), "में"),
    ],
)
def test_words_that_no_reading_had_or_few(name: str, read: str, readings: tuple[str, ...], printed: str) -> None:
    assert said(name, read, *readings) == printed


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("name-of-a-town", "काशीपुर,"),  # two common words, काशी and पुर
        ("name-on-a-copy", "रामनिवास"),
        ("loan-word", "प्रोग्रामर,"),  # a sign more than a common word
        ("plural", "राजमार्गों"),
        ("singular", "करे।"),  # a copy lost the dot of करें, but करे is a word too
    ],
)
def test_words_on_no_list_that_are_printed_so_stay(name: str, read: str) -> None:
    assert said(name, read) == ""


@pytest.mark.parametrize("read", ["अतः", "2024/31", "अंतिम़", "।-", "Antim", "", "कत" * 30, "कत" * 30 + "/2024"])
def test_common_words_figures_a_nukta_and_other_letters_are_not_asked_about(read: str) -> None:
    assert said("lost-dot", read, "अंतिम") == ""


def test_of_a_number_letters_alone_are_looked_at() -> None:
    others = _others_of_number("क./आव./48", ["क्र./आव./48", "क./आव./43", "क /आव./48"])
    assert {"क्र./आव./48", "क./आब./48", "कं./आव./48"} <= set(others)
    assert all("48" in text and " " not in text for text in others)
    assert said("lost-dot", "अतिम/2024", "अंतिम/2024") == ""  # the picture shows no figures


def test_an_engine_that_shows_no_models_changes_nothing() -> None:
    asked = Asked("अतिम", picture("lost-dot"), picture("lost-dot-tall"), ())
    assert likeliest(Says(), [asked]) == [""]
    assert likeliest(ENGINE, []) == []


def test_models_that_are_not_there_change_nothing(tmp_path: Path) -> None:
    (tmp_path / "eng.traineddata").write_bytes((find_tessdata() / "eng.traineddata").read_bytes())
    asked = Asked("अतिम", picture("lost-dot"), picture("lost-dot-tall"), ())
    assert likeliest(Tesseract(tessdata=str(tmp_path)), [asked]) == [""]


def test_nothing_is_taken_without_the_ink() -> None:
    """Of a picture too wide for a word no model says anything; then what is likely before seeing decides nothing."""
    wide = np.hstack([picture("lost-dot")] * 12)
    assert likeliest(ENGINE, [Asked("अतिम", wide, wide, ("अंतिम",))]) == [""]
    assert likeliest(ENGINE, [Asked("अतिम", picture("lost-dot"), wide, ("अंतिम",))]) == [""]


def test_of_pictures_without_ink_and_of_one_pixel_nothing_is_taken() -> None:
    for blank in (np.full((40, 80), 255, np.uint8), np.zeros((1, 1), np.uint8), np.full((3, 400), 9, np.uint8)):
        assert likeliest(ENGINE, [Asked("अतिम", blank, blank, ("अंतिम",))]) == [""]


OFFICE = tomllib.loads((Path(likely.__file__).parent / "office_words.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("group", OFFICE)
def test_words_of_offices_are_words(group: str) -> None:
    words = OFFICE[group].split()
    assert len(words) == len(set(words))
    for word in words:
        assert unicodedata.normalize("NFC", word) == word
        assert all(SYLLABLES.fullmatch(part) for part in word.split(".")), word
        assert group == "short" or common(word) != (group == "rare"), word


def test_a_word_stands_in_one_group_alone() -> None:
    words = [word for group in OFFICE.values() for word in group.split()]
    assert sorted(words) == sorted(set(words))


def test_rare_words_of_the_list_are_in_doubt() -> None:
    assert mistaken("आजा")
    assert not any(word in common_words() for word in OFFICE["rare"].split())


def test_forms_of_words_are_made_of_their_endings() -> None:
    made = _inflected()
    assert {"जलाशयों", "पुस्तिकाओं", "कंडिकाओं", "पखवाड़े", "तहसीलदारों"} <= made | common_words()
    assert not made & common_words()
    for ending, forms in table("hindi_forms").items():
        assert ending == "consonant" or len(ending) == 1
        assert forms
