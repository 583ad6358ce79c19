"""What a recogniser does to words of duty and to dates, undone for the search."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.mend import mend
from ingest.document import Span


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("Clerks sha1l reply", "Clerks shall reply"),
        ("are requ ested to", "are requested to"),
        ("are requostod to", "are requested to"),
        ("it shallbe sent", "it shall be sent"),
        ("Wardensshould know", "Wardens should know"),
        ("by12/10/2O16", "by 12/10/2016"),
        ("3 Sept ember 2O16", "3 September 2016"),
        ('by 20!" January, 2018', "by 20th January, 2018"),
        ("07/11/2015तक", "07/11/2015 तक"),
        ("भुगतान नहींकिया", "भुगतान नहीं किया"),
    ],
)
def test_repairs(printed: str, meant: str) -> None:
    assert mend(printed).text == meant


@pytest.mark.parametrize(
    "text",
    ["The marshall of the shallow lake", "muster roll and mustard", "We were pleased", "May 2016", "Form B1, Rule 12A"],
)
def test_sound_words_stay(text: str) -> None:
    assert mend(text).text == text


def test_what_is_found_is_given_back_as_printed() -> None:
    printed = "Clerks shallbe requ ested by12/10/2O16."
    mended = mend(printed)
    at = mended.text.index("requested")
    span = mended.span(Span(at, at + len("requested")))
    assert span.of(printed) == "requ ested"


@given(st.text(alphabet="shal1 beqrutdOo0123/.-\u0928\u0939\u0940\u0902\n", max_size=80))
def test_spans_stay_inside_and_in_order(text: str) -> None:
    mended = mend(text)
    if mended.at is not None:
        assert len(mended.at) == len(mended.text)
        assert list(mended.at) == sorted(mended.at)
        assert all(0 <= k < len(text) for k in mended.at)


@pytest.mark.parametrize("piece", ["s ", "sha", "1", "l1", "a1", "O0/", "be", "नहीं"])
def test_long_lines_take_linear_time(piece: str) -> None:
    started = time.perf_counter()
    mend(piece * 50_000)
    assert time.perf_counter() - started < 5
