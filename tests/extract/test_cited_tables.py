"""A table of papers cites each of them, with what is said above it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from reading import read_text

ENGLISH = """
No. 5/2/2021-Estt
Government of India
Ministry of Rivers
New Delhi, dated the 5th May, 2021
CIRCULAR
Subject: Boats - reg.
{lead}

Sl. No. | Circular No. | Date | Subject
1 | 12/3/2015-Estt | 05.03.2015 | Painting of boats
2 | 14/7/2017-Estt | 09.11.2017 | Repair of boats

2. All offices shall comply.
(A. B. Clerk)
Under Secretary
"""
HINDI = """
संख्या 15/2021-स्था.
जल संसाधन विभाग
दिनांक: 5 मई, 2021
परिपत्र
निम्नलिखित परिपत्रों की ओर ध्यान आकर्षित किया जाता है:-

क्र.सं. | परिपत्र संख्या एवं दिनांक | विषय
1 | 12/2015-स्था. दिनांक 05.03.2015 | नावों की रंगाई
2 | 14/2017-स्था. दिनांक 09.11.2017 | नावों की मरम्मत

(क. ख. लिपिक)
अवर सचिव
"""


def cited(text: str) -> list[tuple[str | None, str | None, str | None, str]]:
    (paper,) = read_text(text).communications
    return [(c.reference_no, c.date, c.kind, c.relation) for c in paper.cites]


@pytest.mark.parametrize(
    ("lead", "relation"),
    [
        ("The following circulars stand superseded with the issue of this circular:", "supersedes"),
        ("The instructions contained in the following circulars are brought to notice:", "refers"),
    ],
)
def test_numbers_and_dates_in_columns(lead: str, relation: str) -> None:
    assert cited(ENGLISH.format(lead=lead)) == [
        ("12/3/2015-Estt", "2015-03-05", "circular", relation),
        ("14/7/2017-Estt", "2017-11-09", "circular", relation),
    ]


def test_number_and_date_in_one_column() -> None:
    assert cited(HINDI) == [
        ("12/2015-स्था.", "2015-03-05", "circular", "refers"),
        ("14/2017-स्था.", "2017-11-09", "circular", "refers"),
    ]


def test_a_table_of_other_numbers_cites_nothing() -> None:
    assert cited(ENGLISH.format(lead="Boats:").replace("Circular No.", "Licence No.")) == []


def test_a_table_under_the_reference_label() -> None:
    text = ENGLISH.replace("{lead}\n\nSl. No. | Circular No. | Date | Subject", "Ref:\nSl. No. | Letter No. | Date")
    text = (
        text.replace(" | Painting of boats", "").replace(" | Repair of boats", "").replace("14/7/2017-Estt", "452/38")
    )
    assert cited(text) == [
        ("12/3/2015-Estt", "2015-03-05", "letter", "refers"),
        ("452/38", "2017-11-09", "letter", "refers"),
    ]
