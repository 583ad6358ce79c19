"""Tables from CSV and XLSX files as rows of plain values, and cells that no spreadsheet program executes."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import regex

LARGEST = 400_000_000
"""Bytes of a table, unpacked: a small archive that unfolds to more is no roster."""
MOST_COLUMNS = 1000
UNSEEN = regex.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


class BadTable(ValueError):
    """A file that is no table. ``next_step`` says what to do."""

    def __init__(self, message: str, next_step: str) -> None:
        super().__init__(message)
        self.next_step = next_step


@dataclass(frozen=True)
class Sheet:
    """``rows``: (number in the file from 1, cells); a cell is text, a number, a bool, a date or None."""

    name: str
    rows: Sequence[tuple[int, tuple[Any, ...]]]


def read_sheet(data: bytes, name: str) -> Sheet:
    """The first sheet of a file. Raises BadTable."""
    if len(data) > LARGEST:
        raise BadTable(f"{name} is too large for a table.", "Split it into files of fewer rows.")
    if data[:4] == b"PK\x03\x04":
        return Sheet(name, list(xlsx_rows(data, name)))
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise BadTable(f"{name} is a spreadsheet of the old kind (.xls).", "Save it as .xlsx or .csv.")
    return Sheet(name, list(csv_rows(data, name)))


def csv_rows(data: bytes, name: str) -> Iterator[tuple[int, tuple[Any, ...]]]:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise BadTable(f"{name} is no text in UTF-8.", "Save it as “CSV UTF-8”, or as .xlsx.") from None
    if "\0" in text:
        raise BadTable(f"{name} is no table.", "Save the table as .csv or .xlsx.")
    if text.count('"') % 2:
        raise BadTable(f"{name} holds a quotation mark that is not closed.", "Close it, or take it away.")
    head = text[:20_000].split("\n", 12)[:12]
    delimiter = max(",;\t|", key=lambda mark: (sum(line.count(mark) for line in head), mark == ","))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise BadTable(
                f"{name}: line {reader.line_num} holds a cell that does not end.", "Close the quotation mark there."
            ) from None
        yield reader.line_num, tuple(cell.strip() or None for cell in cells[:MOST_COLUMNS])


def xlsx_rows(data: bytes, name: str) -> Iterator[tuple[int, tuple[Any, ...]]]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(i.file_size for i in archive.infolist()) > LARGEST:
                raise BadTable(f"{name} unpacks to more than a table holds.", "Split it into files of fewer rows.")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        # Programs write wrong dimensions; without this openpyxl believes them.
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield number, tuple(plain_cell(c) for c in row[:MOST_COLUMNS])
    except BadTable:
        raise
    except Exception as error:
        # openpyxl lets many kinds of errors through where the parts of the archive are damaged.
        raise BadTable(f"{name} is no .xlsx that can be read ({type(error).__name__}).", "Save it anew.") from error


def plain_cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        return value.strip().removeprefix("'") or None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if value is None or isinstance(value, bool | int | float | date) else str(value)


def harmless(value: Any) -> Any:
    """A cell that no spreadsheet program takes for a formula: text that begins like one gets an apostrophe."""
    if not isinstance(value, str):
        return value
    clean = value if value.isprintable() else UNSEEN.sub("", value)
    return f"'{clean}" if clean.lstrip(" \n\u00a0").startswith(DANGEROUS) else clean


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """UTF-8 with a mark (spreadsheet programs need it), CRLF, every cell harmless."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([harmless(h) for h in header])
    for row in rows:
        writer.writerow(["" if c is None else harmless(c) for c in row])
    return out.getvalue().encode("utf-8-sig")


STAMP = datetime(2000, 1, 1)  # noqa: DTZ001 - archives know no zones
"""The time that stands in archives, so that equal contents give equal bytes."""


def xlsx_bytes(title: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """One sheet; equal rows give equal bytes. Text stays text: no cell is a formula."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = STAMP
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"

    def cell(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        made = WriteOnlyCell(sheet, harmless(value)[:32_767])
        made.data_type = "s"
        return made

    sheet.append([cell(h) for h in header])
    for row in rows:
        sheet.append([cell(c) for c in row])
    raw = io.BytesIO()
    book.save(raw)
    return same_times(raw.getvalue())


def same_times(data: bytes) -> bytes:
    """A zip archive with the same members, all of one time; openpyxl writes the clock into it twice."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {i.filename: archive.read(i) for i in archive.infolist()}
    core = members.get("docProps/core.xml")
    if core is not None:
        when = STAMP.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
        members["docProps/core.xml"] = regex.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", when, core)
    return zip_bytes(members)


def zip_bytes(members: dict[str, bytes]) -> bytes:
    """A zip archive of which the bytes depend on the members only."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, date_time=STAMP.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            info.create_system = 3
            archive.writestr(info, content, compresslevel=6)
    return out.getvalue()
