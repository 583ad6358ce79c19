"""Tables as typed rows: forms of columns, values of cells, headings, evidence."""

from __future__ import annotations

import pytest

from extract.extractors.grids import printed_tables, value_of
from extract.record import ColumnForm, PrintedTable
from extract.tables import tables
from tests.extract.reading import read_text
from tests.extract.views import view


def one(text: str) -> PrintedTable:
    (table,) = printed_tables(tables(view(text)))
    return table


def values(table: PrintedTable) -> list[list[str | None]]:
    return [[cell.value for cell in row.cells] for row in table.rows]


def test_each_column_has_the_form_of_its_cells() -> None:
    table = one(
        "S.No.\tOffice\tLast date\tGrant\tPosts\tMail\n"
        "1.\tPond Circle\t31.03.2024\tRs. 1,20,000/-\t12\tA.B@example.in\n"
        "2.\tLake Circle\t30.4.2024\t95,500.50\t7\tc.d@example.in\n"
    )
    assert [(c.name, c.form) for c in table.columns] == [
        ("S.No.", "serial"), ("Office", "words"), ("Last date", "date"), ("Grant", "amount"), ("Posts", "count"),
        ("Mail", "mail"),
    ]  # fmt: skip
    assert values(table) == [
        ["1", None, "2024-03-31", "120000", "12", "a.b@example.in"],
        ["2", None, "2024-04-30", "95500.50", "7", "c.d@example.in"],
    ]


def test_hindi_figures() -> None:
    table = one("क्र.सं.\tकार्यालय\tदिनांक\n१\tतालाब वृत्त\t०१.०२.२०२४\n२\tझील वृत्त\t०३.०२.२०२४\n")
    assert [c.form for c in table.columns] == ["serial", "words", "date"]
    assert [row[2] for row in values(table)] == ["2024-02-01", "2024-02-03"]


def test_a_cell_of_another_form_keeps_its_text_alone() -> None:
    table = one("S.No.\tDue\n1\t01.02.2024\n2\t02.02.2024\n3\tlater\n4\t03.02.2024\n5\t04.02.2024\n")
    cell = table.rows[2].cells[1]
    assert (table.columns[1].form, cell.text, cell.value) == ("date", "later", None)


def test_a_name_promises_nothing() -> None:
    table = one("S.No.\tDate\n1\tsoon\n2\tlater\n")
    assert table.columns[1].form == "words"


def test_a_first_column_that_does_not_count_on_is_no_serial() -> None:
    assert one("Posts\tOffice\n12\tPond Circle\n7\tLake Circle\n").columns[0].form == "count"


def test_serial_numbers_begin_again_under_the_next_heading() -> None:
    table = one("S.No.\tItem\tPlace\nNorth\n1.\tNets\tPond\n2.\tOars\tLake\nSouth\n1.\tBoats\tPond\n2.\tRopes\tLake\n")
    assert table.columns[0].form == "serial"
    assert [(row.heading, row.cells[0].value) for row in table.rows] == [
        ("North", "1"), ("North", "2"), ("South", "1"), ("South", "2"),
    ]  # fmt: skip


def test_rows_stand_under_their_heading_and_short_rows_under_no_column() -> None:
    table = one("S.No.\tItem\tPlace\nFor the north\n1.\tNets\tPond\n2.\tBoats\n3.\tOars\tLake\n")
    assert {row.heading for row in table.rows} == {"For the north"}
    assert [cell.column for cell in table.rows[0].cells] == [0, 1, 2]
    short = next(row for row in table.rows if len(row.cells) == 2)
    assert [cell.column for cell in short.cells] == [None, None]


def test_every_cell_says_where_it_stands() -> None:
    text = (
        "LAKE DEPARTMENT\nNo. 4/2024\nDated 02.05.2024\n\nTo\nThe Registrar\n\nSubject: Nets.\n\n"
        "1. The nets are given as below:\n\n"
        "S.No.\tOffice\tDate\n1\tPond Circle\t01.02.2024\n2\tLake Circle\t02.02.2024\n"
    )
    reading = read_text(text)
    (table,) = reading.communications[0].tables
    for cell in (cell for row in table.rows for cell in row.cells):
        (evidence,) = cell.evidence
        assert reading.text[evidence.start : evidence.end] == evidence.quote == cell.text
        assert evidence.page == 1


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("₹ 5,00,000/-", "amount", "500000"), ("रु. 750/-", "amount", "750"), ("12 boats", "amount", None),
        ("31.02.2024", "date", None), ("May 2024", "date", None), ("1 to 3.4.2024", "date", None),
        ("(4)", "serial", "4"), ("४.", "serial", "4"), ("1234", "serial", None), ("no mail", "mail", None),
        ("anything", "words", None), ("9" * 40, "count", None),
        ("1" * 1_000_000, "date", None), ("1," * 500_000, "amount", None),
    ],
)  # fmt: skip
def test_values(text: str, form: ColumnForm, expected: str | None) -> None:
    assert value_of(text, form) == expected
