"""Reference numbers: rows of cases/numbers.toml; folding; hostile lines; the words of the lexicon."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path

import pytest
import regex

from extract.cues import PLAIN_NAME
from extract.extractors.number import NAME_OF_FILE, YEAR_ALONE
from extract.lexicon import Entry, lexicon
from extract.numbers import find_numbers, fold_number, number_after

CASES = tomllib.loads((Path(__file__).parent / "cases" / "numbers.toml").read_text("utf-8"))
GROUPS = {"number_label", "number_head", "foreign_number", "number_tail", "same_date_word"}
WORDS = [e for e in lexicon().entries if e.group in GROUPS]
PIECES = [
    "No.",
    "1/",
    "A/2020/",
    "सं0 ",
    "No. 1 ",
    "G.O.",
    "(",
    "F.No. 1/2-",
    "- ",
    "1 A ",
    "क्रमांक 1/\n",
    "AB. ",
    "No. A/b 1/ ",
    "1/a – A",
]


@pytest.mark.parametrize("case", CASES["after"], ids=[c["why"] for c in CASES["after"]])
def test_number_behind_a_label(case: dict[str, str]) -> None:
    found = number_after(case["text"], 0)
    assert (found.value if found else "") == case["value"]


@pytest.mark.parametrize("case", CASES["find"], ids=[c["why"] for c in CASES["find"]])
def test_numbers_in_running_text(case: dict[str, object]) -> None:
    assert [[n.value, n.label_kind or ""] for n in find_numbers(str(case["text"]))] == case["found"]


def test_span_leaves_out_the_label() -> None:
    text = "संदर्भ: पत्र क्रमांक 12/3/2020/स्था दिनांक 04.05.2020"
    (found,) = find_numbers(text)
    assert found.span.of(text) == "12/3/2020/स्था"
    assert found.label is not None
    assert found.label.of(text) == "पत्र क्रमांक"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("30/10/2025-1PAR Cell", "30/10/2025-1 par cell"),
        ("प. १०(४)कार्मिक/क-१/२०२४", "प.10(4)कार्मिक/क–1/2024"),
        ("No. 12/3", "12/3"),
        ("F.No.6-2/2015-ICC.", "6-2/2015-icc"),
    ],
)
def test_folded_numbers_are_equal(one: str, other: str) -> None:
    assert fold_number(one) == fold_number(other)


def test_folded_numbers_keep_apart_what_differs() -> None:
    assert fold_number("12/3/2020") != fold_number("12/32020")


@pytest.mark.parametrize("piece", PIECES)
def test_long_lines_stay_linear(piece: str) -> None:
    begin = time.process_time()
    find_numbers(piece * (10_000 // len(piece)))
    assert time.process_time() - begin < 5


@pytest.mark.parametrize(
    ("shape", "text"),
    [(NAME_OF_FILE, "a1" * 900 + "!"), (YEAR_ALONE, "a/" * 900 + "!"), (PLAIN_NAME, "A" * 1800 + "1")],
    ids=["the words of a file", "letters and a year", "a name"],
)
def test_shapes_of_a_line_that_fail_fail_soon(shape: regex.Pattern[str], text: str) -> None:
    assert shape.fullmatch(text, timeout=2) is None


@pytest.mark.parametrize("entry", WORDS, ids=lambda e: f"{e.group}-{e.forms[0]}")
def test_each_word_is_found_in_its_example(entry: Entry) -> None:
    assert any(hit.entry == entry for hit in lexicon().find(entry.group, entry.example))
