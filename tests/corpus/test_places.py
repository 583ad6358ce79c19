"""Where a gold value is printed, found without the reader."""

from __future__ import annotations

import pytest

from corpus import score
from corpus.places import Searched, overlap

TEXT = """No. A-12/3 /2024-Estt            Dated the 4th July, 2025
**Subject:** Filing of
returns in time.
(अ. ब. वर्मा)  दिनांक ०४.०७.२०२५
"""


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("A-12/3/2024-Estt", ["A-12/3 /2024-Estt"]),
        ("Filing of returns in time", ["Filing of\nreturns in time"]),
        ("अ.ब. वर्मा", ["अ. ब. वर्मा"]),
        ("B-1/2024", []),
    ],
)
def test_a_value_is_found_however_it_is_broken(value: str, printed: list[str]) -> None:
    assert [TEXT[a:b] for a, b in Searched(TEXT).places(value)] == printed


def test_a_date_is_found_in_words_and_figures() -> None:
    assert {"4th July, 2025", "०४.०७.२०२५"} <= {TEXT[a:b] for a, b in Searched(TEXT).dates("2025-07-04")}
    assert Searched(TEXT).dates("2025-07-05") == []
    assert [TEXT[a:b] for a, b in Searched(TEXT).dates("2025-07")] == ["July, 2025"]


def test_overlap_is_what_is_shared_of_what_is_covered() -> None:
    assert overlap((0, 10), (0, 10)) == 1
    assert overlap((0, 10), (5, 10)) == 0.5
    assert overlap((0, 5), (5, 10)) == 0


@pytest.mark.parametrize(("quote", "right"), [("A-12/3 /2024-Estt", 1), ("returns", 0), ("No. A-12/3", 0)])
def test_right_values_are_held_against_the_places_of_the_gold(quote: str, right: int) -> None:
    at = TEXT.index(quote)
    number = {"value": "A-12/3/2024-Estt", "evidence": [{"page": 1, "start": at, "end": at + len(quote)}]}
    paper = {"kind": "letter", "reference_no": number}
    gold = {"communications": [{"kind": "letter", "reference_no": "A-12/3/2024-Estt"}]}
    sheet = score.score_sheet({"text": TEXT, "communications": [paper]}, gold, places=True)
    assert sheet.soft["places"] == [right, 1, 1]
