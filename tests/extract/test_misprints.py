"""Years that cannot be: said in a Problem, the likelier year kept as a candidate, the printed date never changed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from extract.misprints import misread_years
from ingest.document import Span

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


OWN_YEAR = """
जल संस्थान खैरपुर
खैरपुर - ३११ ००१
{own}
तिमाही रिपोर्ट
(जनवरी-मार्च, २०१४)
१) दिनांक २५ मई, २०१३ को हुई बैठक में लिए गए निर्णयों पर कार्रवाई की गयी।
२) रिपोर्ट इस पत्र के साथ संलग्न है।
"""


@pytest.mark.parametrize(
    ("own", "date"),
    [
        ("दिनांक : अप्रैल ०३, २८१४", "2014-04-03"),  # ० taken for ८
        ("दिनांक : अप्रैल ०३, २०१४", "2014-04-03"),
        ("दिनांक : 03 अप्रैल, 2914", "2014-04-03"),
    ],
)
def test_a_year_of_no_century_that_has_offices(own: str, date: str) -> None:
    found = read_text(OWN_YEAR.format(own=own)).communications[0].date
    assert found is not None
    assert found.value == date


def test_a_mended_year_is_doubtful() -> None:
    found = misread_years("दिनांक: 03.04.2914 बैठक 2013", Span(0, 18), Span(0, 28))
    assert [(d.value, d.doubtful, d.span) for d in found] == [("2014-04-03", True, Span(8, 18))]


@pytest.mark.parametrize("text", ["dated 03.04.2914", "dated 03.04.2914 of 2014 and 1914", "dated 3.4.9914 of 2014"])
def test_a_year_that_may_be_several_or_none_is_left(text: str) -> None:
    """No year near it is printed; two are; two of its figures differ."""
    assert misread_years(text, Span(0, 16), Span(0, len(text))) == []
