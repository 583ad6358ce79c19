"""The layer that was overruled offers its numbers, and nothing else."""

from __future__ import annotations

from ingest.document import BBox
from ingest.layout import PageDraft, PlacedWord, compose, lines_of
from ingest.load import load
from ingest.options import ReadOptions
from ingest.voices import with_voices
from tests.ingest.engines import Says
from tests.ingest.papers import source
from tests.ingest.test_layers import ENGLISH, hidden_pdf, short_lines


def draft(*words: PlacedWord) -> PageDraft:
    text, placed = compose(lines_of(words))
    return PageDraft(text, placed, "ocr", 0.9, "good", 595.0, 842.0)


def at(text: str, x: float, top: float = 100.0) -> PlacedWord:
    return PlacedWord(text, BBox(x, top, x + 8 * len(text), top + 12), 0.8)


def test_another_number_in_the_same_place_is_an_alternative() -> None:
    read = draft(at("No.", 50), at("12/8/2031-X,", 90), at("dated", 200))
    heard = with_voices(read, [at("No.", 51), at("12/3/2031-X,", 92), at("dafed", 201)])
    assert heard.text == read.text
    assert [w.alternatives for w in heard.words] == [(), ("12/3/2031-X",), ()]
    assert [w.confidence for w in heard.words] == [w.confidence for w in read.words]


def test_the_same_number_and_one_elsewhere_say_nothing_new() -> None:
    read = draft(at("(12/3/2031-X)", 90))
    assert with_voices(read, [at("12/3/2031-X", 98), at("17", 400), at("18", 90, top=300)]) is read
    assert with_voices(read, []) is read


def test_words_without_digits_are_not_heard() -> None:
    read = draft(at("17", 90))
    assert with_voices(read, [at("Il", 90)]) is read


def test_numbers_of_a_rejected_layer_of_a_pdf() -> None:
    told = [line.replace("e", "c").replace("2031", "2081") for line in ENGLISH.replace(" | ", " ").splitlines()]
    engine = Says(lines=short_lines(ENGLISH.replace(" | ", " ")))
    page = load(source("scan.pdf", hidden_pdf(told)), ReadOptions(jobs=1), engine=engine).pages[0]
    assert page.origin == "ocr"
    assert "2081" in page.rejected_layer
