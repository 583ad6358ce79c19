"""Tables as typed rows: what each column holds, and the value of a cell where it has its column's form.

A column's form is what most of its own cells have, never what its name promises: a column "Date" whose cells are
words is a column of words. A cell without the form of its column keeps its text and has no value.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

import regex

from extract.cues import ADDRESS
from extract.dates import find_dates
from extract.normalise import ascii_digits
from extract.record import ColumnForm, PrintedTable, TableCell, TableColumn, TableRow
from extract.view import Cell, Table, at

SHARE = 0.7
"""So many of a column's cells have its form; one in four may be misread or stand for "do." and the like."""
LONGEST = 80
"""Characters; a longer cell is words."""
FORMS: tuple[ColumnForm, ...] = ("serial", "date", "count", "amount", "mail")

_SERIAL = regex.compile(r"\(?(?P<n>\d{1,3})[.)]{0,2}")
_COUNT = regex.compile(r"\d{1,9}")
_AMOUNT = regex.compile(
    r"(?:(?:Rs\.?|INR|₹|रु\.?|रु०|रू\.?)\s*)?(?P<n>\d{1,3}(?:,\d{2,3})+|\d+)(?P<part>\.\d{1,2})?\s*(?:/[-–—=]*)?",
    regex.IGNORECASE,
)
_MAIL = regex.compile(ADDRESS)


def printed_tables(tables: Sequence[Table]) -> tuple[PrintedTable, ...]:
    """Every table of a communication, its rows under the headings that stand above them."""
    return tuple(_typed(table) for table in tables)


def value_of(text: str, form: ColumnForm) -> str | None:
    """The value of a cell in a column of ``form``: a serial or count as digits, a date as YYYY-MM-DD, an amount as a
    plain decimal, a mail address in small letters; None where the cell has another form. Words have no value."""
    if len(text) > LONGEST:
        return None
    flat = ascii_digits(text).strip()
    if form == "serial":
        found = _SERIAL.fullmatch(flat)
        return str(int(found["n"])) if found else None
    if form == "count":
        return str(int(flat)) if _COUNT.fullmatch(flat) else None
    if form == "date":
        dates = find_dates(flat)
        whole = len(dates) == 1 and len(dates[0].span) >= len(flat.strip(" .,()")) and dates[0].precision == "day"
        return dates[0].value if whole else None
    if form == "amount":
        return _amount(flat)
    if form == "mail":
        return flat.casefold() if _MAIL.fullmatch(flat) else None
    return None


def _amount(flat: str) -> str | None:
    found = _AMOUNT.fullmatch(flat)
    return str(Decimal(found["n"].replace(",", "") + (found["part"] or ""))) if found else None


def _typed(table: Table) -> PrintedTable:
    width = len(table.header) or max((len(row) for row in table.rows), default=0)
    forms = [_form([row[k].text for row in table.rows if len(row) == width], k) for k in range(width)]
    columns = tuple(
        TableColumn(
            name=table.header[k].text if table.header else None,
            form=forms[k],
            evidence=(at(table.header[k].span),) if table.header else (),
        )
        for k in range(width)
    )
    rows: list[TableRow] = []
    heading: str | None = None
    for row in table.rows:
        if len(row) == 1 and width > 1:
            heading = row[0].text
            continue
        whole = len(row) == width
        rows.append(
            TableRow(heading=heading, cells=tuple(_cell(c, k if whole else None, forms) for k, c in enumerate(row)))
        )
    return PrintedTable(
        part=table.part, label=table.label, columns=columns, rows=tuple(rows), evidence=(at(table.span),)
    )


def _cell(cell: Cell, column: int | None, forms: Sequence[ColumnForm]) -> TableCell:
    value = value_of(cell.text, forms[column]) if column is not None else None
    return TableCell(column=column, text=cell.text, value=value, evidence=(at(cell.span),))


def _form(said: Sequence[str], column: int) -> ColumnForm:
    """Two cells at the least make a form."""
    if len(said) < 2:
        return "words"
    for form in FORMS:
        held = [v for v in (value_of(text, form) for text in said) if v is not None]
        if len(held) < max(2, SHARE * len(said)):
            continue
        if form != "serial" or (column == 0 and _counts_on([int(v) for v in held])):
            return form
    return "words"


def _counts_on(numbers: Sequence[int]) -> bool:
    """Serial numbers go up by one, or begin again under the next heading."""
    steps = list(pairwise(numbers))
    return sum(b in (a + 1, 1) for a, b in steps) >= SHARE * len(steps)
