"""Tables: tabs, bars, wide gaps, bands, page ends."""

from __future__ import annotations

import pytest

from extract.tables import annexure_heading, tables
from tests.extract.views import view


def cells(text: str, **more: object) -> list[list[str]]:
    return [[c.text for c in row] for t in tables(view(text, **more)) for row in t.rows]  # type: ignore[arg-type]


def test_tabs_with_header() -> None:
    (table,) = tables(view("S.No.\tName\tPost\n1.\tA\tClerk\n2.\tB\tPeon"))
    assert [c.text for c in table.header] == ["S.No.", "Name", "Post"]
    assert [[c.text for c in row] for row in table.rows] == [["1.", "A", "Clerk"], ["2.", "B", "Peon"]]
    assert table.part == "body"


def test_cells_point_at_their_words() -> None:
    text = "Above.\n\nS.No. | Name | Post\n1 | Asha Rani | Clerk\n"
    for table in tables(view(text)):
        for row in (table.header, *table.rows):
            for cell in row:
                assert cell.span.of(text) == cell.text


def test_band_headings_stand_alone() -> None:
    text = (
        "S.No.\tCourse\tRemarks\n"
        "Courses for clerks\n"
        "1.\tNoting\tMandatory\n"
        "2.\tFiling\tOptional\n"
        "Courses for peons\n"
        "1.\tSafety\tOptional"
    )
    assert [row for row in cells(text) if len(row) == 1] == [["Courses for clerks"], ["Courses for peons"]]


def test_a_table_goes_on_over_a_page_end_and_drops_the_header_printed_again() -> None:
    text = "S.No. | Item | Rate\n1 | Pens | 5\n\n\nS.No. | Item | Rate\n2 | Ink | 9\n"
    assert cells(text) == [["1", "Pens", "5"], ["2", "Ink", "9"]]


def test_prose_behind_the_last_row_is_not_swallowed() -> None:
    text = "S.No. | Item | Rate\n1 | Pens | 5\n2 | Ink | 9\nThe rates shall hold for a year.\nNo other charge is due."
    assert cells(text) == [["1", "Pens", "5"], ["2", "Ink", "9"]]


def test_a_row_of_column_numbers_is_no_row() -> None:
    assert cells("क्र. | मद | दर\n1 | 2 | 3\n1 | कलम | 5\n2 | स्याही | 9") == [["1", "कलम", "5"], ["2", "स्याही", "9"]]


def test_wide_gaps_under_a_header() -> None:
    text = (
        "Sl. No.   Activity                         Due date\n"
        "1.        Survey of wells and              10.02.2024\n"
        "          hand pumps\n"
        "2.        Painting of signals              20.02.2024\n"
        "\n"
        "3. The work is to be reported.\n"
    )
    assert cells(text) == [
        ["1.", "Survey of wells and hand pumps", "10.02.2024"],
        ["2.", "Painting of signals", "20.02.2024"],
    ]


def test_one_bar_in_prose_is_no_table() -> None:
    assert cells("Choose yes | no in the form.\nNothing else is asked.") == []


def test_number_of_the_paragraph_above() -> None:
    (table,) = tables(view("4. Rates are as below:\n\nS.No. | Item | Rate\n1 | Pens | 5\n"))
    assert table.label == "4"


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("Annexure A", "Annexure A"),
        ("ANNEXURE – II", "Annexure II"),
        ("परिशिष्ट-1", "परिशिष्ट 1"),
        ("Annexure", "Annexure"),
        ("Appendix 'C'", "Appendix C"),
        ("Annexure A shall be filled by all.", None),
        ("Schedule of rates is given below for information of all.", None),
        ("The Annexure", None),
    ],
)
def test_annexure_headings(line: str, label: str | None) -> None:
    assert annexure_heading(line) == label
