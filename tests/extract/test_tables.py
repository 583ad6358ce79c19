"""Tables: tabs, bars, wide gaps, bands, page ends."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extract.tables import annexure_heading, tables
from extract.view import View
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


def test_a_numbered_paragraph_below_a_table_is_no_row() -> None:
    text = (
        "Sl.No.   Name               Present posting         Posting on promotion\n"
        "1.       Ram Avatar         AE, Northlake           EE, Northlake\n"
        "2.       S. Lakeman         AE, Southlake           EE, Southlake\n"
        "\n"
        "3.    The officers shall report for duty within ten days of their relieving. No representation\n"
        "shall be entertained.\n"
    )
    assert [row[0] for row in cells(text)] == ["1.", "2."]


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


# ------------------------------------------------------------------------------ page ends, headers of two rows


def over_pages(first: str, second: str) -> View:
    """Two pages: the lines of the second one count to page 2."""
    both = view(f"{first}\n{second}")
    at = len(first)
    return replace(both, lines=tuple(replace(x, page=2) if x.span.start > at else x for x in both.lines))


HEAD = "S.No.\tItem\tDate\n"


def rows_of(found: View) -> list[list[list[str]]]:
    return [[[c.text for c in row] for row in table.rows] for table in tables(found)]


@pytest.mark.parametrize("between", ["", "- 2 -\n", "Page 2 of 5\n", HEAD, f"-2-\n{HEAD}", "S.N0.\tltem\tDate\n"])
def test_a_table_goes_on_over_a_page_end(between: str) -> None:
    """With the header printed again (a sign of it misread), without, and with a page number in between."""
    found = over_pages(f"{HEAD}1.\tStores\t01.02.2020\n2.\tBooks\t02.02.2020", f"{between}3.\tRolls\t03.02.2020\nEnd.")
    assert rows_of(found) == [
        [["1.", "Stores", "01.02.2020"], ["2.", "Books", "02.02.2020"], ["3.", "Rolls", "03.02.2020"]]
    ]


def test_another_table_on_the_next_page_is_another_table() -> None:
    first = f"{HEAD}1.\tStores\t01.02.2020\n2.\tBooks\t02.02.2020"
    other = over_pages(first, "S.No.\tName of the officer\tPost\n1.\tA. Kumar\tClerk\n2.\tB. Devi\tPeon")
    assert [len(rows) for rows in rows_of(other)] == [2, 2]
    wider = over_pages(first, "1.\tStores\t4\t5\t6\t7\n2.\tBooks\t4\t5\t6\t7")
    assert [len(rows) for rows in rows_of(wider)] == [2, 2]


def test_a_second_table_with_its_own_header_on_the_same_page() -> None:
    first = f"{HEAD}1.\tStores\t01.02.2020\n2.\tBooks\t02.02.2020\n"
    found = tables(view(f"{first}Sl. No.\tOfficer\tPost\n1.\tA. Kumar\tClerk\n2.\tB. Devi\tPeon"))
    assert [[c.text for c in t.header] for t in found] == [["S.No.", "Item", "Date"], ["Sl. No.", "Officer", "Post"]]


def test_texts_over_several_columns_are_not_the_header() -> None:
    """ "Period" and "Sums" stand over two columns each; the row below names the columns."""
    (table,) = tables(view("Period\tSums\nS.No.\tFrom\tTo\tPaid\tDue\n1.\t2019\t2020\t10\t20\n2.\t2020\t2021\t11\t21"))
    assert [c.text for c in table.header] == ["S.No.", "From", "To", "Paid", "Due"]
    assert len(table.rows) == 2


def test_a_column_divided_by_a_second_header_row() -> None:
    text = (
        "S.No.\tItem\tPeriod\tAmount\nFrom\tTo\n"
        "1.\tRoad\t01.02.2019\t03.04.2020\t1,000\n"
        "2.\tWell\t01.03.2019\t03.05.2020\t2,500"
    )
    (table,) = tables(view(text))
    assert [c.text for c in table.header] == ["S.No.", "Item", "From", "To", "Amount"]
    assert [c.text for c in table.rows[0]] == ["1.", "Road", "01.02.2019", "03.04.2020", "1,000"]
    for cell in table.header:
        assert cell.span.of(text) == cell.text
