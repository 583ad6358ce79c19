"""The normalised text and the way back."""

from __future__ import annotations

import unicodedata

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from extract.normalise import normalise
from ingest.document import Span

PIECES = st.sampled_from(
    ["a", "क", "ि", "़", "्", "\u200d", "**", "_", "\n", " ", "\u00a0", "1", "é", "e\u0301", "\u202e", "क\u093c", "*x*"]
)


@given(st.lists(PIECES, max_size=60).map("".join))
def test_every_character_leads_back_into_the_source(source: str) -> None:
    found = normalise(source)
    assert len(found.offsets.starts) == len(found.offsets.ends) == len(found.text)
    for i in range(len(found.text)):
        back = found.offsets.to_source(Span(i, i + 1))
        assert 0 <= back.start < back.end <= len(source)
    assert list(found.offsets.starts) == sorted(found.offsets.starts)
    assert unicodedata.is_normalized("NFC", found.text.replace("\n", " ")) or "\n" in found.text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("**Subject:** leave", "Subject: leave"),  # emphasis is a transcriber's, not the paper's
        ("2 * 3", "2 * 3"),  # a lone star is printed
        ("क\u200dर", "कर"),  # joiners change the looks, not the word
        ("क\u094d\u200d\u093c", "क\u093c\u094d"),  # and what stood on its two sides is put in order
        ("cs_hp@x.in", "cs_hp@x.in"),  # an underscore inside a word is printed
        ("a\u00a0b", "a b"),
        ("दिनांंक भुगताान", "दिनांक भुगतान"),  # a sign twice, as converted fonts leave it
        ("श\u094d\u093e\u093eसन अध\u094d\u093eोहस्ताक्षरी", "शासन अधोहस्ताक्षरी"),  # a half letter made whole by its stroke
        ("\u093fदनांक \u093fस्थत कृ\u093fष", "दिनांक स्थित कृषि"),  # the short i before its letters
        ("स्थिति किया", "स्थिति किया"),
    ],
)
def test_text(source: str, text: str) -> None:
    assert normalise(source).text == text


def test_glued_lines_are_parted_without_touching_the_source() -> None:
    source = "Dated: March, 2026OFFICE MEMORANDUM"
    found = normalise(source, (regex.compile("(?<=6)OFFICE"),))
    assert found.text == "Dated: March, 2026\nOFFICE MEMORANDUM"
    at = found.text.index("OFFICE")
    assert found.offsets.to_source(Span(at, at + 6)).of(source) == "OFFICE"


def test_a_span_of_a_composed_letter_is_the_whole_of_it() -> None:
    source = "क\u093cलम"
    found = normalise(source)
    assert found.offsets.to_source(Span(0, len(found.text))).of(source) == source
