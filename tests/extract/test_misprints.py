"""Years that cannot be: said in a Problem, the likelier year kept as a candidate, the printed date never changed."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from reading import read_text

PAPER = """
No. 5/2/2021-Estt
Government of India
Ministry of Rivers
New Delhi, dated the {own}
OFFICE MEMORANDUM
Subject: Boats - reg.
In continuation of this Ministry's O.M. No. 5/1/2020-Estt dated {cited}, boats shall be painted.
(A. B. Clerk)
Under Secretary
"""


def doubts(own: str, cited: str) -> tuple[str, tuple[str, ...], list[str]]:
    reading = read_text(PAPER.format(own=own, cited=cited))
    date = reading.communications[0].date
    assert date is not None
    return date.value, date.candidates, [p.message for p in reading.problems if p.code == "year_impossible"]


def test_the_old_year_in_january() -> None:
    value, candidates, said = doubts("5th January, 2020", "3rd December, 2020")
    assert value == "2020-01-05"
    assert candidates == ("2020-01-05", "2021-01-05")
    assert len(said) == 1 and "2021-01-05 would fit" in said[0]


def test_a_cited_paper_from_the_future() -> None:
    value, candidates, said = doubts("5th July, 2020", "3rd March, 2021")
    assert (value, candidates) == ("2020-07-05", ())
    assert len(said) == 1 and "2020-03-03 would fit" in said[0]


def test_nothing_is_said_where_the_years_fit() -> None:
    assert doubts("5th January, 2021", "3rd December, 2020") == ("2021-01-05", (), [])
